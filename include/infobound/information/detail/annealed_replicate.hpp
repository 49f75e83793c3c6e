// SPDX-License-Identifier: BSL-1.0
// Both sides of one replicate of an annealed run.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/log_sum_exp.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/detail/control_variates.hpp>
#include <infobound/information/detail/controlled_values.hpp>
#include <infobound/information/replicate/annealing_path.hpp>
#include <infobound/information/replicate/laplace_approximation.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <infobound/information/replicate/simulation.hpp>
#include <infobound/information/replicate/tempered_kernel.hpp>
#include <utility>

namespace infobound::inline v0_1::detail {

/// The two evidences of a replicate.
template <class Real>
struct annealing_sides {
  Real own;                    ///< ln p(H_T|z*), and what belongs to both sides
  Real log_evidence;           ///< ln Ẑ with E[Ẑ | H_T] = p(H_T)
  Real log_inverse_evidence;   ///< ln Ẑ with E[1/Ẑ | H_T] = 1/p(H_T)
  Real effective_sample_size;  ///< of the forward weights

  /// I(H_T;θ) from below and above.
  [[nodiscard]] Real lower() const { return own - log_inverse_evidence; }
  [[nodiscard]] Real upper() const { return own - log_evidence; }
};

/// m forward chains ŵ_1 … ŵ_m and a reverse one ŵ*: the upper side is of ln mean(ŵ_1 … ŵ_m), the lower of
/// ln mean(ŵ_1 … ŵ_{m−1}, ŵ*), for which E[1/mean | H_T] = 1/p(H_T): whether ŵ* or a forward weight is the posterior
/// draw's is the exchange of slots of theory 11.3.
template <class Process>
class annealed_chains {
 public:
  using Real = real_type_t<Process>;

  annealed_chains(const Process& process, std::size_t horizon, std::size_t chains, tempered_kernel<Process> chain,
                  const offered_controls<Process>& offered)
      : process_(process),
        horizon_(horizon),
        chain_(std::move(chain)),
        log_weights_(static_cast<Eigen::Index>(chains)),
        controls_(offered) {}

  [[nodiscard]] annealing_sides<Real> operator()(const annealing_path<Real>& along, const replicate_origin& origin,
                                                 random_stream& data, random_stream& forward, random_stream& reverse) {
    using std::log;
    data_.draw(process_, horizon_, data, origin);
    chain_.observe(data_.history(), origin);
    find_controls(along, forward, origin);
    const Real log_count = log(Real(log_weights_.size()));
    const Real up = log_sum_exp(log_weights_);
    const Real size = effective_sample_size(up, log_weights_);
    log_weights_[log_weights_.size() - 1] = anneal_down(chain_, data_.z(), along, reverse);
    const Real down = log_sum_exp(log_weights_);
    return {data_.own(), up - log_count, down - log_count, size};
  }

  /// A pilot, on the stream of that number.
  [[nodiscard]] annealing_sides<Real> pilot(const annealing_path<Real>& along, std::uint64_t seed, std::size_t number) {
    random_stream rng(seed, number, stream_purpose::second_pilot);
    return (*this)(along, {"annealed", seed, number, true}, rng, rng, rng);
  }

  [[nodiscard]] const control_variates<Process>& controls() const { return controls_; }
  [[nodiscard]] const simulation<Process>& data() const { return data_; }

 private:
  /// The forward chains, and the control variates around the posterior's mode; where that is not to be had, around the
  /// mean position of the chains in the last quarter of the path, which is independent of θ* given H_T.
  void find_controls(const annealing_path<Real>& along, random_stream& forward, const replicate_origin& origin) {
    centre_.setZero(data_.z().size());
    Real visits = 0;
    const std::size_t last_quarter = along.steps.size() - along.steps.size() / 4;
    for (Real& log_weight : log_weights_)
      log_weight = anneal_up(chain_, along, forward, [&](std::size_t k) {
        if (control_variates<Process>::is_concave || k < last_quarter) return;
        centre_ += chain_.position();
        visits += 1;
      });
    if constexpr (control_variates<Process>::is_concave) {
      posterior_.fit(process_, data_.history());
      controls_.evaluate(process_, data_, posterior_.mode(), origin);
    } else {
      if (visits > 0) centre_ /= visits;
      controls_.evaluate(process_, data_, centre_, origin);
    }
  }

  const Process& process_;
  std::size_t horizon_;
  simulation<Process> data_;
  tempered_kernel<Process> chain_;
  Eigen::ArrayX<Real> log_weights_;
  laplace_approximation<Process> posterior_;
  Eigen::VectorX<Real> centre_;
  control_variates<Process> controls_;
};

/// A replicate that is reported.
template <class Process>
struct annealed_replicate {
  annealed_chains<Process> chains;
  const annealing_path<real_type_t<Process>>& along;
  const settled_controls<real_type_t<Process>>& controls;
  std::uint64_t seed;

  [[nodiscard]] const simulation<Process>& data() const { return chains.data(); }

  [[nodiscard]] replicate_sides<real_type_t<Process>> operator()(std::size_t replicate) {
    random_stream data(seed, replicate);
    random_stream forward(seed, replicate, stream_purpose::forward_chain);
    random_stream reverse(seed, replicate, stream_purpose::reverse_chain);
    const auto sides = chains(along, {"annealed", seed, replicate}, data, forward, reverse);
    const auto& statistics = chains.controls().statistics();
    const auto noise = controls.noise(0, statistics);
    return {sides.lower() - noise, sides.upper() - noise, noise, sides.effective_sample_size, statistics};
  }
};

}  // namespace infobound::inline v0_1::detail
