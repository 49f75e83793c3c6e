// SPDX-License-Identifier: BSL-1.0
// The bottleneck's curve from both sides: feasible points above, certified lines below.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <boost/random/mersenne_twister.hpp>
#include <cstddef>
#include <cstdint>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/rate/bottleneck_effort.hpp>
#include <infobound/rate/detail/bottleneck_affinity.hpp>
#include <infobound/rate/detail/bottleneck_certificate.hpp>
#include <infobound/rate/detail/bottleneck_channel.hpp>
#include <infobound/rate/detail/bottleneck_table.hpp>
#include <infobound/rate/detail/supporting_line.hpp>
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

  using line = supporting_line<Real>;

  bottleneck_sandwich(const bottleneck_table<Real>& table, const bottleneck_effort& effort)
      : table_(table), effort_(effort), rng_(effort.seed), tolerance_(effort.tolerance) {
    const Eigen::Index size = table.parameters();
    // The two ends: all of what data can tell of θ, and nothing.
    bottleneck_channel<Real> all{matrix::Identity(size, size),
                                 table.prior(),
                                 matrix::Identity(size, size),
                                 {},
                                 Real(0),
                                 table.entropy(),
                                 Real(0),
                                 0};
    bottleneck_channel<Real> none{matrix::Ones(size, 1),
                                  Eigen::ArrayX<Real>::Ones(1),
                                  table.prior().matrix(),
                                  {},
                                  table.information(),
                                  Real(0),
                                  Real(0),
                                  0};
    points_ = {std::move(all), std::move(none)};
    const Real information = table.information() - table.rounding(table.information());
    if (information > 0) lines_ = {{1 / table.contraction(), information / table.contraction()}};
    if (information > 0 && !global())
      for (const line& one : affinity_lines(table)) lines_.push_back(one);
  }

  [[nodiscard]] bool global() const { return table_.parameters() <= bottleneck_certificate<Real>::most_parameters; }

  /// Until the two sides at this loss agree, nothing is left to solve, or the effort is spent.
  void refine_at(const Real& loss) {
    constexpr int most_rounds = 100;  // a chord brings the gap down to about a quarter
    for (int round = 0; round < most_rounds; ++round) {
      if (upper_at(loss) - guide_at(loss) > tolerance_ / 2 && solve_chord(segment(loss))) continue;
      // The tangent that says most at this loss is certified last, with all the effort that is left.
      const auto best = std::max_element(tangents_.begin(), tangents_.end(), [&](const auto& one, const auto& two) {
        return height(one, loss) < height(two, loss);
      });
      if (best == tangents_.end() || best->certified || !certify(*best, cells_left())) return;
    }
  }

  /// Until the two sides agree everywhere, nothing is left to solve, or the effort is spent; no more points than given.
  void refine_everywhere(std::size_t most_points) {
    for (;;) {
      Real widest = tolerance_ / 2;
      std::size_t chosen = points_.size();
      for (std::size_t i = 0; i + 1 < points_.size() && points_.size() < most_points; ++i) {
        const Real gap = widest_gap(i);
        if (gap > widest && !is_solved(chord_slope(i))) {
          widest = gap;
          chosen = i;
        }
      }
      if (chosen < points_.size() && solve_chord(chosen)) continue;
      const auto open = [](const tangent& one) { return !one.certified; };
      const auto next = std::find_if(tangents_.begin(), tangents_.end(), open);
      if (next == tangents_.end()) return;
      const auto share = cells_left() / static_cast<std::size_t>(std::count_if(next, tangents_.end(), open));
      if (!certify(*next, share)) return;
    }
  }

  /// The least rate − β I(data;θ̃) that the effort finds, certified where that is possible; 0 < β < ∞.
  [[nodiscard]] const bottleneck_channel<Real>& solve_slope(const Real& beta) {
    tangents_.push_back({beta, solved(beta, point(0), point(size() - 1)), !global()});
    while (!tangents_.back().certified && certify(tangents_.back(), cells_left())) continue;
    return tangents_.back().solution;
  }

  /// The certified lower bound.
  [[nodiscard]] Real lower_at(const Real& loss) const {
    using std::max;
    Real best = 0;
    for (const line& one : lines_) best = max(best, one.at(loss));
    return best;
  }

  /// The lower convex hull of the points.
  [[nodiscard]] Real upper_at(const Real& loss) const {
    const std::size_t i = segment(loss);
    const auto& left = point(i);
    const auto& right = point(i + 1);
    const Real share = (right.loss - loss) / (right.loss - left.loss);
    return share * left.rate + (1 - share) * right.rate;
  }

  /// The points of the hull, by increasing loss.
  [[nodiscard]] std::size_t size() const { return points_.size(); }
  [[nodiscard]] const bottleneck_channel<Real>& point(std::size_t i) const { return points_[i]; }
  /// What lower_at is the highest of.
  [[nodiscard]] const std::vector<supporting_line<Real>>& lines() const { return lines_; }

  /// The i for which the loss is between points i and i + 1.
  [[nodiscard]] std::size_t segment(const Real& loss) const {
    std::size_t i = 0;
    while (i + 2 < points_.size() && point(i + 1).loss <= loss) ++i;
    return i;
  }

  [[nodiscard]] std::size_t steps() const { return steps_; }
  [[nodiscard]] std::size_t cells() const { return cells_; }

 private:
  /// The solution at one slope β: H ≥ λᵀp + β(I − loss), if it is the global one.
  struct tangent {
    Real slope;
    bottleneck_channel<Real> solution;
    bool certified;
  };

  [[nodiscard]] Real height(const tangent& of, const Real& loss) const {
    return of.solution.price + of.slope * (table_.information() - loss);
  }

  /// What would be the lower bound if every solution were the global one: it guides the search.
  [[nodiscard]] Real guide_at(const Real& loss) const {
    using std::max;
    Real best = lower_at(loss);
    for (const tangent& one : tangents_) best = max(best, height(one, loss));
    return best;
  }

  [[nodiscard]] Real chord_slope(std::size_t i) const {
    return (point(i).rate - point(i + 1).rate) / (point(i + 1).loss - point(i).loss);
  }

  /// The gap where the tangents that are highest at the two ends cross.
  [[nodiscard]] Real widest_gap(std::size_t i) const {
    const Real left = point(i).loss;
    const Real right = point(i + 1).loss;
    const auto best = [&](const Real& loss) {
      line highest{};
      Real most = -std::numeric_limits<Real>::infinity();
      for (const line& one : lines_)
        if (one.at(loss) > most) {
          most = one.at(loss);
          highest = one;
        }
      for (const tangent& one : tangents_)
        if (height(one, loss) > most) {
          most = height(one, loss);
          highest = {one.slope, most + one.slope * loss};
        }
      return highest;
    };
    const line one = best(left);
    const line two = best(right);
    using std::max, std::min;
    Real crossing = (left + right) / 2;
    if (one.slope > two.slope) crossing = (one.intercept - two.intercept) / (one.slope - two.slope);
    crossing = max(left, min(right, crossing));
    return upper_at(crossing) - guide_at(crossing);
  }

  [[nodiscard]] bool is_solved(const Real& beta) const {
    using std::abs;
    return std::any_of(tangents_.begin(), tangents_.end(),
                       [&](const tangent& other) { return abs(beta - other.slope) <= Real(1e-9) * beta; });
  }

  [[nodiscard]] std::size_t cells_left() const { return effort_.cells > cells_ ? effort_.cells - cells_ : 0; }

  [[nodiscard]] bool solve_chord(std::size_t i) {
    const Real beta = chord_slope(i);
    if (!(beta > 0 && beta < (std::numeric_limits<Real>::max)()) || is_solved(beta)) return false;
    tangents_.push_back({beta, solved(beta, point(i), point(i + 1)), !global()});
    keep(tangents_.back().solution);
    build_hull();
    return true;
  }

  /// From the neighbour of smaller loss (annealing down), from that of larger loss and every θ by itself (annealing
  /// up), and from random laws: the best of them.
  [[nodiscard]] bottleneck_channel<Real> solved(const Real& beta, const bottleneck_channel<Real>& left,
                                                const bottleneck_channel<Real>& right) {
    const Eigen::Index size = table_.parameters();
    auto best = descend(beta, left.weights, left.posterior);
    const auto attempt = [&](const Eigen::ArrayX<Real>& weights, const matrix& posterior) {
      auto candidate = descend(beta, weights, posterior);
      if (candidate.price < best.price) std::swap(candidate, best);
    };
    attempt(with_corners(right).first, with_corners(right).second);
    for (std::size_t restart = 0; restart < effort_.restarts; ++restart) {
      matrix posterior(size, size + 1);
      for (Real& entry : posterior.reshaped()) entry = exponential();
      const Eigen::ArrayX<Real> sums = posterior.colwise().sum().transpose().array();
      posterior.array().rowwise() /= sums.transpose();
      attempt(Eigen::ArrayX<Real>::Constant(size + 1, 1 / Real(size + 1)), posterior);
    }
    return best;
  }

  /// Branch and bound on a tangent. If it finds a θ̃ missing, that is added and the descent resumed: a better solution.
  /// False if there is no effort left.
  [[nodiscard]] bool certify(tangent& tried, std::size_t cells) {
    if (cells == 0) return false;
    auto& best = tried.solution;
    bottleneck_certificate<Real> certificate(table_, tried.slope, best.multipliers, best.posterior);
    const auto minimum = certificate.run(tolerance_ / 4, cells);
    cells_ += minimum.cells;
    const Real slack =
        8 * std::numeric_limits<Real>::epsilon() * Real(table_.parameters() + 8) * best.multipliers.abs().maxCoeff();
    const Real least = best.price - slack + minimum.lower;
    if (minimum.least < -tolerance_ / 4) {
      matrix posterior(best.posterior.rows(), best.posterior.cols() + 1);
      posterior << best.posterior, minimum.argument;
      Eigen::ArrayX<Real> weights(best.weights.size() + 1);
      weights << best.weights * Real(0.99), Real(0.01);
      auto candidate = descend(tried.slope, weights, posterior);
      const bool better = candidate.price < best.price - tolerance_ / 64;
      if (candidate.price < best.price) std::swap(candidate, best);
      keep(best);
      build_hull();
      if (better) return true;
    }
    lines_.push_back(
        {tried.slope, least + tried.slope * (table_.information() - table_.rounding(table_.information()))});
    tried.certified = true;
    return true;
  }

  [[nodiscard]] bottleneck_channel<Real> descend(const Real& beta, const Eigen::ArrayX<Real>& weights,
                                                 const matrix& posterior) {
    auto channel = bottleneck_descent<Real>(table_, beta).run(weights, posterior, effort_.steps);
    steps_ += channel.steps;
    return channel;
  }

  [[nodiscard]] std::pair<Eigen::ArrayX<Real>, matrix> with_corners(const bottleneck_channel<Real>& from) const {
    const Eigen::Index size = table_.parameters();
    matrix posterior(size, from.posterior.cols() + size);
    posterior << from.posterior, matrix::Identity(size, size);
    Eigen::ArrayX<Real> weights(posterior.cols());
    weights << from.weights * Real(0.5), table_.prior() * Real(0.5);
    return {weights, posterior};
  }

  [[nodiscard]] Real exponential() {
    using std::log;
    return -log((Real(rng_() >> 11) + Real(0.5)) / Real(9007199254740992.0));
  }

  void keep(const bottleneck_channel<Real>& channel) {
    if (channel.loss > 0 && channel.loss < table_.information()) points_.push_back(channel);
  }

  /// Keeps the lower convex hull of the points.
  void build_hull() {
    std::vector<bottleneck_channel<Real>> sorted = std::move(points_);
    std::sort(sorted.begin(), sorted.end(), [](const auto& one, const auto& two) {
      return !infobound::detail::equal(one.loss, two.loss) ? one.loss < two.loss : one.rate < two.rate;
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
  }

  const bottleneck_table<Real>& table_;
  bottleneck_effort effort_;
  boost::random::mt19937_64 rng_;  // Random123, behind random_stream, is not for every processor
  Real tolerance_;
  std::vector<bottleneck_channel<Real>> points_;
  std::vector<line> lines_;
  std::vector<tangent> tangents_;
  std::size_t steps_ = 0;
  std::size_t cells_ = 0;
};

}  // namespace infobound::inline v0_1::rate::detail
