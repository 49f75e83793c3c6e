// SPDX-License-Identifier: BSL-1.0
// Bayesian linear regression on inputs whose squares do not fit into the scalar, label by label.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/triangular_factor.hpp>
#include <limits>
#include <type_traits>
#include <vector>

namespace infobound::inline v0_1::detail {

/// For Y_{t+1} ~ N(x_tᵀβ, 1/w_t), β ~ N(0, I/ρ²): step(t, gain, errors) for t = 0 … T−1, gain = ln(1 + w_t x_tᵀ
/// Cov(β|H_t) x_t) and errors[i] what is left of √w_t columns(t, i) less its prediction from those before, over
/// √(1 + w_t x_tᵀ Cov(β|H_t) x_t). inputs is d × T, columns T × m, root_weight(t) = √w_t in twice the precision, and
/// ρ = root·2^root_exponent, which may be beyond the scalar's range.
/// - Accuracy: that of twice the digits, for inputs, ρ and weights of any size: relative error about 1e-15 of the sum
///             of gains in double while ‖X‖ is below 1e15 times the distance of its columns (of its rows where T ≤ d)
///             from dependence, or they are dependent (tests/unit/process/regression/fixed_design.cpp).
/// - Cost:     O(T d min(d, T)), some hundred times that of products in the scalar.
template <class Real, class Inputs, class Columns, class Weight, class Step>
void extended_regression(const Eigen::MatrixBase<Inputs>& inputs, const Eigen::MatrixBase<Columns>& columns,
                         const typename wider<Real>::type& root, Weight root_weight, Step step,
                         [[maybe_unused]] int root_exponent = 0) {
  using std::abs, std::max;
  using factor = triangular_factor<Real>;
  using wide = typename factor::wide;
  using leading = typename factor::leading;
  const Eigen::Index T = inputs.cols();
  const Eigen::Index d = inputs.rows();
  const Eigen::Index beside = columns.cols();

  std::vector<wide> weights;
  for (Eigen::Index t = 0; t < T; ++t) weights.push_back(root_weight(t));
  const auto parts = [](const leading& x, [[maybe_unused]] int& exponent) -> leading {
    if constexpr (std::is_floating_point_v<leading>)
      return std::frexp(x, &exponent);
    else
      return x;
  };
  const auto scaled = [](const wide& x, [[maybe_unused]] int exponent) -> wide {
    if constexpr (std::is_floating_point_v<leading>)
      return ldexp(x, exponent);
    else
      return x;
  };
  // Powers of two take the largest number to the upper end of the range, where smaller ones have most room, and what is
  // beside to the root of that end.
  int of_all = 0;
  int of_columns = 0;
  if constexpr (std::is_floating_point_v<leading>) {
    const auto exponent = [&](const leading& x) {
      int result = 0;
      if (x > 0) (void)parts(x, result);
      return result;
    };
    leading weight = 0;
    for (const wide& own : weights) weight = max(weight, leading(own));
    of_all = std::numeric_limits<leading>::max_exponent - 64 -
             max(exponent(leading(inputs.cwiseAbs().maxCoeff())) + exponent(weight),
                 exponent(leading(root)) + root_exponent);
    if (columns.size() > 0)
      of_columns = exponent(leading(columns.cwiseAbs().maxCoeff())) - std::numeric_limits<leading>::max_exponent / 2;
  }
  const auto weighted = [&](const Real& x, Eigen::Index t, int further) -> wide {
    int own = 0;
    const leading fraction = parts(leading(x), own);
    return scaled(wide(fraction) * weights[static_cast<std::size_t>(t)], own + further);
  };
  const auto entry = [&](Eigen::Index i, Eigen::Index t) { return weighted(inputs(i, t), t, of_all); };
  const auto column = [&](Eigen::Index t, Eigen::Index i) { return weighted(columns(t, i), t, -of_columns); };
  const auto in_its_unit = [&](const wide& error) -> leading {
    if constexpr (std::is_floating_point_v<leading>)
      return std::ldexp(leading(error), of_columns);
    else
      return leading(error);
  };
  const wide ridge = scaled(root, of_all + root_exponent);
  std::vector<leading> errors(static_cast<std::size_t>(beside));

  if (T > d) {
    factor triangle(d, beside, ridge);
    for (Eigen::Index t = 0; t < T; ++t) {
      for (Eigen::Index i = 0; i < d; ++i) triangle.entry(i) = entry(i, t);
      for (Eigen::Index i = 0; i < beside; ++i) triangle.entry(d + i) = column(t, i);
      leading gain = 0;
      triangle.take([&](Eigen::Index, const leading& growth) { gain += growth; });
      for (Eigen::Index i = 0; i < beside; ++i)
        errors[static_cast<std::size_t>(i)] = in_its_unit(triangle.entry(d + i));
      step(t, gain, errors);
    }
    return;
  }
  // By the factor of ρ²I + XXᵀ, to which each coordinate of the inputs adds an outer product.
  factor triangle(T, 0, ridge);
  std::vector<leading> gains(static_cast<std::size_t>(T), leading(0));
  for (Eigen::Index i = 0; i < d; ++i) {
    for (Eigen::Index t = 0; t < T; ++t) triangle.entry(t) = entry(i, t);
    triangle.take([&](Eigen::Index t, const leading& growth) { gains[static_cast<std::size_t>(t)] += growth; });
  }
  std::vector<wide> solution(static_cast<std::size_t>(T * beside), wide(leading(0)));
  for (Eigen::Index t = 0; t < T; ++t) {
    for (Eigen::Index i = 0; i < beside; ++i) {
      wide left = column(t, i);
      leading size = abs(leading(left));
      for (Eigen::Index s = 0; s < t; ++s) {
        const wide part = triangle.at(s, t) * solution[static_cast<std::size_t>(s * beside + i)];
        left = left - part;
        size += abs(leading(part));
      }
      // Of labels on dependent inputs only rounding is left.
      if (abs(leading(left)) <= 64 * wider<Real>::rounding() * size) left = wide(leading(0));
      solution[static_cast<std::size_t>(t * beside + i)] = left / triangle.at(t, t);
      errors[static_cast<std::size_t>(i)] = in_its_unit(solution[static_cast<std::size_t>(t * beside + i)] * ridge);
    }
    step(t, gains[static_cast<std::size_t>(t)], errors);
  }
}

}  // namespace infobound::inline v0_1::detail
