// SPDX-License-Identifier: BSL-1.0
// The capacity of finite channels: closed forms, and the certificate at the law that is returned.
#include <Eigen/Core>
#include <cmath>
#include <cstdint>
#include <infobound/rate/capacity.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/joint_table.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>

namespace unit::rate::capacity {

namespace ib = infobound;
using Eigen::MatrixXd;

namespace {

double binary_entropy(double p) { return p > 0 && p < 1 ? -p * std::log(p) - (1 - p) * std::log1p(-p) : 0; }

/// KL of each row from the mean law, and the mean of those, by their definitions.
Eigen::VectorXd divergences(const MatrixXd& channel, const Eigen::VectorXd& input) {
  const Eigen::RowVectorXd mean = input.transpose() * channel;
  Eigen::VectorXd result = Eigen::VectorXd::Zero(channel.rows());
  for (Eigen::Index i = 0; i < channel.rows(); ++i)
    for (Eigen::Index j = 0; j < channel.cols(); ++j)
      if (channel(i, j) > 0) result[i] += channel(i, j) * std::log(channel(i, j) / mean[j]);
  return result;
}

void holds(const MatrixXd& channel, double exact) {
  const auto found = ib::rate::capacity(channel, {.tolerance = 1e-12});
  CAPTURE(exact, found.lower, found.upper);
  CHECK(found.lower <= exact * (1 + 1e-15));
  CHECK(found.upper >= exact * (1 - 1e-15));
  CHECK(found.converged);
}

}  // namespace

TEST_CASE("channels whose capacity has a closed form have it", "[capacity][exact]") {
  for (const double e : {0.0, 0.01, 0.11, 0.4, 0.5}) {
    holds(MatrixXd{{1 - e, e}, {e, 1 - e}}, std::log(2.0) - binary_entropy(e));
    holds(MatrixXd{{1 - e, e, 0}, {0, e, 1 - e}}, (1 - e) * std::log(2.0));
    // Z-channel: ln(1 + (1 − e) e^{e/(1 − e)}).
    holds(MatrixXd{{1, 0}, {e, 1 - e}}, std::log1p((1 - e) * std::pow(e, e / (1 - e))));
  }
  // The noisy typewriter, and a channel of which one input is of no use.
  MatrixXd typewriter = MatrixXd::Zero(26, 26);
  for (Eigen::Index i = 0; i < 26; ++i) typewriter(i, i) = typewriter(i, (i + 1) % 26) = 0.5;
  holds(typewriter, std::log(13.0));
  holds(MatrixXd{{1, 0}, {0.5, 0.5}, {0, 1}}, std::log(2.0));
  holds(MatrixXd{{0.25, 0.75}}, 0);
  holds(MatrixXd{{0.25, 0.75}, {0.25, 0.75}}, 0);
}

TEST_CASE("both sides of a capacity hold at the input that is returned, and they meet", "[capacity][property]") {
  worst gap;
  worst low;
  worst high;
  for (const Eigen::Index rows : {2, 3, 10, 60})
    for (const Eigen::Index columns : {2, 7, 40})
      for (const double spread : {0.3, 1.0, 8.0}) {
        ib::random_stream rng(static_cast<std::uint64_t>(100 * rows + columns));
        const MatrixXd channel = joint_table::random_channel(rows, columns, spread, rng);
        const auto found = ib::rate::capacity(channel, {.tolerance = 1e-10});
        CHECK((found.input.minCoeff() >= 0 && std::abs(found.input.sum() - 1) < 1e-12));
        const Eigen::VectorXd rates = divergences(channel, found.input);
        low.see(found.lower - found.input.dot(rates), rows, columns, spread);
        high.see(rates.maxCoeff() - found.upper, rows, columns, spread);
        gap.see(found.upper - found.lower, rows, columns, spread);
        // No other input does better.
        for (int i = 0; i < 20; ++i) {
          const Eigen::VectorXd other = joint_table::random_channel(1, rows, 1 + i % 3, rng).transpose();
          low.see(other.dot(divergences(channel, other)) - found.upper, rows, columns, i);
        }
      }
  INFO(gap.where() << ", " << low.where() << ", " << high.where());
  CHECK(gap.value() <= 1e-10);
  CHECK(low.value() <= 1e-14);
  CHECK(high.value() <= 1e-14);
}

TEST_CASE("a small capacity keeps its digits, in any scalar", "[capacity][exact]") {
  // Coins ½ ± e: ln 2 − h(½ + e) = 2e² + (4/3) e⁴ + …
  for (const double e : {1e-2, 1e-4, 1e-6}) {
    const auto found = ib::rate::capacity(MatrixXd{{0.5 + e, 0.5 - e}, {0.5 - e, 0.5 + e}}, {.tolerance = 0});
    const double exact = 2 * e * e + 4 * e * e * e * e / 3 + 32 * std::pow(e, 6) / 15;
    CHECK(found.lower == Approx(exact).epsilon(2e-14 / e + 1e-11));
    CHECK(found.upper == Approx(exact).epsilon(2e-14 / e + 1e-11));
  }
  const auto narrow = ib::rate::capacity(Eigen::Matrix2f{{1, 0}, {0.5F, 0.5F}});
  CHECK(narrow.lower <= std::log(1.25F));
  CHECK(narrow.upper >= std::log(1.25F));
  CHECK(ib::rate::capacity(Eigen::Matrix2<long double>{{1, 0}, {0.5L, 0.5L}}, {.tolerance = 1e-16L}).converged);
}

TEST_CASE("less effort leaves a wider bracket that holds", "[capacity][property]") {
  ib::random_stream rng(3);
  const MatrixXd channel = joint_table::random_channel(20, 20, 2, rng);
  const auto best = ib::rate::capacity(channel, {.tolerance = 1e-11});
  const auto rough = ib::rate::capacity(channel, {.tolerance = 1e-11, .iterations = 1});
  CHECK(!rough.converged);
  CHECK((rough.lower <= best.upper && best.lower <= rough.upper));
  CHECK(rough.upper - rough.lower > 1e-4);
}

TEST_CASE("a matrix that is no channel is refused by name", "[capacity][error]") {
  CHECK(thrown<std::domain_error>([] {
          return ib::rate::capacity(MatrixXd{{0.5, 0.5}, {0.4, 0.4}});
        }) == "channel: sum of row 1 = 0.8, must be 1 to within 1e-08");
  CHECK(thrown<std::domain_error>([] {
          return ib::rate::capacity(MatrixXd{{0.5, 0.5}, {1.5, -0.5}});
        }) == "channel(1, 1) = -0.5, must be >= 0 and finite");
  CHECK(thrown<std::domain_error>([] { return ib::rate::capacity(MatrixXd(0, 3)); }) ==
        "channel: number of rows = 0, must be >= 1");
  CHECK(thrown<std::domain_error>([] { return ib::rate::capacity(MatrixXd{{1}}, {.tolerance = -1}); }) ==
        "capacity_options.tolerance = -1, must be >= 0 and finite");
}

}  // namespace unit::rate::capacity
