// SPDX-License-Identifier: BSL-1.0
// What generalised linear models have in common: labels given inputs, and their likelihood with its derivatives
// (theory 4.7).
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <concepts>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/weighted_gram.hpp>
#include <infobound/core/random_stream_type.hpp>
#include <utility>

namespace infobound::inline v0_1 {

/// Draws a label given η.
template <class R, class Real>
concept draws_label = requires(const R& response, const Real& eta, random_stream& rng) {
  { response.draw(eta, rng) } -> std::convertible_to<Real>;
};

/// ln p(y|η), in nats.
template <class R, class Real>
concept evaluates_label_likelihood = requires(const R& response, const Real& eta, const Real& label) {
  { response.log_likelihood(eta, label) } -> std::convertible_to<Real>;
};

/// The first two derivatives of ln p(y|η) in η.
template <class R, class Real>
concept differentiates_label_likelihood = requires(const R& response, const Real& eta, const Real& label) {
  { response.first_derivative(eta, label) } -> std::convertible_to<Real>;
  { response.second_derivative(eta, label) } -> std::convertible_to<Real>;
};

/// A smooth law of a scalar label given η = θᵀX.
template <class R, class Real>
concept scalar_response =
    draws_label<R, Real> && evaluates_label_likelihood<R, Real> && differentiates_label_likelihood<R, Real>;

/// Knows a v with −∂²/∂η² ln p(y|η) ≤ v for every η and y: for an exponential family in its natural parameter the
/// largest variance of a label.
template <class R, class Real>
concept bounded_curvature_response = scalar_response<R, Real> && requires(const R& response) {
  { response.curvature() } -> std::convertible_to<Real>;
};

/// Declares, by `static constexpr bool log_concave = true`, that η ↦ ln p(y|η) is concave for every label.
template <class R>
concept log_concave_response = requires {
  requires R::log_concave;
};

/// Knows Σ_y √(p(y|η) p(y|η′)), or the integral, of two laws of a label.
template <class R, class Real>
concept knows_affinity = requires(const R& response, const Real& eta) {
  { response.affinity(eta, eta) } -> std::convertible_to<Real>;
};

/// Knows E[ln p(Y|η) | η], the Fisher information of a label about η, and the means of both over η ~ N(0, v): what
/// control variates of known mean are made of.
template <class R, class Real>
concept averages_label_likelihood = scalar_response<R, Real> &&
    requires(const R& response, const Real& eta, const Real& variance) {
  { response.mean_log_likelihood(eta) } -> std::convertible_to<Real>;
  { response.information(eta) } -> std::convertible_to<Real>;
  { response.prior_mean_log_likelihood(variance) } -> std::convertible_to<Real>;
  { response.prior_mean_information(variance) } -> std::convertible_to<Real>;
};

/// Labels drawn given η = θᵀX, θ ~ N(0, I_d/d), and ln p(H_T|θ) with its derivatives in z = √d θ. Processes hold one by
/// value and forward to it. Functions that return their last argument `result` use its memory again, and allocate
/// nothing once it has its size. Besides what scalar_response asks, a response may have to_log_likelihoods(etas,
/// labels), which replaces etas(t, n) by ln p(labels[t] | etas(t, n)), and add_log_likelihoods(etas, labels, totals),
/// which adds to totals[n] the sum over t of ln p(labels[t] | etas(n, t)): both for speed only.
template <class Response, class Real>
struct generalised_linear_law {
  using parameter_type = Eigen::VectorX<Real>;  ///< d
  struct history_type {
    Eigen::MatrixX<Real> inputs;  ///< d × T, one observation a column
    Eigen::VectorX<Real> labels;  ///< T
  };

  Eigen::Index dimension;  ///< d ≥ 1
  Response response = {};  ///< the law of a label given η = θᵀX

  // Draws and likelihoods ---------------------------------------------------------------------------------------------

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng, parameter_type&& result = {}) const {
    boost::random::normal_distribution<Real> normal(0, scale());
    result.resize(dimension);
    for (Real& entry : result) entry = normal(rng);
    return result;
  }

  /// Draws the labels of the inputs that the history has.
  template <class Rng>
  void draw_labels(const parameter_type& theta, Rng& rng, history_type& history) const {
    history.labels.resize(history.inputs.cols());
    history.labels.noalias() = history.inputs.transpose() * theta;
    for (Real& label : history.labels) label = response.draw(label, rng);
  }

  /// ln p(Y_{t+1} | θ, X_t), in nats. Cost: O(Td).
  [[nodiscard]] Eigen::VectorX<Real> log_likelihood(const parameter_type& theta, const history_type& history,
                                                    Eigen::VectorX<Real>&& result = {}) const {
    result.resize(history.inputs.cols());
    result.noalias() = history.inputs.transpose() * theta;
    for (Eigen::Index t = 0; t < result.size(); ++t) result[t] = response.log_likelihood(result[t], history.labels[t]);
    return result;
  }

  /// ln p(Y_{t+1} | θ, X_t) for N parameters in the columns of thetas, in nats: T × N.
  /// - Cost: one matrix product and T N evaluations of the response.
  [[nodiscard]] Eigen::MatrixX<Real> log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<Real>>& thetas,
                                                     const history_type& history,
                                                     Eigen::MatrixX<Real>&& result = {}) const {
    using std::max, std::min;
    result.resize(history.inputs.cols(), thetas.cols());
    result.noalias() = history.inputs.transpose() * thetas;
    const auto labels = history.labels.array();
    // Whole columns, few enough to stay in the first-level cache.
    const Eigen::Index stride = max(Eigen::Index{1}, block * block / max(Eigen::Index{1}, result.rows()));
    for (Eigen::Index n = 0; n < result.cols(); n += stride) {
      auto etas = result.middleCols(n, min(stride, result.cols() - n)).array();
      if constexpr (requires { response.to_log_likelihoods(etas, labels); })
        response.to_log_likelihoods(etas, labels);
      else
        for (Eigen::Index column = 0; column < etas.cols(); ++column)
          for (Eigen::Index t = 0; t < etas.rows(); ++t)
            etas(t, column) = response.log_likelihood(etas(t, column), labels[t]);
    }
    return result;
  }

  /// ln p(H_T|θ) = Σ_t ln p(Y_{t+1} | θ, X_t) for N parameters in the columns of thetas, in nats: N numbers, without
  /// the T × N matrix.
  /// - Cost: one matrix product and T N evaluations of the response, in blocks that stay in the cache.
  [[nodiscard]] Eigen::ArrayX<Real> total_log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<Real>>& thetas,
                                                          const history_type& history,
                                                          Eigen::ArrayX<Real>&& result = {}) const {
    using std::min;
    result.setZero(thetas.cols());
    detail::tile<Real> workspace;
    for (Eigen::Index n = 0; n < thetas.cols(); n += block) {
      const Eigen::Index parameters = min(block, thetas.cols() - n);
      for (Eigen::Index t = 0; t < history.inputs.cols(); t += block) {
        const Eigen::Index labels = min(block, history.inputs.cols() - t);
        workspace.resize(parameters, labels);
        workspace.noalias() = thetas.middleCols(n, parameters).transpose() * history.inputs.middleCols(t, labels);
        auto totals = result.segment(n, parameters);
        add_log_likelihoods(workspace.array(), history.labels.segment(t, labels).array(), totals);
      }
    }
    return result;
  }

  /// ln p(H_T|θ) at labels of 0, for a response with ln p(y|η) = yη + ln p(0|η): what histories on these inputs share.
  void label_free_log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<Real>>& thetas, Eigen::MatrixX<Real> inputs,
                                  Eigen::ArrayX<Real>& result) const {
    const Eigen::Index observations = inputs.cols();
    result =
        total_log_likelihoods(thetas, {std::move(inputs), Eigen::VectorX<Real>::Zero(observations)}, std::move(result));
  }

  /// Adds what the labels contribute, θᵀ Σ_t y_t x_t: one vector product a history.
  void add_label_terms(const Eigen::Ref<const Eigen::MatrixX<Real>>& thetas, const history_type& history,
                       Eigen::VectorX<Real>& workspace, Eigen::ArrayX<Real>& result) const {
    workspace.resize(dimension);
    workspace.noalias() = history.inputs * history.labels;
    result.matrix().noalias() += thetas.transpose() * workspace;
  }

  /// Writes g with ln p(H_T|θ) − ln p(H_T|−θ) = θᵀg for every θ, for a response with ln p(y|η) − ln p(y|−η) = (2y−1)η.
  void reflection_slope(const history_type& history, parameter_type& result) const {
    result.setZero(dimension);
    for (Eigen::Index t = 0; t < history.inputs.cols(); ++t)
      result += (2 * history.labels[t] - 1) * history.inputs.col(t);
  }

  // In whitened coordinates: θ = z/√d, z ~ N(0, I_d) ------------------------------------------------------------------

  [[nodiscard]] std::size_t latent_dimension() const { return static_cast<std::size_t>(dimension); }

  [[nodiscard]] parameter_type parameter_from(const Eigen::Ref<const Eigen::VectorX<Real>>& z,
                                              parameter_type&& result = {}) const {
    result = z * scale();
    return result;
  }

  /// ∇_z ln p(H_T | θ(z)). Cost: O(Td).
  [[nodiscard]] Eigen::VectorX<Real> gradient(const Eigen::VectorX<Real>& z, const history_type& history,
                                              Eigen::VectorX<Real>&& result = {}) const {
    result.setZero(dimension);
    for_each_block(z, history, [&](const auto& inputs, const auto& labels, auto& etas) {
      for (Eigen::Index t = 0; t < etas.size(); ++t) etas[t] = scale() * response.first_derivative(etas[t], labels[t]);
      result.noalias() += inputs * etas;
    });
    return result;
  }

  /// ∇²_z ln p(H_T | θ(z)), symmetric. Cost: O(Td²).
  [[nodiscard]] Eigen::MatrixX<Real> hessian(const Eigen::VectorX<Real>& z, const history_type& history,
                                             Eigen::MatrixX<Real>&& result = {}) const {
    result.setZero(dimension, dimension);
    for_each_block(z, history, [&](const auto& inputs, const auto& labels, auto& etas) {
      for (Eigen::Index t = 0; t < etas.size(); ++t)
        etas[t] = response.second_derivative(etas[t], labels[t]) / Real(dimension);
      detail::add_lower_weighted_gram(inputs, etas, result);
    });
    result.template triangularView<Eigen::StrictlyUpper>() = result.transpose();
    return result;
  }

  /// F, d × T, with −∇²_z ln p(H_T | θ(z)) = FFᵀ, of a log-concave response: columns √(−∂² ln p/∂η²) x_t/√d.
  [[nodiscard]] Eigen::MatrixX<Real> hessian_factor(const Eigen::VectorX<Real>& z, const history_type& history,
                                                    Eigen::MatrixX<Real>&& result = {}) const requires
      log_concave_response<Response> {
    using std::max, std::sqrt;
    result.resize(dimension, history.inputs.cols());
    Eigen::Index start = 0;
    for_each_block(z, history, [&](const auto& inputs, const auto& labels, auto& etas) {
      for (Eigen::Index t = 0; t < etas.size(); ++t)
        etas[t] = scale() * sqrt(max(Real(0), Real(-response.second_derivative(etas[t], labels[t]))));
      result.middleCols(start, etas.size()).noalias() = inputs * etas.asDiagonal();
      start += etas.size();
    });
    return result;
  }

  /// Σ_y √(p(y|θ,x_t) p(y|θ′,x_t)) for each label.
  [[nodiscard]] Eigen::VectorX<Real> affinity(
      const parameter_type& theta, const parameter_type& other, const history_type& history,
      Eigen::VectorX<Real>&& result = {}) const requires knows_affinity<Response, Real> {
    result.resize(history.inputs.cols());
    for (Eigen::Index t = 0; t < result.size(); ++t)
      result[t] = response.affinity(theta.dot(history.inputs.col(t)), other.dot(history.inputs.col(t)));
    return result;
  }

  /// Calls visit(inputs, labels, etas) for the observations, a block at a time; etas may be overwritten.
  template <class Visit>
  void for_each_block(const Eigen::VectorX<Real>& z, const history_type& history, Visit visit) const {
    using std::min;
    detail::tile_vector<Real> etas;
    for (Eigen::Index t = 0; t < history.inputs.cols(); t += block) {
      const Eigen::Index size = min(block, history.inputs.cols() - t);
      const auto inputs = history.inputs.middleCols(t, size);
      etas.resize(size);
      etas.noalias() = scale() * (inputs.transpose() * z);
      visit(inputs, history.labels.segment(t, size), etas);
    }
  }

 private:
  static constexpr Eigen::Index block = detail::tile_size;

  [[nodiscard]] Real scale() const {
    using std::sqrt;
    return 1 / sqrt(Real(dimension));
  }

  template <class Etas, class Labels, class Totals>
  void add_log_likelihoods(const Etas& etas, const Labels& labels, Totals& totals) const {
    if constexpr (requires { response.add_log_likelihoods(etas, labels, totals); })
      response.add_log_likelihoods(etas, labels, totals);
    else
      for (Eigen::Index t = 0; t < etas.cols(); ++t)
        for (Eigen::Index n = 0; n < etas.rows(); ++n) totals[n] += response.log_likelihood(etas(n, t), labels[t]);
  }
};

}  // namespace infobound::inline v0_1
