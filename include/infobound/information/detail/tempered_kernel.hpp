// SPDX-License-Identifier: BSL-1.0
// Markov moves that leave a tempered posterior p(z) p(H_T|z)^β invariant, each its own time reversal.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <boost/random/uniform_01.hpp>
#include <cmath>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/detail/elliptical_slice.hpp>
#include <utility>

namespace infobound::inline v0_1::detail {

/// A point z with its likelihood, moved by Hamiltonian Monte Carlo with three leapfrog steps where the process has a
/// gradient, else by elliptical slice sampling (Murray, Adams, MacKay 2010), which needs nothing.
template <class Process>
class tempered_kernel {
 public:
  using Real = real_type_t<Process>;
  using vector = Eigen::VectorX<Real>;
  using history_type = typename Process::history_type;

  tempered_kernel(const Process& process, const history_type& history) : process_(process), history_(history) {}

  void start_at(const vector& z) {
    z_ = z;
    log_likelihood_ = log_likelihood_at(z_);
    if constexpr (evaluates_gradient<Process>) gradient_ = process_.gradient(z_, history_);
  }
  void draw_from_prior(random_stream& rng) { start_at(standard_normal<Real>(process_.latent_dimension(), rng)); }

  /// ln p(H_T | θ(z)).
  [[nodiscard]] const Real& log_likelihood() const { return log_likelihood_; }
  [[nodiscard]] Real log_likelihood_at(const vector& z) const {
    return process_.log_likelihood(process_.parameter_from(z), history_).sum();
  }

  /// One move at inverse temperature β; returns the probability with which it was accepted (1 for a slice).
  Real move(const Real& beta, const Real& step, random_stream& rng) {
    if constexpr (evaluates_gradient<Process>) {
      return hamiltonian(beta, step, rng);
    } else {
      Real height = beta * log_likelihood_;
      elliptical_slice(
          z_, height,
          [&](const vector& z) {
            log_likelihood_ = log_likelihood_at(z);
            return Real(beta * log_likelihood_);
          },
          rng);
      return 1;
    }
  }

 private:
  Real hamiltonian(const Real& beta, const Real& step, random_stream& rng) {
    using std::exp, std::min;
    constexpr int leapfrogs = 3;
    const vector momentum = standard_normal<Real>(process_.latent_dimension(), rng);
    vector z = z_;
    vector gradient = gradient_;
    vector p = momentum + step / 2 * (beta * gradient - z);
    for (int i = 0; i < leapfrogs; ++i) {
      z += step * p;
      gradient = process_.gradient(z, history_);
      p += (i + 1 < leapfrogs ? step : step / 2) * (beta * gradient - z);
    }
    const Real proposed = log_likelihood_at(z);
    const Real log_ratio = beta * (proposed - log_likelihood_) +
                           (z_.squaredNorm() - z.squaredNorm() + momentum.squaredNorm() - p.squaredNorm()) / 2;
    const Real uniform = boost::random::uniform_01<Real>()(rng);
    // A path that left the numbers (NaN) is refused.
    if (!(log_ratio == log_ratio)) return 0;
    const Real probability = exp(min(Real(0), log_ratio));
    if (uniform < probability) {
      z_ = std::move(z);
      gradient_ = std::move(gradient);
      log_likelihood_ = proposed;
    }
    return probability;
  }

  const Process& process_;
  const history_type& history_;
  vector z_;
  vector gradient_;
  Real log_likelihood_ = 0;
};

}  // namespace infobound::inline v0_1::detail
