// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <infobound/check/detail/calibration.hpp>
#include <infobound/core/random_stream.hpp>
#include <limits>
#include <support/catch.hpp>
#include <utility>

namespace unit::check::calibration {

namespace ib = infobound;

TEST_CASE("a bound on the probability of choices holds and is not idle", "[calibration][statistical]") {
  // Of 4000 tests at α = 0.1 no more than 400 + 5 × 19 fail, and at least 40: Chernoff's bound is that loose at most.
  int failed = 0;
  for (std::uint64_t test = 0; test < 4000; ++test) {
    ib::random_stream rng(11, test);
    ib::detail::calibration<double> choices;
    for (int i = 0; i < 20; ++i) {
      const Eigen::ArrayXd weights =
          Eigen::ArrayXd::NullaryExpr(3, [&] { return static_cast<double>(rng() % 1000 + 1); });
      const Eigen::ArrayXd log_probabilities = (weights / weights.sum()).log();
      double left = static_cast<double>(rng() % 1000000) / 1e6 * weights.sum();
      Eigen::Index chosen = 0;
      while (chosen < 2 && left >= weights[chosen]) left -= weights[chosen++];
      choices.add(log_probabilities, log_probabilities, chosen);
    }
    failed += choices.log_probability() <= std::log(0.1) ? 1 : 0;
  }
  CAPTURE(failed);
  CHECK(failed <= 495);
  CHECK(failed >= 40);
}

TEST_CASE("a choice of probability 0 cannot be made", "[calibration][exact]") {
  const double infinity = std::numeric_limits<double>::infinity();
  ib::detail::calibration<double> choices;
  choices.add(Eigen::Array2d(0, -infinity), Eigen::Array2d(0, -infinity), 0);
  CHECK(choices.log_probability() == 0);
  choices.add(Eigen::Array2d(0, -infinity), Eigen::Array2d(0, -infinity), 1);
  CHECK(choices.log_probability() == -infinity);
}

TEST_CASE("the probability of two samples' distance is exact where all of it can be counted", "[calibration][exact]") {
  // Of the 6 orders of two and two numbers, 2 put one sample below the other.
  CHECK(ib::detail::two_samples<double>({1, 2}, {3, 4}).distance() == 1);
  CHECK(ib::detail::two_samples<double>({1, 2}, {3, 4}).log_probability() == Approx(std::log(1.0 / 3)).epsilon(1e-14));
  // Of the 20 of three and three, 2 have distance 1 and 10 more have 2/3 (Gnedenko and Korolyuk's table).
  CHECK(ib::detail::two_samples<double>({1, 2, 3}, {4, 5, 6}).log_probability() ==
        Approx(std::log(0.1)).epsilon(1e-14));
  CHECK(ib::detail::two_samples<double>({1, 2, 5}, {3, 4, 6}).distance() == Approx(2.0 / 3).epsilon(1e-14));
  CHECK(ib::detail::two_samples<double>({1, 2, 5}, {3, 4, 6}).log_probability() ==
        Approx(std::log(0.6)).epsilon(1e-14));
  CHECK(ib::detail::two_samples<double>({1, 1, 2}, {1, 1, 2}).distance() == 0);
  CHECK(ib::detail::two_samples<double>({1, 1, 2}, {1 + 1e-15, 1 + 1e-15, 2 - 1e-15}).distance() == 0);
  CHECK(ib::detail::two_samples<double>({1, 1, 2}, {1, 1, 2}).log_probability() == 0);
}

TEST_CASE("the bound on choices is the least of Chernoff's at five slopes, for both signs", "[calibration][exact]") {
  // Of n fair choices between 0 and 1, h are 1: −λ(h − n/2) + n ln cosh(λ/2), λ = factor (h − n/2)/(n/4).
  const auto found = [](int n, int ones) {
    ib::detail::calibration<double> choices;
    const Eigen::ArrayXd fair = Eigen::ArrayXd::Constant(2, std::log(0.5));
    for (int i = 0; i < n; ++i) choices.add(fair, Eigen::Array2d(0, 1), i < ones ? 1 : 0);
    CHECK(choices.found() == Approx(double(ones) / n));
    CHECK(choices.expected() == Approx(0.5));
    return choices.log_probability();
  };
  const auto bound = [](int n, int ones) {
    const double excess = std::abs(ones - n / 2.0);
    double least = 0;
    for (const double factor : {0.25, 0.5, 1.0, 2.0, 4.0}) {
      const double lambda = factor * excess / (n / 4.0);
      least = std::min(least, n * std::log(std::cosh(lambda / 2)) - lambda * excess);
    }
    return std::min(0.0, least + std::log(2.0));
  };
  CHECK(found(1, 1) == 0);  // nothing can be said of one
  for (const auto& [n, ones] : {std::pair{10, 10}, {10, 0}, {10, 8}, {10, 2}, {40, 23}, {200, 160}}) {
    CAPTURE(n, ones);
    CHECK(found(n, ones) == Approx(bound(n, ones)).epsilon(1e-8).margin(1e-8));
  }
  CHECK(found(10, 10) == Approx(10 * (std::log(std::cosh(4.0)) - 4) + std::log(2.0)).epsilon(1e-8));
  CHECK(found(10, 5) == 0);
}

}  // namespace unit::check::calibration
