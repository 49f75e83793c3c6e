// SPDX-License-Identifier: BSL-1.0
// How fast can anyone learn the rates of a Poisson regression, and is my process written correctly?
#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/poisson_distribution.hpp>
#include <boost/random/uniform_real_distribution.hpp>
#include <cmath>
#include <cstddef>
#include <infobound/infobound.hpp>
#include <infobound/report/table.hpp>
#include <iostream>
#include <string>

namespace ib = infobound;

namespace mylab {

// Counts Y ~ Poisson(exp(θᵀX)): θ ~ N(0, I/d), and inputs X uniform on the cube [−1, 1]^d.
struct poisson_regression {
  using real_type = double;
  using parameter_type = Eigen::VectorXd;
  struct history_type {
    Eigen::MatrixXd inputs;  // d × T
    Eigen::VectorXd counts;  // T
  };

  Eigen::Index dimension;

  // Three members make a process.
  template <class Rng>
  parameter_type draw_parameter(Rng& rng) const {
    boost::random::normal_distribution<double> normal(0, scale());
    return parameter_type::NullaryExpr(dimension, [&] { return normal(rng); });
  }

  template <class Rng>
  history_type draw_history(const parameter_type& theta, std::size_t horizon, Rng& rng) const {
    boost::random::uniform_real_distribution<double> uniform(-1, 1);
    const auto length = static_cast<Eigen::Index>(horizon);
    history_type history{Eigen::MatrixXd::NullaryExpr(dimension, length, [&] { return uniform(rng); }), {}};
    history.counts = (history.inputs.transpose() * theta).array().exp();
    for (double& count : history.counts) count = boost::random::poisson_distribution<int, double>(count)(rng);
    return history;
  }

  // ln p(Y | θ, X) for each label, but for −ln Y!, which is free of θ.
  Eigen::VectorXd log_likelihood(const parameter_type& theta, const history_type& history) const {
    const Eigen::ArrayXd log_rates = history.inputs.transpose() * theta;
    return history.counts.array() * log_rates - log_rates.exp();
  }

  // Two more say which function of z ~ N(0, I) θ is: for annealed and sequential.
  std::size_t latent_dimension() const { return static_cast<std::size_t>(dimension); }
  parameter_type parameter_from(const Eigen::VectorXd& z) const { return z * scale(); }

  // One more, the gradient in z of the sum of log_likelihood, brings the sides of annealed closer.
  Eigen::VectorXd gradient(const Eigen::VectorXd& z, const history_type& history) const {
    const Eigen::VectorXd rates = (history.inputs.transpose() * parameter_from(z)).array().exp();
    return scale() * (history.inputs * (history.counts - rates));
  }

 private:
  double scale() const { return 1 / std::sqrt(static_cast<double>(dimension)); }
};

}  // namespace mylab

int main() {
  const mylab::poisson_regression process{.dimension = 3};
  const ib::check_report report = ib::check_process(process);
  for (const auto& [check, result, explanation] : report.findings)
    if (result != ib::check_result::not_applicable)
      std::cout << check << ": " << (result == ib::check_result::passed ? "passed" : explanation) << '\n';
  if (!report.passed()) return 1;

  const std::size_t horizon = 50;
  ib::report::table shown{.columns = {{"policy", ib::report::alignment::left}, {"I ≥, nats"}, {"±"}, {"I ≤"}, {"±"}}};
  const auto add = [&](const std::string& policy, const ib::estimate<>& found) {
    shown.rows.push_back(
        {policy, found.lower.mean, found.lower.standard_error, found.upper.mean, found.upper.standard_error});
  };
  add("contrastive", ib::information(process, horizon, ib::contrastive{.replicates = 400}));
  add("annealed", ib::information(process, horizon, ib::annealed{.replicates = 200, .temperatures = 200}));
  const auto curve = ib::learning_curve(process, horizon, ib::sequential{.replicates = 200, .particles = 200});
  add("sequential", curve.information(horizon));
  std::cout << '\n';
  ib::report::write_table(std::cout, shown, 3);
}
/* Output
equal streams: passed
different streams: passed
log_likelihood: length: passed
log_likelihood: values: passed
log_likelihood: law: passed
log_likelihood: nearby law: passed
draw_history: horizons: passed
parameter_from: passed
gradient: passed

policy       I ≥, nats       ±   I ≤       ±
-----------  ---------  ------  ----  ------
contrastive       2.93  0.0229  3.03  0.0164
annealed          3.00  0.0299  3.08  0.0303
sequential        2.99  0.0270  3.01  0.0236
*/
