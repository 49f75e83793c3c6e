// SPDX-License-Identifier: BSL-1.0
// Finitely many parameters, each a law over finitely many outcomes.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/labels.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/numeric/relative_entropy_term.hpp>
#include <infobound/core/numeric/variates.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/conjugate/detail/count_enumeration.hpp>
#include <infobound/process/conjugate/detail/count_table.hpp>
#include <limits>
#include <string>

namespace infobound::inline v0_1 {

/// Finite process: θ ∈ {0, …, K − 1} with P(θ) = prior[θ], and Y_1, …, Y_T iid in {0, …, M − 1} with
/// P(Y = j) = likelihood(θ, j) given θ (theory 2.6 d).
template <class Real>
struct finite_process {
  using real_type = Real;
  using parameter_type = Eigen::Index;                    ///< 0 … K − 1
  using history_type = Eigen::VectorXi;                   ///< T labels, each 0 … M − 1
  static constexpr bool independent_observations = true;  ///< iid given θ: theory 1.2 applies

  Eigen::VectorX<Real> prior;       ///< K probabilities, zeros allowed
  Eigen::MatrixX<Real> likelihood;  ///< K × M, one row a θ, each row the probabilities of the outcomes, zeros allowed

  /// - Throws: std::domain_error for a probability that is negative or NaN, for a sum that differs from 1 by more than
  ///           1e-8 (float: 1e-4), for no parameter or no outcome; std::invalid_argument for sizes that disagree.
  void validate() const {
    require_at_least("finite_process.prior: number of entries", prior.size(), 1);
    require_same_size("finite_process.likelihood: number of rows", likelihood.rows(),
                      "finite_process.prior: number of entries", prior.size());
    require_at_least("finite_process.likelihood: number of columns", likelihood.cols(), 1);
    for (Eigen::Index theta = 0; theta < prior.size(); ++theta)
      require_non_negative("finite_process.prior[" + to_text(theta) + "]", prior[theta]);
    require_unit_sum("finite_process.prior: sum", Real(prior.sum()));
    for (Eigen::Index theta = 0; theta < likelihood.rows(); ++theta) {
      for (Eigen::Index label = 0; label < likelihood.cols(); ++label)
        require_non_negative("finite_process.likelihood(" + to_text(theta) + ", " + to_text(label) + ")",
                             likelihood(theta, label));
      require_unit_sum("finite_process.likelihood: sum of row " + to_text(theta), Real(likelihood.row(theta).sum()));
    }
  }

  // The law -----------------------------------------------------------------------------------------------------------

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng) const {
    return detail::categorical_variate<Real>(prior)(rng);
  }

  /// - Cost: O(M + T ln M).
  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& theta, std::size_t horizon, Rng& rng) const {
    const detail::categorical_variate<Real> category(likelihood.row(theta));
    return history_type::NullaryExpr(static_cast<Eigen::Index>(horizon),
                                     [&] { return static_cast<int>(category(rng)); });
  }

  /// ln likelihood(θ, Y_{t+1}): −∞ where impossible.
  /// - Throws: std::domain_error for θ or a label outside its range.
  [[nodiscard]] Eigen::VectorX<Real> log_likelihood(const parameter_type& theta, const history_type& history) const {
    if (!(theta >= 0 && theta < prior.size())) refuse("theta", theta, ">= 0 and <= " + to_text(prior.size() - 1));
    detail::require_labels(history, likelihood.cols());
    const Eigen::VectorX<Real> logs = log_rows().row(theta);
    return history.unaryExpr([&](int label) { return logs[label]; });
  }

  /// Σ_j √(likelihood(θ, j) likelihood(θ′, j)) for each label.
  [[nodiscard]] Eigen::VectorX<Real> affinity(const parameter_type& theta, const parameter_type& other,
                                              const history_type& history) const {
    using std::min, std::sqrt;
    const auto one = likelihood.row(theta);
    const auto two = likelihood.row(other);
    const Real both = one.cwiseSqrt().dot(two.cwiseSqrt()) / sqrt(Real(one.sum() * two.sum()));
    return Eigen::VectorX<Real>::Constant(history.size(), min(Real(1), both));
  }

  /// ln p(Y_{t+1} | H_t) = ln Σ_θ P(θ|H_t) likelihood(θ, Y_{t+1}): −∞ from the first label on that no θ allows.
  /// - Cost:   O(K (M + T)).
  /// - Throws: std::domain_error for a label outside its range.
  [[nodiscard]] Eigen::VectorX<Real> log_predictive(const history_type& history) const {
    using std::exp, std::log;
    const Real impossible = -std::numeric_limits<Real>::infinity();
    detail::require_labels(history, likelihood.cols());
    const Eigen::MatrixX<Real> logs = log_rows();
    const Real total = prior.sum();
    Eigen::ArrayX<Real> posterior = prior.unaryExpr([&](const Real& p) -> Real { return log(p / total); });
    Eigen::VectorX<Real> result = Eigen::VectorX<Real>::Constant(history.size(), impossible);
    for (Eigen::Index t = 0; t < history.size(); ++t) {
      posterior += logs.col(history[t]).array();
      const Real most = posterior.maxCoeff();
      if (detail::equal(most, impossible)) break;
      Real sum = 0;
      for (const Real& x : posterior) sum += exp(x - most);
      result[t] = most + log(sum);
      posterior -= result[t];
    }
    return result;
  }

  /// KL(P(θ|H_T) ‖ P(θ)), in nats.
  /// - Cost:   O(K (M + T)).
  /// - Throws: std::domain_error for a label outside its range, and where no θ allows the history.
  /// - Source: theory 13.4.
  [[nodiscard]] Real information_gain(const history_type& history) const {
    using std::exp, std::log;
    const Real impossible = -std::numeric_limits<Real>::infinity();
    detail::require_labels(history, likelihood.cols());
    const Eigen::MatrixX<Real> logs = log_rows();
    Eigen::VectorX<Real> totals = Eigen::VectorX<Real>::Zero(prior.size());
    for (const int label : history) totals += logs.col(label);
    for (Eigen::Index theta = 0; theta < totals.size(); ++theta)
      if (!(prior[theta] > 0)) totals[theta] = impossible;
    const Real most = totals.maxCoeff();
    if (!(most > impossible)) refuse("history: probability", Real(0), "> 0");
    const Real total = prior.sum();
    Real evidence = 0;
    for (Eigen::Index theta = 0; theta < totals.size(); ++theta)
      evidence += prior[theta] / total * exp(totals[theta] - most);
    Real gain = 0;
    for (Eigen::Index theta = 0; theta < totals.size(); ++theta)
      gain += prior[theta] / total * detail::relative_entropy_term(Real(totals[theta] - most - log(evidence)));
    return gain;
  }

  // Information -------------------------------------------------------------------------------------------------------

  /// I(H_T;θ) = Σ_θ P(θ) Σ_n P(n|θ) KL(θ|n ‖ θ), in nats, n the counts of the outcomes: a sum of non-negative terms.
  /// - Accuracy: relative error below 1e-12 in double for T ≤ 10⁶, also where I is tiny, but for what the rounding of
  ///             the probabilities themselves does (tests/unit/process/conjugate/finite_process.cpp).
  /// - Cost:     at most K² C(T + M − 1, M − 1) exponentials; counts whose probability underflows are not visited,
  ///             which leaves about (40√T)^{M−1} of them for each θ. Memory O(M (T + K)).
  /// - Throws:   std::domain_error for T = 0, or T > 10⁸.
  /// - Source:   theory 2.6 (d).
  [[nodiscard]] Real information(std::size_t horizon) const {
    require_at_least("horizon", horizon, 1);
    using wide = detail::wide_scalar<Real>;
    return Real(detail::count_enumeration<wide>(prior.template cast<wide>(), likelihood.template cast<wide>())
                    .information(horizon));
  }

  /// The joint law of θ and the counts of the outcomes in H_T, which are sufficient: K rows, C(T + M − 1, M − 1)
  /// columns, by increasing counts of the first outcome, then of the second, and so on.
  /// - Accuracy: I(H_T;θ) of the table agrees to 1e-12 for T ≤ 300 (tests/unit/rate/rate_distortion_curve.cpp).
  /// - Cost:     O(K) a column.
  /// - Throws:   std::domain_error for T = 0, or a table of more than 10⁷ columns.
  [[nodiscard]] Eigen::MatrixX<Real> joint_table(std::size_t horizon) const {
    require_at_least("horizon", horizon, 1);
    return detail::count_table<Real>(prior, likelihood).joint(horizon);
  }

  /// The law of those counts given each θ, whatever its prior: K rows of sum 1, columns as in joint_table; in double
  /// for float.
  /// - Cost and throws: as joint_table.
  [[nodiscard]] Eigen::MatrixX<detail::wide_scalar<Real>> count_laws(std::size_t horizon) const {
    require_at_least("horizon", horizon, 1);
    using wide = detail::wide_scalar<Real>;
    Eigen::MatrixX<wide> laws =
        detail::count_table<wide>(Eigen::VectorX<wide>::Ones(prior.size()), likelihood.template cast<wide>())
            .joint(horizon);
    for (Eigen::Index theta = 0; theta < laws.rows(); ++theta) laws.row(theta) /= laws.row(theta).sum();
    return laws;
  }

 private:
  static void require_unit_sum(const std::string& name, const Real& sum) {
    using std::abs;
    if (!(abs(sum - 1) <= probability_tolerance<Real>))
      refuse(name, sum, "1 to within " + to_text(probability_tolerance<Real>));
  }

  /// ln likelihood, each row divided by its sum.
  [[nodiscard]] Eigen::MatrixX<Real> log_rows() const {
    using std::log;
    Eigen::MatrixX<Real> logs(likelihood.rows(), likelihood.cols());
    for (Eigen::Index theta = 0; theta < logs.rows(); ++theta) {
      const Real sum = likelihood.row(theta).sum();
      for (Eigen::Index label = 0; label < logs.cols(); ++label)
        logs(theta, label) = log(likelihood(theta, label) / sum);
    }
    return logs;
  }
};

}  // namespace infobound::inline v0_1
