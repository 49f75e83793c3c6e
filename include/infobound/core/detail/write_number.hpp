// SPDX-License-Identifier: BSL-1.0
// A mean and its error, written to a stream: as many digits as the error bears.
#pragma once

#include <infobound/core/numeric/cmath.hpp>
#include <iosfwd>

namespace infobound::inline v0_1::detail {

/// "0.07573 ± 0.00021": two significant digits of the error, the mean to the same place. An exact number, or one whose
/// error is 0, has the digits that the stream gives it. The stream's format is left as it was.
template <class Character, class Traits, class Real>
void write_number(std::basic_ostream<Character, Traits>& out, const Real& mean, const Real& standard_error) {
  using stream = std::basic_ostream<Character, Traits>;
  const auto error = static_cast<double>(standard_error);
  if (!(error > 0)) {
    out << mean;
    return;
  }
  constexpr double smallest = 1e-15;
  constexpr double largest = 1e15;
  if (!(error >= smallest && error < largest)) {
    out << mean << " ± " << standard_error;
    return;
  }
  // 0.0998 is 0.100 to two digits, and has the place of that.
  auto place = static_cast<int>(std::floor(std::log10(error))) - 1;
  if (error >= 99.5 * std::pow(10.0, place)) ++place;
  const auto flags = out.flags();
  const auto precision = out.precision();
  out.setf(stream::fixed, stream::floatfield);
  out.precision(place < 0 ? -place : 0);
  // Beyond two digits before the point the rest are zeros.
  const double unit = place > 0 ? std::pow(10.0, place) : 1;
  using std::round;
  const auto rounded = [&](const Real& x) -> Real { return place > 0 ? Real(round(Real(x / unit)) * unit) : x; };
  out << rounded(mean) << " ± " << rounded(standard_error);
  out.flags(flags);
  out.precision(precision);
}

}  // namespace infobound::inline v0_1::detail
