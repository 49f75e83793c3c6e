// SPDX-License-Identifier: BSL-1.0
// Statistics of a generalised linear model's data whose means are known to be 0.
#pragma once

#include <Eigen/Core>
#include <concepts>
#include <cstddef>
#include <infobound/core/numeric/chi_square_expectation.hpp>
#include <infobound/core/numeric/cholesky.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/process/regression/generalised_linear_law.hpp>
#include <infobound/process/regression/inputs.hpp>

namespace infobound::inline v0_1 {

/// Control variates of a generalised linear model (theory 11.8), made by its control_variates(horizon). With
/// a(η) = E[ln p(Y|η) | η] and j(η) the Fisher information of a label about η, where the response knows both and their
/// means over the prior:
///  - ln p(H_T|θ) less its mean given θ and the inputs, Σ_t a(η_t);
///  - that mean less its own, given the design or over Gaussian inputs;
///  - ½ Σ_t w_t j(η_t) less its mean: how ½ ln det(I + Σ_t j(η_t) x_t x_tᵀ/d) varies with θ, to first order. w_t is the
///    leverage x_tᵀ(I + Σ_s E[j(η_s)] x_s x_sᵀ/d)⁻¹x_t/d in a design, ‖x_t‖²/d for Gaussian inputs.
/// And for Gaussian inputs
///  - ‖X‖²/d − T.
template <class Response, class Real, class Inputs>
class generalised_linear_controls {
 public:
  using law_type = generalised_linear_law<Response, Real>;

  static constexpr bool has_averages = averages_label_likelihood<Response, Real>;
  static constexpr bool has_random_inputs = std::same_as<Inputs, gaussian_inputs>;
  static constexpr Eigen::Index size = (has_averages ? 3 : 0) + (has_random_inputs ? 1 : 0);

  /// For Gaussian inputs. Cost: two means over them.
  generalised_linear_controls(const law_type& law, std::size_t horizon) requires has_random_inputs : law_(law) {
    if constexpr (has_averages) {
      const Real dimension = Real(law.dimension);
      const detail::chi_square_expectation<Real> squared_norm(dimension);
      mean_likelihood_ = Real(horizon) * squared_norm.expectation([&](const Real& x) {
        return law.response.prior_mean_log_likelihood(Real(x / dimension));
      });
      mean_information_ = Real(horizon) * squared_norm.expectation([&](const Real& x) {
        return Real(x / dimension * law.response.prior_mean_information(Real(x / dimension)));
      });
    }
  }

  /// For a design. Cost: two means over a Gaussian a row, and O(Td²).
  generalised_linear_controls(const law_type& law, const Eigen::MatrixX<Real>& design, std::size_t horizon)
      : law_(law) {
    if constexpr (has_averages) take_design(design, static_cast<Eigen::Index>(horizon));
  }

  /// Writes the `size` statistics of one draw of (z, H_T), log_likelihood being ln p(H_T|θ(z)). Cost: O(Td).
  void operator()(const Eigen::VectorX<Real>& z, const typename law_type::history_type& history,
                  const Real& log_likelihood, Eigen::Ref<Eigen::ArrayX<Real>> result) const {
    if constexpr (has_averages) {
      if (!has_means_) {
        result.setZero();
        return;
      }
      Real likelihood = 0;
      Real information = 0;
      Eigen::Index t = 0;
      law_.for_each_block(z, history, [&](const auto& block, const auto&, const auto& etas) {
        for (Eigen::Index i = 0; i < etas.size(); ++i, ++t) {
          likelihood += law_.response.mean_log_likelihood(etas[i]);
          information += law_.response.information(etas[i]) * weight(t, block.col(i));
        }
      });
      result[0] = log_likelihood - likelihood;
      result[1] = likelihood - mean_likelihood_;
      result[2] = (information - mean_information_) / 2;
    }
    if constexpr (has_random_inputs)
      result[size - 1] = history.inputs.squaredNorm() / Real(law_.dimension) - Real(history.inputs.cols());
  }

 private:
  // One sum at a time: each kind of expression here would be compiled by all who run a policy on a design.
  void take_design(const Eigen::MatrixX<Real>& design, Eigen::Index rows) {
    using std::isfinite, std::sqrt;
    const Real dimension = Real(law_.dimension);
    Eigen::MatrixX<Real> halves(design.cols(), rows);
    for (Eigen::Index t = 0; t < rows; ++t) halves.col(t) = design.row(t);
    Eigen::MatrixX<Real> scaled(design.cols(), rows);
    Eigen::VectorX<Real> informations(rows);
    for (Eigen::Index t = 0; t < rows; ++t) {
      const Real variance = halves.col(t).squaredNorm() / dimension;
      if (!isfinite(variance)) return;
      mean_likelihood_ += law_.response.prior_mean_log_likelihood(variance);
      informations[t] = law_.response.prior_mean_information(variance);
      scaled.col(t) = halves.col(t) * Real(sqrt(informations[t] / dimension));
    }
    Eigen::MatrixX<Real> precision = Eigen::MatrixX<Real>::Identity(design.cols(), design.cols());
    precision.noalias() += scaled * scaled.transpose();
    detail::cholesky_factor<Real> factor;
    if (!factor.compute(precision)) return;
    factor.lower().solveInPlace(halves);
    leverages_.resize(rows);
    for (Eigen::Index t = 0; t < rows; ++t) {
      leverages_[t] = halves.col(t).squaredNorm() / dimension;
      mean_information_ += leverages_[t] * informations[t];
    }
    has_means_ = isfinite(mean_likelihood_) && isfinite(mean_information_);
  }

  template <class Derived>
  [[nodiscard]] Real weight(Eigen::Index t, const Eigen::MatrixBase<Derived>& input) const {
    if constexpr (has_random_inputs)
      return input.squaredNorm() / Real(law_.dimension);
    else
      return leverages_[t];
  }

  law_type law_;
  Real mean_likelihood_ = 0;
  Real mean_information_ = 0;
  bool has_means_ = has_random_inputs;
  Eigen::VectorX<Real> leverages_;
};

}  // namespace infobound::inline v0_1
