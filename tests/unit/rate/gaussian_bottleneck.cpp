// SPDX-License-Identifier: BSL-1.0
// The Gaussian information bottleneck against its definition in 50 digits, at its ends, and as a curve.
#include <Eigen/Core>
#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/eigen.hpp>
#include <cmath>
#include <cstddef>
#include <infobound/rate/gaussian_bottleneck.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>

namespace unit::rate::gaussian_bottleneck {

namespace ib = infobound;
using ib::rate::gaussian_bottleneck;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
using precise = boost::multiprecision::cpp_bin_float_50;

/// Gains that span orders of magnitude, two of them equal and one of them 0.
Eigen::VectorXd spread_gains() {
  Eigen::VectorXd gains(8);
  gains << 3e-7, 0.02, 4.0, 0.5, 0.5, 0, 3e5, 17.0;
  return gains;
}

/// ½ Σ ln(1 + min(w, γ)).
precise lost(const Eigen::VectorXd& gains, const precise& level) {
  precise sum = 0;
  for (const double gain : gains) sum += log(1 + std::min(precise(gain), level));
  return sum / 2;
}

/// By bisection of ln w.
precise by_definition(const Eigen::VectorXd& gains, double loss) {
  precise low = -800;
  precise high = 40;
  for (int i = 0; i < 160; ++i) {
    const precise middle = (low + high) / 2;
    (lost(gains, exp(middle)) < loss ? low : high) = middle;
  }
  precise sum = 0;
  for (const double gain : gains)
    if (gain > 0) sum += std::max(precise(0), precise(log(precise(gain)) - high));
  return sum / 2;
}

}  // namespace

TEST_CASE("the rate is what its definition says, from the least loss to the largest", "[gaussian_bottleneck][exact]") {
  const Eigen::VectorXd gains = spread_gains();
  const double whole = gains.array().log1p().sum() / 2;
  worst error;
  for (const double share : {1e-30, 1e-20, 1e-9, 1e-4, 0.01, 0.1, 0.3, 0.5, 0.8, 0.99}) {
    const precise exact = by_definition(gains, share * whole);
    error.see(double(abs(gaussian_bottleneck(gains, share * whole) / exact - 1)), share);
  }
  INFO(error.where());
  CHECK(error.value() < 1e-13);
  const Eigen::VectorXd reversed = gains.reverse();
  CHECK(gaussian_bottleneck(reversed, 1.0) == gaussian_bottleneck(gains, 1.0));
  CHECK(gaussian_bottleneck(gains.array() * 1.0, 1.0) == gaussian_bottleneck(gains, 1.0));
  CHECK(gaussian_bottleneck(gains.cast<float>(), 1.0F) == Approx(gaussian_bottleneck(gains, 1.0)).epsilon(1e-5));
}

TEST_CASE("equal gains have the rate in closed form", "[gaussian_bottleneck][exact]") {
  for (const double gain : {1e-8, 0.3, 40.0})
    for (const double loss : {1e-300, 1e-12, 0.01, 0.4, 5.0}) {
      const double exact = 1.5 * std::max(0.0, std::log(gain) - std::log(std::expm1(loss / 1.5)));
      CHECK(gaussian_bottleneck(Eigen::VectorXd::Constant(3, gain), loss) ==
            Approx(exact).epsilon(1e-13).margin(1e-14));
    }
}

TEST_CASE("gains and losses may be anywhere in the scalar's range", "[gaussian_bottleneck][exact]") {
  const auto rate = [](double gain, double loss) {
    return ib::rate::gaussian_bottleneck(Eigen::VectorXd::Constant(1, gain), loss);
  };
  const double ten = std::log(10.0);
  CHECK(rate(1e300, 5e-324) == Approx((300 * ten + 1073 * std::log(2.0)) / 2).epsilon(1e-15));
  CHECK(rate(1e308, 340.0) == Approx((308 * ten - 680) / 2).epsilon(1e-14));
  CHECK(rate(1e-300, 1e-301) == Approx(std::log(5.0) / 2).epsilon(1e-14));
  CHECK(rate(1e308, 355.0) == 0);
  CHECK(rate(1e308, 1e308) == 0);
}

TEST_CASE("no Gaussian channel on two components does better", "[gaussian_bottleneck][property]") {
  // θ̃ with posterior variances s of whitened components: rate ½ Σ ln(1/s), loss ½ Σ ln(1 + γs).
  const Eigen::Vector2d gains(5, 0.7);
  for (const double loss : {0.05, 0.2, 0.5, 1.0}) {
    double best = infinity;
    constexpr int cells = 4000;
    for (int i = 1; i <= cells; ++i) {
      const double first = double(i) / cells;
      const double left = std::exp(2 * loss) / (1 + gains[0] * first);  // 1 + γ₂ s₂ may be so much
      if (left < 1) continue;
      const double second = std::min(1.0, (left - 1) / gains[1]);
      best = std::min(best, -(std::log(first) + std::log(second)) / 2);
    }
    const double found = gaussian_bottleneck(gains, loss);
    CHECK(found <= best + 1e-12);
    CHECK(best <= found + 1e-4);
  }
}

TEST_CASE("nothing may be lost, or everything", "[gaussian_bottleneck][exact]") {
  const Eigen::VectorXd gains = spread_gains();
  CHECK(gaussian_bottleneck(gains, 0.0) == infinity);
  CHECK(gaussian_bottleneck(Eigen::Vector2d(0, 0), 0.0) == 0);
  CHECK(gaussian_bottleneck(gains, gains.array().log1p().sum() / 2 * (1 + 1e-14)) == 0);
  CHECK(gaussian_bottleneck(gains, 1e308) == 0);
  CHECK(gaussian_bottleneck(gains, infinity) == 0);
  CHECK(gaussian_bottleneck(Eigen::VectorXd(0), 1.0) == 0);
}

TEST_CASE("its curve encloses it closely, and Theorem 15 from it the information", "[gaussian_bottleneck][property]") {
  const Eigen::VectorXd gains = spread_gains();
  const double whole = gains.array().log1p().sum() / 2;
  const std::size_t T = 5;
  const auto curve = ib::rate::gaussian_bottleneck_curve(gains, T, 200);
  for (double epsilon = 1.01e-6 * whole / double(T); epsilon < whole / double(T); epsilon *= 1.37) {
    const double exact = gaussian_bottleneck(gains, epsilon * double(T));
    CAPTURE(epsilon, exact);
    CHECK(curve.rate_lower(epsilon) <= exact * (1 + 1e-12));
    CHECK(exact <= curve.rate_upper(epsilon) * (1 + 1e-12));
    CHECK(curve.rate_upper(epsilon) - curve.rate_lower(epsilon) <= 0.02 * (1 + exact));
    CHECK(curve.distortion_lower(exact) <= epsilon * (1 + 1e-12));
    CHECK(epsilon <= curve.distortion_upper(exact) * (1 + 1e-12));
  }
  const auto error = curve.error_bracket();
  CHECK(error.upper.value == Approx(whole / double(T)).epsilon(1e-14));
  CHECK(error.lower.value >= whole / double(T) / 2);
}

TEST_CASE("a gain or a loss outside its domain is refused by name", "[gaussian_bottleneck][error]") {
  const auto said = [](double gain, double loss) {
    return thrown<std::domain_error>([&] { return gaussian_bottleneck(Eigen::Vector2d(1, gain), loss); });
  };
  CHECK(said(-1, 0.1) == "gain(1) = -1, must be >= 0 and finite");
  CHECK(said(infinity, 0.1) == "gain(1) = inf, must be >= 0 and finite");
  CHECK(said(1, -0.1) == "loss = -0.1, must be >= 0");
  CHECK(said(1, std::numeric_limits<double>::quiet_NaN()) == "loss = nan, must be >= 0");
  CHECK(thrown<std::domain_error>([] { return ib::rate::gaussian_bottleneck_curve(Eigen::Vector2d(0, 0), 3); }) ==
        "rate_curve: error = 0, must be > 0 and finite");
  CHECK(thrown<std::domain_error>([] { return ib::rate::gaussian_bottleneck_curve(Eigen::Vector2d(1, 1), 3, 1); }) ==
        "rate_curve: number of points = 1, must be >= 2");
}

}  // namespace unit::rate::gaussian_bottleneck
