// SPDX-License-Identifier: BSL-1.0
// Rate-distortion functions at a horizon: as curves, and of processes that know them, tabulate them or bound them.
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/bound/theorem_15.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>
#include <infobound/process/conjugate/finite_process.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>
#include <infobound/rate/gaussian_bottleneck.hpp>
#include <infobound/rate/rate_curve.hpp>
#include <infobound/rate/rate_distortion.hpp>
#include <infobound/rate/rate_distortion_curve.hpp>
#include <infobound/report/rate_series.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/joint_table.hpp>
#include <support/thrown.hpp>
#include <vector>

namespace unit::rate::rate_distortion_curve {

namespace ib = infobound;
using curve = ib::rate_curve<double>;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// A band between two broken lines over two observations.
curve band() { return {{{0.1, 3}, {0.5, 1}, {1, 0}}, {{0.2, 4}, {0.5, 2}, {1.5, 0}}, 2}; }

ib::finite_process<double> coins() {
  Eigen::MatrixXd likelihood(3, 2);
  likelihood << 0.8, 0.2, 0.5, 0.5, 0.2, 0.8;
  return {.prior = Eigen::Vector3d(0.25, 0.5, 0.25), .likelihood = likelihood};
}

ib::finite_process<double> finite(Eigen::Index parameters, Eigen::Index outcomes, std::uint64_t seed) {
  ib::random_stream rng(seed);
  return {.prior = joint_table::random_channel(1, parameters, 0.5, rng).transpose(),
          .likelihood = joint_table::random_channel(parameters, outcomes, 1, rng)};
}

/// Rates at a horizon, and at one observation only.
struct bounded {
  double rate_lower(double epsilon, std::size_t horizon) const { return double(horizon) / (1 + epsilon); }
  double rate_upper(double epsilon) const { return 9 / epsilon; }
};
struct one_observation {
  double rate_lower(double) const { return 5; }
  double rate_upper(double) const { return 6; }
};

}  // namespace

TEST_CASE("a curve is evaluated and inverted on both sides", "[rate_curve][exact]") {
  const curve shown = band();
  CHECK(shown.rate_lower(0) == 3);
  CHECK(shown.rate_lower(0.3) == Approx(2));
  CHECK(shown.rate_lower(0.75) == Approx(0.5));
  CHECK(shown.rate_lower(1.2) == 0);
  CHECK(shown.rate_lower(infinity) == 0);
  CHECK(shown.rate_upper(0.1) == infinity);
  CHECK(shown.rate_upper(0.2) == 4);
  CHECK(shown.rate_upper(1) == Approx(1));
  CHECK(shown.rate_upper(infinity) == 0);
  CHECK(shown.distortion_lower(4) == 0);
  CHECK(shown.distortion_lower(2) == Approx(0.3));
  CHECK(shown.distortion_lower(0) == 1);
  CHECK(shown.distortion_upper(5) == 0.2);
  CHECK(shown.distortion_upper(3) == Approx(0.35));
  CHECK(shown.distortion_upper(0) == 1.5);
  CHECK(curve({{0, 1}}, {{0, 2}, {1, 0.5}}, 1).distortion_upper(0.4) == infinity);
  CHECK(curve({{0, 1}}, {{0, 2}}, 1).rate_lower(0.1) == 0);
  CHECK(shown.horizon() == 2);
}

TEST_CASE("a curve is a thing with rates, in tables and pictures too", "[rate_curve][exact]") {
  const curve shown = band();
  const auto found = ib::rate_distortion(shown, 0.3);
  CHECK(found.lower.value == shown.rate_lower(0.3));
  CHECK(found.upper.value == shown.rate_upper(0.3));
  const auto series = ib::report::rate_series("H", shown);
  CHECK(series.x == std::vector<double>{0.1, 0.2, 0.5, 1, 1.5});
  CHECK(series.lower == std::vector<double>{3, shown.rate_lower(0.2), 1, 0, 0});
  CHECK(series.upper == std::vector<double>{infinity, 4, 2, shown.rate_upper(1), 0});
  CHECK(series.middle[2] == 1.5);
  CHECK_NOTHROW(series.validate());
}

TEST_CASE("Theorem 15 from a curve is that of its two sides", "[rate_curve][exact]") {
  const auto check = [](const curve& shown) {
    const double T = double(shown.horizon());
    const auto found = shown.error_bracket();
    CHECK(found.lower.value ==
          Approx(ib::theorem_15::lower_from_rate([&](double epsilon) { return shown.rate_lower(epsilon); }, T))
              .epsilon(1e-9));
    CHECK(found.upper.value ==
          Approx(ib::theorem_15::upper_from_rate([&](double epsilon) { return shown.rate_upper(epsilon); }, T))
              .epsilon(1e-5));
  };
  check(band());
  check({{{0, 3}, {2, 0}}, {{0, 4}, {3, 0}}, 1});
  check({{{1, 0.5}, {2, 0}}, {{1, 4}, {3, 0.2}}, 3});    // the lower side is met before its first corner
  check({{{0.1, 5}, {0.5, 4}}, {{0.1, 6}, {2, 0}}, 1});  // and here it ends before it is met
  check(ib::rate_distortion_curve(coins(), 10, {.tolerance = 1e-3, .points = 16}));
}

TEST_CASE("a convex function known at points lies between chords and chords extended", "[rate_curve][property]") {
  for (const auto& f :
       {+[](double x) { return x < 1 ? -std::log(x) : 0.0; }, +[](double x) { return x < 1 ? (1 - x) * (1 - x) : 0.0; },
        +[](double x) { return x < 1 ? 1 - x : 0.0; }})
    for (const std::size_t points : {2U, 3U, 8U, 100U}) {
      const auto shown = curve::of(f, 1.0, 1, points);
      for (double epsilon = 1e-6; epsilon < 2; epsilon *= 1.3) {
        CHECK(shown.rate_lower(epsilon) <= f(epsilon) * (1 + 1e-12) + 1e-15);
        CHECK(f(epsilon) <= shown.rate_upper(epsilon) * (1 + 1e-12));
        if (points == 100 && epsilon > 2e-6) CHECK(shown.rate_upper(epsilon) - shown.rate_lower(epsilon) < 0.02);
      }
    }
}

TEST_CASE("a finite process has the counts of its outcomes in a table", "[finite_process][exact]") {
  const auto process = coins();
  for (const std::size_t T : {1U, 2U, 10U, 300U}) {
    const Eigen::MatrixXd table = process.joint_table(T);
    CHECK(table.cols() == static_cast<Eigen::Index>(T) + 1);
    CHECK((table.rowwise().sum() - process.prior).cwiseAbs().maxCoeff() < 1e-14);
    CHECK(ib::rate::bottleneck(table, 10.0).information == Approx(process.information(T)).epsilon(1e-12));
  }
  // Multinomial laws, zeros among them, by hand: counts (0,0,2), (0,1,1), (0,2,0), (1,0,1), (1,1,0), (2,0,0).
  Eigen::MatrixXd likelihood(2, 3);
  likelihood << 0.5, 0.25, 0.25, 0, 1, 0;
  const ib::finite_process<double> three{.prior = Eigen::Vector2d(0.5, 0.5), .likelihood = likelihood};
  Eigen::MatrixXd expected(2, 6);
  expected << 0.0625, 0.125, 0.0625, 0.25, 0.25, 0.25, 0, 0, 1, 0, 0, 0;
  CHECK((three.joint_table(2) - expected / 2).cwiseAbs().maxCoeff() < 1e-16);
}

TEST_CASE("a process that knows its rate at a horizon gives it on both sides", "[rate_distortion][exact]") {
  const ib::gaussian_mean<double> process{.dimension = 3, .prior_variance = 2, .noise_variance = 0.5};
  for (const double epsilon : {1e-12, 0.01, 0.3, 5.0, infinity}) {
    for (const std::size_t T : {1U, 7U, 1000U}) {
      const auto found = ib::rate_distortion(process, epsilon, T);
      const Eigen::VectorXd gains = Eigen::VectorXd::Constant(3, double(T) * 4);
      CHECK(found.lower.value == found.upper.value);
      CHECK(found.lower.value ==
            Approx(ib::rate::gaussian_bottleneck(gains, epsilon * double(T))).epsilon(1e-13).margin(1e-13));
      CHECK(found.lower.source == "exact rate-distortion function of the process");
    }
    CHECK(process.rate_distortion(epsilon, 1) == Approx(process.rate_distortion(epsilon)).margin(1e-15));
  }
}

TEST_CASE("a process with a table goes through the bottleneck", "[rate_distortion][property]") {
  const auto process = coins();
  for (const std::size_t T : {1U, 10U}) {
    const double error = process.information(T) / double(T);
    double before = infinity;
    for (const double share : {0.01, 0.2, 0.6, 0.9}) {
      const auto found = ib::rate_distortion(process, share * error, T);
      CHECK(found.lower.source == "branch and bound (theory 2.4 b)");
      CHECK(found.upper.value - found.lower.value <= 1e-6);
      CHECK(found.lower.value <= before);
      CHECK(found.lower.value <= ib::rate_distortion(process, share * error, 1).upper.value + 1e-12);
      before = found.upper.value;
    }
    CHECK(ib::rate_distortion(process, error * (1 + 1e-12), T).upper.value == 0);
  }
  const auto rough = ib::rate_distortion(process, 0.01, 10, {.tolerance = 0.1});
  CHECK(rough.upper.value >= ib::rate_distortion(process, 0.01, 10).lower.value);
}

TEST_CASE("with the exact rate of a finite parameter the upper half of Theorem 15 is the error",
          "[theorem_15][property]") {
  for (const Eigen::Index parameters : {2, 3, 4, 6})
    for (const std::size_t T : {1U, 4U}) {
      const auto process = finite(parameters, 3, static_cast<std::uint64_t>(parameters));
      const double error = process.information(T) / double(T);
      const auto shown = ib::rate_distortion_curve(process, T, {.tolerance = 1e-3, .points = 12});
      const auto found = shown.error_bracket();
      CAPTURE(parameters, T, error);
      CHECK(found.upper.value == Approx(error).epsilon(1e-10));
      CHECK(found.lower.value <= error * (1 + 1e-12));
      CHECK(found.lower.value >= error / 2 * (1 - 1e-9));  // already H ≥ I − εT gives so much
      for (double share = 0.03; share < 1; share += 0.12)
        CHECK(shown.rate_lower(share * error) >= (1 - share) * error * double(T) * (1 - 1e-9));
    }
}

TEST_CASE("other processes have what their rates and their information say", "[rate_distortion][exact]") {
  const auto both = ib::rate_distortion(bounded{}, 0.5, 3);
  CHECK(both.lower.value == 2);
  CHECK(both.lower.source == "rate_lower(epsilon, horizon) of the process");
  CHECK(both.upper.value == 18);
  // A lower bound for one observation is none for a horizon.
  const auto one = ib::rate_distortion(one_observation{}, 0.5, 3);
  CHECK(one.lower.value == 0);
  CHECK(one.upper.value == 6);
  const ib::beta_bernoulli<double> coin{.alpha = 1, .beta = 1};
  const auto kept = ib::rate_distortion(coin, 0.01, 10);
  CHECK(kept.lower.value == Approx(coin.information(10) - 0.1));
  CHECK(kept.upper.value == infinity);
  CHECK(ib::rate_distortion(coin, 1.0, 10).upper.value == 0);
}

TEST_CASE("curves and horizons out of their domains are refused by name", "[rate_curve][error]") {
  const auto said = [](std::vector<curve::point> lower, std::vector<curve::point> upper, std::size_t horizon) {
    return thrown<std::domain_error>([&] { return curve(lower, upper, horizon); });
  };
  CHECK(said({{0, 1}}, {{0, 1}}, 0) == "rate_curve.horizon = 0, must be >= 1");
  CHECK(said({}, {{0, 1}}, 1) == "rate_curve.lower: number of points = 0, must be >= 1");
  CHECK(said({{0, 1}}, {{0, 1}, {1, 2}}, 1) == "rate_curve.upper[1].rate = 2, must be <= 1, the one before");
  CHECK(said({{0, 1}, {0, 0}}, {{0, 1}}, 1) == "rate_curve.lower[1].epsilon = 0, must be > 0, the one before");
  CHECK(said({{0, -1}}, {{0, 1}}, 1) == "rate_curve.lower[0].rate = -1, must be >= 0 and finite");
  CHECK(thrown<std::domain_error>([] { return band().rate_lower(-1); }) == "epsilon = -1, must be >= 0");
  CHECK(thrown<std::domain_error>([] { return band().distortion_upper(-1); }) == "rate = -1, must be >= 0");
  CHECK(thrown<std::domain_error>([] { return ib::rate_distortion(coins(), 0.0, 3); }) == "epsilon = 0, must be > 0");
  CHECK(thrown<std::domain_error>([] { return ib::rate_distortion(coins(), 0.1, 0); }) == "horizon = 0, must be >= 1");
  CHECK(thrown<std::domain_error>([] { return coins().joint_table(20'000'000); }) ==
        "horizon = 20000000, must be <= 10000000, as the table is kept in memory");
}

}  // namespace unit::rate::rate_distortion_curve
