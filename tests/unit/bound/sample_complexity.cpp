// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <infobound/bound/sample_complexity.hpp>
#include <infobound/core/bound.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <limits>
#include <stdexcept>
#include <string>
#include <support/catch.hpp>
#include <support/thrown.hpp>
#include <vector>

namespace unit::bound::sample_complexity {

namespace ib = infobound;
using linear = ib::linear_regression<double>;

namespace {

/// The least T with 𝓛_T ≤ ε, by bisection: 𝓛_T falls, as observations are iid.
std::size_t first_horizon(const linear& process, double epsilon) {
  const auto enough = [&](std::size_t T) { return process.information(T) / static_cast<double>(T) <= epsilon; };
  std::size_t least = 1;
  std::size_t most = 1;
  while (!enough(most)) least = most + 1, most *= 2;
  while (least < most) {
    const std::size_t middle = (least + most) / 2;
    if (enough(middle))
      most = middle;
    else
      least = middle + 1;
  }
  return most;
}

}  // namespace

namespace mylab {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// All is learnt at the first observation: 𝓛_T = c/T, and T(ε) is where c/T first falls to ε.
struct at_once {
  double c;
  double error_lower(std::size_t horizon) const { return c / static_cast<double>(horizon); }
  double error_upper(std::size_t horizon) const { return c / static_cast<double>(horizon); }
};

/// Nothing is learnt until observation 10⁸; counts how often it is asked.
struct hardly_falling {
  std::size_t* calls;
  double error_lower(std::size_t horizon) const {
    ++*calls;
    return horizon < 100'000'000 ? 1.0 : 1e8 / static_cast<double>(horizon);
  }
  double error_upper(std::size_t horizon) const { return error_lower(horizon); }
};

/// Names the horizon in its sources.
struct named_by_horizon {
  std::vector<ib::bound<double>> error_bounds(std::size_t horizon) const {
    const std::string name = "at " + std::to_string(horizon);
    return {{3.0 / static_cast<double>(horizon), ib::direction::lower, name},
            {5.0 / static_cast<double>(horizon), ib::direction::upper, name}};
  }
};

struct lower_only {
  double error_lower(std::size_t horizon) const { return 5.0 / static_cast<double>(horizon); }
};
struct upper_only {
  double error_upper(std::size_t horizon) const { return 5.0 / static_cast<double>(horizon); }
};
struct never {
  double error_lower(std::size_t) const { return 0.5; }
  double error_upper(std::size_t) const { return 1; }
};

}  // namespace mylab

TEST_CASE("the bracket on linear regression's sample complexity holds the exact one", "[sample_complexity][exact]") {
  for (const int d : {1, 3, 10})
    for (const double noise : {0.1, 1.0, 10.0}) {
      const linear process{.dimension = d, .noise_variance = noise};
      for (const double share : {0.9, 0.5, 0.1, 0.03}) {
        const double epsilon = share * process.distortion_rate()(0.0);
        const auto found = ib::sample_complexity(process, epsilon);
        const std::size_t exact = first_horizon(process, epsilon);
        CAPTURE(d, noise, share, exact, found.lower.value, found.upper.value);
        CHECK(found.lower.value <= static_cast<double>(exact));
        CHECK(static_cast<double>(exact) <= found.upper.value);
        CHECK((!found.lower.source.empty() && !found.upper.source.empty()));
      }
    }
}

TEST_CASE("where the error is known exactly the bracket is a point, and rounding does not exclude it",
          "[sample_complexity][exact]") {
  for (const double c : {1.0, 0.3, 0.7, 2.5})
    for (int needed = 1; needed <= 2000; ++needed) {
      const double epsilon = c / needed;
      const auto found = ib::sample_complexity(mylab::at_once{c}, epsilon);
      if (found.lower.value == needed && found.upper.value == needed) continue;
      CAPTURE(c, needed, found.lower.value, found.upper.value);
      // c/T ≤ ε exactly at T = needed: the lower end may not exceed it.
      CHECK(found.lower.value <= needed);
      CHECK(found.upper.value == needed);
    }
}

TEST_CASE("one observation is enough for a generous tolerance, and no horizon for what is never learnt",
          "[sample_complexity][exact]") {
  const linear process{.dimension = 3, .noise_variance = 1};
  const auto generous = ib::sample_complexity(process, 10.0);
  CHECK((generous.lower.value == 1 && generous.upper.value == 1));
  CHECK(generous.lower.source == "one observation at least");

  const auto never = ib::sample_complexity(mylab::never{}, 0.25);
  CHECK(never.lower.value > 1e3);
  CHECK((never.upper.value == mylab::infinity && never.upper.source == "no horizon is known to suffice"));
}

TEST_CASE("a process bounded on one side has one end", "[sample_complexity][exact]") {
  const auto lower = ib::sample_complexity(mylab::lower_only{}, 0.01);
  CHECK(lower.lower.value == Approx(500).epsilon(0.002));
  CHECK(lower.lower.value <= 500);
  CHECK(lower.upper.value == mylab::infinity);
  const auto upper = ib::sample_complexity(mylab::upper_only{}, 0.01);
  CHECK(upper.lower.value == 1);
  CHECK(upper.upper.value == 500);
}

TEST_CASE("an end has the source of the bound that it comes from", "[sample_complexity][exact]") {
  // 3/T rules out all up to 30 at one step; 5/T suffices from 50 on.
  const auto found = ib::sample_complexity(mylab::named_by_horizon{}, 0.1);
  CHECK((found.lower.value == 30 && found.upper.value == 50));
  CHECK(found.lower.source == "at 1");
  CHECK(found.upper.source == "at 50");
}

TEST_CASE("an error that hardly falls does not keep the climb going for ever", "[sample_complexity][property]") {
  std::size_t calls = 0;
  const auto found = ib::sample_complexity(mylab::hardly_falling{&calls}, 1 - 1e-7);
  CHECK(found.lower.value <= 100'000'011);
  CHECK(found.upper.value == 100'000'011);
  CHECK(calls < 50'000);
}

TEST_CASE("a smaller tolerance takes longer, to the smallest that can be asked", "[sample_complexity][property]") {
  const linear process{.dimension = 3, .noise_variance = 0.5};
  double lower = 1;
  double upper = 1;
  for (double epsilon = 1; epsilon > 1e-15; epsilon /= 10) {
    const auto found = ib::sample_complexity(process, epsilon);
    CAPTURE(epsilon);
    CHECK((found.lower.value >= lower && found.upper.value >= upper));
    CHECK(found.lower.value <= found.upper.value);
    CHECK(std::isfinite(found.upper.value));
    lower = found.lower.value;
    upper = found.upper.value;
  }
  CHECK(ib::sample_complexity(process, 1e-300).upper.value == mylab::infinity);
}

TEST_CASE("a design gives no more observations than it has rows", "[sample_complexity][exact]") {
  using fixed = ib::linear_regression<double, ib::fixed_design<double>>;
  const fixed process{.dimension = 1, .noise_variance = 1, .inputs = {Eigen::MatrixXd::Ones(100, 1)}};
  // 𝓛_T = ln(1 + T)/2T.
  const auto reached = ib::sample_complexity(process, 0.05);
  CHECK((reached.lower.value <= 37 && reached.upper.value >= 37));
  CHECK(reached.upper.value <= 100);
  const auto beyond = ib::sample_complexity(process, 0.01);
  CHECK(beyond.lower.value > 100);
  CHECK(beyond.upper.value == mylab::infinity);
}

TEST_CASE("a tolerance that is not positive and finite is refused, and a process out of its domain",
          "[sample_complexity][error]") {
  const linear process{.dimension = 3, .noise_variance = 1};
  const auto said = [&](double epsilon) {
    return thrown<std::domain_error>([&] { return ib::sample_complexity(process, epsilon); });
  };
  CHECK(said(0) == "epsilon = 0, must be > 0 and finite");
  CHECK(said(-0.1) == "epsilon = -0.1, must be > 0 and finite");
  CHECK(said(mylab::infinity) == "epsilon = inf, must be > 0 and finite");
  CHECK(said(std::numeric_limits<double>::quiet_NaN()) == "epsilon = nan, must be > 0 and finite");
  CHECK(thrown<std::domain_error>([] {
          return ib::sample_complexity(linear{.dimension = 3, .noise_variance = 0}, 0.1);
        }) == "linear_regression.noise_variance = 0, must be > 0 and finite");
}

}  // namespace unit::bound::sample_complexity
