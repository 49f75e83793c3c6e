// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/eigen.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/information.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>
#include <infobound/process/conjugate/gamma_poisson.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/reference.hpp>
#include <support/simulation.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>

namespace unit::process::conjugate::gamma_poisson {

namespace ib = infobound;

using process = ib::gamma_poisson<double>;
using wide = boost::multiprecision::cpp_bin_float_50;
using counts = Eigen::VectorX<std::int64_t>;

static_assert(ib::conjugate_process<process> && ib::solved_process<process>);
static_assert(ib::conjugate_process<ib::gamma_poisson<float>> && ib::solved_process<ib::gamma_poisson<wide>>);

TEST_CASE("the information of Gamma-Poisson agrees with the table in every scalar", "[gamma_poisson][reference]") {
  worst in_float;
  worst in_double;
  worst in_long_double;
  worst in_wide;
  for (const auto& row : reference::table("gamma_poisson", 4)) {
    const auto see = [&]<class Real>(worst& error, Real) {
      using std::abs;
      const ib::gamma_poisson<Real> rates{row.input<Real>(0), row.input<Real>(1)};
      error.see(static_cast<double>(abs(rates.information(row.input<std::size_t>(2)) / row.value<Real>(3) - 1)),
                row.input(0), row.input(1), row.input(2));
    };
    see(in_float, 0.0F);
    see(in_double, 0.0);
    see(in_long_double, 0.0L);
    see(in_wide, wide(0));
  }
  INFO(in_float.where());
  CHECK(in_float.value() < 1e-6);
  INFO(in_double.where());
  CHECK(in_double.value() < 5e-15);
  INFO(in_long_double.where());
  CHECK(in_long_double.value() < 40 * static_cast<double>(std::numeric_limits<long double>::epsilon()));
  INFO(in_wide.where());
  CHECK(in_wide.value() < 1e-28);  // the table's digits
}

TEST_CASE("the information of Gamma-Poisson keeps its digits from the least to the greatest parameters",
          "[gamma_poisson][exact]") {
  worst error;
  for (const double shape : {1e-12, 0.5, 1e12})
    for (const double rate : {1e-12, 1.0, 1e15}) {
      const wide exact = ib::gamma_poisson<wide>{shape, rate}.information(3);
      error.see(std::abs(static_cast<double>(process{shape, rate}.information(3) / exact - 1)), shape, rate);
    }
  INFO(error.where());
  CHECK(error.value() < 1e-14);
  CHECK(process{1e100, 1e100}.information(1) * 1e100 == Approx(0.5).epsilon(1e-14));  // ½ ln(1 + T/b) as a grows
  CHECK(process{1e-200, 1.0}.information(1) > 0);
}

TEST_CASE("shapes and rates of Gamma-Poisson may be anywhere in the scalar's range", "[gamma_poisson][exact]") {
  // a g(a) T/b, and at the smallest shapes a Σ_s (p^s/s) (−ln a − γ + Σ_{0<j<s} g(j)), p = T/(b + T), in 60 digits.
  CHECK(process{2.0, 1e300}.information(7) == Approx(3.2149201635393054509e-300).epsilon(1e-14));
  CHECK(process{1e-200, 2.0}.information(7) == Approx(6.9228175100313716641e-198).epsilon(1e-14));
  CHECK(process{1e-310, 1.0}.information(5) == Approx(1.2786352922161404306e-307).epsilon(1e-14));
  CHECK(process{1e-187, 1.0}.information(1) == Approx(2.9816107346029344242e-185).epsilon(1e-14));
  // ½ ln(1 + T/b) for a large shape, whose logarithm is nearly Gaussian and so are the counts.
  CHECK(process{1e300, 1e10}.information(3) == Approx(std::log1p(3e-10) / 2).epsilon(1e-13));
  CHECK(std::isfinite(process{1e308, 5e-324}.information(1'000'000'000'000'000'000)));
}

TEST_CASE("the information of Gamma-Poisson depends on T/b, grows and is concave", "[gamma_poisson][property]") {
  for (const double shape : {0.01, 1.0, 50.0}) {
    const process rates{shape, 2.0};
    double information = 0;
    double increment = std::numeric_limits<double>::infinity();
    for (std::size_t t = 1; t <= 100; ++t) {
      const double found = rates.information(t);
      CHECK(found == Approx(process{shape, 2.0 / static_cast<double>(t)}.information(1)).epsilon(1e-14));
      CHECK((found > information && found - information < increment));
      increment = found - information;
      information = found;
    }
  }
}

TEST_CASE("rare successes of a coin are Poisson: Beta-Bernoulli tends to Gamma-Poisson", "[gamma_poisson][property]") {
  // Beta(a, n), T = n/2, n → ∞: the number of successes is Poisson with mean θT, nθ ~ Gamma(a).
  for (const double shape : {0.2, 1.0, 20.0}) {
    const double limit = process{shape, 2.0}.information(1);
    const double near = ib::beta_bernoulli<double>{shape, 1e4}.information(5000);
    const double nearer = ib::beta_bernoulli<double>{shape, 1e6}.information(500000);
    CAPTURE(shape, limit, near, nearer);
    CHECK(std::abs(near - limit) < 1e-2 * limit);
    CHECK(std::abs(nearer - limit) < 0.011 * std::abs(near - limit));  // first order in 1/n
  }
}

TEST_CASE("probabilities of counts sum to one, small and large", "[gamma_poisson][property]") {
  const auto total = [](auto log_probability, std::int64_t from, std::int64_t to) {
    double sum = 0;
    for (std::int64_t count = from; count <= to; ++count) sum += std::exp(log_probability(count));
    return sum;
  };
  for (const double mean : {1e-3, 5.0, 30.0, 1000.0, 1e7}) {
    const auto width = static_cast<std::int64_t>(9 * std::sqrt(mean) + 40);
    const auto middle = static_cast<std::int64_t>(mean);
    const process any{1.0, 1.0};
    const auto likelihood = [&](std::int64_t count) { return any.log_likelihood(mean, counts::Constant(1, count))[0]; };
    CAPTURE(mean);
    CHECK(total(likelihood, std::max<std::int64_t>(0, middle - width), middle + width) == Approx(1).epsilon(1e-12));
  }
  for (const process rates : {process{0.01, 1.0}, process{3.0, 0.1}, process{1e8, 1e4}, process{40.0, 40.0}}) {
    const double mean = rates.shape / rates.rate;
    const double deviation = std::sqrt(mean * (1 + 1 / rates.rate));
    const auto middle = static_cast<std::int64_t>(mean);
    const auto width = static_cast<std::int64_t>(rates.shape < 10 ? 60 * (deviation + 1) : 9 * deviation + 40);
    const auto predictive = [&](std::int64_t count) { return rates.log_predictive(counts::Constant(1, count))[0]; };
    CAPTURE(rates.shape, rates.rate);
    CHECK(total(predictive, std::max<std::int64_t>(0, middle - width), middle + width) == Approx(1).epsilon(1e-12));
  }
}

namespace {

using truth = boost::multiprecision::cpp_bin_float_100;

/// ln P(Y = count) as it is defined, one factor after the other.
truth log_poisson(std::int64_t count, const truth& mean) {
  truth sum = -mean;
  for (std::int64_t i = 1; i <= count; ++i) sum += log(truth(mean / i));
  return sum;
}
truth log_negative_binomial(std::int64_t count, const truth& shape, const truth& rate) {
  truth sum = shape * log(truth(rate / (rate + 1)));
  for (std::int64_t i = 0; i < count; ++i) sum += log(truth((shape + i) / ((i + 1) * (rate + 1))));
  return sum;
}

/// The law of one count in Real against its definition, relative to what is not small.
template <class Real>
struct count_errors {
  worst likelihood;
  worst predictive;

  count_errors() {
    for (const std::int64_t count : {0, 1, 31, 32, 100, 3000})
      for (const double mean : {1e-3, 1.0, 40.0, 3100.0}) {
        const counts history = counts::Constant(1, count);
        const Real found = ib::gamma_poisson<Real>{1, 1}.log_likelihood(Real(mean), history)[0];
        likelihood.see(error(found, log_poisson(count, mean)), count, mean);
        for (const double rate : {1e-3, 1.0, 1e3}) {
          const double shape = mean * rate;
          const Real predicted = ib::gamma_poisson<Real>{Real(shape), Real(rate)}.log_predictive(history)[0];
          predictive.see(error(predicted, log_negative_binomial(count, shape, rate)), count, mean, rate);
        }
      }
  }

 private:
  static double error(const Real& found, const truth& exact) {
    return static_cast<double>(abs((truth(found) - exact) / (1 + abs(exact))));
  }
};

}  // namespace

TEST_CASE("probabilities of counts agree with their definitions in a hundred digits", "[gamma_poisson][exact]") {
  const count_errors<double> errors;
  INFO(errors.likelihood.where() << ", " << errors.predictive.where());
  CHECK(errors.likelihood.value() < 1e-14);
  CHECK(errors.predictive.value() < 1e-14);
  const count_errors<wide> wide_errors;
  INFO(wide_errors.likelihood.where() << ", " << wide_errors.predictive.where());
  CHECK(wide_errors.likelihood.value() < 1e-46);
  CHECK(wide_errors.predictive.value() < 1e-46);
}

TEST_CASE("a shape that is next to nothing leaves large counts a finite probability", "[gamma_poisson][exact]") {
  // Γ(a + y)/(Γ(a) y!) → a/y as a → 0.
  for (const double count : {40.0, 1e6, 1e12}) {
    const counts history = counts::Constant(1, static_cast<std::int64_t>(count));
    CAPTURE(count);
    CHECK(process{1e-300, 1.0}.log_predictive(history)[0] ==
          Approx(std::log(1e-300) - std::log(count) - count * std::log(2.0)).epsilon(1e-12));
  }
}

TEST_CASE("the predictive law of Gamma-Poisson is exchangeable", "[gamma_poisson][property]") {
  const process rates{1.5, 0.02};
  counts history(5);
  history << 80, 3, 120, 0, 64;
  const double joint = rates.log_predictive(history).sum();
  std::sort(history.begin(), history.end());
  CHECK(rates.log_predictive(history).sum() == Approx(joint).epsilon(1e-14));
}

TEST_CASE("a rate of zero allows no count but zero", "[gamma_poisson][exact]") {
  const process rates{1.0, 1.0};
  counts history(3);
  history << 0, 2, 50;
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(rates.log_likelihood(0, history) == Eigen::Vector3d(0, -infinity, -infinity));
  ib::random_stream rng(1);
  CHECK(rates.draw_history(0, 4, rng) == counts::Zero(4));
}

TEST_CASE("draws of Gamma-Poisson have their moments and repeat", "[gamma_poisson][statistical]") {
  ib::random_stream rng(1);
  for (const process rates : {process{0.3, 2.0}, process{1.0, 1.0}, process{40.0, 0.5}}) {
    const double mean = rates.shape / rates.rate;
    CHECK(simulation::mean_z([&] { return rates.draw_parameter(rng); }, 20000, mean, mean / rates.rate) < 5);
  }
  const process any{1.0, 1.0};
  for (const double theta : {0.7, 25.0, 1e6}) {
    CHECK(simulation::mean_z([&] { return static_cast<double>(any.draw_history(theta, 2, rng)[1]); }, 20000, theta,
                             theta) < 5);
    const auto square = [&] { return std::pow(static_cast<double>(any.draw_history(theta, 1, rng)[0]) - theta, 2); };
    CHECK(simulation::mean_z(square, 20000, theta, theta * (1 + 2 * theta)) < 5);
  }
  ib::random_stream first(7);
  ib::random_stream second(7);
  CHECK(any.draw_parameter(first) == any.draw_parameter(second));
  CHECK(any.draw_history(12, 50, first) == any.draw_history(12, 50, second));
  CHECK(process{1e-200, 1.0}.draw_parameter(rng) == 0);
}

TEST_CASE("simulation of Gamma-Poisson covers its information", "[gamma_poisson][statistical]") {
  const process rates{2.0, 0.1};
  const auto found = simulation::of(rates, 10, rates.information(10));
  CAPTURE(found.covering, found.z);
  CHECK(found.covering >= simulation::fewest_covering);
  CHECK(std::abs(found.z) < 5);
}

TEST_CASE("Gamma-Poisson outside its domain is refused by name", "[gamma_poisson][error]") {
  CHECK(thrown<std::domain_error>([] {
          process{0.0, 1.0}.validate();
        }) == "gamma_poisson.shape = 0, must be > 0 and finite");
  CHECK(thrown<std::domain_error>([] {
          return ib::information(process{1.0, std::nan("")}, 3);
        }) == "gamma_poisson.rate = nan, must be > 0 and finite");
  const process rates{1.0, 1.0};
  CHECK(thrown<std::domain_error>([&] { return rates.information(0); }) == "horizon = 0, must be >= 1");
  const counts history = counts::LinSpaced(3, 1, -1);
  CHECK(thrown<std::domain_error>([&] { return rates.log_predictive(history); }) == "history[2] = -1, must be >= 0");
  CHECK(thrown<std::domain_error>([&] { return rates.log_likelihood(1, history); }) == "history[2] = -1, must be >= 0");
  ib::random_stream rng(1);
  CHECK(thrown<std::domain_error>([&] { return rates.draw_history(1e16, 1, rng); }) ==
        "gamma_poisson: theta = 1e+16, must be >= 0 and <= 9007199254740992");
}

}  // namespace unit::process::conjugate::gamma_poisson
