// expect: infobound: minimax_error needs count_laws(horizon), one row a theta, or least, most and statistic(horizon) of
// expect: a family on an interval, neither of which the type has
// SPDX-License-Identifier: BSL-1.0
// A process of which infinitely many parameters are possible.

#include <infobound/bound/minimax/minimax_error.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>

int main() { (void)infobound::minimax_error(infobound::beta_bernoulli<double>{1, 1}, 3); }
