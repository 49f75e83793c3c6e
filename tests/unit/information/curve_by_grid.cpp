// SPDX-License-Identifier: BSL-1.0
// A curve that is run at some horizons only still brackets the truth at all of them.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/information/annealed.hpp>
#include <infobound/information/detail/curve_by_grid.hpp>
#include <infobound/information/information.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <string_view>
#include <support/catch.hpp>
#include <vector>

namespace unit::information::curve_by_grid {

namespace ib = infobound;

namespace {

using linear = ib::linear_regression<double>;

struct sequence : linear {
  static constexpr bool independent_observations = false;
};
struct independent : linear {};
static_assert(!ib::has_independent_observations<sequence>);
static_assert(ib::has_independent_observations<independent>);

/// Knows I(H_T;θ) but for a margin on either side, and how often it was asked.
struct margin {
  double below = 0;
  double above = 0;
  std::vector<std::size_t>* asked = nullptr;

  template <class Process, class Execution, class Observer>
  [[nodiscard]] ib::estimate<double> run(const Process& process, std::size_t horizon, const Execution&,
                                         const Observer& observer) const {
    if (asked != nullptr) asked->push_back(horizon);
    if (observer.stop_requested()) return {.lower = {0, 1e9}, .upper = {0, 1e9}, .stopped = ib::stop_reason::cancelled};
    const double exact = process.information(horizon);
    return {.lower = {exact - below, 0.25}, .upper = {exact + above, 0.5}, .replicates = 7};
  }
};

template <class Process>
ib::curve<double> curve_of(const Process& process, const margin& policy, std::size_t points, std::size_t horizon) {
  return ib::detail::curve_by_grid(policy, points, process, horizon, ib::serial{}, ib::unobserved{});
}

const sequence any{linear{.dimension = 3, .noise_variance = 0.1}};
const independent iid{linear{.dimension = 3, .noise_variance = 0.1}};
constexpr std::size_t horizon = 100;

/// Every side of the curve is on its side of the truth, to rounding: the run itself has no noise here.
template <class Process>
void check_sides(const Process& process, const ib::curve<double>& found) {
  for (std::size_t t = 1; t <= horizon; ++t) {
    const double here = process.information(t);
    const double step = t == 1 ? here : here - process.information(t - 1);
    CAPTURE(t, here, step);
    CHECK(found.information(t).lower.mean <= here + 1e-9);
    CHECK(found.information(t).upper.mean >= here - 1e-9);
    CHECK(found.incremental_error(t).lower.mean <= step + 1e-9);
    CHECK(found.incremental_error(t).upper.mean >= step - 1e-9);
  }
}

}  // namespace

TEST_CASE("a grid of horizons rises from 1 to T in geometric progression", "[curve_by_grid][exact]") {
  using grid = std::vector<std::size_t>;
  const auto of = [](std::size_t length, std::size_t points) { return ib::detail::curve_grid(length, points); };
  CHECK(of(5, 0) == grid{1, 2, 3, 4, 5});
  CHECK(of(5, 9) == grid{1, 2, 3, 4, 5});
  CHECK(of(1, 1) == grid{1});
  CHECK(of(1000, 1) == grid{1000});
  CHECK(of(1000, 2) == grid{1, 1000});
  CHECK(of(1000, 4) == grid{1, 10, 100, 1000});
  for (std::size_t points = 1; points <= 70; ++points) {
    const grid found = of(64, points);
    CHECK(found.size() <= points);
    CHECK(found.back() == 64);
    CHECK(std::adjacent_find(found.begin(), found.end(), [](auto a, auto b) { return a >= b; }) == found.end());
  }
}

TEST_CASE("a curve by grid is on the right side of the truth everywhere, and runs no more than it must",
          "[curve_by_grid][property]") {
  for (const std::size_t points : {0U, 1U, 2U, 5U, 12U, 60U}) {
    CAPTURE(points);
    std::vector<std::size_t> asked;
    const margin policy{.below = 0.02, .above = 0.03, .asked = &asked};
    check_sides(any, curve_of(any, policy, points, horizon));
    CHECK(asked == ib::detail::curve_grid(horizon, points));
    check_sides(iid, curve_of(iid, policy, points, horizon));
    check_sides(iid, curve_of(iid, {}, points, horizon));
  }
}

TEST_CASE("between horizons that were run a curve is bounded by monotony, and by chords where it is concave",
          "[curve_by_grid][exact]") {
  const auto at = [](std::size_t t) { return any.information(t); };
  const auto plain = curve_of(any, {.below = 0.1, .above = 0.2}, 3, horizon);  // 1, 10, 100
  CHECK(plain.information(40).lower.mean == Approx(at(10) - 0.1));
  CHECK(plain.information(40).upper.mean == Approx(at(100) + 0.2));
  CHECK(plain.information(40).replicates == 7);
  CHECK(plain.incremental_error(40).lower.mean == 0);
  CHECK(plain.incremental_error(40).upper.mean == Approx(at(100) + 0.2 - (at(10) - 0.1)));
  CHECK(plain.incremental_error(1).upper.mean == Approx(at(1) + 0.2));

  const auto chord = curve_of(iid, {.below = 0.1, .above = 0.2}, 3, horizon);
  CHECK(chord.information(40).lower.mean == Approx((2 * at(10) + at(100)) / 3 - 0.1));
  CHECK(chord.information(40).lower.standard_error == Approx(0.25));
  CHECK(chord.information(40).upper.mean == Approx(at(100) + 0.2));
  CHECK(chord.incremental_error(5).lower.mean == Approx((at(100) - 0.1 - (at(10) + 0.2)) / 90));
  CHECK(chord.incremental_error(5).lower.standard_error == Approx(0.75 / 90));
  CHECK(chord.incremental_error(40).lower.mean == 0);
  CHECK(chord.incremental_error(40).upper.mean == Approx((at(10) + 0.2 - (at(1) - 0.1)) / 9));
  CHECK(chord.incremental_error(40).upper.standard_error == Approx(0.75 / 9));

  // Only T was run: I(H_0;θ) = 0 is the other point.
  const auto single = curve_of(iid, {}, 1, horizon);
  CHECK(single.information(25).lower.mean == Approx(at(100) / 4));
  CHECK(single.incremental_error(25).upper.mean == Approx(at(100) / 25));
}

TEST_CASE("horizons next to each other that were run keep the difference rule", "[curve_by_grid][exact]") {
  const auto found = curve_of(iid, {.below = 0.1, .above = 0.2}, 30, horizon);
  const double step = iid.information(3) - iid.information(2);
  CHECK(found.incremental_error(3).lower.mean == Approx(step - 0.3));
  CHECK(found.incremental_error(3).upper.mean == Approx(step + 0.3));
  CHECK(found.incremental_error(3).upper.standard_error == Approx(0.75));
}

TEST_CASE("an annealed curve on a grid has the estimates of its runs, and is cancelled where a run is",
          "[curve_by_grid][annealed][property]") {
  const ib::annealed policy{.replicates = 10, .temperatures = 10, .seed = 3, .curve_points = 3};
  const sequence process{{.dimension = 2, .noise_variance = 0.5}};
  const auto found = ib::learning_curve(process, 9, policy);
  for (const std::size_t t : {1U, 3U, 9U}) {
    CHECK(found.information(t).lower.mean == ib::information(process, t, policy).lower.mean);
    CHECK(found.information(t).upper.mean == ib::information(process, t, policy).upper.mean);
  }
  CHECK(found.information(5).lower.mean == found.information(3).lower.mean);

  struct stopped {
    void advanced(const ib::progress&) const {}
    [[nodiscard]] bool stop_requested() const { return true; }
  };
  const auto none = ib::learning_curve(process, 9, policy, ib::serial{}, stopped{});
  for (std::size_t t = 1; t <= 9; ++t) CHECK(none.information(t).stopped == ib::stop_reason::cancelled);
}

}  // namespace unit::information::curve_by_grid
