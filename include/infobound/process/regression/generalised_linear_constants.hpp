// SPDX-License-Identifier: BSL-1.0
// What the bounds of a generalised linear model with Gaussian inputs take of its response.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <concepts>
#include <cstring>
#include <infobound/core/numeric/chi_square_expectation.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/determinant_growth.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/process/regression/generalised_linear_law.hpp>
#include <infobound/process/regression/response_expectations.hpp>
#include <limits>
#include <optional>
#include <type_traits>

namespace infobound::inline v0_1::detail {

/// Knows more of the Fisher information of a label than a bound on the curvature: at each η, its mean, or labels.
template <class R, class Real>
concept has_mean_information = log_concave_response<R> || averages_information<R, Real> ||
    requires(const R& response, const Real& eta) {
  Real(response.information(eta));
};

/// Knows E[v j(θᵀX)] over inputs N(0, I_d) and θ ~ N(0, I_d/d), v = ‖X‖²/d, j the Fisher information of a label.
template <class R, class Real>
concept averages_inputs_information = requires(const R& response, const Real& dimension) {
  { response.mean_information(dimension) } -> std::same_as<Real>;
};

/// Constants of inputs N(0, I_d).
template <class Response, class Real>
struct generalised_linear_constants {
  using Wide = wide_scalar<Real>;

  std::optional<determinant_growth<Wide>> growth;            ///< of the observed information (theory 4.7 c)
  Wide information = std::numeric_limits<Wide>::infinity();  ///< E[v j(θᵀX)], or ∞ (theory 4.7 d)
  Wide event_amplitude = 0;                                  ///< 2E[v e^{2E[ln|π′(G)| | v]}], or 0 (theory 4.10)

  /// - Cost: 30 (large d) to 300 (d = 1) means over η each.
  generalised_linear_constants(const Response& response, Eigen::Index dimension) {
    using std::exp, std::min;
    const Wide d = Wide(dimension);
    const response_expectations<Response, Real> means(response);
    if constexpr (log_concave_response<Response>)
      growth = determinant_growth<Wide>::of_gaussian_inputs(
          d, Wide(1), [&](const Wide& variance) { return means.mean_log_curvature(variance); });
    if constexpr (averages_inputs_information<Response, Wide>) {
      information = response.mean_information(d);
    } else if constexpr (bounded_curvature_response<Response, Real> && has_mean_information<Response, Real>) {
      // Bounded, as a rule for χ²_d must not miss what an unbounded one has far out.
      information = chi_square_expectation<Wide>(d).expectation([&](const Wide& x) -> Wide {
        const Wide variance = x / d;
        return variance * min(Wide(response.curvature()), means.mean_information(variance));
      });
    }
    if constexpr (names_monotone_event<Response, Real>)
      event_amplitude = 2 * chi_square_expectation<Wide>(d).expectation([&](const Wide& x) -> Wide {
        const Wide variance = x / d;
        return variance * exp(2 * means.mean_log_event_slope(variance));
      });
  }

  /// Those of the thread's last call, if it was for the same: an aggregate has no place for what it has computed. A
  /// response is the same if its bytes are; one that is not trivially copyable never is.
  [[nodiscard]] static const generalised_linear_constants& of(const Response& response, Eigen::Index dimension) {
    struct entry {
      Response response;
      Eigen::Index dimension;
      generalised_linear_constants constants;
    };
    thread_local std::optional<entry> known;
    if (!known || known->dimension != dimension || !same(known->response, response))
      known.emplace(entry{response, dimension, generalised_linear_constants(response, dimension)});
    return known->constants;
  }

 private:
  [[nodiscard]] static bool same(const Response& a, const Response& b) {
    if constexpr (std::is_empty_v<Response>)
      return true;
    else if constexpr (std::is_trivially_copyable_v<Response>)
      return std::memcmp(&a, &b, sizeof(Response)) == 0;
    else
      return false;
  }
};

}  // namespace infobound::inline v0_1::detail
