// SPDX-License-Identifier: BSL-1.0
// Members that bear a name which the library looks for, but not in a form that it understands: told, never ignored.
#pragma once

#include <Eigen/Core>
#include <concepts>
#include <cstddef>
#include <infobound/core/bound.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/meta_concepts.hpp>
#include <string>
#include <type_traits>
#include <vector>

namespace infobound::inline v0_1 {

namespace detail {

struct no_such_type {};
template <class P>
struct parameter_type_of {
  using type = no_such_type;
};
template <class P>
requires requires { typename P::parameter_type; }
struct parameter_type_of<P> {
  using type = typename P::parameter_type;
};
template <class P>
struct history_type_of {
  using type = no_such_type;
};
template <class P>
requires requires { typename P::history_type; }
struct history_type_of<P> {
  using type = typename P::history_type;
};

/// What members are called with.
template <class P>
struct member_arguments {
  using parameter_type = typename parameter_type_of<P>::type;
  using history_type = typename history_type_of<P>::type;
  using real = real_type_t<P>;
  using vector = Eigen::VectorX<real>;
  using matrix = Eigen::MatrixX<real>;
};

/// Told by explain_process, if they are needed at all.
template <class P>
concept lacks_types = !names_real_type<P> || !names_draws<P>;

template <class P>
concept knows_its_validity = requires(const P& process) {
  { process.validate() } -> std::same_as<void>;
};
template <class P>
concept tells_latent_dimension = requires(const P& process) {
  { process.latent_dimension() } -> std::convertible_to<std::size_t>;
};
template <class P>
concept makes_parameter = requires(const P& process, const typename member_arguments<P>::vector& z) {
  { process.parameter_from(z) } -> std::convertible_to<typename member_arguments<P>::parameter_type>;
};
template <class P>
concept predicts_labels = evaluates_predictive<P> ||
    requires(const P& process, const typename member_arguments<P>::history_type& history, random_stream& rng) {
  { process.log_predictive(history, rng) } -> eigen_convertible_to<typename member_arguments<P>::vector>;
};
template <class P>
concept evaluates_any_rate_distortion = evaluates_rate_distortion<P> || evaluates_horizon_rate_distortion<P>;
template <class P>
concept evaluates_asymptotic_information = requires(const P& process, std::size_t horizon) {
  { process.asymptotic_information(horizon) } -> std::convertible_to<real_type_t<P>>;
};
/// Whether what it returns can be called is left to those who simulate, as only they have a random stream.
template <class P>
concept offers_information_sampler = requires(const P& process, std::size_t horizon) {
  { process.information_sampler(horizon) } -> std::move_constructible;
};
template <class P>
concept tells_independence = requires {
  {bool(P::independent_observations)};
  typename std::bool_constant<bool(P::independent_observations)>;
};
template <class P>
concept tells_log_concavity = requires {
  {bool(P::log_concave_likelihood)};
  typename std::bool_constant<bool(P::log_concave_likelihood)>;
};
template <class P>
concept tells_meta_latent_dimension = requires(const P& process) {
  { process.meta_latent_dimension() } -> std::convertible_to<std::size_t>;
};
template <class P>
concept makes_meta_parameter = requires(const P& process, const typename member_arguments<P>::vector& z) {
  { process.meta_parameter_from(z) } -> std::convertible_to<typename P::meta_parameter_type>;
};
template <class P>
concept evaluates_joint_meta_information = requires(const P& process, std::size_t count) {
  { process.meta_information(count, count) } -> std::convertible_to<real_type_t<P>>;
};
template <class P>
concept evaluates_intra_information = requires(const P& process, std::size_t count) {
  { process.intra_information(count) } -> std::convertible_to<real_type_t<P>>;
};

// clang-format off

// A name cannot be a template's argument: so the macros below, which end with this file, repeat what is said here once.
// Each member with what understands it, how it is called, and its form.
#define INFOBOUND_KNOWN_MEMBERS(MEMBER)                                                                               \
  MEMBER(validate, knows_its_validity<P>, (),                                                                         \
         "a public const member of () that returns nothing")                                                          \
  MEMBER(latent_dimension, tells_latent_dimension<P>, (),                                                             \
         "a public const member function of () that returns a std::size_t")                                           \
  MEMBER(parameter_from, makes_parameter<P> || lacks_types<P>, (z),                                                   \
         "a public const member of (z), an Eigen vector of real_type, that returns a "                                \
         "parameter_type")                                                                                            \
  MEMBER(gradient, evaluates_gradient<P> || lacks_types<P>, (z, history),                                             \
         "a public const member of (z, history) that returns an Eigen vector of real_type")                           \
  MEMBER(hessian, evaluates_hessian<P> || lacks_types<P>, (z, history),                                               \
         "a public const member of (z, history) that returns an Eigen matrix of real_type")                           \
  MEMBER(hessian_factor, factors_hessian<P> || lacks_types<P>, (z, history),                                          \
         "a public const member of (z, history) that returns an Eigen matrix of real_type")                           \
  MEMBER(affinity, evaluates_affinity<P> || lacks_types<P>, (theta, theta, history),                                  \
         "a public const member of (theta, other, history) that returns an Eigen vector of real_type")                \
  MEMBER(log_likelihoods, evaluates_likelihoods<P> || lacks_types<P>, (thetas, history),                              \
         "a public const member of (thetas, history) that returns an Eigen matrix of real_type, "                     \
         "one row a label")                                                                                           \
  MEMBER(total_log_likelihoods, evaluates_total_likelihoods<P> || lacks_types<P>, (thetas, history),                  \
         "a public const member of (thetas, history) that returns an Eigen array of real_type, "                      \
         "one entry a theta")                                                                                         \
  MEMBER(total_log_likelihood, evaluates_total_likelihood<P> || lacks_types<P>, (theta, history),                     \
         "a public const member of (theta, history) that returns a real_type")                                        \
  MEMBER(conditional_information, evaluates_conditional_information<P> || lacks_types<P>, (theta, history),           \
         "a public const member of (theta, history) that returns an Eigen vector of real_type, one entry a "          \
         "label")                                                                                                     \
  MEMBER(conditional_entropy, evaluates_conditional_entropy<P> || lacks_types<P>, (theta, history),                   \
         "a public const member of (theta, history) that returns an Eigen vector of real_type, one entry a "          \
         "label")                                                                                                     \
  MEMBER(marginal_process, offers_marginal_process<P> || lacks_types<P>, (),                                          \
         "a public const member of () that returns a data-generating process of the same real_type and "              \
         "history_type with conditional_information(theta, history)")                                                 \
  MEMBER(log_predictive, predicts_labels<P> || lacks_types<P>, (history),                                             \
         "a public const member of (history) that returns an Eigen vector of real_type")                              \
  MEMBER(log_evidence, evaluates_evidence<P> || lacks_types<P>, (history),                                            \
         "a public const member of (history) that returns a real_type")                                               \
  MEMBER(information_gain, evaluates_information_gain<P> || lacks_types<P>, (history),                                \
         "a public const member of (history) that returns a real_type")                                               \
  MEMBER(information_sampler, offers_information_sampler<P>, (count),                                                 \
         "a public const member of (horizon) that returns what is called with (rng, increments)")                     \
  MEMBER(information, evaluates_information<P>, (count),                                                              \
         "a public const member of (horizon) that returns a real_type")                                               \
  MEMBER(information_curve, evaluates_information_curve<P>, (count),                                                  \
         "a public const member of (horizon), beside information(horizon), that returns an Eigen "                    \
         "vector of real_type")                                                                                       \
  MEMBER(asymptotic_information, evaluates_asymptotic_information<P>, (count),                                        \
         "a public const member of (horizon) that returns a real_type")                                               \
  MEMBER(rate_upper, bounds_rate_above<P>, (epsilon),                                                                 \
         "a public const member of (epsilon) or (epsilon, horizon) that returns a real_type")                         \
  MEMBER(rate_lower, bounds_rate_below<P>, (epsilon),                                                                 \
         "a public const member of (epsilon) or (epsilon, horizon) that returns a real_type")                         \
  MEMBER(rate_distortion, evaluates_any_rate_distortion<P>, (epsilon),                                                \
         "a public const member of (epsilon) or (epsilon, horizon) that returns a real_type")                         \
  MEMBER(distortion_rate, evaluates_distortion_rate<P>, (),                                                           \
         "a public const member of () that returns a function of a rate to real_type")                                \
  MEMBER(joint_table, tabulates_joint_law<P>, (count),                                                                \
         "a public const member of (horizon) that returns an Eigen matrix of real_type")                              \
  MEMBER(error_upper, bounds_error_above<P>, (count),                                                                 \
         "a public const member of (horizon) that returns a real_type")                                               \
  MEMBER(error_lower, bounds_error_below<P>, (count),                                                                 \
         "a public const member of (horizon) that returns a real_type")                                               \
  MEMBER(error_bounds, lists_error_bounds<P>, (count),                                                                \
         "a public const member of (horizon) that returns a std::vector of "                                          \
         "infobound::bound<real_type>")                                                                               \
  MEMBER(untrained_error, knows_untrained_error<P>, (),                                                                \
         "a public const member of () that returns a real_type")                                                       \
  MEMBER(control_variates, offers_control_variates<P>, (count),                                                       \
         "a public const member of (horizon) that returns an object with a size, called with (z, "                    \
         "history, log_likelihood, result), beside latent_dimension() and parameter_from(z)")                         \
  MEMBER(independent_observations, tells_independence<P>, (),                                                         \
         "a static constexpr bool")                                                                                   \
  MEMBER(simulated_bounds, offers_simulated_bounds<P>, (count),                                                       \
         "a public const member of (horizon) that returns a std::vector of "                                          \
         "infobound::bound_sampler<real_type>")                                                                       \
  MEMBER(log_concave_likelihood, tells_log_concavity<P>, (),                                                          \
         "a static constexpr bool")                                                                                   \
  MEMBER(maximum_horizon, has_maximum_horizon<P>, (),                                                                 \
         "a public const member function of () that returns a std::size_t")                                           \
  MEMBER(meta_latent_dimension, tells_meta_latent_dimension<P>, (),                                                   \
         "a public const member function of () that returns a std::size_t")                                           \
  MEMBER(meta_parameter_from, makes_meta_parameter<P>, (z),                                                           \
         "a public const member of (z), an Eigen vector of real_type, that returns a "                                \
         "meta_parameter_type")                                                                                       \
  MEMBER(meta_information, evaluates_joint_meta_information<P>, (count, count),                                       \
         "a public const member of (tasks, horizon) that returns a real_type")                                        \
  MEMBER(intra_information, evaluates_intra_information<P>, (count),                                                  \
         "a public const member of (horizon) that returns a real_type")                                               \
  MEMBER(meta_rate_upper, bounds_meta_rate_above<P>, (epsilon, count, count),                                         \
         "a public const member of (epsilon, tasks, horizon) that returns a real_type")                               \
  MEMBER(meta_rate_lower, bounds_meta_rate_below<P>, (epsilon, count, count),                                         \
         "a public const member of (epsilon, tasks, horizon) that returns a real_type")                               \
  MEMBER(intra_rate_upper, bounds_intra_rate_above<P>, (epsilon, count),                                              \
         "a public const member of (epsilon, horizon) that returns a real_type")                                      \
  MEMBER(intra_rate_lower, bounds_intra_rate_below<P>, (epsilon, count),                                              \
         "a public const member of (epsilon, horizon) that returns a real_type")                                      \
  MEMBER(total_rate_upper, bounds_total_rate_above<P>, (epsilon, count, count),                                       \
         "a public const member of (epsilon, tasks, horizon) that returns a real_type")                               \
  MEMBER(meta_error_bounds, lists_meta_error_bounds<P>, (count, count),                                               \
         "a public const member of (tasks, horizon) that returns a std::vector of infobound::bound<real_type>")       \
  MEMBER(intra_error_bounds, lists_intra_error_bounds<P>, (count),                                                    \
         "a public const member of (horizon) that returns a std::vector of infobound::bound<real_type>")              \
  MEMBER(total_error_bounds, lists_total_error_bounds<P>, (count, count),                                             \
         "a public const member of (tasks, horizon) that returns a std::vector of infobound::bound<real_type>")       \
  MEMBER(meta_part, offers_meta_part<P>, (count),                                                                     \
         "a public const member of (horizon) that returns a data-generating process")                                 \
  MEMBER(joint_part, offers_joint_part<P>, (count),                                                                   \
         "a public const member of (tasks) that returns a data-generating process")

/// P has no such member, or one that is understood. It has one if a public member of that name is neither overloaded
/// nor a template, or can be called like this, if only for a P that is not const. What is private, or ruled out by the
/// constraints of a template, is not looked at.
#define INFOBOUND_UNDERSTANDS(name, understood, arguments, form)                                                      \
  template <class P>                                                                                                  \
  concept understands_##name = (understood) || !(requires { &P::name; } ||                                           \
      requires(P& process, const typename member_arguments<P>::vector& z,                                             \
               const typename member_arguments<P>::parameter_type& theta,                                             \
               const typename member_arguments<P>::history_type& history,                                             \
               const typename member_arguments<P>::matrix& thetas, Eigen::ArrayX<real_type_t<P>>& totals,             \
               const real_type_t<P>& epsilon, std::size_t count) { process.name arguments; });
INFOBOUND_KNOWN_MEMBERS(INFOBOUND_UNDERSTANDS)
#undef INFOBOUND_UNDERSTANDS

/// "gradient, but not as a public const member of …" for each member of P that is not understood.
template <class P>
[[nodiscard]] std::vector<std::string> misunderstood_members() {
  std::vector<std::string> members;
#define INFOBOUND_LIST(name, understood, arguments, form) \
  if constexpr (!understands_##name<P>) members.emplace_back(#name ", but not as " form);
  INFOBOUND_KNOWN_MEMBERS(INFOBOUND_LIST)
#undef INFOBOUND_LIST
  return members;
}

}  // namespace detail

/// True if each optional member of P is of a form that the library understands; otherwise the compiler says which is
/// not, in one sentence.
template <class P>
consteval bool explain_members() {
  bool understood = true;
#define INFOBOUND_EXPLAIN(name, expected, arguments, form)                                              \
  static_assert(detail::understands_##name<P>, "infobound: the process has " #name ", but not as " form); \
  understood = understood && detail::understands_##name<P>;
  INFOBOUND_KNOWN_MEMBERS(INFOBOUND_EXPLAIN)
#undef INFOBOUND_EXPLAIN
#undef INFOBOUND_KNOWN_MEMBERS
  return understood;
}

// clang-format on

}  // namespace infobound::inline v0_1
