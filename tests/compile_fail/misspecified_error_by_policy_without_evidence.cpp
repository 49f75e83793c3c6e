// expect: infobound: misspecified_error needs evidence(learner, horizon, execution, observer) of the policy, a public
// expect: const member that returns a std::optional of what is called with (history, origin) and returns
// expect: evidence_value<real_type> or evidence_estimate<real_type>, which it lacks
// SPDX-License-Identifier: BSL-1.0
// A policy that has nothing to say of histories that the process did not make.

#include <infobound/bound/misspecified/misspecified_error.hpp>
#include <infobound/information/marchenko_pastur.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>

namespace ib = infobound;

int main() {
  const ib::beta_bernoulli<double> coin{.alpha = 1, .beta = 1};
  (void)ib::misspecified_error(coin, coin, 3, ib::marchenko_pastur{});
}
