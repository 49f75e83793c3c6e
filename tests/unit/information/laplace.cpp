// SPDX-License-Identifier: BSL-1.0
#include <infobound/information/laplace.hpp>

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/detail/control_variates.hpp>
#include <infobound/information/detail/laplace_evidence.hpp>
#include <infobound/information/detail/laplace_replicate.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/replicate/laplace_approximation.hpp>
#include <infobound/information/replicate/simulation.hpp>
#include <infobound/information/replicate/spherical_law.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <limits>
#include <support/catch.hpp>
#include <support/mean_z.hpp>

namespace unit::information::laplace {

namespace ib = infobound;

namespace {

using logistic = ib::logistic_regression<double>;
constexpr double infinity = std::numeric_limits<double>::infinity();

/// p(H_T) of logistic regression in one dimension by the trapezoidal rule, exact to rounding for what is analytic near
/// the axis.
double evidence(const logistic::history_type& history) {
  double sum = 0;
  for (int k = -40; k <= 40; ++k) {
    const double theta = 0.2 * k;
    double term = 0.2 * std::exp(-theta * theta / 2) / std::sqrt(2 * std::acos(-1.0));
    for (Eigen::Index t = 0; t < history.labels.size(); ++t)
      term /= 1 + std::exp((1 - 2 * history.labels[t]) * theta * history.inputs(0, t));
    sum += term;
  }
  return sum;
}

/// Draws of the proposal around another point than the mode, and of another width: functions of H_T all the same.
struct misplaced : logistic {
  [[nodiscard]] Eigen::VectorXd gradient(const Eigen::VectorXd& z, const history_type& history) const {
    return 0.4 * logistic::gradient(z, history);
  }
  [[nodiscard]] Eigen::MatrixXd hessian(const Eigen::VectorXd& z, const history_type& history) const {
    return 0.2 * logistic::hessian(z, history);
  }
};

/// ln p(H_T|z) = c z²/2, whatever the history: flat at the origin, where Newton's method ends.
struct convex {
  using real_type = double;
  using parameter_type = Eigen::VectorXd;
  using history_type = Eigen::VectorXd;

  double curvature;

  [[nodiscard]] std::size_t latent_dimension() const { return 1; }
  [[nodiscard]] Eigen::VectorXd parameter_from(const Eigen::VectorXd& z) const { return z; }
  [[nodiscard]] Eigen::VectorXd log_likelihood(const Eigen::VectorXd& theta, const Eigen::VectorXd&) const {
    return curvature / 2 * theta.array().square();
  }
  [[nodiscard]] Eigen::VectorXd gradient(const Eigen::VectorXd& z, const Eigen::VectorXd&) const {
    return curvature * z;
  }
  [[nodiscard]] Eigen::MatrixXd hessian(const Eigen::VectorXd&, const Eigen::VectorXd&) const {
    return Eigen::MatrixXd::Constant(1, 1, curvature);
  }
};

/// ln p(H_T|z) = −20 √(1 + (z − 3)²), whatever the history: from 0 a whole step of Newton's method goes beyond the mode
/// to where the posterior is lower.
struct overshot : convex {
  [[nodiscard]] Eigen::VectorXd log_likelihood(const Eigen::VectorXd& theta, const Eigen::VectorXd&) const {
    return -20 * (1 + (theta.array() - 3).square()).sqrt();
  }
  [[nodiscard]] Eigen::VectorXd gradient(const Eigen::VectorXd& z, const Eigen::VectorXd&) const {
    return -20 * (z.array() - 3) / (1 + (z.array() - 3).square()).sqrt();
  }
  [[nodiscard]] Eigen::MatrixXd hessian(const Eigen::VectorXd& z, const Eigen::VectorXd&) const {
    return Eigen::MatrixXd::Constant(1, 1, -20 * std::pow(1 + (z[0] - 3) * (z[0] - 3), -1.5));
  }
};

template <class Process>
void check_unbiased(const Process& process, std::size_t proposals, double tail) {
  constexpr int count = 30000;
  const ib::detail::offered_controls<Process> offered(process, 6);
  ib::detail::laplace_sides<Process> work(process, 6, proposals, tail, offered);
  Eigen::ArrayXd above(count);
  Eigen::ArrayXd below(count);
  for (int i = 0; i < count; ++i) {
    const auto replicate = static_cast<std::uint64_t>(i);
    ib::random_stream data(31, replicate);
    ib::random_stream draws(31, replicate, ib::stream_purpose::proposals);
    work.run(data, draws, {"test", 31, replicate});
    ib::random_stream again(31, replicate);
    ib::detail::simulation<Process> same;
    same.draw(process, 6, again, {"test", 31, replicate});
    const double exact = evidence(same.history());
    above[i] = exact * std::exp(-work.log_evidence_above());
    below[i] = std::exp(work.log_evidence_below()) / exact;
  }
  CAPTURE(proposals, tail, above.mean(), below.mean());
  CHECK(std::abs(mean_z(above, 1)) < 5);
  CHECK(std::abs(mean_z(below, 1)) < 5);
  CHECK(standard_error(above) < 0.01);
  CHECK(standard_error(below) < 0.01);
}

}  // namespace

TEST_CASE("the evidence of proposals is unbiased, and its inverse with the true parameter among them is too",
          "[laplace][statistical]") {
  for (const std::size_t proposals : {1U, 4U}) {
    check_unbiased(logistic{.dimension = 1}, proposals, 8);
    check_unbiased(logistic{.dimension = 1}, proposals, infinity);
    check_unbiased(misplaced{{.dimension = 1}}, proposals, 8);
  }
}

TEST_CASE("where a posterior is not concave its precision grows by 1, 4, 16, … until it is positive",
          "[laplace][exact]") {
  ib::detail::laplace_approximation<convex> posterior;
  const auto precision = [&](double curvature) {
    posterior.fit(convex{curvature}, Eigen::VectorXd::Zero(1));
    CHECK(posterior.mode()[0] == 0);
    return std::exp(2 * posterior.half_log_determinant());
  };
  CHECK(precision(-3) == Approx(4.0).epsilon(1e-14));
  CHECK(precision(1.5) == Approx(0.5).epsilon(1e-14));
  CHECK(precision(20) == Approx(-19.0 + 1 + 4 + 16).epsilon(1e-14));
  CHECK(precision(22.5) == Approx(-21.5 + 1 + 4 + 16 + 64).epsilon(1e-14));
}

TEST_CASE("a curve of a few points has their estimates, and bounds between them", "[laplace][property]") {
  const logistic process{.dimension = 3};
  const ib::laplace policy{.replicates = 50, .proposals = 30, .seed = 4, .curve_points = 4};
  const auto curve = ib::learning_curve(process, 30, policy);
  CHECK(curve.horizon() == 30);
  const auto last = ib::information(process, 30, policy);
  CHECK(curve.information(30).lower.mean == last.lower.mean);
  for (std::size_t t = 2; t <= 30; ++t) {
    CHECK(curve.information(t).lower.mean >= curve.information(t - 1).lower.mean - 0.2);
    CHECK(curve.information(t).upper.mean >= curve.information(t).lower.mean - 0.2);
  }
}

TEST_CASE("a step beyond the mode is halved until the posterior rises, and none is taken that gains less than asked",
          "[laplace][exact]") {
  const Eigen::VectorXd history = Eigen::VectorXd::Zero(1);
  const overshot process{{0}};
  ib::detail::laplace_approximation<overshot> posterior;
  posterior.fit(process, history);
  const double mode = posterior.mode()[0];
  CHECK(mode == Approx(process.gradient(posterior.mode(), history)[0]).epsilon(1e-6));
  CHECK((mode > 2.5 && mode < 3));
  const double precision = 1 - process.hessian(posterior.mode(), history)(0, 0);
  CHECK(posterior.half_log_determinant() == Approx(std::log(precision) / 2).epsilon(1e-14));
  // From 0 a step gains gᵀΛ⁻¹g, g = 60/√10 and Λ = 1 + 20/10^{3/2}.
  const double gain = 360 / (1 + 20 / std::pow(10.0, 1.5));
  posterior.fit(process, history, gain * (1 + 1e-9));
  CHECK(posterior.mode()[0] == 0);
  posterior.fit(process, history, gain * (1 - 1e-9));
  CHECK(posterior.mode()[0] > 2);
}

TEST_CASE("coordinates around the mode lead there and back, at a distance by the precision", "[laplace][exact]") {
  const logistic process{.dimension = 3};
  ib::random_stream rng(17);
  const logistic::history_type history = process.draw_history(process.draw_parameter(rng), 20, rng);
  ib::detail::laplace_approximation<logistic> posterior;
  posterior.fit(process, history);
  const Eigen::VectorXd mode = posterior.mode();
  CHECK((process.gradient(mode, history) - mode).norm() < 1e-5);
  const Eigen::MatrixXd precision = Eigen::MatrixXd::Identity(3, 3) - process.hessian(mode, history);
  CHECK((posterior.factor().lower().toDenseMatrix() * posterior.factor().upper().toDenseMatrix() - precision).norm() <
        1e-12);
  Eigen::MatrixXd coordinates(3, 2);
  coordinates << 0.4, -1, 1.5, 0.2, -0.7, 2;
  Eigen::MatrixXd z = coordinates;
  posterior.place(z);
  for (Eigen::Index i = 0; i < 2; ++i) {
    const Eigen::VectorXd off = z.col(i) - mode;
    CHECK(off.dot(precision * off) == Approx(coordinates.col(i).squaredNorm()).epsilon(1e-12));
    CHECK(posterior.squared_distance(z.col(i)) == Approx(coordinates.col(i).squaredNorm()).epsilon(1e-12));
  }
}

TEST_CASE("Student's t in several dimensions has its density, its slope and its law of distances", "[laplace][exact]") {
  for (const double d : {1.0, 4.0})
    for (const double freedom : {1.0, 8.0}) {
      const ib::detail::spherical_law<double> law(d, freedom);
      CHECK_FALSE(law.is_normal());
      for (const double r : {0.0, 0.3, 25.0}) {
        CAPTURE(d, freedom, r);
        // Γ((ν + d)/2) / Γ(ν/2) (2/ν)^{d/2} (1 + r²/ν)^{−(ν + d)/2}
        CHECK(std::exp(law.log_density(r * r)) ==
              Approx(std::tgamma((freedom + d) / 2) / std::tgamma(freedom / 2) * std::pow(2 / freedom, d / 2) *
                     std::pow(1 + r * r / freedom, -(freedom + d) / 2))
                  .epsilon(1e-12));
        const double slope =
            (law.log_density((r + 1e-5) * (r + 1e-5)) - law.log_density((r - 1e-5) * (r - 1e-5))) / 2e-5;
        CHECK(-law.pull(r * r) * r == Approx(slope).epsilon(1e-7).margin(1e-9));
      }
      // 1/(1 + r²/ν) has the law Beta(ν/2, d/2): mean ν/(ν + d), and at ν = 1 a second moment of 3/((1 + d)(3 + d)).
      ib::random_stream rng(19);
      Eigen::MatrixXd drawn(static_cast<Eigen::Index>(d), 4000);
      law.draw(drawn, rng);
      const Eigen::ArrayXd near = (1 + drawn.colwise().squaredNorm().transpose().array() / freedom).inverse();
      const double a = freedom / 2, all = (freedom + d) / 2;
      CHECK(std::abs(mean_z(near, a / all)) < 5);
      CHECK(std::abs(mean_z(near.square(), a * (a + 1) / (all * (all + 1)))) < 5);
    }
  const ib::detail::spherical_law<double> normal(3, infinity);
  CHECK((normal.is_normal() && normal.log_density(5) == -2.5 && normal.pull(5) == 1));
}

TEST_CASE("evidence by proposals is the mean of their weights, with θ* one weight more above", "[laplace][exact]") {
  const logistic process{.dimension = 2};
  constexpr std::size_t horizon = 6, proposals = 3;
  for (const double tail : {3.0, infinity}) {
    ib::random_stream stream(23, 4);
    ib::detail::simulation<logistic> data;
    data.draw(process, horizon, stream, {});
    ib::detail::laplace_approximation<logistic> posterior;
    posterior.fit(process, data.history());
    const Eigen::VectorXd mode = posterior.mode();
    const ib::detail::spherical_law<double> law(2, tail);
    Eigen::MatrixXd z(2, static_cast<Eigen::Index>(proposals));
    ib::random_stream draws(23, 4, ib::stream_purpose::proposals);
    law.draw(z, draws);
    posterior.place(z);
    // p(z) p(H_T|z) over the density of the proposal, both times 2π.
    const auto weight = [&](const Eigen::VectorXd& at) {
      const double log_weight = process.log_likelihood(process.parameter_from(at), data.history()).sum() -
                                at.squaredNorm() / 2 - posterior.half_log_determinant() -
                                law.log_density(posterior.squared_distance(at));
      return std::exp(log_weight);
    };
    Eigen::ArrayXd weights(z.cols());
    for (Eigen::Index i = 0; i < z.cols(); ++i) weights[i] = weight(z.col(i));
    ib::detail::laplace_evidence<logistic> evidence(process, proposals, tail);
    const auto found = evidence(data.history(), {"test", 23, 4});
    CHECK(found.log_evidence == Approx(std::log(weights.mean())).epsilon(1e-12));
    const double size = weights.sum() * weights.sum() / weights.square().sum();
    CHECK(found.effective_sample_size == Approx(size).epsilon(1e-12));

    const ib::detail::offered_controls<logistic> offered(process, horizon);
    ib::detail::laplace_sides<logistic> work(process, horizon, proposals, tail, offered);
    ib::random_stream again(23, 4);
    ib::random_stream draws_again(23, 4, ib::stream_purpose::proposals);
    work.run(again, draws_again, {"test", 23, 4});
    CHECK(work.own() == data.total());
    CHECK(work.log_evidence_below() == found.log_evidence);
    CHECK(work.effective_sample_size() == found.effective_sample_size);
    CHECK(work.log_evidence_above() == Approx(std::log((weights.sum() + weight(data.z())) / 4)).epsilon(1e-12));
    // Half of ‖z‖² − d and of Stein's (z − mode)ᵀ∇ ln p(z, H_T) + d.
    const Eigen::VectorXd slope = process.gradient(data.z(), data.history()) - data.z();
    CHECK(work.controls().statistics()[0] ==
          Approx((data.z().squaredNorm() + (data.z() - mode).dot(slope)) / 2).epsilon(1e-12).margin(1e-12));
  }
}

}  // namespace unit::information::laplace
