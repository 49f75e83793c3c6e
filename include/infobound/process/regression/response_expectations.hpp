// SPDX-License-Identifier: BSL-1.0
// Means over η ~ N(m, v) of what a response knows: by its own closed form, or by quadrature.
#pragma once

#include <algorithm>
#include <concepts>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/pi.hpp>
#include <iterator>
#include <limits>
#include <optional>

namespace infobound::inline v0_1 {

/// Knows E ln a(η, Y) over η ~ N(0, v) and Y given η, a = −∂² ln p(y|η)/∂η².
template <class R, class Real>
concept averages_log_curvature = requires(const R& response, const Real& variance) {
  { response.prior_mean_log_curvature(variance) } -> std::convertible_to<Real>;
};

/// Knows the mean over η ~ N(0, v) of the Fisher information of a label about η.
template <class R, class Real>
concept averages_information = requires(const R& response, const Real& variance) {
  { response.prior_mean_information(variance) } -> std::convertible_to<Real>;
};

/// Names an event of a label whose probability π(η) is continuously differentiable and strictly monotone, by its slope
/// π′(η).
template <class R, class Real>
concept names_monotone_event = requires(const R& response, const Real& eta) {
  { response.event_slope(eta) } -> std::convertible_to<Real>;
};

/// Lists its labels, if they are finitely many: any range of numbers.
template <class R, class Real>
concept lists_labels = requires(const R& response) {
  { *std::begin(response.labels()) } -> std::convertible_to<Real>;
};

/// What theory 4.7 and 4.10 ask of a response, as functions of the variance v of η. A member of the response that gives
/// a mean in closed form is taken at its word: prior_mean_log_curvature(v), prior_mean_information(v),
/// prior_mean_log_event_slope(v); about another mean m of η, as under a gaussian_prior, those of (m, v). (A response
/// whose Fisher information has no bound gives its mean over Gaussian inputs of dimension d too, mean_information(d) =
/// E[v j(η)].) Else the mean is a trapezoidal rule over η, and a sum over labels: those of labels(), or 0, 1, 2, … or
/// ±1, whichever have all of the probability.
/// - Accuracy: the rule's step starts at 1/64 of the standard deviation, or of 1 if that is less, and is halved until
///             two rules agree to 1e-10; what is returned is on the safe side of the last by 1e-9. A response that
///             varies on a scale of less than 1/200 in η should bring closed forms.
/// - Cost:     some thousand evaluations of the response for each label.
template <class Response, class Real>
class response_expectations {
 public:
  explicit response_expectations(const Response& response) : response_(response) {
    if constexpr (!lists_labels<Response, Real>) labels_ = guessed_labels();
  }

  /// At most E ln a(η, Y); −∞ where nothing is known.
  template <class Number>
  [[nodiscard]] Number mean_log_curvature(const Number& variance) const {
    if constexpr (requires {
                    { response_.prior_mean_log_curvature(variance) } -> std::same_as<Number>;
                  }) {
      return response_.prior_mean_log_curvature(variance);
    } else if constexpr (averages_log_curvature<Response, Real>) {
      return Number(response_.prior_mean_log_curvature(Real(variance)));
    } else {
      return below(over_prior(Real(variance), Real(1), [this](const Real& eta) { return log_curvature(eta); }));
    }
  }

  /// At least the mean of the Fisher information of a label about η; ∞ where nothing is known.
  template <class Number>
  [[nodiscard]] Number mean_information(const Number& variance) const {
    if constexpr (requires {
                    { response_.prior_mean_information(variance) } -> std::same_as<Number>;
                  }) {
      return response_.prior_mean_information(variance);
    } else if constexpr (averages_information<Response, Real>) {
      return Number(response_.prior_mean_information(Real(variance)));
    } else {
      return above(over_prior(Real(variance), Real(0), [this](const Real& eta) { return information(eta); }));
    }
  }

  /// At most E ln|π′(η)|; −∞ where nothing is known.
  template <class Number>
  [[nodiscard]] Number mean_log_event_slope(const Number& variance) const {
    if constexpr (requires {
                    { response_.prior_mean_log_event_slope(variance) } -> std::same_as<Number>;
                  }) {
      return response_.prior_mean_log_event_slope(variance);
    } else if constexpr (requires { Number(response_.prior_mean_log_event_slope(Real(variance))); }) {
      return Number(response_.prior_mean_log_event_slope(Real(variance)));
    } else {
      return below(over_prior(Real(variance), Real(1), [this](const Real& eta) -> Real {
        using std::abs, std::log;
        return log(abs(Real(response_.event_slope(eta))));
      }));
    }
  }

  // About a mean of η that is not 0: by closed forms that take (mean, variance), or by the rule
  // -------------------------

  /// At most E ln a(η, Y), η ~ N(m, v); −∞ where nothing is known.
  [[nodiscard]] Real mean_log_curvature(const Real& mean, const Real& variance) const {
    if (!(mean < 0 || mean > 0)) return mean_log_curvature(variance);
    if constexpr (requires { Real(response_.prior_mean_log_curvature(mean, variance)); })
      return Real(response_.prior_mean_log_curvature(mean, variance));
    else
      return below(over_prior(mean, variance, Real(1), [this](const Real& eta) { return log_curvature(eta); }));
  }

  /// At least the mean over η ~ N(m, v) of the Fisher information of a label about η; ∞ where nothing is known.
  [[nodiscard]] Real mean_information(const Real& mean, const Real& variance) const {
    if (!(mean < 0 || mean > 0)) return mean_information(variance);
    if constexpr (requires { Real(response_.prior_mean_information(mean, variance)); })
      return Real(response_.prior_mean_information(mean, variance));
    else
      return (std::max)((limits::min)(), above(over_prior(mean, variance, Real(0),
                                                          [this](const Real& eta) { return information(eta); })));
  }

  /// E f(η), η ~ N(m, v), to a tolerance relative to |E f(η)| + offset: nothing where the rule does not settle, or
  /// v > 1000.
  template <class Function>
  [[nodiscard]] static std::optional<Real> over_prior(const Real& mean, const Real& variance, const Real& offset,
                                                      Function f) {
    return over_prior(variance, offset, [&](const Real& eta) -> Real { return f(Real(mean + eta)); });
  }

 private:
  using limits = std::numeric_limits<Real>;
  enum class labels_kind { unknown, counts, signs };

  [[nodiscard]] static Real tolerance() { return (std::max)(Real(1e-10F), 256 * limits::epsilon()); }

  [[nodiscard]] static Real below(const std::optional<Real>& mean) {
    using std::abs;
    return mean ? Real(*mean - 10 * tolerance() * (1 + abs(*mean))) : -limits::infinity();
  }
  [[nodiscard]] static Real above(const std::optional<Real>& mean) {
    return mean ? Real(*mean * (1 + 10 * tolerance())) : limits::infinity();
  }

  /// E f(η), η ~ N(0, v), to a tolerance relative to |E f(η)| + offset: nothing where the rule does not settle, or
  /// v > 1000.
  template <class Function>
  [[nodiscard]] static std::optional<Real> over_prior(const Real& variance, const Real& offset, Function f) {
    using std::abs, std::exp, std::max, std::sqrt;
    if (!(variance <= 1000)) return {};
    const Real deviation = sqrt(variance);
    // Outwards to nine standard deviations, or farther if what is averaged grows like e^{|η|}.
    const auto sum = [&](const Real& first, const Real& stride) {
      Real total = 0;
      for (Real z = first; z < 40; z += stride) {
        const Real term = exp(-z * z / 2) * (f(Real(deviation * z)) + f(Real(-deviation * z)));
        total += term;
        if (z >= 9 && abs(term) <= tolerance() * stride * (abs(total) * stride + offset) / 64) return total;
      }
      return limits::quiet_NaN();
    };
    Real step = 1 / (64 * max(Real(1), deviation));
    Real total = f(Real(0)) + sum(step, step);
    for (int halving = 0; halving < 5; ++halving) {
      const Real before = step * total;
      total += sum(step / 2, step);
      step /= 2;
      const Real mean = step * total / sqrt(2 * detail::pi<Real>());
      if (!(abs(mean) <= (limits::max)())) return {};
      if (abs(mean - before / sqrt(2 * detail::pi<Real>())) <= tolerance() * (abs(mean) + offset)) return mean;
    }
    return {};
  }

  /// E[ln a(η, Y) | η].
  [[nodiscard]] Real log_curvature(const Real& eta) const {
    return over_labels(eta, [&](const Real& label) -> Real {
      using std::log;
      const Real curvature = -Real(response_.second_derivative(eta, label));
      return curvature > 0 ? Real(log(curvature)) : std::numeric_limits<Real>::quiet_NaN();
    });
  }

  /// The Fisher information of a label about η.
  [[nodiscard]] Real information(const Real& eta) const {
    if constexpr (requires { Real(response_.information(eta)); })
      return Real(response_.information(eta));
    else
      return over_labels(eta, [&](const Real& label) -> Real {
        const Real slope = Real(response_.first_derivative(eta, label));
        return slope * slope;
      });
  }

  /// Σ_y p(y|η) f(y), but for labels of probabilities below 1e-30; NaN where they do not have all of it.
  template <class Function>
  [[nodiscard]] Real over_labels(const Real& eta, Function f) const {
    Real total = 0;
    Real sum = 0;
    const auto add = [&](const Real& label) {
      using std::exp;
      const Real probability = exp(Real(response_.log_likelihood(eta, label)));
      total += probability;
      if (probability > Real(1e-30F)) sum += probability * f(label);
    };
    if constexpr (lists_labels<Response, Real>) {
      for (const auto& label : response_.labels()) add(Real(label));
    } else if (labels_ == labels_kind::signs) {
      add(-1);
      add(1);
    } else if (labels_ == labels_kind::counts) {
      for (int label = 0; label < 4096 && total < 1 - tolerance() / 16; ++label) add(Real(label));
    }
    using std::abs;
    return abs(total - 1) <= tolerance() ? sum : limits::quiet_NaN();
  }

  [[nodiscard]] labels_kind guessed_labels() {
    for (const labels_kind kind : {labels_kind::counts, labels_kind::signs}) {
      labels_ = kind;
      bool complete = true;
      for (const Real& eta : {Real(-2), Real(0), Real(1)})
        complete = complete && over_labels(eta, [](const Real&) { return Real(1); }) > 0;
      if (complete) return kind;
    }
    return labels_kind::unknown;
  }

  const Response& response_;
  labels_kind labels_ = labels_kind::unknown;
};

}  // namespace infobound::inline v0_1
