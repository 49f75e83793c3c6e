// SPDX-License-Identifier: BSL-1.0
// The two ends of an annealing path, in the coordinates in which its start is a spherical law (theory 11.4).
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/require.hpp>
#include <infobound/core/reuse.hpp>
#include <infobound/information/annealing.hpp>
#include <infobound/information/replicate/laplace_approximation.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <infobound/information/replicate/spherical_law.hpp>
#include <limits>
#include <optional>
#include <type_traits>

namespace infobound::inline v0_1::detail {

/// A process that annealing from Laplace's approximation can be had of.
template <class P>
concept approximable_process = differentiable_process<P> && evaluates_hessian<P>;

/// The path π_β ∝ b(u) e^{βh(u)} from a law b to the posterior. From the prior, u is z, b is N(0, I) and h is
/// ln p(H_T|z). From Laplace's approximation, z = mode + L^{−ᵀ}u with L Lᵀ the precision there, b is Student's t (or
/// N(0, I)), and h = ln[p(z) p(H_T|z) / (|L| b(u))]. In both cases E_b[e^h | H_T] = p(H_T), and all is a function of
/// H_T alone.
template <class Process>
class annealing_target {
 public:
  using Real = real_type_t<Process>;
  using vector = Eigen::VectorX<Real>;
  using history_type = typename Process::history_type;

  /// `tail` is the number of degrees of freedom of b where the path starts from Laplace's approximation.
  annealing_target(const Process& process, annealing_start start, const Real& tail)
      : process_(process),
        base_(Real(process.latent_dimension()),
              start == annealing_start::prior ? std::numeric_limits<Real>::infinity() : tail),
        z_(static_cast<Eigen::Index>(process.latent_dimension())),
        from_prior_(start == annealing_start::prior) {}

  /// Takes another history, which must outlive what is asked of it.
  void observe(const history_type& history, const replicate_origin& origin) {
    history_ = &history;
    origin_ = origin;
    if constexpr (approximable_process<Process>)
      if (!from_prior_) {
        approximation_.fit(process_, history);
        if (is_nan(approximation_.half_log_determinant())) origin_.blame("gradient or hessian");
      }
  }

  [[nodiscard]] Eigen::Index dimension() const { return z_.size(); }
  [[nodiscard]] const spherical_law<Real>& base() const { return base_; }
  [[nodiscard]] const replicate_origin& origin() const { return origin_; }

  /// h(u). NaN only where the process returned NaN at a point that no draw from the prior reaches.
  /// - Throws: std::runtime_error if the process returned NaN anywhere else.
  [[nodiscard]] Real log_weight(const vector& u) {
    const vector& z = latent(u);
    const Real log_likelihood = log_likelihood_at(z);
    if (is_nan(log_likelihood) && within_reach(z)) origin_.blame("log_likelihood");
    if constexpr (approximable_process<Process>)
      if (!from_prior_)
        return log_likelihood - z.squaredNorm() / 2 - approximation_.half_log_determinant() -
               base_.log_density(u.squaredNorm());
    return log_likelihood;
  }

  /// ∇h(u); false if that is not to be had since u is beyond every point that the prior draws, or impossible.
  /// - Throws: std::runtime_error if the process returned NaN at a possible point within the prior's reach.
  [[nodiscard]] bool gradient(const vector& u, vector& result) requires evaluates_gradient<Process> {
    const vector& z = latent(u);
    reuse::gradient(process_, z, *history_, result);
    require_same_size("gradient: number of entries", result.size(), "latent_dimension()", dimension());
    if (result.hasNaN()) {
      if (!within_reach(z)) return false;
      const Real log_likelihood = log_likelihood_at(z);
      origin_.require_number(log_likelihood);
      if (log_likelihood > -std::numeric_limits<Real>::infinity()) origin_.blame("gradient");
      return false;
    }
    if constexpr (approximable_process<Process>)
      if (!from_prior_) {
        result -= z;
        approximation_.factor().lower().solveInPlace(result);
        result += base_.pull(u.squaredNorm()) * u;
      }
    return true;
  }

  /// u(z).
  void place(const vector& z, vector& u) {
    u = z;
    if constexpr (approximable_process<Process>)
      if (!from_prior_) {
        z_ = z - approximation_.mode();
        u.noalias() = approximation_.factor().upper() * z_;
      }
  }

 private:
  [[nodiscard]] const vector& latent(const vector& u) {
    if constexpr (approximable_process<Process>)
      if (!from_prior_) {
        z_ = u;
        approximation_.factor().upper().solveInPlace(z_);
        z_ += approximation_.mode();
        return z_;
      }
    return u;
  }

  [[nodiscard]] Real log_likelihood_at(const vector& z) {
    if (theta_)
      reuse::parameter_from(process_, z, *theta_);
    else
      theta_.emplace(process_.parameter_from(z));
    return reuse::total_log_likelihood(process_, *theta_, *history_, terms_);
  }

  /// A point beyond has a prior density below e^{−720} of what is typical: a trajectory that gets there has diverged,
  /// and a function that overflows there is not to blame.
  [[nodiscard]] bool within_reach(const vector& z) const {
    using std::sqrt;
    return z.norm() <= sqrt(Real(dimension())) + 38;
  }

  const Process& process_;
  const history_type* history_ = nullptr;
  replicate_origin origin_;
  spherical_law<Real> base_;
  std::optional<typename Process::parameter_type> theta_;
  vector terms_;
  vector z_;
  bool from_prior_;

  struct nothing {};
  using approximation =
      typename std::conditional_t<approximable_process<Process>, std::type_identity<laplace_approximation<Process>>,
                                  std::type_identity<nothing>>::type;
  approximation approximation_;
};

}  // namespace infobound::inline v0_1::detail
