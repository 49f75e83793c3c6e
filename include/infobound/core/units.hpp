// SPDX-License-Identifier: BSL-1.0
// Units of information: the library computes in nats.
#pragma once

#include <infobound/core/numeric/cmath.hpp>

namespace infobound::inline v0_1 {

/// Nats to bits: x / ln 2.
/// - Units: nats in, bits out.
template <class Real>
[[nodiscard]] Real bits(const Real& nats) {
  using std::log;
  return nats / log(Real(2));
}

/// Bits to nats: x ln 2.
/// - Units: bits in, nats out.
template <class Real>
[[nodiscard]] Real nats(const Real& bits) {
  using std::log;
  return bits * log(Real(2));
}

}  // namespace infobound::inline v0_1
