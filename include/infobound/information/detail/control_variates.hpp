// SPDX-License-Identifier: BSL-1.0
// Less noise at the same mean: the statistics of mean 0 of a replicate.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/reuse.hpp>
#include <infobound/information/replicate/marginal.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <infobound/information/replicate/simulation.hpp>
#include <utility>

namespace infobound::inline v0_1::detail {

/// What the offered control variates of a process are, none where it offers none.
template <class Process>
struct offered_controls {
  static constexpr Eigen::Index size = 0;
  offered_controls(const Process&, std::size_t) {}
};
template <offers_control_variates Process>
struct offered_controls<Process> {
  using type = decltype(std::declval<const Process&>().control_variates(std::size_t{1}));
  static constexpr Eigen::Index size = type::size;
  offered_controls(const Process& process, std::size_t horizon) : evaluate(process.control_variates(horizon)) {}
  type evaluate;
};

/// Statistics of one replicate whose means are 0 (theory 11.8). With z* whitened, g = ∇_z ln(p(z)p(H_T|z)) at z*, and m
/// any function of H_T and of numbers that are independent of θ* given H_T, these are
///   ‖z*‖² − d  and  S = (z*−m)ᵀg + d,
/// and those that the process offers. With a Hessian, that is a concave log-posterior, m is the mode and the two become
/// one, ½(‖z*‖² − d + S), whose best coefficient is 1 where the evidence is known closely. Further ones are
///  - where the process knows it, the entropy that labels have given θ: with ln p(H_T|θ*) added, which is the noise of
///    the labels; and
///  - of a completed marginal process what the labels tell of the block that is integrated out, else, unless the
///    log-posterior is concave, that entropy, less the mean of the same over other draws of (θ, H_T), which is
///    independent of it and has the same mean.
template <class Process>
class control_variates {
 public:
  using Real = real_type_t<Process>;
  using vector = Eigen::VectorX<Real>;

  static constexpr bool has_norm = whitened_process<Process>;
  static constexpr bool has_stein = differentiable_process<Process>;
  static constexpr bool is_concave = has_stein && evaluates_hessian<Process>;
  static constexpr bool has_entropy = evaluates_conditional_entropy<Process>;
  static constexpr bool has_others = is_completed_marginal<Process> || (has_entropy && !is_concave);
  static constexpr Eigen::Index own_size =
      (has_norm ? 1 : 0) + (has_stein && !is_concave ? 1 : 0) + (has_entropy ? 1 : 0) + (has_others ? 1 : 0);
  static constexpr Eigen::Index size = own_size + offered_controls<Process>::size;

  explicit control_variates(const offered_controls<Process>& offered) : offered_(&offered), statistics_(size) {}

  /// Evaluates all for one replicate; `centre` is m, and is not looked at without a gradient.
  /// - Throws: std::runtime_error where the gradient or what the process offers is not finite.
  void evaluate(const Process& process, const simulation<Process>& data, const vector& centre,
                const replicate_origin& origin) {
    Real entropy = 0;
    if constexpr (has_entropy) {
      entropy = entropy_of(process, data, origin);
      statistics_[own_size - (has_others ? 2 : 1)] = data.total() + entropy;
    }
    if constexpr (has_others) statistics_[own_size - 1] = beyond_others(process, data, entropy, origin);
    if constexpr (has_norm) {
      const Real dimension = Real(data.z().size());
      statistics_[0] = data.z().squaredNorm() - dimension;
      if constexpr (has_stein) {
        reuse::gradient(process, data.z(), data.history(), slope_);
        origin.require_finite(slope_, "gradient");
        slope_ -= data.z();
        const Real stein = (data.z() - centre).dot(slope_) + dimension;
        if constexpr (is_concave)
          statistics_[0] = (statistics_[0] + stein) / 2;
        else
          statistics_[1] = stein;
      }
      if constexpr (offered_controls<Process>::size > 0)
        offered_->evaluate(data.z(), data.history(), data.total(),
                           statistics_.tail(Eigen::Index{offered_controls<Process>::size}));
      origin.require_finite(statistics_, "control_variates");
    }
  }

  [[nodiscard]] const Eigen::ArrayX<Real>& statistics() const { return statistics_; }

 private:
  [[nodiscard]] Real entropy_of(const Process& process, const simulation<Process>& data,
                                const replicate_origin& origin) {
    reuse::conditional_entropy(process, data.theta(), data.history(), terms_);
    origin.require_finite(terms_, "conditional_entropy");
    return terms_.sum();
  }

  [[nodiscard]] Real beyond_others(const Process& process, const simulation<Process>& data, const Real& entropy,
                                   const replicate_origin& origin) {
    constexpr int others = 16;
    random_stream rng(origin.seed, origin.replicate,
                      origin.pilot ? stream_purpose::pilot_others : stream_purpose::others);
    Real sum = 0;
    for (int i = 0; i < others; ++i) {
      other_.draw_unweighted(process, static_cast<std::size_t>(data.log_likelihood().size()), rng, origin);
      if constexpr (is_completed_marginal<Process>)
        sum += other_.conditional_information();
      else
        sum += entropy_of(process, other_, origin);
    }
    return (is_completed_marginal<Process> ? data.conditional_information() : entropy) - sum / others;
  }

  const offered_controls<Process>* offered_;
  simulation<Process> other_;
  vector slope_;
  vector terms_;
  Eigen::ArrayX<Real> statistics_;
};

}  // namespace infobound::inline v0_1::detail
