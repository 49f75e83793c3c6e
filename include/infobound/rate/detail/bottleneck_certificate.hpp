// SPDX-License-Identifier: BSL-1.0
// The global minimum of the bottleneck's tangent problem, by branch and bound over the simplex of posteriors.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/rate/detail/bottleneck_table.hpp>
#include <limits>
#include <vector>

namespace infobound::inline v0_1::rate::detail {

/// A lower bound on min_q f(q), f(q) = KL(q‖p) − β KL(P_q‖P) − λᵀq over all laws q of θ (theory 2.4 b), for |θ| ≤ 4.
///
/// On a cell of the simplex the convex part lies above its tangent and the concave part above its values at the
/// vertices. Where the Hessian of f is bounded below by a positive matrix on the hull of a cell and a known minimum, f
/// lies above its tangent there, which is level: so cells about a minimum are settled while they are still large.
/// Vertices are exact, as halving an edge of dyadic fractions does not round.
template <class Real>
class bottleneck_certificate {
 public:
  static constexpr Eigen::Index most_parameters = 4;
  using point = std::array<Real, most_parameters>;
  using law = Eigen::Matrix<Real, Eigen::Dynamic, 1, 0, most_parameters, 1>;  ///< of θ, not on the heap

  struct verdict {
    Real lower;                     ///< ≤ min f, rounding allowed for
    Real least;                     ///< the least value met
    Eigen::VectorX<Real> argument;  ///< where it was met
    std::size_t cells;
  };

  /// minima: columns at which f is stationary, or nearly so.
  bottleneck_certificate(const bottleneck_table<Real>& table, const Real& beta, const Eigen::ArrayX<Real>& multipliers,
                         const Eigen::MatrixX<Real>& minima)
      : table_(table), size_(table.parameters()), beta_(beta), multipliers_(multipliers) {
    using std::max;
    Real most = 0;
    for (Eigen::Index k = 0; k < size_; ++k) {
      most = max(most, table.data_divergence(Eigen::VectorX<Real>::Unit(size_, k)));
      log_prior_[std::size_t(k)] = log_of(table.prior()[k]);
    }
    for (Eigen::Index i = 0; i < size_ - 1; ++i)
      for (Eigen::Index j = 0; j <= i; ++j) products_.push_back(table.mean() * slope(i) * slope(j));
    rounding_ =
        8 * beta * table.rounding(most) + 8 * std::numeric_limits<Real>::epsilon() * Real(size_ + 8) *
                                              (64 + multipliers.abs().maxCoeff() - table.prior().log().minCoeff());
    // Beyond e^{−57} the slopes would outgrow that allowance.
    for (Eigen::Index u = 0; u < minima.cols(); ++u)
      if ((minima.col(u).array() > Real(1e-25)).all()) tangents_.push_back(tangent_at(minima.col(u)));
  }

  /// Until the bound is −tolerance or better, a value below −tolerance is met, or so many cells have been made.
  [[nodiscard]] verdict run(const Real& tolerance, std::size_t most_cells) {
    least_ = std::numeric_limits<Real>::infinity();
    cell whole;
    for (Eigen::Index k = 0; k < size_; ++k) {
      point corner{};
      corner[std::size_t(k)] = 1;
      whole.vertices[std::size_t(k)] = add(corner);
    }
    settle(whole, tolerance);
    std::vector<cell> open{whole};
    const auto later = [](const cell& one, const cell& two) { return one.lower > two.lower; };
    std::size_t cells = 1;
    while (open.front().lower < -tolerance && !(least_ < -tolerance) && cells < most_cells) {
      std::pop_heap(open.begin(), open.end(), later);
      cell parent = open.back();
      const auto [i, j, length] = longest_edge(parent);
      // Beyond this depth halving would round.
      if (!(length > 64 * std::numeric_limits<Real>::epsilon())) {
        std::push_heap(open.begin(), open.end(), later);
        break;
      }
      open.pop_back();
      point middle{};
      for (std::size_t k = 0; k < std::size_t(size_); ++k)
        middle[k] = (vertices_[parent.vertices[i]].q[k] + vertices_[parent.vertices[j]].q[k]) / 2;
      const auto added = add(middle);
      for (const std::size_t replaced : {i, j}) {
        cell child = parent;
        child.vertices[replaced] = added;
        settle(child, tolerance);
        open.push_back(child);
        std::push_heap(open.begin(), open.end(), later);
      }
      cells += 2;
    }
    Eigen::VectorX<Real> argument(size_);
    for (Eigen::Index k = 0; k < size_; ++k) argument[k] = least_at_[std::size_t(k)];
    return {Real(open.front().lower - rounding_), least_, argument, cells};
  }

 private:
  struct vertex {
    point q;
    Real concave;  ///< −βKL(P_q‖P) − λᵀq
  };
  struct cell {
    std::array<std::uint32_t, most_parameters> vertices;
    Real lower;
  };
  struct edge {
    std::size_t i;
    std::size_t j;
    Real length;
  };
  struct tangent {
    Eigen::VectorX<Real> at;
    Eigen::ArrayX<Real> likelihood;  ///< P_q/P there
    Eigen::ArrayX<Real> gradient;
    Real constant;
  };

  [[nodiscard]] static Real log_of(const Real& x) {
    using std::log;
    return log(x);
  }

  [[nodiscard]] Eigen::ArrayX<Real> slope(Eigen::Index i) const {
    return table_.excess().col(i).array() - table_.excess().col(size_ - 1).array();
  }

  [[nodiscard]] law vector(const point& q) const { return Eigen::Map<const Eigen::VectorX<Real>>(q.data(), size_); }

  [[nodiscard]] std::uint32_t add(const point& at) {
    const law q = vector(at);
    const Real concave = -beta_ * table_.data_divergence(q) - (multipliers_ * q.array()).sum();
    const Real value = table_.divergence(q) + concave;
    if (value < least_) {
      least_ = value;
      least_at_ = at;
    }
    vertices_.push_back({at, concave});
    return static_cast<std::uint32_t>(vertices_.size() - 1);
  }

  [[nodiscard]] tangent tangent_at(const Eigen::VectorX<Real>& q) const {
    const Eigen::ArrayX<Real> x = (table_.excess() * q).array();
    const Eigen::ArrayX<Real> log_ratio = log_of_ratio(x);
    tangent plane{q, x + Real(1), {}, Real(0)};
    plane.gradient = (q.array() / table_.prior()).log() + Real(1) -
                     beta_ * (table_.law().transpose() * log_ratio.matrix()).array() - multipliers_;
    const Real value = table_.divergence(q) - beta_ * table_.data_divergence(q) - (multipliers_ * q.array()).sum();
    plane.constant = value - (plane.gradient * q.array()).sum();
    return plane;
  }

  [[nodiscard]] edge longest_edge(const cell& of) const {
    edge longest{0, 1, Real(-1)};
    for (std::size_t i = 0; i < std::size_t(size_); ++i)
      for (std::size_t j = i + 1; j < std::size_t(size_); ++j) {
        Real square = 0;
        for (std::size_t k = 0; k < std::size_t(size_); ++k) {
          const Real difference = vertices_[of.vertices[i]].q[k] - vertices_[of.vertices[j]].q[k];
          square += difference * difference;
        }
        if (square > longest.length) longest = {i, j, square};
      }
    using std::sqrt;
    longest.length = sqrt(longest.length);
    return longest;
  }

  void settle(cell& bounded, const Real& tolerance) const {
    bounded.lower = tangent_bound(bounded);
    if (bounded.lower < -tolerance) {
      using std::max;
      bounded.lower = max(bounded.lower, convex_bound(bounded, tolerance));
    }
  }

  /// The tangent of KL(q‖p) at the centroid, with the values of the concave part at the vertices.
  [[nodiscard]] Real tangent_bound(const cell& of) const {
    point slopes{};
    Real mass = 0;
    for (std::size_t k = 0; k < std::size_t(size_); ++k) {
      Real centre = 0;
      for (std::size_t i = 0; i < std::size_t(size_); ++i) centre += vertices_[of.vertices[i]].q[k];
      centre /= Real(size_);
      mass += centre;
      slopes[k] = log_of(centre) - log_prior_[k];
    }
    Real least = std::numeric_limits<Real>::infinity();
    for (std::size_t i = 0; i < std::size_t(size_); ++i) {
      const vertex& corner = vertices_[of.vertices[i]];
      Real value = corner.concave + (1 - mass);
      for (std::size_t k = 0; k < std::size_t(size_); ++k) value += corner.q[k] * slopes[k];
      using std::min;
      least = min(least, value);
    }
    return least;
  }

  /// The tangent of f at a known minimum, if f is convex on the hull of the cell and that minimum.
  [[nodiscard]] Real convex_bound(const cell& of, const Real& tolerance) const {
    Real best = -std::numeric_limits<Real>::infinity();
    for (const tangent& plane : tangents_) {
      using std::min;
      Real least = std::numeric_limits<Real>::infinity();
      for (std::size_t i = 0; i < std::size_t(size_); ++i)
        least = min(least, Real(plane.constant + (plane.gradient * vector(vertices_[of.vertices[i]].q).array()).sum()));
      if (least > best && least >= -tolerance && is_convex(of, plane)) best = least;
    }
    return best;
  }

  [[nodiscard]] bool is_convex(const cell& of, const tangent& plane) const {
    Eigen::ArrayX<Real> most = plane.at.array();
    Eigen::ArrayX<Real> likelihood = plane.likelihood;
    for (std::size_t i = 0; i < std::size_t(size_); ++i) {
      const law q = vector(vertices_[of.vertices[i]].q);
      most = (most.max)(q.array());
      likelihood = (likelihood.min)((table_.excess() * q).array() + Real(1));
    }
    likelihood = (likelihood.max)((std::numeric_limits<Real>::min)());
    // diag(1/q) − β Σ P_θ P_θ′/P_q on the directions e_i − e_K; positive if every pivot is, by more than rounding.
    Eigen::Matrix<Real, 3, 3> hessian;
    std::size_t pair = 0;
    Real scale = 0;
    for (Eigen::Index i = 0; i < size_ - 1; ++i)
      for (Eigen::Index j = 0; j <= i; ++j) {
        const Real curvature = beta_ * (products_[pair++] / likelihood).sum();
        hessian(i, j) = 1 / most[size_ - 1] - curvature + (i == j ? Real(1 / most[i]) : Real(0));
        using std::abs, std::max;
        scale = max(scale, Real(1 / most[i] + 1 / most[size_ - 1] + abs(curvature)));
      }
    const Real safe = scale * Real(1e4) * std::numeric_limits<Real>::epsilon();
    for (Eigen::Index i = 0; i < size_ - 1; ++i) {
      if (!(hessian(i, i) > safe)) return false;
      for (Eigen::Index j = i + 1; j < size_ - 1; ++j)
        for (Eigen::Index k = i + 1; k <= j; ++k) hessian(j, k) -= hessian(j, i) * hessian(k, i) / hessian(i, i);
    }
    return true;
  }

  const bottleneck_table<Real>& table_;
  Eigen::Index size_;
  Real beta_;
  Eigen::ArrayX<Real> multipliers_;
  point log_prior_{};
  std::vector<Eigen::ArrayX<Real>> products_;
  Real rounding_;
  std::vector<tangent> tangents_;
  std::vector<vertex> vertices_;
  Real least_;
  point least_at_{};
};

}  // namespace infobound::inline v0_1::rate::detail
