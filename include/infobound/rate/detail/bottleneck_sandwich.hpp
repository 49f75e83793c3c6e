// SPDX-License-Identifier: BSL-1.0
// The bottleneck's curve from both sides: feasible points above, certified lines below.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/core/random_stream.hpp>
#include <infobound/rate/bottleneck_effort.hpp>
#include <infobound/rate/detail/bottleneck_certificate.hpp>
#include <infobound/rate/detail/bottleneck_channel.hpp>
#include <infobound/rate/detail/bottleneck_table.hpp>
#include <limits>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::rate::detail {

/// Solves at the slope of a chord, which puts a point below the chord and a line below the curve, and so on (the
/// sandwich algorithm for convex functions).
template <class Real>
class bottleneck_sandwich {
 public:
  using matrix = Eigen::MatrixX<Real>;

  /// H ≥ intercept − slope·loss.
  struct line {
    Real slope;
    Real intercept;
  };

  bottleneck_sandwich(const bottleneck_table<Real>& table, const bottleneck_effort& effort)
      : table_(table), effort_(effort), rng_(effort.seed), tolerance_(effort.tolerance) {
    using std::max;
    const Eigen::Index size = table.parameters();
    // The two ends: all of what data can tell of θ, and nothing.
    bottleneck_channel<Real> all{matrix::Identity(size, size), table.prior(), matrix::Identity(size, size), {},
                                 Real(0),                      table.entropy(), Real(0), 0};
    bottleneck_channel<Real> none{matrix::Ones(size, 1), Eigen::ArrayX<Real>::Ones(1), table.prior().matrix(), {},
                                  table.information(),   Real(0), Real(0), 0};
    points_ = {std::move(all), std::move(none)};
    hull_ = {0, 1};
    const Real slack = table.rounding(table.information());
    const Real information = max(Real(0), Real(table.information() - slack));
    lines_ = guides_ = {{1 / table.contraction(), information / table.contraction()}};
  }

  [[nodiscard]] bool global() const { return table_.parameters() <= bottleneck_certificate<Real>::most_parameters; }

  /// Until the two sides at this loss agree, a chord's slope is solved already, or the effort is spent.
  void refine_at(const Real& loss) {
    constexpr int most_rounds = 60;  // each brings the gap down to about a quarter
    for (int round = 0; round < most_rounds && !is_spent(); ++round) {
      const Real gap = upper_at(loss) - guide_at(loss);
      if (gap <= tolerance_ || !solve_chord(segment(loss), gap)) return;
    }
  }

  /// Until the two sides agree everywhere, so many points are known, or every chord's slope is solved.
  void refine_everywhere(std::size_t most_points) {
    while (hull_.size() < most_points && !is_spent()) {
      Real widest = tolerance_;
      std::size_t chosen = hull_.size();
      for (std::size_t i = 0; i + 1 < hull_.size(); ++i) {
        const Real gap = widest_gap(i);
        if (gap > widest && !is_solved(chord_slope(i))) {
          widest = gap;
          chosen = i;
        }
      }
      if (chosen == hull_.size() || !solve_chord(chosen, widest)) return;
    }
  }

  /// The certified lower bound.
  [[nodiscard]] Real lower_at(const Real& loss) const { return highest(lines_, loss); }

  /// The lower convex hull of the points.
  [[nodiscard]] Real upper_at(const Real& loss) const {
    const std::size_t i = segment(loss);
    const auto& left = point(i);
    const auto& right = point(i + 1);
    const Real share = (right.loss - loss) / (right.loss - left.loss);
    return share * left.rate + (1 - share) * right.rate;
  }

  /// The points of the hull, by increasing loss.
  [[nodiscard]] std::size_t size() const { return hull_.size(); }
  [[nodiscard]] const bottleneck_channel<Real>& point(std::size_t i) const { return points_[hull_[i]]; }
  [[nodiscard]] const std::vector<line>& lines() const { return lines_; }
  /// The i for which the loss is between points i and i + 1.
  [[nodiscard]] std::size_t segment(const Real& loss) const {
    std::size_t i = 0;
    while (i + 2 < hull_.size() && point(i + 1).loss <= loss) ++i;
    return i;
  }

  [[nodiscard]] std::size_t steps() const { return steps_; }
  [[nodiscard]] std::size_t cells() const { return cells_; }

 private:
  [[nodiscard]] static Real highest(const std::vector<line>& lines, const Real& loss) {
    using std::max;
    Real best = 0;
    for (const line& one : lines) best = max(best, Real(one.intercept - one.slope * loss));
    return best;
  }

  /// Where no global minimum is known, the tangents of the best points guide the search all the same.
  [[nodiscard]] Real guide_at(const Real& loss) const { return highest(global() ? lines_ : guides_, loss); }

  [[nodiscard]] Real chord_slope(std::size_t i) const {
    return (point(i).rate - point(i + 1).rate) / (point(i + 1).loss - point(i).loss);
  }

  /// The gap at the crossing of the lines that are highest at the two ends.
  [[nodiscard]] Real widest_gap(std::size_t i) const {
    const Real left = point(i).loss;
    const Real right = point(i + 1).loss;
    const auto& lines = global() ? lines_ : guides_;
    const auto best = [&](const Real& loss) {
      return *std::max_element(lines.begin(), lines.end(), [&](const line& one, const line& two) {
        return one.intercept - one.slope * loss < two.intercept - two.slope * loss;
      });
    };
    const line one = best(left);
    const line two = best(right);
    Real crossing = left;
    if (one.slope > two.slope) crossing = (one.intercept - two.intercept) / (one.slope - two.slope);
    using std::max, std::min;
    crossing = max(left, min(right, crossing));
    return upper_at(crossing) - highest(lines, crossing);
  }

  [[nodiscard]] bool is_solved(const Real& beta) const {
    using std::abs;
    return std::any_of(solved_.begin(), solved_.end(),
                       [&](const Real& other) { return abs(beta - other) <= Real(1e-9) * beta; });
  }

  [[nodiscard]] bool is_spent() const { return cells_ >= effort_.cells; }

  [[nodiscard]] bool solve_chord(std::size_t i, const Real& gap) {
    const Real beta = chord_slope(i);
    if (!(beta > 0 && beta < std::numeric_limits<Real>::max()) || is_solved(beta)) return false;
    solved_.push_back(beta);
    solve(beta, hull_[i], hull_[i + 1], gap);
    return true;
  }

  /// From the neighbour of smaller loss (annealing down), from that of larger loss and every θ by itself (annealing
  /// up), and from random laws.
  void solve(const Real& beta, std::size_t left, std::size_t right, const Real& gap) {
    const Eigen::Index size = table_.parameters();
    bottleneck_descent<Real> descent(table_, beta);
    auto best = descend(descent, points_[left].weights, points_[left].posterior);
    const auto attempt = [&](Eigen::ArrayX<Real> weights, matrix posterior) {
      auto made = descend(descent, std::move(weights), std::move(posterior));
      if (made.price < best.price) std::swap(made, best);
      keep(std::move(made));
    };
    {
      const auto [weights, posterior] = with_corners(points_[right]);
      attempt(weights, posterior);
    }
    for (std::size_t restart = 0; restart < effort_.restarts; ++restart) {
      matrix posterior(size, size + 1);
      for (Real& entry : posterior.reshaped()) entry = exponential();
      const Eigen::ArrayX<Real> sums = posterior.colwise().sum().transpose().array();
      posterior.array().rowwise() /= sums.transpose();
      attempt(Eigen::ArrayX<Real>::Constant(size + 1, 1 / Real(size + 1)), posterior);
    }
    if (global()) certify(beta, descent, best, gap);
    guides_.push_back({beta, best.price + beta * table_.information()});
    keep(std::move(best));
    build_hull();
  }

  /// Branch and bound, no closer than a fraction of the gap to be halved; a θ̃ that it finds missing is added, and the
  /// descent resumed.
  void certify(const Real& beta, bottleneck_descent<Real>& descent, bottleneck_channel<Real>& best, const Real& gap) {
    using std::max, std::min;
    constexpr int most_rounds = 12;
    const Real close = max(Real(tolerance_ / 4), Real(gap / 16));
    for (int round = 0;; ++round) {
      bottleneck_certificate<Real> certificate(table_, beta, best.multipliers, best.posterior);
      const auto found = certificate.run(close, 1 + (effort_.cells - min(effort_.cells, cells_)) / 2);
      cells_ += found.cells;
      if (!(found.least < -close) || round == most_rounds) {
        const Real slack = 8 * std::numeric_limits<Real>::epsilon() * Real(table_.parameters() + 8) *
                           best.multipliers.abs().maxCoeff();
        lines_.push_back({beta, best.price - slack + found.bound +
                                    beta * (table_.information() - table_.rounding(table_.information()))});
        return;
      }
      matrix posterior(best.posterior.rows(), best.posterior.cols() + 1);
      posterior << best.posterior, found.argument * Real(0.999) + table_.prior().matrix() * Real(0.001);
      Eigen::ArrayX<Real> weights(best.weights.size() + 1);
      weights << best.weights * Real(0.99), Real(0.01);
      auto made = descend(descent, weights, posterior);
      if (made.price < best.price) std::swap(made, best);
      keep(std::move(made));
    }
  }

  [[nodiscard]] bottleneck_channel<Real> descend(bottleneck_descent<Real>& descent, Eigen::ArrayX<Real> weights,
                                                 matrix posterior) {
    auto made = descent.run(std::move(weights), std::move(posterior), effort_.steps);
    steps_ += made.steps;
    return made;
  }

  [[nodiscard]] std::pair<Eigen::ArrayX<Real>, matrix> with_corners(const bottleneck_channel<Real>& from) const {
    const Eigen::Index size = table_.parameters();
    matrix posterior(size, from.posterior.cols() + size);
    const matrix corners = Real(0.9) * matrix::Identity(size, size) +
                           Real(0.1) * table_.prior().matrix() * matrix::Ones(1, size);
    posterior << from.posterior, corners;
    Eigen::ArrayX<Real> weights(posterior.cols());
    weights << from.weights * Real(0.5), table_.prior() * Real(0.5);
    return {weights, posterior};
  }

  [[nodiscard]] Real exponential() {
    using std::log;
    return -log((Real(rng_() >> 11) + Real(0.5)) / Real(9007199254740992.0));
  }

  void keep(bottleneck_channel<Real>&& made) {
    if (made.loss > 0 && made.loss < table_.information()) points_.push_back(std::move(made));
  }

  /// The lower convex hull; points that are above it are dropped.
  void build_hull() {
    std::vector<bottleneck_channel<Real>> sorted = std::move(points_);
    std::sort(sorted.begin(), sorted.end(), [](const auto& one, const auto& two) {
      return one.loss != two.loss ? one.loss < two.loss : one.rate < two.rate;
    });
    points_.clear();
    for (auto& next : sorted) {
      if (!points_.empty() && !(next.loss > points_.back().loss && next.rate < points_.back().rate)) continue;
      while (points_.size() > 1) {
        const auto& a = points_[points_.size() - 2];
        const auto& b = points_.back();
        if ((b.rate - a.rate) * (next.loss - a.loss) < (next.rate - a.rate) * (b.loss - a.loss)) break;
        points_.pop_back();
      }
      points_.push_back(std::move(next));
    }
    hull_.resize(points_.size());
    for (std::size_t i = 0; i < hull_.size(); ++i) hull_[i] = i;
  }

  const bottleneck_table<Real>& table_;
  bottleneck_effort effort_;
  random_stream rng_;
  Real tolerance_;
  std::vector<bottleneck_channel<Real>> points_;
  std::vector<std::size_t> hull_;
  std::vector<line> lines_;
  std::vector<line> guides_;
  std::vector<Real> solved_;
  std::size_t steps_ = 0;
  std::size_t cells_ = 0;
};

}  // namespace infobound::inline v0_1::rate::detail
