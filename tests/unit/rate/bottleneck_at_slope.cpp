// SPDX-License-Identifier: BSL-1.0
// The bottleneck at a price of loss, and what its result says of the compression.
#include <Eigen/Core>
#include <cmath>
#include <cstdint>
#include <infobound/rate/bottleneck.hpp>
#include <infobound/rate/detail/bottleneck_affinity.hpp>
#include <infobound/rate/mutual_information.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/joint_table.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>

namespace unit::rate::bottleneck_at_slope {

namespace ib = infobound;
using ib::rate::bottleneck;
using ib::rate::bottleneck_certificate;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double binary_entropy(double p) { return -p * std::log(p) - (1 - p) * std::log1p(-p); }

}  // namespace

TEST_CASE("a symmetric binary channel is compressed symmetrically, by the slope of Mrs Gerber's lemma",
          "[bottleneck][exact]") {
  const double error = 0.11;
  const Eigen::Matrix2d joint{{(1 - error) / 2, error / 2}, {error / 2, (1 - error) / 2}};
  for (const double x : {0.01, 0.1, 0.3}) {
    const double y = error + (1 - 2 * error) * x;
    const double slope = std::log((1 - x) / x) / ((1 - 2 * error) * std::log((1 - y) / y));
    const auto found = ib::rate::bottleneck_at_slope(joint, slope);
    CAPTURE(x, slope);
    CHECK(found.converged);
    CHECK(found.certificate == bottleneck_certificate::branch_and_bound);
    CHECK(found.upper == Approx(std::log(2.0) - binary_entropy(x)).epsilon(1e-6));
    CHECK(found.relevance == Approx(std::log(2.0) - binary_entropy(y)).epsilon(1e-6));
    CHECK(found.loss == Approx(binary_entropy(y) - binary_entropy(error)).epsilon(1e-6));
    REQUIRE(found.decoder.rows() == 2);
    CHECK(found.decoder.minCoeff() == Approx(y).epsilon(1e-5));
  }
}

TEST_CASE("the point at a slope is on the curve, and its parts agree with each other", "[bottleneck][property]") {
  for (const Eigen::Index size : {2, 3, 4, 8})
    for (const double slope : {0.5, 1.0, 1.7, 4.0, 30.0, 1e300, infinity}) {
      const Eigen::MatrixXd joint = joint_table::random(size, 5, 2, static_cast<std::uint64_t>(size));
      const auto found = ib::rate::bottleneck_at_slope(joint, slope);
      CAPTURE(size, slope);
      const auto own = joint_table::measured(joint, found.channel);
      CHECK(own.rate == Approx(found.upper).margin(1e-12));
      CHECK(own.loss <= found.loss + 1e-12);
      CHECK(found.relevance == Approx(found.information - found.loss).margin(1e-11));
      CHECK(found.lower <= found.upper);
      const Eigen::VectorXd weights = found.channel.transpose() * joint.rowwise().sum();
      CHECK((weights.asDiagonal() * found.decoder).isApprox(found.channel.transpose() * joint, 1e-12));
      if (slope <= 1) CHECK((found.upper == 0 && found.relevance < 1e-15 && found.loss == found.information));
      if (slope == infinity) CHECK((found.loss == 0 && found.upper == found.entropy));
      if (size > 4 || slope > 100) continue;
      CHECK(found.converged);
      const auto there = bottleneck(joint, found.loss);
      CHECK(there.upper >= found.lower - 1e-12);
      CHECK(there.lower <= found.upper + 1e-12);
      CHECK(there.relevance >= found.information - found.loss - 1e-12);
    }
}

TEST_CASE("lines of affinity are below every compression, and closer than contraction at small losses",
          "[bottleneck][property]") {
  worst below;
  for (const Eigen::Index size : {2, 3, 4, 6, 10})
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
      const Eigen::MatrixXd joint = joint_table::random(size, 6, seed == 3 ? 4 : 1, seed);
      const auto lines = ib::rate::detail::affinity_lines(ib::rate::detail::bottleneck_table<double>(joint));
      const auto highest = [&](double loss) {
        double most = 0;
        for (const auto& line : lines) most = std::max(most, line.at(loss));
        return most;
      };
      ib::random_stream rng(seed);
      for (int i = 0; i < 400; ++i) {
        // Posteriors between those of θ itself and of nothing.
        const double mix = std::pow(10.0, -double(i % 9) / 2);
        const Eigen::MatrixXd channel = (1 - mix) * Eigen::MatrixXd::Identity(size, size) +
                                        mix * joint_table::random_channel(size, size, 1 + i % 4, rng);
        const auto made = joint_table::measured(joint, channel);
        below.see(highest(made.loss) - made.rate, size, seed, i);
      }
      if (size <= 4) {
        const double whole = joint_table::information(joint);
        for (const double share : {0.001, 0.03, 0.3}) {
          const auto found = bottleneck(joint, share * whole);
          below.see(highest(share * whole) - found.upper, size, seed, share);
        }
      }
    }
  INFO(below.where());
  CHECK(below.value() <= 1e-12);
  const Eigen::MatrixXd joint = joint_table::random(10, 10, 1, 5);
  const auto found = bottleneck(joint, joint_table::information(joint) / 1000);
  CHECK(found.certificate == bottleneck_certificate::affinity);
  CHECK(found.lower > 0.95 * found.upper);
  CHECK(bottleneck(joint, joint_table::information(joint) / 2).certificate == bottleneck_certificate::contraction);
}

TEST_CASE("the envelope of an affinity term is below it and touches it", "[bottleneck][property]") {
  for (const double beta : {1.01, 1.5, 4.0, 50.0})
    for (const double affinity : {0.1, 0.5, 0.9, 0.999}) {
      const ib::rate::detail::affinity_term<double> term(beta, affinity);
      const auto value = [&](double x) {
        return x > 0 ? x * (std::log(x) - beta * std::log(affinity + (1 - affinity) * x)) : 0;
      };
      // The lowest chord over each p, on a grid.
      for (const double p : {0.01, 0.1, 0.5, 0.9}) {
        double lowest = value(p);
        for (int i = 0; i <= 100; ++i)
          for (int j = 0; j <= 100; ++j) {
            const double low = p * i / 100;
            const double high = p + (1 - p) * j / 100;
            if (high > low)
              lowest = std::min(lowest, ((high - p) * value(low) + (p - low) * value(high)) / (high - low));
          }
        CAPTURE(beta, affinity, p, lowest);
        CHECK(term.envelope(p) <= lowest + 1e-12);
        CHECK(term.envelope(p) >= lowest - 1e-3 * beta);
      }
    }
}

TEST_CASE("at the end of the range of slopes all is kept to within rounding", "[bottleneck_at_slope][property]") {
  Eigen::MatrixXd joint{{517, 6}, {1858, 8}, {77, 1046110}};
  joint /= joint.sum();
  for (const double slope : {1e60, 1e200, (std::numeric_limits<double>::max)()}) {
    const auto found = ib::rate::bottleneck_at_slope(joint, slope);
    CHECK(found.lower <= found.entropy);
    CHECK(found.upper == Approx(found.entropy));
    CHECK(found.relevance == Approx(found.information));
  }
}

TEST_CASE("a slope outside its domain is refused by name", "[bottleneck][error]") {
  CHECK(thrown<std::domain_error>([] {
          return ib::rate::bottleneck_at_slope(Eigen::Matrix2d{{0.5, 0}, {0, 0.5}}, -1.0);
        }) == "beta = -1, must be >= 0");
}

}  // namespace unit::rate::bottleneck_at_slope
