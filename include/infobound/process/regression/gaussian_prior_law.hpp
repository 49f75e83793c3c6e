// SPDX-License-Identifier: BSL-1.0
// What generalised linear models under a Gaussian prior of one's own have in common.
#pragma once

#include <Eigen/Core>
#include <concepts>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/process/regression/gaussian_prior.hpp>
#include <infobound/process/regression/generalised_linear_law.hpp>
#include <infobound/process/regression/isotropic_prior.hpp>
#include <type_traits>
#include <utility>

namespace infobound::inline v0_1 {

/// Labels drawn given η = θᵀX, θ = μ + Lz of a gaussian_prior, and ln p(H_T|θ) with its derivatives in z: those of
/// generalised_linear_law in θ, times L. What is returned is in the memory of `result`.
template <class Response, class Real>
struct gaussian_prior_law {
  using standard_type = generalised_linear_law<Response, Real>;
  using parameter_type = typename standard_type::parameter_type;
  using history_type = typename standard_type::history_type;

  standard_type standard;             ///< labels given θ
  const gaussian_prior<Real>* prior;  ///< that of the process which asks

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng, parameter_type&& result = {}) const {
    return prior->draw(rng, std::move(result));
  }

  template <class Rng>
  void draw_labels(const parameter_type& theta, Rng& rng, history_type& history) const {
    standard.draw_labels(theta, rng, history);
  }

  [[nodiscard]] Eigen::VectorX<Real> log_likelihood(const parameter_type& theta, const history_type& history,
                                                    Eigen::VectorX<Real>&& result = {}) const {
    return standard.log_likelihood(theta, history, std::move(result));
  }

  [[nodiscard]] Eigen::MatrixX<Real> log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<Real>>& thetas,
                                                     const history_type& history,
                                                     Eigen::MatrixX<Real>&& result = {}) const {
    return standard.log_likelihoods(thetas, history, std::move(result));
  }

  [[nodiscard]] Eigen::ArrayX<Real> total_log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<Real>>& thetas,
                                                          const history_type& history,
                                                          Eigen::ArrayX<Real>&& result = {}) const {
    return standard.total_log_likelihoods(thetas, history, std::move(result));
  }

  [[nodiscard]] std::size_t latent_dimension() const { return prior->latent_dimension(); }

  [[nodiscard]] parameter_type parameter_from(const Eigen::Ref<const Eigen::VectorX<Real>>& z,
                                              parameter_type&& result = {}) const {
    return prior->parameter_from(z, std::move(result));
  }

  /// ∇_z ln p(H_T | θ(z)). Cost: O(Td + dr).
  [[nodiscard]] Eigen::VectorX<Real> gradient(const Eigen::VectorX<Real>& z, const history_type& history,
                                              Eigen::VectorX<Real>&& result = {}) const {
    const Eigen::VectorX<Real> slopes = root() * standard.gradient(at(z), history);
    prior->covariance.transposed_product(slopes, result);
    return result;
  }

  /// ∇²_z ln p(H_T | θ(z)), symmetric. Cost: O(Td² + d²r).
  [[nodiscard]] Eigen::MatrixX<Real> hessian(const Eigen::VectorX<Real>& z, const history_type& history,
                                             Eigen::MatrixX<Real>&& result = {}) const {
    const Eigen::MatrixX<Real> curvatures = Real(standard.dimension) * standard.hessian(at(z), history);
    Eigen::MatrixX<Real> half;
    prior->covariance.transposed_product(curvatures, half);
    Eigen::MatrixX<Real> whole;
    prior->covariance.transposed_product(half.transpose(), whole);
    result = (whole + whole.transpose()) / 2;
    return result;
  }

  /// F, r × T, with −∇²_z ln p(H_T | θ(z)) = FFᵀ, of a log-concave response.
  [[nodiscard]] Eigen::MatrixX<Real> hessian_factor(const Eigen::VectorX<Real>& z, const history_type& history,
                                                    Eigen::MatrixX<Real>&& result = {}) const requires
      log_concave_response<Response> {
    const Eigen::MatrixX<Real> columns = root() * standard.hessian_factor(at(z), history);
    prior->covariance.transposed_product(columns, result);
    return result;
  }

  [[nodiscard]] Eigen::VectorX<Real> affinity(
      const parameter_type& theta, const parameter_type& other, const history_type& history,
      Eigen::VectorX<Real>&& result = {}) const requires knows_affinity<Response, Real> {
    return standard.affinity(theta, other, history, std::move(result));
  }

 private:
  [[nodiscard]] Real root() const {
    using std::sqrt;
    return sqrt(Real(standard.dimension));
  }

  /// √d θ(z), in which the standard law has its derivatives.
  [[nodiscard]] parameter_type at(const Eigen::VectorX<Real>& z) const { return root() * prior->parameter_from(z); }
};

/// A prior of a regression: that of the theory, or one of the user's own in the same scalar.
template <class Prior, class Real>
concept regression_prior = std::same_as<Prior, isotropic_prior> || std::same_as<Prior, gaussian_prior<Real>>;

/// The law under either prior.
template <class Response, class Real, class Prior>
using regression_law = std::conditional_t<std::same_as<Prior, isotropic_prior>, generalised_linear_law<Response, Real>,
                                          gaussian_prior_law<Response, Real>>;

}  // namespace infobound::inline v0_1
