// SPDX-License-Identifier: BSL-1.0
// What a policy is to a verb, and a policy of a user's own.
#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/average_replicates.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/execution/threads.hpp>
#include <infobound/information/closed_form.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/policy_concepts.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>
#include <support/catch.hpp>

namespace unit::information::policy_concepts {

namespace ib = infobound;

namespace {

using coin = ib::beta_bernoulli<double>;

/// ln p(H_T|θ) of one draw: less the entropy of the labels it is the information, so it is no bound of it.
struct mean_log_likelihood {
  std::size_t replicates = 40;

  template <class Process, class Execution, class Observer>
  [[nodiscard]] ib::estimate<ib::real_type_t<Process>> run(const Process& process, std::size_t horizon,
                                                           const Execution& execution, const Observer& observer) const {
    using Real = ib::real_type_t<Process>;
    const auto averaged = ib::average_replicates<Real>(
        {"mean_log_likelihood", 3, horizon}, replicates, 1,
        [&] {
          return [&](std::size_t replicate, Eigen::ArrayX<Real>& sample) {
            ib::random_stream rng(3, replicate);
            const auto theta = process.draw_parameter(rng);
            sample[0] = process.log_likelihood(theta, process.draw_history(theta, horizon, rng)).sum();
          };
        },
        execution, observer);
    return {.lower = averaged.quantities[0], .upper = averaged.quantities[0], .replicates = replicates};
  }
};

struct without_result {
  void run(const coin&, std::size_t, const ib::serial&, const ib::unobserved&) const {}
};

static_assert(ib::estimation_policy<ib::conjugate, coin>);
static_assert(ib::curve_policy<ib::conjugate, coin>);
static_assert(ib::estimation_policy<ib::closed_form, coin, ib::threads>);
static_assert(ib::estimation_policy<mean_log_likelihood, coin>);
static_assert(!ib::curve_policy<mean_log_likelihood, coin>);
static_assert(!ib::estimation_policy<without_result, coin>);
static_assert(!ib::estimation_policy<double, coin>);

}  // namespace

TEST_CASE("a policy of one's own has the bits of serial in any execution, and its parts are its streams",
          "[policy_concepts][exact]") {
  const coin process{.alpha = 2, .beta = 1};
  const auto found = ib::information(process, 6, mean_log_likelihood{});
  const auto in_threads = ib::information(process, 6, mean_log_likelihood{}, ib::threads{3});
  CHECK(found.lower.mean == in_threads.lower.mean);
  CHECK(found.lower.standard_error == in_threads.lower.standard_error);
  double sum = 0;
  for (std::size_t replicate = 0; replicate < 40; ++replicate) {
    ib::random_stream rng(3, replicate);
    const double theta = process.draw_parameter(rng);
    sum += process.log_likelihood(theta, process.draw_history(theta, 6, rng)).sum();
  }
  CHECK(found.lower.mean == Approx(sum / 40).epsilon(1e-14));
  CHECK(ib::estimation_error(process, 6, mean_log_likelihood{}).lower.mean == Approx(found.lower.mean / 6));
}

}  // namespace unit::information::policy_concepts
