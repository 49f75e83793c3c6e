// SPDX-License-Identifier: BSL-1.0
// What a meta-process can do beyond drawing tasks, and how its error is told in parts.
#pragma once

#include <Eigen/Core>
#include <concepts>
#include <cstddef>
#include <infobound/core/bound.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/estimate.hpp>
#include <iosfwd>
#include <type_traits>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// What is said of the meta-parameter ψ, of a task's own θ given ψ, and of both together: 𝓛_{M,T} is the sum of the
/// first two (theory 8.1). Part is estimate<Real> or bracket<Real>.
template <class Part>
struct meta_split {
  Part meta;   ///< I(H_{M,T};ψ)/(MT), in nats per observation
  Part intra;  ///< I(D_1;θ_1|ψ)/T, in nats per observation
  Part total;  ///< I(H_{M,T};ψ,θ_1,…,θ_M)/(MT), in nats per observation
};

/// Writes "meta 0.0120 + intra 0.0640 = 0.0760", each part as it is written by itself but for its unit; of estimates,
/// " nats per observation (annealed, 100 replicates)" at the end.
template <class Character, class Traits, class Part>
std::basic_ostream<Character, Traits>& operator<<(std::basic_ostream<Character, Traits>& out,
                                                  const meta_split<Part>& shown) {
  const auto write = [&out](const char* before, const Part& part) {
    out << before;
    if constexpr (requires { detail::write_number(out, part); })
      detail::write_number(out, part);
    else
      out << part;
  };
  write("meta ", shown.meta);
  write(" + intra ", shown.intra);
  write(" = ", shown.total);
  if constexpr (requires { detail::write_origin(out, shown.total); }) {
    detail::write_unit(out, shown.total);
    detail::write_origin(out, shown.total);
  }
  return out;
}

/// The process of one task given ψ.
template <meta_process P>
using task_type_t = std::remove_cvref_t<decltype(std::declval<const P&>().task(
    std::declval<const typename P::meta_parameter_type&>()))>;

/// I(H_{M,T};ψ) and I(D;θ|ψ) without Monte Carlo, in nats.
template <class P>
concept evaluates_meta_information = names_real_type<P> && requires(const P& process, std::size_t count) {
  { process.meta_information(count, count) } -> std::convertible_to<real_type_t<P>>;
  { process.intra_information(count) } -> std::convertible_to<real_type_t<P>>;
};

/// ψ is a function of z ~ N(0, I).
template <class P>
concept whitens_meta_parameter = draws_meta_parameter<P> &&
    requires(const P& process, const Eigen::VectorX<real_type_t<P>>& z) {
  { process.meta_latent_dimension() } -> std::convertible_to<std::size_t>;
  { process.meta_parameter_from(z) } -> std::convertible_to<typename P::meta_parameter_type>;
};

/// Offers, at less cost than meta_part<P>, the process whose parameter is ψ and whose m-th observation is task m's
/// history of so many labels.
template <class P>
concept offers_meta_part = requires(const P& process, std::size_t horizon) {
  { process.meta_part(horizon) } -> data_generating_process;
};

/// Offers, at less cost than joint_part<P>, the process whose parameter is (ψ, θ_1, …, θ_M) and whose t-th observation
/// are the t-th labels of all M tasks.
template <class P>
concept offers_joint_part = requires(const P& process, std::size_t tasks) {
  { process.joint_part(tasks) } -> data_generating_process;
};

/// An upper bound on H_{ε,M,T}(ψ).
template <class P>
concept bounds_meta_rate_above = requires(const P& process, const real_type_t<P>& epsilon, std::size_t count) {
  { process.meta_rate_upper(epsilon, count, count) } -> std::convertible_to<real_type_t<P>>;
};
/// A lower bound on H_{ε,M,T}(ψ).
template <class P>
concept bounds_meta_rate_below = requires(const P& process, const real_type_t<P>& epsilon, std::size_t count) {
  { process.meta_rate_lower(epsilon, count, count) } -> std::convertible_to<real_type_t<P>>;
};
/// An upper bound on H_{ε,T}(θ|ψ).
template <class P>
concept bounds_intra_rate_above = requires(const P& process, const real_type_t<P>& epsilon, std::size_t horizon) {
  { process.intra_rate_upper(epsilon, horizon) } -> std::convertible_to<real_type_t<P>>;
};
/// A lower bound on H_{ε,T}(θ|ψ).
template <class P>
concept bounds_intra_rate_below = requires(const P& process, const real_type_t<P>& epsilon, std::size_t horizon) {
  { process.intra_rate_lower(epsilon, horizon) } -> std::convertible_to<real_type_t<P>>;
};
/// Bounds of its own on I(H_{M,T};ψ)/(MT), each with its direction and source.
template <class P>
concept lists_meta_error_bounds = requires(const P& process, std::size_t count) {
  { process.meta_error_bounds(count, count) } -> std::convertible_to<std::vector<bound<real_type_t<P>>>>;
};
/// Bounds of its own on I(D;θ|ψ)/T.
template <class P>
concept lists_intra_error_bounds = requires(const P& process, std::size_t horizon) {
  { process.intra_error_bounds(horizon) } -> std::convertible_to<std::vector<bound<real_type_t<P>>>>;
};
/// Bounds of its own on 𝓛_{M,T}.
template <class P>
concept lists_total_error_bounds = requires(const P& process, std::size_t count) {
  { process.total_error_bounds(count, count) } -> std::convertible_to<std::vector<bound<real_type_t<P>>>>;
};

/// An upper bound on the rate of (ψ, θ_1, …, θ_M) at ε nats of error an observation.
template <class P>
concept bounds_total_rate_above = requires(const P& process, const real_type_t<P>& epsilon, std::size_t count) {
  { process.total_rate_upper(epsilon, count, count) } -> std::convertible_to<real_type_t<P>>;
};

/// True if P is a meta-process; otherwise the compiler says which member is missing, in one sentence.
template <class P>
consteval bool explain_meta_process() {
  static_assert(names_real_type<P>,
                "infobound: the meta-process lacks real_type, the scalar of its numbers: using real_type = double;");
  static_assert(!names_real_type<P> || draws_meta_parameter<P>,
                "infobound: the meta-process lacks meta_parameter_type or draw_meta_parameter(rng), a draw of psi as a "
                "meta_parameter_type");
  static_assert(!names_real_type<P> || !draws_meta_parameter<P> || meta_process<P>,
                "infobound: the meta-process lacks task(psi), the data-generating process of one task given psi");
  return names_real_type<P> && meta_process<P>;
}

}  // namespace infobound::inline v0_1
