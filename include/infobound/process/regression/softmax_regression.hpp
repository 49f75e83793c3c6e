// SPDX-License-Identifier: BSL-1.0
// Softmax regression, also called multinomial logistic regression, under a Gaussian prior.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <concepts>
#include <cstddef>
#include <infobound/core/bound.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/variates.hpp>
#include <infobound/core/numeric/weighted_gram.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/regression/gaussian_divergence.hpp>
#include <infobound/process/regression/gaussian_prior_bounds.hpp>
#include <infobound/process/regression/gaussian_prior_law.hpp>
#include <infobound/process/regression/gaussian_prior_softmax_bounds.hpp>
#include <infobound/process/regression/generalised_linear_model_bounds.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <infobound/process/regression/isotropic_prior.hpp>
#include <infobound/process/regression/regression_given_part.hpp>
#include <infobound/process/regression/softmax_regression_bounds.hpp>
#include <infobound/rate/exponential.hpp>
#include <type_traits>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// Softmax regression: weights w_0, …, w_{C−1} iid N(0, I_d/d), inputs X_t independent of them,
/// P(Y_{t+1} = c | θ, X_t) ∝ exp(w_cᵀX_t) (theory 4.4). θ is the vector of length dC that has the weights of class c at
/// cd, …, cd + d − 1: the d × C matrix of weights, column by column, so that thetas have them side by side and one
/// matrix product gives every log-odds. Under a gaussian_prior of this vector, dC × dC, in place of independent weights
/// there are bounds on both sides for a design, and from above for other inputs (theory 13.2 d).
template <class Real, class Inputs = gaussian_inputs, class Prior = isotropic_prior>
struct softmax_regression {
  static_assert(regression_prior<Prior, Real>,
                "infobound: a regression takes isotropic_prior, or gaussian_prior of its own scalar, as its prior");
  static_assert(
      !bool(Eigen::MatrixX<Real>::IsRowMajor),
      "infobound: softmax_regression reads matrices column by column: compile without EIGEN_DEFAULT_TO_ROW_MAJOR");
  using real_type = Real;
  using parameter_type = Eigen::VectorX<Real>;  ///< dC
  struct history_type {
    Eigen::MatrixX<Real> inputs;          ///< d × T, one observation a column
    Eigen::VectorX<Eigen::Index> labels;  ///< T, each 0 … C − 1
  };

  Eigen::Index dimension;  ///< d ≥ 1
  Eigen::Index classes;    ///< C ≥ 2
  Inputs inputs = {};      ///< the law of the inputs
  Prior prior = {};        ///< N(0, I_{dC}/d), or N(μ, Σ)

  static constexpr bool is_isotropic = std::same_as<Prior, isotropic_prior>;
  static constexpr bool has_gaussian_inputs = std::same_as<Inputs, gaussian_inputs>;
  static constexpr bool has_fixed_design = std::same_as<Inputs, fixed_design<Real>>;
  /// iid given θ: theory 1.2 applies.
  static constexpr bool independent_observations = centred_gaussian_inputs<Inputs, Real>;
  static constexpr bool log_concave_likelihood = true;  ///< theory 12.3 applies

  /// - Throws: std::domain_error for a field outside its range, std::invalid_argument for a design of another width.
  void validate() const {
    require_at_least("softmax_regression.dimension", dimension, 1);
    require_at_least("softmax_regression.classes", classes, 2);
    if constexpr (validated_for_dimension<Inputs>) inputs.validate(dimension);
    if constexpr (!is_isotropic) prior.validate(dimension * classes);
  }

  // The law: what is returned is in the memory of `result` ------------------------------------------------------------

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng, parameter_type&& result = {}) const {
    if constexpr (!is_isotropic) return prior.draw(rng, std::move(result));
    boost::random::normal_distribution<Real> normal(0, scale());
    result.resize(dimension * classes);
    for (Real& entry : result) entry = normal(rng);
    return result;
  }

  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& theta, std::size_t horizon, Rng& rng,
                                          history_type&& result = {}) const {
    const auto observations = static_cast<Eigen::Index>(horizon);
    result.inputs.resize(dimension, observations);
    inputs.draw(result.inputs, rng);
    result.labels.resize(observations);
    for_each_block(theta, result.inputs, [&](Eigen::Index start, const auto&, const auto& odds) {
      for (Eigen::Index t = 0; t < odds.rows(); ++t) result.labels[start + t] = detail::draw_category(odds.row(t), rng);
    });
    return result;
  }

  /// ln p(Y_{t+1} | θ, X_t), in nats. Cost: O(TdC).
  [[nodiscard]] Eigen::VectorX<Real> log_likelihood(const parameter_type& theta, const history_type& history,
                                                    Eigen::VectorX<Real>&& result = {}) const {
    result.resize(history.inputs.cols());
    with_workspace([&](auto& log_odds) { fill_log_likelihoods(theta, 1, history, log_odds, result.data()); });
    return result;
  }

  /// ln p(Y_{t+1} | θ, X_t) for N parameters in the columns of thetas (dC × N), in nats: T × N.
  /// - Accuracy: absolute error of a few units of max(1, |w_cᵀx|) in the last place; finite for finite log-odds.
  /// - Cost:     one matrix product and TNC exponentials, in blocks that stay in the cache.
  [[nodiscard]] Eigen::MatrixX<Real> log_likelihoods(const Eigen::MatrixX<Real>& thetas, const history_type& history,
                                                     Eigen::MatrixX<Real>&& result = {}) const {
    result.resize(history.inputs.cols(), thetas.cols());
    with_workspace(
        [&](auto& log_odds) { fill_log_likelihoods(thetas, thetas.cols(), history, log_odds, result.data()); });
    return result;
  }

  // In whitened coordinates: θ = z/√d, z ~ N(0, I_{dC}), or μ + Lz ----------------------------------------------------

  [[nodiscard]] std::size_t latent_dimension() const {
    if constexpr (is_isotropic)
      return static_cast<std::size_t>(dimension * classes);
    else
      return prior.latent_dimension();
  }

  [[nodiscard]] parameter_type parameter_from(const Eigen::Ref<const Eigen::VectorX<Real>>& z,
                                              parameter_type&& result = {}) const {
    if constexpr (!is_isotropic) return prior.parameter_from(z, std::move(result));
    result = z * scale();
    return result;
  }

  /// ∇_z ln p(H_T | θ(z)). Cost: O(TdC).
  [[nodiscard]] Eigen::VectorX<Real> gradient(const Eigen::VectorX<Real>& z, const history_type& history,
                                              Eigen::VectorX<Real>&& result = {}) const {
    if constexpr (is_isotropic)
      fill_gradient(z, scale(), history, result);
    else {
      parameter_type slopes;
      fill_gradient(prior.parameter_from(z), Real(1), history, slopes);
      prior.covariance.transposed_product(slopes, result);
    }
    return result;
  }

  /// ∇²_z ln p(H_T | θ(z)), symmetric and negative semidefinite. Cost: O(Td²C²).
  [[nodiscard]] Eigen::MatrixX<Real> hessian(const Eigen::VectorX<Real>& z, const history_type& history,
                                             Eigen::MatrixX<Real>&& result = {}) const {
    if constexpr (is_isotropic)
      fill_hessian(z, scale(), Real(dimension), history, result);
    else {
      Eigen::MatrixX<Real> curvatures;
      fill_hessian(prior.parameter_from(z), Real(1), Real(1), history, curvatures);
      Eigen::MatrixX<Real> half;
      prior.covariance.transposed_product(curvatures, half);
      prior.covariance.transposed_product(half.transpose(), curvatures);
      result = (curvatures + curvatures.transpose()) / 2;
    }
    return result;
  }

  /// F, dC × CT, with −∇²_z ln p(Y_{t+1} | θ(z), X_t) = F_t F_tᵀ, C columns a label: (diag √p − p√pᵀ) ⊗ x_t/√d.
  /// Cost: O(TdC²).
  [[nodiscard]] Eigen::MatrixX<Real> hessian_factor(const Eigen::VectorX<Real>& z, const history_type& history,
                                                    Eigen::MatrixX<Real>&& result = {}) const {
    if constexpr (is_isotropic)
      fill_hessian_factor(z, scale(), history, result);
    else {
      Eigen::MatrixX<Real> columns;
      fill_hessian_factor(prior.parameter_from(z), Real(1), history, columns);
      prior.covariance.transposed_product(columns, result);
    }
    return result;
  }

  /// Σ_c √(p_c(θ,x_t) p_c(θ′,x_t)) for each label, at most 1. Cost: O(TdC).
  [[nodiscard]] Eigen::VectorX<Real> affinity(const parameter_type& theta, const parameter_type& other,
                                              const history_type& history, Eigen::VectorX<Real>&& result = {}) const {
    using std::min;
    Eigen::MatrixX<Real> roots(history.inputs.cols(), classes);
    for_each_block(theta, history.inputs, [&](Eigen::Index start, const auto&, const auto& odds) {
      roots.middleRows(start, odds.rows()) = odds.cwiseSqrt();
    });
    result.resize(history.inputs.cols());
    for_each_block(other, history.inputs, [&](Eigen::Index start, const auto&, const auto& odds) {
      for (Eigen::Index t = 0; t < odds.rows(); ++t)
        result[start + t] = min(Real(1), Real(odds.row(t).cwiseSqrt().dot(roots.row(start + t))));
    });
    return result;
  }

  // Rates and errors --------------------------------------------------------------------------------------------------

  /// The largest horizon that a fixed design allows.
  [[nodiscard]] std::size_t maximum_horizon() const requires has_fixed_design { return inputs.maximum_horizon(); }

  /// H_ε(θ) ≤ ((C−1)d/2) ln⁺((1 − 1/C)/(2ε)), in nats.
  /// - Domain: 0 < ε ≤ ∞, in nats per observation; 0 from ε = (1 − 1/C)/2 on.
  /// - Throws: std::domain_error for ε outside its domain.
  /// - Source: theory 4.4.
  [[nodiscard]] Real rate_upper(const Real& epsilon) const requires(is_isotropic&& has_gaussian_inputs) {
    require_positive_or_infinite("epsilon", epsilon);
    return detail::rounded_up<Real>(generalised_linear_model_bounds::exponential_rate(
        Wide(classes - 1) * Wide(dimension), Wide(curvature() / 2), Wide(epsilon)));
  }

  /// H_ε(θ) ≥ ((C−1)d/2) ln⁺(a/ε), a = ½ C^{2+1/(C−1)} E[v e^{−(2C/(C−1)) E lse}], in nats: 0.25 at C = 2 and 0.289
  /// at C = 3 in place of a for small weights, where rate_upper has 0.25 and 0.333.
  /// - Domain: as rate_upper.
  /// - Cost:   that of softmax_regression_bounds::constants where the thread's last call was for other sizes.
  /// - Throws: std::domain_error for ε outside its domain.
  /// - Source: theory 4.9.
  [[nodiscard]] Real rate_lower(const Real& epsilon) const requires(is_isotropic&& has_gaussian_inputs) {
    require_positive_or_infinite("epsilon", epsilon);
    return detail::rounded_down<Real>(generalised_linear_model_bounds::exponential_rate(
        Wide(classes - 1) * Wide(dimension), Wide(constants().amplitude), Wide(epsilon)));
  }

  /// H_{ε,T}(θ) ≤ ((C−1)k/2) ln⁺((1 − 1/C)p/(2ε)) for a fixed design, k = min(d, T), p = Σ_{t<T} ‖x_t‖²/(Td), in nats.
  /// - Domain: 0 < ε ≤ ∞, in nats per observation; T at most the number of rows.
  /// - Throws: std::domain_error for ε or T outside their domains.
  /// - Source: theory 4.6 (d).
  [[nodiscard]] Real rate_upper(const Real& epsilon, std::size_t horizon) const
      requires(is_isotropic&& has_fixed_design) {
    check_horizon(horizon);
    require_positive_or_infinite("epsilon", epsilon);
    const Real parameters = Real(classes - 1) * (std::min)(Real(dimension), Real(horizon));
    return generalised_linear_model_bounds::design_rate(seen(horizon), parameters, Real(curvature()), epsilon);
  }

  /// Every bound on 𝓛_T of theory 4.4, 4.5, 4.8 and 4.9 (Gaussian inputs) or 4.6 and 4.8 (a fixed design), in nats per
  /// observation. Cost: O(1) in T, below 1 ms where the thread's last call was for the same sizes; or
  /// O(T d min(d, T)) for a design, and softmax_regression_bounds::design_means.
  [[nodiscard]] std::vector<bound<Real>> error_bounds(std::size_t horizon) const
      requires(is_isotropic && (has_gaussian_inputs || has_fixed_design)) {
    namespace bounds = generalised_linear_model_bounds;
    namespace own = softmax_regression_bounds;
    using std::log;
    using enum direction;
    check_horizon(horizon);
    if constexpr (has_gaussian_inputs) {
      const Wide d = Wide(dimension);
      const Wide C = Wide(classes);
      const Wide parameters = Wide(classes - 1) * d;
      const Wide T = Wide(horizon);
      const auto& constant = constants();
      const Wide a = Wide(constant.amplitude);
      const Wide rounding = Wide(1e-12) * log(C);
      return detail::rounded<Real>(
          {{bounds::fisher_upper(parameters, T, curvature()), upper, "Efroimovich's inequality (theory 4.5)"},
           {bounds::curvature_upper(parameters, T, curvature()), upper, "Theorem 15, largest curvature (theory 4.4)"},
           {log(C), upper, "entropy of a label"},
           {bounds::fisher_upper(parameters, T, Wide(constant.information)), upper,
            "Efroimovich's inequality, mean Fisher information (theory 4.8 a)"},
           {Wide(constant.first_error) + rounding, upper, "error of the first label (theory 4.9)"},
           {Wide(constant.growth.recursion(static_cast<double>(horizon))) / T, lower,
            "observed information, recursion (theory 4.8 b)"},
           {own::explicit_lower(d, C, T), lower, "observed information, closed form (theory 4.8 b)"},
           {rate::exponential_step_lower(parameters, T, a, Wide(Wide(constant.first_error) - rounding)), lower,
            "recursion (theory 4.9)"},
           {rate::exponential_recursion_lower(parameters, T, a), lower, "recursion, closed form (theory 4.9)"},
           {rate::exponential_root_lower(parameters, T, a), lower, "Theorem 15, Lambert W (theory 4.9)"}});
    } else {
      const auto design = seen(horizon);
      const auto C = static_cast<double>(classes);
      const own::design_means<Real> means(design, C);
      const auto slopes = Eigen::ArrayX<Real>::Constant(static_cast<Eigen::Index>(horizon), 1 / Real(classes));
      return {
          {Real(classes - 1) * bounds::design_fisher_upper(design, slopes), upper,
           "Efroimovich's inequality, given design (theory 4.6 a)"},
          {log(Real(classes)), upper, "entropy of a label"},
          {own::design_fisher_upper(design, C, means), upper,
           "Efroimovich's inequality, mean Fisher information, given design (theory 4.8 a)"},
          {own::design_curvature_lower(design, C, means), lower, "observed information, given design (theory 4.8 c)"}};
    }
  }

  /// Under a gaussian_prior: the bounds on 𝓛_T of theory 13.2 (d), on both sides for a fixed design, from above for
  /// inputs of a known second moment, in nats per observation. Means over logits are bounded by those over pairs of
  /// classes.
  /// - Cost: O(TC²) means over one normal variable and O(C²Tr min(C²T, r)) for a design, else O(C²dr min(C²d, r)).
  [[nodiscard]] std::vector<bound<Real>> error_bounds(std::size_t horizon) const
      requires(!is_isotropic &&
               (has_fixed_design || centred_gaussian_inputs<Inputs, Real> || tells_second_moment<Inputs, Real>)) {
    check_horizon(horizon);
    const detail::gaussian_prior_softmax_bounds<Real> bounds(classes, prior);
    if constexpr (has_fixed_design)
      return bounds.given(seen(horizon));
    else
      return bounds.drawn(detail::second_moment_of<Real>(inputs, dimension), horizon);
  }

  /// The process of the other entries of θ once those of the part are known: see information_about.
  /// - Throws: std::domain_error for a part that is empty, or has what is not an entry, or one twice.
  /// - Source: theory 13.3.
  [[nodiscard]] auto given(const std::vector<Eigen::Index>& part) const requires(!is_isotropic) {
    return regression_given_part<softmax_regression>{*this, detail::gaussian_partition<Real>(prior.covariance, part)};
  }

  /// KL(P_θ ‖ P̃_θ) of this prior from the learner's, in nats; ∞ unless both are carried by one plane.
  /// - Cost:   O(d³), some hundred times that of a product.
  /// - Source: theory 9.2, 13.1.
  template <class Learner>
  [[nodiscard]] Real prior_divergence(const Learner& learner) const
      requires(!is_isotropic && detail::has_gaussian_prior<Learner, Real>) {
    return detail::gaussian_divergence<Real>(prior, learner.prior).value();
  }

 private:
  using Wide = detail::wide_scalar<Real>;

  [[nodiscard]] const auto& constants() const {
    using scalar = std::conditional_t<true, double, Real>;  // known late, so that only those who ask compile them
    return softmax_regression_bounds::constants<scalar>::of(static_cast<double>(dimension),
                                                            static_cast<double>(classes));
  }

  [[nodiscard]] Real scale() const {
    using std::sqrt;
    return 1 / sqrt(Real(dimension));
  }

  /// The largest trace of the covariance of a label's indicator, 1 − 1/C.
  [[nodiscard]] Wide curvature() const { return Wide(classes - 1) / Wide(classes); }

  /// The gradient in v of ln p(H_T | θ = factor v) at v = theta.
  void fill_gradient(const parameter_type& theta, const Real& factor, const history_type& history,
                     parameter_type& result) const {
    result.setZero(theta.size());
    Eigen::Map<Eigen::MatrixX<Real>> slopes(result.data(), dimension, classes);
    for_each_block(theta, history.inputs, factor, [&](Eigen::Index start, const auto& seen_inputs, auto& odds) {
      odds = -factor * odds;
      for (Eigen::Index t = 0; t < odds.rows(); ++t) odds(t, history.labels[start + t]) += factor;
      slopes.noalias() += seen_inputs * odds;
    });
  }

  /// The Hessian in v of ln p(H_T | θ = factor v) at v = theta, where 1/divisor is the square of the factor.
  void fill_hessian(const parameter_type& theta, const Real& factor, const Real& divisor, const history_type& history,
                    Eigen::MatrixX<Real>& result) const {
    result.setZero(theta.size(), theta.size());
    detail::tile_vector<Real> curvatures;
    for_each_block(theta, history.inputs, factor, [&](Eigen::Index, const auto& seen_inputs, const auto& odds) {
      for (Eigen::Index a = 0; a < classes; ++a)
        for (Eigen::Index b = 0; b <= a; ++b) {
          curvatures = odds.col(a).cwiseProduct(odds.col(b)) / divisor;
          if (a == b) curvatures -= odds.col(a) / divisor;
          detail::add_lower_weighted_gram(seen_inputs, curvatures,
                                          result.block(a * dimension, b * dimension, dimension, dimension));
        }
    });
    // Every block of classes is itself symmetric.
    for (Eigen::Index a = 0; a < classes; ++a)
      for (Eigen::Index b = 0; b <= a; ++b) {
        auto block = result.block(a * dimension, b * dimension, dimension, dimension);
        block.template triangularView<Eigen::StrictlyUpper>() = block.transpose();
      }
    result.template triangularView<Eigen::StrictlyUpper>() = result.transpose();
  }

  void fill_hessian_factor(const parameter_type& theta, const Real& factor, const history_type& history,
                           Eigen::MatrixX<Real>& result) const {
    using std::sqrt;
    result.resize(theta.size(), classes * history.inputs.cols());
    for_each_block(theta, history.inputs, factor, [&](Eigen::Index start, const auto& seen_inputs, const auto& odds) {
      for (Eigen::Index t = 0; t < odds.rows(); ++t)
        for (Eigen::Index j = 0; j < classes; ++j)
          for (Eigen::Index c = 0; c < classes; ++c) {
            const Real weight = sqrt(odds(t, j)) * ((c == j ? Real(1) : Real(0)) - odds(t, c));
            result.col((start + t) * classes + j).segment(c * dimension, dimension) =
                factor * weight * seen_inputs.col(t);
          }
    });
  }

  /// Calls use(workspace): a matrix on the stack for 64 classes or fewer, else one on the heap.
  template <class Use>
  void with_workspace(Use use) const {
    if (classes <= detail::tile_size) {
      detail::tile<Real> workspace;
      use(workspace);
    } else {
      Eigen::MatrixX<Real> workspace;
      use(workspace);
    }
  }

  /// Calls visit(start, inputs, odds) for the observations, a block at a time, with odds(t, c) = P(Y = c) for weights
  /// `factor` times those given; odds may be overwritten.
  template <class Visit>
  void for_each_block(const Eigen::VectorX<Real>& theta, const Eigen::MatrixX<Real>& all_inputs, Visit visit) const {
    for_each_block(theta, all_inputs, Real(1), visit);
  }
  template <class Visit>
  void for_each_block(const Eigen::VectorX<Real>& theta, const Eigen::MatrixX<Real>& all_inputs, const Real& factor,
                      Visit visit) const {
    using std::min;
    const Eigen::Map<const Eigen::MatrixX<Real>> weights(theta.data(), dimension, classes);
    with_workspace([&](auto& odds) {
      detail::tile_vector<Real> row;
      for (Eigen::Index start = 0; start < all_inputs.cols(); start += detail::tile_size) {
        const Eigen::Index size = min(detail::tile_size, all_inputs.cols() - start);
        const auto seen_inputs = all_inputs.middleCols(start, size);
        odds.resize(size, classes);
        odds.noalias() = factor * (seen_inputs.transpose() * weights);
        row = odds.rowwise().maxCoeff();
        for (Eigen::Index label = 0; label < classes; ++label)
          odds.col(label) = (odds.col(label) - row).array().exp().matrix();
        row = odds.rowwise().sum();
        for (Eigen::Index label = 0; label < classes; ++label) odds.col(label) = odds.col(label).cwiseQuotient(row);
        visit(start, seen_inputs, odds);
      }
    });
  }

  /// The T × `count` log-likelihoods of parameters in the columns of thetas, column by column from `result` on.
  template <class Workspace>
  void fill_log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<Real>>& thetas, Eigen::Index count,
                            const history_type& history, Workspace& log_odds, Real* result) const {
    using std::max, std::min;
    const Eigen::Index observations = history.inputs.cols();
    const Eigen::Index stride = max(Eigen::Index{1}, detail::tile_size / classes);
    Eigen::Map<Eigen::MatrixX<Real>> terms(result, observations, count);
    Eigen::Array<Real, Eigen::Dynamic, 1, Eigen::ColMajor, detail::tile_size> largest;
    Eigen::Array<Real, Eigen::Dynamic, 1, Eigen::ColMajor, detail::tile_size> sum;
    for (Eigen::Index start = 0; start < observations; start += detail::tile_size) {
      const Eigen::Index size = min(detail::tile_size, observations - start);
      const auto seen_inputs = history.inputs.middleCols(start, size);
      for (Eigen::Index n = 0; n < count; n += stride) {
        const Eigen::Index parameters = min(stride, count - n);
        const Eigen::Map<const Eigen::MatrixX<Real>> weights(thetas.data() + n * dimension * classes, dimension,
                                                             classes * parameters);
        log_odds.resize(size, classes * parameters);
        log_odds.noalias() = seen_inputs.transpose() * weights;
        for (Eigen::Index parameter = 0; parameter < parameters; ++parameter) {
          const auto own = log_odds.middleCols(parameter * classes, classes).array();
          largest = own.col(0);
          for (Eigen::Index label = 1; label < classes; ++label) largest = (largest.max)(own.col(label));
          sum.setZero(size);
          for (Eigen::Index label = 0; label < classes; ++label) sum += (own.col(label) - largest).exp();
          auto column = terms.col(n + parameter).segment(start, size);
          for (Eigen::Index t = 0; t < size; ++t) column[t] = own(t, history.labels[start + t]) - largest[t];
          column.array() -= sum.log();
        }
      }
    }
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
