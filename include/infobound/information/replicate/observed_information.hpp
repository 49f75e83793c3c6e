// SPDX-License-Identifier: BSL-1.0
// The determinant of the observed information of one replicate: of a whole history, or along it.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/allowed_cancellation.hpp>
#include <infobound/core/numeric/log_determinant.hpp>
#include <infobound/core/numeric/sequential_gaussian.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/core/reuse.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <infobound/information/replicate/simulation.hpp>
#include <optional>

namespace infobound::inline v0_1::detail {

/// ½ ln det(I + J), J = −∇²_z ln p(H_T | θ(z)), of draws of (z, H_T): its mean is at most I(H_T;θ) (theory 12.3).
/// Memory is used again from one draw to the next.
template <class Process>
class observed_information {
 public:
  using Real = real_type_t<Process>;

  observed_information(const Process& process, std::size_t horizon) : process_(process), horizon_(horizon) {}

  /// Of a history of T labels. By Cholesky's factor of I + J where that keeps its digits; else label by label where the
  /// process offers hessian_factor; else by eigenvalues, from below.
  /// - Throws: std::runtime_error where the Hessian is not finite, or has a positive eigenvalue that shows.
  [[nodiscard]] Real total(random_stream& rng, const replicate_origin& origin) {
    simulation_.draw(process_, horizon_, rng, origin);
    reuse::hessian(process_, simulation_.z(), simulation_.history(), observed_);
    require_same_size("hessian: number of rows", observed_.rows(), "z: number of entries", simulation_.z().size());
    require_same_size("hessian: number of columns", observed_.cols(), "z: number of entries", simulation_.z().size());
    if (observed_.hasNaN()) origin.blame("hessian");
    observed_ = -observed_;
    if (observed_.allFinite())
      if (const auto exact = determinant_.exactly(observed_)) return *exact;
    if constexpr (factors_hessian<Process>) {
      Real sum = 0;
      along(origin, [&](Eigen::Index, const Real& gain) { sum += gain; });
      return sum;
    } else {
      origin.require_finite(observed_, "hessian");
      const auto below = half_log_determinant<Real>::from_below(observed_);
      if (!below)
        origin.fail("hessian",
                    " at the theta that made the data has a positive eigenvalue, though the process says "
                    "log_concave_likelihood,");
      return *below;
    }
  }

  /// Of the first t labels of one history, t = 1 … T: label by label where the process offers hessian_factor, else of
  /// histories of every length, drawn of the same stream.
  void path(const random_stream& rng, const replicate_origin& origin, Eigen::Ref<Eigen::ArrayX<Real>> result) {
    const std::size_t length = horizon_;
    if constexpr (factors_hessian<Process>) {
      random_stream own = rng;
      simulation_.draw(process_, length, own, origin);
      result.setZero();
      along(origin, [&](Eigen::Index t, const Real& gain) { result[t] += gain; });
      for (Eigen::Index t = 1; t < result.size(); ++t) result[t] += result[t - 1];
    } else {
      for (horizon_ = 1; horizon_ <= length; ++horizon_) {
        random_stream own = rng;
        result[static_cast<Eigen::Index>(horizon_) - 1] = total(own, origin);
      }
      horizon_ = length;
    }
  }

 private:
  /// Calls step(t, ½ ln det ratio) for every column of the factor: what it adds to those before it, to label t.
  template <class Step>
  void along(const replicate_origin& origin, Step step) {
    reuse::hessian_factor(process_, simulation_.z(), simulation_.history(), observed_);
    const Eigen::Index dimension = simulation_.z().size();
    require_same_size("hessian_factor: number of rows", observed_.rows(), "z: number of entries", dimension);
    const auto labels = static_cast<Eigen::Index>(horizon_);
    const Eigen::Index columns = observed_.cols() / labels;
    require_same_size("hessian_factor: number of columns", observed_.cols(), "a multiple of the horizon",
                      columns * labels);
    origin.require_finite(observed_, "hessian_factor");
    if (!gains_ || gains_columns_ != observed_.cols()) {
      gains_columns_ = observed_.cols();
      gains_.emplace(dimension, 1 / Real(dimension), gains_columns_);
    }
    gains_->run(observed_, [&](Eigen::Index column, const Real& gain) { step(column / columns, Real(gain / 2)); });
  }

  const Process& process_;
  std::size_t horizon_;
  simulation<Process> simulation_;
  Eigen::MatrixX<Real> observed_;
  half_log_determinant<Real> determinant_;
  Eigen::Index gains_columns_ = 0;
  std::optional<sequential_gaussian<Real>> gains_;
};

}  // namespace infobound::inline v0_1::detail
