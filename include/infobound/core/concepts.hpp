// SPDX-License-Identifier: BSL-1.0
// What a process can do: capabilities, the concepts composed of them, and a sentence for each that is missing.
#pragma once

#include <Eigen/Core>
#include <concepts>
#include <cstddef>
#include <infobound/core/bound.hpp>
#include <infobound/core/random_stream_type.hpp>
#include <infobound/core/simulated_bound.hpp>
#include <type_traits>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

// Capabilities -------------------------------------------------------------------------------------------------------

/// Has `real_type`, the scalar that its numbers are computed in.
template <class P>
concept names_real_type = requires {
  typename P::real_type;
};

/// Has `parameter_type` and `history_type`, the types of θ and H_T.
template <class P>
concept names_draws = requires {
  typename P::parameter_type;
  typename P::history_type;
};

/// The scalar of a process; double where it names none.
template <class P>
struct real_type_of {
  using type = double;
};
/// The scalar that the process names.
template <names_real_type P>
struct real_type_of<P> {
  using type = typename P::real_type;
};
/// real_type_of, of a reference or a const process too.
template <class P>
using real_type_t = typename real_type_of<std::remove_cvref_t<P>>::type;

/// A vector, by its type, of more than one entry.
template <class T>
concept eigen_vector = requires {
  requires bool(std::remove_cvref_t<T>::IsVectorAtCompileTime) && std::remove_cvref_t<T>::SizeAtCompileTime != 1;
};

/// Converts to the matrix or vector without a cast of scalars, for which Eigen's own conversion promises too much; nor
/// does a vector stand for a matrix.
template <class From, class To>
concept eigen_convertible_to = std::convertible_to<From, To> &&(!eigen_vector<From> || eigen_vector<To>)&&requires {
  { typename std::remove_cvref_t<From>::Scalar(0) } -> std::same_as<typename To::Scalar>;
};

/// Draws θ from the prior.
template <class P>
concept draws_parameter = names_draws<P> && requires(const P& process, random_stream& rng) {
  { process.draw_parameter(rng) } -> std::convertible_to<typename P::parameter_type>;
};

/// Draws H_T given θ.
template <class P>
concept draws_history = names_draws<P> &&
    requires(const P& process, const typename P::parameter_type& theta, std::size_t horizon, random_stream& rng) {
  { process.draw_history(theta, horizon, rng) } -> std::convertible_to<typename P::history_type>;
};

/// ln p(Y_{t+1} | θ, H_t) for t = 0 … T−1 can be evaluated, in nats; −∞ where impossible, never NaN.
template <class P>
concept evaluates_likelihood = names_real_type<P> && names_draws<P> &&
    requires(const P& process, const typename P::parameter_type& theta, const typename P::history_type& history) {
  { process.log_likelihood(theta, history) } -> eigen_convertible_to<Eigen::VectorX<typename P::real_type>>;
};

/// ln p(Y_{t+1} | θ, H_t) of many θ at once: θ in the columns, one row a label.
template <class P>
concept evaluates_likelihoods = names_real_type<P> && names_draws<P> &&
    requires(const P& process, const Eigen::MatrixX<real_type_t<P>>& thetas, const typename P::history_type& history) {
  { process.log_likelihoods(thetas, history) } -> eigen_convertible_to<Eigen::MatrixX<real_type_t<P>>>;
};

/// ln p(H_T | θ) of many θ at once, for less than the terms cost: θ in the columns, one entry a θ. Returned, or written
/// over the last argument.
template <class P>
concept evaluates_total_likelihoods = names_real_type<P> && names_draws<P> &&(
    requires(const P& process, const Eigen::MatrixX<real_type_t<P>>& thetas, const typename P::history_type& history) {
      { process.total_log_likelihoods(thetas, history) } -> eigen_convertible_to<Eigen::ArrayX<real_type_t<P>>>;
    } ||
    requires(const P& process, const Eigen::MatrixX<real_type_t<P>>& thetas, const typename P::history_type& history,
             Eigen::ArrayX<real_type_t<P>>& totals) { process.total_log_likelihoods(thetas, history, totals); });

/// ln p(H_T | θ) of one θ, for less than the terms cost.
template <class P>
concept evaluates_total_likelihood = names_real_type<P> && names_draws<P> &&
    requires(const P& process, const typename P::parameter_type& theta, const typename P::history_type& history) {
  { process.total_log_likelihood(theta, history) } -> std::convertible_to<real_type_t<P>>;
};

/// For a process from which a block of parameters has been integrated out: what the labels of a history tell of the
/// block to who knows θ, one entry a label. In the mean over draws of (θ, H_T) that of label t is
/// I(Y_{t+1}; block | θ, H_t), in nats.
template <class P>
concept evaluates_conditional_information = names_real_type<P> && names_draws<P> &&
    requires(const P& process, const typename P::parameter_type& theta, const typename P::history_type& history) {
  { process.conditional_information(theta, history) } -> eigen_convertible_to<Eigen::VectorX<typename P::real_type>>;
};

/// E[−ln p(Y_{t+1} | θ, H_t) | θ, H_t], the entropy of a label to who knows θ and what came before (the input among
/// it), one entry a label, in nats: takes noise out of estimates (theory 11.8).
template <class P>
concept evaluates_conditional_entropy = names_real_type<P> && names_draws<P> &&
    requires(const P& process, const typename P::parameter_type& theta, const typename P::history_type& history) {
  { process.conditional_entropy(theta, history) } -> eigen_convertible_to<Eigen::VectorX<typename P::real_type>>;
};

/// θ is a function of z ~ N(0, I).
template <class P>
concept whitens_parameter = names_draws<P> && requires(const P& process, const Eigen::VectorX<real_type_t<P>>& z) {
  { process.latent_dimension() } -> std::convertible_to<std::size_t>;
  { process.parameter_from(z) } -> std::convertible_to<typename P::parameter_type>;
};

/// ∇_z ln p(H_T | θ(z)).
template <class P>
concept evaluates_gradient = names_draws<P> &&
    requires(const P& process, const Eigen::VectorX<real_type_t<P>>& z, const typename P::history_type& history) {
  { process.gradient(z, history) } -> eigen_convertible_to<Eigen::VectorX<real_type_t<P>>>;
};

/// ∇²_z ln p(H_T | θ(z)).
template <class P>
concept evaluates_hessian = names_draws<P> &&
    requires(const P& process, const Eigen::VectorX<real_type_t<P>>& z, const typename P::history_type& history) {
  { process.hessian(z, history) } -> eigen_convertible_to<Eigen::MatrixX<real_type_t<P>>>;
};

/// F with −∇²_z ln p(Y_{t+1} | θ(z), H_t) = F_t F_tᵀ, F_t its columns mt, …, m(t+1) − 1: n × mT. The Hessian of a
/// log-concave likelihood label by label, and without its squares.
template <class P>
concept factors_hessian = names_draws<P> &&
    requires(const P& process, const Eigen::VectorX<real_type_t<P>>& z, const typename P::history_type& history) {
  { process.hessian_factor(z, history) } -> eigen_convertible_to<Eigen::MatrixX<real_type_t<P>>>;
};

/// Σ_y √(p(y|θ,x_t) p(y|θ′,x_t)) for each label of a history, given its input x_t, where labels are independent given
/// θ and the inputs, and these are independent of θ (theory 12.2).
template <class P>
concept evaluates_affinity = names_real_type<P> && names_draws<P> &&
    requires(const P& process, const typename P::parameter_type& theta, const typename P::history_type& history) {
  { process.affinity(theta, theta, history) } -> eigen_convertible_to<Eigen::VectorX<real_type_t<P>>>;
};

/// Offers bounds of its own on I(H_T;θ) that are plain averages over simulations.
template <class P>
concept offers_simulated_bounds = requires(const P& process, std::size_t horizon) {
  { process.simulated_bounds(horizon) } -> std::convertible_to<std::vector<bound_sampler<real_type_t<P>>>>;
};

/// ln p(Y_{t+1} | H_t) for t = 0 … T−1 in closed form, in nats.
template <class P>
concept evaluates_predictive = names_real_type<P> && names_draws<P> &&
    requires(const P& process, const typename P::history_type& history) {
  { process.log_predictive(history) } -> eigen_convertible_to<Eigen::VectorX<real_type_t<P>>>;
};

/// Offers an object that draws the inputs of a replicate and gives I(Y_{t+1};θ | H_t, inputs) for every t: simulation
/// with the labels and θ integrated out (Rao–Blackwell).
template <class P>
concept samples_information = names_real_type<P> && requires(const P& process, std::size_t horizon, random_stream& rng,
                                                             Eigen::Ref<Eigen::ArrayX<real_type_t<P>>> increments) {
  process.information_sampler(horizon)(rng, increments);
};

/// I(H_T;θ) without Monte Carlo, in nats.
template <class P>
concept evaluates_information = names_real_type<P> && requires(const P& process, std::size_t horizon) {
  { process.information(horizon) } -> std::convertible_to<real_type_t<P>>;
};

/// Every I(H_t;θ), t = 1 … T, at less cost than T calls of information.
template <class P>
concept evaluates_information_curve = evaluates_information<P> && requires(const P& process, std::size_t horizon) {
  { process.information_curve(horizon) } -> eigen_convertible_to<Eigen::VectorX<real_type_t<P>>>;
};

/// An upper bound on H_ε(θ), for one fresh observation or for a horizon.
template <class P>
concept bounds_rate_above = requires(const P& process, const real_type_t<P>& epsilon) {
  { process.rate_upper(epsilon) } -> std::convertible_to<real_type_t<P>>;
}
|| requires(const P& process, const real_type_t<P>& epsilon, std::size_t horizon) {
  { process.rate_upper(epsilon, horizon) } -> std::convertible_to<real_type_t<P>>;
};

/// A lower bound on H_ε(θ), for one fresh observation or for a horizon.
template <class P>
concept bounds_rate_below = requires(const P& process, const real_type_t<P>& epsilon) {
  { process.rate_lower(epsilon) } -> std::convertible_to<real_type_t<P>>;
}
|| requires(const P& process, const real_type_t<P>& epsilon, std::size_t horizon) {
  { process.rate_lower(epsilon, horizon) } -> std::convertible_to<real_type_t<P>>;
};

/// Offers the exact D(R) = inf{I(Y;θ|θ̃,X) : I(θ;θ̃) ≤ R} of an iid process, the inverse of its H_ε(θ), as a function.
template <class P>
concept evaluates_distortion_rate = requires(const P& process, const real_type_t<P>& rate) {
  { process.distortion_rate()(rate) } -> std::convertible_to<real_type_t<P>>;
};

/// An upper bound on 𝓛_T of its own.
template <class P>
concept bounds_error_above = requires(const P& process, std::size_t horizon) {
  { process.error_upper(horizon) } -> std::convertible_to<real_type_t<P>>;
};

/// A lower bound on 𝓛_T of its own.
template <class P>
concept bounds_error_below = requires(const P& process, std::size_t horizon) {
  { process.error_lower(horizon) } -> std::convertible_to<real_type_t<P>>;
};

/// Bounds on 𝓛_T of its own, each with its direction and source.
template <class P>
concept lists_error_bounds = requires(const P& process, std::size_t horizon) {
  { process.error_bounds(horizon) } -> std::convertible_to<std::vector<bound<real_type_t<P>>>>;
};

/// The exact H_ε(θ).
template <class P>
concept evaluates_rate_distortion = requires(const P& process, const real_type_t<P>& epsilon) {
  { process.rate_distortion(epsilon) } -> std::convertible_to<real_type_t<P>>;
};

/// The exact H_{ε,T}(θ).
template <class P>
concept evaluates_horizon_rate_distortion = requires(const P& process, const real_type_t<P>& epsilon,
                                                     std::size_t horizon) {
  { process.rate_distortion(epsilon, horizon) } -> std::convertible_to<real_type_t<P>>;
};

/// The joint law of a finite θ and a finite sufficient statistic of H_T: one row a θ, one column a value.
template <class P>
concept tabulates_joint_law = requires(const P& process, std::size_t horizon) {
  { process.joint_table(horizon) } -> eigen_convertible_to<Eigen::MatrixX<real_type_t<P>>>;
};

/// Says in nats an observation what is lost, at most and at every horizon, without learning: by a learner that predicts
/// each label without its history, or by a model without parameters.
template <class P>
concept knows_untrained_error = requires(const P& process) {
  { process.untrained_error() } -> std::convertible_to<real_type_t<P>>;
};

/// Offers an object that writes statistics of (z, H_T) whose means are exactly 0, whatever H_T's law: control variates
/// (theory 11.8). `size` is their number; controls(z, history, ln p(H_T|θ(z)), result) writes them.
template <class P>
concept offers_control_variates = whitens_parameter<P> && names_real_type<P> &&
    requires(const P& process, std::size_t horizon, const Eigen::VectorX<real_type_t<P>>& z,
             const typename P::history_type& history, const real_type_t<P>& log_likelihood,
             Eigen::Ref<Eigen::ArrayX<real_type_t<P>>> result) {
  { decltype(process.control_variates(horizon))::size } -> std::convertible_to<Eigen::Index>;
  process.control_variates(horizon)(z, history, log_likelihood, result);
};

/// Declares, by `static constexpr bool independent_observations = true`, that observations are independent and
/// identically distributed given θ, so that I(H_t;θ) is concave in t (theory 1.2).
template <class P>
concept has_independent_observations = requires {
  requires P::independent_observations;
};

/// Declares, by `static constexpr bool log_concave_likelihood = true`, that z ↦ ln p(H_T | θ(z)) is concave for almost
/// every history: one determinant then bounds I(H_T;θ) (theory 12.3). check_process looks at the Hessian.
template <class P>
concept has_log_concave_likelihood = requires {
  requires P::log_concave_likelihood;
};

/// Declares, by `static constexpr bool gaussian_likelihood = true`, that z ↦ ln p(H_T | θ(z)) is quadratic for every
/// history, so that z given H_T is Gaussian.
template <class P>
concept has_gaussian_likelihood = requires {
  requires P::gaussian_likelihood;
};

/// KL(p(θ|H_T) ‖ p(θ)) of one history in closed form, in nats.
template <class P>
concept evaluates_information_gain = names_real_type<P> && names_draws<P> &&
    requires(const P& process, const typename P::history_type& history) {
  { process.information_gain(history) } -> std::convertible_to<real_type_t<P>>;
};

/// Has a longest history, as a design has rows.
template <class P>
concept has_maximum_horizon = requires(const P& process) {
  { process.maximum_horizon() } -> std::convertible_to<std::size_t>;
};

/// ln p(H_T), in nats, for less than the sum of log_predictive costs.
template <class P>
concept evaluates_evidence = names_real_type<P> && names_draws<P> &&
    requires(const P& process, const typename P::history_type& history) {
  { process.log_evidence(history) } -> std::convertible_to<real_type_t<P>>;
};

/// Draws the meta-parameter ψ.
template <class P>
concept draws_meta_parameter = requires(const P& process, random_stream& rng) {
  { process.draw_meta_parameter(rng) } -> std::convertible_to<typename P::meta_parameter_type>;
};

// Concepts -----------------------------------------------------------------------------------------------------------

/// A joint law of (θ, H_T) that can be simulated and whose likelihood can be evaluated. Beyond the compiler's sight:
/// inputs tell nothing of θ that past labels did not (theory 1.1), and equal streams give equal draws.
template <class P>
concept data_generating_process = draws_parameter<P> && draws_history<P> && evaluates_likelihood<P>;

/// Evaluates the likelihoods of many θ on one history as one matrix.
template <class P>
concept batched_process = data_generating_process<P> && evaluates_likelihoods<P>;

/// θ is itself a column of the matrix that a batched process takes.
template <class P>
concept draws_columns = batched_process<P> &&
    requires(Eigen::MatrixX<real_type_t<P>>& thetas, const typename P::parameter_type& theta) {
  thetas.col(0) = theta;
  { theta.size() } -> std::convertible_to<Eigen::Index>;
};

/// Σ_t ln p(Y_{t+1} | θ, H_t) of many columns θ is cheaper than the terms.
template <class P>
concept sums_likelihoods = draws_columns<P> && evaluates_total_likelihoods<P>;

/// The inputs are given, and ln p(H_T|θ) is a part that is free of the labels, written for many θ by
/// label_free_log_likelihoods(thetas, horizon, totals), plus one that is cheap, added by add_label_terms(thetas,
/// history, workspace, totals): replicates with the same θ share the first.
template <class P>
concept shares_likelihoods = draws_columns<P> &&
    requires(const P& process, const Eigen::MatrixX<real_type_t<P>>& thetas, std::size_t horizon,
             const typename P::history_type& history, Eigen::VectorX<real_type_t<P>>& workspace,
             Eigen::ArrayX<real_type_t<P>>& totals) {
  process.label_free_log_likelihoods(thetas, horizon, totals);
  process.add_label_terms(thetas, history, workspace, totals);
};

/// θ is a function of standard normal coordinates z.
template <class P>
concept whitened_process = data_generating_process<P> && whitens_parameter<P>;

/// θ(−z) = −θ(z), and ln p(H_T|θ) − ln p(H_T|−θ) = gᵀθ, g written by reflection_slope(history, slope): draws come in
/// pairs ±z, the second of which costs one scalar product.
template <class P>
concept reflects_likelihoods = draws_columns<P> && whitened_process<P> &&
    requires(const P& process, const typename P::history_type& history, Eigen::VectorX<real_type_t<P>>& slope) {
  process.reflection_slope(history, slope);
};

/// The likelihood has a gradient in z.
template <class P>
concept differentiable_process = whitened_process<P> && evaluates_gradient<P>;

/// One determinant bounds I(H_T;θ) (theory 12.3).
template <class P>
concept bounded_by_determinant = whitened_process<P> && evaluates_hessian<P> && has_log_concave_likelihood<P>;

namespace detail {

/// M is a data-generating process with the numbers and the histories of P, and tells what was integrated out.
template <class M, class P>
concept marginal_process_of = data_generating_process<M> && evaluates_conditional_information<M> &&
    std::same_as<real_type_t<M>, real_type_t<P>> && std::same_as<typename M::history_type, typename P::history_type>;

}  // namespace detail

/// Offers the process of the rest of θ, a block of it integrated out, whose histories are of the same law:
/// I(H_T;θ) = I(H_T;block | rest) + I(H_T;rest), of which the first is a plain average (theory 11.10). Simulation then
/// is of the second alone, in fewer dimensions.
template <class P>
concept offers_marginal_process = data_generating_process<P> && requires(const P& process) {
  { process.marginal_process() } -> detail::marginal_process_of<P>;
};

/// The predictive law is known in closed form.
template <class P>
concept conjugate_process = data_generating_process<P> && evaluates_predictive<P>;

/// I(H_T;θ) is known without Monte Carlo.
template <class P>
concept solved_process = evaluates_information<P>;

/// H_ε(θ) is bounded on at least one side.
template <class P>
concept rate_bounded_process = bounds_rate_above<P> || bounds_rate_below<P>;

/// 𝓛_T is bounded on at least one side by what the process knows itself.
template <class P>
concept error_bounded_process = bounds_error_above<P> || bounds_error_below<P> || lists_error_bounds<P>;

/// Tasks share a meta-parameter ψ: given it, the process of one task.
template <class P>
concept meta_process = draws_meta_parameter<P> &&
    requires(const P& process, const typename P::meta_parameter_type& psi) {
  { process.task(psi) } -> data_generating_process;
};

// Sentences ----------------------------------------------------------------------------------------------------------

namespace detail {

template <class P>
concept calls_draw_parameter = requires(P& process, random_stream& rng) {
  process.draw_parameter(rng);
};
template <class P>
concept calls_draw_history = requires(P& process, const typename P::parameter_type& theta, std::size_t horizon,
                                      random_stream& rng) {
  process.draw_history(theta, horizon, rng);
};
template <class P>
concept calls_log_likelihood = requires(P& process, const typename P::parameter_type& theta,
                                        const typename P::history_type& history) {
  process.log_likelihood(theta, history);
};

/// What log_likelihood returns; void where it cannot be called.
template <class P>
struct log_likelihood_result {
  using type = void;
};
template <class P>
requires names_draws<P> && calls_log_likelihood<const P>
struct log_likelihood_result<P> {
  using type = std::remove_cvref_t<decltype(std::declval<const P&>().log_likelihood(
      std::declval<const typename P::parameter_type&>(), std::declval<const typename P::history_type&>()))>;
};

}  // namespace detail

/// True if P is a data-generating process; otherwise the compiler says which member is missing, or what is wrong with
/// it, in one sentence.
template <class P>
consteval bool explain_process() {
  static_assert(names_real_type<P>,
                "infobound: the process lacks real_type, the scalar of its numbers: using real_type = double;");
  static_assert(!names_real_type<P> || names_draws<P>,
                "infobound: the process lacks parameter_type or history_type, the types of theta and of a history");
  if constexpr (names_draws<P>) {
    static_assert(detail::calls_draw_parameter<P>,
                  "infobound: the process lacks draw_parameter(rng), a draw of theta from the prior as a "
                  "parameter_type: a public const member callable with infobound::random_stream&");
    static_assert(!detail::calls_draw_parameter<P> || detail::calls_draw_parameter<const P>,
                  "infobound: draw_parameter(rng) is not const, and must be a public const member callable with "
                  "infobound::random_stream&");
    static_assert(!detail::calls_draw_parameter<const P> || draws_parameter<P>,
                  "infobound: draw_parameter(rng) returns another type than the parameter_type of the process");
    static_assert(detail::calls_draw_history<P>,
                  "infobound: the process lacks draw_history(theta, horizon, rng), a draw of the history given theta "
                  "as a history_type: a public const member callable with a std::size_t and infobound::random_stream&");
    static_assert(!detail::calls_draw_history<P> || detail::calls_draw_history<const P>,
                  "infobound: draw_history(theta, horizon, rng) is not const, and must be a public const member "
                  "callable with a std::size_t and infobound::random_stream&");
    static_assert(!detail::calls_draw_history<const P> || draws_history<P>,
                  "infobound: draw_history(theta, horizon, rng) returns another type than the history_type of the "
                  "process");
    static_assert(detail::calls_log_likelihood<P>,
                  "infobound: the process lacks log_likelihood(theta, history), ln p(Y_{t+1} | theta, H_t) for each "
                  "label as an Eigen vector of real_type: a public const member callable with const parameter_type& "
                  "and const history_type&");
    static_assert(!detail::calls_log_likelihood<P> || detail::calls_log_likelihood<const P>,
                  "infobound: log_likelihood(theta, history) is not const, and must be a public const member");
    if constexpr (names_real_type<P> && detail::calls_log_likelihood<const P> && !evaluates_likelihood<P>) {
      using returned = typename detail::log_likelihood_result<P>::type;
      constexpr bool number = std::is_arithmetic_v<returned> || std::same_as<returned, typename P::real_type>;
      constexpr bool other_scalar = requires { typename returned::Scalar; };
      static_assert(!std::same_as<returned, double>,
                    "infobound: log_likelihood(theta, history) returns double, and must return an Eigen vector of "
                    "real_type, ln p(Y_{t+1} | theta, H_t) for each label");
      static_assert(!number || std::same_as<returned, double>,
                    "infobound: log_likelihood(theta, history) returns one number, and must return an Eigen vector of "
                    "real_type, ln p(Y_{t+1} | theta, H_t) for each label");
      static_assert(!other_scalar,
                    "infobound: log_likelihood(theta, history) returns Eigen numbers of another scalar or shape, and "
                    "must return an Eigen vector of real_type, ln p(Y_{t+1} | theta, H_t) for each label");
      static_assert(number || other_scalar,
                    "infobound: log_likelihood(theta, history) returns what is no Eigen vector, and must return an "
                    "Eigen vector of real_type, ln p(Y_{t+1} | theta, H_t) for each label");
    }
  }
  return data_generating_process<P>;
}

}  // namespace infobound::inline v0_1
