// SPDX-License-Identifier: BSL-1.0
// What is read off the averages of a two-sided estimate: skewness, and room for events that no replicate met.
#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/core/average_replicates.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/moments.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/information/detail/controlled_sample.hpp>
#include <infobound/information/detail/controlled_values.hpp>
#include <infobound/information/detail/curve_by_grid.hpp>
#include <infobound/information/detail/run_at.hpp>
#include <infobound/information/replicate/sandwich.hpp>
#include <limits>
#include <memory>
#include <string_view>
#include <support/catch.hpp>
#include <vector>

namespace unit::information::sandwich {

namespace ib = infobound;

namespace {

using kind = ib::detail::sample_kind<double>;

/// The estimate of replicates with these upper sides and densities, and lower sides of 0.
ib::estimate<double> estimate_of(const std::vector<double>& upper, const std::vector<double>& density, kind of) {
  const ib::detail::averaged_sides at;
  ib::moments<double> quantities(at.size);
  Eigen::ArrayXd sample = Eigen::ArrayXd::Zero(at.size);
  for (std::size_t i = 0; i < upper.size(); ++i) {
    sample[at.upper] = upper[i];
    sample[at.density] = density[i];
    at.raise(sample);
    quantities.add(sample);
  }
  return ib::detail::two_sided(ib::replicated<double>{quantities, ib::stop_reason::completed}, at, "of a test", of);
}

struct unsimulated {
  using real_type = double;
};

/// Replicate i of T labels has sides T + i and 3T + i with control variates, noise of ¼ + i and one statistic, which is
/// 0 in the mean at some horizons and not at others.
struct counting {
  static constexpr std::string_view name = "counting";
  std::size_t replicates = 100;
  std::uint64_t seed = 0;
  std::size_t refuted_at = 0;  ///< horizon
  double spread = 0;           ///< of the sides between replicates

  struct settled {
    std::size_t horizon;
    ib::detail::settled_controls<double> controls;
    void describe(ib::estimate<double>& found) const { found.temperatures = horizon; }
  };

  template <class Execution, class Observer>
  [[nodiscard]] std::unique_ptr<settled> settle(const unsimulated&, std::size_t horizon, const Execution&,
                                                const Observer&) const {
    if (horizon == 0) return nullptr;
    ib::detail::control_fit<double> fit(1, 1);
    for (int i = 0; i < 32; ++i) fit.add(Eigen::Array2d(2 * (i % 2) - 1, 2 * (i % 2) - 1));
    return std::make_unique<settled>(settled{horizon, ib::detail::settled_controls<double>(fit)});
  }

  [[nodiscard]] auto sampler(const unsimulated&, const settled& at) const {
    return [policy = *this, T = double(at.horizon), far = at.horizon == refuted_at,
            statistics = Eigen::ArrayXd(1)](std::size_t i) mutable -> ib::detail::replicate_sides<double> {
      const double sign = i % 2 == 0 ? 1 : -1;
      statistics[0] = far ? 1000 : sign;
      const double moved = policy.spread * sign;
      return {.lower = T + moved,
              .upper = 3 * T + moved,
              .noise = 0.25 + sign,
              .effective_sample_size = T / 2 + double(i),
              .statistics = statistics};
    };
  }
};

/// mean ± s, twice each: a sample variance of 4s²/3.
std::vector<double> two_points(double mean, double s) { return {mean - s, mean + s, mean - s, mean + s}; }

}  // namespace

TEST_CASE("skewness is that of the replicates behind the upper side", "[sandwich][exact]") {
  // One of four: (1 − 2p)/√(p(1 − p)) at p = ¼.
  const std::vector<double> one{0, 0, 0, 1};
  CHECK(estimate_of(one, one, {.labels = 1}).skewness == Approx(2 / std::sqrt(3.0)).epsilon(1e-13));
  CHECK(estimate_of({5, 5, 5, 3}, one, {.labels = 1}).skewness == Approx(-2 / std::sqrt(3.0)).epsilon(1e-12));
  CHECK(estimate_of({7, 7, 7, 7}, one, {.labels = 1}).skewness == 0);
  // A variance of 3e206, whose power of 3/2 is beyond the range.
  CHECK(estimate_of({1e103, 1e103, 1e103, 5e103}, one, {.labels = 1}).skewness == 0);
  CHECK(estimate_of(one, one, {.labels = 1, .group = 3}).replicates == 12);
}

TEST_CASE("a density that varies less than a quarter of a Gaussian channel's leaves room for unseen events",
          "[sandwich][exact]") {
  // At I = 1 the least variance of a Gaussian channel is 1 − e^{−2}; 4s²/3 is set against a quarter of it.
  const double limit = std::sqrt(3 * (1 - std::exp(-2.0)) / 16);
  const auto possible = [&](double mean, double s, kind of) {
    return estimate_of(two_points(0, 1), two_points(mean, s), of).unseen.possible;
  };
  CHECK(possible(1, limit * (1 - 1e-9), {.labels = 20}));
  CHECK_FALSE(possible(1, limit * (1 + 1e-9), {.labels = 20}));
  // Means over groups of nine vary by a third of that, errors per observation by a twentieth.
  CHECK(possible(1, limit / 3 * (1 - 1e-9), {.labels = 20, .group = 9}));
  CHECK_FALSE(possible(1, limit / 3 * (1 + 1e-9), {.labels = 20, .group = 9}));
  CHECK(possible(0.05, limit / 20 * (1 - 1e-9), {.labels = 20, .nat = 0.05}));
  CHECK_FALSE(possible(0.05, limit / 20 * (1 + 1e-9), {.labels = 20, .nat = 0.05}));
  const auto unseen = estimate_of(two_points(0, 1), two_points(1, limit / 2), {.labels = 20}).unseen;
  CHECK(unseen.below == Approx(1.0).epsilon(1e-14));
  CHECK(unseen.above == Approx(std::log(21.0)).epsilon(1e-14));
  // A negative mean is no information, and lies that much further below what may be.
  const auto negative = estimate_of({7, 7, 7, 7}, two_points(-0.5, 1), {.labels = 20}).unseen;
  CHECK(negative.possible);  // replicates that are all alike
  CHECK(negative.below == 0);
  CHECK(negative.above == Approx(std::log(21.0) + 0.5).epsilon(1e-14));
}

TEST_CASE("skewed replicates leave room for unseen events unless control variates have taken half of the variance",
          "[sandwich][exact]") {
  const auto possible = [](double upper, double density) {
    return estimate_of({0, 0, 0, upper}, {0, 0, 0, density}, {.labels = 20}).unseen.possible;
  };
  CHECK(possible(10, 10));
  CHECK(possible(-10, 10));
  CHECK(possible(10, 10 * std::sqrt(1.99)));
  CHECK_FALSE(possible(10, 10 * std::sqrt(2.01)));
  // Of two in five the skewness is 0.41, of one in four 1.15.
  CHECK_FALSE(estimate_of({0, 0, 0, 10, 10}, {0, 0, 0, 10, 10}, {.labels = 20}).unseen.possible);
}

TEST_CASE("a path adds up its sides, and its increments by the difference rule", "[sandwich][exact]") {
  const ib::detail::averaged_curve places{2};
  Eigen::ArrayXd sample = Eigen::ArrayXd::Zero(2 * places.size);
  ib::detail::two_sided_path<double> path(sample, 2);
  path.append(1, 2, 1.5);
  path.append(3, 7, 4);
  const auto check = [&](const ib::detail::averaged_sides& at, double lower, double upper, double density) {
    CHECK(sample[at.lower] == lower);
    CHECK(sample[at.upper] == upper);
    CHECK(sample[at.density] == density);
  };
  check(places.information(0), 1, 2, 1.5);
  check(places.increment(0), 1, 2, 1.5);
  check(places.information(1), 3, 7, 4);
  check(places.increment(1), 1, 6, 2.5);
  places.raise(sample);
  CHECK(sample[places.information(1).square] == 49);
  CHECK(sample[places.increment(1).cube] == 216);
}

TEST_CASE("a curve reports each side as its samples say, and increments are differences of just those",
          "[sandwich][exact]") {
  const ib::detail::averaged_curve places{2};
  constexpr Eigen::Index offset = 100;
  // Every quantity stands for its place, with a standard error of 1.
  const auto shown = [](Eigen::Index, const ib::detail::averaged_sides& at) {
    return ib::estimate<double>{.lower = {double(at.lower), 1.0}, .upper = {double(at.upper), 1.0}, .replicates = 2};
  };
  const auto reported = [&](Eigen::Index noisy) {
    return ib::detail::reported_curve<double>(
        places, offset,
        [&](Eigen::Index t, Eigen::Index, Eigen::Index, bool is_upper) { return !is_upper || t != noisy; }, shown,
        shown);
  };
  const auto first = places.information(0), second = places.information(1), step = places.increment(1);

  // The upper side is without control variates at the second t alone.
  const auto late = reported(1);
  CHECK(late.information[0].upper.mean == double(first.upper));
  CHECK(late.information[1].lower.mean == double(second.lower));
  CHECK(late.information[1].upper.mean == double(second.upper + offset));
  CHECK((late.increments[1].lower.mean == double(step.lower) && late.increments[1].lower.standard_error == 1));
  CHECK(late.increments[1].upper.mean == double(second.upper + offset - first.lower));
  CHECK(late.increments[1].upper.standard_error == 2);

  // At the first alone: the lower side of what the second adds is taken from it.
  const auto early = reported(0);
  CHECK(early.information[0].upper.mean == double(first.upper + offset));
  CHECK(early.information[1].upper.mean == double(second.upper));
  CHECK(early.increments[1].lower.mean == double(second.lower - (first.upper + offset)));
  CHECK(early.increments[1].lower.standard_error == 2);
  CHECK((early.increments[1].upper.mean == double(step.upper) && early.increments[1].upper.standard_error == 1));
}

TEST_CASE(
    "what is averaged with control variates and without is kept apart, each with the plain upper side for density",
    "[controlled_sample][exact]") {
  const ib::detail::controlled_total places;
  REQUIRE(places.size == 11);
  REQUIRE(places.size_at == 10);
  Eigen::ArrayXd sample = Eigen::ArrayXd::Zero(places.size);
  places.add(1.0, 3.0, 1.5, 3.25, sample);
  places.add(2.0, 4.0, 2.5, 4.5, sample);
  places.raise(sample);
  const auto check = [&](const ib::detail::averaged_sides& at, double lower, double upper, double density) {
    CHECK((sample[at.lower] == lower && sample[at.upper] == upper && sample[at.density] == density));
    CHECK((sample[at.square] == upper * upper && sample[at.cube] == upper * upper * upper));
  };
  check(places.with, 3, 7, 7.75);
  check(places.without, 4, 7.75, 7.75);
  CHECK(sample[places.size_at] == 0);

  const ib::detail::controlled_curve curve{{2}};
  REQUIRE((curve.without == 20 && curve.size == 40));
  sample = Eigen::ArrayXd::Zero(curve.size);
  ib::detail::controlled_path<double> path(sample, curve);
  path.append(1, 3, 1.5, 3.25);
  path.append(2, 5, 2.25, 5.5);
  curve.raise(sample);
  check(curve.with.information(0), 1, 3, 3.25);
  check(curve.with.information(1), 2, 5, 5.5);
  check(curve.with.increment(1), -1, 4, 2.25);
  check(curve.with.information(0).further(curve.without), 1.5, 3.25, 3.25);
  check(curve.with.information(1).further(curve.without), 2.25, 5.5, 5.5);
  check(curve.with.increment(1).further(curve.without), -1, 4, 2.25);
}

TEST_CASE("a policy that settles at a horizon is run there, with control variates where their means are not refuted",
          "[run_at][exact]") {
  const auto run = [](const counting& policy, std::size_t horizon) {
    return ib::detail::run_at(policy, unsimulated{}, horizon, ib::serial{}, ib::unobserved{});
  };
  const auto quiet = run({.seed = 3}, 5);
  CHECK((quiet.lower.mean == 5 && quiet.upper.mean == 15));
  CHECK((quiet.lower.standard_error == 0 && quiet.replicates == 100 && quiet.policy == "counting"));
  CHECK((quiet.effective_sample_size == 52 && quiet.temperatures == 5));
  // All alike, of five labels: what has not been seen lies up to ln 6 above.
  CHECK((quiet.unseen.possible && quiet.unseen.below == 15.25));
  CHECK(quiet.unseen.above == Approx(std::log(6.0)).epsilon(1e-14));
  const auto plain = run({.refuted_at = 5}, 5);
  CHECK(plain.lower.mean == Approx(5.25).epsilon(1e-14));
  CHECK(plain.upper.mean == Approx(15.25).epsilon(1e-14));
  CHECK(plain.lower.standard_error == Approx(std::sqrt(1.0 / 99)).epsilon(1e-14));
  // They are left out where noise is larger with them, pilots included: 100·2² against 100·1² and 32.
  CHECK(run({.spread = 2}, 5).lower.mean == Approx(5).epsilon(1e-14));
  CHECK(run({.spread = -2}, 5).lower.mean == Approx(5.25).epsilon(1e-14));
  const auto nothing = run({}, 0);
  CHECK((nothing.stopped == ib::stop_reason::cancelled && nothing.replicates == 0 && nothing.policy == "counting"));
  CHECK(nothing.interval(0.95).upper == std::numeric_limits<double>::infinity());
}

TEST_CASE("horizons that are run together have the estimates of each, and increments of the labels between them",
          "[run_at][exact]") {
  for (const std::size_t refuted_at : {std::size_t{0}, std::size_t{2}, std::size_t{9}}) {
    const counting policy{.seed = 3, .refuted_at = refuted_at};
    std::vector<std::unique_ptr<counting::settled>> settled;
    for (const std::size_t horizon : {std::size_t{2}, std::size_t{9}})
      settled.push_back(policy.settle(unsimulated{}, horizon, ib::serial{}, ib::unobserved{}));
    const auto found = ib::detail::run_together(policy, settled, unsimulated{}, ib::serial{}, ib::unobserved{});
    CAPTURE(refuted_at);
    REQUIRE((found.information.size() == 2 && found.increments.size() == 2));
    for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
      const auto alone = ib::detail::run_at(policy, unsimulated{}, settled[i]->horizon, ib::serial{}, ib::unobserved{});
      CHECK(found.information[i].lower.mean == alone.lower.mean);
      CHECK(found.information[i].lower.standard_error == alone.lower.standard_error);
      CHECK(found.information[i].upper.mean == alone.upper.mean);
      CHECK(found.information[i].effective_sample_size == alone.effective_sample_size);
      CHECK(found.information[i].temperatures == alone.temperatures);
      CHECK(found.information[i].unseen.possible == alone.unseen.possible);
      CHECK(found.information[i].unseen.above == alone.unseen.above);
    }
    CHECK(found.increments[0].lower.mean == found.information[0].lower.mean);
    CHECK(found.increments[0].upper.mean == found.information[0].upper.mean);
    CHECK(found.increments[1].lower.mean == found.information[1].lower.mean - found.information[0].upper.mean);
    CHECK(found.increments[1].upper.mean == found.information[1].upper.mean - found.information[0].lower.mean);
    if (refuted_at == 0) {
      CHECK(found.increments[0].unseen.above == Approx(std::log(3.0)).epsilon(1e-14));
      CHECK(found.increments[1].unseen.above == Approx(std::log(8.0)).epsilon(1e-14));
    }
  }
}

TEST_CASE("a grid is run eight horizons at a time, and increments reach across", "[curve_by_grid][exact]") {
  std::vector<std::size_t> grid;
  for (std::size_t t = 1; t <= 20; ++t) grid.push_back(t * t);
  const counting policy{.refuted_at = 64};
  const auto found = ib::detail::run_grid(policy, grid, unsimulated{}, ib::serial{}, ib::unobserved{});
  REQUIRE((found.information.size() == grid.size() && found.increments.size() == grid.size()));
  for (std::size_t i = 0; i < grid.size(); ++i) {
    const auto alone = ib::detail::run_at(policy, unsimulated{}, grid[i], ib::serial{}, ib::unobserved{});
    CAPTURE(i);
    CHECK(found.information[i].lower.mean == alone.lower.mean);
    CHECK(found.information[i].upper.mean == alone.upper.mean);
    CHECK(found.information[i].temperatures == grid[i]);
    const double lower = i > 0 ? found.information[i - 1].lower.mean : 0;
    const double upper = i > 0 ? found.information[i - 1].upper.mean : 0;
    CHECK(found.increments[i].lower.mean == Approx(alone.lower.mean - upper).epsilon(1e-13));
    CHECK(found.increments[i].upper.mean == Approx(alone.upper.mean - lower).epsilon(1e-13));
  }
  const auto stopped =
      ib::detail::run_grid(policy, {3, 0, 5}, unsimulated{}, ib::serial{}, ib::unobserved{}).information;
  REQUIRE(stopped.size() == 3);
  for (const auto& one : stopped) CHECK(one.stopped == ib::stop_reason::cancelled);
}

}  // namespace unit::information::sandwich
