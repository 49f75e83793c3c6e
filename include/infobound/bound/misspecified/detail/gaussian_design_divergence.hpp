// SPDX-License-Identifier: BSL-1.0
// Two Gaussian priors of one's own for regression on a design: what the second costs where the first is true.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/numeric/twofold.hpp>
#include <infobound/core/numeric/variance_divergence.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/regression/gaussian_belief.hpp>
#include <infobound/process/regression/gaussian_partition.hpp>
#include <infobound/process/regression/gaussian_prior.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::detail {

/// Labels N(Xμ, XLLᵀXᵀ + σ²I) of the first inputs of a design.
template <class Real>
struct belief_on_design {
  Eigen::VectorX<Real> mean;    ///< μ, k ≥ 0 entries
  Eigen::MatrixX<Real> factor;  ///< L, k × r
  Real noise_variance;          ///< σ² > 0
};

/// A regression with Gaussian noise whose prior is a gaussian_prior.
template <class P>
concept holds_gaussian_prior = names_real_type<P> && names_draws<P> && P::gaussian_likelihood &&
    requires(const P& process) {
  { process.prior } -> std::convertible_to<const gaussian_prior<real_type_t<P>>&>;
  { process.noise_variance } -> std::convertible_to<real_type_t<P>>;
  process.inputs;
};

/// A regression on one design that is known to be Gaussian.
template <class P>
concept holds_belief_on_design =
    (holds_gaussian_belief<P> ||
     holds_gaussian_prior<P>)&&std::same_as<std::remove_cvref_t<decltype(P::inputs)>, fixed_design<real_type_t<P>>>;

/// That of a process, in a scalar that may be wider than its own.
template <class Wide, holds_belief_on_design P>
[[nodiscard]] belief_on_design<Wide> belief_on_design_of(const P& process) {
  if constexpr (holds_gaussian_belief<P>) {
    using std::sqrt;
    const auto belief = process.belief();
    const Eigen::Index k = belief.seen();
    return {belief.mean.template cast<Wide>(),
            Eigen::MatrixX<Wide>::Identity(k, k) * Wide(sqrt(Wide(belief.prior_variance))),
            Wide(belief.noise_variance)};
  } else {
    const Eigen::MatrixX<Wide> factor = process.prior.covariance.factor().template cast<Wide>();
    Eigen::VectorX<Wide> mean = Eigen::VectorX<Wide>::Zero(factor.rows());
    if (process.prior.mean.size() > 0) mean = process.prior.mean.template cast<Wide>();
    return {std::move(mean), factor, Wide(process.noise_variance)};
  }
}

/// KL of N(Xμ, S) from N(Xμ̃, S̃), S = XΣXᵀ + σ²I, in nats (theory 13.1 (e)). With triangular R, RᵀR = S, of (XL, σI)
/// transposed, and the same of S̃, W = R̃⁻ᵀRᵀ is triangular:
/// ½ Σ_i (W_ii² − 1 − ln W_ii²) + ½ Σ_{i>j} W_ij² + ½ ‖R̃⁻ᵀX(μ − μ̃)‖², of which nothing cancels. All in units of σ̃, on
/// the span of XL and XL̃, beside which there is only noise, and in twice the precision.
/// - Accuracy: relative error below 1e-11 in double (tests/unit/bound/misspecified/gaussian_design.cpp), but of a
///             divergence below 1e-40.
/// - Cost:     O(T(r + r̃)² + (r + r̃)³), some twenty times that of a product.
/// - Throws:   std::domain_error where XL or XL̃ are so far above the noise that those digits do not tell them apart, or
///             squares of either are beyond the scalar's range.
template <class Real>
class gaussian_design_divergence {
 public:
  gaussian_design_divergence(const belief_on_design<Real>& truth, const belief_on_design<Real>& learner,
                             const Eigen::Ref<const Eigen::MatrixX<Real>>& design)
      : rows_(static_cast<std::size_t>(design.rows())) {
    using std::frexp;
    const wide unit_root = wide_root_fraction<Real>(learner.noise_variance, exponent_);
    const wide ratio = wide_root<Real>(truth.noise_variance) / wide_root<Real>(learner.noise_variance);
    require_within("truth.noise_variance over learner.noise_variance: its root", leading(ratio), within_range());
    for (Eigen::Index i = 0; i < design.cols(); ++i) {
      int own = 0;
      const Real largest = design.col(i).cwiseAbs().maxCoeff();
      if constexpr (std::floating_point<leading>) (void)frexp(leading(largest), &own);
      powers_.push_back(own);
      inputs_.emplace_back();
      for (Eigen::Index t = 0; t < design.rows(); ++t) inputs_.back().push_back(shifted(design(t, i), -own));
    }
    auto mine = signal(truth.factor, unit_root);
    auto theirs = signal(learner.factor, unit_root);
    require_told("truth.prior: the largest of XL over the root of the noise variance", mine, leading(ratio));
    require_told("learner.prior: the largest of XL over the root of the noise variance", theirs, leading(1));
    for (const auto& column : theirs) extend(column);
    for (const auto& column : mine) extend(column);
    const auto own = triangle(mine, ratio);
    const auto other = triangle(theirs, wide(leading(1)));

    scaled<leading> twice = scaled_variance_divergence(leading(truth.noise_variance), leading(learner.noise_variance)) *
                            leading(rows_ - axes_.size());
    for (std::size_t j = 0; j < axes_.size(); ++j) {
      // Row j of R over the rows of R̃ᵀ, from the diagonal down.
      std::vector<wide> column(axes_.size(), wide(leading(0)));
      for (std::size_t i = j; i < axes_.size(); ++i) column[i] = own[i][j];
      solve(other, column, j);
      const leading excess(column[j] * column[j] - wide(leading(1)));
      twice = twice + variance_divergence(leading(column[j] * column[j]), leading(1), excess);
      for (std::size_t i = j + 1; i < axes_.size(); ++i) twice = twice + leading(column[i]) * leading(column[i]);
    }
    twice_ = twice + squared_shift(truth.mean, learner.mean, unit_root, other);
  }

  [[nodiscard]] scaled<typename wider<Real>::leading> value() const { return twice_ / leading(2); }

 private:
  using wide = typename wider<Real>::type;
  using leading = typename wider<Real>::leading;
  using columns = std::vector<std::vector<wide>>;

  [[nodiscard]] static wide shifted(const Real& x, [[maybe_unused]] int exponent) {
    using std::ldexp;
    if constexpr (std::floating_point<leading>)
      return wide(leading(ldexp(leading(x), exponent)));
    else
      return wide(leading(x));
  }

  /// Of what is squared.
  [[nodiscard]] static leading within_range() {
    using std::sqrt;
    const leading epsilon = std::numeric_limits<leading>::epsilon();
    return sqrt((std::numeric_limits<leading>::max)()) * epsilon * epsilon;
  }

  static void require_within(const char* what, const leading& value, const leading& most) {
    if (!(value <= most && value * most >= 1))
      refuse(what, value, "between " + to_text(1 / most) + " and " + to_text(most));
  }

  /// Twice the precision has the share of the noise to a relative error below 10⁻¹² in double.
  static void require_told(const char* what, const columns& signal, const leading& noise) {
    using std::abs, std::pow;
    const leading most = pow(wider<Real>::rounding(), leading(-0.6L));
    leading largest = 0;
    bool finite = true;
    for (const auto& column : signal)
      for (const wide& entry : column) {
        const leading size = abs(leading(entry)) / noise;
        finite = finite && size <= (std::numeric_limits<leading>::max)();
        if (size > largest) largest = size;
      }
    if (!finite || !(largest <= most))
      refuse(what, finite ? largest : std::numeric_limits<leading>::infinity(), "<= " + to_text(most));
  }

  /// The columns of XL/σ̃.
  [[nodiscard]] columns signal(const Eigen::MatrixX<Real>& factor, const wide& unit_root) const {
    columns result;
    for (Eigen::Index j = 0; j < factor.cols(); ++j) result.push_back(combined(factor.col(j), -exponent_, unit_root));
    return result;
  }

  /// Σ_i x_i a_i 2^power / root.
  template <class Weights>
  [[nodiscard]] std::vector<wide> combined(const Weights& weights, int power, const wide& root) const {
    std::vector<wide> result(rows_, wide(leading(0)));
    for (Eigen::Index i = 0; i < weights.size(); ++i) {
      const auto& input = inputs_[static_cast<std::size_t>(i)];
      const wide weight = shifted(weights[i], powers_[static_cast<std::size_t>(i)] + power);
      for (std::size_t t = 0; t < rows_; ++t) result[t] = result[t] + weight * input[t];
    }
    divide(result, root);
    return result;
  }

  [[nodiscard]] static wide product(const std::vector<wide>& a, const std::vector<wide>& b) {
    wide sum(leading(0));
    for (std::size_t i = 0; i < a.size(); ++i) sum = sum + a[i] * b[i];
    return sum;
  }

  [[nodiscard]] static leading size_of(const std::vector<wide>& vector) {
    using std::abs;
    leading largest = 0;
    for (const wide& entry : vector) largest = (std::max)(largest, leading(abs(leading(entry))));
    return largest;
  }

  /// Adds to the axes what a vector has beside them.
  void extend(std::vector<wide> vector) {
    const leading whole = size_of(vector);
    if (!(whole > 0) || axes_.size() == rows_) return;
    divide(vector, wide(power_of_two_below(whole)));
    const leading length(length_of(vector));
    orthogonalise(vector, axes_);
    const wide left = length_of(vector);
    if (!(leading(left) > 64 * leading(rows_) * wider<Real>::rounding() * length)) return;
    divide(vector, left);
    axes_.push_back(std::move(vector));
  }

  /// The columns of R, RᵀR = QᵀBBᵀQ + s²I, Q the axes.
  [[nodiscard]] columns triangle(const columns& signal, const wide& noise) const {
    const std::size_t k = axes_.size();
    columns units;
    columns result;
    for (std::size_t i = 0; i < k; ++i) {
      std::vector<wide> row;
      for (const auto& column : signal) row.push_back(product(axes_[i], column));
      row.resize(signal.size() + k, wide(leading(0)));
      row[signal.size() + i] = noise;
      std::vector<wide> shares;
      for (const auto& unit : units) shares.push_back(product(unit, row));
      orthogonalise(row, units);
      const wide length = length_of(row);
      shares.push_back(length);
      divide(row, length);
      units.push_back(std::move(row));
      result.push_back(std::move(shares));
    }
    return result;
  }

  /// R̃⁻ᵀ of a vector, over it, whose entries before the first are 0.
  static void solve(const columns& triangle, std::vector<wide>& vector, std::size_t first) {
    for (std::size_t i = first; i < vector.size(); ++i) {
      for (std::size_t j = first; j < i; ++j) vector[i] = vector[i] - triangle[i][j] * vector[j];
      vector[i] = vector[i] / triangle[i][i];
    }
  }

  /// ‖R̃⁻ᵀX(μ − μ̃)‖², of means in a unit of their own, as they may be of any size.
  [[nodiscard]] scaled<leading> squared_shift(const Eigen::VectorX<Real>& mine, const Eigen::VectorX<Real>& theirs,
                                              const wide& unit_root, const columns& other) const {
    // Each mean times its input, by their exponents, so that the largest is about 1.
    constexpr int none = (std::numeric_limits<int>::min)();
    int largest = none;
    const auto look = [&](const Eigen::VectorX<Real>& mean) {
      using std::frexp;
      for (Eigen::Index i = 0; i < mean.size(); ++i) {
        int own = 0;
        if constexpr (std::floating_point<leading>) (void)frexp(leading(mean[i]), &own);
        if (mean[i] < 0 || mean[i] > 0) largest = (std::max)(largest, own + powers_[static_cast<std::size_t>(i)]);
      }
    };
    look(mine);
    look(theirs);
    if (largest == none) return scaled<leading>(leading(0));
    std::vector<wide> shift = combined(mine, -largest, unit_root);
    const std::vector<wide> their_shift = combined(theirs, -largest, unit_root);
    for (std::size_t t = 0; t < rows_; ++t) shift[t] = shift[t] - their_shift[t];
    std::vector<wide> along;
    for (const auto& axis : axes_) along.push_back(product(axis, shift));
    orthogonalise(shift, axes_);
    leading square(product(shift, shift));
    solve(other, along, 0);
    for (const wide& entry : along) square += leading(entry) * leading(entry);
    const scaled<leading> unit = power_of_two(largest - exponent_);
    return scaled<leading>(square) * unit * unit;
  }

  [[nodiscard]] static scaled<leading> power_of_two([[maybe_unused]] int exponent) {
    using std::ldexp;
    if constexpr (std::floating_point<leading>) {
      const scaled<leading> quarter(ldexp(leading(1), exponent / 4));
      return quarter * quarter * quarter * quarter * ldexp(leading(1), exponent % 4);
    } else {
      return leading(1);
    }
  }

  std::size_t rows_;
  int exponent_ = 0;         ///< σ̃ is the root times this power of two
  std::vector<int> powers_;  ///< of the inputs
  columns inputs_;           ///< about 1 in size
  columns axes_;
  scaled<leading> twice_ = leading(0);
};

}  // namespace infobound::inline v0_1::detail
