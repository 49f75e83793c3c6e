// SPDX-License-Identifier: BSL-1.0
#include <infobound/information/information.hpp>
#include <infobound/information/marchenko_pastur.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <support/catch.hpp>
#include <support/normal_mean.hpp>

namespace unit::information::marchenko_pastur {

namespace ib = infobound;
using linear = ib::linear_regression<double>;

static_assert(ib::approximates_information<linear>);
static_assert(!ib::approximates_information<ib::linear_regression<double, ib::fixed_design<double>>>);
static_assert(!ib::approximates_information<mylab::conjugate_mean>);

TEST_CASE("the policy gives the approximation that the process offers, with no uncertainty of its own",
          "[marchenko_pastur][exact]") {
  const linear process{.dimension = 50, .noise_variance = 0.25};
  const auto found = ib::information(process, 50, ib::marchenko_pastur{});
  CHECK(found.lower.mean == Approx(31.674232032369048).epsilon(1e-13));
  CHECK(found.lower.mean == process.asymptotic_information(50));
  CHECK((found.upper.mean == found.lower.mean && found.lower.standard_error == 0 && found.replicates == 0));
  CHECK(ib::estimation_error(process, 50, ib::marchenko_pastur{}).lower.mean ==
        Approx(31.674232032369048 / 50).epsilon(1e-13));
}

TEST_CASE("its curve is the approximation at every horizon", "[marchenko_pastur][exact]") {
  const linear process{.dimension = 20, .noise_variance = 1};
  const auto curve = ib::learning_curve(process, 30, ib::marchenko_pastur{});
  double before = 0;
  for (std::size_t t = 1; t <= 30; ++t) {
    CHECK(curve.information(t).lower.mean == process.asymptotic_information(t));
    CHECK(curve.incremental_error(t).lower.mean == Approx(process.asymptotic_information(t) - before).epsilon(1e-12));
    before = process.asymptotic_information(t);
  }
}

}  // namespace unit::information::marchenko_pastur
