// SPDX-License-Identifier: BSL-1.0
// The large-system limit of linear regression.
#pragma once

#include <concepts>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <string_view>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// Offers the asymptotic I(H_T;θ) as d, T → ∞ in proportion.
template <class P>
concept approximates_information = requires(const P& process, std::size_t horizon) {
  { process.asymptotic_information(horizon) } -> std::convertible_to<real_type_t<P>>;
};

/// I(H_T;θ) in the limit d, T → ∞ at fixed d/T and T/(dσ²), by the Marchenko–Pastur law with the mean correction for
/// real Gaussian matrices: an approximation, not a bound. Its error is O(1/min(d, T)): 0.0020 nat at d = T = 50, σ² =
/// ¼; it is poor at d = T with σ² → 0, and no standard error tells of it.
/// - Cost:   O(1).
/// - Source: theory 3.1 (iii); Verdú and Shamai 1999; Bai and Silverstein 2004.
struct marchenko_pastur {
  static constexpr std::string_view name = "marchenko_pastur";

  template <class Process, class Execution, class Observer>
  [[nodiscard]] estimate<real_type_t<Process>> run(const Process& process, std::size_t horizon, const Execution&,
                                                   const Observer&) const {
    static_assert(
        approximates_information<Process>,
        "infobound: marchenko_pastur needs asymptotic_information(horizon), which linear_regression with Gaussian "
        "inputs has and the process lacks; use automatic");
    if constexpr (approximates_information<Process>)
      return exactly<real_type_t<Process>>(process.asymptotic_information(horizon));
    else
      return {};
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] curve<real_type_t<Process>> run_curve(const Process& process, std::size_t horizon,
                                                      const Execution& execution, const Observer& observer) const {
    using Real = real_type_t<Process>;
    std::vector<estimate<Real>> information;
    std::vector<estimate<Real>> increments;
    Real before = 0;
    for (std::size_t t = 1; t <= horizon; ++t) {
      information.push_back(run(process, t, execution, observer));
      const Real value = information.back().lower.mean;
      increments.push_back(exactly(Real(value - before)));
      before = value;
    }
    return {std::move(information), std::move(increments)};
  }
};

}  // namespace infobound::inline v0_1
