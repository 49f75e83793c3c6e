// SPDX-License-Identifier: BSL-1.0
// What a network's outputs say of its labels: Gaussian noise, two classes, or many.
#pragma once

#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/pi.hpp>
#include <infobound/core/numeric/variates.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/network/deep_network_bounds.hpp>
#include <infobound/process/regression/gaussian_response.hpp>
#include <infobound/process/regression/logistic_response.hpp>
#include <limits>
#include <string>
#include <string_view>

namespace infobound::inline v0_1 {

namespace detail {

/// Bounds rise with the scale of outputs: where it underflows, the least normal number stands for it.
template <template <class> class Output, class Real>
[[nodiscard]] Output<Real> above_nothing(const Output<Real>& output) {
  using std::log;
  const Real least = (std::numeric_limits<Real>::min)();
  const auto& [scale, log_scale] = output;
  return log_scale > log(least) ? output : Output<Real>{least};
}

}  // namespace detail

/// One output f, Y ~ N(f, σ²).
struct gaussian_head {
  template <class Real>
  using noise_type = Real;  ///< σ² > 0, finite
  template <class Real>
  using labels_type = Eigen::VectorX<Real>;

  template <class Real>
  static void validate(std::string_view process, Eigen::Index outputs, const Real& noise_variance) {
    if (outputs != 1) refuse(std::string(process) + ".widths.back()", outputs, "1, for a gaussian_head");
    require_positive(std::string(process) + ".noise_variance", noise_variance);
  }

  template <class Outputs, class Real, class Rng, class Labels>
  static void draw(const Outputs& outputs, const Real& noise_variance, Rng& rng, Labels&& labels) {
    using std::sqrt;
    boost::random::normal_distribution<Real> noise(0, sqrt(noise_variance));
    for (Eigen::Index t = 0; t < outputs.rows(); ++t) labels[t] = outputs(t, 0) + noise(rng);
  }

  /// result[t] = ln p(labels[t] | outputs of row t); outputs may be overwritten.
  template <class Outputs, class Labels, class Real, class Result>
  static void log_likelihood(const Outputs& outputs, const Labels& labels, const Real& noise_variance,
                             Result&& result) {
    using std::log;
    const Real normaliser = detail::log_two_pi_times(noise_variance) / 2;
    const Real precision = 1 / (2 * noise_variance);
    result = (-(labels - outputs.col(0)).array().square() * precision - normaliser).matrix();
  }

  /// outputs become the slopes of ln p with respect to them.
  template <class Outputs, class Labels, class Real>
  static void to_slopes(Outputs& outputs, const Labels& labels, const Real& noise_variance) {
    outputs.col(0) = (labels - outputs.col(0)) / noise_variance;
  }

  /// A root R with −∇² ln p = RRᵀ in the outputs, on which it does not depend.
  static constexpr bool has_constant_curvature = true;
  template <class Outputs, class Real, class Root>
  static void curvature_root(const Outputs&, const Real& noise_variance, Root& root) {
    using std::sqrt;
    root(0, 0) = 1 / sqrt(noise_variance);
  }

  /// ∫√(p(y|f) p(y|f′)) = e^{−(f − f′)²/(8σ²)}.
  template <class Outputs, class Real>
  [[nodiscard]] static Real affinity(const Outputs& outputs, const Outputs& others, const Real& noise_variance) {
    return gaussian_response<Real>{noise_variance}.affinity(outputs(0), others(0));
  }

  /// ε against δ for outputs of second moment V (theory 5.2), which may be out of range where its logarithm is not.
  template <class Real>
  [[nodiscard]] static deep_network_bounds::noisy_output<Real> output(const Real& second_moment,
                                                                      const Real& log_second_moment, Eigen::Index,
                                                                      const Real& noise_variance) {
    using std::exp, std::log;
    using limits = std::numeric_limits<Real>;
    const Real log_scale = log_second_moment - log(noise_variance);
    const bool in_range = second_moment > (limits::min)() && second_moment <= (limits::max)();
    return detail::above_nothing(deep_network_bounds::noisy_output<Real>{
        in_range ? Real(second_moment / noise_variance) : Real(exp(log_scale)), log_scale});
  }
  /// How many outputs have to be coded.
  [[nodiscard]] static Eigen::Index coded_outputs(Eigen::Index outputs) { return outputs; }
  /// The largest entropy of a label; ∞ where there is none.
  template <class Real>
  [[nodiscard]] static Real label_entropy(Eigen::Index) {
    return std::numeric_limits<Real>::infinity();
  }
};

/// A head whose labels need no noise.
struct no_noise {};

/// One output f, P(Y=1) = 1/(1 + e^{−f}), Y ∈ {0, 1}.
struct logistic_head {
  template <class Real>
  using noise_type = no_noise;
  template <class Real>
  using labels_type = Eigen::VectorX<Real>;

  static void validate(std::string_view process, Eigen::Index outputs, no_noise) {
    if (outputs != 1) refuse(std::string(process) + ".widths.back()", outputs, "1, for a logistic_head");
  }

  template <class Outputs, class Rng, class Labels>
  static void draw(const Outputs& outputs, no_noise, Rng& rng, Labels&& labels) {
    const logistic_response<typename Outputs::Scalar> response;
    for (Eigen::Index t = 0; t < outputs.rows(); ++t) labels[t] = response.draw(outputs(t, 0), rng);
  }

  template <class Outputs, class Labels, class Result>
  static void log_likelihood(Outputs& outputs, const Labels& labels, no_noise, Result&& result) {
    outputs.col(0).array() *= 2 * labels.array() - 1;
    const auto margins = outputs.col(0).array();
    result = ((margins.min)(typename Outputs::Scalar(0)) - (1 + (-margins.abs()).exp()).log()).matrix();
  }

  template <class Outputs, class Labels>
  static void to_slopes(Outputs& outputs, const Labels& labels, no_noise) {
    outputs.col(0).array() *= 1 - 2 * labels.array();
    outputs.col(0).array() = (2 * labels.array() - 1) / (1 + (-outputs.col(0).array()).exp());
  }

  /// outputs become, in the first column, the entropies of labels: ln(1 + e^{−|f|}) + |f| s(−|f|).
  template <class Outputs>
  static void to_entropies(Outputs& outputs, no_noise) {
    const auto margins = outputs.col(0).array().abs();
    outputs.col(0).array() = (1 + (-margins).exp()).log() + margins * (-margins).exp() / (1 + (-margins).exp());
  }

  /// A root R with −∇² ln p = RRᵀ in the outputs: √s′(f).
  static constexpr bool has_constant_curvature = false;
  template <class Outputs, class Root>
  static void curvature_root(const Outputs& outputs, no_noise, Root& root) {
    using std::sqrt;
    using Real = typename Outputs::Scalar;
    root(0, 0) = sqrt(logistic_response<Real>{}.information(outputs[0]));
  }

  /// √(s(f)s(f′)) + √(s(−f)s(−f′)).
  template <class Outputs>
  [[nodiscard]] static auto affinity(const Outputs& outputs, const Outputs& others, no_noise) {
    using Real = typename Outputs::Scalar;
    return logistic_response<Real>{}.affinity(outputs(0), others(0));
  }

  /// ε against δ for outputs of second moment V (theory 5.4).
  template <class Real>
  [[nodiscard]] static deep_network_bounds::class_output<Real> output(const Real& second_moment,
                                                                      const Real& log_second_moment, Eigen::Index,
                                                                      no_noise) {
    using std::log;
    return detail::above_nothing(
        deep_network_bounds::class_output<Real>{second_moment / 8, log_second_moment - log(Real(8))});
  }
  [[nodiscard]] static Eigen::Index coded_outputs(Eigen::Index outputs) { return outputs; }
  template <class Real>
  [[nodiscard]] static Real label_entropy(Eigen::Index) {
    using std::log;
    return log(Real(2));
  }
};

/// C outputs f_c, P(Y = c) ∝ e^{f_c}, c = 0 … C − 1.
struct softmax_head {
  template <class Real>
  using noise_type = no_noise;
  template <class Real>
  using labels_type = Eigen::VectorX<Eigen::Index>;

  static void validate(std::string_view process, Eigen::Index outputs, no_noise) {
    require_at_least(std::string(process) + ".widths.back()", outputs, 2);
  }

  template <class Outputs, class Rng, class Labels>
  static void draw(Outputs& outputs, no_noise, Rng& rng, Labels&& labels) {
    to_probabilities(outputs);
    for (Eigen::Index t = 0; t < outputs.rows(); ++t) labels[t] = detail::draw_category(outputs.row(t), rng);
  }

  template <class Outputs, class Labels, class Result>
  static void log_likelihood(Outputs& outputs, const Labels& labels, no_noise, Result&& result) {
    using std::log;
    subtract_largest(outputs);
    for (Eigen::Index t = 0; t < outputs.rows(); ++t) result[t] = outputs(t, labels[t]);
    outputs = outputs.array().exp().matrix();
    for (Eigen::Index c = 1; c < outputs.cols(); ++c) outputs.col(0) += outputs.col(c);
    // One by one: vectorised logarithms round otherwise, and outputs that are all 0, as those of a network whose units
    // are all off, would have another likelihood in a history of another length.
    for (Eigen::Index t = 0; t < outputs.rows(); ++t) result[t] -= log(outputs(t, 0));
  }

  template <class Outputs, class Labels>
  static void to_slopes(Outputs& outputs, const Labels& labels, no_noise) {
    to_probabilities(outputs);
    outputs = -outputs;
    for (Eigen::Index t = 0; t < outputs.rows(); ++t) outputs(t, labels[t]) += 1;
  }

  /// outputs become, in the first column, the entropies of labels, ln Σ_c e^{f_c} − Σ_c p_c f_c.
  template <class Outputs>
  static void to_entropies(Outputs& outputs, no_noise) {
    using std::exp, std::log;
    using Real = typename Outputs::Scalar;
    subtract_largest(outputs);
    for (Eigen::Index t = 0; t < outputs.rows(); ++t) {
      Real sum = 0;
      Real weighted = 0;
      for (Eigen::Index c = 0; c < outputs.cols(); ++c) {
        const Real weight = exp(outputs(t, c));
        sum += weight;
        if (weight > 0) weighted += weight * outputs(t, c);
      }
      outputs(t, 0) = log(sum) - weighted / sum;
    }
  }

  /// A root R with −∇² ln p = RRᵀ in the outputs: diag √p − p√pᵀ.
  static constexpr bool has_constant_curvature = false;
  template <class Outputs, class Root>
  static void curvature_root(Outputs& outputs, no_noise, Root& root) {
    using std::sqrt;
    using Real = typename Outputs::Scalar;
    auto row = outputs.transpose();
    to_probabilities(row);
    for (Eigen::Index j = 0; j < outputs.size(); ++j)
      for (Eigen::Index c = 0; c < outputs.size(); ++c)
        root(c, j) = sqrt(outputs[j]) * ((c == j ? Real(1) : Real(0)) - outputs[c]);
  }

  /// Σ_c √(p_c p′_c); both are overwritten.
  template <class Outputs>
  [[nodiscard]] static auto affinity(Outputs& outputs, Outputs& others, no_noise) {
    using std::min;
    using Real = typename Outputs::Scalar;
    to_probabilities(outputs);
    to_probabilities(others);
    return min(Real(1), Real(outputs.cwiseSqrt().cwiseProduct(others.cwiseSqrt()).sum()));
  }

  /// ε against δ for outputs of second moment V each (theory 5.4).
  template <class Real>
  [[nodiscard]] static deep_network_bounds::class_output<Real> output(const Real& second_moment,
                                                                      const Real& log_second_moment,
                                                                      Eigen::Index outputs, no_noise) {
    using std::log;
    const Real share = Real(outputs - 1) / (2 * Real(outputs));
    return detail::above_nothing(
        deep_network_bounds::class_output<Real>{second_moment * share, log_second_moment + log(share)});
  }
  /// Only differences between log-odds matter.
  [[nodiscard]] static Eigen::Index coded_outputs(Eigen::Index outputs) { return outputs - 1; }
  template <class Real>
  [[nodiscard]] static Real label_entropy(Eigen::Index outputs) {
    using std::log;
    return log(Real(outputs));
  }

 private:
  template <class Outputs>
  static void subtract_largest(Outputs& outputs) {
    using std::max;
    for (Eigen::Index t = 0; t < outputs.rows(); ++t) {
      typename Outputs::Scalar largest = outputs(t, 0);
      for (Eigen::Index c = 1; c < outputs.cols(); ++c) largest = max(largest, outputs(t, c));
      for (Eigen::Index c = 0; c < outputs.cols(); ++c) outputs(t, c) -= largest;
    }
  }

  template <class Outputs>
  static void to_probabilities(Outputs& outputs) {
    using Real = typename Outputs::Scalar;
    subtract_largest(outputs);
    outputs = outputs.array().exp().matrix();
    for (Eigen::Index t = 0; t < outputs.rows(); ++t) {
      Real sum = 0;
      for (Eigen::Index c = 0; c < outputs.cols(); ++c) sum += outputs(t, c);
      for (Eigen::Index c = 0; c < outputs.cols(); ++c) outputs(t, c) /= sum;
    }
  }
};

}  // namespace infobound::inline v0_1
