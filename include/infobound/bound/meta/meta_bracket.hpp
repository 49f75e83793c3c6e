// SPDX-License-Identifier: BSL-1.0
// What theorems say of the parts of a meta-learner's error before any simulation.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/bound/theorem_15.hpp>
#include <infobound/core/bound.hpp>
#include <infobound/core/bracket_arithmetic.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/members.hpp>
#include <infobound/core/meta_concepts.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/require.hpp>
#include <infobound/rate/rate_distortion.hpp>
#include <limits>
#include <string>
#include <utility>

namespace infobound::inline v0_1 {

/// Tasks have few components: knows its component, how many of them j tasks share on average, and the entropies of
/// which tasks share one and of a task's component given all.
template <class P>
concept mixes_components = requires(const P& process, std::size_t tasks) {
  process.component;
  { process.expected_components_by_size(tasks) } -> eigen_convertible_to<Eigen::VectorX<real_type_t<P>>>;
  { process.partition_entropy(tasks) } -> std::convertible_to<real_type_t<P>>;
  { process.component_entropy() } -> std::convertible_to<real_type_t<P>>;
};

namespace detail {

template <class P>
inline constexpr bool bounds_meta_error =
    evaluates_meta_information<P> || bounds_meta_rate_above<P> || bounds_meta_rate_below<P> ||
    bounds_intra_rate_above<P> || bounds_intra_rate_below<P> || lists_meta_error_bounds<P> ||
    lists_intra_error_bounds<P> || lists_total_error_bounds<P> || bounds_total_rate_above<P> || mixes_components<P>;

/// Bounds on what j tasks with one component tell of its θ, in nats: they are a history of jT labels where these are
/// independent given θ, and j histories of T else.
template <class Component, class Real = real_type_t<Component>>
[[nodiscard]] interval<Real> component_information(const Component& component, std::size_t sharing,
                                                   std::size_t horizon) {
  const Real labels = Real(sharing) * Real(horizon);
  interval<Real> information{Real(0), std::numeric_limits<Real>::infinity()};
  if constexpr (solved_process<Component> && has_independent_observations<Component>) {
    information.lower = information.upper = component.information(sharing * horizon);
  } else {
    if constexpr (bounds_rate_above<Component>)
      information.upper =
          labels * theorem_15::upper_from_rate(
                       [&](const Real& epsilon) -> Real { return rate_upper_at(component, epsilon, horizon); }, labels);
    if constexpr (error_bounded_process<Component> || rate_bounded_process<Component>) {
      const std::size_t seen = has_independent_observations<Component> ? sharing * horizon : horizon;
      const auto error = error_bracket(component, seen);
      information.lower = Real(seen) * error.lower.value;
      const Real each = has_independent_observations<Component> ? Real(1) : Real(sharing);
      information.upper = (std::min)(information.upper, Real(each * Real(seen) * error.upper.value));
    }
  }
  return information;
}

/// Bounds on I(H_{M,T};θ_1,…,θ_M) of a mixture: given which tasks share a component it is the sum over components of
/// what their tasks tell of them, and not knowing it adds at most its entropy. Sizes beyond 64 go by the next one of a
/// grid, as information never falls.
template <class Process, class Real = real_type_t<Process>>
[[nodiscard]] interval<Real> mixture_information(const Process& process, std::size_t tasks, std::size_t horizon) {
  require_at_most("horizon", horizon, (std::numeric_limits<std::size_t>::max)() / tasks,
                  "as all tasks have a count of labels");
  const Eigen::VectorX<Real> expected = process.expected_components_by_size(tasks);
  interval<Real> information{Real(0), Real(process.partition_entropy(tasks))};
  Real below = 0;
  for (std::size_t from = 1; from <= tasks;) {
    const std::size_t to = (std::min)(tasks, from + from / 64);
    const auto here = component_information(process.component, to, horizon);
    const Real count =
        expected.segment(static_cast<Eigen::Index>(from) - 1, static_cast<Eigen::Index>(to - from) + 1).sum();
    if (count > 0) {
      information.lower += count * (from == to ? here.lower : below);
      information.upper += count * here.upper;
    }
    below = here.lower;
    from = to + 1;
  }
  return information;
}

/// What is known of ψ and of θ given ψ by themselves.
template <class Process, class Real = real_type_t<Process>>
void narrow_parts(const Process& process, std::size_t tasks, std::size_t horizon,
                  meta_split<narrowing_bracket<Real>>& split) {
  const Real T = Real(horizon);
  const Real labels = Real(tasks) * T;
  if constexpr (evaluates_meta_information<Process>) {
    split.meta.settle(process.meta_information(tasks, horizon) / labels, "closed form (theory 8.1)");
    split.intra.settle(process.intra_information(horizon) / T, "closed form (theory 8.1)");
  } else {
    if constexpr (lists_meta_error_bounds<Process>) split.meta.narrow(process.meta_error_bounds(tasks, horizon));
    if constexpr (lists_intra_error_bounds<Process>) split.intra.narrow(process.intra_error_bounds(horizon));
    if constexpr (bounds_meta_rate_above<Process>) {
      const auto rate = [&](const Real& epsilon) -> Real { return process.meta_rate_upper(epsilon, tasks, horizon); };
      split.meta.reduce(theorem_15::upper_from_rate(rate, labels), "Theorem 53 from meta_rate_upper (theory 8.2)");
    }
    if constexpr (bounds_meta_rate_below<Process>) {
      const auto rate = [&](const Real& epsilon) -> Real { return process.meta_rate_lower(epsilon, tasks, horizon); };
      split.meta.raise(theorem_15::lower_from_rate(rate, labels), "Theorem 53 from meta_rate_lower (theory 8.2)");
    }
    if constexpr (bounds_intra_rate_above<Process>) {
      const auto rate = [&](const Real& epsilon) -> Real { return process.intra_rate_upper(epsilon, horizon); };
      split.intra.reduce(theorem_15::upper_from_rate(rate, T), "Theorem 53 from intra_rate_upper (theory 8.2)");
    }
    if constexpr (bounds_intra_rate_below<Process>) {
      const auto rate = [&](const Real& epsilon) -> Real { return process.intra_rate_lower(epsilon, horizon); };
      split.intra.raise(theorem_15::lower_from_rate(rate, T), "Theorem 53 from intra_rate_lower (theory 8.2)");
    }
  }
}

/// process.total_rate_upper(ε, tasks, horizon) as a function of ε, which the process may offer itself where much of it
/// is the same for every ε.
template <class Process, class Real = real_type_t<Process>>
[[nodiscard]] auto total_rate(const Process& process, std::size_t tasks, std::size_t horizon) {
  if constexpr (requires { process.total_rate_upper(tasks, horizon)(Real(1)); })
    return process.total_rate_upper(tasks, horizon);
  else
    return [&process, tasks, horizon](const Real& epsilon) -> Real {
      return process.total_rate_upper(epsilon, tasks, horizon);
    };
}

/// What is known of both together, and of the component of a task.
template <class Process, class Real = real_type_t<Process>>
void narrow_whole(const Process& process, std::size_t tasks, std::size_t horizon,
                  meta_split<narrowing_bracket<Real>>& split) {
  const Real T = Real(horizon);
  const Real labels = Real(tasks) * T;
  if constexpr (lists_total_error_bounds<Process>) split.total.narrow(process.total_error_bounds(tasks, horizon));
  if constexpr (bounds_total_rate_above<Process>)
    split.total.reduce(theorem_15::upper_from_rate(total_rate(process, tasks, horizon), labels),
                       "Theorem 15 from total_rate_upper (theory 8.5)");
  if constexpr (mixes_components<Process>) {
    const auto mixture = mixture_information(process, tasks, horizon);
    split.total.reduce(mixture.upper / labels, "components by the number of their tasks (theory 8.5)");
    split.total.raise(mixture.lower / labels, "components by the number of their tasks (theory 8.5)");
    split.intra.reduce(process.component_entropy() / T, "entropy of a task's component (theory 8.5)");
    const Real alone = component_information(process.component, std::size_t{1}, horizon).upper / T;
    split.intra.reduce(alone, "each task by itself (theory 8.5)");
    split.total.reduce(alone, "each task by itself (theory 8.5)");
  }
}

/// The sum by its parts, so that its source tells of the two that it was made from.
template <class Real>
void narrow_by_parts(meta_split<narrowing_bracket<Real>>& split) {
  const bracket<Real>& meta = split.meta.best;
  const bracket<Real>& intra = split.intra.best;
  const auto both = [](const std::string& first, const std::string& second) {
    return first == second ? first : "meta: " + first + "; intra: " + second;
  };
  split.total.raise(meta.lower.value + intra.lower.value, both(meta.lower.source, intra.lower.source));
  split.total.reduce(meta.upper.value + intra.upper.value, both(meta.upper.source, intra.upper.source));
}

/// One part by what the sum leaves to it, rounded to the safe side by more than the minuends may be off, which are
/// powers of e where they are small.
template <class Real>
void narrow_by_rest(narrowing_bracket<Real>& part, const bracket<Real>& total, const bracket<Real>& rest) {
  const auto rounding = [](const Real& value) -> Real {
    using std::abs, std::log;
    return value > 0 ? value * (256 + 8 * abs(log(value))) * std::numeric_limits<Real>::epsilon() : Real(0);
  };
  const Real most = total.upper.value;
  part.reduce((std::min)(most, most - rest.lower.value + rounding(most)),
              "total less the other part: " + total.upper.source);
  const Real least = total.lower.value;
  if (rest.upper.value < std::numeric_limits<Real>::infinity())
    part.raise(least - rest.upper.value - rounding(least), "total less the other part: " + total.lower.source);
}

}  // namespace detail

/// Brackets on the meta-estimation error I(H_{M,T};ψ)/(MT), the intra-task error I(D;θ|ψ)/T and their sum 𝓛_{M,T}, in
/// nats per observation: the best of what the rates of ψ and of θ given ψ say by Theorem 53, and of the process's own
/// bounds. What is known of two of the three narrows the third.
/// - Domain: M ≥ 1, T ≥ 1; 0 or ∞ for a side on which nothing is known.
/// - Cost:   no simulation; some three hundred evaluations of each rate.
/// - Throws: std::domain_error where the process, M or T is outside its domain.
/// - Source: theory 8.2; Jeon & Van Roy Theorem 53.
template <class Process>
[[nodiscard]] meta_split<bracket<real_type_t<Process>>> meta_bracket(const Process& process, std::size_t tasks,
                                                                     std::size_t horizon) {
  using Real = real_type_t<Process>;
  static_assert(!explain_members<Process>() || detail::bounds_meta_error<Process>,
                "infobound: nothing bounds the error of the meta-process: it has none of meta_rate_upper(epsilon, "
                "tasks, horizon), meta_rate_lower(epsilon, tasks, horizon), intra_rate_upper(epsilon, horizon), "
                "intra_rate_lower(epsilon, horizon), meta_error_bounds(tasks, horizon), intra_error_bounds(horizon), "
                "total_error_bounds(tasks, horizon)");
  validate_all(process);
  require_at_least("tasks", tasks, 1);
  require_at_least("horizon", horizon, 1);
  meta_split<detail::narrowing_bracket<Real>> split;
  detail::narrow_parts(process, tasks, horizon, split);
  detail::narrow_whole(process, tasks, horizon, split);
  detail::narrow_by_parts(split);
  if constexpr (!evaluates_meta_information<Process>) {
    const bracket<Real> meta_alone = split.meta.best;
    detail::narrow_by_rest(split.meta, split.total.best, split.intra.best);
    detail::narrow_by_rest(split.intra, split.total.best, meta_alone);
  }
  for (auto* part : {&split.meta, &split.intra, &split.total}) part->order(64);
  return {std::move(split.meta.best), std::move(split.intra.best), std::move(split.total.best)};
}

}  // namespace infobound::inline v0_1
