// SPDX-License-Identifier: BSL-1.0
// Less noise at the same mean: statistics of mean 0, with coefficients that pilot replicates settle beforehand.
#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/in_place.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/information/detail/replicate_origin.hpp>
#include <infobound/information/detail/simulation.hpp>
#include <limits>
#include <utility>

namespace infobound::inline v0_1::detail {

/// What the offered control variates of a process are, none where it offers none.
template <class Process>
struct offered_controls {
  static constexpr Eigen::Index size = 0;
  offered_controls(const Process&, std::size_t) {}
};
template <offers_control_variates Process>
struct offered_controls<Process> {
  using type = decltype(std::declval<const Process&>().control_variates(std::size_t{1}));
  static constexpr Eigen::Index size = type::size;
  offered_controls(const Process& process, std::size_t horizon) : evaluate(process.control_variates(horizon)) {}
  type evaluate;
};

/// Statistics of one replicate whose means are 0 (theory 11.8). With z* whitened, g = ∇_z ln(p(z)p(H_T|z)) at z*, and m
/// any function of H_T and of numbers that are independent of θ* given H_T, these are
///   ‖z*‖² − d  and  S = (z*−m)ᵀg + d,
/// and those that the process offers. With a Hessian, that is a concave log-posterior, m is the mode and the two become
/// one, ½(‖z*‖² − d + S), whose best coefficient is 1 where the evidence is known closely.
template <class Process>
class control_variates {
 public:
  using Real = real_type_t<Process>;
  using vector = Eigen::VectorX<Real>;

  static constexpr bool has_norm = whitened_process<Process>;
  static constexpr bool has_stein = differentiable_process<Process>;
  static constexpr bool is_concave = has_stein && evaluates_hessian<Process>;
  static constexpr Eigen::Index own_size = (has_norm ? 1 : 0) + (has_stein && !is_concave ? 1 : 0);
  static constexpr Eigen::Index size = own_size + offered_controls<Process>::size;

  explicit control_variates(const offered_controls<Process>& offered) : offered_(&offered), statistics_(size) {}

  /// Evaluates all for one replicate; `centre` is m, and is not looked at without a gradient.
  /// - Throws: std::runtime_error where the gradient or what the process offers is not finite.
  void evaluate(const Process& process, const simulation<Process>& data, const vector& centre,
                const replicate_origin& origin) {
    if constexpr (has_norm) {
      const Real dimension = Real(data.z().size());
      statistics_[0] = data.z().squaredNorm() - dimension;
      if constexpr (has_stein) {
        in_place::gradient(process, data.z(), data.history(), slope_);
        origin.require_finite(slope_, "gradient");
        slope_ -= data.z();
        const Real stein = (data.z() - centre).dot(slope_) + dimension;
        if constexpr (is_concave)
          statistics_[0] = (statistics_[0] + stein) / 2;
        else
          statistics_[1] = stein;
      }
      if constexpr (offered_controls<Process>::size > 0)
        offered_->evaluate(data.z(), data.history(), data.total(),
                           statistics_.tail(Eigen::Index{offered_controls<Process>::size}));
      origin.require_finite(statistics_, "control_variates");
    }
  }

  [[nodiscard]] const Eigen::ArrayX<Real>& statistics() const { return statistics_; }

 private:
  const offered_controls<Process>* offered_;
  vector slope_;
  Eigen::ArrayX<Real> statistics_;
};

/// Least-squares coefficients of statistics for several values, from a stream of both.
template <class Real>
class control_fit {
 public:
  control_fit(Eigen::Index values, Eigen::Index statistics)
      : values_(values),
        mean_(Eigen::VectorX<Real>::Zero(values + statistics)),
        products_(Eigen::MatrixX<Real>::Zero(statistics, mean_.size())) {}

  /// One sample: the values, then the statistics. What is not finite is left out.
  void add(const Eigen::ArrayX<Real>& sample) {
    if (!sample.allFinite()) return;
    count_ += 1;
    const Eigen::VectorX<Real> difference = sample.matrix() - mean_;
    mean_ += difference / count_;
    products_ += difference.tail(products_.rows()) * (sample.matrix() - mean_).transpose();
  }

  /// One column a value; 0 for a statistic that does not vary. Enough of a ridge that statistics which say the same
  /// share the coefficient.
  [[nodiscard]] Eigen::ArrayXX<Real> coefficients() const {
    const Eigen::Index size = products_.rows();
    Eigen::MatrixX<Real> covariance = products_.rightCols(size);
    const Eigen::VectorX<Real> scale =
        covariance.diagonal().cwiseSqrt().unaryExpr([](const Real& s) { return s > 0 ? Real(1 / s) : Real(0); });
    covariance = scale.asDiagonal() * covariance * scale.asDiagonal();
    covariance.diagonal().array() += Real(1e-6);
    const Eigen::MatrixX<Real> shared = scale.asDiagonal() * products_.leftCols(values_);
    const Eigen::MatrixX<Real> found = scale.asDiagonal() * covariance.ldlt().solve(shared);
    if (!found.allFinite()) return Eigen::ArrayXX<Real>::Zero(size, values_);
    return found.array();
  }

 private:
  Eigen::Index values_;
  Real count_ = 0;
  Eigen::VectorX<Real> mean_;
  Eigen::MatrixX<Real> products_;
};

/// How many pilot replicates tell the coefficients.
inline constexpr std::size_t control_pilots = 32;

/// Coefficients from pilot replicates of streams that no reported replicate uses, so that no mean changes: one row a
/// statistic, one column a value. make_sampler() makes a workspace; sampler(pilot, sample) writes the values, then the
/// statistics.
template <class Real, class MakeSampler, execution_policy Execution, observer Observer>
[[nodiscard]] Eigen::ArrayXX<Real> coefficients_from_pilots(Eigen::Index values, Eigen::Index statistics,
                                                            MakeSampler make_sampler, const Execution& execution,
                                                            const Observer& observer) {
  struct slot {
    decltype(make_sampler()) sampler;
    Eigen::ArrayX<Real> sample;
  };
  control_fit<Real> fit(values, statistics);
  execution.for_each_in_order(
      control_pilots,
      [&] {
        return slot{make_sampler(), Eigen::ArrayX<Real>(values + statistics)};
      },
      [&](slot& in, std::size_t pilot) {
        if (!observer.stop_requested()) in.sampler(pilot, in.sample);
      },
      [&](const slot& done) {
        if (observer.stop_requested()) return false;
        fit.add(done.sample);
        return true;
      });
  return fit.coefficients();
}

}  // namespace infobound::inline v0_1::detail
