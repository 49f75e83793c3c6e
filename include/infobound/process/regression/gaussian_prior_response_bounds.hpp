// SPDX-License-Identifier: BSL-1.0
// Bounds on the error of generalised linear models under a Gaussian prior of one's own.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <infobound/core/bound.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/process/regression/gaussian_prior.hpp>
#include <infobound/process/regression/gaussian_prior_bounds.hpp>
#include <infobound/process/regression/gaussian_response.hpp>
#include <infobound/process/regression/generalised_linear_constants.hpp>
#include <infobound/process/regression/generalised_linear_law.hpp>
#include <infobound/process/regression/generalised_linear_model_bounds.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <infobound/process/regression/linear_regression_gaussian_prior.hpp>
#include <infobound/process/regression/response_expectations.hpp>
#include <limits>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// Knows E[j(η) λ_i g_i²], j the Fisher information of a label about η, for η ~ N(0, Σ_j λ_j g_j²) and iid
/// g_j ~ N(0, 1).
template <class R, class Number>
concept averages_spectral_information = requires(const R& response, const Eigen::ArrayX<Number>& eigenvalues) {
  { response.spectral_information(eigenvalues) } -> std::same_as<Eigen::ArrayX<Number>>;
};

/// Knows E ln a(η, Y), a = −∂² ln p(y|η)/∂η², where it is the same for η ~ N(0, v) of every v.
template <class R, class Real>
concept has_one_log_curvature = requires(const R& response) {
  { response.log_curvature_at_mean_zero() } -> std::convertible_to<Real>;
};

namespace detail {

/// Linear regression with noise variance 1/v, whose rates are at least those of a response whose curvature is at most v
/// on the same inputs under the same prior (theory 13.2).
template <class Real, class Inputs>
[[nodiscard]] linear_regression<Real, Inputs, gaussian_prior<Real>> regression_of_curvature(
    const Real& curvature, Eigen::Index dimension, const Inputs& inputs, const gaussian_prior<Real>& prior) {
  return {dimension, 1 / curvature, inputs, prior};
}

/// The bounds of theory 13.2 on 𝓛_T for θ ~ N(μ, Σ) and any response.
template <class Response, class Real>
class gaussian_prior_response_bounds {
 public:
  gaussian_prior_response_bounds(const Response& response, const gaussian_prior<Real>& prior)
      : response_(response), prior_(prior) {}

  /// For the first T rows of a design. Cost: two means over η a row, O(Tdr + T r min(r, T)).
  [[nodiscard]] std::vector<bound<Real>> given(const Eigen::Ref<const Eigen::MatrixX<Real>>& design) const {
    using enum direction;
    const whitened_rows rows(prior_, design);
    const response_expectations<Response, Real> means(response_);
    std::vector<bound<Real>> known;
    if constexpr (has_curvature)
      known.push_back({rows.error(Eigen::ArrayX<Real>::Constant(design.rows(), Real(response_.curvature()))), upper,
                       "Efroimovich's inequality, curvature, given design (theory 13.2)"});
    if constexpr (has_mean_information<Response, Real>) {
      Eigen::ArrayX<Real> informations(design.rows());
      for (Eigen::Index t = 0; t < design.rows(); ++t) {
        informations[t] = means.mean_information(rows.means[t], rows.variances[t]);
        if constexpr (has_curvature) informations[t] = (std::min)(informations[t], Real(response_.curvature()));
      }
      known.push_back({rows.error(informations), upper,
                       "Efroimovich's inequality, mean Fisher information, given design (theory 13.2)"});
    }
    if constexpr (log_concave_response<Response>) {
      Eigen::ArrayX<Real> weights(design.rows());
      for (Eigen::Index t = 0; t < design.rows(); ++t) {
        using std::exp;
        // A weight beyond the scalar's range is at least its end, and of a label that is known nothing is left.
        weights[t] = (std::min)((std::numeric_limits<Real>::max)(),
                                Real(exp(means.mean_log_curvature(rows.means[t], rows.variances[t]))));
      }
      known.push_back({rows.error(weights), lower, "observed information, given design (theory 13.2)"});
    }
    return known;
  }

  /// For inputs of a law whose second moment is known, N(0, S) above all. Cost: O(d³), as signal_spectrum.
  template <class Inputs>
  [[nodiscard]] std::vector<bound<Real>> drawn(const Inputs& inputs, std::size_t horizon) const {
    using enum direction;
    namespace bounds = gaussian_prior_bounds;
    const auto spectrum = signal_spectrum(prior_.covariance, inputs);
    const Wide T = Wide(horizon);
    std::vector<bound<Wide>> known;
    if constexpr (has_curvature)
      known.push_back({bounds::jensen_upper(spectrum, horizon, Wide(1 / Wide(response_.curvature()))), upper,
                       "Efroimovich's inequality, curvature (theory 13.2)"});
    if constexpr (centred_gaussian_inputs<Inputs, Real>) {
      if (prior_.mean.size() > 0 && !prior_.mean.isZero(0)) return rounded<Real>(std::move(known));
      if constexpr (averages_spectral_information<Response, Wide>) {
        Eigen::ArrayX<Wide> eigenvalues(static_cast<Eigen::Index>(spectrum.size()));
        for (std::size_t i = 0; i < spectrum.size(); ++i)
          eigenvalues[static_cast<Eigen::Index>(i)] = spectrum[i].value();
        Wide sum = 0;
        for (const Wide& information : response_.spectral_information(eigenvalues)) {
          using std::log1p;
          sum += log1p(T * information);
        }
        if (sum <= (std::numeric_limits<Wide>::max)())
          known.push_back({sum / (2 * T), upper, "Efroimovich's inequality, mean Fisher information (theory 13.2)"});
      }
      if constexpr (log_concave_response<Response> && has_one_log_curvature<Response, Real>) {
        using std::exp;
        const Wide noise = exp(-Wide(response_.log_curvature_at_mean_zero()));
        known.push_back({bounds::minkowski_lower(spectrum, horizon, noise), lower,
                         "observed information, Minkowski's inequality (theory 13.2)"});
        if ((std::min)(spectrum.size(), horizon) <= 1024)
          known.push_back({bounds::geometric_lower(spectrum, horizon, noise), lower,
                           "observed information, largest eigenvalues alike (theory 13.2)"});
      }
    }
    return rounded<Real>(std::move(known));
  }

  /// Label by label: (1/T) Σ_t I(Y_t;θ|x_t) of labels 0 and 1 of probability(η), whose entropy given η is
  /// −mean_log_likelihood(η). ∞ where a mean is not known.
  template <class Probability>
  [[nodiscard]] Real label_upper(const Eigen::Ref<const Eigen::MatrixX<Real>>& design, Probability probability) const {
    const whitened_rows rows(prior_, design);
    const Real slack = (std::max)(Real(1e-8F), 4096 * std::numeric_limits<Real>::epsilon());
    Real sum = 0;
    for (Eigen::Index t = 0; t < design.rows(); ++t) {
      using std::log, std::log1p, std::min;
      const auto mean = [&](auto f) {
        return response_expectations<Response, Real>::over_prior(rows.means[t], rows.variances[t], Real(1), f);
      };
      const auto one = mean(probability);
      const auto conditional = mean([&](const Real& eta) -> Real { return response_.mean_log_likelihood(eta); });
      if (!one || !conditional) return std::numeric_limits<Real>::infinity();
      const Real p = min(Real(1), (std::max)((std::numeric_limits<Real>::min)(), *one));
      const Real entropy = p < 1 ? Real(-p * log(p) - (1 - p) * log1p(-p)) : Real(0);
      sum += (std::max)(Real(0), Real(entropy + *conditional)) + slack;
    }
    return sum / Real(design.rows());
  }

 private:
  using Wide = wide_scalar<Real>;
  static constexpr bool has_curvature = bounded_curvature_response<Response, Real>;

  /// XL, and mean and variance of η_t.
  struct whitened_rows {
    Eigen::MatrixX<Real> columns;  ///< r × T
    Eigen::VectorX<Real> means;
    Eigen::VectorX<Real> variances;

    whitened_rows(const gaussian_prior<Real>& prior, const Eigen::Ref<const Eigen::MatrixX<Real>>& design)
        : means(prior.offsets(design.transpose())), variances(design.rows()) {
      prior.covariance.transposed_product(design.transpose(), columns);
      require_in_range(means, columns);
      for (Eigen::Index t = 0; t < variances.size(); ++t) variances[t] = columns.col(t).squaredNorm();
    }

    /// (1/2T) ln det(I + Σ_t w_t Lᵀx_t x_tᵀL); ∞ where a weight is.
    [[nodiscard]] Real error(const Eigen::ArrayX<Real>& weights) const {
      using std::sqrt;
      if (!(weights <= (std::numeric_limits<Real>::max)()).all()) return std::numeric_limits<Real>::infinity();
      Eigen::ArrayX<Real> roots(weights.size());
      const Real rank = sqrt(Real(columns.rows()));
      for (Eigen::Index t = 0; t < roots.size(); ++t) roots[t] = rank * sqrt(weights[t]);
      return generalised_linear_model_bounds::weighted_gaussian_information(columns.transpose(), roots) /
             Real(columns.cols());
    }
  };

  const Response& response_;
  const gaussian_prior<Real>& prior_;
};

}  // namespace detail

}  // namespace infobound::inline v0_1
