// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <algorithm>
#include <boost/random/uniform_01.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/core/numeric/normal_draws.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/execution/threads.hpp>
#include <infobound/information/annealed.hpp>
#include <infobound/information/automatic.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/information/sequential.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <limits>
#include <sstream>
#include <support/catch.hpp>
#include <support/normal_mean.hpp>
#include <support/two_modes.hpp>
#include <type_traits>

namespace unit::information::automatic {

namespace ib = infobound;

namespace {

struct signs {
  template <class Derived, class Rng>
  void draw(Eigen::MatrixBase<Derived>& inputs, Rng& rng) const {
    inputs = Derived::NullaryExpr(inputs.rows(), inputs.cols(), [&] { return rng() % 2 == 0 ? -1.0 : 1.0; });
  }
};

template <class Process, class Policy>
constexpr bool chosen = std::is_same_v<ib::selected_policy<Process>, Policy>&&
    std::is_same_v<decltype(ib::automatic{}.chosen<Process>()), Policy>;

/// θ and inputs uniform on [0, 1], labels 1[X < θ]: 1/2 + … + 1/(T+1) nats, as input t + 1 falls between the two next
/// to θ with probability 2/(t+2), and its label is then a coin of uniform probability, half a nat in the mean.
struct threshold {
  using real_type = double;
  using parameter_type = double;
  struct history_type {
    Eigen::ArrayXd inputs;
    Eigen::ArrayXd labels;
  };
  std::size_t latent_dimension() const { return 1; }
  double parameter_from(const Eigen::VectorXd& z) const { return std::erfc(-z[0] / std::sqrt(2.0)) / 2; }
  double draw_parameter(ib::random_stream& rng) const { return boost::random::uniform_01<double>()(rng); }
  history_type draw_history(double theta, std::size_t horizon, ib::random_stream& rng) const {
    const auto inputs =
        Eigen::ArrayXd::NullaryExpr(static_cast<Eigen::Index>(horizon), [&] { return draw_parameter(rng); }).eval();
    return {inputs, (inputs < theta).cast<double>()};
  }
  Eigen::VectorXd log_likelihood(double theta, const history_type& history) const {
    return ((history.inputs < theta).cast<double>() == history.labels)
        .select(0.0, Eigen::ArrayXd::Constant(history.inputs.size(), -std::numeric_limits<double>::infinity()));
  }
};

/// One of 64 θ, and labels that are it.
struct one_of_many {
  using real_type = double;
  using parameter_type = double;
  using history_type = Eigen::VectorXd;
  std::size_t latent_dimension() const { return 1; }
  double parameter_from(const Eigen::VectorXd& z) const { return std::floor(32 * std::erfc(-z[0] / std::sqrt(2.0))); }
  double draw_parameter(ib::random_stream& rng) const {
    return std::floor(64 * boost::random::uniform_01<double>()(rng));
  }
  Eigen::VectorXd draw_history(double theta, std::size_t horizon, ib::random_stream&) const {
    return Eigen::VectorXd::Constant(static_cast<Eigen::Index>(horizon), theta);
  }
  Eigen::VectorXd log_likelihood(double theta, const Eigen::VectorXd& history) const {
    return (history.array() == theta)
        .select(0.0, Eigen::ArrayXd::Constant(history.size(), -std::numeric_limits<double>::infinity()));
  }
};

struct solved_mean : mylab::conjugate_mean {
  double information(std::size_t horizon) const { return truth(horizon); }
};

}  // namespace

TEST_CASE("automatic takes the exact answer before the conjugate, and that before any sandwich",
          "[automatic][static]") {
  STATIC_REQUIRE(chosen<ib::linear_regression<double>, ib::closed_form>);
  STATIC_REQUIRE(chosen<ib::linear_regression<double, ib::fixed_design<double>>, ib::closed_form>);
  STATIC_REQUIRE(chosen<solved_mean, ib::closed_form>);
  STATIC_REQUIRE(chosen<ib::linear_regression<double, signs>, ib::conjugate>);
  STATIC_REQUIRE(chosen<mylab::conjugate_mean, ib::conjugate>);
  STATIC_REQUIRE(chosen<mylab::simulated_mean, ib::contrastive>);
}

TEST_CASE("over the walls of a likelihood automatic takes contrastive, and both sides hold the truth",
          "[automatic][statistical]") {
  STATIC_REQUIRE(chosen<threshold, ib::annealed>);
  for (const std::size_t horizon : {5U, 40U}) {
    double truth = 0;
    for (std::size_t t = 1; t <= horizon; ++t) truth += 1 / double(t + 1);
    const ib::automatic policy{.replicates = 2000, .seed = 3};
    const auto found = ib::information(threshold{}, horizon, policy);
    CAPTURE(horizon, truth, found.lower.mean, found.upper.mean, found.upper.standard_error);
    CHECK(found.lower.mean - 5 * found.lower.standard_error <= truth);
    CHECK(truth <= found.upper.mean + 5 * found.upper.standard_error);
    CHECK(found.upper.mean - found.lower.mean < 0.2);
    CHECK(ib::information(threshold{}, horizon, policy, ib::threads{2}).upper.mean == found.upper.mean);
  }
  const auto curve = ib::learning_curve(threshold{}, 5, ib::automatic{.replicates = 400});
  CHECK(std::abs(curve.information(5).upper.mean - 1.45) < 5 * curve.information(5).upper.standard_error);
}

TEST_CASE("a policy that walls stop says so, and not that the information is infinite", "[automatic][exact]") {
  const auto stopped = ib::information(threshold{}, 5, ib::annealed{.replicates = 10, .temperatures = 20});
  CHECK(stopped.unreached());
  CHECK(stopped.lower.mean <= 1.45);
  std::ostringstream text;
  text << stopped;
  CHECK(text.str().ends_with(
      " (no upper side: a history was possible under no theta that the policy tried but its own)"));
  CHECK_FALSE(ib::information(threshold{}, 5, ib::automatic{.replicates = 100}).unreached());
  CHECK_FALSE(ib::exactly(std::numeric_limits<double>::infinity()).unreached());
}

TEST_CASE("over walls that shut out nearly all of the prior automatic takes sequential", "[automatic][exact]") {
  const auto found = ib::information(threshold{}, 1000, ib::automatic{.replicates = 2, .seed = 3});
  const auto expected = ib::information(threshold{}, 1000, ib::sequential{.replicates = 2, .seed = 3});
  CHECK(found.lower.mean == expected.lower.mean);
  CHECK(found.upper.mean == expected.upper.mean);
}

TEST_CASE("over posteriors of two modes automatic takes contrastive, and laplace over those of one",
          "[automatic][statistical]") {
  STATIC_REQUIRE(chosen<two_modes, ib::laplace>);
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const auto found = ib::information(two_modes{}, 10, ib::automatic{.replicates = 400, .seed = seed});
    CHECK(found.policy == "contrastive");
    CAPTURE(seed, found.lower.mean, found.upper.mean, found.upper.standard_error);
    CHECK(found.lower.mean - 4 * found.lower.standard_error <= two_modes::information_of_ten);
    CHECK(two_modes::information_of_ten <= found.upper.mean + 4 * found.upper.standard_error);
    CHECK(found.lower.standard_error < 0.15);
    CHECK(found.upper.standard_error < 0.15);
  }
  CHECK(ib::information(two_modes{}, 10'000, ib::automatic{.replicates = 2}).policy == "sequential");

  // Labels of five equal inputs of a thousand tell the sign of theta, and hardly more: the posterior is half a
  // Gaussian.
  const ib::logistic_regression<double, ib::fixed_design<double>> steep{1, {Eigen::MatrixXd::Constant(5, 1, 1000)}};
  const auto sign = ib::information(steep, 5, ib::automatic{.replicates = 400, .seed = 1});
  CHECK(sign.policy == "contrastive");
  CHECK(sign.interval(0.99).lower <= 0.70314);
  CHECK(0.70314 <= sign.interval(0.99).upper);
  CHECK(sign.upper.mean - sign.lower.mean < 0.01);
  CHECK(ib::information(ib::logistic_regression<double>{.dimension = 3}, 30, ib::automatic{.replicates = 2}).policy ==
        "laplace");
}

TEST_CASE("walls are low where one in 64 others of pilots could have made the data", "[automatic][exact]") {
  STATIC_REQUIRE(chosen<one_of_many, ib::annealed>);
  int low = 0;
  constexpr std::uint64_t seeds = 12;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    int alike = 0;
    for (std::uint64_t pilot = 0; pilot < 32; ++pilot) {
      ib::random_stream rng(~seed, pilot, ib::stream_purpose::second_pilot);
      const Eigen::VectorXd z = ib::detail::standard_normal<double>(1, rng);
      const double truth = one_of_many{}.parameter_from(z);
      for (int other = 0; other < 8; ++other)
        if (one_of_many{}.parameter_from(ib::detail::standard_normal<double>(1, rng)) == truth) ++alike;
    }
    CAPTURE(seed, alike);
    const auto found = ib::information(one_of_many{}, 2, ib::automatic{.replicates = 2, .seed = seed});
    CHECK(found.policy == (alike >= 4 ? "contrastive" : "sequential"));
    low += alike >= 4 ? 1 : 0;
  }
  CHECK((low >= 3 && low <= 9));
}

TEST_CASE("automatic hands its replicates and its seed on", "[automatic][exact]") {
  const auto found = ib::information(mylab::conjugate_mean{}, 6, ib::automatic{.replicates = 77, .seed = 5});
  const auto expected = ib::information(mylab::conjugate_mean{}, 6, ib::conjugate{.replicates = 77, .seed = 5});
  CHECK(found.replicates == 77);
  CHECK(found.lower.mean == expected.lower.mean);
  CHECK(found.lower.standard_error == expected.lower.standard_error);
  CHECK(ib::information(mylab::conjugate_mean{}, 6).replicates == 1000);
  CHECK(ib::learning_curve(mylab::conjugate_mean{}, 6).information(6).replicates == 1000);
  CHECK(ib::information(solved_mean{}, 6).replicates == 0);
}

TEST_CASE("a process with inputs of the user's own law is simulated with its labels integrated out",
          "[automatic][exact]") {
  const ib::linear_regression<double, signs> process{.dimension = 1, .noise_variance = 0.5};
  const auto found = ib::information(process, 9);
  CHECK(found.lower.mean == Approx(std::log1p(9 / 0.5) / 2).epsilon(1e-13));
  CHECK(found.lower.standard_error < 1e-12);
}

TEST_CASE("automatic takes as many replicates as a target standard error needs", "[automatic][statistical]") {
  const mylab::conjugate_mean process;
  double largest = 0;
  double squares = 0;
  int missed = 0;
  constexpr int seeds = 200;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const auto found = ib::information(process, 6, ib::automatic{.target_standard_error = 0.05, .seed = seed});
    CHECK(found.stopped == ib::stop_reason::completed);
    largest = std::max(largest, found.lower.standard_error);
    squares += found.lower.standard_error * found.lower.standard_error;
    const auto interval = found.interval(0.95);
    missed += process.truth(6) < interval.lower || interval.upper < process.truth(6) ? 1 : 0;
  }
  CAPTURE(largest, squares / seeds, missed);
  // The variance that 64 replicates tell is itself noisy, the more so as the law of a replicate has a tail.
  CHECK(std::sqrt(squares / seeds) < 0.05);
  CHECK(largest < 2 * 0.05);
  CHECK(missed <= 28);  // exceeded by a binomial(200, 0.05) with a chance below 1e-6
}

TEST_CASE("a target takes the replicates that a first stage of 64 asks for, a quarter to spare", "[automatic][exact]") {
  const mylab::conjugate_mean process;
  int told = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const auto stage = ib::information(process, 6, ib::conjugate{.replicates = 64, .seed = ~seed});
    if (stage.unseen.possible) continue;  // there the interval counts, not the standard error
    ++told;
    for (const double target : {0.05, 0.2}) {
      const double ratio = stage.lower.standard_error / target;
      const auto found = ib::information(process, 6, ib::automatic{.target_standard_error = target, .seed = seed});
      CHECK(found.replicates == static_cast<std::size_t>(80 * ratio * ratio) + 2);
    }
  }
  CHECK(told >= 5);
}

TEST_CASE("a target beyond the budget takes the budget and says so", "[automatic][exact]") {
  const auto found = ib::information(mylab::conjugate_mean{}, 6,
                                     ib::automatic{.target_standard_error = 1e-6, .seed = 1, .budget = 500});
  CHECK(found.replicates == 500);
  CHECK(found.stopped == ib::stop_reason::budget_spent);
  CHECK(found.lower.standard_error > 1e-6);
  const auto few =
      ib::information(mylab::conjugate_mean{}, 6, ib::automatic{.target_standard_error = 1e-6, .seed = 1, .budget = 5});
  CHECK(few.replicates == 5);
}

TEST_CASE("a target is met on both sides or it is not met", "[automatic][exact]") {
  // The same replicates with a target between the errors of the two sides, whichever is larger.
  const ib::logistic_regression<double> process{.dimension = 1};
  STATIC_REQUIRE(chosen<ib::logistic_regression<double>, ib::laplace>);
  constexpr std::size_t budget = 16;
  int lower_larger = 0;
  int upper_larger = 0;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const auto plain = ib::information(process, 6, ib::laplace{.replicates = budget, .seed = seed});
    const double low = plain.lower.standard_error;
    const double high = plain.upper.standard_error;
    const auto asked = [&](double target) {
      return ib::information(process, 6,
                             ib::automatic{.target_standard_error = target, .seed = seed, .budget = budget});
    };
    const auto between = asked((low + high) / 2);
    const auto reached = asked(std::max(low, high));
    if (low == high || between.replicates != budget || reached.replicates != budget) continue;
    CHECK(between.stopped == ib::stop_reason::budget_spent);
    CHECK(reached.stopped == ib::stop_reason::completed);
    ++(low > high ? lower_larger : upper_larger);
  }
  CHECK(lower_larger > 2);
  CHECK(upper_larger > 2);
}

TEST_CASE("an exact answer needs no target and a target is no negative number", "[automatic][error]") {
  CHECK(ib::information(solved_mean{}, 6, ib::automatic{.target_standard_error = 1e-9}).lower.standard_error == 0);
  CHECK_THROWS_WITH(ib::information(mylab::conjugate_mean{}, 6, ib::automatic{.target_standard_error = -0.1}),
                    "automatic.target_standard_error = -0.1, must be >= 0 and finite");
  CHECK_THROWS_WITH(ib::information(mylab::conjugate_mean{}, 6, ib::automatic{.budget = 1}),
                    "automatic.budget = 1, must be >= 2");
}

}  // namespace unit::information::automatic
