// SPDX-License-Identifier: BSL-1.0
// Data at hand: the evidence of one history, and what it has told of θ.
#include <Eigen/Dense>
#include <boost/math/quadrature/tanh_sinh.hpp>
#include <cmath>
#include <cstddef>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/information_gain.hpp>
#include <infobound/information/log_evidence.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>
#include <infobound/process/conjugate/dirichlet_categorical.hpp>
#include <infobound/process/conjugate/finite_process.hpp>
#include <infobound/process/conjugate/gamma_poisson.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>
#include <type_traits>

namespace unit::information::log_evidence {

namespace ib = infobound;
using Eigen::VectorXd;
using Eigen::VectorXi;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double log_beta(double a, double b) { return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b); }

/// ∫ of a function of z ~ N(0, 1).
template <class Function>
double gaussian_mean_of(Function function) {
  double sum = 0;
  const double step = 1e-3;
  for (double z = -12; z <= 12; z += step) sum += step * std::exp(-z * z / 2) * function(z);
  return sum / std::sqrt(2 * std::acos(-1.0));
}

struct one_coefficient {
  using process_type = ib::logistic_regression<double, ib::fixed_design<double>>;
  process_type process{.dimension = 1, .inputs = {Eigen::VectorXd::LinSpaced(8, -2, 3)}};
  process_type::history_type history{process.inputs.matrix.transpose(), VectorXd{{0, 1, 0, 0, 1, 1, 1, 0}}};
  double log_likelihood(double theta) const {
    double sum = 0;
    for (Eigen::Index t = 0; t < 8; ++t) {
      const double eta = theta * history.inputs(0, t);
      sum -= std::log1p(std::exp(history.labels[t] > 0 ? -eta : eta));
    }
    return sum;
  }
  double evidence() const {
    return std::log(gaussian_mean_of([&](double z) { return std::exp(log_likelihood(z)); }));
  }
  double gain() const {
    const double mean = gaussian_mean_of([&](double z) { return std::exp(log_likelihood(z)) * log_likelihood(z); });
    return mean / std::exp(evidence()) - evidence();
  }
};

/// Σ_h p(h) gain(h) over all histories of T labels 0 … M − 1.
template <class Process>
double mean_gain(const Process& process, int labels, int horizon) {
  double sum = 0;
  double total = 0;
  VectorXi history = VectorXi::Zero(horizon);
  for (;;) {
    const double p = std::exp(ib::log_evidence(process, history).lower.mean);
    total += p;
    if (p > 0) sum += p * ib::information_gain(process, history).lower.mean;
    int i = 0;
    while (i < horizon && ++history[i] == labels) history[i++] = 0;
    if (i == horizon) break;
  }
  CHECK(total == Approx(1).epsilon(1e-12));
  return sum;
}

}  // namespace

TEST_CASE("the evidence of a conjugate process is that of its definition, and exact", "[log_evidence][exact]") {
  const ib::beta_bernoulli<double> coin{.alpha = 2, .beta = 3};
  const VectorXi seen{{1, 1, 0, 1, 0, 0, 0}};
  const auto found = ib::log_evidence(coin, seen);
  CHECK(found.exact());
  CHECK(!found.one_sided());
  CHECK(found.lower.mean == Approx(log_beta(5, 7) - log_beta(2, 3)).epsilon(1e-14));
  CHECK(ib::log_evidence(coin, seen, ib::conjugate{}).lower.mean == found.lower.mean);
  const ib::finite_process<double> sure{VectorXd{{0.5, 0.5}}, Eigen::Matrix2d{{1, 0}, {1, 0}}};
  CHECK(ib::log_evidence(sure, VectorXi{{0, 1}}).lower.mean == -infinity);
}

TEST_CASE("the mean of the realised gain over histories is the information", "[information_gain][exact]") {
  const ib::beta_bernoulli<double> coin{0.7, 2.5};
  CHECK(mean_gain(coin, 2, 6) == Approx(coin.information(6)).epsilon(1e-12));
  const ib::dirichlet_categorical<double> die{VectorXd{{0.5, 1, 3}}};
  CHECK(mean_gain(die, 3, 5) == Approx(die.information(5)).epsilon(1e-12));
  const ib::finite_process<double> finite{VectorXd{{0.2, 0.5, 0.3}},
                                          Eigen::MatrixXd{{0.5, 0.5, 0}, {0.1, 0.2, 0.7}, {1, 0, 0}}};
  CHECK(mean_gain(finite, 3, 4) == Approx(finite.information(4)).epsilon(1e-12));
  // Poisson counts up to where nothing is left.
  const ib::gamma_poisson<double> counts{1.5, 2};
  double sum = 0;
  for (int y = 0; y < 60; ++y) {
    const Eigen::VectorX<std::int64_t> history = Eigen::VectorX<std::int64_t>::Constant(1, y);
    sum += std::exp(ib::log_evidence(counts, history).lower.mean) * ib::information_gain(counts, history).lower.mean;
  }
  CHECK(sum == Approx(counts.information(1)).epsilon(1e-12));
}

TEST_CASE("gains in closed form are those of a posterior's definition, also where they are tiny",
          "[information_gain][exact]") {
  // KL(Beta(5, 7) ‖ Beta(2, 3)) by quadrature.
  boost::math::quadrature::tanh_sinh<double> integrate;
  const double direct = integrate.integrate(
      [](double x) {
        const double log_ratio = 3 * std::log(x) + 4 * std::log1p(-x) + log_beta(2, 3) - log_beta(5, 7);
        return std::exp(4 * std::log(x) + 6 * std::log1p(-x) - log_beta(5, 7)) * log_ratio;
      },
      0.0, 1.0);
  CHECK(ib::information_gain(ib::beta_bernoulli<double>{2, 3}, VectorXi{{1, 1, 0, 1, 0, 0, 0}}).lower.mean ==
        Approx(direct).epsilon(1e-10));
  // One flip of a coin that is known to 1e-4: the variance of a ratio 1 + ε is that of ε.
  CHECK(ib::information_gain(ib::beta_bernoulli<double>{1e8, 1e8}, VectorXi{{1}}).lower.mean ==
        Approx(0.25e-8).epsilon(1e-6));
  const ib::gaussian_mean<double> mean{.dimension = 2, .prior_variance = 2, .noise_variance = 0.5};
  const Eigen::MatrixXd observed{{1, 2, 0.5}, {-1, 0, 0.5}};
  const double variance = 1 / (1 / 2.0 + 3 / 0.5);
  const Eigen::Vector2d centre = observed.rowwise().sum() * (variance / 0.5);
  CHECK(ib::information_gain(mean, observed).lower.mean ==
        Approx(variance / 2 - 1 - std::log(variance / 2) + centre.squaredNorm() / 4).epsilon(1e-14));
  CHECK(ib::information_gain(ib::gaussian_mean<double>{1, 1e-9, 1}, Eigen::MatrixXd::Zero(1, 1)).lower.mean ==
        Approx(0.25e-18).epsilon(1e-8));
}

TEST_CASE("linear regression knows evidence and gain of data at hand", "[log_evidence][information_gain][exact]") {
  const ib::linear_regression<double, ib::fixed_design<double>> process{
      .dimension = 2, .noise_variance = 0.5, .inputs = {Eigen::MatrixXd{{1, 2}, {0.5, -1}, {2, 0.3}}}};
  const Eigen::Matrix<double, 3, 2> X = process.inputs.matrix;
  const Eigen::Vector3d y(1, -2, 0.7);
  const std::remove_cvref_t<decltype(process)>::history_type history{X.transpose(), y};
  const Eigen::Matrix3d covariance = X * X.transpose() / 2 + 0.5 * Eigen::Matrix3d::Identity();
  const double pi = std::acos(-1.0);
  CHECK(ib::log_evidence(process, history).lower.mean ==
        Approx(-(3 * std::log(2 * pi) + std::log(covariance.determinant()) + y.dot(covariance.inverse() * y)) / 2)
            .epsilon(1e-13));
  const Eigen::Matrix2d posterior = (X.transpose() * X / 0.5 + 2 * Eigen::Matrix2d::Identity()).inverse();
  const Eigen::Vector2d centre = posterior * X.transpose() * y / 0.5;
  const double exact =
      (2 * posterior.trace() - 2 - std::log(4 * posterior.determinant()) + 2 * centre.squaredNorm()) / 2;
  const auto gain = ib::information_gain(process, history);
  CHECK(gain.exact());
  CHECK(gain.lower.mean == Approx(exact).epsilon(1e-13));
  CHECK(gain.undirected.mean == gain.lower.mean);
  // By a policy's weights all the same, it is told as what it is.
  const auto weighted = ib::information_gain(process, history, ib::laplace{.replicates = 200, .proposals = 1000});
  CHECK(std::abs(weighted.undirected.mean - exact) < 5 * weighted.undirected.standard_error + 1e-3);
  CHECK((weighted.lower.mean == 0 && weighted.upper.mean == infinity && !weighted.undirected.exact));
}

TEST_CASE("the evidence of other processes is estimated from below, and says that it has no upper side",
          "[log_evidence][statistical]") {
  const one_coefficient one;
  const double exact = one.evidence();
  const auto check = [&](const auto& policy) {
    const auto found = ib::log_evidence(one.process, one.history, policy);
    CAPTURE(found.policy, exact, found.lower.mean, found.lower.standard_error);
    CHECK(found.one_sided());
    CHECK(found.upper.mean == infinity);
    CHECK(found.lower.mean <= exact + 5 * found.lower.standard_error);
    CHECK(found.lower.mean >= exact - 0.05 - 5 * found.lower.standard_error);
    CHECK(found.lower.standard_error < 0.02);
  };
  check(ib::laplace{.replicates = 200, .proposals = 100, .seed = 1});
  check(ib::contrastive{.replicates = 200, .contrasts = 1024, .seed = 2});
  check(ib::automatic{.replicates = 200, .seed = 3});
  // Few draws from the prior show what direction it is.
  const auto few = ib::log_evidence(one.process, one.history, ib::contrastive{.replicates = 2000, .contrasts = 2});
  CHECK(few.lower.mean < exact - 5 * few.lower.standard_error);
  std::ostringstream text;
  text << ib::log_evidence(one.process, one.history, ib::automatic{.replicates = 64});
  CHECK(text.str().starts_with("≥ -"));
  CHECK(text.str().ends_with("(laplace, 64 replicates) (a lower bound only)"));
}

TEST_CASE("the gain of other processes is told without a direction", "[information_gain][statistical]") {
  const one_coefficient one;
  const double exact = one.gain();
  const auto check = [&](const auto& policy) {
    const auto found = ib::information_gain(one.process, one.history, policy);
    CAPTURE(found.policy, exact, found.undirected.mean, found.undirected.standard_error);
    CHECK(std::abs(found.undirected.mean - exact) < 5 * found.undirected.standard_error + 2e-3);
    CHECK((found.lower.mean == 0 && found.upper.mean == infinity));
    CHECK(found.effective_sample_size > 10);
  };
  check(ib::laplace{.replicates = 200, .proposals = 1000, .seed = 1});
  check(ib::contrastive{.replicates = 200, .contrasts = 4096, .seed = 2});
  std::ostringstream text;
  text << ib::information_gain(one.process, one.history, ib::automatic{.replicates = 64});
  CHECK(text.str().ends_with("nats, in no direction (laplace, 64 replicates)"));
  text.str({});
  text << ib::information_gain(ib::beta_bernoulli<double>{1, 1}, VectorXi{{1}});
  CHECK(text.str() == "0.193147 nats (exact)");
}

TEST_CASE("a history that cannot be is refused, or has the evidence 0", "[log_evidence][error]") {
  const ib::beta_bernoulli<double> coin{1, 1};
  CHECK_THROWS_AS(ib::log_evidence(coin, VectorXi{{2}}), std::domain_error);
  CHECK_THROWS_AS(ib::information_gain(coin, VectorXi{{2}}), std::domain_error);
  const ib::finite_process<double> sure{VectorXd{{0.5, 0.5}}, Eigen::Matrix2d{{1, 0}, {1, 0}}};
  CHECK(thrown<std::domain_error>([&] { return ib::information_gain(sure, VectorXi{{1}}); }) ==
        "history: probability = 0, must be > 0");
  CHECK(ib::log_evidence(sure, VectorXi{{1}}, ib::contrastive{.replicates = 4}).lower.mean == -infinity);
  CHECK(thrown<std::domain_error>([&] { return ib::log_evidence(sure, VectorXi(0), ib::contrastive{}); }) ==
        "history: number of labels = 0, must be >= 1");
}

}  // namespace unit::information::log_evidence
