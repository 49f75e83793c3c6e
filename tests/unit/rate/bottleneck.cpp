// SPDX-License-Identifier: BSL-1.0
// The information bottleneck of tables: closed forms, brute force, and compressions that nobody optimised.
#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <boost/multiprecision/cpp_dec_float.hpp>
#include <boost/multiprecision/eigen.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/core/random_stream.hpp>
#include <infobound/rate/bottleneck.hpp>
#include <infobound/rate/detail/bottleneck_table.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/joint_table.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>
#include <vector>

namespace unit::rate::bottleneck {

namespace ib = infobound;
using ib::rate::bottleneck;
using ib::rate::bottleneck_certificate;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double binary_entropy(double p) { return p > 0 && p < 1 ? -p * std::log(p) - (1 - p) * std::log1p(-p) : 0; }

/// θ a fair coin, seen through a symmetric channel that errs with this probability.
Eigen::MatrixXd symmetric(double error) {
  Eigen::MatrixXd joint(2, 2);
  joint << 1 - error, error, error, 1 - error;
  return joint / 2;
}

/// θ with this prior, seen with probability 1 − erased and else not at all.
Eigen::MatrixXd erasure(const Eigen::VectorXd& prior, double erased) {
  Eigen::MatrixXd joint = Eigen::MatrixXd::Zero(prior.size(), prior.size() + 1);
  joint.leftCols(prior.size()) = (1 - erased) * Eigen::MatrixXd(prior.asDiagonal());
  joint.col(prior.size()) = erased * prior;
  return joint;
}

double entropy(const Eigen::VectorXd& p) { return -(p.array() * p.array().log()).sum(); }

/// Laws of θ whose probabilities are multiples of 1/cells.
std::vector<Eigen::VectorXd> grid(Eigen::Index size, int cells) {
  std::vector<Eigen::VectorXd> points;
  for (int i = 0; i <= cells; ++i)
    for (int j = 0; j <= (size == 2 ? 0 : cells - i); ++j) {
      Eigen::VectorXd q(size);
      if (size == 2)
        q << i, cells - i;
      else
        q << i, j, cells - i - j;
      points.push_back(q / cells);
    }
  return points;
}

/// Blahut–Arimoto over posteriors on a grid, which is a convex problem: a feasible point, and Lagrange's lower bound on
/// rate + slope·loss over that grid.
struct reference {
  joint_table::point found;
  double bound;
};

reference by_grid(const Eigen::MatrixXd& joint, double slope, int cells, int iterations) {
  const Eigen::VectorXd prior = joint.rowwise().sum();
  const Eigen::MatrixXd law = prior.cwiseInverse().asDiagonal() * joint;
  const auto points = grid(prior.size(), cells);
  Eigen::MatrixXd kernel(prior.size(), static_cast<Eigen::Index>(points.size()));
  for (Eigen::Index u = 0; u < kernel.cols(); ++u) {
    const Eigen::RowVectorXd mixed = points[static_cast<std::size_t>(u)].transpose() * law;
    for (Eigen::Index k = 0; k < kernel.rows(); ++k)
      kernel(k, u) = std::exp(-slope * (law.row(k).array() * (law.row(k).array() / mixed.array()).log()).sum());
  }
  Eigen::VectorXd weights = Eigen::VectorXd::Constant(kernel.cols(), 1 / double(kernel.cols()));
  Eigen::VectorXd normalisers;
  Eigen::VectorXd growth;
  for (int i = 0; i < iterations; ++i) {
    normalisers = kernel * weights;
    growth = kernel.transpose() * prior.cwiseQuotient(normalisers);
    weights.array() *= growth.array();
  }
  normalisers = kernel * weights;
  growth = kernel.transpose() * prior.cwiseQuotient(normalisers);
  const Eigen::MatrixXd channel = normalisers.cwiseInverse().asDiagonal() * kernel * weights.asDiagonal();
  return {joint_table::measured(joint, channel),
          -prior.dot(normalisers.array().log().matrix()) - std::log(growth.maxCoeff())};
}

}  // namespace

TEST_CASE("a symmetric binary channel has the bottleneck of Mrs Gerber's lemma", "[bottleneck][exact]") {
  worst gap;
  for (const double error : {0.02, 0.11, 0.3, 0.45})
    for (const double x : {1e-4, 0.01, 0.1, 0.2, 0.35, 0.49}) {
      const double kept = std::log(2.0) - binary_entropy(error * (1 - x) + (1 - error) * x);
      const double exact = std::log(2.0) - binary_entropy(x);
      const auto found = bottleneck(symmetric(error), std::log(2.0) - binary_entropy(error) - kept);
      CAPTURE(error, x, exact, found.lower, found.upper);
      CHECK(found.lower <= exact + 1e-12);
      CHECK(exact <= found.upper + 1e-12);
      CHECK(found.certificate == bottleneck_certificate::branch_and_bound);
      CHECK(found.converged);
      gap.see(found.upper - found.lower, error, x);
    }
  INFO(gap.where());
  CHECK(gap.value() <= 1e-6);
}

TEST_CASE("an erasure channel keeps what it keeps in proportion, whatever the number of parameters",
          "[bottleneck][exact]") {
  for (const Eigen::Index size : {2, 3, 4, 7}) {
    const Eigen::VectorXd prior = Eigen::VectorXd::LinSpaced(size, 1, 3) / (2 * double(size));
    const double whole = entropy(prior);
    for (const double erased : {0.01, 0.4, 0.9})
      for (const double share : {0.05, 0.5, 0.95}) {
        const auto found = bottleneck(erasure(prior, erased), share * (1 - erased) * whole);
        CAPTURE(size, erased, share);
        CHECK(found.information == Approx((1 - erased) * whole).epsilon(1e-13));
        CHECK(found.entropy == Approx(whole).epsilon(1e-13));
        CHECK(found.lower <= (1 - share) * whole * (1 + 1e-12));
        CHECK(found.upper >= (1 - share) * whole * (1 - 1e-12));
        CHECK(found.upper - found.lower <= 1e-6);
      }
  }
}

TEST_CASE("data that are θ itself are kept one for one", "[bottleneck][exact]") {
  const Eigen::VectorXd prior = Eigen::Vector4d(0.1, 0.2, 0.3, 0.4);
  for (const double loss : {0.1, 0.7, 1.2}) {
    const auto found = bottleneck(Eigen::MatrixXd(prior.asDiagonal()), loss);
    CHECK(found.lower == Approx(entropy(prior) - loss).epsilon(1e-10));
    CHECK(found.upper == Approx(entropy(prior) - loss).margin(1e-6));
  }
}

TEST_CASE("at the two ends the value is exact", "[bottleneck][exact]") {
  const Eigen::MatrixXd joint = joint_table::random(3, 5, 1, 11);
  const Eigen::VectorXd prior = joint.rowwise().sum();
  const double whole = joint_table::information(joint);
  const auto all = bottleneck(joint, 0.0);
  CHECK(all.lower == all.upper);
  CHECK(all.upper == Approx(entropy(prior)).epsilon(1e-14));
  CHECK(all.information == Approx(whole).epsilon(1e-13));
  CHECK(all.certificate == bottleneck_certificate::exact);
  CHECK(all.channel.isIdentity());
  for (const double loss : {all.information, 2.0, infinity}) {
    const auto none = bottleneck(joint, loss);
    CHECK(none.lower == 0);
    CHECK(none.upper == 0);
    CHECK(none.converged);
    CHECK(none.channel.isOnes());
  }
  CHECK(bottleneck(joint, whole * (1 - 1e-12)).upper < 1e-11);
}

TEST_CASE("what data cannot tell apart is not sent", "[bottleneck][exact]") {
  // Rows 0 and 2 are one law, row 3 has no probability: a coin with weights 0.5 and 0.5 is left.
  Eigen::MatrixXd joint(4, 3);
  joint << 0.1, 0.06, 0.04, 0.05, 0.15, 0.3, 0.15, 0.09, 0.06, 0, 0, 0;
  CHECK(bottleneck(joint, 0.0).upper == Approx(std::log(2.0)).epsilon(1e-14));
  const auto found = bottleneck(joint, 0.02);
  Eigen::MatrixXd merged(2, 3);
  merged << 0.25, 0.15, 0.1, 0.05, 0.15, 0.3;
  const auto plain = bottleneck(merged, 0.02);
  CHECK(found.upper == Approx(plain.upper).epsilon(1e-6));
  CHECK(found.lower == Approx(plain.lower).epsilon(1e-6));
  CHECK(found.channel.row(0) == found.channel.row(2));
  CHECK(found.channel.row(3).sum() == Approx(1));
  // Independent data, and a single parameter: nothing to send at any loss.
  const Eigen::MatrixXd independent = Eigen::Vector2d(0.25, 0.75) * Eigen::RowVector3d(0.5, 0.125, 0.375);
  for (const double loss : {0.0, 0.1}) {
    CHECK(bottleneck(independent, loss).upper == 0);
    CHECK(bottleneck(Eigen::MatrixXd(Eigen::RowVector2d(0.5, 0.5)), loss).upper == 0);
  }
}

TEST_CASE("two and three parameters agree with Blahut-Arimoto over a grid of posteriors", "[bottleneck][reference]") {
  // The grid's own points are feasible. Its Lagrangian is above the true one by what rounding posteriors to it costs,
  // about slope/cells² ≤ 1e-3 here.
  worst low;
  worst high;
  for (const Eigen::Index size : {2, 3})
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
      const Eigen::MatrixXd joint = joint_table::random(size, 4, 1.5, seed);
      for (const double slope : {1.5, 2.5, 5.0}) {
        const auto grid = by_grid(joint, slope, size == 2 ? 300 : 40, 300);
        const double loss = std::max(1e-9, grid.found.loss);
        const auto found = bottleneck(joint, loss);
        CAPTURE(size, seed, slope);
        CHECK(found.converged);
        low.see(found.lower - grid.found.rate, size, seed, slope);
        high.see(grid.bound - slope * loss - found.upper, size, seed, slope);
      }
    }
  INFO(low.where() << ", " << high.where());
  CHECK(low.value() <= 1e-12);
  CHECK(high.value() <= 2e-3);
}

TEST_CASE("no compression does better than the lower side, and the upper side is that of the one returned",
          "[bottleneck][property]") {
  for (const Eigen::Index size : {2, 3, 4, 8})
    for (const std::uint64_t seed : {1U, 2U}) {
      const Eigen::MatrixXd joint = joint_table::random(size, 5, 1.5, 100 * static_cast<std::uint64_t>(size) + seed);
      const double whole = joint_table::information(joint);
      ib::random_stream rng(seed);
      for (const double share : {0.02, 0.3, 0.8}) {
        CAPTURE(size, seed, share);
        const auto found = bottleneck(joint, share * whole, {.tolerance = size == 4 ? 1e-4 : 1e-6});
        CHECK(found.lower <= found.upper);
        CHECK(found.lower >= (1 - share) * whole * (1 - 1e-9));
        CHECK(found.converged == (size <= 4));
        CHECK((found.certificate == bottleneck_certificate::branch_and_bound) == (size <= 4));
        const auto own = joint_table::measured(joint, found.channel);
        CHECK((found.channel.rowwise().sum().array() - 1).abs().maxCoeff() < 1e-12);
        CHECK(own.loss <= share * whole + 1e-12);
        CHECK(own.rate <= found.upper + 1e-12);
        // Compressions near the one returned; more loss is allowed for by the slope, which convexity bounds.
        for (int i = 0; i < 50; ++i) {
          const double mix = std::pow(10.0, -1 - i % 5);
          const Eigen::MatrixXd other =
              (1 - mix) * found.channel + mix * joint_table::random_channel(size, found.channel.cols(), 2, rng);
          const auto near = joint_table::measured(joint, other);
          if (near.loss <= share * whole) CHECK(near.rate >= found.lower - 1e-12);
        }
      }
      const auto curve = ib::rate::bottleneck_curve(joint, 1, {.tolerance = 1e-4, .points = 24});
      worst below;
      for (int i = 0; i < 300; ++i) {
        const auto made = joint_table::measured(joint, joint_table::random_channel(size, 1 + i % 6, 1 + i % 9, rng));
        below.see(curve.rate_lower(std::max(0.0, made.loss)) - made.rate, i);
      }
      INFO(below.where());
      CHECK(below.value() <= 1e-12);
    }
}

TEST_CASE("relative entropy contracts by the coefficient of the best pair, and no less", "[bottleneck][property]") {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
    const ib::rate::detail::bottleneck_table<double> table(joint_table::random(5, 4, 1.5, seed));
    const auto& law = table.law();
    double best = 0;
    worst simple;
    for (Eigen::Index i = 0; i < 5; ++i)
      for (Eigen::Index j = 0; j < i; ++j) {
        const Eigen::ArrayXd one = law.col(i).array();
        const Eigen::ArrayXd other = law.col(j).array();
        const double distance = (one - other).abs().sum() / 2;
        const double affinity = (one * other).sqrt().sum();
        for (double x = 5e-4; x < 1; x += 1e-3) {
          const double value = x * (1 - x) * ((one - other).square() / (x * one + (1 - x) * other)).sum();
          simple.see(value - std::min(distance, 1 - affinity * affinity), seed, i, j, x);
          best = std::max(best, value);
        }
      }
    INFO(simple.where());
    CHECK(simple.value() <= 1e-12);
    CHECK(table.contraction() >= best);
    CHECK(table.contraction() <= best * (1 + 1e-4));  // the grid's error
    ib::random_stream rng(seed);
    for (int i = 0; i < 200; ++i) {
      const Eigen::VectorXd q = joint_table::random_channel(1, 5, 3, rng).transpose();
      const Eigen::VectorXd r = joint_table::random_channel(1, 5, 3, rng).transpose();
      const Eigen::ArrayXd seen = (law * q).array();
      const double before = (q.array() * (q.array() / r.array()).log()).sum();
      CHECK((seen * (seen / (law * r).array()).log()).sum() <= table.contraction() * before + 1e-12);
    }
  }
}

TEST_CASE("divergences of a table are those of its laws, and rows of one law are one parameter",
          "[bottleneck][exact]") {
  const Eigen::MatrixXd random = joint_table::random(3, 4, 1, 8);
  // A fourth row of the second one's law, a fifth of none, and data that never occur.
  Eigen::MatrixXd joint = Eigen::MatrixXd::Zero(5, 5);
  joint.topLeftCorner(3, 4) = random;
  joint.row(3) = 0.25 * joint.row(1);
  joint.row(1) *= 0.75;
  const ib::rate::detail::bottleneck_table<double> table(joint);
  CHECK(table.group() == std::vector<Eigen::Index>{0, 1, 2, 1, -1});
  REQUIRE((table.parameters() == 3 && table.law().rows() == 4));
  const Eigen::ArrayXd prior = random.rowwise().sum();
  const Eigen::ArrayXd mean = random.colwise().sum().transpose();
  Eigen::MatrixXd law = random.transpose();
  for (Eigen::Index k = 0; k < 3; ++k) law.col(k) /= prior[k];
  CHECK((table.prior() - prior).abs().maxCoeff() < 1e-15);
  CHECK((table.mean() - mean).abs().maxCoeff() < 1e-15);
  CHECK((table.law() - law).cwiseAbs().maxCoeff() < 1e-14);
  const auto kl = [](const Eigen::ArrayXd& one, const Eigen::ArrayXd& other) {
    return (one * (one / other).log()).sum();
  };
  double information = 0;
  for (Eigen::Index k = 0; k < 3; ++k) {
    CHECK((table.excess().col(k).array() - (law.col(k).array() / mean - 1)).abs().maxCoeff() < 1e-13);
    information += prior[k] * kl(law.col(k), mean);
  }
  CHECK(table.information() == Approx(information).epsilon(1e-12));
  CHECK(table.entropy() == Approx(entropy(prior)).epsilon(1e-13));
  const Eigen::Vector3d q(0.6, 0.1, 0.3);
  const Eigen::ArrayXd seen = law * q;
  CHECK(table.data_divergence(q) == Approx(kl(seen, mean)).epsilon(1e-11));
  CHECK(table.divergence(q) == Approx(kl(q, prior)).epsilon(1e-12));
  for (Eigen::Index k = 0; k < 3; ++k)
    CHECK(table.divergence_from(k, q) == Approx(kl(law.col(k), seen)).epsilon(1e-11));
  // Of ¼ and its root, 8 (4 + 4·3 + 16) units in the last place.
  CHECK(table.rounding(0.25) == Approx(0.75 * 256 * std::numeric_limits<double>::epsilon()).epsilon(1e-14));
  const ib::rate::detail::bottleneck_table<double> one(Eigen::MatrixXd{{0.25, 0.25}, {0.25, 0.25}});
  CHECK((one.parameters() == 1 && one.information() == 0 && one.entropy() == 0 && one.contraction() == 0));
}

TEST_CASE("branch and bound stays below the function that it bounds, whatever tangents it is given",
          "[bottleneck][property]") {
  worst above;
  int settled = 0;
  for (const Eigen::Index size : {2, 3})
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      ib::random_stream rng(seed);
      const ib::rate::detail::bottleneck_table<double> table(joint_table::random(size, 4, 4, seed));
      const double beta = 1 + 30 * std::pow(joint_table::uniform(rng), 2);
      Eigen::ArrayXd multipliers(size);
      for (double& entry : multipliers) entry = joint_table::uniform(rng) - 0.5;
      const auto f = [&](const Eigen::VectorXd& q) {
        return table.divergence(q) - beta * table.data_divergence(q) - (multipliers * q.array()).sum();
      };
      double least = infinity;
      Eigen::MatrixXd tangents = joint_table::random_channel(50, size, 1, rng).transpose();
      for (const auto& q : grid(size, size == 2 ? 2000 : 60))
        if (f(q) < least) {
          least = f(q);
          tangents.col(0) = 0.999 * q.array() + 0.001 / double(size);
        }
      multipliers += least;  // now the least value on the grid is 0
      ib::rate::detail::bottleneck_certificate<double> certificate(table, beta, multipliers, tangents);
      const auto found = certificate.run(1e-3, 4000);
      above.see(found.lower, size, seed, beta);
      CHECK(found.least >= found.lower);
      if (found.lower >= -1.001e-3) ++settled;
    }
  INFO(above.where());
  CHECK(above.value() <= 0);
  CHECK(settled > 80);
}

TEST_CASE("the whole simplex is settled as one cell up to the slope at which its least Hessian is singular",
          "[bottleneck][exact]") {
  // On directions e_i − e_K, with q ≤ 1 and P_q/P at least what it is at a vertex, the Hessian of f is at least
  // I + 11ᵀ − βC, and that is the bound which a cell's hull gives.
  for (const Eigen::Index size : {2, 3, 4})
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
      const Eigen::MatrixXd joint = joint_table::random(size, 5, 1, seed);
      const Eigen::ArrayXd prior = joint.rowwise().sum();
      const Eigen::ArrayXd mean = joint.colwise().sum().transpose();
      const Eigen::MatrixXd law = (prior.inverse().matrix().asDiagonal() * joint).transpose();
      const Eigen::ArrayXd least = law.rowwise().minCoeff().array() / mean;
      const Eigen::MatrixXd slopes = law.leftCols(size - 1).colwise() - law.col(size - 1);
      const Eigen::MatrixXd curvature = slopes.transpose() * (mean * least).inverse().matrix().asDiagonal() * slopes;
      const Eigen::MatrixXd convex =
          Eigen::MatrixXd::Identity(size - 1, size - 1) + Eigen::MatrixXd::Ones(size - 1, size - 1);
      const double singular =
          1 / Eigen::GeneralizedSelfAdjointEigenSolver<Eigen::MatrixXd>(curvature, convex).eigenvalues().maxCoeff();
      ib::random_stream rng(seed);
      const Eigen::VectorXd at = joint_table::random_channel(1, size, 0.5, rng).transpose();
      const ib::rate::detail::bottleneck_table<double> table(joint);
      for (const double share : {0.5, 1 - 1e-6, 1 + 1e-6}) {
        // A plane under f, which touches it there.
        const double beta = share * singular;
        const Eigen::ArrayXd seen = (law * at).array() / mean;
        Eigen::ArrayXd multipliers =
            (at.array() / prior).log() - beta * (law.transpose() * seen.log().matrix()).array();
        ib::rate::detail::bottleneck_certificate<double> certificate(table, beta, multipliers, at);
        const auto found = certificate.run(1e-7, 4000);
        CAPTURE(size, seed, share, found.lower);
        CHECK((found.cells == 1) == (share < 1));
        CHECK(found.lower <= 0);
        if (share < 1) CHECK(found.lower > -1e-9);
      }
    }
}

TEST_CASE("the least value that a certificate has met is that of 50 digits", "[bottleneck][reference]") {
  using wide = boost::multiprecision::cpp_dec_float_50;
  worst error;
  for (const Eigen::Index size : {2, 3, 4})
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
      const Eigen::MatrixXd joint = joint_table::random(size, 4, 3, seed);
      const double beta = 2 + 3 * double(seed);
      const Eigen::ArrayXd multipliers = Eigen::ArrayXd::LinSpaced(size, -1, 0.5);
      const ib::rate::detail::bottleneck_table<double> table(joint);
      ib::rate::detail::bottleneck_certificate<double> certificate(table, beta, multipliers, Eigen::MatrixXd(size, 0));
      const auto found = certificate.run(1e-3, 300);
      wide total = 0;
      for (const double entry : joint.reshaped()) total += entry;
      const auto probability = [&](Eigen::Index i, Eigen::Index j) -> wide { return wide(joint(i, j)) / total; };
      wide expected = 0;
      for (Eigen::Index i = 0; i < size; ++i) {
        const wide q = found.argument[i];
        wide p = 0;
        for (Eigen::Index j = 0; j < 4; ++j) p += probability(i, j);
        if (q > 0) expected += q * log(q / p);
        expected -= q * multipliers[i];
      }
      for (Eigen::Index j = 0; j < 4; ++j) {
        wide seen = 0;
        wide mean = 0;
        for (Eigen::Index i = 0; i < size; ++i) {
          wide p = 0;
          for (Eigen::Index k = 0; k < 4; ++k) p += probability(i, k);
          seen += found.argument[i] * probability(i, j) / p;
          mean += probability(i, j);
        }
        expected -= beta * seen * log(seen / mean);
      }
      error.see(std::abs(found.least - static_cast<double>(expected)), size, seed);
      CHECK(found.lower <= found.least);
      CHECK(found.argument.sum() == 1);
    }
  INFO(error.where());
  CHECK(error.value() < 1e-12);
}

TEST_CASE("outcomes that some parameters exclude are no obstacle", "[bottleneck][property]") {
  // Posteriors then lie on faces of the simplex, where the slopes are infinite.
  Eigen::MatrixXd two(2, 2);
  two << 0.02, 0.47, 0.51, 0;
  Eigen::MatrixXd three(3, 4);
  three << 0.2, 0, 0.1, 0, 0, 0.15, 0.05, 0.1, 0.1, 0.2, 0, 0.1;
  for (const Eigen::MatrixXd& joint : {two, three}) {
    const double whole = joint_table::information(joint);
    for (const double share : {1e-9, 0.01, 0.3, 0.9}) {
      const auto found = bottleneck(joint, share * whole);
      CAPTURE(joint, share);
      CHECK(found.converged);
      CHECK(joint_table::measured(joint, found.channel).loss <= share * whole + 1e-12);
      CHECK(joint_table::measured(joint, found.channel).rate <= found.upper + 1e-12);
    }
  }
  // By the grid of posteriors, to whose points the faces belong.
  const auto grid = by_grid(two + Eigen::MatrixXd::Constant(2, 2, 1e-300), 1.2, 1000, 2000);
  const auto found = bottleneck(two, std::max(1e-9, grid.found.loss));
  CHECK(found.lower <= grid.found.rate + 1e-12);
  CHECK(found.upper >= grid.found.rate - 1e-3);
}

TEST_CASE("less effort widens the bracket and leaves it true", "[bottleneck][property]") {
  const Eigen::MatrixXd joint = joint_table::random(4, 6, 1.5, 5);
  const double loss = joint_table::information(joint) / 2;
  const auto best = bottleneck(joint, loss, {.tolerance = 1e-4});
  REQUIRE(best.converged);
  for (const std::size_t steps : {1U, 5U, 100U})
    for (const std::size_t cells : {1U, 30U, 1000U}) {
      const auto poor = bottleneck(joint, loss, {.steps = steps, .restarts = 0, .cells = cells});
      CAPTURE(steps, cells);
      CHECK(poor.lower <= best.upper + 1e-12);
      CHECK(poor.upper >= best.lower - 1e-12);
      CHECK(poor.lower <= poor.upper);
      CHECK(joint_table::measured(joint, poor.channel).loss <= loss + 1e-12);
      CHECK(joint_table::measured(joint, poor.channel).rate <= poor.upper + 1e-12);
      if (poor.converged) CHECK(poor.upper - poor.lower <= 1e-6);
    }
}

TEST_CASE("data that say next to nothing keep their digits", "[bottleneck][exact]") {
  // Two laws 2δ apart: contraction 4δ², and Mrs Gerber's lemma again.
  for (const double delta : {1e-3, 1e-6}) {
    const double x = 0.1;
    const double error = 0.5 - delta;
    const double z = 2 * delta * (1 - 2 * x);  // ln 2 − h(½ − z/2) = ½ z² + z⁴/12 + …
    const auto kept = [](double y) { return y * y / 2 + y * y * y * y / 12; };
    const auto found = bottleneck(symmetric(error), kept(2 * delta) - kept(z));
    const double exact = std::log(2.0) - binary_entropy(x);
    CAPTURE(delta, exact, found.lower, found.upper);
    CHECK(found.information == Approx(kept(2 * delta)).epsilon(1e-9));
    CHECK(found.upper == Approx(exact).epsilon(delta < 1e-4 ? 1e-3 : 1e-5));
    CHECK(found.lower == Approx(exact).epsilon(delta < 1e-4 ? 1e-3 : 1e-5));
  }
}

TEST_CASE("a table is any expression, of float as well", "[bottleneck][exact]") {
  const Eigen::MatrixXd joint = joint_table::random(3, 4, 1, 3);
  const auto plain = bottleneck(joint, 0.05);
  CHECK(bottleneck(joint.array() * 1.0, 0.05).upper == plain.upper);
  CHECK(bottleneck(2 * (joint / 2), 0.05).upper == plain.upper);
  const auto narrow = bottleneck(joint.cast<float>(), 0.05F);
  CHECK(narrow.lower == Approx(plain.lower).epsilon(1e-4));
  CHECK(narrow.upper == Approx(plain.upper).epsilon(1e-4));
  CHECK(narrow.lower <= narrow.upper);
}

TEST_CASE("what is no joint law is refused by name", "[bottleneck][error]") {
  const auto said = [](const Eigen::MatrixXd& joint, double loss) {
    return thrown<std::domain_error>([&] { return bottleneck(joint, loss); });
  };
  Eigen::MatrixXd joint = symmetric(0.1);
  CHECK(said(joint, -0.5) == "loss = -0.5, must be >= 0");
  CHECK(said(joint, std::numeric_limits<double>::quiet_NaN()) == "loss = nan, must be >= 0");
  joint(0, 1) = -0.25;
  CHECK(said(joint, 0.1) == "joint(0, 1) = -0.25, must be >= 0 and finite");
  joint(0, 1) = 0.25;
  joint(0, 0) = 0.25;
  joint(1, 1) = 0.75;
  joint(1, 0) = 0;
  CHECK(said(joint, 0.1) == "joint: sum = 1.25, must be 1 to within 1e-08");
  CHECK(said(Eigen::MatrixXd(0, 2), 0.1) == "joint: number of rows = 0, must be >= 1");
  CHECK(said(Eigen::MatrixXd(2, 0), 0.1) == "joint: number of columns = 0, must be >= 1");
  CHECK(thrown<std::domain_error>([] { return bottleneck(symmetric(0.1), 0.1, {.tolerance = 0}); }) ==
        "bottleneck_effort.tolerance = 0, must be > 0 and finite");
  CHECK(thrown<std::domain_error>([] { return bottleneck(symmetric(0.1), 0.1, {.cells = 0}); }) ==
        "bottleneck_effort.cells = 0, must be >= 1");
  CHECK(thrown<std::domain_error>([] { return ib::rate::bottleneck_curve(symmetric(0.1), 0); }) ==
        "horizon = 0, must be >= 1");
}

}  // namespace unit::rate::bottleneck
