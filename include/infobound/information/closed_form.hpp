// SPDX-License-Identifier: BSL-1.0
// The exact answer of a process that knows it (theory 2.6).
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <string_view>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// I(H_T;θ) as the process gives it: exact, no uncertainty.
/// - Cost: that of process.information(T); a curve costs T of them, or one process.information_curve(T) where it
/// exists.
struct closed_form {
  static constexpr std::string_view name = "closed_form";

  template <class Process, class Execution, class Observer>
  [[nodiscard]] estimate<real_type_t<Process>> run(const Process& process, std::size_t horizon, const Execution&,
                                                   const Observer&) const {
    static_assert(
        solved_process<Process>,
        "infobound: closed_form needs information(horizon), I(H_T; theta) without Monte Carlo, which the process "
        "lacks; use automatic or conjugate");
    if constexpr (solved_process<Process>)
      return exactly<real_type_t<Process>>(process.information(horizon));
    else
      return {};
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] curve<real_type_t<Process>> run_curve(const Process& process, std::size_t horizon, const Execution&,
                                                      const Observer&) const {
    static_assert(
        solved_process<Process>,
        "infobound: closed_form needs information(horizon), I(H_T; theta) without Monte Carlo, which the process "
        "lacks; use automatic or conjugate");
    using Real = real_type_t<Process>;
    std::vector<estimate<Real>> information;
    std::vector<estimate<Real>> increments;
    if constexpr (solved_process<Process>) {
      Eigen::VectorX<Real> values(static_cast<Eigen::Index>(horizon));
      if constexpr (evaluates_information_curve<Process>)
        values = process.information_curve(horizon);
      else
        for (std::size_t t = 1; t <= horizon; ++t) values[static_cast<Eigen::Index>(t) - 1] = process.information(t);
      Real before = 0;
      for (const Real& value : values) {
        information.push_back(exactly(value));
        increments.push_back(exactly(Real(value - before)));
        before = value;
      }
    }
    return {std::move(information), std::move(increments)};
  }
};

}  // namespace infobound::inline v0_1
