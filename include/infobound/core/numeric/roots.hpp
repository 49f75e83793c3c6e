// SPDX-License-Identifier: BSL-1.0
// Bracketed roots by Boost.Math's TOMS 748, with a policy of our own so that no macro of a user's can change it.
#pragma once

#include <boost/math/policies/policy.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cstdint>
#include <infobound/core/compiler.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <limits>
#include <utility>

namespace infobound::inline v0_1::detail {

/// How Boost.Math is called for Real: errors throw, float and double are evaluated as they are. It depends on Real only
/// so that including this file instantiates none of it, which would take a tenth of the time to compile all headers.
template <class Real>
struct boost_policy_for {
  using type =
      boost::math::policies::policy<boost::math::policies::domain_error<boost::math::policies::throw_on_error>,
                                    boost::math::policies::pole_error<boost::math::policies::throw_on_error>,
                                    boost::math::policies::overflow_error<boost::math::policies::ignore_error>,
                                    boost::math::policies::evaluation_error<boost::math::policies::throw_on_error>,
                                    boost::math::policies::promote_float<false>,
                                    boost::math::policies::promote_double<false>>;
};
template <class Real>
using boost_policy = typename boost_policy_for<Real>::type;

/// The two ends of a bracket of a root.
template <class Real>
struct root_bracket {
  Real lower;
  Real upper;
};

/// enclose_root given f at both ends, to so many bits.
template <class Real, class Function>
[[nodiscard]] root_bracket<Real> enclose_root_between(Function f, const Real& lower, const Real& upper,
                                                      const Real& at_lower, const Real& at_upper,
                                                      int bits = std::numeric_limits<Real>::digits - 2) {
  std::uintmax_t iterations = 200;
  const auto ends = boost::math::tools::toms748_solve(
      f, lower, upper, at_lower, at_upper, boost::math::tools::eps_tolerance<Real>(static_cast<unsigned>(bits)),
      iterations, boost_policy<Real>());
  return {ends.first, ends.second};
}

/// Encloses a root of f between lower and upper, where f(lower) and f(upper) differ in sign or one is 0, to about the
/// last bit. A bracket that is still wide after the iteration limit is returned as it is.
template <class Real, class Function>
[[nodiscard]] root_bracket<Real> enclose_root(Function f, const Real& lower, const Real& upper) {
  const Real at_lower = f(lower);
  if (equal(at_lower, Real(0))) return {lower, lower};
  const Real at_upper = f(upper);
  if (equal(at_upper, Real(0))) return {upper, upper};
  return enclose_root_between(f, lower, upper, at_lower, at_upper);
}

/// Encloses the root that a rising f is known to have, to so many bits: an end at which rounding turns its sign is it.
template <class Real, class Function>
[[nodiscard]] root_bracket<Real> enclose_rising_root(Function f, const Real& lower, const Real& upper,
                                                     int bits = std::numeric_limits<Real>::digits - 2) {
  const Real at_lower = f(lower);
  if (!(at_lower < 0)) return {lower, lower};
  const Real at_upper = f(upper);
  if (!(at_upper > 0)) return {upper, upper};
  return enclose_root_between(f, lower, upper, at_lower, at_upper, bits);
}

}  // namespace infobound::inline v0_1::detail
