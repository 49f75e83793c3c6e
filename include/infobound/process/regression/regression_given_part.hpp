// SPDX-License-Identifier: BSL-1.0
// A regression of which some coefficients are known, whatever they are.
#pragma once

#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/process/regression/gaussian_partition.hpp>
#include <infobound/process/regression/gaussian_prior.hpp>
#include <utility>

namespace infobound::inline v0_1 {

/// The process of the other coefficients χ once a part φ of those of a regression is known (theory 13.3). With
/// θ = μ + M_1 z_1 + M_2 z_2 its parameter is z_2 ~ N(0, I), which is independent of φ, and a history has
/// μ + M_1 z_1 beside the data, drawn anew each time: I(H_T; z_2 | φ) = I(H_T; χ | φ). Made by given(part).
template <class Process>
struct regression_given_part {
  using real_type = typename Process::real_type;
  using parameter_type = Eigen::VectorX<real_type>;  ///< z_2
  struct history_type {
    typename Process::history_type data;
    Eigen::VectorX<real_type> known;  ///< E[θ|φ], which tells φ
  };
  static constexpr bool log_concave_likelihood = has_log_concave_likelihood<Process>;

  /// Derivatives are had under any prior.
  static constexpr bool has_law = requires(const Process& p, const gaussian_prior<real_type>& prior) {
    p.law_under(prior);
  };

  Process process;
  detail::gaussian_partition<real_type> partition;

  void validate() const { process.validate(); }

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng, parameter_type&& result = {}) const {
    result.resize(partition.rest.cols());
    draw(result, rng);
    return result;
  }

  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& z, std::size_t horizon, Rng& rng,
                                          history_type&& result = {}) const {
    Eigen::VectorX<real_type> z_1(partition.known.cols());
    draw(z_1, rng);
    result.known.noalias() = partition.known * z_1;
    if (process.prior.mean.size() > 0) result.known += process.prior.mean;
    result.data = process.draw_history(theta(z, result), horizon, rng, std::move(result.data));
    return result;
  }

  [[nodiscard]] Eigen::VectorX<real_type> log_likelihood(const parameter_type& z, const history_type& history,
                                                         Eigen::VectorX<real_type>&& result = {}) const {
    return process.log_likelihood(theta(z, history), history.data, std::move(result));
  }

  [[nodiscard]] Eigen::MatrixX<real_type> log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<real_type>>& zs,
                                                          const history_type& history,
                                                          Eigen::MatrixX<real_type>&& result = {}) const {
    Eigen::MatrixX<real_type> thetas = partition.rest * zs;
    for (Eigen::Index n = 0; n < thetas.cols(); ++n) thetas.col(n) += history.known;
    return process.log_likelihoods(thetas, history.data, std::move(result));
  }

  [[nodiscard]] std::size_t latent_dimension() const { return static_cast<std::size_t>(partition.rest.cols()); }

  [[nodiscard]] parameter_type parameter_from(const Eigen::Ref<const Eigen::VectorX<real_type>>& z,
                                              parameter_type&& result = {}) const {
    result = z;
    return result;
  }

  [[nodiscard]] Eigen::VectorX<real_type> gradient(const Eigen::VectorX<real_type>& z, const history_type& history,
                                                   Eigen::VectorX<real_type>&& result = {}) const requires has_law {
    const gaussian_prior<real_type> prior = about(history);
    return process.law_under(prior).gradient(z, history.data, std::move(result));
  }

  [[nodiscard]] Eigen::MatrixX<real_type> hessian(const Eigen::VectorX<real_type>& z, const history_type& history,
                                                  Eigen::MatrixX<real_type>&& result = {}) const requires has_law {
    const gaussian_prior<real_type> prior = about(history);
    return process.law_under(prior).hessian(z, history.data, std::move(result));
  }

  /// The largest horizon that a fixed design allows.
  [[nodiscard]] std::size_t maximum_horizon() const requires has_maximum_horizon<Process> {
    return process.maximum_horizon();
  }

 private:
  template <class Rng>
  static void draw(Eigen::VectorX<real_type>& z, Rng& rng) {
    boost::random::normal_distribution<real_type> normal;
    for (real_type& entry : z) entry = normal(rng);
  }

  [[nodiscard]] Eigen::VectorX<real_type> theta(const parameter_type& z, const history_type& history) const {
    return history.known + partition.rest * z;
  }

  /// The prior of θ given φ.
  [[nodiscard]] gaussian_prior<real_type> about(const history_type& history) const {
    return {history.known, gaussian_covariance<real_type>::from_factor(partition.rest)};
  }
};

}  // namespace infobound::inline v0_1
