// SPDX-License-Identifier: BSL-1.0
// Linear statistics of real Wishart matrices, exactly and without Monte Carlo.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/numeric/gauss_legendre.hpp>
#include <infobound/core/require.hpp>
#include <limits>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::detail {

/// E Σ_i f(λ_i) over the eigenvalues of the n × n real Wishart matrix with m ≥ n degrees of freedom, as the integral of
/// f against the level density of the Laguerre orthogonal ensemble (theory 3.1 ii; Adler, Forrester, Nagao,
/// van Moerbeke 2000). f maps an array of λ to an array and is smooth in y = √λ beyond a distance `smallest_scale` of
/// 0.
/// - Cost:     O(n) a node, O((√n + 9) max(1, √n) + ln 1/smallest_scale) panels of 16 nodes.
/// - Accuracy: relative error about 1e-13 for n ≤ 1000, m ≤ 5n (tests/unit/core/numeric/wishart_level_density.cpp).
/// - Throws:   std::domain_error for n > 2¹⁷.
///
/// In y, the orthonormal functions ψ_j and the integrals S_j of ψ_j/√x obey three-term recurrences that are run for a
/// chunk of nodes at once; the constants of ψ_0 and S_0 come from the same quadrature, so that no gamma function
/// enters.
template <class Real>
class wishart_level_density {
 public:
  using array = Eigen::Array<Real, Eigen::Dynamic, 1>;

  wishart_level_density(Eigen::Index n, Eigen::Index m, const Real& smallest_scale)
      : n_(n), excess_(Real(m - n)), rule_(gauss_legendre<Real>::full_precision_order()) {
    using std::max, std::min, std::sqrt;
    require_at_most("min(dimension, horizon)", n, Eigen::Index{1} << 17,
                    "as the time of an exact answer grows like its square; marchenko_pastur is near it");
    const Real margin = 9 * sqrt(max(Real(1), Real(std::numeric_limits<Real>::digits) / 53));
    origin_ = sqrt(excess_);
    // √m − √(m − n).
    const Real lead = Real(n) / (sqrt(Real(m)) + origin_);
    const Real left = lead - sqrt(Real(n)) - margin;
    if (left > -origin_) base_ = origin_;
    const Real start = base_ > 0 ? left : Real(0);
    const Real end = (base_ > 0 ? lead : Real(sqrt(Real(m)))) + sqrt(Real(n)) + margin;
    const Real width = min(Real(0.5), 4 / sqrt(Real(n)));
    const auto count = static_cast<Eigen::Index>((end - start) / width) + 1;
    const Real even_width = (end - start) / Real(count);
    if (!(base_ > 0)) {
      Real edge = even_width;
      while (edge > smallest_scale / 20) edge /= 2;
      panels_.push_back({Real(0), edge});
      for (; edge < even_width * Real(0.75); edge *= 2) panels_.push_back({edge, 2 * edge});
    }
    for (Eigen::Index i = base_ > 0 ? 0 : 1; i < count; ++i)
      panels_.push_back({start + Real(i) * even_width, start + Real(i + 1) * even_width});
    normalise_first_function();
  }

  /// E Σ f(λ_i), divided by the same quadrature's (∫ϱ)/n, which removes its common rounding.
  template <class Function>
  [[nodiscard]] Real operator()(Function f) const {
    const auto [sum, mass] = integrate(f);
    return sum / (mass / Real(n_));
  }

  /// (∫ϱ)/n, which is 1: a self-test.
  [[nodiscard]] Real mass() const {
    return integrate([](const array& x) -> array { return array::Zero(x.size()); }).second / Real(n_);
  }

 private:
  struct panel {
    Real start;
    Real end;
  };
  static constexpr Eigen::Index panels_a_chunk = 8;

  [[nodiscard]] Real b(Eigen::Index j) const {
    using std::sqrt;
    return sqrt(Real(j) * (Real(j) + excess_));
  }

  /// ln ψ_0 less its value at the mode y = √a of y^a e^{−y²/2}, without cancellation in a: a (ln(1 + u) − u − u²/2)
  /// with u = y/√a − 1.
  [[nodiscard]] Real log_first_function(const Real& y) const {
    using std::abs, std::log1p;
    if (equal(excess_, Real(0))) return -y * y / 2;
    const Real ratio = base_ > 0 ? Real(y / origin_) : Real((y - origin_) / origin_);
    if (!(base_ > 0)) return excess_ * log1p(ratio) - (y - origin_) * (origin_ + (y - origin_) / 2);
    if (abs(ratio) > Real(0.125)) return excess_ * log1p(ratio) - y * (origin_ + y / 2);
    Real series = 0;
    for (int k = std::numeric_limits<Real>::digits / 3 + 3; k > 2; --k) series = (1 / Real(k) - series) * ratio;
    return -y * y * (1 - series);
  }

  /// The nodes of panels [first, last), counted from base_, and their weights in dy.
  void place(std::size_t first, std::size_t last, array& y, array& dy) const {
    const Eigen::Index order = rule_.nodes.size();
    y.resize(order * static_cast<Eigen::Index>(last - first));
    dy.resize(y.size());
    for (std::size_t p = first; p < last; ++p) {
      const Real half = (panels_[p].end - panels_[p].start) / 2;
      const Eigen::Index at = order * static_cast<Eigen::Index>(p - first);
      for (Eigen::Index k = 0; k < order; ++k) {
        y[at + k] = panels_[p].start + half * (1 + rule_.nodes[k]);
        dy[at + k] = half * rule_.weights[k];
      }
    }
  }

  /// Finds the constant that makes ∫ψ_0² dx = 1, and S_0 at the start of every panel and at ∞.
  void normalise_first_function() {
    using std::log, std::sqrt;
    array y, dy, shape(rule_.nodes.size());
    Real square = 0;
    Real integral = 0;
    first_integral_.reserve(panels_.size() + 1);
    first_integral_.push_back(Real(0));
    for (std::size_t p = 0; p < panels_.size(); ++p) {
      place(p, p + 1, y, dy);
      for (Eigen::Index i = 0; i < y.size(); ++i) shape[i] = log_first_function(y[i]);
      shape = shape.exp();
      for (Eigen::Index i = 0; i < y.size(); ++i) {
        square += 2 * (base_ + y[i]) * shape[i] * shape[i] * dy[i];
        integral += 2 * shape[i] * dy[i];
      }
      first_integral_.push_back(integral);
    }
    log_constant_ = -log(square) / 2;
    const Real norm = sqrt(square);
    for (Real& value : first_integral_) value /= norm;
    cumulative_ = cumulative_weights();
  }

  /// Column k: weights of ∫_{−1}^{x_k} at the nodes of the rule, exact for polynomials through them.
  [[nodiscard]] Eigen::MatrixX<Real> cumulative_weights() const {
    // Through the Legendre expansion: coefficients by the rule itself, ∫P_k = (P_{k+1} − P_{k−1})/(2k+1).
    const Eigen::Index order = rule_.nodes.size();
    Eigen::MatrixX<Real> legendre(order, order + 1);
    Eigen::MatrixX<Real> cumulative = Eigen::MatrixX<Real>::Zero(order, order);
    for (Eigen::Index i = 0; i < order; ++i) {
      const Real& x = rule_.nodes[i];
      legendre(i, 0) = 1;
      legendre(i, 1) = x;
      for (Eigen::Index k = 1; k < order; ++k)
        legendre(i, k + 1) = (Real(2 * k + 1) * x * legendre(i, k) - Real(k) * legendre(i, k - 1)) / Real(k + 1);
    }
    for (Eigen::Index k = 0; k < order; ++k)
      for (Eigen::Index i = 0; i < order; ++i) {
        const Real antiderivative =
            k == 0 ? Real(rule_.nodes[i] + 1) : Real((legendre(i, k + 1) - legendre(i, k - 1)) / Real(2 * k + 1));
        const Real twice = antiderivative * Real(2 * k + 1);
        for (Eigen::Index j = 0; j < order; ++j) cumulative(j, i) += twice * legendre(j, k);
      }
    for (Eigen::Index i = 0; i < order; ++i)
      for (Eigen::Index j = 0; j < order; ++j) cumulative(j, i) *= rule_.weights[j] / 2;
    return cumulative;
  }

  /// {∫ f ϱ dx, ∫ ϱ dx}.
  template <class Function>
  [[nodiscard]] std::pair<Real, Real> integrate(Function f) const {
    Real sum = 0;
    Real mass = 0;
    // s_{n−2} or s_{n−1}, the total integral of the even-numbered q_j.
    Real total = first_integral_.back();
    const Eigen::Index top = n_ % 2 == 0 ? n_ - 2 : n_ - 1;
    for (Eigen::Index j = 2; j <= top; j += 2) total *= b(j - 1) / b(j);
    array t, y, offset, dy, log_scale, scale, previous, current, next, squares, integral;
    for (std::size_t first = 0; first < panels_.size(); first += panels_a_chunk) {
      const std::size_t last = (std::min)(panels_.size(), first + panels_a_chunk);
      place(first, last, t, dy);
      y = base_ + t;
      offset.resize(y.size());
      log_scale.resize(y.size());
      for (Eigen::Index i = 0; i < y.size(); ++i) {
        offset[i] = base_ > 0 ? -t[i] * (base_ + y[i]) : excess_ - y[i] * y[i];  // a − y²
        // ψ_j = scaled value × scale: ψ_0 underflows for n ≳ 350 where ψ_{n−1} does not.
        log_scale[i] = log_first_function(t[i]) + log_constant_;
      }
      scale = log_scale.exp();
      previous.setZero(y.size());
      current.setOnes(y.size());
      next.resize(y.size());
      squares.setZero(y.size());
      integral.setZero(y.size());
      if (n_ % 2 == 0) integrate_first_function(first, last, scale, integral);
      for (Eigen::Index j = 0; j < n_ - 1; ++j) {
        squares += current.square();
        const Real above = b(j + 1);
        // S_{j+1} from S_{j−1}, for the parity of n alone.
        if ((n_ - j - 1) % 2 == 0) integral = (2 * y * current * scale + b(j) * integral) / above;
        next = ((2 * Real(j) + 1 + offset) * current - b(j) * previous) / above;
        previous.swap(current);
        current.swap(next);
        if (j % 8 == 7) rescale(log_scale, scale, previous, current, squares);
      }
      const array values = f(array(y * y));
      for (Eigen::Index i = 0; i < y.size(); ++i) {
        const Real last_function = current[i] * scale[i];
        const Real bulk = 2 * y[i] * squares[i] * scale[i] * scale[i];
        const Real edge = n_ % 2 == 0 ? -b(n_ - 1) * last_function * (integral[i] - total / 2)
                                      : last_function * (2 / total - b(n_ - 1) * integral[i]);
        const Real density = (bulk + edge) * dy[i];
        mass += density;
        sum += density * values[i];
      }
    }
    return {sum, mass};
  }

  /// S_0 at the nodes of panels [first, last).
  void integrate_first_function(std::size_t first, std::size_t last, const array& first_function,
                                array& integral) const {
    const Eigen::Index order = rule_.nodes.size();
    for (std::size_t p = first; p < last; ++p) {
      const Eigen::Index at = order * static_cast<Eigen::Index>(p - first);
      const Real half = (panels_[p].end - panels_[p].start) / 2;
      for (Eigen::Index k = 0; k < order; ++k) {
        Real below = 0;
        for (Eigen::Index i = 0; i < order; ++i) below += cumulative_(i, k) * first_function[at + i];
        integral[at + k] = first_integral_[p] + 2 * half * below;
      }
    }
  }

  /// Moves growth of the scaled functions into the scale.
  static void rescale(array& log_scale, array& scale, array& previous, array& current, array& squares) {
    using std::log;
    const Real large(1e50);
    for (Eigen::Index i = 0; i < scale.size(); ++i) {
      using std::abs, std::exp;
      if (abs(current[i]) < large && abs(previous[i]) < large) continue;
      previous[i] /= large;
      current[i] /= large;
      squares[i] /= large * large;
      log_scale[i] += log(large);
      scale[i] = exp(log_scale[i]);
    }
  }

  Eigen::Index n_;
  Real excess_;
  Real origin_;    ///< √a, the mode
  Real base_ = 0;  ///< what nodes are counted from: the mode where it is farther from 0 than any node from it
  gauss_legendre<Real> rule_;
  std::vector<panel> panels_;
  std::vector<Real> first_integral_;
  Real log_constant_ = 0;
  Eigen::MatrixX<Real> cumulative_;
};

}  // namespace infobound::inline v0_1::detail
