// SPDX-License-Identifier: BSL-1.0
// Markov moves that leave a law π_β on an annealing path invariant, each its own time reversal (theory 11.9).
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <boost/random/uniform_01.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/annealing.hpp>
#include <infobound/information/replicate/annealing_target.hpp>
#include <infobound/information/replicate/elliptical_slice.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>

namespace infobound::inline v0_1::detail {

/// How a move went: what steps are tuned by.
template <class Real>
struct move_outcome {
  Real acceptance;  ///< the probability with which the move was accepted
  Real memory;      ///< cosine between the momenta before and after: 1 for no turn, 0 for a quarter turn
};

/// A point u with its weight, moved along an annealing path. One object serves all replicates of a slot: nothing is
/// allocated after its first moves.
template <class Process>
class tempered_kernel {
 public:
  using Real = real_type_t<Process>;
  using vector = Eigen::VectorX<Real>;
  using history_type = typename Process::history_type;

  tempered_kernel(const Process& process, annealing_kernel kernel, annealing_start start, const Real& tail)
      : target_(process, start, tail), slice_(target_.dimension()), kernel_(resolved(kernel)) {
    for (vector* each : {&u_, &gradient_, &next_, &next_gradient_, &momentum_}) each->resize(target_.dimension());
  }

  /// Whether there are steps to tune.
  [[nodiscard]] bool has_steps() const { return kernel_ != annealing_kernel::elliptical_slice; }

  /// Takes another history, which must outlive the moves.
  void observe(const history_type& history, const replicate_origin& origin) { target_.observe(history, origin); }

  /// Starts at a draw from the law at β = 0.
  void draw(random_stream& rng) {
    target_.base().draw(u_, rng);
    start();
  }

  /// Starts at a point given in whitened coordinates.
  void start_at(const vector& z) {
    target_.place(z, u_);
    start();
  }

  /// h: the logarithm of the ratio of the path's two ends at the point.
  [[nodiscard]] const Real& log_weight() const { return log_weight_; }

  /// The point, in the coordinates of annealing_target: z where the path starts from the prior.
  [[nodiscard]] const vector& position() const { return u_; }

  /// One move at inverse temperature β > 0.
  move_outcome<Real> move(const Real& beta, const Real& step, random_stream& rng) {
    if constexpr (evaluates_gradient<Process>)
      if (has_steps()) return leap(kernel_ == annealing_kernel::langevin ? 1 : 3, beta, step, rng);
    slice(beta, rng);
    return {1, 0};
  }

 private:
  [[nodiscard]] static annealing_kernel resolved(annealing_kernel kernel) {
    if (kernel != annealing_kernel::automatic) return kernel;
    return evaluates_gradient<Process> ? annealing_kernel::hamiltonian : annealing_kernel::elliptical_slice;
  }

  void start() {
    log_weight_ = target_.log_weight(u_);
    target_.origin().require_number(log_weight_);
    if constexpr (evaluates_gradient<Process>)
      if (has_steps()) has_gradient_ = target_.gradient(u_, gradient_);
  }

  /// b(u) e^{βh(u)} = N(u; 0, I) e^{βh(u) + excess(u)}: any law has the form that elliptical slices ask for.
  void slice(const Real& beta, random_stream& rng) {
    const auto excess = [&](const vector& u) -> Real {
      if (target_.base().is_normal()) return 0;
      const Real squared_norm = u.squaredNorm();
      return target_.base().log_density(squared_norm) + squared_norm / 2;
    };
    Real height = beta * log_weight_ + excess(u_);
    slice_.move(
        u_, height,
        [&](const vector& u) {
          log_weight_ = target_.log_weight(u);
          target_.origin().require_number(log_weight_);
          return Real(beta * log_weight_ + excess(u));
        },
        rng);
  }

  /// Hamiltonian Monte Carlo. `step` is scaled by a uniform draw from [0.8, 1.2], independent of the state so that the
  /// move stays reversible; this breaks periodic orbits.
  move_outcome<Real> leap(int leapfrogs, const Real& beta, const Real& step,
                          random_stream& rng) requires evaluates_gradient<Process> {
    using std::exp, std::min, std::sqrt;
    boost::random::uniform_01<Real> uniform;
    const Real length = step * (Real(0.8) + Real(0.4) * uniform(rng));
    fill_standard_normal(momentum_, rng);
    if (!has_gradient_) return {0, 0};
    next_ = u_;
    next_gradient_ = gradient_;
    const Real energy = momentum_.squaredNorm();
    start_momentum_ = momentum_;
    push(beta, length / 2);
    for (int i = 0; i < leapfrogs; ++i) {
      next_ += length * momentum_;
      if (!target_.gradient(next_, next_gradient_)) return {0, 0};
      push(beta, i + 1 < leapfrogs ? length : Real(length / 2));
    }
    const Real proposed = target_.log_weight(next_);
    const auto& base = target_.base();
    const Real log_ratio = beta * (proposed - log_weight_) + base.log_density(next_.squaredNorm()) -
                           base.log_density(u_.squaredNorm()) + (energy - momentum_.squaredNorm()) / 2;
    // A path that left the numbers (∞ − ∞) is refused: all that the process itself returned as NaN is dealt with.
    if (is_nan(log_ratio)) return {0, 0};
    const Real acceptance = exp(min(Real(0), log_ratio));
    const Real memory = momentum_.dot(start_momentum_) / sqrt(energy * momentum_.squaredNorm());
    if (uniform(rng) < acceptance) {
      u_.swap(next_);
      gradient_.swap(next_gradient_);
      log_weight_ = proposed;
    }
    return {acceptance, memory};
  }

  /// p += length ∇ ln π_β at next_.
  void push(const Real& beta, const Real& length) {
    const Real pull = target_.base().pull(next_.squaredNorm());
    momentum_ += length * (beta * next_gradient_ - pull * next_);
  }

  annealing_target<Process> target_;
  elliptical_slice<Real> slice_;
  annealing_kernel kernel_;
  vector u_;
  vector gradient_;
  vector next_;
  vector next_gradient_;
  vector momentum_;
  vector start_momentum_;
  Real log_weight_ = 0;
  bool has_gradient_ = false;
};

}  // namespace infobound::inline v0_1::detail
