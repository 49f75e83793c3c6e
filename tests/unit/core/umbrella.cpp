// SPDX-License-Identifier: BSL-1.0
// The one test that includes everything.
#include <infobound/infobound.hpp>
#include <support/catch.hpp>

namespace unit::core::umbrella {

namespace ib = infobound;

#if defined(TBB_VERSION_MAJOR) || defined(MPI_VERSION) || defined(NLOHMANN_JSON_VERSION_MAJOR)
#error "the umbrella includes what only execution/ and report/ may need"
#endif

TEST_CASE("one include answers: what is learnt, what a rate says of it, how many observations it takes",
          "[umbrella][exact]") {
  const ib::linear_regression<double> process{.dimension = 5, .noise_variance = 0.25};
  const double error = ib::estimation_error(process, 50).lower.mean;
  const auto bracket = ib::error_bracket(process, 50);
  CHECK((bracket.lower.value < error && error < bracket.upper.value));
  CHECK(ib::learning_curve(process, 5, ib::conjugate{.replicates = 20}).horizon() == 5);
  CHECK(ib::rate_distortion(process, error).lower.value > 0);
  const auto needed = ib::sample_complexity(process, error);
  CHECK((needed.lower.value <= 50 && 50 <= needed.upper.value));
  CHECK(ib::bits(error) > error);
}

}  // namespace unit::core::umbrella
