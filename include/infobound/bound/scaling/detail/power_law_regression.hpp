// SPDX-License-Identifier: BSL-1.0
// The fit behind fit_scaling_law: E + A/p^α + B/T^β to losses, in logarithms, by Huber's loss.
#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/numeric/cmath.hpp>
#include <vector>

namespace infobound::inline v0_1::detail {

/// ln L ≈ ln(e^{a − αx} + e^{b − βz} + e^{e}) with x, z the logarithms of parameters and tokens, less their means.
/// The unknowns are the column (a, α, b, β, e).
template <class Real>
class power_law_regression {
 public:
  using unknowns = Eigen::Matrix<Real, 5, 1>;
  using information_matrix = Eigen::Matrix<Real, 5, 5>;
  using column = Eigen::ArrayX<Real>;

  power_law_regression(const column& log_parameters, const column& log_tokens, const column& log_loss,
                       const Real& threshold)
      : x_(log_parameters - log_parameters.mean()),
        z_(log_tokens - log_tokens.mean()),
        log_loss_(log_loss),
        threshold_(threshold),
        residual_(x_.size()),
        weight_(x_.size()),
        terms_(x_.size(), 3),
        jacobian_(x_.size(), 5) {}

  /// Σ counts·ρ(r), ρ(r) = r²/2 up to the threshold δ and δ(|r| − δ/2) beyond. Leaves the residuals behind.
  [[nodiscard]] Real objective(const unknowns& u, const column& counts) {
    using std::exp;
    terms_.col(0) = (u[0] - u[1] * x_).exp();
    terms_.col(1) = (u[2] - u[3] * z_).exp();
    terms_.col(2).setConstant(exp(u[4]));
    residual_ = terms_.rowwise().sum().log() - log_loss_;
    const auto cut = (residual_.abs().min)(threshold_);
    return (counts * cut * (residual_.abs() - cut / 2)).sum();
  }

  /// The local minimum that damped steps of iteratively reweighted least squares lead to from u. Every weighted square
  /// bounds Huber's loss from above and touches it at u, so that no accepted step is uphill.
  Real descend(unknowns& u, const column& counts) {
    constexpr int steps = 200;
    Real damping = Real(1e-3);
    Real least = objective(u, counts);
    int settled = 0;
    for (int i = 0; i < steps && settled < 3 && damping < Real(1e12); ++i) {
      linearise();
      weight_ = counts * threshold_ / (residual_.abs().max)(threshold_);
      const information_matrix square = jacobian_.transpose() * weight_.matrix().asDiagonal() * jacobian_;
      const unknowns gradient = jacobian_.transpose() * (weight_ * residual_).matrix();
      for (; damping < Real(1e12); damping *= 8) {
        information_matrix damped = square;
        damped.diagonal() += damping * square.diagonal() + unknowns::Constant(Real(1e-12) * square.trace());
        const unknowns next = u - damped.ldlt().solve(gradient);
        const Real value = objective(next, counts);
        if (!(value <= least)) continue;
        settled = least - value < Real(1e-9) * least ? settled + 1 : 0;
        u = next;
        least = value;
        damping = (std::max)(Real(1e-12), Real(damping / 8));
        break;
      }
    }
    return least;
  }

  /// The least root-mean-square change of ln L, over all moves of the other unknowns, that one unit of the given
  /// unknown makes.
  [[nodiscard]] Real visibility(const unknowns& u, Eigen::Index which) {
    using std::sqrt;
    (void)objective(u, column::Ones(x_.size()));
    linearise();
    // E moves in units of the mean loss, so that an E of 0 hides nothing; the ridge keeps a singular square solvable.
    jacobian_.col(4) = log_loss_.exp().mean() / terms_.rowwise().sum();
    information_matrix square = jacobian_.transpose() * jacobian_ / static_cast<Real>(x_.size());
    square.diagonal().array() += Real(1e-14) * square.trace();
    const Eigen::LDLT<information_matrix> factor(square);
    return 1 / sqrt(factor.solve(unknowns::Unit(which))[which]);
  }

  /// ln of the fitted loss over the loss, where objective was last evaluated.
  [[nodiscard]] const column& residuals() const { return residual_; }

  /// The best local minimum from the most promising of a grid of exponents.
  [[nodiscard]] unknowns best(const column& counts) {
    struct candidate {
      unknowns at;
      Real value;
    };
    std::vector<candidate> starts;
    for (const double alpha : {0.05, 0.15, 0.3, 0.5, 0.8, 1.2, 2.0})
      for (const double beta : {0.05, 0.15, 0.3, 0.5, 0.8, 1.2, 2.0}) {
        const unknowns u = start(Real(alpha), Real(beta), counts);
        const Real value = objective(u, counts);
        starts.push_back({u, value});
      }
    const auto better = [](const candidate& a, const candidate& b) { return a.value < b.value; };
    std::sort(starts.begin(), starts.end(), better);
    starts.resize(6);
    for (candidate& one : starts) one.value = descend(one.at, counts);
    return std::min_element(starts.begin(), starts.end(), better)->at;
  }

 private:
  /// For given exponents the loss is linear in the rest: least squares of relative errors, cut off at small positive
  /// shares.
  [[nodiscard]] unknowns start(const Real& alpha, const Real& beta, const column& counts) {
    using std::log, std::max;
    Eigen::Matrix<Real, Eigen::Dynamic, 3> design(x_.size(), 3);
    const column scale = counts.sqrt() / log_loss_.exp();
    design.col(0) = scale * (-alpha * x_).exp();
    design.col(1) = scale * (-beta * z_).exp();
    design.col(2) = scale;
    const Eigen::Matrix<Real, 3, 3> square = design.transpose() * design;
    const Eigen::Matrix<Real, 3, 1> right = design.transpose() * counts.sqrt().matrix();
    const Eigen::Matrix<Real, 3, 1> factors = square.ldlt().solve(right);
    const Real floor = Real(1e-2) * log_loss_.exp().minCoeff();
    return {log(max(floor, factors[0])), alpha, log(max(floor, factors[1])), beta, log(max(floor, factors[2]))};
  }

  void linearise() {
    const column total = terms_.rowwise().sum();
    jacobian_.col(0) = terms_.col(0) / total;
    jacobian_.col(1) = -jacobian_.col(0).array() * x_;
    jacobian_.col(2) = terms_.col(1) / total;
    jacobian_.col(3) = -jacobian_.col(2).array() * z_;
    jacobian_.col(4) = terms_.col(2) / total;
  }

  column x_;
  column z_;
  column log_loss_;
  Real threshold_;
  column residual_;
  column weight_;
  Eigen::Array<Real, Eigen::Dynamic, 3> terms_;
  Eigen::Matrix<Real, Eigen::Dynamic, 5> jacobian_;
};

}  // namespace infobound::inline v0_1::detail
