// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <infobound/core/require.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/rate/rate_distortion.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/thrown.hpp>

namespace unit::rate::rate_distortion {

namespace ib = infobound;
using linear = ib::linear_regression<double>;

namespace mylab {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct upper_rate {
  double rate_upper(double epsilon) const { return 1 / epsilon; }
};
struct lower_rate {
  double rate_lower(double epsilon) const { return 0.5 / epsilon; }
};
struct both : upper_rate, lower_rate {};
struct exact : both {
  double rate_distortion(double epsilon) const { return 0.75 / epsilon; }
};
struct horizon_rates : both {
  using both::rate_upper;
  double rate_upper(double epsilon, std::size_t horizon) const { return 1 / (epsilon * static_cast<double>(horizon)); }
};
struct tabulated {
  Eigen::MatrixXd joint_table(std::size_t) const { return Eigen::Matrix2d{{0.45, 0.05}, {0.05, 0.45}}; }
};
struct validated : both {
  double scale = -1;
  void validate() const { ib::require_positive("validated.scale", scale); }
};

}  // namespace mylab

TEST_CASE("a joint table is enough for the rate at a horizon", "[rate_distortion][exact]") {
  // Two coins told apart by a label that is right 9 times in 10: all of I(θ;Y) is left at the loss of all of it.
  const double information = std::log(2.0) + 0.9 * std::log(0.9) + 0.1 * std::log(0.1);
  CHECK(ib::rate_distortion(mylab::tabulated{}, information * 1.001, 1).upper.value == 0);
  const auto half = ib::rate_distortion(mylab::tabulated{}, information / 2, 1);
  CHECK(half.lower.value > 0.1);
  CHECK(half.upper.value < std::log(2.0));
  CHECK(half.lower.value <= half.upper.value);
}

TEST_CASE("a rate is bracketed by what the process knows of it", "[rate_distortion][exact]") {
  const auto above = ib::rate_distortion(mylab::upper_rate{}, 0.25);
  CHECK((above.upper.value == 4 && above.upper.source == "rate_upper(epsilon) of the process"));
  CHECK((above.lower.value == 0 && above.lower.source == "information is not negative"));
  const auto below = ib::rate_distortion(mylab::lower_rate{}, 0.25);
  CHECK((below.lower.value == 2 && below.lower.source == "rate_lower(epsilon) of the process"));
  CHECK((below.upper.value == mylab::infinity && below.upper.source == "no upper bound is known"));
  const auto between = ib::rate_distortion(mylab::both{}, 0.25);
  CHECK((between.lower.value == 2 && between.upper.value == 4));
  const auto known = ib::rate_distortion(mylab::exact{}, 0.25);
  CHECK((known.lower.value == 3 && known.upper.value == 3));
  CHECK(known.lower.source == "exact rate-distortion function of the process");
  CHECK(known.upper.source == known.lower.source);
}

TEST_CASE("the rate of linear regression is exact, and as computed elsewhere", "[rate_distortion][reference]") {
  const linear process{.dimension = 5, .noise_variance = 1};
  const auto found = ib::rate_distortion(process, 0.1267162687843317);
  CHECK(found.upper.value == Approx(3.0).epsilon(1e-12));
  CHECK(found.lower.value == found.upper.value);
}

TEST_CASE("rates at one observation and at a horizon are told apart", "[rate_distortion][exact]") {
  CHECK(ib::rate_distortion(mylab::horizon_rates{}, 0.25).upper.value == 4);
  CHECK(ib::rate_upper_at(mylab::horizon_rates{}, 0.25, 2) == 2);
  CHECK(ib::rate_upper_at(mylab::both{}, 0.25, 2) == 4);
  CHECK(ib::rate_lower_at(mylab::both{}, 0.25, 2) == 2);
}

TEST_CASE("an infinite tolerance needs no rate", "[rate_distortion][exact]") {
  CHECK(ib::rate_distortion(mylab::both{}, mylab::infinity).upper.value == 0);
  CHECK(ib::rate_distortion(linear{.dimension = 2, .noise_variance = 1}, mylab::infinity).upper.value == 0);
}

TEST_CASE("a tolerance that is not positive is refused, and a process out of its domain", "[rate_distortion][error]") {
  const auto said = [](double epsilon) {
    return thrown<std::domain_error>([&] { return ib::rate_distortion(mylab::both{}, epsilon); });
  };
  CHECK(said(5e-324) == "nothing");
  CHECK(said(0) == "epsilon = 0, must be > 0");
  CHECK(said(-0.1) == "epsilon = -0.1, must be > 0");
  CHECK(said(std::numeric_limits<double>::quiet_NaN()) == "epsilon = nan, must be > 0");
  CHECK(thrown<std::domain_error>([] { return ib::rate_distortion(mylab::validated{}, 0.1); }) ==
        "validated.scale = -1, must be > 0 and finite");
  CHECK(thrown<std::domain_error>([] {
          return ib::rate_distortion(linear{.dimension = 0, .noise_variance = 1}, 0.1);
        }) == "linear_regression.dimension = 0, must be >= 1");
}

}  // namespace unit::rate::rate_distortion
