// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <infobound/bound/scaling/detail/budget_line.hpp>
#include <infobound/bound/scaling/optimal_allocation.hpp>
#include <infobound/bound/scaling/power_law.hpp>
#include <infobound/bound/scaling/scaling_law.hpp>
#include <infobound/core/numeric/central_differences.hpp>
#include <limits>
#include <stdexcept>
#include <string>
#include <support/catch.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>
#include <vector>

namespace unit::bound::scaling::optimal_allocation {

namespace ib = infobound;

namespace {

double product(double parameters, double tokens) { return parameters * tokens; }

/// 1/p + 1/T + rest, for tests of what surrounds an optimum at p = T = √C.
ib::scaling_law plain() {
  return {.estimation = [](double, double tokens) { return 1 / tokens; },
          .misspecification = [](double parameters, double) { return 1 / parameters; },
          .cost = product};
}

std::string refusal(const ib::scaling_law& law, double compute) {
  return thrown<std::domain_error>([&] { return ib::optimal_allocation(law, compute); });
}

}  // namespace

namespace mylab {

/// A law of one's own: no base class, no std::function; its parameters and tokens are in billions.
struct in_billions {
  double least_parameters = 1e-9;
  double least_tokens = 1e-9;
  double error(double parameters, double tokens) const { return 0.4 / std::sqrt(parameters) + 1.2 / std::sqrt(tokens); }
  double cost(double parameters, double tokens) const { return 6e18 * parameters * tokens; }
};

/// Units of ten parameters; without any, the error is 1/2.
struct from_nothing {
  double least_parameters = 10;
  double error(double parameters, double tokens) const { return 2 / parameters + parameters / tokens; }
  double cost(double parameters, double tokens) const { return parameters * tokens; }
  double untrained = 0.5;
  double untrained_error() const { return untrained; }
};

/// ln E and ln C are quadratic in ln p and ln T, with mixed terms.
struct curved {
  double error(double parameters, double tokens) const {
    const double x = std::log(parameters), y = std::log(tokens);
    return std::exp(0.02 * x * x + 0.05 * x * y + 0.03 * y * y - 0.9 * x - 0.7 * y);
  }
  double cost(double parameters, double tokens) const {
    const double x = std::log(parameters), y = std::log(tokens);
    return std::exp(0.7 * x + 0.9 * y + 0.01 * x * x + 0.04 * x * y + 0.02 * y * y);
  }
};

}  // namespace mylab

TEST_CASE("allocations for powers of parameters and tokens are those of the closed form",
          "[optimal_allocation][exact]") {
  worst parameters, exponent, error, spent;
  for (const double alpha : {0.1, 0.34, 1.0, 2.5})
    for (const double beta : {0.1, 0.28, 1.5})
      for (const double coefficient : {0.5, 406.4})
        for (const double compute : {1e9, 5.76e23, 1e60}) {
          const ib::power_law<double> law{.irreducible = 1.69,
                                          .parameter_coefficient = coefficient,
                                          .parameter_exponent = alpha,
                                          .token_coefficient = 41.07,
                                          .token_exponent = beta};
          const double share = beta / (alpha + beta);
          const double p =
              std::pow(alpha * coefficient / (beta * 41.07), 1 / (alpha + beta)) * std::pow(compute / 6, share);
          const double t = compute / 6 / p;
          if (p < 2 || t < 2) continue;
          const auto found = ib::optimal_allocation(law, compute);
          const auto local = ib::exponents_at(law, found);
          parameters.see(std::abs(found.parameters / p - 1), alpha, beta, coefficient, compute);
          exponent.see(std::abs(found.exponent - share), alpha, beta, coefficient, compute);
          exponent.see(std::abs(local.parameters - share), alpha, beta, coefficient, compute);
          exponent.see(std::abs(local.tokens - (1 - share)), alpha, beta, coefficient, compute);
          exponent.see(std::abs(local.error + alpha * share), alpha, beta, coefficient, compute);
          error.see(std::abs(found.error / (coefficient / std::pow(p, alpha) + 41.07 / std::pow(t, beta)) - 1), alpha,
                    beta, coefficient, compute);
          spent.see(std::abs(6 * found.parameters * found.tokens / compute - 1), alpha, beta, coefficient, compute);
        }
  INFO(parameters.where() << '\n' << exponent.where() << '\n' << error.where() << '\n' << spent.where());
  CHECK(parameters.value() < 1e-9);
  CHECK(exponent.value() < 1e-8);
  CHECK(error.value() < 1e-12);
  CHECK(spent.value() < 1e-12);
}

TEST_CASE("powers beyond the scalar's range leave an error within it", "[power_law][exact]") {
  const ib::power_law<float> law{.irreducible = 0,
                                 .parameter_coefficient = 1e30F,
                                 .parameter_exponent = 3,
                                 .token_coefficient = 1e-6F,
                                 .token_exponent = 12,
                                 .cost_of_one = 1};
  CHECK(law.misspecification(1e15F, 1) == Approx(1e-15).epsilon(1e-5));
  CHECK(law.misspecification(1e-2F, 1) == Approx(1e36).epsilon(1e-5));
  CHECK(law.estimation(1, 200) == Approx(std::pow(200, -12.0) * 1e-6).epsilon(1e-5));
  CHECK(law.estimation(1, 3e-4F) == Approx(std::pow(3e-4, -12.0) * 1e-6).epsilon(1e-5));
  CHECK(law.estimation(1, 1e-4F) == std::numeric_limits<float>::infinity());
}

TEST_CASE("allocations follow costs that are no product", "[optimal_allocation][exact]") {
  // min 3/p + 2/T with (p + 1000) T = C: p* = √(3C/2) and T* = C/(p* + 1000), whose exponents vary with C.
  ib::scaling_law law{.estimation = [](double, double tokens) { return 2 / tokens; },
                      .misspecification = [](double parameters, double) { return 3 / parameters; },
                      .cost = [](double parameters, double tokens) { return (parameters + 1000) * tokens; }};
  for (const double compute : {1e5, 1e8, 1e14}) {
    const auto found = ib::optimal_allocation(law, compute);
    const double p = std::sqrt(1.5 * compute);
    CAPTURE(compute, found.parameters, found.exponent);
    CHECK(found.parameters == Approx(p).epsilon(1e-9));
    CHECK(found.tokens == Approx(compute / (p + 1000)).epsilon(1e-9));
    CHECK(found.exponent == Approx(0.5).epsilon(1e-8));
    CHECK(ib::exponents_at(law, found).tokens == Approx(1 - 0.5 * p / (p + 1000)).epsilon(1e-8));
  }
  // min 3/p + 2/T with p + T = C: p* = C √3/(√3 + √2).
  law.cost = [](double parameters, double tokens) { return parameters + tokens; };
  const auto found = ib::optimal_allocation(law, 1e12);
  CHECK(found.parameters == Approx(1e12 * std::sqrt(3.0) / (std::sqrt(3.0) + std::sqrt(2.0))).epsilon(1e-9));
  CHECK(found.exponent == Approx(1.0).epsilon(1e-8));
}

TEST_CASE("no other use of the budget is better, and exponents are the slopes between budgets",
          "[optimal_allocation][property]") {
  // A rate with a logarithm, an error that falls faster than a power, a cost with a fixed part.
  const ib::scaling_law law{
      .estimation = [](double p, double t) { return p / (2 * t) * std::log1p(t / p); },
      .misspecification = [](double p, double) { return std::exp(-std::cbrt(p) / 3) + 1 / (1 + p); },
      .cost = [](double p, double t) { return 6 * std::pow(p, 1.2) * t + 100 * t; }};
  for (double compute = 1e9; compute < 1e25; compute *= 1000) {
    const auto found = ib::optimal_allocation(law, compute);
    const auto slightly_more = ib::optimal_allocation(law, compute * 1.01);
    const auto slightly_less = ib::optimal_allocation(law, compute / 1.01);
    const auto slope = [](double more, double less) { return std::log(more / less) / (2 * std::log(1.01)); };
    const auto local = ib::exponents_at(law, found);
    CAPTURE(compute, found.parameters, found.tokens, found.exponent);
    CHECK(law.cost(found.parameters, found.tokens) == Approx(compute).epsilon(1e-12));
    CHECK(law.error(found.parameters, found.tokens) == Approx(found.error).epsilon(1e-13));
    CHECK(found.exponent == Approx(slope(slightly_more.parameters, slightly_less.parameters)).epsilon(1e-4));
    CHECK(local.tokens == Approx(slope(slightly_more.tokens, slightly_less.tokens)).epsilon(1e-4));
    CHECK(local.error == Approx(slope(slightly_more.error, slightly_less.error)).epsilon(1e-4));
    for (const double factor : {0.01, 0.5, 0.9, 0.999, 1.001, 1.1, 2.0, 100.0}) {
      const double p = found.parameters * factor;
      const double t = compute / (6 * std::pow(p, 1.2) + 100);
      if (p >= 1 && t >= 1) CHECK(law.error(p, t) >= found.error);
    }
  }
}

TEST_CASE("the deeper of two valleys is found", "[optimal_allocation][property]") {
  // Valleys of ln E at ln p = 5 and 20, the second shallower until the tilt changes sign.
  for (const double tilt : {-0.02, 0.02}) {
    const ib::scaling_law law{.estimation = [](double, double) { return 1.0; },
                              .misspecification =
                                  [tilt](double p, double) {
                                    const double x = std::log(p);
                                    return (x - 5) * (x - 5) * (x - 20) * (x - 20) / 1000 + tilt * (x - 12.5) + 1;
                                  },
                              .cost = product};
    const double x = std::log(ib::optimal_allocation(law, 1e13).parameters);
    CHECK((tilt > 0 ? std::abs(x - 5) < 0.5 : std::abs(x - 20) < 0.5));
  }
}

TEST_CASE("other scalars are served to their own accuracy", "[optimal_allocation][exact]") {
  const auto relative = []<class Real>(Real) {
    const ib::power_law<Real> law{.irreducible = 1,
                                  .parameter_coefficient = 400,
                                  .parameter_exponent = Real(0.5),
                                  .token_coefficient = 400,
                                  .token_exponent = Real(0.25)};
    const auto found = ib::optimal_allocation(law, Real(6e20));
    const Real p = std::pow(Real(2), Real(4) / 3) * std::pow(Real(1e20), Real(1) / 3);
    return std::max(std::abs(found.parameters / p - 1), std::abs(3 * found.exponent - 1));
  };
  CHECK(relative(0.0F) < 2e-3F);
  CHECK(relative(0.0L) < 1e-11L);
}

TEST_CASE("a law of one's own sets where its range begins", "[optimal_allocation]") {
  const mylab::in_billions law;
  const auto found = ib::optimal_allocation(law, 6e17);  // 0.1 billion²: p/T = (0.4/1.2)²
  CHECK(found.parameters == Approx(std::sqrt(0.1) / 3).epsilon(1e-9));
  CHECK(found.tokens == Approx(std::sqrt(0.1) * 3).epsilon(1e-9));
  CHECK(found.exponent == Approx(0.5).epsilon(1e-8));
}

TEST_CASE("a law that knows what no parameters achieve spans the range from nothing", "[optimal_allocation][exact]") {
  // E = 2/p + p²/C: p* = C^{1/3}, at least 10; trained, E = 3 C^{−1/3} or 0.2 + 100/C, below 1/2 from C = 1000/3 on.
  const mylab::from_nothing law;
  const auto frontier = ib::allocation_frontier(law, {5, 300, 340, 900, 8000});
  REQUIRE(frontier.size() == 5);
  for (const int i : {0, 1}) {
    const auto& point = frontier[static_cast<std::size_t>(i)];
    CHECK(point.parameters == 0);
    CHECK(point.tokens == 0);
    CHECK(point.error == 0.5);
    CHECK(point.exponent == 0);
    CHECK(ib::exponents_at(law, point).error == 0);
  }
  for (const std::size_t i : {std::size_t{2}, std::size_t{3}}) {
    const auto& point = frontier[i];
    CHECK(point.parameters == 10);
    CHECK(point.tokens == Approx(point.compute / 10));
    CHECK(point.error == Approx(0.2 + 100 / point.compute));
    CHECK(point.exponent == 0);
    CHECK(ib::exponents_at(law, point).tokens == Approx(1.0).epsilon(1e-10));
    CHECK(ib::exponents_at(law, point).error == Approx(-100 / point.compute / point.error).epsilon(1e-9));
  }
  CHECK(frontier[4].parameters == Approx(20.0).epsilon(1e-9));
  CHECK(frontier[4].exponent == Approx(1.0 / 3).epsilon(1e-8));
  CHECK(ib::allocation_frontier(law, {}).empty());
}

TEST_CASE("nothing is trained where no parameters err in nothing", "[optimal_allocation][exact]") {
  for (const double compute : {5.0, 1e6}) {
    const auto best = ib::optimal_allocation(mylab::from_nothing{.untrained = 0}, compute);
    CHECK(best.parameters == 0);
    CHECK(best.error == 0);
  }
}

TEST_CASE("where there is no interior optimum it is said why", "[optimal_allocation][error]") {
  const std::string none = "the law has no interior optimum at compute = 1e+06: its error falls all the way to ";
  ib::scaling_law law = plain();
  law.misspecification = [](double, double) { return 0.0; };
  CHECK(refusal(law, 1e6) == none + "the fewest parameters that it has (least_parameters)");
  law = plain();
  law.estimation = [](double, double) { return 0.0; };
  CHECK(refusal(law, 1e6) == none + "the fewest tokens that it has (least_tokens)");
  law.misspecification = [](double parameters, double tokens) { return 1 / (parameters * tokens); };
  CHECK(refusal(law, 1e6) ==
        "the law has no definite optimum at compute = 1e+06: its error is flat where it is smallest");
  law.misspecification = [](double p, double) { return std::max(p / 100, 1e4 / (p * p)); };
  CHECK(refusal(law, 1e6) ==
        "the law has no exponent at compute = 1e+06: its error is not smooth where it is smallest");
  law = plain();
  law.cost = [](double parameters, double) { return parameters; };
  CHECK(refusal(law, 1e6) ==
        "optimal_allocation: compute = 1e+06 is not spent by any number of tokens: the cost must grow with it");
}

TEST_CASE("budgets and laws outside their domain are refused", "[optimal_allocation][error]") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(refusal(plain(), -1) == "optimal_allocation: compute = -1, must be > 0 and finite");
  CHECK(refusal(plain(), infinity) == "optimal_allocation: compute = inf, must be > 0 and finite");
  CHECK(refusal(plain(), 0.5) ==
        "optimal_allocation: compute = 0.5, must be >= 1, the cost of the least model on the least data");
  ib::scaling_law law = plain();
  law.least_tokens = 0;
  CHECK(refusal(law, 1e6) == "scaling_law.least_tokens = 0, must be > 0 and finite");
  law = plain();
  law.cost = nullptr;
  CHECK(refusal(law, 1e6) == "scaling_law.cost is empty, must be a function of (parameters, tokens)");
  CHECK(thrown<std::domain_error>([] {
          return ib::optimal_allocation(ib::power_law<double>{1.69, 406.4, -0.34, 410.7, 0.28}, 1e20);
        }) == "power_law.parameter_exponent = -0.34, must be > 0 and finite");

  const auto failure = [](const ib::scaling_law& wrong) {
    return thrown<std::runtime_error>([&] { return ib::allocation_frontier(wrong, {1024.0}); });
  };
  law = plain();
  law.estimation = [](double, double) { return std::numeric_limits<double>::quiet_NaN(); };
  CHECK(failure(law) == "the law's error(1, 1024) = nan, must be >= 0");
  law.estimation = [](double, double) { return -3.0; };
  CHECK(failure(law) == "the law's error(1, 1024) = -2, must be >= 0");
  law = plain();
  law.cost = [](double, double) { return 0.0; };
  CHECK(failure(law) == "the law's cost(1, 1) = 0, must be > 0");
  mylab::from_nothing nothing;
  nothing.untrained = std::numeric_limits<double>::quiet_NaN();
  CHECK(thrown<std::runtime_error>([&] { return ib::optimal_allocation(nothing, 8000); }) ==
        "the law's untrained_error() = nan, must be >= 0");
  nothing.least_parameters = -1;
  CHECK(thrown<std::domain_error>([&] { return ib::optimal_allocation(nothing, 8000); }) ==
        "the law's least_parameters = -1, must be > 0 and finite");
}

TEST_CASE("an infinite error is a value: models that cannot be trained at all are passed over",
          "[optimal_allocation]") {
  ib::scaling_law law = plain();
  law.estimation = [](double p, double t) { return t > 10 * p ? 1 / t : std::numeric_limits<double>::infinity(); };
  law.misspecification = [](double p, double) { return 10 / (p * p); };  // p* = (20C)^{1/3} = T*/10 at C = 4·10⁵
  const auto found = ib::optimal_allocation(law, 1e9);
  CHECK(found.parameters == Approx(std::cbrt(2e10)).epsilon(1e-9));
  CHECK(found.exponent == Approx(1.0 / 3).epsilon(1e-8));
}

TEST_CASE("a narrow valley that is deeper than a wide one is found", "[optimal_allocation][property]") {
  // On 10¹³ there are 30 units of ln p: a valley of half a unit is two cells wide.
  for (const double narrow : {4.1, 7.0, 24.3})
    for (const double wide : {12.0, 17.0}) {
      const ib::scaling_law law{.estimation = [](double, double) { return 1.0; },
                                .misspecification =
                                    [=](double p, double) {
                                      const double x = std::log(p);
                                      return 2 - std::exp(-std::pow((x - narrow) / 0.5, 2)) -
                                             0.8 * std::exp(-std::pow((x - wide) / 2, 2));
                                    },
                                .cost = product};
      const auto found = ib::optimal_allocation(law, 1e13);
      CAPTURE(narrow, wide, found.parameters);
      CHECK(std::abs(std::log(found.parameters) - narrow) < 0.01);
      CHECK(found.error == Approx(2).epsilon(0.01));
    }
}

TEST_CASE("a law is not asked beyond its range near an optimum inside it", "[optimal_allocation][property]") {
  // p* = T* = 1000 of a law that throws below its least sizes.
  for (const double least : {1.0, 500.0, 900.0, 930.0})
    for (const bool of_parameters : {true, false}) {
      ib::scaling_law law = plain();
      const auto within = [=](double parameters, double tokens) {
        if ((of_parameters ? parameters : tokens) < least * (1 - 1e-12)) throw std::out_of_range("below the least");
        return 1 / parameters + 1 / tokens;
      };
      law.estimation = within;
      law.misspecification = [](double, double) { return 0.0; };
      (of_parameters ? law.least_parameters : law.least_tokens) = least;
      CAPTURE(least, of_parameters);
      ib::allocation<double> found{};
      REQUIRE_NOTHROW(found = ib::optimal_allocation(law, 1e6));
      CHECK(found.parameters == Approx(1000).epsilon(1e-9));
      CHECK(found.exponent == Approx(0.5).epsilon(1e-6));
      REQUIRE_NOTHROW(ib::exponents_at(law, found));
      CHECK(ib::exponents_at(law, found).error == Approx(-0.5).epsilon(1e-6));
    }
}

TEST_CASE("at the least model exponents follow the cost of tokens", "[optimal_allocation][exact]") {
  // At p = 10, C = 10 T²: T grows as C^{1/2}, and E = 1/5 + 10/T.
  struct squared : mylab::from_nothing {
    double cost(double parameters, double tokens) const { return parameters * tokens * tokens; }
  };
  const squared law;
  const auto found = ib::optimal_allocation(law, 4e4);
  REQUIRE(found.parameters == 10);
  CHECK(found.tokens == Approx(std::sqrt(4e3)).epsilon(1e-12));
  CHECK(found.error == Approx(0.2 + 10 / std::sqrt(4e3)).epsilon(1e-12));
  const auto local = ib::exponents_at(law, found);
  CHECK(local.parameters == 0);
  CHECK(local.tokens == Approx(0.5).epsilon(1e-9));
  CHECK(local.error == Approx(-0.5 * (found.error - 0.2) / found.error).epsilon(1e-9));
}

TEST_CASE("no optimum spends more than there is where the best model takes nearly all of it",
          "[optimal_allocation][property]") {
  const ib::power_law<float> law{10.0F, 1e6F, 2.15658F, 72.545F, 77.4454F, 28.6991F};
  CHECK(ib::optimal_allocation(ib::power_law<double>{10.0, 1e6, 2.15658, 72.545, 77.4454, 28.6991}, 484.704).tokens ==
        Approx(1.00183192819658).epsilon(1e-8));
  // Derivatives in float do not tell where.
  CHECK(thrown<std::domain_error>([&] {
          return ib::optimal_allocation(law, 484.704F);
        }).find("the law has no exponent") == 0);
}

TEST_CASE("every field of a power law outside its domain is refused by name", "[optimal_allocation][error]") {
  const ib::power_law<double> right{1.7, 400, 0.34, 410, 0.28, 6};
  const auto refused = [&](double ib::power_law<double>::*field, double value) {
    ib::power_law<double> law = right;
    law.*field = value;
    return thrown<std::domain_error>([&] { return ib::optimal_allocation(law, 1e20); });
  };
  using law = ib::power_law<double>;
  CHECK(refused(&law::irreducible, -1) == "power_law.irreducible = -1, must be >= 0 and finite");
  CHECK(refused(&law::parameter_coefficient, 0) == "power_law.parameter_coefficient = 0, must be > 0 and finite");
  CHECK(refused(&law::parameter_exponent, 0) == "power_law.parameter_exponent = 0, must be > 0 and finite");
  CHECK(refused(&law::token_coefficient, 0) == "power_law.token_coefficient = 0, must be > 0 and finite");
  CHECK(refused(&law::token_exponent, 0) == "power_law.token_exponent = 0, must be > 0 and finite");
  CHECK(refused(&law::cost_of_one, 0) == "power_law.cost_of_one = 0, must be > 0 and finite");
}

TEST_CASE("derivatives along the line of a budget are those of what it buys", "[optimal_allocation][exact]") {
  const mylab::curved law;
  const double compute = std::exp(12.0);
  const auto on = [&](double log_more) {
    return ib::detail::budget_line<mylab::curved>(law, compute * std::exp(log_more));
  };
  const auto line = on(0);
  constexpr double d = 1e-3;
  for (const double x : {2.0, 4.0, 6.0}) {
    const double y = line.tokens_at(x);
    CAPTURE(x, y);
    REQUIRE(y > 1);
    const auto found = line.derivatives(x, y, ib::detail::central_difference_step<double>());
    // By differences of ln E along the line, and between lines of more and of less compute.
    const auto slope_on = [&](const auto& along) { return (along(x + d) - along(x - d)) / (2 * d); };
    const double slope = slope_on(line);
    const double curvature = (line(x + d) - 2 * line(x) + line(x - d)) / (d * d);
    const double moved = -(slope_on(on(d)) - slope_on(on(-d))) / (2 * d) / curvature;
    const double more_tokens = (on(d).tokens_at(x) - on(-d).tokens_at(x)) / (2 * d);
    const double tilt = (line.tokens_at(x + d) - line.tokens_at(x - d)) / (2 * d);
    CHECK(found.slope == Approx(slope).epsilon(1e-5));
    CHECK(found.curvature == Approx(curvature).epsilon(1e-4));
    CHECK(found.parameters == Approx(moved).epsilon(1e-4));
    CHECK(found.tokens == Approx(more_tokens + tilt * moved).epsilon(1e-4));
    CHECK(found.error == Approx((on(d)(x) - on(-d)(x)) / (2 * d)).epsilon(1e-5));
    const auto edge = line.derivatives_at_edge(x, y, ib::detail::central_difference_step<double>());
    CHECK((edge.parameters == 0 && edge.slope == 0 && edge.curvature == 0));
    CHECK(edge.tokens == Approx(more_tokens).epsilon(1e-5));
    CHECK(edge.error == Approx(found.error).epsilon(1e-9));
  }
}

}  // namespace unit::bound::scaling::optimal_allocation
