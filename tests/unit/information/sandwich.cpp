// SPDX-License-Identifier: BSL-1.0
// What is read off the averages of a two-sided estimate: skewness, and room for events that no replicate met.
#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <infobound/core/average_replicates.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/moments.hpp>
#include <infobound/information/detail/controlled_values.hpp>
#include <infobound/information/replicate/sandwich.hpp>
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

/// mean ± s, twice each: a sample variance of 4s²/3.
std::vector<double> two_points(double mean, double s) { return {mean - s, mean + s, mean - s, mean + s}; }

}  // namespace

TEST_CASE("skewness is that of the replicates behind the upper side", "[sandwich][exact]") {
  // One of four: (1 − 2p)/√(p(1 − p)) at p = ¼.
  const std::vector<double> one{0, 0, 0, 1};
  CHECK(estimate_of(one, one, {.labels = 1}).skewness == Approx(2 / std::sqrt(3.0)).epsilon(1e-13));
  CHECK(estimate_of({5, 5, 5, 3}, one, {.labels = 1}).skewness == Approx(-2 / std::sqrt(3.0)).epsilon(1e-12));
  CHECK(estimate_of({7, 7, 7, 7}, one, {.labels = 1}).skewness == 0);
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

}  // namespace unit::information::sandwich
