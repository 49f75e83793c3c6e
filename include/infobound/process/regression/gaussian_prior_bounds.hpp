// SPDX-License-Identifier: BSL-1.0
// Bounds on the error of linear regression on Gaussian inputs under a Gaussian prior, each under its own name.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/digamma.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/numeric/singular_values.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/regression/correlated_gaussian_inputs.hpp>
#include <infobound/process/regression/gaussian_covariance.hpp>
#include <infobound/process/regression/gaussian_inputs_information.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <limits>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// Inputs iid N(0, S), of which theory 13.1 knows both sides.
template <class Inputs, class Real>
concept centred_gaussian_inputs =
    std::same_as<Inputs, gaussian_inputs> || std::same_as<Inputs, correlated_gaussian_inputs<Real>>;

/// A law of inputs that tells (1/T) E Σ_t X_tX_tᵀ, if it is the same at every T.
template <class Inputs, class Real>
concept tells_second_moment = requires(const Inputs& inputs) {
  { inputs.second_moment() } -> std::convertible_to<Eigen::MatrixX<Real>>;
};

namespace detail {

/// S of a law of inputs that is known to have one.
/// - Throws: as gaussian_covariance.
template <class Real, class Inputs>
[[nodiscard]] gaussian_covariance<Real> second_moment_of([[maybe_unused]] const Inputs& inputs,
                                                         Eigen::Index dimension) {
  gaussian_covariance<Real> moment;
  if constexpr (std::same_as<Inputs, gaussian_inputs>)
    moment = gaussian_covariance<Real>::from_scales(Eigen::VectorX<Real>::Ones(dimension));
  else if constexpr (std::same_as<Inputs, correlated_gaussian_inputs<Real>>)
    moment = inputs.covariance;
  else
    moment = inputs.second_moment();
  moment.validate("inputs.second_moment()", dimension);
  return moment;
}

/// A matrix in a unit, a power of two, in which its largest entry is about 1.
template <class Real>
struct in_own_unit {
  Eigen::MatrixX<Real> matrix;
  Real unit = 1;
  Real least = 1;  ///< the size of the least entry that is not 0, in the unit

  explicit in_own_unit(const Eigen::MatrixX<Real>& given) : matrix(given) {
    using std::abs, std::min;
    const Real largest = given.size() == 0 ? Real(0) : Real(given.cwiseAbs().maxCoeff());
    if (!(largest > 0)) return;
    unit = power_of_two_below(largest);
    matrix /= unit;
    for (Eigen::Index j = 0; j < matrix.cols(); ++j)
      for (Eigen::Index i = 0; i < matrix.rows(); ++i)
        if (abs(given(i, j)) > 0) least = min(least, Real(abs(matrix(i, j))));
  }
};

/// The positive eigenvalues of LᵀSL, Σ = LLᵀ, in descending order: the squares of the singular values of L times a
/// factor of S, which are not squared before.
/// - Cost:   O(d³), some hundred times that of a product; O(d ln d) where all is diagonal.
/// - Throws: std::domain_error where products of the least entries are below the scalar's range.
template <class Real, class Inputs>
[[nodiscard]] std::vector<scaled<typename wider<Real>::leading>> signal_spectrum(
    const gaussian_covariance<Real>& covariance, [[maybe_unused]] const Inputs& inputs) {
  using leading = typename wider<Real>::leading;
  std::vector<scaled<leading>> spectrum;
  const auto add_square = [&](const scaled<leading>& x) { spectrum.push_back(x * x); };
  if constexpr (std::same_as<Inputs, gaussian_inputs>) {
    if (covariance.is_diagonal()) {
      Eigen::VectorX<Real> scales = Eigen::VectorX<Real>::Zero(covariance.dimension());
      covariance.add_product(Eigen::VectorX<Real>::Ones(covariance.dimension()), scales);
      std::sort(scales.begin(), scales.end());
      for (const Real& scale : scales)
        if (scale > 0) add_square(scaled<leading>(leading(scale)));
    } else {
      for (const auto& direction : singular_directions(covariance.factor())) add_square(direction.value);
    }
  } else {
    const in_own_unit<Real> moment(second_moment_of<Real>(inputs, covariance.dimension()).factor());
    const in_own_unit<Real> prior(covariance.factor());
    const Real least = moment.least * prior.least;
    if (!(least >= (std::numeric_limits<Real>::min)() / std::numeric_limits<Real>::epsilon()))
      refuse("inputs and prior: the least entry of their factors over the largest", least, "within the scalar's range");
    for (const auto& direction : singular_directions(Eigen::MatrixX<Real>(moment.matrix.transpose() * prior.matrix)))
      add_square(direction.value * leading(moment.unit) * leading(prior.unit));
  }
  std::reverse(spectrum.begin(), spectrum.end());
  return spectrum;
}

}  // namespace detail

/// Bounds on 𝓛_T, in nats per observation, for Y ~ N(θᵀX, σ²) with θ ~ N(μ, Σ) and X_t iid N(0, S), from the positive
/// eigenvalues λ_1 ≥ λ_2 ≥ … of LᵀSL, Σ = LLᵀ (theory 13.1). I_iso(k, v) is the information of k coordinates of one
/// variance v. Arguments are not checked.
/// - Accuracy: 1e-12, by which bounds that take an I_iso are moved to the safe side ten times over.
namespace gaussian_prior_bounds {

/// I_iso(k, v).
template <class Real>
[[nodiscard]] Real isotropic_information(std::size_t dimension, std::size_t horizon, const Real& noise_variance,
                                         const detail::scaled<Real>& variance) {
  const detail::scaled<Real> scale = detail::scaled<Real>(noise_variance) / variance;
  return detail::gaussian_inputs_information<Real>(static_cast<Eigen::Index>(dimension),
                                                   static_cast<Eigen::Index>(horizon), scale)(scale)
      .value();
}

/// How far an I_iso may be from what it is.
template <class Real>
[[nodiscard]] Real rounding() {
  return (std::max)(Real(1e-11F), Real(1 << 14) * std::numeric_limits<Real>::epsilon());
}

/// Up to this many eigenvalues all that is optimised over is tried with the exact I_iso.
inline constexpr std::size_t exhaustive = 16;

/// Sizes of leading parts of a spectrum: all to 128, then a hundredth apart.
template <class Spectrum>
[[nodiscard]] std::vector<std::size_t> leading_sizes(const Spectrum& spectrum) {
  const std::size_t most = spectrum.size();
  std::vector<std::size_t> sizes;
  for (std::size_t k = 1; k < most; k += (std::max)(std::size_t{1}, k / 128)) sizes.push_back(k);
  if (most > 0) sizes.push_back(most);
  return sizes;
}

/// Σ λ_i/λ_begin for begin ≤ i < end, over their number.
template <class Real>
[[nodiscard]] detail::scaled<Real> mean_of(const std::vector<detail::scaled<Real>>& spectrum, std::size_t begin,
                                           std::size_t end) {
  detail::scaled<Real> sum = spectrum[begin] / spectrum[begin];
  for (std::size_t i = begin + 1; i < end; ++i) sum = sum + spectrum[i] / spectrum[begin];
  return spectrum[begin] * (sum / Real(end - begin));
}

/// 𝓛_T ≤ (1/2T) Σ_i ln(1 + Tλ_i/σ²): concavity of ln det. Of any inputs with (1/T) E Σ_t X_tX_tᵀ = S.
/// - Cost: O(d).
template <class Real>
[[nodiscard]] Real jensen_upper(const std::vector<detail::scaled<Real>>& spectrum, std::size_t horizon,
                                const Real& noise_variance) {
  const Real T = Real(horizon);
  Real sum = 0;
  for (const auto& eigenvalue : spectrum)
    sum += (log1p(eigenvalue * T / detail::scaled<Real>(noise_variance)) / T).value();
  return sum / 2;
}

/// The k and the value of max_k (n/2T) ln(1 + e^{g}v/σ²), v the geometric mean of the k largest, g = (1/n) E ln det of
/// the n × n Wishart matrix with m degrees of freedom, n = min(k, T), m = max(k, T): minkowski_lower of
/// linear_regression_bounds for the k largest made alike.
template <class Real>
[[nodiscard]] std::pair<std::size_t, Real> best_minkowski(const std::vector<detail::scaled<Real>>& spectrum,
                                                          std::size_t horizon, const Real& noise_variance) {
  const Real T = Real(horizon);
  std::pair<std::size_t, Real> best{spectrum.empty() ? 0 : 1, 0};
  Real logarithms = 0;
  for (std::size_t k = 1; k <= spectrum.size(); ++k) {
    logarithms += log(spectrum[k - 1]);
    const Real smaller = (std::min)(Real(k), T);
    const Real mean = detail::mean_log_wishart_determinant(smaller, (std::max)(Real(k), T));
    const auto gain =
        detail::scaled<Real>::exp(Real(logarithms / Real(k) + mean)) / detail::scaled<Real>(noise_variance);
    const Real value = (detail::scaled<Real>(Real(smaller / (2 * T))) * log1p(gain)).value();
    if (value > best.second) best = {k, value};
  }
  return best;
}

/// 𝓛_T ≥ max_k (n/2T) ln(1 + e^{g}v/σ²), as best_minkowski.
/// - Cost: O(d).
template <class Real>
[[nodiscard]] Real minkowski_lower(const std::vector<detail::scaled<Real>>& spectrum, std::size_t horizon,
                                   const Real& noise_variance) {
  return best_minkowski(spectrum, horizon, noise_variance).second;
}

/// 𝓛_T ≥ max_k I_iso(k, (λ_1 ⋯ λ_k)^{1/k})/T: of the k largest, whose logarithms are made alike. Of more than 16, five
/// k are tried, about the best of minkowski_lower.
/// - Cost: that of up to 16 I_iso.
template <class Real>
[[nodiscard]] Real geometric_lower(const std::vector<detail::scaled<Real>>& spectrum, std::size_t horizon,
                                   const Real& noise_variance) {
  std::vector<std::size_t> sizes;
  if (spectrum.size() <= exhaustive) {
    sizes = leading_sizes(spectrum);
  } else {
    const std::size_t best = best_minkowski(spectrum, horizon, noise_variance).first;
    for (const std::size_t k : {best / 2, best - best / 4, best, best + best / 4 + 1, 2 * best})
      if (k >= 1) sizes.push_back((std::min)(k, spectrum.size()));
    sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
  }
  Real best = 0;
  Real logarithms = 0;
  std::size_t counted = 0;
  for (const std::size_t k : sizes) {
    for (; counted < k; ++counted) logarithms += log(spectrum[counted] / spectrum.front());
    const auto mean = spectrum.front() * detail::scaled<Real>::exp(Real(logarithms / Real(k)));
    best = (std::max)(best, isotropic_information(k, horizon, noise_variance, mean));
  }
  return best * (1 - rounding<Real>()) / Real(horizon);
}

/// The ends of the blocks of neighbours of which Σ cost(begin, end) is least, the ends among those given.
template <class Cost>
[[nodiscard]] std::vector<std::size_t> least_partition(const std::vector<std::size_t>& ends, Cost cost) {
  using Real = decltype(cost(std::size_t{0}, std::size_t{1}));
  const auto end_before = [&](std::size_t block) { return block == 0 ? std::size_t{0} : ends[block - 1]; };
  std::vector<Real> least{Real(0)};  // of what is before each end
  std::vector<std::size_t> first_of{0};
  for (std::size_t last = 0; last < ends.size(); ++last) {
    least.push_back(std::numeric_limits<Real>::infinity());
    first_of.push_back(0);
    for (std::size_t first = 0; first <= last; ++first) {
      const Real total = least[first] + cost(end_before(first), ends[last]);
      if (total < least.back()) {
        least.back() = total;
        first_of.back() = first;
      }
    }
  }
  std::vector<std::size_t> result;
  for (std::size_t at = ends.size(); at > 0; at = first_of[at]) result.push_back(ends[at - 1]);
  std::reverse(result.begin(), result.end());
  return result;
}

/// 𝓛_T ≤ min over partitions into blocks of neighbours of Σ_B I_iso(|B|, mean of λ over B)/T: determinants of sums, and
/// concavity within each block. Of more than 16 eigenvalues the partition is that which is best for Jensen's bound
/// (n/2) ln(1 + mv/σ²) on I_iso, n = min(|B|, T), m = max(|B|, T).
/// - Cost: that of up to 136 I_iso, or of one a block and O(d + min(d, 500 ln d)²).
template <class Real>
[[nodiscard]] Real block_upper(const std::vector<detail::scaled<Real>>& spectrum, std::size_t horizon,
                               const Real& noise_variance) {
  using detail::scaled;
  const auto exact = [&](std::size_t begin, std::size_t end) -> Real {
    return isotropic_information(end - begin, horizon, noise_variance, mean_of(spectrum, begin, end));
  };
  const std::vector<std::size_t> ends = leading_sizes(spectrum);
  std::vector<std::size_t> partition;
  if (spectrum.size() <= exhaustive) {
    partition = least_partition(ends, exact);
  } else {
    std::vector<Real> beyond(spectrum.size() + 1, Real(0));  // Σ_{j ≥ i} λ_j/σ²
    for (std::size_t i = spectrum.size(); i-- > 0;) beyond[i] = beyond[i + 1] + (spectrum[i] / noise_variance).value();
    partition = least_partition(ends, [&](std::size_t begin, std::size_t end) -> Real {
      using std::log1p;
      const Real size = Real(end - begin);
      const Real T = Real(horizon);
      return (std::min)(size, T) / 2 * log1p((std::max)(size, T) * (beyond[begin] - beyond[end]) / size);
    });
  }
  Real sum = 0;
  std::size_t begin = 0;
  for (const std::size_t end : partition) {
    sum += exact(begin, end);
    begin = end;
  }
  return sum * (1 + rounding<Real>()) / Real(horizon);
}

}  // namespace gaussian_prior_bounds

}  // namespace infobound::inline v0_1
