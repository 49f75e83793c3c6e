// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <cmath>
#include <cstdint>
#include <infobound/check/detail/calibration.hpp>
#include <infobound/core/random_stream.hpp>
#include <limits>
#include <support/catch.hpp>

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
  CHECK(ib::detail::two_samples<double>({1, 1, 2}, {1, 1, 2}).log_probability() == 0);
}

}  // namespace unit::check::calibration
