// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/eigen.hpp>
#include <cmath>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/information.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/reference.hpp>
#include <support/simulation.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>

namespace unit::process::conjugate::beta_bernoulli {

namespace ib = infobound;

using process = ib::beta_bernoulli<double>;

static_assert(ib::conjugate_process<process> && ib::solved_process<process>);
static_assert(ib::evaluates_information_curve<process>);
static_assert(!ib::rate_bounded_process<process>);
static_assert(ib::conjugate_process<ib::beta_bernoulli<float>> && ib::solved_process<ib::beta_bernoulli<long double>>);

TEST_CASE("the information of Beta-Bernoulli agrees with the table", "[beta_bernoulli][reference]") {
  worst error;
  worst in_float;
  for (const auto& row : reference::table("beta_bernoulli", 4)) {
    const double alpha = row.input(0);
    const double beta = row.input(1);
    const auto horizon = row.input<std::size_t>(2);
    const double expected = row.value(3);
    error.see(std::abs(process{alpha, beta}.information(horizon) / expected - 1), alpha, beta, horizon);
    const ib::beta_bernoulli<float> narrow{static_cast<float>(alpha), static_cast<float>(beta)};
    in_float.see(std::abs(static_cast<double>(narrow.information(horizon)) / expected - 1), alpha, beta, horizon);
  }
  INFO(error.where());
  CHECK(error.value() < 5e-15);
  INFO(in_float.where());
  CHECK(in_float.value() < 1e-6);
}

TEST_CASE("the information of Beta-Bernoulli keeps its accuracy at T = 1000000", "[beta_bernoulli][reference]") {
  // The sum of theory 2.6 (b) over all counts with 38 digits (mpmath).
  CHECK(process{1.0, 1.0}.information(1000000) == Approx(6.488819962535377947).epsilon(1e-13));
  CHECK(process{0.5, 100.0}.information(1000000) == Approx(4.263197169826743225).epsilon(1e-13));
  CHECK(process{1e-8, 1.0}.information(1000000) == Approx(3.063323624820289576e-6).epsilon(1e-13));
}

TEST_CASE("a wide scalar gives the information of Beta-Bernoulli to its own precision", "[beta_bernoulli][reference]") {
  using wide = boost::multiprecision::cpp_bin_float_50;
  worst in_long_double;
  worst in_wide;
  for (const auto& row : reference::table("beta_bernoulli", 4)) {
    const auto horizon = row.input<std::size_t>(2);
    if (horizon > 1000) continue;
    const auto error = [&]<class Real>(Real) {
      using std::abs;
      const ib::beta_bernoulli<Real> coin{row.input<Real>(0), row.input<Real>(1)};
      return static_cast<double>(abs(coin.information(horizon) / row.value<Real>(3) - 1));
    };
    in_long_double.see(error(0.0L), row.input(0), row.input(1), horizon);
    in_wide.see(error(wide(0)), row.input(0), row.input(1), horizon);
  }
  INFO(in_long_double.where());
  CHECK(in_long_double.value() < 40 * static_cast<double>(std::numeric_limits<long double>::epsilon()));
  INFO(in_wide.where());
  CHECK(in_wide.value() < 1e-22);  // the table has 30 digits, of which 1e-8 keeps 22
}

TEST_CASE("where little is learnt of a coin the digits stay, for every shape of the prior", "[beta_bernoulli][exact]") {
  // Fifty digits, in which nothing cancels that matters.
  using wide = boost::multiprecision::cpp_bin_float_50;
  worst error;
  worst of_curve;
  for (const double alpha : {1e-12, 1e-3, 0.7, 3.0, 1e8})
    for (const double beta : {1e-12, 1e-3, 1.0, 40.0, 1e12})
      for (const std::size_t horizon : {1U, 12U, 60U}) {
        const wide exact = ib::beta_bernoulli<wide>{alpha, beta}.information(horizon);
        const auto relative = [&](double found) { return std::abs(static_cast<double>(found / exact - 1)); };
        error.see(relative(process{alpha, beta}.information(horizon)), alpha, beta, horizon);
        of_curve.see(relative(process{alpha, beta}.information_curve(horizon).tail<1>()[0]), alpha, beta, horizon);
      }
  INFO(error.where());
  CHECK(error.value() < 2e-14);
  INFO(of_curve.where());
  CHECK(of_curve.value() < 1e-13);
}

TEST_CASE("concentrations of a coin may be anywhere in the scalar's range", "[beta_bernoulli][exact]") {
  const std::size_t longest = 1'000'000'000'000'000'000;
  // The entropy of the first label; T/(2(α + β)); and 700 digits of the sums.
  CHECK(ib::beta_bernoulli<double>{1e-300, 3e-300}.information(longest) ==
        Approx(0.5623351446188083389).epsilon(1e-14));
  CHECK(ib::beta_bernoulli<double>{5e-324, 5e-324}.information(3) == Approx(std::log(2.0)).epsilon(1e-14));
  CHECK(ib::beta_bernoulli<double>{1e307, 3e307}.information(1'000'000) == Approx(1.25e-302).epsilon(1e-14));
  CHECK(ib::beta_bernoulli<double>{1e300, 1e300}.information(longest) == Approx(2.5e-283).epsilon(1e-14));
  CHECK(ib::beta_bernoulli<double>{1e-300, 2.0}.information(5) == Approx(1.0011136698563571267e-297).epsilon(1e-13));
  CHECK(ib::beta_bernoulli<double>{1e-310, 2.0}.information(5) == Approx(1.0345011537047676081e-307).epsilon(1e-13));
  for (const auto& coin : {ib::beta_bernoulli<double>{1e-300, 3e-300}, {1e307, 3e307}, {1e-310, 2.0}, {2.0, 1e-310}}) {
    const Eigen::VectorXd curve = coin.information_curve(5);
    for (std::size_t t = 1; t <= 5; ++t)
      CHECK(curve[static_cast<Eigen::Index>(t) - 1] == Approx(coin.information(t)).epsilon(1e-13));
  }
  CHECK_THROWS_AS((ib::beta_bernoulli<double>{1.0, 1.0}.information(longest)), std::domain_error);
}

TEST_CASE("the curve of Beta-Bernoulli is its information at every t, and its increments fall",
          "[beta_bernoulli][property]") {
  for (const process coin : {process{1.0, 1.0}, process{0.01, 3.0}, process{500.0, 20.0}}) {
    const Eigen::VectorXd curve = coin.information_curve(300);
    REQUIRE(curve.size() == 300);
    worst error;
    for (Eigen::Index t = 1; t <= 300; ++t)
      error.see(std::abs(curve[t - 1] / coin.information(static_cast<std::size_t>(t)) - 1), coin.alpha, coin.beta, t);
    INFO(error.where());
    CHECK(error.value() < 1e-13);
    double increment = curve[0];
    CHECK(increment > 0);
    for (Eigen::Index t = 1; t < 300; ++t) {
      const double next = curve[t] - curve[t - 1];
      CHECK((next > 0 && next < increment));
      increment = next;
    }
  }
}

TEST_CASE("the information of Beta-Bernoulli is symmetric and at most the entropy of a count",
          "[beta_bernoulli][property]") {
  for (const double alpha : {0.1, 1.0, 30.0})
    for (const double beta : {0.02, 2.0, 1e5})
      for (const std::size_t horizon : {1U, 3U, 50U}) {
        const double found = process{alpha, beta}.information(horizon);
        CAPTURE(alpha, beta, horizon);
        CHECK(found == process{beta, alpha}.information(horizon));
        CHECK(found < std::log(static_cast<double>(horizon + 1)));
      }
}

TEST_CASE("the predictive law of Beta-Bernoulli is a law and is exchangeable", "[beta_bernoulli][property]") {
  const process coin{0.3, 2.5};
  Eigen::VectorXi history(6);
  history << 1, 0, 0, 1, 1, 0;
  const double joint = coin.log_predictive(history).sum();
  Eigen::VectorXi sorted = history;
  std::sort(sorted.begin(), sorted.end());
  CHECK(coin.log_predictive(sorted).sum() == Approx(joint).epsilon(1e-14));
  // B(α + 3, β + 3)/B(α, β)
  CHECK(joint ==
        Approx(std::log(0.3 * 1.3 * 2.3 * 2.5 * 3.5 * 4.5 / (2.8 * 3.8 * 4.8 * 5.8 * 6.8 * 7.8))).epsilon(1e-14));
  Eigen::VectorXi other = history;
  other[5] = 1;
  CHECK(std::exp(coin.log_predictive(history)[5]) + std::exp(coin.log_predictive(other)[5]) ==
        Approx(1).epsilon(1e-15));
}

TEST_CASE("the likelihood of a coin is minus infinity where impossible, never NaN", "[beta_bernoulli][exact]") {
  const process coin{1.0, 1.0};
  const double infinity = std::numeric_limits<double>::infinity();
  const Eigen::Vector3i history(1, 0, 1);
  CHECK(coin.log_likelihood(0.25, history) == Eigen::Vector3d(std::log(0.25), std::log1p(-0.25), std::log(0.25)));
  CHECK(coin.log_likelihood(0, history) == Eigen::Vector3d(-infinity, 0, -infinity));
  CHECK(coin.log_likelihood(1, history) == Eigen::Vector3d(0, -infinity, 0));
}

TEST_CASE("draws of Beta-Bernoulli have their moments and repeat", "[beta_bernoulli][statistical]") {
  const process coin{0.5, 1.5};
  ib::random_stream rng(1);
  CHECK(simulation::mean_z([&] { return coin.draw_parameter(rng); }, 20000, 0.25, 0.0625) < 5);
  const process narrow{300.0, 100.0};
  CHECK(simulation::mean_z([&] { return narrow.draw_parameter(rng); }, 20000, 0.75, 0.75 * 0.25 / 401) < 5);
  CHECK(simulation::mean_z([&] { return coin.draw_history(0.3, 3, rng)[2]; }, 20000, 0.3, 0.21) < 5);
  ib::random_stream first(7);
  ib::random_stream second(7);
  CHECK(coin.draw_parameter(first) == coin.draw_parameter(second));
  CHECK(coin.draw_history(0.4, 50, first) == coin.draw_history(0.4, 50, second));
}

TEST_CASE("the smallest concentrations draw a sure coin, never NaN", "[beta_bernoulli][statistical]") {
  const process coin{1e-200, 3e-200};
  ib::random_stream rng(3);
  CHECK(simulation::mean_z(
            [&] {
              const double theta = coin.draw_parameter(rng);
              CHECK((theta == 0 || theta == 1));
              return theta;
            },
            2000, 0.25, 0.1875) < 5);
  CHECK((coin.draw_history(1, 100, rng).array() == 1).all());
  CHECK((coin.draw_history(0, 100, rng).array() == 0).all());
}

TEST_CASE("simulation of Beta-Bernoulli covers its information", "[beta_bernoulli][statistical]") {
  const process coin{0.8, 2.0};
  const auto found = simulation::of(coin, 10, coin.information(10));
  CAPTURE(found.covering, found.z);
  CHECK(found.covering >= simulation::fewest_covering);
  CHECK(std::abs(found.z) < 5);
}

TEST_CASE("Beta-Bernoulli outside its domain is refused by name", "[beta_bernoulli][error]") {
  CHECK(thrown<std::domain_error>([] {
          process{-1.0, 1.0}.validate();
        }) == "beta_bernoulli.alpha = -1, must be > 0 and finite");
  CHECK(thrown<std::domain_error>([] {
          process{1.0, std::nan("")}.validate();
        }) == "beta_bernoulli.beta = nan, must be > 0 and finite");
  CHECK(thrown<std::domain_error>([] {
          return ib::information(process{1.0, 0.0}, 5);
        }) == "beta_bernoulli.beta = 0, must be > 0 and finite");
  const process coin{1.0, 1.0};
  CHECK(thrown<std::domain_error>([&] { return coin.information(0); }) == "horizon = 0, must be >= 1");
  CHECK(thrown<std::domain_error>([&] { return coin.information_curve(0); }) == "horizon = 0, must be >= 1");
  CHECK(thrown<std::domain_error>([&] { return coin.log_predictive(Eigen::Vector2i(1, 2)); }) ==
        "history[1] = 2, must be >= 0 and <= 1");
  CHECK(thrown<std::domain_error>([&] { return coin.log_likelihood(0.5, Eigen::Vector2i(-1, 0)); }) ==
        "history[0] = -1, must be >= 0 and <= 1");
}

TEST_CASE("concentrations whose sum is beyond the range leave what is within it", "[beta_bernoulli][exact]") {
  // T/(2A) to the last bit, A = α + β.
  const process large{1.5e308, 1e308};
  CHECK(large.information(7) == Approx(1.4e-308).epsilon(1e-12));
  CHECK(large.information_curve(2)[0] == Approx(2e-309).epsilon(1e-12));
  const Eigen::VectorXd predicted = large.log_predictive(Eigen::Vector2i(1, 0));
  CHECK(predicted[0] == Approx(std::log(0.6)).epsilon(1e-14));
  CHECK(predicted[1] == Approx(std::log(0.4)).epsilon(1e-14));
}

}  // namespace unit::process::conjugate::beta_bernoulli
