// SPDX-License-Identifier: BSL-1.0
// Annealed runs in float and long double.
#include <cstddef>
#include <infobound/information/annealed.hpp>
#include <infobound/information/information.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>
#include <support/catch.hpp>
#include <type_traits>

namespace unit::information::annealed_scalars {

namespace ib = infobound;

TEST_CASE("annealed runs bracket the truth in other scalars", "[annealed][statistical]") {
  constexpr std::size_t horizon = 8;
  const auto check = [](const auto& noise_variance) {
    using Real = std::remove_cvref_t<decltype(noise_variance)>;
    const ib::gaussian_mean<Real> other{
        .dimension = 2, .prior_variance = noise_variance / 2, .noise_variance = noise_variance};
    const Real exact = other.information(horizon);
    for (const auto start : {ib::annealing_start::prior, ib::annealing_start::laplace}) {
      const auto found = ib::information(
          other, horizon, ib::annealed{.replicates = 200, .temperatures = 20, .start = start, .tail = 5});
      CHECK(found.lower.mean - 5 * found.lower.standard_error <= exact);
      CHECK(exact <= found.upper.mean + 5 * found.upper.standard_error);
      CHECK(found.upper.mean - found.lower.mean < 1);
    }
  };
  check(0.5F);
  check(0.5L);
}

}  // namespace unit::information::annealed_scalars
