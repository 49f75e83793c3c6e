// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <algorithm>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <cstddef>
#include <infobound/bound/scaling/optimal_allocation.hpp>
#include <infobound/bound/scaling/width_restricted.hpp>
#include <infobound/process/network/urn.hpp>
#include <infobound/rate/uniform_sphere.hpp>
#include <limits>
#include <stdexcept>
#include <string>
#include <support/catch.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>
#include <vector>

namespace unit::bound::scaling::width_restricted {

namespace ib = infobound;

namespace {

/// The fields that a dirichlet_network has: no more is asked of a process.
struct network {
  using real_type = double;
  Eigen::Index dimension;
  double concentration;
  double noise_variance;
};

/// E(n,T) as theory 10 states it, δ² searched.
double stated(const network& w, double n, double tokens) {
  const double K = w.concentration;
  const double inflated = w.noise_variance + K / (n + K);
  const double units = ib::urn::expected_tables(n, K);
  const auto sum = [&](double log_odds) {
    const double d2 = 1 / (1 + std::exp(log_odds));
    return (units * (std::log(2.0) + ib::rate::uniform_sphere(w.dimension, d2)) + units * std::log(n)) / tokens +
           n / (n + K) * d2 / (1 + std::sqrt(1 - d2)) / inflated;
  };
  const double least = boost::math::tools::brent_find_minima(sum, -36.0, w.dimension == 1 ? 60.0 : 26.0, 30).second;
  return least + std::log1p(K / ((n + K) * w.noise_variance)) / 2;
}

}  // namespace

TEST_CASE("the law is the stated one at the best precision", "[width_restricted][reference]") {
  worst error, split;
  for (const int d : {1, 2, 16, 300})
    for (const double K : {0.1, 2.0, 40.0})
      for (const double noise : {0.01, 1.0})
        for (const double n : {1.0, 3.0, 50.5, 1e5})
          for (const double tokens : {1.0, 100.0, 1e7}) {
            const network w{d, K, noise};
            const auto law = ib::width_restricted(w);
            const double p = n * d;
            error.see(std::abs(law.error(p, tokens) / stated(w, n, tokens) - 1), d, K, noise, n, tokens);
            const double sum = law.estimation(p, tokens) + law.misspecification(p, tokens);
            split.see(std::abs(sum / law.error(p, tokens) - 1), d, K, noise, n, tokens);
          }
  INFO(error.where() << '\n' << split.where());
  CHECK(error.value() < 1e-11);
  CHECK(split.value() < 1e-14);
}

TEST_CASE("estimation falls to nothing with tokens, misspecification with width", "[width_restricted][property]") {
  const auto law = ib::width_restricted(network{16, 2, 0.1});
  CHECK(law.estimation(160, 1e15) < 1e-11);
  CHECK(law.misspecification(16e15, 1) < 1e-13);
  CHECK(law.misspecification(160, 1) == Approx(std::log1p(2 / (12 * 0.1)) / 2).epsilon(1e-14));
  CHECK(law.cost(160, 1e6) == 1.6e8);
  CHECK(law.untrained_error() == Approx(std::log(11.0) / 2).epsilon(1e-14));
  for (double tokens = 1; tokens < 1e12; tokens *= 10)
    CHECK(law.estimation(160, 10 * tokens) < law.estimation(160, tokens));
}

TEST_CASE("the frontier runs from no units over one to many", "[width_restricted][optimal_allocation]") {
  const auto law = ib::width_restricted(network{50, 5, 1});
  const auto frontier = ib::allocation_frontier(law, {1, 5e4, 6e4, 1e5, 3e5, 1e30});
  for (const std::size_t none : {std::size_t{0}, std::size_t{1}}) {
    CHECK(frontier[none].parameters == 0);
    CHECK(frontier[none].error == law.untrained_error());
    CHECK(frontier[none].exponent == 0);
  }
  for (const std::size_t one : {std::size_t{2}, std::size_t{3}}) {
    CHECK(frontier[one].parameters == 50);
    CHECK(frontier[one].tokens == Approx(frontier[one].compute / 50).epsilon(1e-12));
    CHECK(frontier[one].error < law.untrained_error());
    CHECK(frontier[one].exponent == 0);
  }
  for (const std::size_t many : {std::size_t{4}, std::size_t{5}}) {
    CHECK(frontier[many].parameters > 50);
    CHECK(frontier[many].parameters * frontier[many].tokens == Approx(frontier[many].compute).epsilon(1e-12));
    CHECK(frontier[many].exponent > 0.4);
  }
}

TEST_CASE("the frontier at whole widths is that of real ones, and never below", "[width_restricted][property]") {
  worst below, above;
  for (const double K : {0.3, 2.0, 20.0}) {
    const network w{4, K, 0.1};
    const auto law = ib::width_restricted(w);
    for (const double compute : {1e4, 1e5, 1e6}) {
      double least = law.untrained_error();
      for (double n = 1; 4 * n <= compute && n < 3000; ++n)
        least = std::min(least, law.error(4 * n, compute / (4 * n)));
      const double found = ib::optimal_allocation(law, compute).error;
      below.see(found / least - 1, K, compute);
      above.see(least / found - 1, K, compute);
    }
  }
  INFO(below.where() << '\n' << above.where());
  CHECK(below.value() < 1e-12);
  CHECK(above.value() < 1e-3);
}

TEST_CASE("long double agrees", "[width_restricted][exact]") {
  const ib::width_restricted_law<long double> wide(16, 2, 0.1L);
  const ib::width_restricted_law<double> narrow(16, 2, 0.1);
  for (const double n : {1.0, 7.0, 1e4})
    for (const double tokens : {10.0, 1e6, 1e12})
      CHECK(narrow.error(16 * n, tokens) == Approx(static_cast<double>(wide.error(16 * n, tokens))).epsilon(4e-14));
}

TEST_CASE("processes outside their domain are refused", "[width_restricted][error]") {
  const auto refusal = [](const network& w) {
    return thrown<std::domain_error>([&] { return ib::width_restricted(w); });
  };
  CHECK(refusal({0, 1, 1}) == "width_restricted: dimension = 0, must be >= 1");
  CHECK(refusal({2, 0, 1}) == "width_restricted: concentration = 0, must be > 0 and finite");
  CHECK(refusal({2, 1, std::numeric_limits<double>::quiet_NaN()}) ==
        "width_restricted: noise_variance = nan, must be > 0 and finite");
}

TEST_CASE("a concentration below the normal numbers is not lost", "[width_restricted][exact]") {
  const double least = std::numeric_limits<double>::denorm_min();
  const auto law = ib::width_restricted(network{1, least, 1e-300});
  CHECK(law.misspecification(1e10, 1) == Approx(least / 1e-300 * 1e-10 / 2).epsilon(1e-14));
}

TEST_CASE("the law is that of a wider scalar at the ends of the range", "[width_restricted][reference]") {
  const struct {
    double dimension;
    double concentration;
    double noise_variance;
    double units;
    double tokens;
  } cases[] = {{13, 5.56268e-309, 3.10249e302, 125588179012.0, 89058},
               {3, 8.56061e-26, 1.79769e308, 227, 275281166},
               {1, 1.79769e308, 1000, 3, 2606721531824726017.0},
               {77, 2.46343e243, 1.06348e135, 176, 2},
               {13, 2.0, 5e-324, 1e9, 4e18}};
  for (const auto& one : cases) {
    const ib::width_restricted_law<double> law(one.dimension, one.concentration, one.noise_variance);
    const ib::width_restricted_law<long double> wide(one.dimension, one.concentration, one.noise_variance);
    const double p = one.units * one.dimension;
    CAPTURE(one.concentration, one.noise_variance);
    CHECK(law.estimation(p, one.tokens) == Approx(static_cast<double>(wide.estimation(p, one.tokens))).epsilon(1e-11));
    CHECK(law.misspecification(p, one.tokens) ==
          Approx(static_cast<double>(wide.misspecification(p, one.tokens))).epsilon(1e-13).margin(1e-307));
    CHECK(law.untrained_error() == Approx(static_cast<double>(wide.untrained_error())).epsilon(1e-13).margin(1e-307));
  }
  const ib::width_restricted_law<float> narrow(652735729.0F, 1.0F, 7.78616e37F);
  const ib::width_restricted_law<double> double_law(652735729.0F, 1.0F, 7.78616e37F);
  CHECK(narrow.estimation(3.7e9F, 3e23F) == Approx(double_law.estimation(3.7e9F, 3e23F)).epsilon(1e-6));
}

TEST_CASE("the law in float is that in double, rounded up", "[width_restricted][property]") {
  const ib::width_restricted_law<float> narrow(16.0F, 2.0F, 0.1F);
  const ib::width_restricted_law<double> wide(16.0, 2.0, double(0.1F));
  const auto check = [](float here, double there) {
    CHECK(double(here) >= there);
    CHECK(double(here) == Approx(there).epsilon(2e-7));
  };
  for (const float units : {1.0F, 3.0F, 40.0F, 500.0F})
    for (const float tokens : {10.0F, 7e3F, 1e7F}) {
      CAPTURE(units, tokens);
      check(narrow.estimation(16 * units, tokens), wide.estimation(16 * double(units), double(tokens)));
      check(narrow.misspecification(16 * units, tokens), wide.misspecification(16 * double(units), double(tokens)));
    }
  check(narrow.untrained_error(), wide.untrained_error());
}

}  // namespace unit::bound::scaling::width_restricted
