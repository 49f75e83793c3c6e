// SPDX-License-Identifier: BSL-1.0
// A process of the library, made from the command line.
#pragma once

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/infobound.hpp>
#include <utility>
#include <vector>

#include "options.hpp"
#include "study.hpp"

namespace examples {

inline Eigen::VectorXd vector_of(const std::vector<double>& entries) {
  return Eigen::VectorXd::Map(entries.data(), std::ssize(entries));
}

/// Calls tell with the process chosen and what is asked of it, in words.
template <class Tell>
int with_library_process(const settings& chosen, question asked, Tell tell) {
  namespace ib = infobound;
  const Eigen::Index d = chosen.dimension;
  if (chosen.process == "gaussian_mean") {
    const double noise_variance = chosen.noise_variance.value_or(1);
    asked.process = fmt::format("Gaussian mean, d = {}, τ² = {}, σ² = {}", d, chosen.prior_variance, noise_variance);
    asked.assumption = fmt::format("Assumed: Y ~ N(θ, σ² I), σ² = {}, with θ ~ N(0, τ² I), τ² = {}, a priori.",
                                   noise_variance, chosen.prior_variance);
    return tell(
        ib::gaussian_mean<double>{
            .dimension = d, .prior_variance = chosen.prior_variance, .noise_variance = noise_variance},
        std::move(asked));
  }
  if (chosen.process == "beta_bernoulli") {
    asked.process = fmt::format("Bernoulli, θ ~ Beta({}, {})", chosen.alpha, chosen.beta);
    asked.assumption =
        fmt::format("Assumed: Y is 1 with probability θ ~ Beta({}, {}) a priori.", chosen.alpha, chosen.beta);
    return tell(ib::beta_bernoulli<double>{.alpha = chosen.alpha, .beta = chosen.beta}, std::move(asked));
  }
  if (chosen.process == "dirichlet_categorical") {
    const auto concentrations = fmt::format("{}", fmt::join(chosen.concentrations, ", "));
    asked.process = fmt::format("Categorical, θ ~ Dirichlet({})", concentrations);
    asked.assumption =
        fmt::format("Assumed: Y is a category with probabilities θ ~ Dirichlet({}) a priori.", concentrations);
    return tell(ib::dirichlet_categorical<double>{.concentrations = vector_of(chosen.concentrations)},
                std::move(asked));
  }
  if (chosen.process == "gamma_poisson") {
    asked.process = fmt::format("Poisson, θ ~ Gamma({}, rate {})", chosen.shape, chosen.rate);
    asked.assumption =
        fmt::format("Assumed: Y is Poisson with mean θ ~ Gamma({}, rate {}) a priori.", chosen.shape, chosen.rate);
    return tell(ib::gamma_poisson<double>{.shape = chosen.shape, .rate = chosen.rate}, std::move(asked));
  }
  if (chosen.process == "finite_process") {
    const auto outcomes = chosen.likelihood.size() / std::max<std::size_t>(1, chosen.prior.size());
    if (outcomes * chosen.prior.size() != chosen.likelihood.size())
      ib::refuse("--likelihood: number of entries", chosen.likelihood.size(),
                 "a multiple of " + ib::to_text(chosen.prior.size()) + ", the number of entries of --prior");
    using rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    asked.process = fmt::format("{} hypotheses, {} outcomes", chosen.prior.size(), outcomes);
    asked.assumption = "Assumed: one of the hypotheses holds, with the prior probabilities given.";
    return tell(ib::finite_process<double>{.prior = vector_of(chosen.prior),
                                           .likelihood = rows::Map(chosen.likelihood.data(), std::ssize(chosen.prior),
                                                                   static_cast<Eigen::Index>(outcomes))},
                std::move(asked));
  }
  const double noise_variance = chosen.noise_variance.value_or(0.25);
  asked.process = fmt::format("Linear regression, d = {}, σ² = {}", d, noise_variance);
  asked.assumption = fmt::format("Assumed: Y = θᵀX + W with X ~ N(0, I), W ~ N(0, {}) and θ ~ N(0, I/{}) a priori.",
                                 noise_variance, d);
  return tell(ib::linear_regression<double>{.dimension = d, .noise_variance = noise_variance}, std::move(asked));
}

}  // namespace examples
