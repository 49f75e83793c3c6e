// SPDX-License-Identifier: BSL-1.0
// The data of one replicate, drawn over those of the one before.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/normal_draws.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/core/reuse.hpp>
#include <infobound/information/replicate/marginal.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <optional>
#include <type_traits>

namespace infobound::inline v0_1::detail {

/// The process in whose coordinates θ* is drawn: of one that hides them from a policy still that which has them, so
/// that every policy draws the same histories.
template <class Process>
[[nodiscard]] const auto& drawn_in(const Process& process) {
  if constexpr (requires { process.with_coordinates(); })
    return process.with_coordinates();
  else
    return process;
}

/// θ*, H_T and ln p(Y_{t+1} | θ*, H_t); through z* ~ N(0, I), θ* = θ(z*), where the process is whitened; of a completed
/// marginal process also what the labels tell of the rest. Memory is used again from one draw to the next.
template <class Process>
class simulation {
 public:
  using Real = real_type_t<Process>;
  using parameter_type = typename Process::parameter_type;
  using history_type = typename Process::history_type;

  /// - Throws: std::runtime_error where ln p(H_T|θ*) is not finite.
  void draw(const Process& process, std::size_t horizon, random_stream& rng, const replicate_origin& origin) {
    draw_unweighted(process, horizon, rng, origin);
    reuse::log_likelihood(process, *theta_, *history_, log_likelihood_);
    require_same_size("log_likelihood: number of entries", log_likelihood_.size(), "horizon",
                      static_cast<Eigen::Index>(horizon));
    total_ = log_likelihood_.sum();
    origin.require_possible(total_);
  }

  /// Without the likelihood.
  void draw_unweighted(const Process& process, std::size_t horizon, random_stream& rng,
                       [[maybe_unused]] const replicate_origin& origin) {
    const auto& source = drawn_in(process);
    if constexpr (whitened_process<std::remove_cvref_t<decltype(source)>>) {
      draw_standard_normal(z_, source.latent_dimension(), rng);
      renew(
          theta_, [&] { return source.parameter_from(z_); },
          [&](parameter_type& theta) { reuse::parameter_from(source, z_, theta); });
    } else {
      renew(
          theta_, [&] { return process.draw_parameter(rng); },
          [&](parameter_type& theta) { reuse::draw_parameter(process, rng, theta); });
    }
    renew(
        history_, [&] { return process.draw_history(*theta_, horizon, rng); },
        [&](history_type& history) { reuse::draw_history(process, *theta_, horizon, rng, history); });
    if constexpr (is_completed_marginal<Process>) {
      reuse::conditional_information(process, *theta_, *history_, conditional_);
      require_same_size("conditional_information: number of entries", conditional_.size(), "horizon",
                        static_cast<Eigen::Index>(horizon));
      origin.require_finite(conditional_, "conditional_information");
    }
  }

  /// z*, for a whitened process.
  [[nodiscard]] const Eigen::VectorX<Real>& z() const { return z_; }
  [[nodiscard]] const parameter_type& theta() const { return *theta_; }
  [[nodiscard]] const history_type& history() const { return *history_; }
  /// ln p(Y_{t+1} | θ*, H_t), t = 0 … T−1.
  [[nodiscard]] const Eigen::VectorX<Real>& log_likelihood() const { return log_likelihood_; }
  /// ln p(H_T | θ*).
  [[nodiscard]] const Real& total() const { return total_; }

  /// What label t, or all of them, tell of the block that a completed marginal process has integrated out; else 0.
  [[nodiscard]] Real conditional_information(Eigen::Index t) const {
    return is_completed_marginal<Process> ? conditional_[t] : Real(0);
  }
  [[nodiscard]] Real conditional_information() const {
    return is_completed_marginal<Process> ? Real(conditional_.sum()) : Real(0);
  }
  /// What the two sides of ln p(H_T) are subtracted from.
  [[nodiscard]] Real own() const { return total_ + conditional_information(); }

 private:
  template <class T, class Make, class Remake>
  static void renew(std::optional<T>& kept, Make make, Remake remake) {
    if constexpr (std::is_move_assignable_v<T>) {
      if (kept) {
        remake(*kept);
        return;
      }
    }
    kept.emplace(make());
  }

  Eigen::VectorX<Real> z_;
  std::optional<parameter_type> theta_;
  std::optional<history_type> history_;
  Eigen::VectorX<Real> log_likelihood_;
  Eigen::VectorX<Real> conditional_;
  Real total_ = 0;
};

}  // namespace infobound::inline v0_1::detail
