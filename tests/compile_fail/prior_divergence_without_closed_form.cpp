// expect: infobound: prior_divergence has no closed form for this pair: the truth lacks prior_divergence(learner), KL
// expect: of its prior from the learner's, in nats
// SPDX-License-Identifier: BSL-1.0
// Priors on different things.

#include <infobound/bound/misspecified/prior_divergence.hpp>

namespace ib = infobound;

int main() {
  (void)ib::prior_divergence(ib::beta_bernoulli<double>{.alpha = 1, .beta = 1},
                             ib::gamma_poisson<double>{.shape = 1, .rate = 1});
}
