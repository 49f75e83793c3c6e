// SPDX-License-Identifier: BSL-1.0
// A learner's evidence for a history that another process made: exact, or estimated from below.
#pragma once

#include <Eigen/Core>
#include <concepts>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/numeric/log_sum_exp.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/information/annealed.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/information/replicate/annealing_path.hpp>
#include <infobound/information/replicate/laplace_approximation.hpp>
#include <infobound/information/replicate/many_likelihoods.hpp>
#include <infobound/information/replicate/particle_system.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <infobound/information/replicate/spherical_law.hpp>
#include <infobound/information/replicate/tempered_kernel.hpp>
#include <infobound/information/sequential.hpp>
#include <infobound/process/regression/gaussian_belief.hpp>
#include <infobound/process/regression/gaussian_evidence.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>

namespace infobound::inline v0_1::detail {

/// Offers ln p(H_T) as one number.
template <class P>
concept sums_evidence = names_real_type<P> && names_draws<P> &&
    requires(const P& process, const typename P::history_type& history) {
  { process.log_evidence(history) } -> std::convertible_to<real_type_t<P>>;
};

/// ln p(H_T) is known in closed form.
template <class P>
concept knows_evidence = holds_gaussian_belief<P> || sums_evidence<P> || evaluates_predictive<P>;

/// ln p(H_T) of one history after another.
template <knows_evidence Process>
class exact_evidence {
 public:
  using Real = real_type_t<Process>;
  using history_type = typename Process::history_type;

  explicit exact_evidence(const Process& process) : process_(&process), gaussian_(belief_of(process)) {}

  [[nodiscard]] Real operator()(const history_type& history) {
    if constexpr (holds_gaussian_belief<Process>)
      return gaussian_(history);
    else if constexpr (sums_evidence<Process>)
      return process_->log_evidence(history);
    else
      return process_->log_predictive(history).sum();
  }

 private:
  struct nothing {};
  using workspace =
      typename std::conditional_t<holds_gaussian_belief<Process>, std::type_identity<gaussian_evidence<Real>>,
                                  std::type_identity<nothing>>::type;

  [[nodiscard]] static workspace belief_of([[maybe_unused]] const Process& process) {
    if constexpr (holds_gaussian_belief<Process>)
      return workspace(process.belief(), allowed_cancellation<Real, std::remove_cvref_t<decltype(process.inputs)>>());
    else
      return {};
  }

  const Process* process_;
  workspace gaussian_;
};

/// The evidence of a process where it is known, to be asked for only there.
template <class Process>
[[nodiscard]] auto known_evidence([[maybe_unused]] const Process& process) {
  if constexpr (knows_evidence<Process>)
    return exact_evidence<Process>(process);
  else
    return std::nullopt;
}

/// What a policy says of a learner's evidence: ln Ẑ with E[Ẑ | H_T] = p̃(H_T), and the effective sample size of the
/// weights behind it. Specialised for each policy: a copyable workspace made of (learner, horizon, policy, settings)
/// and called with (history, origin); settings are what settings_of finds before the run, from the learner alone,
/// nothing if a stop was requested.
template <class Policy, class Learner>
class learner_evidence;

/// ln Ẑ, and the effective sample size behind it; 0 for an exact number.
template <class Real>
struct evidence_below {
  Real log_evidence;
  Real effective_sample_size;
};

/// A policy needs nothing to be set up, as a rule.
struct no_settings {};

template <class Policy, class Learner, class Execution, class Observer>
[[nodiscard]] auto settings_of(const Policy& policy, const Learner& learner, std::size_t horizon,
                               const Execution& execution, const Observer& observer) {
  if constexpr (std::same_as<Policy, annealed>)
    return policy.frozen_path(learner, horizon, execution, observer);
  else
    return std::optional<no_settings>(no_settings{});
}

template <class Learner>
class learner_evidence<conjugate, Learner> {
 public:
  using Real = real_type_t<Learner>;

  learner_evidence(const Learner& learner, std::size_t, const conjugate&, const no_settings&) : exact_(learner) {}

  [[nodiscard]] evidence_below<Real> operator()(const typename Learner::history_type& history,
                                                const replicate_origin&) {
    return {exact_(history), 0};
  }

 private:
  exact_evidence<Learner> exact_;
};

/// The mean likelihood of prior draws.
template <class Learner>
class learner_evidence<contrastive, Learner> {
 public:
  using Real = real_type_t<Learner>;

  learner_evidence(const Learner& learner, std::size_t, const contrastive& policy, const no_settings&)
      : learner_(&learner), count_(static_cast<Eigen::Index>(policy.contrasts)) {}

  [[nodiscard]] evidence_below<Real> operator()(const typename Learner::history_type& history,
                                                const replicate_origin& origin) {
    using std::exp, std::log;
    random_stream rng(origin.seed, origin.replicate, stream_purpose::contrasts);
    draws_.take_prior(*learner_, count_, rng);
    draws_.totals(*learner_, history, totals_);
    const Real sum = log_sum_exp(totals_);
    return {sum - log(Real(count_)), effective_size(sum, totals_)};
  }

  /// (Σw)²/Σw² of weights given by their logarithms; 0 where all are 0.
  template <class Derived>
  [[nodiscard]] static Real effective_size(const Real& log_sum, const Eigen::ArrayBase<Derived>& log_weights) {
    using std::exp;
    return log_sum > -std::numeric_limits<Real>::infinity() ? Real(exp(2 * log_sum - log_sum_exp(2 * log_weights)))
                                                            : Real(0);
  }

 private:
  const Learner* learner_;
  Eigen::Index count_;
  many_likelihoods<Learner> draws_;
  Eigen::ArrayX<Real> totals_;
};

/// Importance sampling from Laplace's approximation of the learner's posterior, a function of the history alone.
template <class Learner>
class learner_evidence<laplace, Learner> {
 public:
  using Real = real_type_t<Learner>;

  learner_evidence(const Learner& learner, std::size_t, const laplace& policy, const no_settings&)
      : learner_(&learner),
        law_(Real(learner.latent_dimension()), Real(policy.tail)),
        coordinates_(static_cast<Eigen::Index>(learner.latent_dimension()),
                     static_cast<Eigen::Index>(policy.proposals)),
        log_proposal_(coordinates_.cols()) {}

  [[nodiscard]] evidence_below<Real> operator()(const typename Learner::history_type& history,
                                                const replicate_origin& origin) {
    using std::log;
    posterior_.fit(*learner_, history);
    const Real log_scale = posterior_.half_log_determinant();
    if (is_nan(log_scale)) origin.blame("gradient or hessian");
    random_stream rng(origin.seed, origin.replicate, stream_purpose::proposals);
    law_.draw(coordinates_, rng);
    for (Eigen::Index i = 0; i < coordinates_.cols(); ++i)
      log_proposal_[i] = log_scale + law_.log_density(Real(coordinates_.col(i).squaredNorm()));
    posterior_.place(coordinates_);
    likelihoods_.take_latent(*learner_, coordinates_);
    likelihoods_.totals(*learner_, history, log_weights_);
    log_weights_ -= coordinates_.colwise().squaredNorm().transpose().array() / 2 + log_proposal_;
    const Real sum = log_sum_exp(log_weights_);
    return {sum - log(Real(log_weights_.size())),
            learner_evidence<contrastive, Learner>::effective_size(sum, log_weights_)};
  }

 private:
  const Learner* learner_;
  spherical_law<Real> law_;
  Eigen::MatrixX<Real> coordinates_;
  Eigen::ArrayX<Real> log_proposal_;
  Eigen::ArrayX<Real> log_weights_;
  laplace_approximation<Learner> posterior_;
  many_likelihoods<Learner> likelihoods_;
};

/// Free particles: the retained path of the other side would start at θ*.
template <class Learner>
class learner_evidence<sequential, Learner> {
 public:
  using Real = real_type_t<Learner>;

  learner_evidence(const Learner& learner, std::size_t horizon, const sequential& policy, const no_settings&)
      : particles_(learner, static_cast<Eigen::Index>(horizon), policy.particles,
                   sequential::moves_before(static_cast<Eigen::Index>(horizon)), policy.moves),
        log_evidence_(static_cast<Eigen::Index>(horizon)),
        sizes_(log_evidence_.size()) {}

  [[nodiscard]] evidence_below<Real> operator()(const typename Learner::history_type& history,
                                                const replicate_origin& origin) {
    random_stream rng(origin.seed, origin.replicate, stream_purpose::forward_chain);
    particles_.observe(history, origin);
    particles_.run(rng, log_evidence_, sizes_);
    return {log_evidence_[log_evidence_.size() - 1], sizes_[sizes_.size() - 1]};
  }

 private:
  particle_system<Learner> particles_;
  Eigen::ArrayX<Real> log_evidence_;
  Eigen::ArrayX<Real> sizes_;
};

/// Forward chains: the reverse one would start at θ*.
template <class Learner>
class learner_evidence<annealed, Learner> {
 public:
  using Real = real_type_t<Learner>;

  learner_evidence(const Learner& learner, std::size_t, const annealed& policy, const annealing_path<Real>& path)
      : path_(&path),
        chain_(policy.chain_of(learner, path.start)),
        log_weights_(static_cast<Eigen::Index>(policy.chains)) {}

  [[nodiscard]] evidence_below<Real> operator()(const typename Learner::history_type& history,
                                                const replicate_origin& origin) {
    using std::log;
    random_stream rng(origin.seed, origin.replicate, stream_purpose::forward_chain);
    chain_.observe(history, origin);
    for (Real& log_weight : log_weights_) log_weight = anneal_up(chain_, *path_, rng, [](std::size_t) {});
    const Real sum = log_sum_exp(log_weights_);
    return {sum - log(Real(log_weights_.size())),
            learner_evidence<contrastive, Learner>::effective_size(sum, log_weights_)};
  }

 private:
  const annealing_path<Real>* path_;
  tempered_kernel<Learner> chain_;
  Eigen::ArrayX<Real> log_weights_;
};

}  // namespace infobound::inline v0_1::detail
