// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <infobound/rate/blahut_arimoto.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>
#include <vector>

namespace unit::rate::blahut_arimoto {

namespace ib = infobound;
using Eigen::Matrix2d;
using Eigen::MatrixXd;
using Eigen::Vector2d;
using Eigen::VectorXd;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double binary_entropy(double p) { return -p * std::log(p) - (1 - p) * std::log1p(-p); }

/// 1 − I: d(x, y) = 1 unless x = y.
MatrixXd hamming(Eigen::Index letters) {
  return MatrixXd::Ones(letters, letters) - MatrixXd::Identity(letters, letters);
}

/// Equidistant letters on [−3, 3] with Gaussian weights, squared error.
struct quantised_gaussian {
  VectorXd probabilities;
  MatrixXd distortions;

  explicit quantised_gaussian(Eigen::Index letters) {
    const VectorXd x = VectorXd::LinSpaced(letters, -3, 3);
    probabilities = (-x.array().square() / 2).exp();
    probabilities /= probabilities.sum();
    distortions = (x.replicate(1, letters) - x.transpose().replicate(letters, 1)).array().square();
  }
};

/// How far the truth is outside a point's bracket, a converged one; 0 inside.
template <class Point>
double missed(const Point& point, double truth) {
  if (!point.converged) return infinity;
  return std::max({0.0, point.lower - truth, truth - point.upper});
}

}  // namespace

TEST_CASE("a binary source under Hamming distortion has R = H(p) - H(D), to 1e-11", "[blahut_arimoto][exact]") {
  worst error, slope, steps;
  for (const double p : {0.5, 0.3, 0.01, 1e-6})
    for (int i = 1; i < 40; ++i) {
      const double distortion = p * i / 40;
      const auto found =
          ib::rate::blahut_arimoto(Vector2d(p, 1 - p), Matrix2d(hamming(2)), distortion, {.tolerance = 1e-11});
      error.see(missed(found, binary_entropy(p) - binary_entropy(distortion)), p, distortion);
      // The slope is as good as the square root of the gap.
      slope.see(std::abs(found.slope / std::log((1 - distortion) / distortion) - 1), p, distortion);
      steps.see(static_cast<double>(found.iterations), p, distortion);
    }
  INFO(error.where() << "\n" << slope.where() << "\n" << steps.where());
  CHECK(error.value() < 1e-15);
  CHECK(slope.value() < 0.1);
  CHECK(steps.value() <= 15);
}

TEST_CASE("equally likely letters under Hamming distortion have R = ln m - H(D) - D ln(m - 1)",
          "[blahut_arimoto][exact]") {
  worst error;
  for (const Eigen::Index m : {2, 3, 10, 40})
    for (const double share : {1e-12, 1e-3, 0.2, 0.9, 1 - 1e-9}) {
      const double most = 1 - 1 / double(m);
      const double distortion = share * most;
      const auto found =
          ib::rate::blahut_arimoto(VectorXd::Constant(m, 1 / double(m)), hamming(m), distortion, {.tolerance = 1e-10});
      const double truth = std::log(double(m)) - binary_entropy(distortion) - distortion * std::log(double(m - 1));
      error.see(missed(found, truth), m, share);
    }
  INFO(error.where());
  CHECK(error.value() < 2e-15);
}

TEST_CASE("an erasure costs its share, and a forbidden pair is never used", "[blahut_arimoto][exact]") {
  // R is straight: no slope but ln 2 has a part in it, and that slope has all of it.
  MatrixXd erasure(2, 3);
  erasure << 0, infinity, 1, infinity, 0, 1;
  for (const double distortion : {0.0, 1e-9, 0.25, 0.5, 0.999}) {
    const auto found = ib::rate::blahut_arimoto(Vector2d(0.5, 0.5), erasure, distortion, {.tolerance = 1e-10});
    CAPTURE(distortion, found.lower, found.upper);
    CHECK(missed(found, (1 - distortion) * std::log(2.0)) < 1e-15);
    CHECK(found.channel(0, 1) == 0);
    CHECK(found.channel(1, 0) == 0);
    CHECK((found.channel.col(2).sum() / 2) == Approx(distortion).margin(1e-9));
    // The same by distortions too large to be used.
    for (const double large : {1e6, 1e30, 1e150, 1e300})
      CHECK(missed(
                ib::rate::blahut_arimoto(Vector2d(0.5, 0.5), erasure.cwiseMin(large), distortion, {.tolerance = 1e-10}),
                (1 - distortion) * std::log(2.0)) < 1e-15);
  }
}

TEST_CASE("distortions that no constant channel can have still have a level end", "[blahut_arimoto][exact]") {
  // A circle of three letters, each forbidding one: one bit less than ln 3 is known of any, R = ln(3/2) from D = ½ on.
  MatrixXd circle(3, 3);
  circle << 0, 1, infinity, infinity, 0, 1, 1, infinity, 0;
  const VectorXd thirds = VectorXd::Constant(3, 1.0 / 3);
  for (const double distortion : {0.5, 0.7, 1e9})
    CHECK(missed(ib::rate::blahut_arimoto(thirds, circle, distortion, {.tolerance = 1e-9}), std::log(1.5)) < 1e-15);
  // Within it each letter is kept or passed on: R = ln 3 − H(D).
  for (const double distortion : {1e-6, 0.1, 0.3, 0.499})
    CHECK(missed(ib::rate::blahut_arimoto(thirds, circle, distortion, {.tolerance = 1e-9}),
                 std::log(3.0) - binary_entropy(distortion)) < 1e-15);
  const auto free = ib::rate::blahut_arimoto(thirds, circle, infinity);
  CHECK(free.upper == 0);
  CHECK(free.channel.rowwise().sum().isOnes());
}

TEST_CASE("R is infinite below the least distortion, finite at it, and 0 from the greatest on",
          "[blahut_arimoto][exact]") {
  MatrixXd distortions(3, 3);
  distortions << 1, 1, 3, 2, 2, 2, 5, 4, 4;  // minima 1, 2, 4
  const Eigen::Vector3d p(0.5, 0.25, 0.25);
  const auto below = ib::rate::blahut_arimoto(p, distortions, 1.9);
  CHECK(below.lower == infinity);
  CHECK(below.upper == infinity);
  CHECK(below.slope == infinity);
  CHECK(below.converged);
  CHECK(below.channel.size() == 0);
  // The second y attains all minima.
  CHECK(ib::rate::blahut_arimoto(p, distortions, 2.0).upper == 0);
  distortions(2, 1) = 6;  // now the first and the last letter must be told apart, and the other need not
  const auto at = ib::rate::blahut_arimoto(p, distortions, 2.0, {.tolerance = 1e-12});
  CHECK(missed(at, 0.75 * binary_entropy(1.0 / 3)) < 1e-15);
  CHECK(at.slope == infinity);
  CHECK(ib::rate::blahut_arimoto(p, distortions, std::nextafter(2.0, 3.0)).upper <= at.upper);
  for (const double beyond : {2.25, 100.0, infinity}) {  // D_max = 0.5 + 0.25 · 2 + 0.25 · 5
    const auto found = ib::rate::blahut_arimoto(p, distortions, beyond);
    CHECK(found.lower == 0);
    CHECK(found.upper == 0);
    CHECK(found.iterations == 0);
    CHECK(found.channel.col(0).minCoeff() == 1);
  }
  MatrixXd impossible = distortions;
  impossible.row(1).setConstant(infinity);
  CHECK(ib::rate::blahut_arimoto(p, impossible, 1e300).lower == infinity);
  CHECK(ib::rate::blahut_arimoto(p, impossible, infinity).upper == 0);
  CHECK(ib::rate::blahut_arimoto(p, impossible, infinity).output.sum() == 1);
}

TEST_CASE("distortions next to the least number are not none", "[blahut_arimoto][exact]") {
  // At D = 0 both letters are told, though one code for both costs 1.3e-327 only, which no double is.
  const Eigen::Vector2d probabilities(0x8.e8p-15, 1 - 0x8.e8p-15);
  Eigen::MatrixXd distortions(2, 2);
  distortions << 5e-324, 0, 0, 1;
  const double entropy = -probabilities[0] * std::log(probabilities[0]) - probabilities[1] * std::log(probabilities[1]);
  const auto at_none = ib::rate::blahut_arimoto(probabilities, distortions, 0.0);
  CHECK(at_none.lower <= entropy * (1 + 1e-12));
  CHECK(at_none.upper >= entropy * (1 - 1e-12));
  CHECK(at_none.upper - at_none.lower < 1e-6);
  CHECK(ib::rate::blahut_arimoto(probabilities, distortions, 5e-324).upper == 0);
  // No code is without distortion, of 1.3e-327 at the least.
  const Eigen::Vector2d one_code(5e-324, 0);
  CHECK(ib::rate::blahut_arimoto(probabilities, one_code, 0.0).lower == infinity);
  CHECK(ib::rate::blahut_arimoto(probabilities, one_code, 5e-324).upper == 0);
}

TEST_CASE("letters that never occur change nothing, whatever their distortions", "[blahut_arimoto][property]") {
  MatrixXd distortions(3, 2);
  distortions << 0, 1, infinity, infinity, 1, 0;
  const auto found = ib::rate::blahut_arimoto(Eigen::Vector3d(0.3, 0, 0.7), distortions, 0.1, {.tolerance = 1e-10});
  CHECK(missed(found, binary_entropy(0.3) - binary_entropy(0.1)) < 1e-15);
  CHECK(found.channel.rows() == 3);
  CHECK(found.channel.rowwise().sum().isOnes(1e-14));
}

TEST_CASE("any expressions will do, whole numbers and rows too", "[blahut_arimoto][property]") {
  const double truth = binary_entropy(0.3) - binary_entropy(0.1);
  Eigen::Matrix2i whole;
  whole << 0, 1, 1, 0;
  const Eigen::RowVector2d row(0.3, 0.7);
  CHECK(missed(ib::rate::blahut_arimoto(row, whole, 0.1), truth) < 1e-15);
  const MatrixXd larger = 2 * hamming(5);
  CHECK(missed(ib::rate::blahut_arimoto(row.transpose(), larger.topLeftCorner(2, 2) / 2, 0.1), truth) < 1e-15);
}

TEST_CASE("slopes from 0 to infinity lead to points of the curve", "[blahut_arimoto][property]") {
  const quantised_gaussian source(20);
  double before = infinity;
  for (const double slope : {0.0, 1e-6, 0.1, 0.5, 0.6, 1.0, 5.0, 50.0, 1e3, 1e6, 1e308, infinity}) {
    const auto point =
        ib::rate::blahut_arimoto_at_slope(source.probabilities, source.distortions, slope, {.tolerance = 1e-8});
    CAPTURE(slope, point.distortion, point.lower, point.upper);
    CHECK(point.converged);
    CHECK(point.distortion <= before + 1e-6);
    before = point.distortion;
    const auto again =
        ib::rate::blahut_arimoto(source.probabilities, source.distortions, point.distortion, {.tolerance = 1e-8});
    CHECK(again.converged);
    CHECK(again.lower <= point.upper);
    CHECK(point.lower <= again.upper);
  }
  // All letters apart: the rate is the entropy.
  const double entropy = -(source.probabilities.array() * source.probabilities.array().log()).sum();
  CHECK(missed(ib::rate::blahut_arimoto_at_slope(source.probabilities, source.distortions, infinity), entropy) < 1e-15);
}

TEST_CASE("few steps do where the plain iteration takes 30000 and more", "[blahut_arimoto][property]") {
  const quantised_gaussian source(64);
  for (const double slope : {0.6, 1.2, 2.5, 5.0, 10.0}) {
    const auto found =
        ib::rate::blahut_arimoto_at_slope(source.probabilities, source.distortions, slope, {.tolerance = 1e-5});
    CAPTURE(slope);
    CHECK(found.converged);
    CHECK(found.iterations <= 10);
  }
}

TEST_CASE("a curve is its points one by one, convex and falling", "[blahut_arimoto][property]") {
  const quantised_gaussian source(24);
  const ib::rate::blahut_arimoto_options<double> options{.tolerance = 1e-7};
  const VectorXd levels = VectorXd::LinSpaced(12, 0.0, 1.1);
  const auto curve = ib::rate::blahut_arimoto_curve(source.probabilities, source.distortions, levels, options);
  REQUIRE(curve.size() == 12);
  for (std::size_t i = 0; i < curve.size(); ++i) {
    const auto single =
        ib::rate::blahut_arimoto(source.probabilities, source.distortions, curve[i].distortion, options);
    CAPTURE(i, curve[i].distortion);
    CHECK(curve[i].converged);
    CHECK(curve[i].gap() <= 1e-7);
    CHECK(curve[i].lower <= single.upper);
    CHECK(single.lower <= curve[i].upper);
    if (i > 0) CHECK(curve[i].lower <= curve[i - 1].upper);
    if (i > 1) CHECK(2 * curve[i - 1].lower <= curve[i - 2].upper + curve[i].upper + 1e-12);
  }
  const auto slopes = ib::rate::blahut_arimoto_curve_at_slopes(source.probabilities, source.distortions,
                                                               VectorXd::LinSpaced(5, 0.6, 10), options);
  for (const auto& point : slopes) {
    CHECK(point.converged);
    CHECK(missed(ib::rate::blahut_arimoto(source.probabilities, source.distortions, point.distortion, options),
                 (point.lower + point.upper) / 2) < 1e-7);
  }
}

TEST_CASE("a search cut short says so, and its bracket is still true", "[blahut_arimoto][property]") {
  const quantised_gaussian source(30);
  const auto whole = ib::rate::blahut_arimoto(source.probabilities, source.distortions, 0.1, {.tolerance = 1e-10});
  CHECK(whole.converged);
  for (std::size_t most = 1; most < whole.iterations; ++most) {
    const auto cut = ib::rate::blahut_arimoto(source.probabilities, source.distortions, 0.1,
                                              {.tolerance = 1e-10, .iterations = most});
    CHECK_FALSE(cut.converged);
    CHECK(cut.iterations <= most);
    CHECK(cut.lower <= whole.upper);
    CHECK(whole.lower <= cut.upper);
  }
  // No tolerance at all: as far as rounding lets it.
  const auto last = ib::rate::blahut_arimoto(source.probabilities, source.distortions, 0.1, {.tolerance = 0});
  CHECK(last.gap() < 1e-11);
}

TEST_CASE("what no source and no distortion can be is refused by name", "[blahut_arimoto][error]") {
  const auto said = [](const VectorXd& p, const MatrixXd& d, double distortion) {
    return thrown<std::domain_error>([&] { return ib::rate::blahut_arimoto(p, d, distortion); });
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Vector2d p(0.3, 0.7);
  CHECK(said(VectorXd::Constant(2, 0.7), hamming(2), 0.1) == "probabilities: sum = 1.4, must be 1 to within 1e-08");
  CHECK(said(Vector2d(-0.5, 1.5), hamming(2), 0.1) == "probabilities(0) = -0.5, must be >= 0 and finite");
  CHECK(said(Vector2d(0.5, nan), hamming(2), 0.1) == "probabilities(1) = nan, must be >= 0 and finite");
  CHECK(said(VectorXd(0), MatrixXd(0, 2), 0.1) == "probabilities: number of entries = 0, must be >= 1");
  CHECK(said(p, MatrixXd(2, 0), 0.1) == "distortions: number of columns = 0, must be >= 1");
  CHECK(said(p, MatrixXd(-hamming(2)), 0.1) == "distortions(1, 0) = -1, must be >= 0");
  MatrixXd broken = hamming(2);
  broken(0, 1) = nan;
  CHECK(said(p, broken, 0.1) == "distortions(0, 1) = nan, must be >= 0");
  CHECK(said(p, hamming(2), -0.1) == "distortion = -0.1, must be >= 0");
  CHECK(said(p, hamming(2), nan) == "distortion = nan, must be >= 0");
  CHECK(thrown<std::invalid_argument>([&] { return ib::rate::blahut_arimoto(p, hamming(3), 0.1); }) ==
        "distortions: number of rows = 3 and probabilities: number of entries = 2, must be equal");
  CHECK(thrown<std::domain_error>([&] { return ib::rate::blahut_arimoto(p, hamming(2), 0.1, {.tolerance = -1}); }) ==
        "blahut_arimoto_options.tolerance = -1, must be >= 0 and finite");
  CHECK(thrown<std::domain_error>([&] { return ib::rate::blahut_arimoto(p, hamming(2), 0.1, {.iterations = 0}); }) ==
        "blahut_arimoto_options.iterations = 0, must be >= 1");
  CHECK(thrown<std::domain_error>([&] { return ib::rate::blahut_arimoto_at_slope(p, hamming(2), -1.0); }) ==
        "slope = -1, must be >= 0");
  const MatrixXd impossible = MatrixXd::Constant(2, 2, infinity);
  CHECK(thrown<std::domain_error>([&] { return ib::rate::blahut_arimoto_at_slope(p, impossible, 1.0); }) ==
        "distortions: least attainable = inf, must be finite: each letter of positive probability needs one y");
}

TEST_CASE("a slope of 0 asks for no rate, however large distortions are", "[blahut_arimoto][exact]") {
  const Eigen::VectorXf one = Eigen::VectorXf::Ones(1);
  const auto found = ib::rate::blahut_arimoto_at_slope(one, Eigen::MatrixXf::Constant(1, 1, 1.7e38F), 0.0F);
  CHECK(found.lower == 0);
  CHECK((found.upper >= 0 && found.upper < 1e-4F));
}

}  // namespace unit::rate::blahut_arimoto
