// SPDX-License-Identifier: BSL-1.0
// A token drawn in proportion to e^η: its likelihood, its probabilities, a draw.
#pragma once

#include <Eigen/Core>
#include <boost/random/uniform_int_distribution.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <type_traits>

namespace infobound::inline v0_1::detail {

/// result[t] = η_{y_t} − ln Σ_j e^{η_j} for the columns η of log_odds, which become e^{η − max η}.
template <class LogOdds, class Tokens, class Result>
void token_log_likelihoods(LogOdds&& log_odds, const Tokens& tokens, Result&& result) {
  using std::log;
  for (Eigen::Index t = 0; t < log_odds.cols(); ++t) {
    auto column = log_odds.col(t).array();
    const auto largest = column.maxCoeff();
    const auto chosen = column[tokens[t]] - largest;
    column = (column - largest).exp();
    result[t] = chosen - log(column.sum());
  }
}

/// The columns η of log_odds become probabilities e^{η_j}/Σ_k e^{η_k}.
template <class LogOdds>
void to_token_probabilities(LogOdds&& log_odds) {
  for (Eigen::Index t = 0; t < log_odds.cols(); ++t) {
    auto column = log_odds.col(t).array();
    column = (column - column.maxCoeff()).exp();
    column /= column.sum();
  }
}

/// result[t] = −Σ_j p_j ln p_j, p_j = e^{η_j}/Σ_k e^{η_k}, for the columns η of log_odds, which are overwritten.
template <class LogOdds, class Result>
void token_entropies(LogOdds&& log_odds, Result&& result) {
  using std::exp, std::log;
  using Real = typename std::remove_cvref_t<LogOdds>::Scalar;
  for (Eigen::Index t = 0; t < log_odds.cols(); ++t) {
    auto column = log_odds.col(t);
    const Real largest = column.maxCoeff();
    Real sum = 0;
    Real weighted = 0;
    for (Eigen::Index j = 0; j < column.size(); ++j) {
      const Real below = column[j] - largest;
      const Real weight = exp(below);
      sum += weight;
      if (weight > 0) weighted += weight * below;
    }
    result[t] = log(sum) - weighted / sum;
  }
}

/// Fills the tokens before the first that is predicted: uniform, independent of everything.
template <class Tokens, class Rng>
void draw_context(Tokens&& context, Eigen::Index vocabulary, Rng& rng) {
  boost::random::uniform_int_distribution<int> uniform(0, static_cast<int>(vocabulary - 1));
  for (Eigen::Index i = 0; i < context.size(); ++i) context[i] = uniform(rng);
}

}  // namespace infobound::inline v0_1::detail
