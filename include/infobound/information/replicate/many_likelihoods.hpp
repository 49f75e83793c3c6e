// SPDX-License-Identifier: BSL-1.0
// Likelihoods of many θ on one history: as one matrix where the process is batched.
#pragma once

#include <Eigen/Core>
#include <concepts>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/reuse.hpp>
#include <optional>
#include <vector>

namespace infobound::inline v0_1::detail {

/// Many θ, and their likelihoods on one history after another. Memory is used again.
template <class Process>
class many_likelihoods {
 public:
  using Real = real_type_t<Process>;
  using parameter_type = typename Process::parameter_type;
  using history_type = typename Process::history_type;

  /// Takes θ = θ(z) for z in the columns of `latent`.
  void take_latent(const Process& process, const Eigen::MatrixX<Real>& latent) {
    if constexpr (draws_columns<Process> && std::same_as<parameter_type, Eigen::VectorX<Real>>) {
      for (Eigen::Index i = 0; i < latent.cols(); ++i) {
        reuse::parameter_from(process, latent.col(i), parameter_);
        place(i, latent.cols(), parameter_);
      }
    } else {
      take(latent.cols(), [&](Eigen::Index i) { return process.parameter_from(latent.col(i)); });
    }
  }

  /// Takes `count` draws from the prior.
  void take_prior(const Process& process, Eigen::Index count, random_stream& rng) {
    if constexpr (draws_columns<Process> && std::same_as<parameter_type, Eigen::VectorX<Real>>) {
      for (Eigen::Index i = 0; i < count; ++i) {
        reuse::draw_parameter(process, rng, parameter_);
        place(i, count, parameter_);
      }
    } else {
      take(count, [&](Eigen::Index) { return process.draw_parameter(rng); });
    }
  }

  /// Σ_t ln p(Y_{t+1} | θ, H_t) of all θ taken.
  void totals(const Process& process, const history_type& history, Eigen::ArrayX<Real>& result) {
    if constexpr (sums_likelihoods<Process>) {
      reuse::total_log_likelihoods(process, thetas_, history, result);
    } else if constexpr (draws_columns<Process>) {
      reuse::log_likelihoods(process, thetas_, history, terms_);
      result = terms_.colwise().sum().transpose();
    } else {
      result.resize(static_cast<Eigen::Index>(parameters_.size()));
      for (std::size_t i = 0; i < parameters_.size(); ++i) {
        reuse::log_likelihood(process, parameters_[i], history, column_);
        result[static_cast<Eigen::Index>(i)] = column_.sum();
      }
    }
  }

  /// ln p(Y_{t+1} | θ, H_t) of all θ taken: one row a label, one column a θ; good until the next call.
  const Eigen::MatrixX<Real>& terms(const Process& process, const history_type& history) {
    if constexpr (draws_columns<Process>) {
      reuse::log_likelihoods(process, thetas_, history, terms_);
    } else {
      for (std::size_t i = 0; i < parameters_.size(); ++i) {
        reuse::log_likelihood(process, parameters_[i], history, column_);
        if (i == 0) terms_.resize(column_.size(), static_cast<Eigen::Index>(parameters_.size()));
        terms_.col(static_cast<Eigen::Index>(i)) = column_;
      }
    }
    return terms_;
  }

  /// θ in the columns, for a process that takes them so.
  [[nodiscard]] const Eigen::MatrixX<Real>& thetas() const { return thetas_; }

 private:
  void place(Eigen::Index i, Eigen::Index count, const parameter_type& theta) {
    if (i == 0) thetas_.resize(theta.size(), count);
    thetas_.col(i) = theta;
  }

  template <class Next>
  void take(Eigen::Index count, Next next) {
    if constexpr (draws_columns<Process>) {
      for (Eigen::Index i = 0; i < count; ++i) place(i, count, next(i));
    } else {
      parameters_.clear();
      for (Eigen::Index i = 0; i < count; ++i) parameters_.push_back(next(i));
    }
  }

  Eigen::VectorX<Real> parameter_;
  std::vector<parameter_type> parameters_;
  Eigen::MatrixX<Real> thetas_;
  Eigen::MatrixX<Real> terms_;
  Eigen::VectorX<Real> column_;
};

}  // namespace infobound::inline v0_1::detail
