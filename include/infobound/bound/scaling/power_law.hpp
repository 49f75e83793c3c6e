// SPDX-License-Identifier: BSL-1.0
// The parametric law of measured losses: an irreducible part, and a power of the parameters and of the tokens each.
#pragma once

#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/require.hpp>

namespace infobound::inline v0_1 {

/// L(p, T) = E + A/p^α + B/T^β, at a cost of c·p·T. As an allocation law its error is L − E.
/// Its optimum is p* = G (C/c)^{β/(α+β)} with G = (αA/(βB))^{1/(α+β)}.
/// - Units:  those of the losses that it was fitted to.
/// - Throws: std::domain_error where a field is outside its domain.
/// - Source: theory 10; Hoffmann et al. 2022 (arXiv:2203.15556).
template <class Real>
struct power_law {
  using real_type = Real;

  Real irreducible;            ///< E ≥ 0
  Real parameter_coefficient;  ///< A > 0
  Real parameter_exponent;     ///< α > 0
  Real token_coefficient;      ///< B > 0
  Real token_exponent;         ///< β > 0
  Real cost_of_one = 6;        ///< c > 0, of a parameter and a token: 6 floating-point operations

  void validate() const {
    require_non_negative("power_law.irreducible", irreducible);
    require_positive("power_law.parameter_coefficient", parameter_coefficient);
    require_positive("power_law.parameter_exponent", parameter_exponent);
    require_positive("power_law.token_coefficient", token_coefficient);
    require_positive("power_law.token_exponent", token_exponent);
    require_positive("power_law.cost_of_one", cost_of_one);
  }

  /// A/N^α: what more data would not mend.
  [[nodiscard]] Real misspecification(const Real& parameters, const Real&) const {
    return term(parameter_coefficient, parameters, parameter_exponent);
  }
  /// B/D^β: what more parameters would not mend.
  [[nodiscard]] Real estimation(const Real&, const Real& tokens) const {
    return term(token_coefficient, tokens, token_exponent);
  }
  [[nodiscard]] Real error(const Real& parameters, const Real& tokens) const {
    return estimation(parameters, tokens) + misspecification(parameters, tokens);
  }
  /// E + A/N^α + B/D^β, of N parameters and D tokens.
  [[nodiscard]] Real loss(const Real& parameters, const Real& tokens) const {
    return irreducible + error(parameters, tokens);
  }
  [[nodiscard]] Real cost(const Real& parameters, const Real& tokens) const {
    return cost_of_one * parameters * tokens;
  }

 private:
  /// k x^{−γ}, where x^γ may be beyond the scalar's range.
  [[nodiscard]] static Real term(const Real& coefficient, const Real& x, const Real& exponent) {
    using std::pow;
    const Real root = pow(x, Real(-exponent / 2));
    return coefficient * root * root;
  }
};

}  // namespace infobound::inline v0_1
