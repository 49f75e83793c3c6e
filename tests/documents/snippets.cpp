// SPDX-License-Identifier: BSL-1.0
// Pieces of code that the documents show and no example has: that they compile is the test.
#include <infobound/execution/checkpointed.hpp>
#include <infobound/execution/threads.hpp>
#include <infobound/infobound.hpp>
#include <infobound/report/histories.hpp>
#include <infobound/report/losses.hpp>
#include <iostream>
#include <stop_token>

#include "../../examples/support/learners/logistic.hpp"

// docs/guide/deep_networks.md
const infobound::deep_network<double> network{.widths = {10, 20, 20, 1}, .noise_variance = 0.25};

using process_type = infobound::logistic_regression<double>;
using policy_type = infobound::contrastive;

void progress(const process_type& process, const policy_type& policy) {
  const auto report = [](const infobound::progress& made) {
    std::cerr << made.done << " of " << made.total << " replicates\r";
  };
  const auto found = infobound::information(process, 50, policy, infobound::serial{}, infobound::observed(report));
}

template <class Report>
void cancelling(const process_type& process, const policy_type& policy, const Report& report) {
  std::stop_source stop;  // another thread calls stop.request_stop()
  const auto found =
      infobound::information(process, 50, policy, infobound::serial{}, infobound::observed(report, stop.get_token()));
  if (found.stopped == infobound::stop_reason::cancelled) std::cerr << "of " << found.replicates << " replicates\n";
}

void checkpoints(const process_type& process, const policy_type& policy) {
  infobound::information(process, 50, policy, infobound::checkpointed<>{.file = "run.partial"});
  infobound::information(process, 50, policy,
                         infobound::checkpointed<infobound::threads>{.file = "run.partial", .inner = {8}});
  infobound::information(process, 50, policy, infobound::merged{{"a.partial", "b.partial", "c.partial"}});
}

void which_policy(const process_type& process) {
  const auto found = infobound::information(process, 50, infobound::contrastive{.replicates = 1000, .contrasts = 4096});
  std::cout << found << '\n';                    // lower 2.62 ± 0.03, upper 2.68 ± 0.03 nats (contrastive, 1000 …)
  const auto [from, to] = found.interval(0.95);  // holds the truth with a probability of at least 95 %
}

void own_prior(const Eigen::MatrixXd& rows) {
  using prior = infobound::gaussian_prior<double>;
  const Eigen::Matrix2d covariance{{1, 0.3}, {0.3, 2.25}};
  const infobound::linear_regression<double, infobound::fixed_design<double>, prior> process{
      .dimension = 2,
      .noise_variance = 0.7,
      .inputs = {rows},
      .prior = {.mean = Eigen::Vector2d(3, -1), .covariance = covariance}};
  infobound::information(process, 3);  // exact
}

// docs/guide/own_learner.md speaks from within the library's namespace.
namespace infobound {

using my_batch_learner = examples::logistic;

void batches(const logistic_regression<double>& truth, const laplace& policy) {
  misspecified_error(truth, refitted{my_batch_learner{}}, 1000, policy);
  misspecified_error(truth, refitted<my_batch_learner>{.learner = {}, .growth = 1.2}, 1000, policy);  // fresher, dearer
}

void any_language(const linear_regression<double>& truth) {
  const conjugate policy{.replicates = 200, .seed = 1};   // which histories: both times the same
  report::write_histories(std::cout, truth, 50, policy);  // replicate,t,input_1,…,label,log_likelihood
  const auto learner = report::read_losses(std::cin, truth, 50, policy);  // replicate,t,log_predictive
  std::cout << misspecified_error(truth, learner, 50, policy);
}

}  // namespace infobound
