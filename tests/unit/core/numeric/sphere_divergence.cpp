// SPDX-License-Identifier: BSL-1.0
#include <infobound/core/numeric/sphere_divergence.hpp>

#include <cmath>
#include <support/catch.hpp>
#include <support/worst.hpp>

namespace unit::core::numeric::sphere_divergence {

namespace ib = infobound;

TEST_CASE("the divergence of directions is minus the logarithm of a confluent hypergeometric function",
          "[sphere_divergence][reference]") {
  struct known {
    double dimension, z, value;
  };
  // mpmath, 40 digits: -log(hyp1f1((D-1)/2, D/2, -z)); at z = 1e18 by gamma(D/2)/gamma(1/2) z^-a hyp2f0(a, 1/2, 1/z).
  const known table[] = {
      {2, 1e-5, 4.99999375e-6},       {2, 2e-4, 9.9997500000001562e-5}, {2, 0.5, 0.23443561468661894},
      {2, 3, 1.0012126322843838},     {2, 1000, 4.0259923318933035},    {2, 1e18, 21.295630779871111},
      {3, 0.5, 0.321889244607987},    {3, 100, 5.293253267020403},      {5, 2e-4, 0.00015999908569803163},
      {5, 3, 2.1381710477039781},     {5, 1e18, 83.180745420237426},    {20, 0.5, 0.47444639771818479},
      {20, 100, 31.46929975163233},   {999, 1e-5, 9.98998998989009e-6}, {999, 3, 2.9969879700518587},
      {999, 100, 99.888349939493901}, {999, 1000, 845.18662671807113},  {999, 1e18, 18080.382373402545}};
  worst error;
  for (const auto& [dimension, z, value] : table)
    error.see(std::abs(ib::detail::sphere_divergence<double>(dimension)(z) / value - 1), dimension, z);
  INFO(error.where());
  CHECK(error.value() < 1e-9);
}

TEST_CASE("the divergence of directions rises with z and is 0 on a line", "[sphere_divergence][property]") {
  CHECK(ib::detail::sphere_divergence<double>(1)(1e9) == 0);
  for (const double dimension : {2.0, 7.0, 1e6, 1e18}) {
    const ib::detail::sphere_divergence<double> divergence(dimension);
    double before = 0;
    for (double z = 1e-12; z < 1e19; z *= 3) {
      const double found = divergence(z);
      CAPTURE(dimension, z);
      CHECK(found > before);
      CHECK(found <= z);
      before = found;
    }
  }
}

}  // namespace unit::core::numeric::sphere_divergence
