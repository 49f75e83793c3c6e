// SPDX-License-Identifier: BSL-1.0
#include <infobound/information/laplace.hpp>

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/detail/laplace_replicate.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/replicate/laplace_approximation.hpp>
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

template <class Process>
void check_unbiased(const Process& process, std::size_t proposals, double tail) {
  constexpr int count = 30000;
  const ib::detail::offered_controls<Process> offered(process, 6);
  ib::detail::laplace_replicate<Process> work(process, 6, proposals, tail, offered);
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

}  // namespace unit::information::laplace
