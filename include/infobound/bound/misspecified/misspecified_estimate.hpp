// SPDX-License-Identifier: BSL-1.0
// A learner's error in its two parts, and what is known of each from which side.
#pragma once

#include <infobound/core/estimate.hpp>
#include <iosfwd>

namespace infobound::inline v0_1 {

/// What the sides of an estimate of a learner's cost rest on.
enum class learner_sides {
  /// The learner's evidence in closed form: both sides are estimates.
  both,
  /// The learner's evidence from below, by simulation: the upper sides are estimates. The lower sides are those of
  /// theory 9.1, that a wrong belief costs at least 0.
  upper_only
};

/// 𝓛̃_T = I(H_T;θ)/T + KL(P(H_T) ‖ P̃(H_T))/T, in nats per observation (theory 9.1).
template <class Real = double>
struct misspecified_estimate {
  estimate<Real> estimation;        ///< I(H_T;θ)/T: what the best learner pays
  estimate<Real> misspecification;  ///< KL(P(H_T) ‖ P̃(H_T))/T: what the wrong belief adds
  estimate<Real> total;             ///< 𝓛̃_T: what the learner pays
  learner_sides sides = learner_sides::both;
};

/// Writes "0.120 ± 0.011 + 0.043 ± 0.010 = 0.163 ± 0.015 nats per observation (conjugate, 1000 replicates)", sides in
/// brackets where they differ, and says where only the upper sides are estimates.
template <class Character, class Traits, class Real>
std::basic_ostream<Character, Traits>& operator<<(std::basic_ostream<Character, Traits>& out,
                                                  const misspecified_estimate<Real>& shown) {
  detail::write_number(out, shown.estimation);
  out << " + ";
  detail::write_number(out, shown.misspecification);
  out << " = ";
  detail::write_number(out, shown.total);
  detail::write_unit(out, shown.total);
  detail::write_origin(out, shown.misspecification);
  if (shown.sides == learner_sides::upper_only) out << " (of the learner the upper side only)";
  return out;
}

}  // namespace infobound::inline v0_1
