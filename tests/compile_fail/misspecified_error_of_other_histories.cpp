// expect: infobound: misspecified_error needs a learner with the history_type and the real_type of the truth, whose
// expect: data it is shown
// SPDX-License-Identifier: BSL-1.0
// A learner of other data than the truth makes.

#include <infobound/bound/misspecified/misspecified_error.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>
#include <infobound/process/conjugate/gamma_poisson.hpp>

namespace ib = infobound;

int main() {
  (void)ib::misspecified_error(ib::beta_bernoulli<double>{.alpha = 1, .beta = 1},
                               ib::gamma_poisson<double>{.shape = 1, .rate = 1}, 3);
}
