// SPDX-License-Identifier: BSL-1.0
// The exact rate-distortion function of linear regression at a horizon.
#pragma once

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cstddef>
#include <infobound/core/detail/elementary_functions.hpp>
#include <infobound/core/detail/roots.hpp>
#include <infobound/process/detail/wishart_level_density.hpp>
#include <limits>
#include <type_traits>

namespace infobound::inline v0_1::detail {

/// H_{ε,T}(θ) with Gaussian inputs: (d/2) ln⁺(1/s), ½ E ln det(I + s XXᵀ/(dσ²)) = εT (theory 2.4 d); `most` is an upper
/// bound on it.
template <class Real>
[[nodiscard]] Real gaussian_inputs_rate(Eigen::Index dimension, const Real& noise_variance, const Real& epsilon,
                                        std::size_t horizon, const Real& most) {
  using std::exp, std::log, std::max, std::min, std::sqrt;
  // The recurrences of the level density outgrow float.
  using Wide = std::conditional_t<(std::numeric_limits<Real>::digits < 53), double, Real>;
  const auto observations = static_cast<Eigen::Index>(horizon);
  const Wide d = Wide(dimension);
  const Wide scale = d * Wide(noise_variance);
  const Wide loss = Wide(epsilon) * Wide(horizon);
  const wishart_level_density<Wide> spectrum(min(dimension, observations), max(dimension, observations),
                                             min(Wide(1), Wide(sqrt(scale))));
  const auto left_at = [&](const Wide& rate) -> Wide {
    const Wide gain = exp(-2 * rate / d) / scale;
    return spectrum([&](const auto& x) { return (x * gain).log1p(); }) / 2;
  };
  const Wide all = left_at(Wide(0));
  if (loss >= all) return 0;
  // I − εT ≤ H_{ε,T} (theory 2.4 a); room for rounding on both sides. In logarithms the equation is nearly linear.
  const Wide room = d * Wide(1 << 20) * std::numeric_limits<Wide>::epsilon();
  const auto found = enclose_root([&](const Wide& rate) -> Wide { return log(left_at(rate) / loss); },
                                  max(Wide(0), Wide(all - loss - room)),
                                  Wide(Wide(most) * (1 + 4 * Wide(std::numeric_limits<Real>::epsilon())) + room));
  return Real((found.lower + found.upper) / 2);
}

/// The min(T, d) largest eigenvalues of XᵀX/(dσ²), ascending, for a T × d design X; what rounding makes of 0 is 0.
template <class Derived>
[[nodiscard]] Eigen::VectorX<typename Derived::Scalar> design_gains(const Eigen::MatrixBase<Derived>& design,
                                                                    const typename Derived::Scalar& noise_variance) {
  using Real = typename Derived::Scalar;
  const Eigen::MatrixX<Real> gram = design.rows() < design.cols() ? Eigen::MatrixX<Real>(design * design.transpose())
                                                                  : Eigen::MatrixX<Real>(design.transpose() * design);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixX<Real>> solver(gram, Eigen::EigenvaluesOnly);
  const Eigen::ArrayX<Real> eigenvalues = solver.eigenvalues();
  const Real rounding = 4 * eigenvalues.abs().maxCoeff() * Real(gram.rows()) * std::numeric_limits<Real>::epsilon();
  return (eigenvalues > rounding).select(eigenvalues, Real(0)) / (Real(design.cols()) * noise_variance);
}

}  // namespace infobound::inline v0_1::detail
