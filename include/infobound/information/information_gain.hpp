// SPDX-License-Identifier: BSL-1.0
// What one history has told of θ: the divergence of its posterior from the prior.
#pragma once

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <concepts>
#include <cstddef>
#include <infobound/core/average_replicates.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/numeric/log_sum_exp.hpp>
#include <infobound/core/numeric/relative_entropy_term.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/information/automatic.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/detail/laplace_evidence.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/information/log_evidence.hpp>
#include <infobound/information/replicate/many_likelihoods.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <iosfwd>
#include <limits>
#include <type_traits>

namespace infobound::inline v0_1 {

/// The realised gain. Its two sides are exact and equal where it is known, and else what is certain of a divergence, 0
/// and ∞; `undirected` then is a number that the truth may be on either side of.
template <class Real = double>
struct gain_estimate : estimate<Real> {
  sampled<Real> undirected;  ///< by self-normalised weights, its error of sampling alone; the exact value where known
};

/// Writes "0.0757 nats (exact)", or "0.0757 ± 0.0021 nats, in no direction (laplace, 1000 replicates)".
template <class Character, class Traits, class Real>
std::basic_ostream<Character, Traits>& operator<<(std::basic_ostream<Character, Traits>& out,
                                                  const gain_estimate<Real>& shown) {
  detail::write_number(out, shown.undirected);
  out << " nats";
  if (!shown.undirected.exact) out << ", in no direction";
  detail::write_origin(out, shown);
  return out;
}

namespace detail {

/// The gain is known in closed form.
template <class P>
concept knows_gain = evaluates_information_gain<P> ||
    (has_gaussian_likelihood<P>&& differentiable_process<P>&& evaluates_hessian<P>);

/// KL(N(m, A⁻¹) ‖ N(0, I)) in z, A = I − ∇², m = A⁻¹∇ at z = 0: ½ Σ (ln(1 + e_i) − e_i/(1 + e_i)) + ½ ‖m‖², e_i the
/// eigenvalues of −∇².
template <class Process>
[[nodiscard]] real_type_t<Process> gaussian_gain(const Process& process,
                                                 const typename Process::history_type& history) {
  using Real = real_type_t<Process>;
  using std::exp, std::expm1, std::log1p;
  const Eigen::VectorX<Real> origin = Eigen::VectorX<Real>::Zero(static_cast<Eigen::Index>(process.latent_dimension()));
  const Eigen::MatrixX<Real> hessian = process.hessian(origin, history);
  const Eigen::VectorX<Real> gradient = process.gradient(origin, history);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixX<Real>> solver(-hessian);
  const Eigen::VectorX<Real> along = solver.eigenvectors().transpose() * gradient;
  Real gain = 0;
  for (Eigen::Index i = 0; i < along.size(); ++i) {
    const Real curvature = (std::max)(Real(0), Real(solver.eigenvalues()[i]));
    const Real growth = log1p(curvature);
    gain += growth > Real(0.5) ? Real(growth + expm1(-growth)) : Real(exp(-growth) * relative_entropy_term(growth));
    const Real mean = along[i] / (1 + curvature);
    gain += mean * mean;
  }
  return gain / 2;
}

template <class Process>
[[nodiscard]] real_type_t<Process> known_gain(const Process& process, const typename Process::history_type& history) {
  if constexpr (evaluates_information_gain<Process>)
    return process.information_gain(history);
  else
    return gaussian_gain(process, history);
}

/// E[ln p(H_T|θ) | H_T] − ln p(H_T), both by the same weights.
template <class Real>
struct weighted_gain {
  Real gain;
  Real effective_sample_size;
};

/// The policy whose weights are taken.
template <class Process, class Policy>
using gain_policy = std::conditional_t<std::same_as<Policy, automatic>,
                                       std::conditional_t<concave_process<Process>, laplace, contrastive>, Policy>;

template <class Process, class Policy>
consteval bool explain_gain() {
  if constexpr (knows_gain<Process> && std::same_as<Policy, automatic>) {
    return true;
  } else {
    constexpr bool weighs =
        std::same_as<gain_policy<Process, Policy>, laplace> || std::same_as<gain_policy<Process, Policy>, contrastive>;
    static_assert(weighs,
                  "infobound: information_gain needs weights of draws of the posterior: automatic, laplace or "
                  "contrastive");
    if constexpr (weighs && explain_process<Process>()) {
      constexpr bool approximated = !std::same_as<gain_policy<Process, Policy>, laplace> || concave_process<Process>;
      static_assert(approximated,
                    "infobound: information_gain by laplace needs latent_dimension(), parameter_from(z), gradient(z, "
                    "history) and hessian(z, history), which the process lacks; use contrastive");
      return approximated;
    } else {
      return false;
    }
  }
}

template <class Process>
[[nodiscard]] auto gain_sampler(const Process& process, const laplace& policy) {
  using Real = real_type_t<Process>;
  return [own = laplace_evidence<Process>(process, policy.proposals, Real(policy.tail))](
             const typename Process::history_type& history, const replicate_origin& origin) mutable {
    const auto evidence = own(history, origin);
    return weighted_gain<Real>{own.mean_log_likelihood() - evidence.log_evidence, evidence.effective_sample_size};
  };
}

template <class Process>
[[nodiscard]] auto gain_sampler(const Process& process, const contrastive& policy) {
  using Real = real_type_t<Process>;
  return [&process, count = static_cast<Eigen::Index>(policy.contrasts), draws = many_likelihoods<Process>(),
          totals = Eigen::ArrayX<Real>()](const typename Process::history_type& history,
                                          const replicate_origin& origin) mutable {
    using std::exp, std::log;
    random_stream rng(origin.seed, origin.replicate, stream_purpose::contrasts);
    draws.take_prior(process, count, rng);
    draws.totals(process, history, totals);
    const Real sum = log_sum_exp(totals);
    Real mean = 0;
    for (const Real& total : totals) {
      const Real share = exp(total - sum);
      if (share > 0) mean += share * total;
    }
    return weighted_gain<Real>{mean - (sum - log(Real(count))), detail::effective_sample_size(sum, totals)};
  };
}

}  // namespace detail

/// KL(p(θ|H_T) ‖ p(θ)) = E[ln p(H_T|θ) | H_T] − ln p(H_T) of data at hand, in nats: what they have told of θ. Its mean
/// over histories of the process is I(H_T;θ). Exact for conjugate processes and linear regression. Otherwise both terms
/// are estimated by the self-normalised weights of draws, whose error has no direction: the sides then are 0 and ∞, and
/// the number is `undirected`; effective_sample_size tells how far to trust it.
/// - Domain: a history that some θ allows.
/// - Cost:   exact: that of the process, of linear regression O(T d² + d³). Otherwise replicates × one of the policy.
/// - Throws: as log_evidence; std::domain_error where no draw of a replicate allows the history.
/// - Source: theory 13.4.
template <class Process, class Policy = automatic, execution_policy Execution = serial, observer Observer = unobserved>
[[nodiscard]] gain_estimate<real_type_t<Process>> information_gain(const Process& process,
                                                                   const typename Process::history_type& history,
                                                                   const Policy& policy = {},
                                                                   const Execution& execution = {},
                                                                   const Observer& watching = {}) {
  using Real = real_type_t<Process>;
  if constexpr (!detail::explain_gain<Process, Policy>()) {
    return {};
  } else if constexpr (detail::knows_gain<Process> && std::same_as<Policy, automatic>) {
    validate_all(process, policy, execution);
    const Real gain = detail::known_gain(process, history);
    if (detail::is_nan(gain)) replicate_origin{.policy = "information_gain"}.blame("information_gain");
    const auto exact = exactly(gain);
    return {exact, exact.lower};
  } else {
    validate_all(process, policy, execution);
    const std::size_t horizon = detail::labels_of(process, history);
    require_at_least("history: number of labels", horizon, 1);
    detail::gain_policy<Process, Policy> chosen;
    if constexpr (std::same_as<Policy, automatic>)
      chosen = {.replicates = policy.replicates, .seed = policy.seed};
    else
      chosen = policy;
    enum : Eigen::Index { value, size, count };
    const auto averaged = average_replicates<Real>(
        {chosen.name, chosen.seed, horizon}, chosen.replicates, Eigen::Index(count),
        [&] {
          return [&, own = detail::gain_sampler(process, chosen)](std::size_t replicate,
                                                                  Eigen::ArrayX<Real>& sample) mutable {
            const replicate_origin origin{.policy = chosen.name, .seed = chosen.seed, .replicate = replicate};
            const auto found = own(history, origin);
            if (detail::is_nan(found.gain)) origin.fail("likelihood", " is 0 or NaN at every theta that was drawn");
            sample[value] = found.gain;
            sample[size] = found.effective_sample_size;
          };
        },
        execution, watching);
    const Real infinity = std::numeric_limits<Real>::infinity();
    gain_estimate<Real> result{{.lower = {Real(0), Real(0), true}, .upper = {infinity, Real(0), true}},
                               {Real(0), infinity}};
    result.policy = chosen.name;
    result.replicates = averaged.quantities.count();
    result.stopped = averaged.stopped;
    if (result.replicates == 0) return result;
    result.undirected = averaged.quantities[value];
    result.effective_sample_size = averaged.quantities[size].mean;
    return result;
  }
}

}  // namespace infobound::inline v0_1
