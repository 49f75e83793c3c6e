// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <infobound/check/check_report.hpp>
#include <infobound/check/detail/candidate_calibration.hpp>
#include <infobound/check/detail/check_bounds.hpp>
#include <infobound/check/detail/check_derivatives.hpp>
#include <infobound/check/detail/check_draws.hpp>
#include <infobound/check/detail/check_run.hpp>
#include <infobound/core/bound.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/stream_use.hpp>
#include <limits>
#include <string>
#include <support/catch.hpp>
#include <type_traits>
#include <vector>

namespace unit::check::check_run {

namespace ib = infobound;
using ib::check_result;

// A range whose elements are of its own type is compared by its own ==.
struct range_of_itself {
  using value_type = range_of_itself;
  const range_of_itself* begin() const { return this; }
  bool operator==(const range_of_itself&) const = default;
};
static_assert(ib::detail::comparable<range_of_itself>);

namespace {

struct negative_rate {
  using real_type = double;
  double least;
  double most;
  double rate_upper(double epsilon) const { return epsilon < least || epsilon > most ? -1.0 : 1.0; }
};

/// Rates of its own, constant in ε but for a rise that is asked for.
struct rates {
  using real_type = double;
  double lower = 0;
  double lower_of_horizon = 0;
  double upper = 9;
  double upper_of_horizon = 9;
  double rise = 0;
  double rate_lower(double) const { return lower; }
  double rate_lower(double, std::size_t) const { return lower_of_horizon; }
  double rate_upper(double epsilon) const { return upper + (epsilon > 1 ? rise : 0); }
  double rate_upper(double, std::size_t) const { return upper_of_horizon; }
};
struct exact_rate : rates {
  double exact = 1;
  double rate_distortion(double) const { return exact; }
};

/// I(H_t;θ) = t but at one horizon, with a curve of its own.
struct informed {
  using real_type = double;
  std::size_t at = 0;
  double there = 0;
  double off = 0;  ///< of the curve's last entry
  double information(std::size_t t) const { return t == at ? there : static_cast<double>(t); }
  Eigen::VectorXd information_curve(std::size_t horizon) const {
    Eigen::VectorXd curve(static_cast<Eigen::Index>(horizon));
    for (Eigen::Index t = 0; t < curve.size(); ++t) curve[t] = information(static_cast<std::size_t>(t) + 1);
    curve[curve.size() - 1] += off;
    return curve;
  }
};

/// 𝓛_t = 1 with bounds of its own.
struct bounded {
  using real_type = double;
  double below = 0.5;
  double above = 2;
  std::string source = "own";
  double information(std::size_t t) const { return static_cast<double>(t); }
  double error_lower(std::size_t) const { return below; }
  double error_upper(std::size_t) const { return above; }
  std::vector<ib::bound<double>> error_bounds(std::size_t) const { return {{0.25, ib::direction::lower, source}}; }
};

/// As many coordinates as one likes.
struct coordinates {
  std::size_t dimension;
  std::size_t latent_dimension() const { return dimension; }
};

}  // namespace

TEST_CASE("draws of each kind have replicates of their own, and are named by them", "[check_run][exact]") {
  using enum ib::detail::draws_of;
  ib::detail::basic_check_run<> run(8, 100, 7, 1e-6);
  CHECK(run.last_place().empty());
  CHECK(run.stream(3) == ib::random_stream(7, 3));
  CHECK(run.stream(99, candidates) == ib::random_stream(7, 199));
  CHECK(run.last_place() == " (seed 7, replicate 199)");
  CHECK(run.stream(5, predictive) == ib::random_stream(7, 705));
  CHECK(run.place(5, predictive) == "seed 7, replicate 705");
  CHECK(run.places(candidates) == "seed 7, replicates 100 to 199");
  CHECK(run.places(long_histories, short_histories) == "seed 7, replicates 500 to 599 and 600 to 699");
  run.forget_last();
  CHECK(run.last_place().empty());
}

TEST_CASE("one of many tests fails only below its share of the false-alarm rate", "[check_run][exact]") {
  // Horizon 8 has the lengths 1, 2, 4, 8, and each two numbers: eight tests. Of n fair choices that all come out 1 a
  // chance is at most 2 (cosh 4/e⁴)ⁿ: 0.031 for 6, above 0.1/8 and below 0.1; 0.0078 for 8.
  const ib::detail::check_run run(8, 100, 0, 0.1);
  const auto verdict = [&](int choices) {
    ib::detail::candidate_calibration<double> tests(8, 2);
    for (int i = 0; i < choices; ++i) tests.add(Eigen::ArrayXXd::Zero(8, 2), {Eigen::ArrayXd{Eigen::Array2d(0, 1)}}, 1);
    return tests.verdict(run, ib::detail::draws_of::candidates, {"likelihood", "number"});
  };
  CHECK(verdict(6).result == check_result::passed);
  CHECK(verdict(8).result == check_result::failed);
  CHECK(verdict(8).explanation.find("number averages 1 and should average 0.5") != std::string::npos);
}

TEST_CASE("rounding is forgiven to half of the digits of a number, or of 1", "[check_run][exact]") {
  const double half = std::sqrt(std::numeric_limits<double>::epsilon());
  CHECK(ib::detail::rounding_allowance<double>(0.5) == half);
  CHECK(ib::detail::rounding_allowance<double>(-300) == 300 * half);
  CHECK(ib::detail::rounding_allowance<float>(2) ==
        2 * std::sqrt(static_cast<double>(std::numeric_limits<float>::epsilon())));
}

TEST_CASE("the largest discrepancy is the largest in units of what is allowed", "[check_run][exact]") {
  const auto at = [](const char* name) { return [name] { return std::string(name); }; };
  ib::detail::largest_discrepancy largest;
  largest.see(1, 1.5, 1, at("half"));
  CHECK(largest.tolerable());
  largest.see(100, 102, 4, at("as much"));  // no larger: the first stays
  CHECK(largest.verdict("expected").explanation == "largest of 2 discrepancies 0.5, allowed 1, at half");
  largest.see(3, 2, 1, at("just allowed"));
  CHECK(largest.tolerable());
  largest.see(0, 0.3, 0.2, at("too much"));
  CHECK_FALSE(largest.tolerable());
  CHECK(largest.verdict("expected").explanation == "too much is 0, expected 0.3; a difference of 0.2 is allowed");
  const double infinity = std::numeric_limits<double>::infinity();
  ib::detail::largest_discrepancy extreme;
  extreme.see(infinity, infinity, 1, at("equal"));
  CHECK(extreme.tolerable());
  extreme.see(std::numeric_limits<double>::quiet_NaN(), 0, 1, at("not a number"));
  CHECK_FALSE(extreme.tolerable());
}

TEST_CASE("what data tell at least is their mean less what Hoeffding's inequality allows", "[check_run][exact]") {
  // Of n means of numbers in [0, ln 8], one is ln 8 √(ln(1/α)/2n) above its expectation with probability α at most:
  // of one fair choice between 0 and ln 8, at α = e^{−1/2}, half of the range, which is all that it can be.
  CHECK(ib::detail::least_information(ib::detail::check_run(1, 1, 0, std::exp(-0.5)), std::log(8.0)) ==
        Approx(std::log(8.0) / 2).epsilon(1e-14));
  CHECK(ib::detail::least_information(ib::detail::check_run(1, 50, 0, std::exp(-1.0)), 1.5) ==
        Approx(1.5 - std::log(8.0) / 10).epsilon(1e-14));
}

TEST_CASE("rates are looked at from a millionth of a nat to sixteen", "[check_run][exact]") {
  // A rate that is negative beyond a limit, or below one.
  const auto verdict = [](double least, double most) {
    const ib::detail::check_run run(1, 2, 0, 0.1);
    return ib::detail::rates_check<negative_rate>({least, most}, run)().result;
  };
  CHECK(verdict(0x1p-20, 16) == check_result::passed);
  CHECK(verdict(0x1.1p-20, 16) == check_result::failed);
  CHECK(verdict(0x1p-20, 15.9) == check_result::failed);
}

TEST_CASE("of several pairs of samples the furthest apart is judged at its share of the false-alarm rate",
          "[check_run][exact]") {
  // Three numbers below three others have a chance of 2/20.
  using samples = std::vector<std::vector<double>>;
  const auto verdict = [](double rate) {
    return ib::detail::compare_samples(ib::detail::check_run(1, 3, 0, rate), "numbers", samples{{1, 4, 5}, {1, 2, 3}},
                                       samples{{2, 3, 6}, {4, 5, 6}}, ib::detail::draws_of::prior,
                                       ib::detail::draws_of::coordinates);
  };
  CHECK(verdict(0.199).result == check_result::passed);
  CHECK(verdict(0.201).result == check_result::failed);
  CHECK(verdict(0.201).explanation.find("1 apart, in 3 draws") != std::string::npos);
}

TEST_CASE("derivatives are compared at up to twenty draws, in fewer the more coordinates there are",
          "[check_run][exact]") {
  const auto draws = [](std::size_t dimension, std::size_t of) {
    return ib::detail::difference_draws(coordinates{dimension}, ib::detail::check_run(1, of, 0, 0.1));
  };
  CHECK(draws(0, 1000) == 20);
  CHECK(draws(50, 1000) == 20);
  CHECK(draws(100, 1000) == 10);
  CHECK(draws(2000, 1000) == 2);
  CHECK(draws(1, 7) == 7);
}

TEST_CASE("a derivative may be off its difference by that one's error and a third of the digits of the largest",
          "[check_run][exact]") {
  const double third = std::cbrt(std::numeric_limits<double>::epsilon());
  CHECK(ib::detail::difference_allowance<double>(0.25, 0.5) == 0.25 + third);
  CHECK(ib::detail::difference_allowance<double>(0.25, 300) == 0.25 + 300 * third);
  // What no difference can tell is not looked at, and has no say in what is large.
  const auto tolerable = [&](double off) {
    ib::detail::largest_discrepancy largest;
    ib::detail::see_entries<double>(
        largest, Eigen::Array3d(4 + off * third, 7, 1),
        {Eigen::Array3d(4, -1e9, 1), Eigen::Array3d(0, std::numeric_limits<double>::infinity(), 0)},
        [](Eigen::Index) { return std::string("here"); });
    CHECK(largest.count() == 2);
    return largest.tolerable();
  };
  CHECK(tolerable(3.99));
  CHECK(tolerable(-3.99));
  CHECK_FALSE(tolerable(4.01));
}

TEST_CASE("ranks and lengths are those of a hand's count", "[check_run][exact]") {
  const Eigen::ArrayXd found = ib::detail::ranks<double>(Eigen::Array4d(3, 1, 3, 7));
  CHECK((found == Eigen::Array4d(0.5, 0, 0.5, 1)).all());
  CHECK(ib::detail::lengths_up_to(1) == std::vector<Eigen::Index>{1});
  CHECK(ib::detail::lengths_up_to(8) == std::vector<Eigen::Index>{1, 2, 4, 8});
  CHECK(ib::detail::lengths_up_to(9) == std::vector<Eigen::Index>{1, 2, 4, 8, 9});
  Eigen::ArrayXXd terms(3, 2);
  terms << 1, 2, 3, 5, 7, 11;
  Eigen::ArrayXXd sums(3, 2);
  sums << 1, 2, 4, 7, 11, 18;
  CHECK((ib::detail::cumulative<double>(terms) == sums).all());
  CHECK(ib::detail::information_of_choice<double>(Eigen::Array2d(1, 1)) == Approx(0).margin(1e-15));
  CHECK(ib::detail::information_of_choice<double>(Eigen::Array2d(0, -std::numeric_limits<double>::infinity())) ==
        Approx(std::log(2.0)));
}

TEST_CASE("rates are out of order where one for all horizons is, or both are of the horizon", "[check_run][exact]") {
  const ib::detail::check_run run(4, 2, 0, 0.1);
  const auto verdict = [&](const auto& process) {
    return ib::detail::rates_check<std::remove_cvref_t<decltype(process)>>(process, run)();
  };
  const double allowed = std::sqrt(std::numeric_limits<double>::epsilon());
  CHECK(verdict(rates{}).result == check_result::passed);
  CHECK(verdict(rates{.lower = 2, .upper = 1}).explanation ==
        "rate_lower(epsilon) is 2 and rate_upper(epsilon) 1 at epsilon = 9.537e-07");
  CHECK(verdict(rates{.lower = 1 + 0.9 * allowed, .upper = 1}).result == check_result::passed);
  CHECK(verdict(rates{.lower = 1 + 1.1 * allowed, .upper = 1}).result == check_result::failed);
  CHECK(verdict(rates{.lower_of_horizon = 2, .upper = 1}).result == check_result::failed);
  CHECK(verdict(rates{.lower_of_horizon = 2, .upper_of_horizon = 1}).result == check_result::failed);
  CHECK(verdict(rates{.lower = 2, .upper_of_horizon = 1}).result == check_result::passed);
  CHECK(verdict(rates{.rise = 1}).explanation == "rate_upper(epsilon) rises to 10 at epsilon = 2");
  CHECK(verdict(rates{.rise = 8 * allowed}).result == check_result::passed);
  CHECK(verdict(rates{.rise = 10 * allowed}).result == check_result::failed);
  CHECK(verdict(exact_rate{}).result == check_result::passed);
  CHECK(verdict(exact_rate{{.lower = 1.5}}).result == check_result::failed);
  CHECK(verdict(exact_rate{{.upper = 0.5}}).result == check_result::failed);
  CHECK(verdict(exact_rate{{.upper_of_horizon = 0.5}}).result == check_result::passed);
}

TEST_CASE("information rises from 0 on, along its curve, and from what data tell", "[check_run][exact]") {
  // Of 4 draws at α = e^{−2}, half of ln 8 less than they tell.
  ib::detail::check_run run(4, 4, 0, std::exp(-2.0));
  const auto verdict = [&](const informed& process, double simulated = 0) {
    return ib::detail::check_information(process, run, simulated);
  };
  CHECK(verdict({}).explanation == "it is 4 nats at horizon 4, and simulated data tell at least 0");
  CHECK(verdict({}).result == check_result::passed);
  CHECK(verdict({.at = 1, .there = -0.1}).explanation == "at horizon 1 it is -0.1, must be >= 0 and finite");
  CHECK(verdict({.at = 4, .there = std::numeric_limits<double>::infinity()}).result == check_result::failed);
  CHECK(verdict({.at = 3, .there = 1.5}).explanation == "it falls from 2 at horizon 2 to 1.5 at 3");
  const double allowed = 3 * std::sqrt(std::numeric_limits<double>::epsilon());
  CHECK(verdict({.at = 4, .there = 3 - 0.9 * allowed}).result == check_result::passed);
  CHECK(verdict({.at = 4, .there = 3 - 1.1 * allowed}).result == check_result::failed);
  CHECK(verdict({.off = 0.5}).explanation == "information_curve has 4.5 at horizon 4, information 4");
  CHECK(verdict({.off = 1e-9}).result == check_result::passed);
  const double half = std::log(8.0) / 2;
  CHECK(verdict({}, 4 + half * (1 - 1e-9)).result == check_result::passed);
  CHECK(verdict({}, 4 + half * (1 + 1e-9)).result == check_result::failed);
}

TEST_CASE("bounds on the error are in order, named, and around what is known and simulated", "[check_run][exact]") {
  ib::detail::check_run run(4, 4, 0, std::exp(-2.0));
  const auto verdict = [&](const bounded& process, double simulated = 0, bool right = true) {
    return ib::detail::check_error_bounds(process, run, simulated, right);
  };
  // At 1, 2 and 4 three of its own and the exact error twice; at 4 what simulated data tell.
  CHECK(verdict({}).explanation == "16 bounds are in order, at horizons up to 4");
  CHECK(verdict({}, 0, false).explanation == "10 bounds are in order, at horizons up to 4");
  CHECK(verdict({.below = 1.5}).result == check_result::failed);
  CHECK(verdict({.below = 1.5}, 0, false).result == check_result::passed);
  CHECK(verdict({.above = 0.75}).result == check_result::failed);
  CHECK(verdict({.above = 0.75}, 0, false).result == check_result::passed);
  CHECK(verdict({.below = 3, .above = 2.5}, 0, false).explanation ==
        "the lower bound \"error_lower(horizon)\" is 3, the upper bound \"error_upper(horizon)\" 2.5 at horizon 1");
  CHECK(verdict({.below = -1}).explanation == "\"error_lower(horizon)\" is -1 at horizon 1");
  CHECK(verdict({.source = ""}).explanation == "a bound of 0.25 names no source at horizon 1");
  const double half = std::log(8.0) / 2;
  CHECK(verdict({}, 8 + half, false).result == check_result::passed);
  CHECK(verdict({}, 8 + half + 1e-6, false).result == check_result::failed);
}

}  // namespace unit::check::check_run
