// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/bound/nonvacuous_horizon.hpp>
#include <infobound/process/network/deep_network.hpp>
#include <infobound/process/network/dirichlet_network.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/sequence/binary_autoregression.hpp>
#include <infobound/process/sequence/token_autoregression.hpp>
#include <infobound/process/sequence/transformer.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>

namespace unit::bound::nonvacuous_horizon {

namespace ib = infobound;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The bound is no lower than that of learning nothing up to the horizon told, and lower from there on.
template <class Process>
void check_horizon(const Process& process) {
  const double level = ib::untrained_error(process).value;
  const auto found = ib::nonvacuous_horizon(process);
  REQUIRE(found.value < 1e12);
  CAPTURE(level, found.value);
  const auto first = static_cast<std::size_t>(found.value);
  CHECK(found.source == ib::error_bracket(process, first).upper.source);
  const auto upper = [&](std::size_t horizon) { return ib::error_bracket(process, horizon).upper.value; };
  for (std::size_t back = 1; back < first - 1; back *= 2) CHECK(upper(first - back) >= level * (1 - 1e-12));
  for (std::size_t on = 0; on < 1000 * first; on = 2 * on + 1) CHECK(upper(first + on) < level);
}

}  // namespace

namespace mylab {

/// Nothing is known to be learnt before a horizon.
struct late {
  using real_type = double;
  static constexpr bool independent_observations = true;
  double horizon;
  double error_upper(std::size_t T) const { return std::min(1.0, horizon / (static_cast<double>(T) + 0.5)); }
};

struct never {
  static constexpr bool independent_observations = true;
  double error_upper(std::size_t) const { return 0.25; }
};

struct only_below {
  static constexpr bool independent_observations = true;
  double error_lower(std::size_t) const { return 0; }
};

/// As a network with Gaussian labels on a design: no bound holds at the first observation.
struct only_later {
  double untrained_error() const { return infinity; }
  double error_upper(std::size_t T) const { return 1 / static_cast<double>(T); }
};

struct short_history : late {
  std::size_t longest;
  std::size_t maximum_horizon() const { return longest; }
};

/// Observations that depend on each other: the process says itself what is lost without learning.
struct dependent {
  double untrained_error() const { return 0.5; }
  double error_upper(std::size_t T) const { return T == 1 ? 0.1 : std::min(0.5, 20 / static_cast<double>(T)); }
};

}  // namespace mylab

TEST_CASE("a bound is vacuous until the horizon at which it first falls", "[nonvacuous_horizon][exact]") {
  const double horizon = GENERATE(1.7, 2.4, 3.6, 100.0, 12345.0, 1e9);
  const auto found = ib::nonvacuous_horizon(mylab::late{horizon});
  CHECK(found.value == std::max(2.0, std::floor(horizon - 0.5) + 1));  // T + ½ > horizon
  CHECK(found.source == "error_upper(horizon) of the process");
}

TEST_CASE("a bound that does not fall is never more than that of learning nothing", "[nonvacuous_horizon][exact]") {
  CHECK(ib::untrained_error(mylab::never{}).value == 0.25);
  CHECK(ib::nonvacuous_horizon(mylab::never{}).value == infinity);
  CHECK(ib::nonvacuous_horizon(mylab::never{}).source == "no upper bound is below that of learning nothing");
  CHECK(ib::untrained_error(mylab::only_below{}).value == infinity);
  CHECK(ib::untrained_error(mylab::only_below{}).source == "no upper bound is known");
  CHECK(ib::nonvacuous_horizon(mylab::only_below{}).value == infinity);
  CHECK(ib::nonvacuous_horizon(mylab::only_later{}).value == infinity);
  CHECK(ib::nonvacuous_horizon(mylab::only_later{}).source == "nothing is known of what is lost by learning nothing");
}

TEST_CASE("no horizon is told that the process does not have", "[nonvacuous_horizon][exact]") {
  CHECK(ib::nonvacuous_horizon(mylab::short_history{{90.0}, 80}).value == infinity);
  CHECK(ib::nonvacuous_horizon(mylab::short_history{{90.0}, 90}).value == 90);
  CHECK(ib::nonvacuous_horizon(mylab::short_history{{90.0}, 1}).value == infinity);
}

TEST_CASE("before its first label no learner has learnt anything", "[nonvacuous_horizon][exact]") {
  CHECK(ib::untrained_error(mylab::dependent{}).value == 0.5);
  CHECK(ib::nonvacuous_horizon(mylab::dependent{}).value == 41);
}

TEST_CASE("bounds of regressions, networks and sequences fall from the horizon told on",
          "[nonvacuous_horizon][property]") {
  check_horizon(ib::linear_regression<double>{.dimension = 20, .noise_variance = 0.25});
  check_horizon(ib::linear_regression<double>{.dimension = 1, .noise_variance = 100});
  check_horizon(ib::deep_network<double>{.widths = {10, 50, 50, 1}, .noise_variance = 0.5, .hidden_variance = 2});
  check_horizon(ib::binary_autoregression<double>{.order = 1});
  check_horizon(ib::binary_autoregression<double>{.order = 200});
  check_horizon(ib::transformer<double>{.vocabulary = 8, .embedding_dimension = 4, .context = 3, .layers = 4});
}

TEST_CASE("a bracket says when its upper side is that of a learner that learns nothing", "[nonvacuous_horizon]") {
  const auto check = [](const auto& process, double expected) {
    const auto first = static_cast<std::size_t>(ib::nonvacuous_horizon(process).value);
    const auto vacuous = ib::error_bracket(process, first - 1).upper;
    CHECK(vacuous.source == "a learner that learns nothing (theory 1.5)");
    CHECK_THAT(vacuous.value, Catch::Matchers::WithinRel(expected, 1e-15));
    CHECK(ib::error_bracket(process, first).upper.source != vacuous.source);
  };
  check(ib::transformer<double>{.vocabulary = 8, .embedding_dimension = 4, .context = 3, .layers = 4}, 0.5);
  check(ib::deep_network<double>{.widths = {10, 50, 50, 1}, .noise_variance = 0.5}, std::log(3.0) / 2);
  check(ib::deep_network<double, ib::softmax_head>{.widths = {10, 50, 5}}, 0.4);
  check(ib::dirichlet_network<double>{.dimension = 5, .concentration = 2, .noise_variance = 0.25}, std::log(5.0) / 2);
}

TEST_CASE("the error of learning nothing is the exact one of the first label, or the entropy of labels",
          "[nonvacuous_horizon][exact]") {
  const ib::linear_regression<double> process{.dimension = 20, .noise_variance = 0.25};
  CHECK_THAT(ib::untrained_error(process).value, Catch::Matchers::WithinRel(process.information(1), 1e-12));
  CHECK(ib::untrained_error(ib::binary_autoregression<double>{.order = 9}).value == std::log(2.0));
  const ib::token_autoregression<double> tokens{.vocabulary = 9, .embedding_dimension = 3, .order = 4};
  CHECK(ib::untrained_error(tokens).value == std::log(9.0));
  CHECK_THROWS_AS(ib::untrained_error(ib::linear_regression<double>{.dimension = 0, .noise_variance = 1}),
                  std::domain_error);
}

}  // namespace unit::bound::nonvacuous_horizon
