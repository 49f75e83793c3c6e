// expect: infobound: information_about needs given(part), the process of the rest of theta once the part is known,
// which expect: the process lacks SPDX-License-Identifier: BSL-1.0 A process whose parameter has no parts.

#include <infobound/information/information_about.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>

namespace ib = infobound;

int main() { (void)ib::information_about(ib::beta_bernoulli<double>{.alpha = 1, .beta = 1}, {0}, 3); }
