// SPDX-License-Identifier: BSL-1.0
// Values with and without control variates: coefficients that pilots settle, and which of the two a run reports.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/average_replicates.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/estimate_arithmetic.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/moments.hpp>
#include <infobound/core/numeric/cholesky.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/information/replicate/sandwich.hpp>
#include <limits>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::detail {

/// Whether so many samples of a statistic speak against its mean being 0: it is more than five of its standard errors
/// away. That is how a statistic looks whose mean comes from rare events of which the samples have none.
template <class Real>
[[nodiscard]] bool refutes_mean_of_zero(const Real& count, const Real& mean, const Real& squares) {
  return !(mean * mean * count * (count - 1) <= 25 * squares);
}

/// Least-squares coefficients of statistics for several values, from samples of both.
template <class Real>
class control_fit {
 public:
  using matrix = Eigen::MatrixX<Real>;

  /// The first `given` statistics have the coefficient 1, as long as the samples agree. Values in pairs are lower
  /// sides, then as many upper ones; a lower side takes the coefficients of its upper one where these serve it as well,
  /// so that the noise of what they take out is not in the gap.
  control_fit(Eigen::Index values, Eigen::Index statistics, Eigen::Index given = 0, bool in_pairs = false)
      : values_(values), statistics_(statistics), given_(given), in_pairs_(in_pairs) {}

  /// One sample: the values, then the statistics. What is not finite is left out.
  void add(const Eigen::ArrayX<Real>& sample) {
    if (sample.allFinite()) samples_.push_back(sample);
  }

  [[nodiscard]] Eigen::Index values() const { return values_; }
  [[nodiscard]] Eigen::Index statistics() const { return statistics_; }
  [[nodiscard]] const std::vector<Eigen::ArrayX<Real>>& samples() const { return samples_; }

  /// One column a value. A statistic has coefficient 0 where it does not vary, up to rounding, and where the samples
  /// refute that its mean is 0; a value has none but 0 where its samples, each predicted by a fit to the others, would
  /// have more noise than without.
  [[nodiscard]] Eigen::ArrayXX<Real> coefficients() const {
    Eigen::ArrayXX<Real> result = Eigen::ArrayXX<Real>::Zero(statistics_, values_);
    const auto count = static_cast<Eigen::Index>(samples_.size());
    if (count < 2) return result;
    matrix values(count, values_);
    matrix statistics(count, statistics_);
    for (Eigen::Index i = 0; i < count; ++i) {
      const Eigen::ArrayX<Real>& sample = samples_[static_cast<std::size_t>(i)];
      for (Eigen::Index v = 0; v < values_; ++v) values(i, v) = sample[v];
      for (Eigen::Index j = 0; j < statistics_; ++j) statistics(i, j) = sample[values_ + j];
    }
    const bool takes_given = centre_and_screen(statistics);
    for (Eigen::Index v = 0; v < values_; ++v) centre(values, v);

    const fitted all = fit(values, statistics, 0);
    fitted rest;
    if (takes_given) {
      matrix remaining = values;
      for (Eigen::Index v = 0; v < values_; ++v)
        for (Eigen::Index j = 0; j < given_; ++j)
          for (Eigen::Index i = 0; i < count; ++i) remaining(i, v) -= statistics(i, j);
      rest = fit(remaining, statistics, given_);
    }
    // Upper sides first.
    for (Eigen::Index v = values_; v-- > 0;) {
      const Real without = product(values, v, values, v);
      const bool keeps_given = takes_given && rest.errors[v] < without && rest.errors[v] <= 2 * all.errors[v];
      const Eigen::Index upper = v + values_ / 2;
      if (in_pairs_ && upper < values_) {
        const Real own = keeps_given ? rest.errors[v] : (std::min)(all.errors[v], without);
        if (squares_left(values, v, statistics, result, upper) <= Real(1.25) * own) {
          result.col(v) = result.col(upper);
          continue;
        }
      }
      if (!keeps_given && !(all.errors[v] < without)) continue;
      for (Eigen::Index j = 0; j < statistics_; ++j)
        result(j, v) = keeps_given ? (j < given_ ? Real(1) : rest.coefficients(j, v)) : all.coefficients(j, v);
    }
    return result;
  }

 private:
  // Plain loops: a fit is made once a run, and its matrices are small, but every program that runs a policy compiles
  // it.

  struct fitted {
    matrix coefficients;
    Eigen::ArrayX<Real> errors;  ///< Σ of squares of what is left of each sample by the fit to all others
  };

  [[nodiscard]] static Real product(const matrix& a, Eigen::Index i, const matrix& b, Eigen::Index j) {
    Real sum = 0;
    for (Eigen::Index row = 0; row < a.rows(); ++row) sum += a(row, i) * b(row, j);
    return sum;
  }

  /// Σ of squares of what a column of coefficients leaves of a value.
  [[nodiscard]] static Real squares_left(const matrix& values, Eigen::Index value, const matrix& statistics,
                                         const Eigen::ArrayXX<Real>& coefficients, Eigen::Index column) {
    Real sum = 0;
    for (Eigen::Index i = 0; i < values.rows(); ++i) {
      Real left = values(i, value);
      for (Eigen::Index j = 0; j < statistics.cols(); ++j) left -= statistics(i, j) * coefficients(j, column);
      sum += left * left;
    }
    return sum;
  }

  /// Takes the mean out of a column, and returns it.
  static Real centre(matrix& samples, Eigen::Index column) {
    Real mean = 0;
    for (Eigen::Index i = 0; i < samples.rows(); ++i) mean += samples(i, column);
    mean /= Real(samples.rows());
    for (Eigen::Index i = 0; i < samples.rows(); ++i) samples(i, column) -= mean;
    return mean;
  }

  /// Takes the means out, and all of a statistic that is of no use; whether the given ones are of use.
  [[nodiscard]] bool centre_and_screen(matrix& statistics) const {
    using std::abs, std::max, std::sqrt;
    const Real count = Real(statistics.rows());
    bool takes_given = given_ > 0;
    for (Eigen::Index j = 0; j < statistics_; ++j) {
      Real largest = 0;
      for (Eigen::Index i = 0; i < statistics.rows(); ++i) largest = (max)(largest, Real(abs(statistics(i, j))));
      const Real mean = centre(statistics, j);
      const Real squares = product(statistics, j, statistics, j);
      const bool varies = sqrt(squares / count) > sqrt(std::numeric_limits<Real>::epsilon()) * largest;
      if (varies && !refutes_mean_of_zero(count, mean, squares)) continue;
      for (Eigen::Index i = 0; i < statistics.rows(); ++i) statistics(i, j) = 0;
      if (j < given_) takes_given = false;
    }
    return takes_given;
  }

  /// To the statistics from `first` on, the others' coefficients 0; with enough of a ridge that statistics which say
  /// the same share the coefficient.
  [[nodiscard]] static fitted fit(const matrix& values, const matrix& statistics, Eigen::Index first) {
    using std::isfinite, std::max, std::sqrt;
    const Eigen::Index count = statistics.rows();
    const Eigen::Index size = statistics.cols() - first;
    matrix scaled(count, size);
    Eigen::VectorX<Real> scale(size);
    for (Eigen::Index j = 0; j < size; ++j) {
      const Real norm = sqrt(product(statistics, first + j, statistics, first + j));
      scale[j] = norm > 0 ? Real(1 / norm) : Real(0);
      for (Eigen::Index i = 0; i < count; ++i) scaled(i, j) = statistics(i, first + j) * scale[j];
    }
    matrix covariance(size, size);
    for (Eigen::Index j = 0; j < size; ++j)
      for (Eigen::Index k = 0; k < size; ++k)
        covariance(j, k) = product(scaled, j, scaled, k) + (j == k ? Real(1e-6) : Real(0));
    cholesky_factor<Real> solver;
    const bool solved = solver.compute(covariance);

    fitted result{matrix::Zero(statistics.cols(), values.cols()), Eigen::ArrayX<Real>::Zero(values.cols())};
    Eigen::VectorX<Real> side(size);
    for (Eigen::Index v = 0; v < values.cols() && solved; ++v) {
      for (Eigen::Index j = 0; j < size; ++j) side[j] = product(scaled, j, values, v);
      solver.solve_in_place(side);
      bool finite = true;
      for (Eigen::Index j = 0; j < size; ++j) finite = finite && isfinite(Real(side[j] * scale[j]));
      for (Eigen::Index j = 0; j < size && finite; ++j) result.coefficients(first + j, v) = side[j] * scale[j];
    }
    for (Eigen::Index i = 0; i < count; ++i) {
      // A sample's residual by the fit to the others is that by the fit to all over 1 less its leverage.
      Real leverage = 1 / Real(count);
      for (Eigen::Index j = 0; j < size; ++j) side[j] = scaled(i, j);
      if (solved) solver.solve_in_place(side);
      for (Eigen::Index j = 0; j < size; ++j) leverage += side[j] * scaled(i, j);
      const Real left = (max)(Real(1 - leverage), std::numeric_limits<Real>::epsilon());
      for (Eigen::Index v = 0; v < values.cols(); ++v) {
        Real residual = values(i, v);
        for (Eigen::Index j = 0; j < size; ++j)
          residual -= statistics(i, first + j) * result.coefficients(first + j, v);
        result.errors[v] += residual * residual / (left * left);
      }
    }
    return result;
  }

  Eigen::Index values_;
  Eigen::Index statistics_;
  Eigen::Index given_;
  bool in_pairs_;
  std::vector<Eigen::ArrayX<Real>> samples_;
};

/// Coefficients that pilots settled, and how the pilots fared with them.
///
/// A run averages its values with control variates, the same without, and the statistics. Which of the two is reported
/// is for the samples to say, those of the pilots with those of the run: the value with control variates, where it
/// varies less, and no statistic that is in use has samples which refute its mean of 0. So an event that the pilots did
/// not meet costs no more than what control variates would have gained.
template <class Real>
class settled_controls {
 public:
  using array = Eigen::ArrayX<Real>;

  settled_controls() : settled_controls(control_fit<Real>(0, 0)) {}

  explicit settled_controls(const control_fit<Real>& fit)
      : coefficients_(fit.coefficients()), pilots_(2 * fit.values() + fit.statistics()) {
    array sample(pilots_.quantities());
    for (const array& pilot : fit.samples()) {
      sample.tail(pilot.size()) = pilot;
      for (Eigen::Index side = 0; side < fit.values(); ++side)
        sample[side] = pilot[side] - noise(side, pilot.tail(statistics()));
      pilots_.add(sample);
    }
  }

  [[nodiscard]] Eigen::Index statistics() const { return coefficients_.rows(); }
  [[nodiscard]] const Eigen::ArrayXX<Real>& coefficients() const { return coefficients_; }

  /// What control variates take from one of the sides that were fitted.
  template <class Statistics>
  [[nodiscard]] Real noise(Eigen::Index side, const Statistics& statistics) const {
    return (coefficients_.col(side) * statistics).sum();
  }

  /// Whether a statistic in use has a mean that samples refute. The run has the statistics from `first` on; its samples
  /// are means over `together` replicates.
  [[nodiscard]] bool refuted(const moments<Real>& run, Eigen::Index first, std::size_t together = 1) const {
    const Real before = Real(pilots_.count());
    const Real after = Real(run.count() * together);
    for (Eigen::Index j = 0; j < statistics(); ++j) {
      if ((coefficients_.row(j) == 0).all()) continue;
      const Eigen::Index pilot = 2 * coefficients_.cols() + j;
      const Real difference = run.sums()[first + j] - pilots_.sums()[pilot];
      const Real squares = squares_of(pilots_, pilot) + Real(together * together) * squares_of(run, first + j) +
                           difference * difference * before * after / (before + after);
      const Real mean = pilots_.sums()[pilot] + difference * after / (before + after);
      if (refutes_mean_of_zero(Real(before + after), mean, squares)) return true;
    }
    return false;
  }

  /// Whether a value of a run varies less with control variates than without, the pilots of a side included.
  [[nodiscard]] bool quietens(const moments<Real>& run, Eigen::Index with, Eigen::Index without, Eigen::Index side,
                              std::size_t together = 1) const {
    const Real weight = Real(together * together);
    return squares_of(pilots_, side) + weight * squares_of(run, with) <=
           squares_of(pilots_, coefficients_.cols() + side) + weight * squares_of(run, without);
  }

 private:
  [[nodiscard]] static Real squares_of(const moments<Real>& of, Eigen::Index q) {
    return of.sums()[of.quantities() + q];
  }

  Eigen::ArrayXX<Real> coefficients_;
  moments<Real> pilots_;
};

/// What one replicate says of I(H_T;θ): its two sides, the noise that control variates have taken out of either, and
/// their statistics.
template <class Real>
struct replicate_sides {
  Real lower;
  Real upper;
  Real noise;
  Real effective_sample_size;
  const Eigen::ArrayX<Real>& statistics;

  [[nodiscard]] Real density() const { return upper + noise; }
};

/// Where the sides to report are: at `with`, or `offset` further, without control variates. quietens(with, without,
/// is_upper) tells which.
template <class Quietens>
[[nodiscard]] averaged_sides reported(averaged_sides with, Eigen::Index offset, Quietens quietens) {
  const averaged_sides without = with.further(offset);
  if (!quietens(with.lower, without.lower, false)) with.lower = without.lower;
  if (!quietens(with.upper, without.upper, true)) {
    with.upper = without.upper;
    with.square = without.square;
    with.cube = without.cube;
  }
  return with;
}

/// I(H_t;θ) at rising horizons, and what each adds to the one before, by the difference rule (theory 11.1).
template <class Real>
struct estimates_at {
  std::vector<estimate<Real>> information;
  std::vector<estimate<Real>> increments;
};

/// The estimates of a curve, each side at each t with control variates if quietens(t, with, without, is_upper). The
/// increments are differences of just those sides, and so add up to them; their standard errors are those of the
/// differences, and where only one of two sides has control variates the sums of both sides'. information_of(t, sides)
/// and increment_of(t, sides) make estimates of averaged quantities.
template <class Real, class Quietens, class InformationOf, class IncrementOf>
[[nodiscard]] estimates_at<Real> reported_curve(const averaged_curve& places, Eigen::Index offset, Quietens quietens,
                                                InformationOf information_of, IncrementOf increment_of) {
  estimates_at<Real> result;
  averaged_sides before;
  for (Eigen::Index t = 0; t < places.length; ++t) {
    const averaged_sides all = places.information(t);
    const averaged_sides at = reported(
        all, offset, [&](auto with, auto without, bool is_upper) { return quietens(t, with, without, is_upper); });
    const averaged_sides step = reported(places.increment(t), offset, [&](auto, auto, bool is_upper) {
      return is_upper ? at.upper == all.upper : at.lower == all.lower;
    });
    result.information.push_back(information_of(t, at));
    result.increments.push_back(increment_of(t, step));
    if (t > 0) {
      const averaged_sides all_before = places.information(t - 1);
      const auto apart = difference(result.information[static_cast<std::size_t>(t)],
                                    result.information[static_cast<std::size_t>(t - 1)]);
      if ((at.lower == all.lower) != (before.upper == all_before.upper)) result.increments.back().lower = apart.lower;
      if ((at.upper == all.upper) != (before.lower == all_before.lower)) result.increments.back().upper = apart.upper;
    }
    before = at;
  }
  return result;
}

/// How many pilot replicates tell the coefficients.
inline constexpr std::size_t control_pilots = 32;

/// What one pilot is computed in.
template <class Real, class Sampler>
struct control_pilot_slot {
  Sampler sampler;
  Eigen::ArrayX<Real> sample;
  bool cut_short = false;

  template <class Channel>
  void transfer(Channel& channel) {
    channel(sample);
    channel(cut_short);
  }
};

/// Shows pilots to a fit, on streams that no reported replicate uses, so that no mean changes. A sample is the values,
/// then the statistics.
template <class Real, sampler_maker<Real> MakeSampler, execution_policy Execution, observer Observer>
void run_control_pilots(control_fit<Real>& fit, MakeSampler make_sampler, const Execution& execution,
                        const Observer& observer) {
  using slot = control_pilot_slot<Real, decltype(make_sampler())>;
  execution.for_each_in_order(
      control_pilots,
      [&] {
        return slot{make_sampler(), Eigen::ArrayX<Real>(fit.values() + fit.statistics())};
      },
      [&](slot& in, std::size_t pilot, auto&&...) {
        in.cut_short = observer.stop_requested();
        if (!in.cut_short) in.sampler(pilot, in.sample);
      },
      [&](const slot& done) {
        if (done.cut_short) return false;
        fit.add(done.sample);
        return true;
      });
}

}  // namespace infobound::inline v0_1::detail
