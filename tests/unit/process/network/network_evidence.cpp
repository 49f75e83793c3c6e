// SPDX-License-Identifier: BSL-1.0
#include <infobound/process/network/network_evidence.hpp>

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/execution/threads.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/information.hpp>
#include <infobound/process/network/deep_network.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <support/catch.hpp>
#include <support/check_passes.hpp>
#include <vector>

namespace unit::process::network::network_evidence {

namespace ib = infobound;

namespace {

using network = ib::deep_network<double>;
using evidence = ib::network_evidence<network>;

static_assert(ib::offers_marginal_process<network>);
static_assert(ib::offers_marginal_process<ib::deep_network<float>>);
static_assert(!ib::offers_marginal_process<ib::deep_network<double, ib::logistic_head>>);
static_assert(ib::differentiable_process<evidence>);
static_assert(ib::sums_likelihoods<evidence>);
static_assert(ib::evaluates_total_likelihood<evidence>);
static_assert(ib::evaluates_conditional_information<evidence>);
static_assert(!ib::evaluates_conditional_information<network>);
static_assert(!ib::has_independent_observations<evidence>);

/// The last hidden values by the definition, A_l row by row.
Eigen::MatrixX<long double> hidden_values(const network& of, const Eigen::VectorXd& lower,
                                          const network::history_type& history) {
  Eigen::MatrixX<long double> values = history.inputs.transpose().cast<long double>();
  Eigen::Index next = 0;
  Eigen::Index next_known = 0;
  for (std::size_t l = 0; l + 2 < of.widths.size(); ++l) {
    const bool revealed = !of.known.empty() && of.known[l];
    Eigen::MatrixX<long double> weights(of.widths[l], of.widths[l + 1]);
    for (Eigen::Index i = 0; i < weights.cols(); ++i)
      for (Eigen::Index j = 0; j < weights.rows(); ++j)
        weights(j, i) = revealed ? history.known[next_known++] : lower[next++];
    values = (values * weights).cwiseMax(0.0L).eval();
  }
  return values;
}

struct defined {
  long double log_evidence;
  long double information;  ///< ½ ln det(I + ΦΦᵀ v/(Nσ²))
};

/// From the T × T covariance of the labels.
defined by_covariance(const network& of, const Eigen::VectorXd& lower, const network::history_type& history) {
  const Eigen::MatrixX<long double> values = hidden_values(of, lower, history);
  const long double variance = of.variances.empty() ? 1.0 : of.variances.back();
  const long double noise = of.noise_variance;
  const Eigen::Index T = values.rows();
  Eigen::MatrixX<long double> covariance = values * values.transpose() * (variance / (long double)(values.cols()));
  covariance.diagonal().array() += noise;
  const Eigen::LLT<Eigen::MatrixX<long double>> factor(covariance);
  const Eigen::VectorX<long double> labels = history.labels.cast<long double>();
  const long double log_determinant = 2 * factor.matrixLLT().diagonal().array().log().sum();
  const long double two_pi = 2 * std::acos(-1.0L);
  return {-((long double)(T)*std::log(two_pi) + log_determinant + labels.dot(factor.solve(labels))) / 2,
          (log_determinant - (long double)(T)*std::log(noise)) / 2};
}

/// Fewer labels than hidden values and more, than a tile and more; noise that squares drown; known layers.
template <class Visit>
void for_each_shape(Visit visit) {
  using horizon = std::size_t;
  visit(network{.widths = {2, 4, 4, 1}, .noise_variance = 0.25}, horizon{1});
  visit(network{.widths = {2, 4, 4, 1}, .noise_variance = 0.25}, horizon{3});
  visit(network{.widths = {2, 4, 4, 1}, .noise_variance = 0.25}, horizon{100});
  visit(network{.widths = {2, 4, 1}, .noise_variance = 0.01, .variances = {2.0, 3.0}}, horizon{700});
  visit(network{.widths = {3, 1}, .noise_variance = 0.5}, horizon{12});
  visit(network{.widths = {2, 40, 1}, .noise_variance = 0.1}, horizon{7});
  visit(network{.widths = {2, 40, 1}, .noise_variance = 0.1}, horizon{41});
  visit(network{.widths = {1, 5, 7, 1}, .noise_variance = 0.25}, horizon{30});
  visit(network{.widths = {1, 6, 1}, .noise_variance = 1e-9}, horizon{20});
  visit(network{.widths = {2, 12, 1}, .noise_variance = 1e-8}, horizon{9});
  visit(network{.widths = {2, 3, 4, 1}, .noise_variance = 0.25, .known = {true, false, false}}, horizon{20});
  visit(network{.widths = {2, 3, 4, 1}, .noise_variance = 0.25, .known = {true, true, false}}, horizon{20});
}

/// What policies see of the network itself.
struct direct_network : network {
  void marginal_process() const = delete;
};
static_assert(!ib::offers_marginal_process<direct_network>);

}  // namespace

TEST_CASE("the evidence of lower layers is the Gaussian density of the labels, one by one, summed and in columns",
          "[network_evidence][exact]") {
  for_each_shape([](const network& of, std::size_t horizon) {
    const evidence marginal = of.marginal_process();
    ib::random_stream rng(1, horizon);
    const Eigen::VectorXd lower = marginal.draw_parameter(rng);
    const auto history = marginal.draw_history(lower, horizon, rng);
    Eigen::MatrixXd many(lower.size(), 40);
    for (Eigen::Index n = 0; n < many.cols(); ++n) many.col(n) = marginal.draw_parameter(rng);
    many.col(7) = lower;
    const Eigen::MatrixXd columns = marginal.log_likelihoods(many, history);
    const Eigen::ArrayXd totals = marginal.total_log_likelihoods(many, history);
    for (const Eigen::Index n : {Eigen::Index{7}, Eigen::Index{0}, Eigen::Index{39}}) {
      const Eigen::VectorXd here = many.col(n);
      const auto [expected, information] = by_covariance(of, here, history);
      INFO("widths " << of.widths[1] << ", T = " << horizon << ", parameter " << n);
      // What the data are given to in doubles costs e²/σ² times their precision.
      const double allowed = 1e-10 * (1 + std::abs(double(expected)));
      CHECK(std::abs(double(marginal.log_likelihood(here, history).sum() - expected)) < allowed);
      CHECK(std::abs(double(columns.col(n).sum() - expected)) < allowed);
      CHECK(std::abs(double(totals[n] - expected)) < allowed);
      CHECK(std::abs(double(marginal.total_log_likelihood(here, history) - expected)) < allowed);
      CHECK(std::abs(double(marginal.conditional_information(here, history).sum() - information)) <
            1e-10 * (1 + double(information)));
    }
  });
}

TEST_CASE("float and long double have the evidence of double, and noise may be next to nothing",
          "[network_evidence][exact]") {
  const network of{.widths = {2, 3, 1}, .noise_variance = 0.25};
  const evidence marginal = of.marginal_process();
  ib::random_stream rng(6, 0);
  const Eigen::VectorXd lower = marginal.draw_parameter(rng);
  const auto history = marginal.draw_history(lower, 30, rng);
  const double expected = marginal.total_log_likelihood(lower, history);
  const auto check = [&]<class Real>(Real, double allowed) {
    const auto other = ib::deep_network<Real>{.widths = {2, 3, 1}, .noise_variance = Real(0.25)}.marginal_process();
    const typename ib::deep_network<Real>::history_type seen{history.inputs.template cast<Real>(),
                                                             history.labels.template cast<Real>()};
    CHECK(double(other.total_log_likelihood(lower.cast<Real>(), seen)) == Approx(expected).epsilon(allowed));
    CHECK(double(other.log_likelihood(lower.cast<Real>(), seen).sum()) == Approx(expected).epsilon(allowed));
  };
  check(1.0F, 1e-5);
  check(1.0L, 1e-13);

  // One label settles the one weight, ½ ln(1 + x²/σ²); the others tell next to nothing more.
  const network silent{.widths = {1, 1}, .noise_variance = 1e-300};
  const evidence exact = silent.marginal_process();
  const Eigen::VectorXd none;
  const auto told = exact.conditional_information(none, exact.draw_history(none, 3, rng));
  CHECK(told[0] == Approx(150 * std::log(10.0)).epsilon(0.02));
  CHECK(told.tail(2).maxCoeff() < 10);
}

TEST_CASE("the evidence of one hidden unit is the integral over its output weight", "[network_evidence][reference]") {
  const network of{.widths = {2, 1, 1}, .noise_variance = 0.3};
  const evidence marginal = of.marginal_process();
  ib::random_stream rng(4, 0);
  const Eigen::VectorXd lower = marginal.draw_parameter(rng);
  const auto history = marginal.draw_history(lower, 3, rng);
  // The trapezoidal rule: spectrally accurate for what falls like a Gaussian.
  double sum = 0;
  constexpr double step = 0.01;
  Eigen::VectorXd all(3);
  for (int i = -1200; i <= 1200; ++i) {
    const double weight = i * step;
    all << lower, weight;
    sum +=
        step * std::exp(of.log_likelihood(all, history).sum() - weight * weight / 2) / std::sqrt(2 * std::acos(-1.0));
  }
  CHECK(marginal.total_log_likelihood(lower, history) == Approx(std::log(sum)).epsilon(1e-12));
}

TEST_CASE("the gradient of the evidence is the limit of differences, for few labels and many",
          "[network_evidence][reference]") {
  for_each_shape([](const network& of, std::size_t horizon) {
    if (of.noise_variance < 1e-6) return;  // differences of 10⁹ squares say nothing
    const evidence marginal = of.marginal_process();
    ib::random_stream rng(2, horizon);
    const Eigen::VectorXd lower = marginal.draw_parameter(rng);
    const auto history = marginal.draw_history(lower, horizon, rng);
    const Eigen::VectorXd z =
        Eigen::VectorXd::NullaryExpr(lower.size(), [&] { return boost::random::normal_distribution<double>()(rng); });
    const Eigen::VectorXd slope = marginal.gradient(z, history);
    REQUIRE(slope.size() == z.size());
    for (Eigen::Index i = 0; i < z.size(); ++i) {
      const auto at = [&](double shift) {
        Eigen::VectorXd moved = z;
        moved[i] += shift;
        return marginal.log_likelihood(marginal.parameter_from(moved), history).sum();
      };
      CHECK(slope[i] == Approx((at(1e-6) - at(-1e-6)) / 2e-6).epsilon(1e-4).margin(1e-4));
    }
  });
}

TEST_CASE("the marginal process passes its checks", "[network_evidence][statistical]") {
  check_passes(network{.widths = {2, 3, 2, 1}, .noise_variance = 0.25}.marginal_process());
  check_passes(network{.widths = {2, 3, 1}, .noise_variance = 0.25, .known = {false, true}}.marginal_process());
}

TEST_CASE("with its layers below known, a network's information is that of linear regression on their values",
          "[network_evidence][exact]") {
  const network of{.widths = {3, 1}, .noise_variance = 0.25};
  const auto both = ib::information(of, 20, ib::contrastive{.replicates = 200, .contrasts = 1, .seed = 3});
  CHECK(both.lower.mean == Approx(both.upper.mean).epsilon(1e-12));
  const double exact = ib::linear_regression<double>{.dimension = 3, .noise_variance = 0.25}.information(20);
  // Five standard errors on either side.
  CHECK(std::abs(both.lower.mean - exact) < 5 * both.lower.standard_error);

  const auto chosen = ib::information(of, 20, ib::automatic{.replicates = 2000, .seed = 3});
  CHECK(chosen.policy == "conjugate");
  CHECK(chosen.lower.mean == chosen.upper.mean);
  CHECK(std::abs(chosen.lower.mean - exact) < 5 * chosen.lower.standard_error);
  CHECK(chosen.interval(0.95).upper - chosen.interval(0.95).lower < 5 * chosen.lower.standard_error);
  const auto curve = ib::learning_curve(of, 20, ib::automatic{.replicates = 2000, .seed = 3});
  CHECK(curve.information(20).lower.mean == Approx(chosen.lower.mean).epsilon(1e-12));

  const network given{.widths = {2, 4, 1}, .noise_variance = 0.25, .known = {true, false}};
  const auto averaged = ib::information(given, 10, ib::contrastive{.replicates = 200, .contrasts = 1, .seed = 3});
  CHECK(averaged.lower.mean == Approx(averaged.upper.mean).epsilon(1e-12));
  double sum = 0;
  double squares = 0;
  for (std::size_t i = 0; i < 4000; ++i) {
    ib::random_stream rng(9, i);
    const auto history = given.draw_history(given.draw_parameter(rng), 10, rng);
    const auto told = double(by_covariance(given, Eigen::VectorXd(), history).information);
    sum += told / 4000;
    squares += told * told / 4000;
  }
  const double error = std::sqrt((squares - sum * sum) / 4000);
  CHECK(std::abs(averaged.lower.mean - sum) < 5 * std::hypot(error, averaged.lower.standard_error));
}

TEST_CASE("information through the marginal process is that of the network itself", "[network_evidence][statistical]") {
  const network of{.widths = {2, 2, 1}, .noise_variance = 0.25};
  const ib::contrastive policy{.replicates = 400, .contrasts = 3000, .seed = 5};
  const auto through = ib::information(of, 6, policy);
  const auto direct = ib::information(direct_network{of}, 6, policy);
  // Either's sides enclose the truth in the mean; five standard errors, a false alarm in a million.
  CHECK(through.lower.mean - direct.upper.mean <
        5 * std::hypot(through.lower.standard_error, direct.upper.standard_error));
  CHECK(direct.lower.mean - through.upper.mean <
        5 * std::hypot(direct.lower.standard_error, through.upper.standard_error));
  CHECK(through.upper.standard_error < direct.upper.standard_error / 1.5);
  CHECK(through.upper.mean - through.lower.mean < 0.2);
  CHECK(through.ceiling > std::log(3001.0) + 1);
}

TEST_CASE("automatic simulates the marginal process, with the same bits on any number of threads",
          "[network_evidence]") {
  const network of{.widths = {2, 3, 1}, .noise_variance = 0.25};
  const ib::automatic policy{.replicates = 40, .seed = 1};
  const auto alone = ib::information(of, 5, policy);
  const auto together = ib::information(of, 5, policy, ib::threads{3});
  CHECK(alone.policy == "contrastive");
  CHECK(alone.lower.mean == together.lower.mean);
  CHECK(alone.upper.standard_error == together.upper.standard_error);
  const auto curve = ib::learning_curve(of, 5, policy);
  CHECK(curve.information(5).lower.mean < curve.information(5).upper.mean + 0.5);
  CHECK(curve.information(1).upper.mean < curve.information(5).upper.mean);
}

}  // namespace unit::process::network::network_evidence
