// SPDX-License-Identifier: BSL-1.0
// Which replicate a number came of: what an error says so that it can be reproduced.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/require.hpp>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>

namespace infobound::inline v0_1 {

/// A replicate of a policy's run, or one of its pilots.
struct replicate_origin {
  std::string_view policy = {};
  std::uint64_t seed = 0;
  std::size_t replicate = 0;
  bool pilot = false;
  std::string_view whose = "process";  ///< member an error speaks of

  /// Throws std::runtime_error: this member of the process returned NaN.
  [[noreturn]] void blame(std::string_view member) const { fail(member, " returned NaN"); }

  /// Throws std::runtime_error: this member of the process did that.
  [[noreturn]] void fail(std::string_view member, std::string_view what) const {
    std::string text(policy);
    text.append(": the ")
        .append(whose)
        .append("'s ")
        .append(member)
        .append(what)
        .append(" at seed ")
        .append(to_text(seed));
    text.append(pilot ? ", pilot replicate " : ", replicate ").append(to_text(replicate));
    throw std::runtime_error(text);
  }

  /// Throws std::runtime_error if the process's log_likelihood returned NaN.
  template <class Real>
  void require_number(const Real& log_likelihood) const {
    if (detail::is_nan(log_likelihood)) blame("log_likelihood");
  }

  /// Throws std::runtime_error likewise unless the θ that made the data has a likelihood.
  template <class Real>
  void require_possible(const Real& log_likelihood) const {
    require_number(log_likelihood);
    const Real infinity = std::numeric_limits<Real>::infinity();
    if (!(log_likelihood > -infinity && log_likelihood < infinity))
      fail("log_likelihood", " at the theta that made the data is " + to_text(log_likelihood));
  }

  /// Throws std::runtime_error unless what a member of the process made of the data of θ* is finite.
  template <class Derived>
  void require_finite(const Eigen::DenseBase<Derived>& values, std::string_view member) const {
    if (values.hasNaN()) blame(member);
    if (!values.allFinite()) fail(member, " at the theta that made the data is infinite");
  }
};

}  // namespace infobound::inline v0_1
