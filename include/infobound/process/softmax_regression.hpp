// SPDX-License-Identifier: BSL-1.0
// Softmax regression, also called multinomial logistic regression, under a Gaussian prior.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_01.hpp>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <infobound/core/bound.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/generalised_linear_model_bounds.hpp>
#include <infobound/process/inputs.hpp>
#include <vector>

namespace infobound::inline v0_1 {

/// Softmax regression: weights w_0, …, w_{C−1} iid N(0, I_d/d), inputs X_t independent of them,
/// P(Y_{t+1} = c | θ, X_t) ∝ exp(w_cᵀX_t) (theory 4.4). θ is the vector of length dC that has the weights of class c at
/// cd, …, cd + d − 1: the d × C matrix of weights, column by column, so that thetas have them side by side and one
/// matrix product gives every log-odds.
template <class Real, class Inputs = gaussian_inputs>
struct softmax_regression {
  using real_type = Real;
  using parameter_type = Eigen::VectorX<Real>;  ///< dC
  struct history_type {
    Eigen::MatrixX<Real> inputs;          ///< d × T, one observation a column
    Eigen::VectorX<Eigen::Index> labels;  ///< T, each 0 … C − 1
  };

  Eigen::Index dimension;  ///< d ≥ 1
  Eigen::Index classes;    ///< C ≥ 2
  Inputs inputs = {};      ///< the law of the inputs

  static constexpr bool has_gaussian_inputs = std::same_as<Inputs, gaussian_inputs>;
  static constexpr bool has_fixed_design = std::same_as<Inputs, fixed_design<Real>>;
  static constexpr bool independent_observations = has_gaussian_inputs;  ///< iid given θ: theory 1.2 applies

  /// - Throws: std::domain_error for a field outside its range, std::invalid_argument for a design of another width.
  void validate() const {
    require_at_least("softmax_regression.dimension", dimension, 1);
    require_at_least("softmax_regression.classes", classes, 2);
    if constexpr (validated_for_dimension<Inputs>) inputs.validate(dimension);
  }

  // The law -----------------------------------------------------------------------------------------------------------

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng) const {
    boost::random::normal_distribution<Real> normal(0, scale());
    return parameter_type::NullaryExpr(dimension * classes, [&] { return normal(rng); });
  }

  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& theta, std::size_t horizon, Rng& rng) const {
    const auto observations = static_cast<Eigen::Index>(horizon);
    history_type history{Eigen::MatrixX<Real>(dimension, observations), Eigen::VectorX<Eigen::Index>(observations)};
    inputs.draw(history.inputs, rng);
    const Eigen::MatrixX<Real> odds = probabilities(theta, history.inputs);
    boost::random::uniform_01<Real> uniform;
    for (Eigen::Index t = 0; t < observations; ++t) {
      Real left = uniform(rng);
      Eigen::Index label = 0;
      // What rounding leaves over goes to the last class.
      while (label + 1 < classes && left >= odds(t, label)) left -= odds(t, label++);
      history.labels[t] = label;
    }
    return history;
  }

  /// ln p(Y_{t+1} | θ, X_t), in nats. Cost: O(TdC).
  [[nodiscard]] Eigen::VectorX<Real> log_likelihood(const parameter_type& theta, const history_type& history) const {
    return log_likelihoods(theta, history);
  }

  /// ln p(Y_{t+1} | θ, X_t) for N parameters in the columns of thetas (dC × N), in nats: T × N.
  /// - Accuracy: absolute error of a few units of max(1, |w_cᵀx|) in the last place; finite for finite log-odds.
  /// - Cost:     one matrix product and TNC exponentials, in blocks of parameters that stay in the cache.
  [[nodiscard]] Eigen::MatrixX<Real> log_likelihoods(const Eigen::MatrixX<Real>& thetas,
                                                     const history_type& history) const {
    using std::max, std::min;
    const Eigen::Index observations = history.inputs.cols();
    Eigen::MatrixX<Real> result(observations, thetas.cols());
    const Eigen::Index stride = max(Eigen::Index{1}, 4096 / max(Eigen::Index{1}, observations * classes));
    Eigen::MatrixX<Real> log_odds(observations, classes * min(stride, thetas.cols()));
    Eigen::ArrayX<Real> largest(observations);
    Eigen::ArrayX<Real> sum(observations);
    for (Eigen::Index n = 0; n < thetas.cols(); n += stride) {
      const Eigen::Index parameters = min(stride, thetas.cols() - n);
      const Eigen::Map<const Eigen::MatrixX<Real>> weights(thetas.data() + n * thetas.rows(), dimension,
                                                           classes * parameters);
      log_odds.leftCols(classes * parameters).noalias() = history.inputs.transpose() * weights;
      for (Eigen::Index parameter = 0; parameter < parameters; ++parameter) {
        const auto own = log_odds.middleCols(parameter * classes, classes).array();
        largest = own.col(0);
        for (Eigen::Index label = 1; label < classes; ++label) largest = largest.max(own.col(label));
        sum.setZero();
        for (Eigen::Index label = 0; label < classes; ++label) sum += (own.col(label) - largest).exp();
        auto column = result.col(n + parameter);
        for (Eigen::Index t = 0; t < observations; ++t) column[t] = own(t, history.labels[t]) - largest[t];
        column.array() -= sum.log();
      }
    }
    return result;
  }

  // In whitened coordinates: θ = z/√d, z ~ N(0, I_{dC}) ---------------------------------------------------------------

  [[nodiscard]] std::size_t latent_dimension() const { return static_cast<std::size_t>(dimension * classes); }

  [[nodiscard]] parameter_type parameter_from(const Eigen::VectorX<Real>& z) const { return z * scale(); }

  /// ∇_z ln p(H_T | θ(z)). Cost: O(TdC).
  [[nodiscard]] Eigen::VectorX<Real> gradient(const Eigen::VectorX<Real>& z, const history_type& history) const {
    Eigen::MatrixX<Real> errors = -probabilities(parameter_from(z), history.inputs);
    for (Eigen::Index t = 0; t < errors.rows(); ++t) errors(t, history.labels[t]) += 1;
    const Eigen::MatrixX<Real> result = scale() * (history.inputs * errors);
    return result.reshaped();
  }

  /// ∇²_z ln p(H_T | θ(z)), symmetric and negative semidefinite. Cost: O(Td²C²).
  [[nodiscard]] Eigen::MatrixX<Real> hessian(const Eigen::VectorX<Real>& z, const history_type& history) const {
    const Eigen::MatrixX<Real> odds = probabilities(parameter_from(z), history.inputs);
    Eigen::MatrixX<Real> result(dimension * classes, dimension * classes);
    Eigen::VectorX<Real> curvatures(odds.rows());
    for (Eigen::Index a = 0; a < classes; ++a)
      for (Eigen::Index b = 0; b <= a; ++b) {
        curvatures = odds.col(a).cwiseProduct(odds.col(b));
        if (a == b) curvatures -= odds.col(a);
        curvatures /= Real(dimension);
        Eigen::MatrixX<Real> block = (history.inputs * curvatures.asDiagonal()) * history.inputs.transpose();
        if (a == b) block.template triangularView<Eigen::StrictlyUpper>() = block.transpose();
        result.block(a * dimension, b * dimension, dimension, dimension) = block;
        result.block(b * dimension, a * dimension, dimension, dimension) = block.transpose();
      }
    return result;
  }

  // Rates and errors --------------------------------------------------------------------------------------------------

  /// The largest horizon that a fixed design allows.
  [[nodiscard]] std::size_t maximum_horizon() const requires has_fixed_design { return inputs.maximum_horizon(); }

  /// H_ε(θ) ≤ ((C−1)d/2) ln⁺((1 − 1/C)/(2ε)), in nats.
  /// - Domain: 0 < ε ≤ ∞, in nats per observation; 0 from ε = (1 − 1/C)/2 on.
  /// - Throws: std::domain_error for ε outside its domain.
  /// - Source: theory 4.4.
  [[nodiscard]] Real rate_upper(const Real& epsilon) const requires has_gaussian_inputs {
    require_positive_or_infinite("epsilon", epsilon);
    return generalised_linear_model_bounds::exponential_rate(Real((classes - 1) * dimension), Real(curvature() / 2),
                                                             epsilon);
  }

  /// H_{ε,T}(θ) ≤ ((C−1)k/2) ln⁺((1 − 1/C)p/(2ε)) for a fixed design, k = min(d, T), p = Σ_{t<T} ‖x_t‖²/(Td), in nats.
  /// - Domain: 0 < ε ≤ ∞, in nats per observation; T at most the number of rows.
  /// - Throws: std::domain_error for ε or T outside their domains.
  /// - Source: theory 4.6 (d).
  [[nodiscard]] Real rate_upper(const Real& epsilon, std::size_t horizon) const requires has_fixed_design {
    check_horizon(horizon);
    require_positive_or_infinite("epsilon", epsilon);
    const Real power = seen(horizon).squaredNorm() / (Real(horizon) * Real(dimension));
    const Real parameters = Real(classes - 1) * (std::min)(Real(dimension), Real(horizon));
    return generalised_linear_model_bounds::exponential_rate(parameters, Real(curvature() * power / 2), epsilon);
  }

  /// The upper bounds on 𝓛_T of theory 4.4 and 4.5 (Gaussian inputs) or 4.6 (a fixed design), in nats per observation;
  /// no lower one is known but 0. Cost: O(1), or O(T d min(d, T)) for a design.
  [[nodiscard]] std::vector<bound<Real>> error_bounds(std::size_t horizon) const
      requires(has_gaussian_inputs || has_fixed_design) {
    namespace bounds = generalised_linear_model_bounds;
    using std::log;
    using enum direction;
    check_horizon(horizon);
    const bound<Real> entropy{log(Real(classes)), upper, "entropy of a label"};
    if constexpr (has_gaussian_inputs) {
      const Real parameters = Real((classes - 1) * dimension);
      return {{bounds::fisher_upper(parameters, Real(horizon), curvature()), upper,
               "Efroimovich's inequality (theory 4.5)"},
              {bounds::curvature_upper(parameters, Real(horizon), curvature()), upper,
               "Theorem 15, largest curvature (theory 4.4)"},
              entropy};
    } else {
      const auto slopes = Eigen::ArrayX<Real>::Constant(static_cast<Eigen::Index>(horizon), 1 / Real(classes));
      return {{Real(classes - 1) * bounds::design_fisher_upper(seen(horizon), slopes), upper,
               "Efroimovich's inequality, given design (theory 4.6 a)"},
              entropy};
    }
  }

 private:
  [[nodiscard]] Real scale() const {
    using std::sqrt;
    return 1 / sqrt(Real(dimension));
  }

  /// The largest trace of the covariance of a label's indicator, 1 − 1/C.
  [[nodiscard]] Real curvature() const { return Real(classes - 1) / Real(classes); }

  /// P(Y_{t+1} = c | θ, X_t): T × C.
  [[nodiscard]] Eigen::MatrixX<Real> probabilities(const parameter_type& theta,
                                                   const Eigen::MatrixX<Real>& seen_inputs) const {
    const Eigen::Map<const Eigen::MatrixX<Real>> weights(theta.data(), dimension, classes);
    Eigen::MatrixX<Real> result = seen_inputs.transpose() * weights;
    const Eigen::VectorX<Real> largest = result.rowwise().maxCoeff();
    result = (result.colwise() - largest).array().exp().matrix().eval();
    const Eigen::VectorX<Real> sum = result.rowwise().sum();
    result.array().colwise() /= sum.array();
    return result;
  }

  void check_horizon(std::size_t horizon) const {
    require_at_least("horizon", horizon, 1);
    if constexpr (has_fixed_design)
      require_at_most("horizon", horizon, maximum_horizon(), "the number of rows of the design");
  }

  [[nodiscard]] auto seen(std::size_t horizon) const {
    return inputs.matrix.topRows(static_cast<Eigen::Index>(horizon));
  }
};

}  // namespace infobound::inline v0_1
