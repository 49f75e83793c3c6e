// SPDX-License-Identifier: BSL-1.0
// Bounds of every process, without a random stream: compiled twice, once where there is none and std::to_chars writes
// integers alone.

#include <Eigen/Core>
#include <cstddef>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/bound/meta/meta_bracket.hpp>
#include <infobound/bound/sample_complexity.hpp>
#include <infobound/rate/rate_distortion.hpp>
#include <iostream>
#include <string>

#include "headers.hpp"  // all of process/ and rate/, and those of bound/ that simulate nothing

namespace ib = infobound;

namespace {

void write(const std::string& name, const ib::bracket<double>& known) {
  std::cout << name << ": " << ib::to_text(known.lower.value) << " to " << ib::to_text(known.upper.value) << '\n';
}

/// What is known of a process: by the concepts that it has, as a user's program would ask.
template <class Process>
void show(const std::string& name, const Process& process) {
  std::cout << name << '\n';
  if constexpr (ib::solved_process<Process>) std::cout << ib::to_text(process.information(8)) << " nats\n";
  if constexpr (ib::error_bounded_process<Process> || ib::rate_bounded_process<Process> ||
                ib::evaluates_distortion_rate<Process>) {
    for (const auto& each : ib::error_bounds(process, 8))
      std::cout << ib::to_text(each.value) << ' ' << each.source << '\n';
    write("error", ib::error_bracket(process, 8));
    write("observations", ib::sample_complexity(process, 0.05));
  }
  if constexpr (ib::rate_bounded_process<Process> || ib::tabulates_joint_law<Process>)
    write("rate", ib::rate_distortion(process, 0.05, 8));
  if constexpr (ib::detail::bounds_meta_error<Process>) {
    const auto [meta, intra, total] = ib::meta_bracket(process, 4, 8);
    write("meta", meta);
    write("intra", intra);
    write("total", total);
  }
}

}  // namespace

int main() {
  using matrix = Eigen::MatrixXd;
  const ib::fixed_design<double> design{(matrix(8, 2) << 1, 0, 1, 1, 1, 2, 1, 3, 1, 4, 1, 5, 1, 6, 1, 7).finished()};
  const ib::beta_bernoulli<double> coin{.alpha = 1, .beta = 2};

  show("coin", coin);
  show("categories", ib::dirichlet_categorical<double>{.concentrations = Eigen::Vector3d(1, 2, 0.5)});
  show("finite", ib::finite_process<double>{.prior = Eigen::Vector2d(0.5, 0.5),
                                            .likelihood = (matrix(2, 2) << 0.8, 0.2, 0.3, 0.7).finished()});
  show("counts", ib::gamma_poisson<double>{.shape = 2, .rate = 1});
  show("mean", ib::gaussian_mean<double>{.dimension = 2, .prior_variance = 1, .noise_variance = 0.5});
  show("linear", ib::linear_regression<double>{.dimension = 3, .noise_variance = 0.25});
  show("linear, design", ib::linear_regression<double, ib::fixed_design<double>>{2, 0.25, design});
  show("linear, prior", ib::gaussian_prior_regression<double>{Eigen::Vector2d(1, -1), 2, 0.25});
  show("logistic", ib::logistic_regression<double>{.dimension = 3});
  show("logistic, design", ib::logistic_regression<double, ib::fixed_design<double>>{2, design});
  show("generalised", ib::generalised_linear_model<ib::logistic_response<double>, double>{.dimension = 3});
  show("softmax", ib::softmax_regression<double>{.dimension = 3, .classes = 4});
  show("missing features", ib::missing_features<double>{.dimension = 3, .seen = 2, .noise_variance = 0.5});
  show("network", ib::deep_network<double>{.widths = {3, 4, 1}, .noise_variance = 0.25});
  show("network, classes", ib::deep_network<double, ib::softmax_head>{.widths = {3, 4, 3}});
  show("wide network", ib::dirichlet_network<double>{.dimension = 3, .concentration = 4, .noise_variance = 0.25});
  show("bits", ib::binary_autoregression<double>{.order = 3});
  show("tokens", ib::token_autoregression<double>{.vocabulary = 4, .embedding_dimension = 2, .order = 2});
  show("transformer", ib::transformer<double>{.vocabulary = 4, .embedding_dimension = 2, .context = 3, .layers = 2});
  show("hierarchy", ib::gaussian_hierarchy<double>{.meta_variance = 1, .task_variance = 0.5, .noise_variance = 0.25});
  show("representation", ib::linear_representation<ib::logistic_response, double>{.dimension = 4, .rank = 2});
  show("representation, linear", ib::linear_representation<ib::gaussian_response, double>{4, 2, 0.25});
  show("mixture", ib::task_mixture<ib::beta_bernoulli<double>>{.concentration = 2, .component = coin});
}
