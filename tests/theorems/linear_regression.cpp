// SPDX-License-Identifier: BSL-1.0
// Linear regression: every bound of theory 3 against the exact error.
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/information.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <limits>
#include <sstream>
#include <string>
#include <support/catch.hpp>
#include <support/worst.hpp>
#include <utility>
#include <vector>

namespace theorems::linear_regression {

namespace ib = infobound;
namespace bounds = ib::linear_regression_bounds;

namespace {

using linear = ib::linear_regression<double>;
using designed = ib::linear_regression<double, ib::fixed_design<double>>;

/// 1 … 60 one by one, then every 37th to 1000.
std::vector<std::size_t> many_horizons() {
  std::vector<std::size_t> horizons;
  for (std::size_t T = 1; T <= 1000; T += T < 60 ? 1 : 37) horizons.push_back(T);
  return horizons;
}

/// Sees how far each listed bound is on the wrong side of the exact error, relative to it.
template <class Process>
void see_bounds(worst& wrong, const Process& process, std::size_t horizon, double exact) {
  for (const auto& [value, side, source] : ib::error_bounds(process, horizon))
    wrong.see(side == ib::direction::lower ? value / exact - 1 : 1 - value / exact, source, process.dimension, horizon,
              process.noise_variance);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// The columns of a data file but the last, each with mean 0 and mean square 1.
Eigen::MatrixXd standardised(const std::string& name, Eigen::Index columns) {
  std::ifstream file(INFOBOUND_EXAMPLE_DATA "/" + name);
  std::string line;
  std::getline(file, line);
  std::vector<std::vector<double>> rows;
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    std::vector<double> row;
    for (std::string cell; std::getline(cells, cell, ',');) row.push_back(std::stod(cell));
    rows.push_back(row);
  }
  REQUIRE(!rows.empty());
  Eigen::MatrixXd x(static_cast<Eigen::Index>(rows.size()), columns);
  for (Eigen::Index i = 0; i < x.rows(); ++i)
    for (Eigen::Index j = 0; j < columns; ++j) x(i, j) = rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
  x.rowwise() -= x.colwise().mean();
  for (Eigen::Index j = 0; j < columns; ++j)
    x.col(j) /= std::sqrt(x.col(j).squaredNorm() / static_cast<double>(x.rows()));
  return x;
}

}  // namespace

TEST_CASE("every bound on linear regression holds of the exact error", "[error_bounds][property]") {
  worst wrong;
  for (const Eigen::Index d : {1, 2, 5, 10, 50})
    for (const double variance : {1e-6, 0.1, 0.25, 1.0, 4.0, 1e3})
      for (const std::size_t T : many_horizons()) {
        const linear process{.dimension = d, .noise_variance = variance};
        see_bounds(wrong, process, T, process.information(T) / double(T));
      }
  INFO(wrong.where());
  CHECK(wrong.value() < 1e-12);  // some are equal to the error, at T = 1
}

TEST_CASE("every bound on linear regression holds of the exact error at extremes of noise and size",
          "[error_bounds][property]") {
  worst wrong;
  for (const double variance : {1e-12, 1e-3, 1.0, 1e12})
    for (const auto& [d, T] : {std::pair<Eigen::Index, std::size_t>{1, 1'000'000'000},
                               {2, 1'000'000},
                               {100'000, 1},
                               {1'000'000, 3},
                               {200, 200},
                               {199, 201},
                               {3, 100'000}}) {
      const linear process{.dimension = d, .noise_variance = variance};
      see_bounds(wrong, process, T, process.information(T) / double(T));
    }
  INFO(wrong.where());
  CHECK(wrong.value() < 1e-11);
}

TEST_CASE("the bracket on linear regression is within a factor of 1.55 over the reference grid",
          "[error_bounds][property]") {
  double widest = 0;
  for (const Eigen::Index d : {1, 2, 5, 10, 50})
    for (const double variance : {0.1, 0.25, 1.0, 4.0})
      for (std::size_t T = 1; T <= 1000; ++T) {
        const auto [lower, upper] = ib::error_bracket(linear{.dimension = d, .noise_variance = variance}, T);
        widest = std::max(widest, upper.value / lower.value);
      }
  CAPTURE(widest);
  CHECK(widest < 1.55);
  CHECK(widest > 1);
}

TEST_CASE("the widths that theory 3.3 and 3.4 state are those over the reference grid",
          "[linear_regression_bounds][property]") {
  std::vector<double> closed;    // 3.3 (b) over (a)
  std::vector<double> jensen;    // 3.4 (i) over the larger of (iv) and (v)
  std::vector<double> recursed;  // the exact error over the recursion with the exact D
  std::vector<double> concave;   // 3.4 (i) over the exact error
  worst disorder;
  for (const Eigen::Index dimension : {1, 2, 5, 10, 50})
    for (const double variance : {0.1, 0.25, 1.0, 4.0}) {
      const linear process{.dimension = dimension, .noise_variance = variance};
      const auto distortion = process.distortion_rate();
      const double d = double(dimension);
      double recursion = 0;
      std::size_t stepped = 0;
      for (const std::size_t horizon : many_horizons()) {
        for (; stepped < horizon; ++stepped) recursion += distortion(recursion);
        const double T = double(horizon);
        const double exact = process.information(horizon) / T;
        closed.push_back(bounds::optimised_upper(d, T, variance) / bounds::root_lower(d, T, variance));
        jensen.push_back(bounds::jensen_upper(d, T, variance) /
                         std::max(bounds::recursion_lower(d, T, variance), bounds::minkowski_lower(d, T, variance)));
        recursed.push_back(exact * T / recursion);
        concave.push_back(bounds::jensen_upper(d, T, variance) / exact);
        disorder.see(bounds::root_lower(d, T, variance) * T / recursion - 1, d, T, variance);
        disorder.see(bounds::recursion_lower(d, T, variance) * T / recursion - 1, d, T, variance);
        disorder.see(recursion / (exact * T) - 1, d, T, variance);
      }
    }
  const auto largest = [](const std::vector<double>& values) {
    return *std::max_element(values.begin(), values.end());
  };
  CHECK(largest(closed) == Approx(4.36).epsilon(0.01));
  CHECK(largest(jensen) < 3.31);
  CHECK(median(jensen) < 1.1);
  CHECK(largest(recursed) < 1.165);
  CHECK(median(recursed) < 1.05);
  CHECK(largest(concave) < 1.39);
  INFO(disorder.where());
  CHECK(disorder.value() < 1e-12);
}

TEST_CASE("every bound on a given design holds of its exact error", "[error_bounds][property]") {
  worst wrong;
  ib::random_stream rng(5);
  for (const Eigen::Index d : {1, 3, 10})
    for (const double variance : {1e-4, 0.25, 10.0, 1e6}) {
      Eigen::MatrixXd rows(d, 40);
      ib::gaussian_inputs().draw(rows, rng);
      rows.row(0) *= 10;          // one direction that is seen better than the others
      rows.col(3).setZero();      // one observation that tells nothing
      rows.col(8) = rows.col(7);  // one that is seen twice
      const designed process{.dimension = d, .noise_variance = variance, .inputs = {rows.transpose()}};
      const Eigen::VectorXd information = process.information_curve(40);
      for (std::size_t T = 1; T <= 40; ++T)
        see_bounds(wrong, process, T, information[static_cast<Eigen::Index>(T) - 1] / double(T));
    }
  INFO(wrong.where());
  CHECK(wrong.value() < 1e-9);
}

TEST_CASE("every bound on real designs holds of their exact error, and says something", "[error_bounds][property]") {
  for (const auto& [name, columns] :
       {std::pair<std::string, Eigen::Index>{"diabetes.csv", 10}, {"breast_cancer.csv", 30}}) {
    const Eigen::MatrixXd x = standardised(name, columns);
    worst wrong;
    worst loose;
    for (const double variance : {1e-3, 0.5, 100.0}) {
      const designed process{.dimension = columns, .noise_variance = variance, .inputs = {x}};
      const auto rows = static_cast<std::size_t>(x.rows());
      const Eigen::VectorXd information = process.information_curve(rows);
      for (std::size_t T = 1; T <= rows; T += T < 40 ? 1 : 53) {
        const double exact = information[static_cast<Eigen::Index>(T) - 1] / double(T);
        see_bounds(wrong, process, T, exact);
        const auto bracket = ib::error_bracket(process, T);
        loose.see(bracket.upper.value / bracket.lower.value, T, variance);
      }
    }
    INFO(name << ": " << wrong.where() << ", " << loose.where());
    CHECK(wrong.value() < 1e-11);
    CHECK(loose.value() < 9);
  }
}

TEST_CASE("the figure that circulates is no bound", "[linear_regression][property]") {
  const auto figure = [](double d, double T, double variance) {
    return d / (2 * T) * std::log(T / (variance * d)) + std::log1p(d / T) / (2 * T);
  };
  const auto exact = [](double d, double T, double variance) {
    const linear process{.dimension = static_cast<Eigen::Index>(d), .noise_variance = variance};
    return process.information(static_cast<std::size_t>(T)) / T;
  };
  CHECK(figure(10, 2, 1) < 0);
  for (const double d : {2.0, 5.0, 50.0}) CHECK(figure(d, d, 1) < exact(d, d, 1));
  for (const double d : {1.0, 3.0, 10.0})
    for (const double variance : {0.1, (d + 3) / (2 * d) + 0.5, 10.0}) {
      // figure − 𝓛_T = (d/4T²)(d + 3 − 2dσ²) + O(T⁻³).
      const double T = 20'000;
      const double difference = (figure(d, T, variance) - exact(d, T, variance)) * 4 * T * T / d;
      CAPTURE(d, variance);
      CHECK(difference == Approx(d + 3 - 2 * d * variance).margin(0.01 * d * (1 + variance * variance)));
    }
  for (const auto& [value, side, source] : ib::error_bounds(linear{.dimension = 10, .noise_variance = 1}, 10)) {
    CAPTURE(source);
    CHECK((side == ib::direction::lower || value > figure(10, 10, 1)));
  }
}

TEST_CASE("the Marchenko-Pastur approximation is as close as theory 3.1 says", "[marchenko_pastur][reference]") {
  const auto error = [](Eigen::Index d, std::size_t T, double variance) {
    const linear process{.dimension = d, .noise_variance = variance};
    return process.asymptotic_information(T) - process.information(T);
  };
  /// The mean correction, ¼ ln(4AB/(A+B)²), for d = T: A = 1, B = √(1 + 4/σ²).
  const auto correction = [](double variance) {
    const double b = std::sqrt(1 + 4 / variance);
    return std::log(4 * b / ((1 + b) * (1 + b))) / 4;
  };
  CHECK(error(50, 50, 0.25) == Approx(-0.0020).margin(0.0001));
  CHECK(error(50, 50, 0.25) - correction(0.25) == Approx(0.114).margin(0.001));
  CHECK(error(1, 1, 0.25) == Approx(-0.062).margin(0.001));
  CHECK(error(1, 1, 0.25) - correction(0.25) == Approx(0.054).margin(0.001));
  // O(1/min(d, T)) at fixed d/T and T/(dσ²).
  for (const Eigen::Index n : {20, 40, 80, 160}) {
    CHECK(double(n) * error(n, std::size_t(n), 0.25) == Approx(50 * error(50, 50, 0.25)).epsilon(0.1));
    CHECK(std::abs(error(n, std::size_t(4 * n), 1.0)) < 0.2 / double(n));
    CHECK(std::abs(error(4 * n, std::size_t(n), 1.0)) < 0.2 / double(n));
  }
  // Poor at d = T where the noise is small beside the least eigenvalue, of order 1/T.
  CHECK(std::abs(error(50, 50, 1e-9)) > 0.1);
}

}  // namespace theorems::linear_regression
