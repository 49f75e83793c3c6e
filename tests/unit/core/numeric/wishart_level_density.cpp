// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <cmath>
#include <infobound/core/numeric/wishart_level_density.hpp>
#include <support/catch.hpp>
#include <support/worst.hpp>
#include <utility>
#include <vector>

namespace unit::core::numeric::wishart_level_density {

using infobound::detail::wishart_level_density;

namespace {

/// Sizes n ≤ m ≤ 5n of both parities of n and of m − n.
std::vector<std::pair<Eigen::Index, Eigen::Index>> moderate_sizes() {
  std::vector<std::pair<Eigen::Index, Eigen::Index>> sizes;
  for (const Eigen::Index n : {1, 2, 3, 4, 5, 8, 9, 30, 31, 100, 101, 350, 351, 352})
    for (const Eigen::Index m : {n, n + 1, n + 2, n + 3, 2 * n, 2 * n + 1, 5 * n}) sizes.emplace_back(n, m);
  for (const auto& size : {std::pair{999, 999}, {1000, 1000}, {1000, 1001}, {999, 2000}, {1000, 5000}})
    sizes.emplace_back(size);
  return sizes;
}

const std::vector<std::pair<Eigen::Index, Eigen::Index>> long_sizes = {
    {1, 100'000}, {2, 100'000}, {3, 100'000}, {10, 100'000}, {101, 100'000}, {300, 100'000}, {1000, 100'000}};

struct moment_errors {
  worst mass;
  worst moments;
  worst logarithm;
};

/// Relative errors of ∫ϱ = n, ∫xϱ = nm, ∫x²ϱ = nm(n+m+1), ∫ln x ϱ = Σ (ψ₀((m−i)/2) + ln 2).
void examine(Eigen::Index n, Eigen::Index m, moment_errors& errors) {
  using array = Eigen::ArrayXd;
  const wishart_level_density<double> density(n, m, 1.0);
  const auto sizes = static_cast<double>(n) * static_cast<double>(m);
  errors.mass.see(std::abs(density.mass() - 1), n, m);
  errors.moments.see(std::abs(density([](const array& x) -> array { return x; }) / sizes - 1), n, m, "first");
  errors.moments.see(
      std::abs(density([](const array& x) -> array { return x.square(); }) / (sizes * static_cast<double>(n + m + 1)) -
               1),
      n, m, "second");
  if (m - n < 3) return;  // ln x is singular at 0
  double expected = 0;
  for (Eigen::Index i = 0; i < n; ++i) expected += boost::math::digamma(static_cast<double>(m - i) / 2) + std::log(2.0);
  const double found = density([](const array& x) -> array { return x.log(); });
  errors.logarithm.see(std::abs(found - expected) / static_cast<double>(n), n, m);
}

}  // namespace

TEST_CASE("the Wishart level density has the exact mass and moments up to n = 1000, m = 5n",
          "[wishart_level_density][exact]") {
  moment_errors errors;
  for (const auto& [n, m] : moderate_sizes()) examine(n, m, errors);
  INFO(errors.mass.where() << ", " << errors.moments.where() << ", " << errors.logarithm.where());
  CHECK(errors.mass.value() < 1e-12);
  CHECK(errors.moments.value() < 1e-12);
  CHECK(errors.logarithm.value() < 1e-12);
}

TEST_CASE("the Wishart level density has the exact mass and moments at 100 000 degrees of freedom",
          "[wishart_level_density][exact]") {
  moment_errors errors;
  for (const auto& [n, m] : long_sizes) examine(n, m, errors);
  INFO(errors.mass.where() << ", " << errors.moments.where() << ", " << errors.logarithm.where());
  CHECK(errors.mass.value() < 1e-12);
  CHECK(errors.moments.value() < 1e-12);
  CHECK(errors.logarithm.value() < 1e-12);
}

}  // namespace unit::core::numeric::wishart_level_density
