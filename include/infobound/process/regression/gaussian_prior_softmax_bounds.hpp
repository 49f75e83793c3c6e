// SPDX-License-Identifier: BSL-1.0
// Bounds on the error of softmax regression under a Gaussian prior of one's own.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/bound.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/pi.hpp>
#include <infobound/process/regression/gaussian_prior.hpp>
#include <infobound/process/regression/generalised_linear_model_bounds.hpp>
#include <infobound/process/regression/logistic_response.hpp>
#include <infobound/process/regression/response_expectations.hpp>
#include <limits>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::detail {

/// Means over Gaussian logits u ~ N(m, V) of C classes and p = softmax(u), from their safe sides (theory 13.2 d).
template <class Real>
class gaussian_logits {
 public:
  /// The means m, and a matrix B of C columns with V = BᵀB.
  gaussian_logits(Eigen::VectorX<Real> means, const Eigen::MatrixX<Real>& roots)
      : means_(std::move(means)), roots_(roots), classes_(means_.size()) {
    tilt();
    for (Eigen::Index reference = 0; reference < classes_; ++reference) {
      Real sum = means_[reference];
      for (Eigen::Index other = 0; other < classes_; ++other)
        if (other != reference) sum += softplus(means_[other] - means_[reference], variance(other, reference));
      log_sum_exp_ = (std::min)(log_sum_exp_, sum);
    }
  }

  /// At most E ln p_a + E ln p_b.
  [[nodiscard]] Real log_product(Eigen::Index a, Eigen::Index b) const {
    return means_[a] + means_[b] - 2 * log_sum_exp_;
  }

  /// At least E p_a p_b: E s′(u_a − u_b), as p_a p_b is at most that of two classes, or 4^{k−1} E(p_a p_b)^k, k ≤ 1,
  /// with lse(u) ≥ wᵀu + H(w).
  [[nodiscard]] Real product(Eigen::Index a, Eigen::Index b) const {
    using std::exp, std::log, std::min;
    const Eigen::VectorX<Real> rest = roots_.col(a) + roots_.col(b) - 2 * centre_;
    const Real mean = means_[a] + means_[b] - 2 * (weights_.dot(means_) + entropy_);
    const Real half_variance = rest.squaredNorm() / 2;
    Real exponent = std::numeric_limits<Real>::infinity();
    for (int step = 1; step <= 8; ++step) {
      const Real power = Real(step) / 8;
      exponent = min(exponent, Real(power * mean + power * power * half_variance - (1 - power) * log(Real(4))));
    }
    const Real moment = exp(exponent) * (1 + Real(1 << 10) * std::numeric_limits<Real>::epsilon());
    return min(moment, expectations().mean_information(Real(means_[a] - means_[b]), variance(a, b)));
  }

 private:
  using expectations_type = response_expectations<logistic_response<Real>, Real>;

  [[nodiscard]] static const expectations_type& expectations() {
    static const logistic_response<Real> response;
    static const expectations_type result(response);
    return result;
  }

  /// Var(u_a − u_b).
  [[nodiscard]] Real variance(Eigen::Index a, Eigen::Index b) const {
    return (roots_.col(a) - roots_.col(b)).squaredNorm();
  }

  /// At least E ln(1 + e^G), G ~ N(m, v): by the rule, or ln 2 + max(m, 0) + √(v/(2π)).
  [[nodiscard]] static Real softplus(const Real& mean, const Real& variance) {
    using std::log, std::max, std::min, std::sqrt;
    const Real coarse = log(Real(2)) + max(Real(0), mean) + sqrt(variance / (2 * pi<Real>()));
    const auto found = expectations_type::over_prior(mean, variance, Real(1), [](const Real& eta) -> Real {
      return -logistic_response<Real>{}.log_likelihood(eta, Real(0));
    });
    const Real slack = max(Real(1e-8F), 4096 * std::numeric_limits<Real>::epsilon());
    return found ? min(coarse, Real(*found + slack * (1 + *found))) : coarse;
  }

  /// E lse(u) ≤ E lse(bu)/b ≤ wᵀm + ln(Σ_c exp(b(m_c − wᵀm) + ½b² Var(u_c − wᵀu)))/b for 0 < b ≤ 1 and weights w of sum
  /// 1, near the best of which a few steps lead.
  void tilt() {
    using std::exp, std::log;
    log_sum_exp_ = std::numeric_limits<Real>::infinity();
    weights_ = Eigen::VectorX<Real>::Constant(classes_, 1 / Real(classes_));
    for (Real power = 1; power > Real(0.02F); power *= Real(0.7F)) {
      Eigen::VectorX<Real> weights = Eigen::VectorX<Real>::Constant(classes_, 1 / Real(classes_));
      for (int step = 0; step < 20; ++step) {
        const Eigen::VectorX<Real> centre = roots_ * weights;
        const Real mean = weights.dot(means_);
        Eigen::VectorX<Real> exponents(classes_);
        for (Eigen::Index c = 0; c < classes_; ++c)
          exponents[c] = power * (means_[c] - mean) + power * power * Real((roots_.col(c) - centre).squaredNorm()) / 2;
        const Real largest = exponents.maxCoeff();
        Real sum = 0;
        for (Real& exponent : exponents) {
          exponent = exp(exponent - largest);
          sum += exponent;
        }
        const Real value = mean + (largest + log(sum)) / power;
        if (value < log_sum_exp_) {
          log_sum_exp_ = value;
          weights_ = weights;
        }
        weights = (weights + exponents / sum) / 2;
      }
    }
    log_sum_exp_ += Real(1 << 10) * std::numeric_limits<Real>::epsilon() * (1 + means_.cwiseAbs().maxCoeff());
    centre_ = roots_ * weights_;
    entropy_ = 0;
    for (const Real& weight : weights_)
      if (weight > 0) entropy_ -= weight * log(weight);
  }

  Eigen::VectorX<Real> means_;
  const Eigen::MatrixX<Real>& roots_;
  Eigen::Index classes_;
  Real log_sum_exp_;              ///< at least E ln Σ_c e^{u_c}
  Eigen::VectorX<Real> weights_;  ///< a
  Eigen::VectorX<Real> centre_;   ///< Ba
  Real entropy_ = 0;              ///< of a: lse(u) ≥ aᵀu + entropy
};

/// The bounds of theory 13.2 (d) on 𝓛_T.
template <class Real>
class gaussian_prior_softmax_bounds {
 public:
  gaussian_prior_softmax_bounds(Eigen::Index classes, const gaussian_prior<Real>& prior)
      : classes_(classes), prior_(prior) {}

  /// For the first T rows of a design. Cost: O(TC²) means over one normal variable, and O(C²Tr min(C²T, r)).
  [[nodiscard]] std::vector<bound<Real>> given(const Eigen::Ref<const Eigen::MatrixX<Real>>& design) const {
    using enum direction;
    using std::exp, std::log, std::sqrt;
    const Eigen::Index pairs = classes_ * (classes_ - 1) / 2;
    Eigen::MatrixX<Real> contrasts(prior_.covariance.rank(), pairs * design.rows());
    Eigen::ArrayX<Real> lower_roots(contrasts.cols());
    Eigen::ArrayX<Real> upper_roots(contrasts.cols());
    const Real largest = 1 / (2 * Real(classes_));
    const Real unit = sqrt(Real(contrasts.rows()));
    Eigen::Index column = 0;
    for (Eigen::Index t = 0; t < design.rows(); ++t) {
      const Eigen::MatrixX<Real> roots = logit_roots(design.row(t).transpose());
      const Eigen::VectorX<Real> means = logit_means(design.row(t).transpose());
      require_in_range(means, roots);
      const gaussian_logits<Real> logits(means, roots);
      const Eigen::Index begin = column;
      Real total = 0;
      for (Eigen::Index a = 0; a < classes_; ++a)
        for (Eigen::Index b = a + 1; b < classes_; ++b, ++column) {
          contrasts.col(column) = roots.col(a) - roots.col(b);
          lower_roots[column] = unit * exp(logits.log_product(a, b) / 2);
          const Real product = logits.product(a, b);
          total += product;
          upper_roots[column] = unit * sqrt(product);
        }
      // diag p − ppᵀ is at most ½(I − 11ᵀ/C), the sum of all pairs with the weight 1/(2C).
      if (!(total < largest * Real(pairs))) upper_roots.segment(begin, pairs).setConstant(unit * sqrt(largest));
    }
    const Real T = Real(design.rows());
    const auto error = [&](const Eigen::ArrayX<Real>& weight_roots) -> Real {
      return generalised_linear_model_bounds::weighted_gaussian_information(contrasts.transpose(), weight_roots) / T;
    };
    return {
        {error(upper_roots), upper, "Efroimovich's inequality, mean Fisher information, given design (theory 13.2)"},
        {log(Real(classes_)), upper, "entropy of a label"},
        {error(lower_roots), lower, "observed information, given design (theory 13.2)"}};
  }

  /// For inputs of any law with (1/T) E Σ X_tX_tᵀ = S. Cost: O(C²dr min(C²d, r)).
  [[nodiscard]] std::vector<bound<Real>> drawn(const gaussian_covariance<Real>& moment, std::size_t horizon) const {
    using enum direction;
    using std::log, std::sqrt;
    const Eigen::MatrixX<Real> factor = moment.factor();
    const Eigen::Index pairs = classes_ * (classes_ - 1) / 2;
    Eigen::MatrixX<Real> contrasts(prior_.covariance.rank(), pairs * factor.cols());
    Eigen::Index column = 0;
    for (Eigen::Index j = 0; j < factor.cols(); ++j) {
      const Eigen::MatrixX<Real> roots = logit_roots(factor.col(j));
      for (Eigen::Index a = 0; a < classes_; ++a)
        for (Eigen::Index b = a + 1; b < classes_; ++b, ++column) contrasts.col(column) = roots.col(a) - roots.col(b);
    }
    const Real weight = sqrt(Real(horizon) * Real(contrasts.rows()) / (2 * Real(classes_)));
    const Real information = generalised_linear_model_bounds::weighted_gaussian_information(
        contrasts.transpose(), Eigen::ArrayX<Real>::Constant(contrasts.cols(), weight));
    return {{information / Real(horizon), upper, "Efroimovich's inequality, largest curvature (theory 13.2)"},
            {log(Real(classes_)), upper, "entropy of a label"}};
  }

 private:
  /// Lᵀ(e_c ⊗ x) in the columns.
  [[nodiscard]] Eigen::MatrixX<Real> logit_roots(const Eigen::VectorX<Real>& input) const {
    const Eigen::Index d = input.size();
    Eigen::MatrixX<Real> placed = Eigen::MatrixX<Real>::Zero(d * classes_, classes_);
    for (Eigen::Index c = 0; c < classes_; ++c) placed.col(c).segment(c * d, d) = input;
    Eigen::MatrixX<Real> result;
    prior_.covariance.transposed_product(placed, result);
    return result;
  }

  /// μ_cᵀx.
  [[nodiscard]] Eigen::VectorX<Real> logit_means(const Eigen::VectorX<Real>& input) const {
    Eigen::VectorX<Real> result = Eigen::VectorX<Real>::Zero(classes_);
    if (prior_.mean.size() > 0)
      for (Eigen::Index c = 0; c < classes_; ++c)
        result[c] = prior_.mean.segment(c * input.size(), input.size()).dot(input);
    return result;
  }

  Eigen::Index classes_;
  const gaussian_prior<Real>& prior_;
};

}  // namespace infobound::inline v0_1::detail
