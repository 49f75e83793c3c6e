// SPDX-License-Identifier: BSL-1.0
// How an error depends on the size of a model and of its data, and what both cost: what an allocation is found for.
#pragma once

#include <concepts>
#include <functional>
#include <infobound/core/concepts.hpp>
#include <infobound/core/require.hpp>
#include <stdexcept>
#include <string>
#include <utility>

namespace infobound::inline v0_1 {

/// Evaluates error(parameters, tokens), which is ≥ 0, may be ∞, and is smooth where it is smallest for its cost.
template <class Law>
concept evaluates_scaling_error = requires(const Law& law, const real_type_t<Law>& size) {
  { law.error(size, size) } -> std::convertible_to<real_type_t<Law>>;
};

/// Evaluates cost(parameters, tokens), which grows with both.
template <class Law>
concept evaluates_scaling_cost = requires(const Law& law, const real_type_t<Law>& size) {
  { law.cost(size, size) } -> std::convertible_to<real_type_t<Law>>;
};

/// An error and a cost as functions of (parameters, tokens). A law may also have the numbers least_parameters and
/// least_tokens, where its range begins (1 where it has none), and untrained_error(), what no parameters at all achieve
/// at no cost: the law then covers all models, from none to any size.
template <class Law>
concept allocation_law = evaluates_scaling_error<Law> && evaluates_scaling_cost<Law>;

/// An error that is the sum of two functions of (parameters, tokens), with a cost: any callables.
/// - Units:  any; parameters and tokens are counts unless least_parameters and least_tokens say otherwise.
/// - Throws: std::domain_error where a function is missing or a least count is not positive.
/// - Source: theory 10.
struct scaling_law {
  using real_type = double;
  using function = std::function<double(double parameters, double tokens)>;

  function estimation;          ///< error for want of data, ≥ 0
  function misspecification;    ///< error for want of parameters, ≥ 0
  function cost;                ///< grows with both
  double least_parameters = 1;  ///< where the range of parameters begins, > 0
  double least_tokens = 1;      ///< where the range of tokens begins, > 0

  void validate() const {
    for (const auto& [name, given] : {std::pair<const char*, const function&>("estimation", estimation),
                                      {"misspecification", misspecification},
                                      {"cost", cost}})
      if (!given)
        throw std::domain_error(std::string("scaling_law.") + name +
                                " is empty, must be a function of (parameters, tokens)");
    require_positive("scaling_law.least_parameters", least_parameters);
    require_positive("scaling_law.least_tokens", least_tokens);
  }

  [[nodiscard]] double error(double parameters, double tokens) const {
    return estimation(parameters, tokens) + misspecification(parameters, tokens);
  }
};

}  // namespace infobound::inline v0_1
