// SPDX-License-Identifier: BSL-1.0
// The capacity of a family on an interval: cutting planes, certified by the global maximum of a divergence.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/require.hpp>
#include <infobound/rate/capacity.hpp>
#include <limits>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::detail {

/// I ≤ C_T ≤ greatest divergence of a law from the mean law under the prior.
template <class Real>
struct interval_capacity_found {
  Real lower;
  Real upper;
  Eigen::VectorX<Real> parameters;
  Eigen::VectorX<Real> weights;
};

/// Atoms are added where the divergence from the present mean law is locally greatest, and close ones are joined; the
/// weights are the capacity's of the atoms alone. Then cells [a, b] of the interval are halved until the greatest value
/// of the chord + m (x − a)(b − x)/2 is below what is asked for in all of them.
template <class Real, class Statistic>
class interval_capacity {
 public:
  using vector = Eigen::VectorX<Real>;
  using array = Eigen::ArrayX<Real>;
  using found = interval_capacity_found<Real>;

  interval_capacity(Statistic statistic, const Real& least, const Real& most, const Real& tolerance,
                    std::size_t evaluations)
      : statistic_(std::move(statistic)),
        least_(least),
        most_(most),
        left_(statistic_.coordinate(least)),
        width_(statistic_.coordinate(most) - left_),
        tolerance_(tolerance),
        budget_(evaluations) {
    const Real atoms = width_ + 2;
    require_at_most("interval family: values of the statistic times the square of its standard deviations",
                    Real(Real(statistic_.log_law(least).size()) * atoms * atoms), Real(4e7F),
                    "beyond which it would take minutes");
  }

  [[nodiscard]] found run() {
    if (!(most_ > least_)) return {0, 0, vector::Constant(1, least_), vector::Ones(1)};
    // Two at the ends, others a standard deviation apart.
    using std::ceil;
    const auto count = static_cast<Eigen::Index>(ceil((std::min)(width_, Real(2000)))) + 2;
    std::vector<Real> atoms;
    for (Eigen::Index i = 0; i < count; ++i) atoms.push_back(at(Real(i) / Real(count - 1)));
    for (int round = 0;; ++round) {
      solve(atoms);
      join(atoms);
      solve(atoms);
      auto peaks = local_maxima(atoms);
      Real greatest = 0;
      for (const auto& [theta, value] : peaks) greatest = (std::max)(greatest, value);
      const bool last = round + 1 == most_rounds || evaluations_ > budget_ / 2;
      if (greatest <= information_ + tolerance_ / 4 || last) {
        const auto [upper, missing] = greatest_divergence(atoms, last);
        if (!missing) return result(atoms, upper);
        peaks.emplace_back(greatest_at_, upper);
      }
      const Real enough = information_ + (std::min)(tolerance_ / 8, (greatest - information_) / 8);
      for (const auto& [theta, value] : peaks)
        if (value > enough) atoms.push_back(theta);
      std::sort(atoms.begin(), atoms.end());
      atoms.erase(std::unique(atoms.begin(), atoms.end(), [](const Real& a, const Real& b) { return !(a < b); }),
                  atoms.end());
    }
  }

 private:
  struct cell {
    Real left;
    Real right;
    Real at_left;
    Real at_right;
    Real bound;
    bool operator<(const cell& other) const { return bound < other.bound; }
  };

  /// The θ at a share of the interval's coordinate.
  [[nodiscard]] Real at(const Real& share) const {
    if (!(share > 0)) return least_;
    if (!(share < 1)) return most_;
    return (std::min)(most_, (std::max)(least_, Real(statistic_.parameter(left_ + share * width_))));
  }

  /// The weights of the atoms, without those that are not used.
  void solve(std::vector<Real>& atoms) {
    const auto size = static_cast<Eigen::Index>(atoms.size());
    Eigen::MatrixX<Real> laws;
    for (Eigen::Index i = 0; i < size; ++i) {
      const array law = array(statistic_.log_law(atoms[static_cast<std::size_t>(i)])).exp();
      if (i == 0) laws.resize(size, law.size());
      laws.row(i) = (law / law.sum()).matrix();
    }
    const auto solved = rate::capacity(laws, {.tolerance = tolerance_ / 64});
    const Real least = (std::min)(tolerance_, Real(1e-3F)) / 10;
    std::vector<Real> kept;
    std::vector<Real> weights;
    for (Eigen::Index i = 0; i < size; ++i)
      if (solved.input[i] > least) {
        kept.push_back(atoms[static_cast<std::size_t>(i)]);
        weights.push_back(solved.input[i]);
      }
    atoms = std::move(kept);
    set(atoms, weights);
  }

  void set(const std::vector<Real>& atoms, const std::vector<Real>& weights) {
    weights_ = Eigen::Map<const vector>(weights.data(), static_cast<Eigen::Index>(weights.size()));
    weights_ /= weights_.sum();
    array mean;
    for (std::size_t i = 0; i < atoms.size(); ++i) {
      const array law = array(statistic_.log_law(atoms[i])).exp();
      if (i == 0) mean = array::Zero(law.size());
      mean += weights_[static_cast<Eigen::Index>(i)] * law / law.sum();
    }
    log_mean_ = mean.log();
    rounding_ = 32 * std::numeric_limits<Real>::epsilon() * Real(mean.size() + 16);
    information_ = 0;
    for (std::size_t i = 0; i < atoms.size(); ++i)
      information_ += weights_[static_cast<Eigen::Index>(i)] * (divergence(atoms[i]) - rounding_);
    information_ = (std::max)(information_, Real(0));
  }

  /// KL(P_θ‖P_π), rounded upwards.
  [[nodiscard]] Real divergence(const Real& theta) {
    ++evaluations_;
    const array logs = statistic_.log_law(theta);
    const array law = logs.exp();
    Real sum = 0;
    Real total = 0;
    for (Eigen::Index i = 0; i < logs.size(); ++i) {
      // Of what hardly ever happens only whether it can.
      if (logs[i] < negligible && log_mean_[i] > 10 * negligible) continue;
      if (!(logs[i] > -std::numeric_limits<Real>::infinity())) continue;
      sum += law[i] * (logs[i] - log_mean_[i]);
      total += law[i];
    }
    using std::log;
    return (std::max)(Real(0), Real(sum / total - log(total))) + rounding_;
  }

  /// Atoms closer than a part of what a standard deviation or the interval allows become one, at their mean.
  void join(std::vector<Real>& atoms) const {
    const Real close = (std::min)(Real(0.25), width_ / 16);
    std::vector<Real> joined;
    Real weight = 0;
    for (std::size_t i = 0; i < atoms.size(); ++i) {
      const Real next = weights_[static_cast<Eigen::Index>(i)];
      if (!joined.empty() && statistic_.coordinate(atoms[i]) - statistic_.coordinate(joined.back()) < close) {
        weight += next;
        joined.back() += (atoms[i] - joined.back()) * (next / weight);
      } else {
        joined.push_back(atoms[i]);
        weight = next;
      }
    }
    atoms = std::move(joined);
  }

  /// Where the divergence is greatest near each atom and in each gap, by a scan and golden sections: a guess.
  [[nodiscard]] std::vector<std::pair<Real, Real>> local_maxima(const std::vector<Real>& atoms) {
    std::vector<Real> shares{Real(0), Real(1)};
    if (width_ > 0)
      for (const Real& atom : atoms) shares.push_back((statistic_.coordinate(atom) - left_) / width_);
    const auto steps = static_cast<int>((std::min)(width_, Real(2000))) * 4 + 16;
    for (int i = 1; i < steps; ++i) shares.push_back(Real(i) / Real(steps));
    std::sort(shares.begin(), shares.end());
    std::vector<Real> values;
    for (const Real& share : shares) values.push_back(divergence(at(share)));
    std::vector<std::pair<Real, Real>> peaks;
    for (std::size_t i = 0; i < shares.size(); ++i) {
      const bool rises = i == 0 || values[i] >= values[i - 1];
      const bool falls = i + 1 == shares.size() || values[i] >= values[i + 1];
      if (rises && falls)
        peaks.push_back(
            refined(shares[i == 0 ? 0 : i - 1], shares[i + 1 == shares.size() ? i : i + 1], shares[i], values[i]));
    }
    return peaks;
  }

  [[nodiscard]] std::pair<Real, Real> refined(Real low, Real high, Real best, Real value) {
    const Real golden = Real(0.381966011250105152);
    for (int i = 0; i < 40 && high - low > Real(1e-7); ++i) {
      const bool right = high - best > best - low;
      const Real tried = right ? Real(best + golden * (high - best)) : Real(best - golden * (best - low));
      const Real here = divergence(at(tried));
      if (here > value) {
        (right ? low : high) = best;
        best = tried;
        value = here;
      } else {
        (right ? high : low) = tried;
      }
    }
    return {at(best), value};
  }

  [[nodiscard]] cell bounded(const Real& left, const Real& right, const Real& at_left, const Real& at_right) const {
    const Real step = right - left;
    const Real rise = at_right - at_left;
    Real bound = (std::max)(at_left, at_right);
    const Real bend = curvature_ * step * step / 2;
    if (rise < bend && -rise < bend) bound = (at_left + at_right) / 2 + bend / 4 + rise * (rise / bend) / 4;
    return {left, right, at_left, at_right, bound};
  }

  struct certificate {
    Real upper;    ///< at least KL(P_θ‖P_π) for every θ of the interval, unless
    bool missing;  ///< an atom is missing where it is this
  };

  [[nodiscard]] certificate greatest_divergence(const std::vector<Real>& atoms, bool last) {
    const vector thetas = Eigen::Map<const vector>(atoms.data(), static_cast<Eigen::Index>(atoms.size()));
    curvature_ = statistic_.curvature(thetas, weights_) * (1 + 64 * std::numeric_limits<Real>::epsilon());
    std::vector<cell> cells;  // a heap, the greatest bound first
    const auto push = [&](const cell& next) {
      cells.push_back(next);
      std::push_heap(cells.begin(), cells.end());
    };
    std::vector<Real> ends = atoms;
    ends.push_back(least_);
    ends.push_back(most_);
    std::sort(ends.begin(), ends.end());
    ends.erase(std::unique(ends.begin(), ends.end(), [](const Real& a, const Real& b) { return !(a < b); }),
               ends.end());
    Real greatest = 0;
    const auto value = [&](const Real& theta) {
      const Real here = divergence(theta);
      if (here > greatest) {
        greatest = here;
        greatest_at_ = theta;
      }
      return here;
    };
    std::vector<Real> values;
    for (const Real& end : ends) values.push_back(value(end));
    for (std::size_t i = 0; i + 1 < ends.size(); ++i) push(bounded(ends[i], ends[i + 1], values[i], values[i + 1]));
    const Real target = information_ + tolerance_;
    while (cells.front().bound > target && evaluations_ < budget_) {
      const cell widest = cells.front();
      const Real middle = widest.left + (widest.right - widest.left) / 2;
      if (!(middle > widest.left && middle < widest.right)) break;
      std::pop_heap(cells.begin(), cells.end());
      cells.pop_back();
      const Real here = value(middle);
      if (here > target && !last) return {here, true};
      push(bounded(widest.left, middle, widest.at_left, here));
      push(bounded(middle, widest.right, here, widest.at_right));
    }
    return {cells.front().bound, false};
  }

  [[nodiscard]] found result(const std::vector<Real>& atoms, const Real& upper) const {
    return {information_, upper, Eigen::Map<const vector>(atoms.data(), static_cast<Eigen::Index>(atoms.size())),
            weights_};
  }

  static constexpr int most_rounds = 100;
  static constexpr int negligible = -60 - 2 * std::numeric_limits<Real>::digits + 106;

  Statistic statistic_;
  Real least_;
  Real most_;
  Real left_;
  Real width_;
  Real tolerance_;
  std::size_t budget_;
  std::size_t evaluations_ = 0;
  vector weights_;
  array log_mean_;
  Real rounding_ = 0;
  Real information_ = 0;
  Real curvature_ = 0;
  Real greatest_at_ = 0;
};

}  // namespace infobound::inline v0_1::detail
