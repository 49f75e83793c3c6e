// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <infobound/core/execution.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/determinant.hpp>
#include <infobound/information/information.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>
#include <infobound/process/regression/generalised_linear_model.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <infobound/process/regression/missing_features.hpp>
#include <infobound/process/regression/softmax_regression.hpp>
#include <infobound/process/sequence/binary_autoregression.hpp>
#include <infobound/process/sequence/token_autoregression.hpp>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <support/backwards.hpp>
#include <support/catch.hpp>
#include <support/normal_mean.hpp>
#include <support/same_bits.hpp>
#include <support/thrown.hpp>

namespace unit::information::determinant {

namespace ib = infobound;

template <class Real>
using given_linear = ib::linear_regression<Real, ib::fixed_design<Real>>;
using given_logistic = ib::logistic_regression<double, ib::fixed_design<double>>;

// What is log-concave says so, and what is not does not.
template <class... Processes>
constexpr bool bounded = (ib::bounded_by_determinant<Processes> && ...);
static_assert(
    bounded<ib::linear_regression<double>, ib::logistic_regression<float>, ib::softmax_regression<double>,
            ib::generalised_linear_model<ib::logistic_response<double>, double>, ib::gaussian_mean<double>,
            ib::missing_features<double>, ib::binary_autoregression<double>, ib::token_autoregression<double>>);
static_assert(ib::factors_hessian<ib::token_autoregression<double>> && !ib::factors_hessian<ib::gaussian_mean<double>>);

namespace {

Eigen::MatrixXd design(Eigen::Index rows, Eigen::Index columns) {
  return Eigen::MatrixXd::NullaryExpr(rows, columns, [](Eigen::Index t, Eigen::Index i) {
    return std::sin(1.7 * double(t) + 2.3 * double(i * i) + 0.9 * double(t * i) + 0.4);
  });
}

/// Y ~ N(z, 1) with a response of which nothing is known but what a test gives.
struct plain {
  using real_type = double;
  using parameter_type = Eigen::VectorXd;
  using history_type = Eigen::VectorXd;
  static constexpr bool log_concave_likelihood = true;

  double curvature = 1;  ///< −∂² ln p/∂z² of a label

  template <class Rng>
  [[nodiscard]] Eigen::VectorXd draw_parameter(Rng& rng) const {
    return Eigen::VectorXd::Constant(1, boost::random::normal_distribution<double>()(rng));
  }
  template <class Rng>
  [[nodiscard]] Eigen::VectorXd draw_history(const Eigen::VectorXd& theta, std::size_t horizon, Rng& rng) const {
    return mylab::simulated_mean{}.draw_history(theta[0], horizon, rng);
  }
  [[nodiscard]] Eigen::VectorXd log_likelihood(const Eigen::VectorXd& theta, const Eigen::VectorXd& history) const {
    return mylab::simulated_mean{}.log_likelihood(theta[0], history);
  }
  [[nodiscard]] std::size_t latent_dimension() const { return 1; }
  [[nodiscard]] Eigen::VectorXd parameter_from(const Eigen::VectorXd& z) const { return z; }
  [[nodiscard]] Eigen::MatrixXd hessian(const Eigen::VectorXd&, const Eigen::VectorXd& history) const {
    return Eigen::MatrixXd::Constant(1, 1, -curvature * double(history.size()));
  }
};

}  // namespace

TEST_CASE("the determinant is the information itself of linear regression on given inputs", "[determinant][exact]") {
  for (const double noise_variance : {1e-200, 1e-12, 0.25, 1e6})
    for (const std::size_t horizon : {1U, 3U, 40U}) {
      const given_linear<double> process{.dimension = 5, .noise_variance = noise_variance, .inputs = {design(40, 5)}};
      CAPTURE(noise_variance, horizon);
      const auto found = ib::information(process, horizon, ib::determinant{.replicates = 2});
      const double exact = process.information(horizon);
      CHECK(std::abs(found.lower.mean - exact) <= 1e-9 * exact);
    }
}

TEST_CASE("its curve is that of the information, label by label", "[determinant][exact]") {
  const given_linear<double> process{.dimension = 5, .noise_variance = 0.1, .inputs = {design(40, 5)}};
  const auto curve = ib::learning_curve(process, 40, ib::determinant{.replicates = 2});
  for (std::size_t t = 1; t <= 40; ++t) {
    CAPTURE(t);
    CHECK(std::abs(curve.information(t).lower.mean - process.information(t)) <= 1e-12 * process.information(t));
    CHECK(curve.information(t).one_sided());
    CHECK(curve.incremental_error(t).lower.mean == 0);
    CHECK(curve.incremental_error(t).one_sided());
  }
  // A process that has a Hessian alone: every horizon is drawn again, of the same stream.
  const auto means = ib::learning_curve(ib::gaussian_mean<double>{3, 2.0, 0.5}, 9, ib::determinant{.replicates = 2});
  for (std::size_t t = 1; t <= 9; ++t)
    CHECK(std::abs(means.information(t).lower.mean - 1.5 * std::log1p(4 * double(t))) <= 1e-12);
}

TEST_CASE("a curve ends where a run at its horizon does", "[determinant][exact]") {
  const auto agree = [](const auto& process, std::size_t horizon) {
    const ib::determinant policy{.replicates = 20, .seed = 5};
    const auto curve = ib::learning_curve(process, horizon, policy);
    const auto whole = ib::information(process, horizon, policy);
    CHECK(std::abs(curve.information(horizon).lower.mean / whole.lower.mean - 1) <= 1e-12);
    CHECK(std::abs(curve.information(horizon).lower.standard_error / whole.lower.standard_error - 1) <= 1e-9);
    for (std::size_t t = 2; t <= horizon; ++t)
      CHECK(curve.information(t).lower.mean >= curve.information(t - 1).lower.mean);
  };
  agree(ib::logistic_regression<double>{.dimension = 4}, 150);
  agree(ib::softmax_regression<double>{.dimension = 3, .classes = 4}, 30);
  agree(ib::softmax_regression<double>{.dimension = 3, .classes = 4}, 2);
  agree(ib::binary_autoregression<double>{.order = 6}, 100);
  agree(ib::token_autoregression<double>{.vocabulary = 5, .embedding_dimension = 2, .order = 2}, 70);
}

TEST_CASE("a logistic label on one input has the determinant and the information of quadrature",
          "[determinant][reference][statistical]") {
  // θ ~ N(0, 1), x_t = 1: ½ E ln(1 + T s′(θ)) and I(H_T;θ), by the trapezoidal rule and the law of the number of ones.
  // Five standard errors: fails with probability 6e-7 a check.
  struct reference {
    std::size_t horizon;
    double rounded_bound;
    double rounded_information;
  };
  for (const auto& [horizon, rounded_bound, rounded_information] :
       {reference{1, 0.0935, 0.0937}, reference{16, 0.7208, 0.7226}, reference{256, 1.9767, 1.9771}}) {
    const double T = double(horizon);
    const int nodes = 1000;
    const double step = 24.0 / nodes;
    double bound = 0;
    double conditional = 0;                                                     // E ln p(H_T|θ)
    Eigen::ArrayXd evidence = Eigen::ArrayXd::Zero(Eigen::Index(horizon) + 1);  // of one sequence with k ones
    for (int i = 0; i <= nodes; ++i) {
      const double theta = -12 + step * i;
      const double weight = step * std::exp(-theta * theta / 2) / std::sqrt(2 * std::acos(-1.0));
      const double log_yes = -std::log1p(std::exp(-theta));
      const double log_no = -std::log1p(std::exp(theta));
      bound += weight * std::log1p(T * std::exp(log_yes + log_no)) / 2;
      conditional += weight * T * (std::exp(log_yes) * log_yes + std::exp(log_no) * log_no);
      for (Eigen::Index k = 0; k < evidence.size(); ++k)
        evidence[k] += weight * std::exp(double(k) * log_yes + (T - double(k)) * log_no);
    }
    double information = conditional;
    for (Eigen::Index k = 0; k < evidence.size(); ++k)
      information -= std::exp(std::lgamma(T + 1) - std::lgamma(double(k) + 1) - std::lgamma(T - double(k) + 1) +
                              std::log(evidence[k])) *
                     std::log(evidence[k]);
    CAPTURE(horizon, bound, information);
    CHECK(std::abs(bound - rounded_bound) <= 5.1e-5);
    CHECK(std::abs(information - rounded_information) <= 5.1e-5);
    CHECK(bound <= information);
    const given_logistic process{.dimension = 1, .inputs = {Eigen::MatrixXd::Ones(256, 1)}};
    const auto found = ib::information(process, horizon, ib::determinant{.replicates = 4000, .seed = 2});
    CHECK(std::abs(found.lower.mean - bound) <= 5 * found.lower.standard_error);
    CHECK(found.lower.standard_error < 3e-3);
  }
}

TEST_CASE("it is one side, and says so", "[determinant][exact]") {
  const auto found =
      ib::information(ib::binary_autoregression<double>{.order = 2}, 10, ib::determinant{.replicates = 50});
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(found.upper.mean == infinity);
  CHECK(found.one_sided());
  CHECK_FALSE(found.unreached());
  CHECK_FALSE(found.exact());
  CHECK(found.policy == "determinant");
  const auto interval = found.interval(0.95);
  CHECK(interval.upper == infinity);
  CHECK((interval.lower > 0 && interval.lower < found.lower.mean));
  std::ostringstream words;
  words << found << '\n' << found / 10.0;
  const std::string text = words.str();
  CAPTURE(text);
  CHECK(text.starts_with("≥ 0."));
  CHECK(text.find(" nats (determinant, 50 replicates) (a lower bound only)\n≥ 0.0") != std::string::npos);
  CHECK(text.ends_with(" nats per observation (determinant, 50 replicates) (a lower bound only)"));
}

TEST_CASE("the determinant has the same bits whatever the execution", "[determinant][exact]") {
  const ib::binary_autoregression<double> process{.order = 3};
  const ib::determinant policy{.replicates = 100, .seed = 9};
  CHECK(same_bits(ib::learning_curve(process, 30, policy), ib::learning_curve(process, 30, policy, backwards{})));
  CHECK(ib::information(process, 30, policy).lower.mean !=
        ib::information(process, 30, ib::determinant{.replicates = 100, .seed = 10}).lower.mean);
}

TEST_CASE("the determinant is had in every scalar", "[determinant][exact]") {
  const auto in = []<class Real>(Real) {
    const given_linear<Real> process{
        .dimension = 3, .noise_variance = Real(0.1), .inputs = {design(20, 3).cast<Real>()}};
    const auto found = ib::information(process, 20, ib::determinant{.replicates = 2});
    const given_linear<double> wide{.dimension = 3, .noise_variance = 0.1, .inputs = {design(20, 3)}};
    return double(found.lower.mean) / wide.information(20) - 1;
  };
  CHECK(std::abs(in(0.0F)) < 1e-5);
  CHECK(std::abs(in(0.0L)) < 1e-8);  // noise_variance is the double nearest to 0.1
}

TEST_CASE("a Hessian whose small eigenvalues are rounding gives no more than the truth", "[determinant][exact]") {
  // Two directions of 10^20 and 0: the second is lost, and is counted as nothing.
  using factor = ib::detail::half_log_determinant<double>;
  const Eigen::Vector2d x(1e10, 0.3e10);
  const Eigen::MatrixXd lost = x * x.transpose();
  const double truth = std::log1p(x.squaredNorm()) / 2;
  CHECK_FALSE(factor{}.exactly(lost).has_value());
  const double found = factor::from_below(lost).value();
  CHECK((found <= truth && found >= truth - 1e-12));
  // Nor can eigenvalues that rounding has made negative hide one that is.
  CHECK(factor::from_below(-1e-3 * Eigen::MatrixXd::Identity(2, 2)) == std::nullopt);
  CHECK(factor{}.exactly(Eigen::MatrixXd::Zero(2, 2)).value() == 0);
}

TEST_CASE("the determinant refuses what is no Hessian of a log-concave likelihood", "[determinant][error]") {
  const ib::determinant policy{.replicates = 20, .seed = 4};
  CHECK(std::abs(ib::information(plain{}, 5, policy).lower.mean - std::log(6.0) / 2) < 1e-14);
  CHECK(thrown<std::runtime_error>([&] { (void)ib::information(plain{.curvature = -3}, 5, policy); }) ==
        "determinant: the process's hessian at the theta that made the data has a positive eigenvalue, though the "
        "process says log_concave_likelihood, at seed 4, replicate 0");
  const double nothing = std::numeric_limits<double>::quiet_NaN();
  CHECK(thrown<std::runtime_error>([&] { (void)ib::information(plain{.curvature = nothing}, 5, policy); }) ==
        "determinant: the process's hessian returned NaN at seed 4, replicate 0");
  CHECK(thrown<std::domain_error>([&] { (void)ib::information(plain{}, 5, ib::determinant{.replicates = 1}); }) ==
        "determinant.replicates = 1, must be >= 2");
  CHECK(thrown<std::domain_error>([&] { (void)ib::information(plain{}, 0, policy); }) == "horizon = 0, must be >= 1");
}

}  // namespace unit::information::determinant
