// SPDX-License-Identifier: BSL-1.0
// How many tables of each size a Pólya urn has: means, and the means of ln a_j! that the entropy of its sizes takes
// (theory 6.2).
#pragma once

#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/compensated_sum.hpp>
#include <infobound/core/numeric/pi.hpp>
#include <limits>
#include <vector>

namespace infobound::inline v0_1::detail {

/// j E a_j for j = 0 … n (0 at j = 0), a_j the number of tables of size j that n draws make: n K/(K+n−j) Π_{0<i<j}
/// (n−i)/(K+n−i), all factors of the product below 1.
template <class Real>
[[nodiscard]] std::vector<Real> urn_seats_by_size(std::size_t n, const Real& concentration) {
  std::vector<Real> seats(n + 1, Real(0));
  Real product = Real(n);
  for (std::size_t j = 1; j <= n; ++j) {
    const Real others = Real(n - j);
    const Real free = concentration + others;
    seats[j] = product * (concentration / free);
    product *= others / free;
  }
  return seats;
}

/// |Δ^r ln(m!)| at m = 0 for r = 2, 3, …: ∫_0^∞ (1 − e^{−t})^{r−1} e^{−t}/t dt, whose signs alternate. A trapezoidal
/// sum in ln t, where the integrand falls exponentially to the left and faster to the right. As many as moments of at
/// most 3^r need for the scalar's digits.
template <class Real>
[[nodiscard]] std::vector<Real> log_factorial_differences() {
  using std::exp, std::expm1, std::log;
  const Real digits = Real(std::numeric_limits<Real>::digits + 8) * log(Real(2));
  const Real step = Real(0.7) * pi<Real>() * pi<Real>() / digits;
  std::size_t count = 2;
  for (Real term = 4; term > exp(-digits); ++count) term *= 3 / Real(count + 1);
  std::vector<Real> differences(count, Real(0));
  for (Real x = -digits; x < log(digits) + 1; x += step) {
    const Real t = exp(x);
    const Real base = -expm1(-t);
    Real value = step * exp(-t);
    for (Real& difference : differences) difference += (value *= base);
  }
  return differences;
}

/// The law of a_j: P(a_j = m) for m = 0 … ⌊n/j⌋, in proportion to (K/j)^m/m! q(n − jm), where q(N) x^N are the terms of
/// (1 − x)^{−K} e^{−K x^j/j}, so that N q(N) = K (Σ_{i<N} q(i) − q(N − j)).
/// - Domain: K² small enough not to overflow.
/// - Cost:   O(n); memory O(n).
template <class Real>
[[nodiscard]] std::vector<Real> table_count_law(std::size_t j, std::size_t n, const Real& concentration) {
  using std::exp, std::log, std::max, std::sqrt;
  const Real large = sqrt((std::numeric_limits<Real>::max)()) / max(Real(1), concentration);
  const std::size_t most = n / j;
  std::vector<Real> logs(most + 1);
  std::vector<Real> q(n + 1, Real(0));
  q[0] = 1;
  Real below = 0;  // Σ_{i<N} q(i)
  Real log_scale = 0;
  for (std::size_t N = 0; N <= n; ++N) {
    if (N > 0) {
      // At j = 1 the last term may outweigh all others: it is left out, not subtracted.
      const Real last = below;
      below += q[N - 1];
      const Real others = j == 1 ? last : (N < j ? below : Real(below - q[N - j]));
      q[N] = concentration * others / Real(N);
      if (below > large || q[N] > large) {
        const Real shrink = 1 / large;
        for (std::size_t i = N - (std::min)(N, j); i <= N; ++i) q[i] *= shrink;
        below *= shrink;
        log_scale += log(large);
      }
    }
    if ((n - N) % j == 0) logs[(n - N) / j] = log_scale + log(q[N]);
  }
  const Real gain = log(concentration / Real(j));
  Real log_weight = 0;
  Real highest = logs[0];
  for (std::size_t m = 1; m <= most; ++m) {
    log_weight += gain - log(Real(m));
    logs[m] += log_weight;
    highest = max(highest, logs[m]);
  }
  compensated_sum<Real> total;
  for (Real& entry : logs) total += (entry = exp(entry - highest));
  for (Real& entry : logs) entry /= total.value();
  return logs;
}

/// E ln(a_j!) by the law of a_j.
template <class Real>
[[nodiscard]] Real mean_log_factorial(std::size_t j, std::size_t n, const Real& concentration) {
  using std::log;
  const std::vector<Real> law = table_count_law(j, n, concentration);
  compensated_sum<Real> mean;
  compensated_sum<Real> log_factorial;
  for (std::size_t m = 2; m < law.size(); ++m) {
    log_factorial += log(Real(m));
    mean += law[m] * log_factorial.value();
  }
  return mean.value();
}

/// E ln(n!/a_1!) by the law of a_1.
template <class Real>
[[nodiscard]] Real mean_log_factorial_deficit(std::size_t n, const Real& concentration) {
  using std::log;
  const std::vector<Real> law = table_count_law(std::size_t{1}, n, concentration);
  compensated_sum<Real> mean;
  compensated_sum<Real> deficit;
  for (std::size_t m = n; m-- > 0;) {
    deficit += log(Real(m + 1));
    mean += law[m] * deficit.value();
  }
  return mean.value();
}

/// Σ_{j≥first} E ln(a_j!), the E a_j given by urn_seats_by_size: by the law of a_j where E a_j > 3, by factorial
/// moments E a_j(a_j−1)…(a_j−r+1) = (K/j)^r n! K^{(n−jr)}/((n−jr)! K^{(n)}), at most (E a_j)^r, beyond.
/// - Cost: O(n) for each j with E a_j > 3, and O(n) in all for the others.
template <class Real>
[[nodiscard]] Real sum_of_mean_log_factorials(std::size_t first, const std::vector<Real>& seats,
                                              const Real& concentration) {
  const std::size_t n = seats.size() - 1;
  compensated_sum<Real> sum;
  std::size_t j = first;
  for (; 2 * j <= n && seats[j] > 3 * Real(j); ++j) sum += mean_log_factorial(j, n, concentration);
  const std::vector<Real> differences = log_factorial_differences<Real>();
  const Real negligible = std::numeric_limits<Real>::epsilon() / 1024;
  for (; 2 * j <= n; ++j) {
    const Real ratio = concentration / Real(j);
    Real coefficient = 1 / Real(j);
    for (std::size_t r = 2; r <= n / j && r < differences.size() + 2; ++r) {
      coefficient *= ratio / Real(r);
      const Real term = coefficient * seats[j * r] * differences[r - 2];
      if (!(term > negligible * sum.value())) break;
      sum += r % 2 == 0 ? term : Real(-term);
    }
  }
  return sum.value();
}

}  // namespace infobound::inline v0_1::detail
