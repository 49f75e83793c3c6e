// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/bound/misspecified/misspecified_error.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/process/regression/gaussian_prior_regression.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <initializer_list>
#include <limits>
#include <stdexcept>
#include <string>
#include <support/catch.hpp>
#include <support/joint_gaussian.hpp>
#include <support/thrown.hpp>
#include <support/wide_design.hpp>
#include <support/worst.hpp>
#include <utility>
#include <vector>

namespace unit::process::regression::fixed_design {

namespace ib = infobound;
using design = ib::fixed_design<double>;
using linear = ib::linear_regression<double, design>;

namespace {

Eigen::MatrixXd random_matrix(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed = 1) {
  ib::random_stream rng(seed);
  boost::random::normal_distribution<double> normal;
  return Eigen::MatrixXd::NullaryExpr(rows, columns, [&] { return normal(rng); });
}

linear given(const Eigen::MatrixXd& matrix, double noise_variance) {
  return {.dimension = matrix.cols(), .noise_variance = noise_variance, .inputs = design{matrix}};
}

double information(const Eigen::MatrixXd& matrix, double noise_variance) {
  return given(matrix, noise_variance).information(static_cast<std::size_t>(matrix.rows()));
}

}  // namespace

static_assert(ib::conjugate_process<linear> && ib::solved_process<linear> && ib::evaluates_information_curve<linear>);
static_assert(ib::samples_information<linear> && ib::bounds_rate_above<linear> && !ib::bounds_rate_below<linear>);
static_assert(ib::lists_error_bounds<linear> && !ib::evaluates_distortion_rate<linear>);

TEST_CASE("the information of a given design is half its log-determinant, for any sizes and any noise",
          "[fixed_design][exact]") {
  worst error;
  for (const auto& [T, d] : std::vector<std::pair<int, int>>{
           {1, 1}, {1, 5}, {5, 1}, {3, 10}, {10, 10}, {30, 10}, {72, 8}, {73, 8}, {74, 8}, {140, 3}, {20, 60}}) {
    const Eigen::MatrixXd x = random_matrix(T, d);
    for (const double noise : {1e-12, 1e-6, 1e-2, 1.0, 1e2, 1e6, 1e12})
      error.see(std::abs(information(x, noise) / joint_gaussian::information(x, noise) - 1), T, d, noise);
  }
  INFO(error.where());
  CHECK(error.value() < 1e-12);
}

TEST_CASE("orthogonal inputs tell one by one", "[fixed_design][exact]") {
  // Rows 2, 3, 5 along the axes, then the first again: information is a sum of ½ ln(1 + ‖x‖²/(dσ²)).
  Eigen::MatrixXd x = Eigen::MatrixXd::Zero(4, 3);
  x(0, 0) = 2;
  x(1, 1) = 3;
  x(2, 2) = 5;
  x(3, 0) = 2;
  worst error;
  for (const double noise : {1e-12, 1e-3, 1.0, 1e12}) {
    const auto process = given(x, noise);
    const Eigen::VectorXd found = process.information_curve(4);
    const double scale = 3 * noise;
    const std::vector<double> expected = {std::log1p(4 / scale) / 2,
                                          std::log1p(4 / scale) / 2 + std::log1p(9 / scale) / 2,
                                          (std::log1p(4 / scale) + std::log1p(9 / scale) + std::log1p(25 / scale)) / 2,
                                          (std::log1p(8 / scale) + std::log1p(9 / scale) + std::log1p(25 / scale)) / 2};
    for (std::size_t t = 1; t <= 4; ++t) {
      error.see(std::abs(found[static_cast<Eigen::Index>(t) - 1] / expected[t - 1] - 1), noise, t);
      error.see(std::abs(process.information(t) / expected[t - 1] - 1), noise, t);
    }
  }
  INFO(error.where());
  CHECK(error.value() < 1e-13);
}

TEST_CASE("a design may be of any rank, down to 0", "[fixed_design][exact]") {
  Eigen::MatrixXd columns = random_matrix(80, 6);
  columns.col(3) = columns.col(1);
  columns.col(5) = columns.col(1) + columns.col(0);
  Eigen::MatrixXd rows = random_matrix(6, 6);
  rows.row(3) = rows.row(1);
  rows.row(5) = rows.row(1) + rows.row(0);
  worst error;
  for (const auto& x : {columns, rows, Eigen::MatrixXd(Eigen::MatrixXd::Ones(40, 4))})
    for (const double noise : {1e-30, 1e-12, 1e-6, 1e-3, 1.0, 1e6, 1e12})
      error.see(std::abs(information(x, noise) / wide_design_information(x, noise) - 1), x.rows(), noise);
  INFO(error.where());
  CHECK(error.value() < 1e-12);

  for (const double noise : {1e-12, 1.0, 1e12}) {
    CHECK(information(Eigen::MatrixXd::Zero(70, 4), noise) == 0);
    CHECK(information(Eigen::MatrixXd::Zero(3, 4), noise) == 0);
  }
}

namespace {

/// Everything exact that is known of a design against 300 digits: information along the curve, from the gains and of
/// misspecified_error, with the bounds around it.
template <class Real>
void check_everything(const Eigen::MatrixX<Real>& x, Real noise, worst& error, worst& crossed) {
  const ib::linear_regression<Real, ib::fixed_design<Real>> process{
      .dimension = x.cols(), .noise_variance = noise, .inputs = {x}};
  const auto T = static_cast<std::size_t>(x.rows());
  const double expected = wide_design_information(x, noise);
  const auto see = [&](const char* what, double found) {
    // Below the scalar's normal numbers, about as small.
    if (expected < 1e-290) return error.see(found >= 0 && found < 1e-280 ? 0 : 1, what, noise, x(0, 0));
    error.see(std::abs(found / expected - 1), what, x.rows(), x.cols(), noise, x(0, x.cols() - 1));
  };
  const Eigen::VectorX<Real> curve = process.information_curve(T);
  see("information", static_cast<double>(process.information(T)));
  for (const Eigen::Index t : {Eigen::Index{1}, (x.rows() + 1) / 2, x.rows()}) {
    const double at = wide_design_information(Eigen::MatrixX<Real>(x.topRows(t)), noise);
    if (at > 1e-290)
      error.see(std::abs(static_cast<double>(curve[t - 1]) / at - 1), "curve", t, x.rows(), x.cols(), noise);
  }
  double from_gains = 0;
  for (const Real& gain : process.gains(T)) from_gains += std::log1p(static_cast<double>(gain)) / 2;
  if (from_gains < 1e300) see("gains", from_gains);
  const auto itself = ib::misspecified_error(process, process, T);
  see("misspecified_error", static_cast<double>(itself.estimation.lower.mean * Real(T)));
  error.see(std::abs(static_cast<double>(itself.misspecification.lower.mean)), "divergence", x.rows(), noise);
  for (const auto& bound : process.error_bounds(T)) {
    const double relative = expected < 1e-290 ? 0 : static_cast<double>(bound.value * Real(T)) / expected - 1;
    crossed.see(bound.direction == ib::direction::lower ? relative : -relative, bound.source, x.rows(), x.cols(),
                noise);
  }
}

/// Columns as tables have them: measured, constant, counted, dated, repeated, and sums of others.
template <class Real>
Eigen::MatrixX<Real> table(Eigen::Index rows, Eigen::Index columns, double decades, ib::random_stream& rng) {
  boost::random::normal_distribution<double> normal;
  const auto choose = [&](std::uint64_t count) { return rng() % count; };
  Eigen::MatrixX<Real> x(rows, columns);
  for (Eigen::Index c = 0; c < columns; ++c) {
    const double unit = std::pow(10, decades * (2 * static_cast<double>(choose(1000)) / 999 - 1));
    const auto kind = choose(7);
    for (Eigen::Index t = 0; t < rows; ++t) {
      const double step = static_cast<double>(t);
      double value = unit * normal(rng);
      if (kind == 1) value = unit;
      if (kind == 2) value = unit * (1e6 + step);
      if (kind == 3) value = 1.7e9 + step;
      if (kind == 4) value = 1990 + static_cast<double>(t % 30);
      if (kind == 5 && c > 0) value = static_cast<double>(x(t, 0));
      if (kind == 6 && c > 0) value = static_cast<double>(Real(x(t, 0) + x(t, c - 1)));
      x(t, c) = static_cast<Real>(value);
    }
  }
  return x;
}

template <class Real>
void check_tables(double decades, double tolerance) {
  ib::random_stream rng(5);
  worst error;
  worst crossed;
  for (int i = 0; i < 25; ++i) {
    const auto rows = static_cast<Eigen::Index>(1 + rng() % (i % 3 == 0 ? 120U : 9U));
    const auto columns = static_cast<Eigen::Index>(1 + rng() % 7);
    const Eigen::MatrixX<Real> x = table<Real>(rows, columns, decades, rng);
    const double noise = std::pow(10, decades * (2 * static_cast<double>(rng() % 1000) / 999 - 1));
    check_everything<Real>(x, static_cast<Real>(noise), error, crossed);
  }
  INFO(error.where() << ", " << crossed.where());
  CHECK(error.value() < tolerance);
  CHECK(crossed.value() < tolerance);
}

Eigen::MatrixXd counted(Eigen::Index rows, double first, double step) {
  Eigen::MatrixXd x(rows, 2);
  for (Eigen::Index t = 0; t < rows; ++t) x.row(t) << 1, first + static_cast<double>(t) * step;
  return x;
}

}  // namespace

TEST_CASE("identifiers, dates and time stamps keep all of their digits", "[fixed_design][exact]") {
  worst error;
  worst crossed;
  for (const double noise : {1e-12, 1e-4, 1.0, 1e4, 1e20})
    for (const auto& x : {counted(100, 1e6, 1), counted(3, 1e6, 1), counted(2, 1e6, 1), counted(40, 2000, 1),
                          counted(130, 1.7e9, 1), counted(5, 1.7e9, 1e-3), counted(30, 1e-9, 1e-15)}) {
      check_everything<double>(x, noise, error, crossed);
      check_everything<double>(x.transpose(), noise, error, crossed);
    }
  // Time stamps with their squares, which no longer are exact.
  Eigen::MatrixXd squares(60, 3);
  squares.leftCols(2) = counted(60, 1.7e9, 1);
  squares.col(2) = squares.col(1).cwiseAbs2();
  check_everything<double>(squares, 1e-3, error, crossed);
  INFO(error.where() << ", " << crossed.where());
  CHECK(error.value() < 1e-12);
  CHECK(crossed.value() < 1e-12);
  CHECK(information(counted(100, 1e6, 1), 1e-4) == Approx(20.376949994363396).epsilon(1e-13));
}

TEST_CASE("equal rows have the information of one long one, whatever their unit", "[fixed_design][exact]") {
  // ½ ln(1 + T x²/σ²).
  worst error;
  for (const double unit : {1e-150, 1e-5, 1.0, 1e7, 1e77, 1e155, 1e300})
    for (const double noise : {1e-300, 1e-10, 1.0, 1e10})
      for (const auto& [T, d] : std::vector<std::pair<int, int>>{{10, 12}, {12, 12}, {30, 12}, {4, 1}, {1, 3}}) {
        const double log_gain = std::log(T) + 2 * std::log(unit) - std::log(noise);
        if (log_gain < -650) continue;
        const double expected = (log_gain > 30 ? log_gain : std::log1p(std::exp(log_gain))) / 2;
        const double found = information(Eigen::MatrixXd::Constant(T, d, unit), noise);
        error.see(std::abs(found / expected - 1), unit, noise, T, d);
      }
  INFO(error.where());
  CHECK(error.value() < 1e-12);
}

TEST_CASE("tables in any units, with dependent columns, are answered to the scalar's precision",
          "[fixed_design][exact]") {
  check_tables<double>(3, 1e-12);
  check_tables<double>(12, 1e-12);
  check_tables<float>(9, 2e-6);
  check_tables<long double>(12, 1e-14);
}

TEST_CASE("inputs whose squares or fourth powers are out of range have information and bounds in order",
          "[fixed_design][exact]") {
  const Eigen::MatrixXd x = random_matrix(9, 3);
  worst error;
  worst crossed;
  for (const double unit : {1e-160, 1e-90, 1e78, 1e155, 1e300})
    for (const double noise : {1e-8, 1.0, 1e8}) {
      check_everything<double>(unit * x, noise, error, crossed);
      check_everything<double>(unit * x.transpose(), noise, error, crossed);
    }
  Eigen::MatrixXd wide = x;
  wide.col(0) *= 1e155;
  wide.col(2) *= 1e-160;
  check_everything<double>(wide, 1, error, crossed);
  INFO(error.where() << ", " << crossed.where());
  CHECK(error.value() < 1e-12);
  CHECK(crossed.value() < 1e-12);
}

TEST_CASE("columns further apart than the scalar's range leave each other their information", "[fixed_design][exact]") {
  // A rotation of the third coordinate into the first has an angle of 1e-414.
  Eigen::MatrixXd x(4, 3);
  x << 6.3e307, 1.8e-106, -1.7e-107, -3.0e307, 1.81e-106, -1.6e-106, -1.7e308, 1.82e-106, -1.4e-106, 2.5e306, 1.83e-106,
      -9.8e-107;
  const double noise = 5.6e-309;
  for (const Eigen::Index t : {2, 3, 4}) {
    const ib::linear_regression<double, ib::fixed_design<double>> process{3, noise, {x}};
    const double right = wide_design_information<1200>(Eigen::MatrixXd(x.topRows(t)), noise);
    const auto horizon = static_cast<std::size_t>(t);
    CAPTURE(t);
    CHECK(process.information(horizon) == Approx(right).epsilon(1e-13));
    CHECK(process.information_curve(4)[t - 1] == Approx(right).epsilon(1e-13));
  }
}

TEST_CASE("small gains beside large ones count in the rate", "[fixed_design][exact]") {
  const auto process = given(counted(100, 1e5, 1), 1e-6);
  const Eigen::VectorXd gains = process.gains(100);
  // Of a 2 × 2 matrix: the product of the gains is det(XᵀX)/(dσ²)², T²(T² − 1)/12 for counted rows.
  CHECK(gains[0] * gains[1] == Approx(100.0 * 100 * (100 * 100 - 1) / 12 / 4e-12).epsilon(1e-12));
  CHECK(process.rate_distortion(1e-8, 100) == Approx(34.9057104799505772).epsilon(1e-12));
  for (const double epsilon : {1e-10, 1e-4, 0.1, 0.4, 1.0, 400.0})
    CHECK(process.rate_distortion(epsilon, 100) <= process.rate_upper(epsilon, 100) * (1 + 1e-12));
}

TEST_CASE("predictions on such designs are those of the posterior", "[fixed_design][exact]") {
  // Centred by hand: the same law in other coordinates would have another prior, so the posterior is solved in wide
  // arithmetic for two columns.
  const Eigen::MatrixXd x = counted(40, 1e6, 1);
  const auto process = given(x, 1e-2);
  ib::random_stream rng(8);
  const auto history = process.draw_history(process.draw_parameter(rng), 40, rng);
  const Eigen::VectorXd found = process.log_predictive(history);
  using wide = boost::multiprecision::cpp_bin_float_100;
  wide a = wide(2) * wide(1e-2);
  wide b = 0;
  wide c = a;
  wide u = 0;
  wide v = 0;
  worst error;
  for (Eigen::Index t = 0; t < 40; ++t) {
    const wide first(x(t, 0));
    const wide second(x(t, 1));
    const wide label(history.labels[t]);
    const wide determinant = a * c - b * b;
    const wide spread = (c * first * first - 2 * b * first * second + a * second * second) / determinant;
    const wide mean = (first * (c * u - b * v) + second * (a * v - b * u)) / determinant;
    const wide variance = wide(1e-2) * (1 + spread);
    const wide left = label - mean;
    const wide expected = -(log(2 * acos(wide(-1)) * variance) + left * left / variance) / 2;
    error.see(std::abs(found[t] / static_cast<double>(expected) - 1), t);
    a += first * first;
    b += first * second;
    c += second * second;
    u += first * label;
    v += second * label;
  }
  INFO(error.where());
  CHECK(error.value() < 1e-9);
}

TEST_CASE("the information of a design does not depend on the order of its rows", "[fixed_design][property]") {
  const Eigen::MatrixXd x = random_matrix(90, 7);
  for (const double noise : {1e-9, 0.1, 1e9})
    CHECK(information(x.colwise().reverse(), noise) == Approx(information(x, noise)).epsilon(1e-12));
}

TEST_CASE("the curve of a design begins with that of its first rows and never falls", "[fixed_design][exact]") {
  Eigen::MatrixXd x = random_matrix(150, 4);
  x.row(0).setZero();  // tells nothing: increments need not fall
  const auto process = given(x, 0.2);
  const Eigen::VectorXd curve = process.information_curve(150);
  CHECK(curve[0] == 0);
  CHECK(curve[1] > 0);
  CHECK((curve.tail(149) - curve.head(149)).minCoeff() > 0);
  for (const std::size_t t : {1U, 2U, 4U, 5U, 67U, 68U, 69U, 150U})
    CHECK(process.information(t) == Approx(curve[static_cast<Eigen::Index>(t) - 1]).epsilon(1e-12));
}

TEST_CASE("the sampler of a design gives its own increments, whatever the stream", "[fixed_design][exact]") {
  const auto process = given(random_matrix(100, 6), 0.3);
  auto sample = process.information_sampler(90);
  Eigen::ArrayXd first(90);
  Eigen::ArrayXd second(90);
  ib::random_stream rng(1);
  ib::random_stream other(2);
  sample(rng, first);
  sample(other, second);
  CHECK((first == second).all());
  CHECK(first.sum() == Approx(process.information(90)).epsilon(1e-14));
}

TEST_CASE("histories of a design have its rows as inputs, in order of arrival", "[fixed_design][exact]") {
  const Eigen::MatrixXd x = random_matrix(20, 3);
  const auto process = given(x, 0.5);
  ib::random_stream rng(4);
  const auto theta = process.draw_parameter(rng);
  const auto history = process.draw_history(theta, 12, rng);
  CHECK(history.inputs == x.topRows(12).transpose());
  const Eigen::VectorXd found = process.log_predictive(history);
  const auto expected = joint_gaussian(history.inputs, 0.5).log_predictive(history.labels);
  for (Eigen::Index t = 0; t < 12; ++t) CHECK(found[t] == Approx(expected[static_cast<std::size_t>(t)]).epsilon(1e-12));
}

TEST_CASE("a design is refused where it has no rows, other columns or an entry that is no finite number",
          "[fixed_design][error]") {
  const auto said = [](const Eigen::MatrixXd& x) {
    return thrown<std::domain_error>([&] { given(x, 1.0).validate(); });
  };
  CHECK(said(random_matrix(2, 3)) == "nothing");
  CHECK(said(Eigen::MatrixXd(0, 3)) == "fixed_design.matrix: number of rows = 0, must be >= 1");
  Eigen::MatrixXd x = random_matrix(3, 2);
  x(1, 0) = std::numeric_limits<double>::infinity();
  CHECK(said(x) == "fixed_design.matrix(1, 0) = inf, must be finite");
  x(1, 0) = std::numeric_limits<double>::quiet_NaN();
  CHECK(said(x) == "fixed_design.matrix(1, 0) = nan, must be finite");
  CHECK(thrown<std::invalid_argument>([] {
          linear{.dimension = 3, .noise_variance = 1, .inputs = design{Eigen::MatrixXd::Zero(5, 2)}}.validate();
        }) == "fixed_design.matrix: number of columns = 2 and dimension = 3, must be equal");
  CHECK(thrown<std::invalid_argument>([] { linear{.dimension = 3, .noise_variance = 1}.validate(); }) ==
        "fixed_design.matrix: number of columns = 0 and dimension = 3, must be equal");
}

TEST_CASE("a design has no more observations than rows", "[fixed_design][error]") {
  const auto process = given(random_matrix(5, 2), 1.0);
  CHECK(process.maximum_horizon() == 5);
  const std::string expected = "horizon = 6, must be <= 5, the number of rows of the design";
  CHECK(thrown<std::domain_error>([&] { return process.information(6); }) == expected);
  CHECK(thrown<std::domain_error>([&] { return process.information_curve(6); }) == expected);
  CHECK(thrown<std::domain_error>([&] { return process.rate_upper(0.1, 6); }) == expected);
  CHECK(thrown<std::domain_error>([&] { return process.error_bounds(6); }) == expected);
  CHECK(thrown<std::domain_error>([&] { return process.information(0); }) == "horizon = 0, must be >= 1");
}

TEST_CASE("gains and noises beyond the scalar's range leave results that are within it", "[fixed_design][exact]") {
  const double largest = std::numeric_limits<double>::max();
  const auto row = [](std::initializer_list<double> entries) -> design {
    return {Eigen::Map<const Eigen::RowVectorXd>(entries.begin(), static_cast<Eigen::Index>(entries.size()))};
  };
  // ½ ln(γ/(e² − 1)), γ = 10⁴⁰⁰.
  CHECK(linear{1, 1.0, row({1e200})}.rate_distortion(1.0, 1) == Approx(459.589725327743566).epsilon(1e-14));
  CHECK(linear{1, 1.0, row({1e200})}.gains(1)[0] == std::numeric_limits<double>::infinity());
  // ½ ln(1 + ‖x‖²/(dσ²)), of which dσ² is beyond the range, or the quotient.
  CHECK(linear{3, largest, row({1e10, 2e10, 3e10})}.information(1) == Approx(1.29795975079586755e-288).epsilon(1e-13));
  CHECK(linear{1, 5e-232, row({1e87})}.information(1) ==
        Approx((405 * std::log(10.0) + std::log(2.0)) / 2).epsilon(1e-14));
}

TEST_CASE("a prior and a noise whose ratio is beyond the range tell as much of a design", "[fixed_design][exact]") {
  const auto process = [](double entry, double prior_variance, double noise_variance) {
    return ib::gaussian_prior_regression<double, design>{
        Eigen::VectorXd::Zero(1), prior_variance, noise_variance, {Eigen::MatrixXd::Constant(1, 1, entry)}};
  };
  // ½ ln(1 + x²v/σ²): σ²/v = 10⁻³²⁰ and 10³²⁰.
  const auto narrow = process(1e-10, 1e300, 1e-20);
  CHECK(narrow.information(1) == Approx(150 * std::log(10.0)).epsilon(1e-14));
  for (const auto& bound : narrow.error_bounds(1)) CHECK(bound.value == Approx(150 * std::log(10.0)).epsilon(1e-14));
  CHECK(process(1e160, 1e-20, 1e300).information(1) == Approx(std::log1p(1.0) / 2).epsilon(1e-14));
}

}  // namespace unit::process::regression::fixed_design
