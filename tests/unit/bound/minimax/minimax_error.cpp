// SPDX-License-Identifier: BSL-1.0
// What a learner without a prior can guarantee: closed forms, other priors, and divergences at any parameter.
#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <infobound/bound/minimax/bernoulli_family.hpp>
#include <infobound/bound/minimax/gaussian_mean_family.hpp>
#include <infobound/bound/minimax/minimax_error.hpp>
#include <infobound/bound/minimax/poisson_family.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>
#include <infobound/process/conjugate/finite_process.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>

namespace unit::bound::minimax_error {

namespace ib = infobound;
using bernoulli = ib::bernoulli_family<double>;
using gaussian = ib::gaussian_mean_family<double>;
using poisson = ib::poisson_family<double>;

namespace {

template <class Process>
void holds(const Process& process, std::size_t horizon, double exact, double digits, double tolerance = 1e-6) {
  const auto found = ib::minimax_error(process, horizon, {.tolerance = tolerance});
  const double T = double(horizon);
  CAPTURE(horizon, exact, found.lower.value * T, found.upper.value * T);
  CHECK(found.lower.value * T <= exact + digits);
  CHECK(found.upper.value * T >= exact - digits);
  CHECK((found.upper.value - found.lower.value) * T <= tolerance * (1 + 1e-6));
  CHECK(found.converged);
  CHECK(std::abs(found.weights.sum() - 1) < 1e-12);
}

ib::finite_process<double> coins(double one, double two) {
  return {Eigen::Vector2d(0.5, 0.5), Eigen::Matrix2d{{one, 1 - one}, {two, 1 - two}}};
}

}  // namespace

TEST_CASE("two coins are told apart as well as the worse of their priors lets one", "[minimax_error][exact]") {
  // Enumeration and a search for the weight, in 30 digits.
  holds(coins(0.8, 0.2), 5, 0.529439339625, 1e-12, 1e-9);
  holds(coins(0.9, 0.4), 5, 0.464354054599292, 1e-12, 1e-9);
  CHECK(ib::minimax_error(coins(0.9, 0.4), 5, {.tolerance = 1e-12}).weights[0] == Approx(0.508425).margin(1e-6));
  // The prior is not used, not even where it is 0.
  auto biased = coins(0.9, 0.4);
  biased.prior = Eigen::Vector2d(1, 0);
  holds(biased, 5, 0.464354054599292, 1e-12, 1e-9);
  CHECK(ib::minimax_error(coins(0.5, 0.5), 3).upper.value < 1e-15);
}

TEST_CASE("Bernoulli, Poisson and bounded Gaussian families have their capacities", "[minimax_error][reference]") {
  // ln 2 of one flip; ln(17/8) of two; the others by other cutting planes with more digits.
  holds(bernoulli{}, 1, std::log(2.0), 0);
  holds(bernoulli{}, 2, std::log(17.0 / 8), 1e-15, 1e-10);
  const auto two = ib::minimax_error(bernoulli{}, 2, {.tolerance = 1e-10});
  REQUIRE(two.parameters.size() == 3);
  CHECK(two.parameters.isApprox(Eigen::Vector3d(0, 0.5, 1)));
  CHECK(two.weights[1] == Approx(2.0 / 17).epsilon(1e-5));
  holds(bernoulli{}, 5, 1.0106273, 1e-6);
  // Two atoms suffice, so that it is as for the two coins.
  holds(bernoulli{0.2, 0.8}, 5, 0.529439339625, 1e-12);
  holds(gaussian{-0.5, 0.5, 1}, 1, 0.111421482, 1e-9);
  holds(gaussian{-1, 1, 1}, 1, 0.336830820, 1e-9);
  holds(gaussian{-1.7, 1.7, 1}, 1, 0.57910236, 1e-8);
  holds(gaussian{98, 102, 1}, 1, 0.65286881, 1e-8);
  holds(gaussian{-2, 2, 9}, 9, 0.65286881, 1e-8);
  holds(poisson{0, 1}, 1, 0.302490, 1e-6);
  // One point is known beforehand.
  CHECK(ib::minimax_error(bernoulli{0.3, 0.3}, 4).upper.value == 0);
}

TEST_CASE("no parameter is farther from the mean law than the upper side, and no prior knows more",
          "[minimax_error][property]") {
  worst beyond;
  const std::size_t T = 20;
  const auto found = ib::minimax_error(bernoulli{}, T, {.tolerance = 1e-5});
  CHECK(found.converged);
  const auto probability = [&](std::size_t s, double theta) {
    return std::exp(std::lgamma(double(T) + 1) - std::lgamma(double(s) + 1) - std::lgamma(double(T - s) + 1)) *
           std::pow(theta, double(s)) * std::pow(1 - theta, double(T - s));
  };
  Eigen::VectorXd mean = Eigen::VectorXd::Zero(Eigen::Index(T) + 1);
  for (Eigen::Index i = 0; i < found.weights.size(); ++i)
    for (std::size_t s = 0; s <= T; ++s)
      mean[Eigen::Index(s)] += found.weights[i] * probability(s, found.parameters[i]);
  const auto divergence = [&](double theta) {
    double sum = 0;
    for (std::size_t s = 0; s <= T; ++s) {
      const double p = probability(s, theta);
      if (p > 0) sum += p * std::log(p / mean[Eigen::Index(s)]);
    }
    return sum;
  };
  double information = 0;
  for (Eigen::Index i = 0; i < found.weights.size(); ++i)
    information += found.weights[i] * divergence(found.parameters[i]);
  CHECK(information == Approx(found.lower.value * double(T)).margin(1e-9));
  for (int i = 0; i <= 3000; ++i) beyond.see(divergence(i / 3000.0) - found.upper.value * double(T), i);
  for (const double a : {0.1, 0.4, 0.5, 1.0, 3.0})
    for (const double b : {0.1, 0.5, 2.0})
      beyond.see(ib::beta_bernoulli<double>{a, b}.information(T) - found.upper.value * double(T), a, b);
  INFO(beyond.where());
  CHECK(beyond.value() <= 1e-12);
}

TEST_CASE("a wider interval, and more observations, cost the learner more", "[minimax_error][property]") {
  double before = 0;
  for (const double width : {0.01, 0.3, 1.0, 2.0, 4.0, 8.0}) {
    const auto found = ib::minimax_error(gaussian{0, width, 1}, 1);
    CHECK(found.converged);
    CHECK(found.upper.value > before);
    // As much as a Gaussian channel of this peak power at most.
    CHECK(found.lower.value <= std::log1p(width * width / 4) / 2);
    before = found.lower.value;
  }
  before = 0;
  for (const std::size_t T : {1U, 3U, 9U}) {
    const auto found = ib::minimax_error(poisson{0.5, 3}, T);
    CHECK(found.converged);
    CHECK(found.upper.value * double(T) > before);
    before = found.lower.value * double(T);
  }
}

TEST_CASE("less effort, and a narrow scalar, leave a bracket that holds", "[minimax_error][property]") {
  const auto rough = ib::minimax_error(bernoulli{}, 30, {.tolerance = 1e-9, .evaluations = 300});
  const auto good = ib::minimax_error(bernoulli{}, 30, {.tolerance = 1e-4});
  CHECK(!rough.converged);
  CHECK((rough.lower.value <= good.upper.value && good.lower.value <= rough.upper.value));
  const auto narrow = ib::minimax_error(ib::bernoulli_family<float>{}, 2);
  CHECK((narrow.lower.value * 2 <= std::log(17.0F / 8) && narrow.upper.value * 2 >= std::log(17.0F / 8)));
  CHECK(rough.lower.source == "information under the prior found (theory 13.5)");
  CHECK(rough.upper.source == "greatest divergence from its mean law (theory 13.5)");
}

TEST_CASE("a minimax bracket holds in float, at any tolerance, and wherever the interval is",
          "[minimax_error][property]") {
  // Laws of three labels are not sums of floats that are 1 to eight digits: C_6 is that of double.
  const Eigen::Matrix2d likelihood{{0.28452468, 0.71547532}, {0.5, 0.5}};
  const auto exact = ib::minimax_error(ib::finite_process<double>{Eigen::Vector2d(0.5, 0.5), likelihood}, 6);
  const auto narrow =
      ib::minimax_error(ib::finite_process<float>{Eigen::Vector2f(0.5F, 0.5F), likelihood.cast<float>()}, 6);
  CHECK(double(narrow.lower.value) == Approx(exact.lower.value).epsilon(1e-5));
  CHECK(double(narrow.upper.value) == Approx(exact.upper.value).epsilon(1e-5));
  // A tolerance above all there is to learn leaves a prior all the same: of one flip ln 2.
  const auto coarse = ib::minimax_error(bernoulli{}, 1, {.tolerance = 1e3});
  CHECK(coarse.lower.value <= std::log(2.0));
  CHECK((coarse.upper.value >= std::log(2.0) && coarse.upper.value < 2));
  // The bounded normal mean is the same a million deviations away, and in any units.
  const double known = 0.336831;
  CHECK(ib::minimax_error(gaussian{1e9 - 1, 1e9 + 1, 1}, 1).lower.value == Approx(known).epsilon(1e-5));
  CHECK(ib::minimax_error(gaussian{-1e140, 1e140, 1e280}, 1).upper.value == Approx(known).epsilon(1e-5));
}

TEST_CASE("a family or an effort outside its domain is refused by name", "[minimax_error][error]") {
  const auto said = [](auto call) { return thrown<std::domain_error>(call); };
  CHECK(said([] {
          return ib::minimax_error(bernoulli{-0.1, 1}, 2);
        }) == "bernoulli_family.least = -0.1, must be >= 0 and <= 1");
  CHECK(said([] {
          return ib::minimax_error(bernoulli{0.5, 0.4}, 2);
        }) == "bernoulli_family.most = 0.4, must be >= least and <= 1");
  CHECK(said([] { return ib::minimax_error(poisson{0, 0}, 2); }) == "poisson_family.most = 0, must be > 0 and finite");
  CHECK(said([] {
          return ib::minimax_error(poisson{2, 1}, 2);
        }) == "poisson_family.least = 2, must be >= 0 and <= most");
  CHECK(said([] {
          return ib::minimax_error(poisson{0, 1e6}, 2);
        }) == "poisson_family.most times horizon = 2e+06, must be <= 1e+06, as the law of the sum is kept in memory");
  CHECK(said([] {
          return ib::minimax_error(gaussian{0, 1, 0}, 2);
        }) == "gaussian_mean_family.noise_variance = 0, must be > 0 and finite");
  CHECK(said([] {
          return ib::minimax_error(gaussian{1, 0, 1}, 2);
        }) == "gaussian_mean_family.most = 0, must be >= least");
  CHECK(said([] {
          return ib::minimax_error(gaussian{0, 1000, 1}, 1);
        }) ==
        "gaussian_mean_family: width in standard deviations of the mean = 1000, must be <= 50, beyond which it would "
        "take "
        "minutes");
  CHECK(said([] {
          return ib::minimax_error(gaussian{0, 0, 1e-305}, 1);
        }).starts_with("gaussian_mean_family.noise_variance / horizon = 1e-305, must be >= 2.225"));
  CHECK(said([] { return ib::minimax_error(bernoulli{}, 2'000'000); }) ==
        "horizon = 2000000, must be <= 1000000, as the law of the number of ones is kept in memory");
  CHECK(said([] {
          return ib::minimax_error(poisson{0, 1e6}, 1);
        }).ends_with("must be <= 4e+07, beyond which it would take minutes"));
  CHECK(said([] { return ib::minimax_error(bernoulli{}, 0); }) == "horizon = 0, must be >= 1");
  CHECK(said([] { return ib::minimax_error(bernoulli{}, 2, {.tolerance = 0}); }) ==
        "minimax_effort.tolerance = 0, must be > 0 and finite");
}

}  // namespace unit::bound::minimax_error
