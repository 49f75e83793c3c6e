// SPDX-License-Identifier: BSL-1.0
// One task of a sparse mixture: one of the components that are given, with their weights.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/variates.hpp>
#include <infobound/core/reuse.hpp>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// Σ_j w_j δ_{θ_j}: the law of a task's θ. Atoms are kept as the columns of a matrix where they are vectors.
template <class Component>
class component_mixture {
 public:
  using Real = real_type_t<Component>;
  using parameter_type = typename Component::parameter_type;
  static constexpr bool has_columns = std::same_as<parameter_type, Eigen::VectorX<Real>>;

  component_mixture() = default;
  explicit component_mixture(std::size_t size) : log_weights_(static_cast<Eigen::Index>(size)) {
    if constexpr (!has_columns) atoms_.reserve(size);
  }

  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(log_weights_.size()); }

  /// ln w_j, with Σ_j w_j = 1.
  [[nodiscard]] const Eigen::ArrayX<Real>& log_weights() const { return log_weights_; }

  /// The weight of atom j as a share v of what atoms before it have left; by ln(1 − v). To be called in order.
  void break_off(std::size_t j, const Real& log_rest) {
    using std::expm1, std::log;
    log_weights_[static_cast<Eigen::Index>(j)] = log_left_ + log(-expm1(log_rest));
    log_left_ += log_rest;
  }
  /// What is left is the last atom's.
  void finish() { log_weights_[log_weights_.size() - 1] = log_left_; }

  /// To be called in order.
  void set_atom(std::size_t j, const parameter_type& theta) {
    if constexpr (has_columns) {
      if (j == 0) atoms_.resize(theta.size(), log_weights_.size());
      atoms_.col(static_cast<Eigen::Index>(j)) = theta;
    } else {
      atoms_.push_back(theta);
    }
  }

  [[nodiscard]] parameter_type atom(std::size_t j) const {
    if constexpr (has_columns)
      return atoms_.col(static_cast<Eigen::Index>(j));
    else
      return atoms_[j];
  }

  /// ln p(Y_{t+1} | θ_j, H_t): one row a label, one column an atom.
  template <class History>
  [[nodiscard]] Eigen::MatrixX<Real> log_likelihoods(const Component& component, const History& history) const {
    if constexpr (has_columns && batched_process<Component>) {
      return component.log_likelihoods(atoms_, history);
    } else {
      Eigen::MatrixX<Real> terms;
      for (std::size_t j = 0; j < size(); ++j) {
        const Eigen::VectorX<Real> column = component.log_likelihood(atom(j), history);
        if (j == 0) terms.resize(column.size(), log_weights_.size());
        terms.col(static_cast<Eigen::Index>(j)) = column;
      }
      return terms;
    }
  }

  /// ln p(D | θ_j) of all atoms.
  template <class History>
  [[nodiscard]] Eigen::ArrayX<Real> total_log_likelihoods(const Component& component, const History& history) const {
    Eigen::ArrayX<Real> totals;
    if constexpr (has_columns && evaluates_total_likelihoods<Component>)
      reuse::total_log_likelihoods(component, atoms_, history, totals);
    else
      totals = log_likelihoods(component, history).colwise().sum().transpose();
    return totals;
  }

 private:
  Eigen::ArrayX<Real> log_weights_;
  Real log_left_ = 0;
  std::conditional_t<has_columns, Eigen::MatrixX<Real>, std::vector<parameter_type>> atoms_;
};

/// Given ψ = Σ_j w_j δ_{θ_j}: θ = θ_j with probability w_j, then the component's history. As atoms are known,
/// p(D|ψ) = Σ_j w_j p(D|θ_j), whatever the component (theory 8.5).
template <class Component>
struct mixture_task {
  using real_type = real_type_t<Component>;
  using Real = real_type;
  using parameter_type = typename Component::parameter_type;
  using history_type = typename Component::history_type;
  static constexpr bool independent_observations = has_independent_observations<Component>;

  component_mixture<Component> psi;
  Component component;

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng) const {
    const Eigen::Index j = detail::draw_category(psi.log_weights().exp(), rng);
    return psi.atom(static_cast<std::size_t>(j));
  }

  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& theta, std::size_t horizon, Rng& rng) const {
    return component.draw_history(theta, horizon, rng);
  }

  [[nodiscard]] Eigen::VectorX<Real> log_likelihood(const parameter_type& theta, const history_type& history) const {
    return component.log_likelihood(theta, history);
  }

  /// ln p(Y_{t+1} | H_t, ψ): the atoms' likelihoods, each with its posterior weight.
  [[nodiscard]] Eigen::VectorX<Real> log_predictive(const history_type& history) const {
    const Eigen::MatrixX<Real> terms = psi.log_likelihoods(component, history);
    Eigen::VectorX<Real> result(terms.rows());
    Eigen::ArrayX<Real> joint = psi.log_weights();
    Real before = 0;
    for (Eigen::Index t = 0; t < terms.rows(); ++t) {
      joint += terms.row(t).transpose().array();
      const Real here = log_sum(joint);
      result[t] = here - before;
      before = here;
    }
    return result;
  }

  /// ln p(D|ψ), the sum of log_predictive at less cost.
  [[nodiscard]] Real log_evidence(const history_type& history) const {
    return log_sum(psi.log_weights() + psi.total_log_likelihoods(component, history));
  }

 private:
  [[nodiscard]] static Real log_sum(const Eigen::ArrayX<Real>& logs) {
    using std::log;
    const Real largest = logs.maxCoeff();
    if (!(largest > -std::numeric_limits<Real>::infinity())) return largest;
    return largest + log((logs - largest).exp().sum());
  }
};

}  // namespace infobound::inline v0_1
