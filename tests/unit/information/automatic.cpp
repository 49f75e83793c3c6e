// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/information/automatic.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/information.hpp>
#include <infobound/process/linear_regression.hpp>
#include <support/catch.hpp>
#include <support/normal_mean.hpp>
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

TEST_CASE("an exact answer needs no target and a target is no negative number", "[automatic][error]") {
  CHECK(ib::information(solved_mean{}, 6, ib::automatic{.target_standard_error = 1e-9}).lower.standard_error == 0);
  CHECK_THROWS_WITH(ib::information(mylab::conjugate_mean{}, 6, ib::automatic{.target_standard_error = -0.1}),
                    "automatic.target_standard_error = -0.1, must be >= 0 and finite");
  CHECK_THROWS_WITH(ib::information(mylab::conjugate_mean{}, 6, ib::automatic{.budget = 1}),
                    "automatic.budget = 1, must be >= 2");
}

}  // namespace unit::information::automatic
