// SPDX-License-Identifier: BSL-1.0
// A sum of many terms that keeps what each addition rounds off.
#pragma once

#include <infobound/core/compiler.hpp>

namespace infobound::inline v0_1::detail {

/// Kahan's summation: the error does not grow with the number of terms.
template <class Real>
class compensated_sum {
 public:
  compensated_sum& operator+=(const Real& term) {
    const Real corrected = term - lost_;
    const Real sum = sum_ + corrected;
    lost_ = (sum - sum_) - corrected;
    sum_ = sum;
    return *this;
  }

  [[nodiscard]] const Real& value() const { return sum_; }

 private:
  Real sum_ = 0;
  Real lost_ = 0;
};

}  // namespace infobound::inline v0_1::detail
