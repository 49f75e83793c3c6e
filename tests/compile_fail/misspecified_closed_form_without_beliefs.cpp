// expect: infobound: closed_form knows what a wrong belief costs for two Gaussian beliefs of linear regression alone;
// expect: use automatic or conjugate
// SPDX-License-Identifier: BSL-1.0
// A pair whose cost has to be simulated.

#include <infobound/bound/misspecified/misspecified_error.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>

namespace ib = infobound;

int main() {
  const ib::beta_bernoulli<double> coin{.alpha = 1, .beta = 1};
  (void)ib::misspecified_error(coin, coin, 3, ib::closed_form{});
}
