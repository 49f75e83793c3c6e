// SPDX-License-Identifier: BSL-1.0
// The triangular factor of a sum of outer products, row by row and without forming the sum.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/numeric/norm.hpp>
#include <infobound/core/numeric/twofold.hpp>
#include <limits>
#include <vector>

namespace infobound::inline v0_1::detail {

/// Upper triangular R with RᵀR = ρ²I + Σ g gᵀ over the rows g that it has taken, by Givens rotations in twice the
/// precision, and with as many further columns beside R and g as asked for. Squares are never formed: columns lose what
/// their condition number takes, not its square. What is left of an entry when it has cancelled down to its rounding is
/// 0, so that dependent columns stay dependent however large they are, and what is beside them in their span.
/// - Cost: O(n²) a row, some 100 operations a rotation of two entries.
template <class Real>
class triangular_factor {
 public:
  using wide = typename wider<Real>::type;
  using leading = typename wider<Real>::leading;

  /// R = ρI for n columns, with `beside` further ones of zeros.
  triangular_factor(Eigen::Index size, Eigen::Index beside, const wide& root)
      : size_(static_cast<std::size_t>(size)),
        width_(static_cast<std::size_t>(size + beside)),
        factor_(size_ * width_, wide(leading(0))),
        noise_(size_ * width_, leading(0)),
        row_(width_, wide(leading(0))),
        row_noise_(width_, leading(0)) {
    for (std::size_t i = 0; i < size_; ++i) factor_[i * width_ + i] = root;
  }

  /// The next row, to be filled before it is taken; its entries beside R after that are what R leaves of them.
  [[nodiscard]] wide& entry(Eigen::Index column) { return row_[static_cast<std::size_t>(column)]; }

  /// R_ij, i ≤ j.
  [[nodiscard]] const wide& at(Eigen::Index i, Eigen::Index j) const {
    return factor_[static_cast<std::size_t>(i) * width_ + static_cast<std::size_t>(j)];
  }

  /// Takes the row and calls grown(i, ln R_ii² − ln R_ii² before) for every i that grows.
  template <class Grown>
  void take(Grown grown) {
    std::fill(row_noise_.begin(), row_noise_.end(), leading(0));
    for (std::size_t i = 0; i < size_; ++i) {
      const wide x = row_[i];
      if (equal(leading(x), leading(0))) continue;
      wide* const factor = &factor_[i * width_];
      const wide pivot = factor[i];
      grown(static_cast<Eigen::Index>(i), log1p_squared_ratio(leading(x), leading(pivot)));
      rotate(i, x, pivot);
    }
  }

 private:
  void rotate(std::size_t i, const wide& x, const wide& pivot) {
    using std::abs, std::max;
    wide* const factor = &factor_[i * width_];
    leading* const noise = &noise_[i * width_];
    const wide length = hypotenuse(x, pivot);
    const wide cosine = pivot / length;
    const wide sine = x / length;
    const auto c = leading(cosine);
    const leading s = abs(leading(sine));
    const leading unit = wider<Real>::rounding();
    // Whose products may be within the range where they are not.
    const leading least = (std::numeric_limits<leading>::min)();
    const bool tiny_cosine = c * unit < least;
    const bool tiny_sine = s * unit < least;
    // How far rounding has turned the rotation.
    const leading turn = max(leading(c * row_noise_[i]), leading(s * noise[i])) / leading(length);
    noise[i] = (max)({leading(c * noise[i]), leading(s * row_noise_[i]), leading(unit * leading(length))});
    factor[i] = length;
    for (std::size_t j = i + 1; j < width_; ++j) {
      const wide kept = tiny_cosine ? wide(factor[j] / length * pivot) : wide(cosine * factor[j]);
      const wide added = tiny_sine ? wide(row_[j] / length * x) : wide(sine * row_[j]);
      const wide left = tiny_cosine ? wide(row_[j] / length * pivot) : wide(cosine * row_[j]);
      const wide taken = tiny_sine ? wide(factor[j] / length * x) : wide(sine * factor[j]);
      factor[j] = kept + added;
      row_[j] = left - taken;
      const leading old_noise = noise[j];
      noise[j] = (max)({leading(c * old_noise), leading(s * row_noise_[j]), leading(turn * abs(leading(row_[j]))),
                        leading(unit * (abs(leading(kept)) + abs(leading(added))))});
      row_noise_[j] =
          (max)({leading(c * row_noise_[j]), leading(s * old_noise), leading(turn * abs(leading(factor[j]))),
                 leading(unit * (abs(leading(left)) + abs(leading(taken))))});
      if (abs(leading(row_[j])) <= 64 * row_noise_[j]) row_[j] = wide(leading(0));
    }
  }

  [[nodiscard]] static wide hypotenuse(const wide& a, const wide& b) {
    using std::abs, std::sqrt;
    const bool first = abs(leading(a)) > abs(leading(b));
    const wide larger = first ? wide(abs(a)) : wide(abs(b));
    const wide ratio = (first ? b : a) / larger;
    return larger * sqrt(wide(wide(leading(1)) + ratio * ratio));
  }

  std::size_t size_;
  std::size_t width_;
  std::vector<wide> factor_;    ///< R and what is beside it, row by row
  std::vector<leading> noise_;  ///< of its entries, by size
  std::vector<wide> row_;
  std::vector<leading> row_noise_;
};

}  // namespace infobound::inline v0_1::detail
