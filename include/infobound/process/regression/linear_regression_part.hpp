// SPDX-License-Identifier: BSL-1.0
// What labels of linear regression tell of some of its coefficients.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <infobound/core/numeric/allowed_cancellation.hpp>
#include <infobound/core/numeric/sequential_gaussian.hpp>
#include <infobound/core/numeric/twofold.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/regression/gaussian_partition.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <limits>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// I(H_T;φ) of linear regression, φ some of the coefficients, as a process that knows its information: exactly for a
/// design, else by draws of the inputs alone (theory 13.3). Made by linear_regression::about.
template <class Real, class Inputs>
class linear_regression_part {
 public:
  using real_type = Real;

  linear_regression_part(const Real& noise_variance, Inputs inputs, detail::gaussian_partition<Real> partition)
      : noise_variance_(noise_variance), inputs_(std::move(inputs)), partition_(std::move(partition)) {}

  /// ½ ln det(I + R⁻¹X̃Σ_φX̃ᵀ), R = σ²I + X_χΣ_{χ|φ}X_χᵀ, in nats: linear regression on what is left of XM_1 once all
  /// that ridge regression on XM_2 explains has been taken from it, so that nothing cancels.
  /// - Cost:   O(T r_2 r), some twenty times that of a product, and that of linear_regression.
  /// - Throws: std::domain_error for T = 0, or above the number of rows; where squares of inputs times scales of the
  ///           prior are beyond the scalar's range.
  /// - Source: theory 13.3.
  [[nodiscard]] Real information(std::size_t horizon) const requires std::same_as<Inputs, fixed_design<Real>> {
    require_at_least("horizon", horizon, 1);
    require_at_most("horizon", horizon, maximum_horizon(), "the number of rows of the design");
    const auto seen = inputs_.matrix.topRows(static_cast<Eigen::Index>(horizon));
    if (partition_.known.cols() == 0) return 0;
    // In units of about σ.
    int exponent = 0;
    const wide root = detail::wide_root_fraction<Real>(noise_variance_, exponent);
    const Eigen::MatrixX<Real> known = product(seen, partition_.known, exponent);
    const Eigen::MatrixX<Real> rest = product(seen, partition_.rest, exponent);
    require_squares(known);
    require_squares(rest);
    const Eigen::MatrixX<Real> left = residuals(known, rest, root);
    const Real noise = static_cast<Real>(leading(root * root));
    const linear_regression<Real, fixed_design<Real>> alone{left.cols(), noise / Real(left.cols()), {left}};
    return alone.information(static_cast<std::size_t>(left.rows()));
  }

  /// sampler(rng, increments) fills increments[t] with I(Y_{t+1};φ | H_t, X = drawn inputs): that of all coefficients
  /// less that of the others given φ.
  [[nodiscard]] auto information_sampler(std::size_t horizon) const
      requires(!std::same_as<Inputs, fixed_design<Real>>) {
    const auto observations = static_cast<Eigen::Index>(horizon);
    const auto predict = [&](Eigen::Index rank) {
      return detail::sequential_gaussian<Real>(rank, Real(noise_variance_ / Real(rank)), observations,
                                               detail::lenient<Real>());
    };
    const Eigen::Index r_1 = partition_.known.cols();
    const Eigen::Index r_2 = partition_.rest.cols();
    Eigen::MatrixX<Real> turned(partition_.known.rows(), r_1 + r_2);
    turned << partition_.known, partition_.rest;
    return [law = inputs_, turned, r_2, drawn = Eigen::MatrixX<Real>(turned.rows(), observations),
            whitened = Eigen::MatrixX<Real>(turned.cols(), observations), all = predict(r_1 + r_2),
            rest = predict((std::max)(Eigen::Index{1}, r_2))](auto& rng,
                                                              Eigen::Ref<Eigen::ArrayX<Real>> increments) mutable {
      law.draw(drawn, rng);
      whitened.noalias() = turned.transpose() * drawn;
      all.run(whitened, [&](Eigen::Index t, const Real& gain) { increments[t] = gain / 2; });
      if (r_2 > 0)
        rest.run(whitened.bottomRows(r_2), [&](Eigen::Index t, const Real& gain) { increments[t] -= gain / 2; });
    };
  }

  [[nodiscard]] std::size_t maximum_horizon() const requires std::same_as<Inputs, fixed_design<Real>> {
    return inputs_.maximum_horizon();
  }

 private:
  using wide = typename detail::wider<Real>::type;
  using leading = typename detail::wider<Real>::leading;

  static void require_squares(const Eigen::MatrixX<Real>& signal) {
    using std::sqrt;
    const Real most = sqrt((std::numeric_limits<Real>::max)()) / Real(2 * signal.size() + 1);
    const Real largest = signal.size() > 0 ? Real(signal.cwiseAbs().maxCoeff()) : Real(0);
    if (!(largest <= most))
      refuse("inputs: the largest times a scale of the prior over the noise's", largest, "at most " + to_text(most));
  }

  /// XM 2^−exponent, each column of X in units of about its largest entry, which are powers of two.
  template <class Design>
  [[nodiscard]] static Eigen::MatrixX<Real> product(const Design& design, Eigen::MatrixX<Real> factor, int exponent) {
    Eigen::MatrixX<Real> columns = design;
    if constexpr (std::floating_point<Real>) {
      for (Eigen::Index i = 0; i < columns.cols(); ++i) {
        int own = 0;
        (void)std::frexp(columns.col(i).cwiseAbs().maxCoeff(), &own);
        for (Real& entry : columns.col(i)) entry = std::ldexp(entry, -own);
        for (Real& entry : factor.row(i)) entry = std::ldexp(entry, own - exponent);
      }
    }
    return columns * factor;
  }

  /// (A; 0) less its projection to the span of (B; σI), whose squares are AᵀA less what ridge regression on B explains.
  [[nodiscard]] static Eigen::MatrixX<Real> residuals(const Eigen::MatrixX<Real>& a, const Eigen::MatrixX<Real>& b,
                                                      const wide& root) {
    const auto stacked = [&](const Eigen::MatrixX<Real>& columns, Eigen::Index j) {
      std::vector<wide> result;
      for (Eigen::Index t = 0; t < columns.rows(); ++t) result.push_back(wide(leading(columns(t, j))));
      result.resize(static_cast<std::size_t>(columns.rows() + b.cols()), wide(leading(0)));
      return result;
    };
    std::vector<std::vector<wide>> explained;
    for (Eigen::Index j = 0; j < b.cols(); ++j) {
      std::vector<wide> column = stacked(b, j);
      column[static_cast<std::size_t>(b.rows() + j)] = root;
      detail::orthogonalise(column, explained);
      detail::divide(column, detail::length_of(column));
      explained.push_back(std::move(column));
    }
    Eigen::MatrixX<Real> result(a.rows() + b.cols(), a.cols());
    for (Eigen::Index j = 0; j < a.cols(); ++j) {
      std::vector<wide> column = stacked(a, j);
      detail::orthogonalise(column, explained);
      for (Eigen::Index t = 0; t < result.rows(); ++t)
        result(t, j) = static_cast<Real>(leading(column[static_cast<std::size_t>(t)]));
    }
    return result;
  }

  Real noise_variance_;
  Inputs inputs_;
  detail::gaussian_partition<Real> partition_;
};

}  // namespace infobound::inline v0_1
