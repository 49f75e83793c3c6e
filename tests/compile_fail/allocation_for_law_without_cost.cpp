// expect: infobound: the law lacks cost(parameters, tokens), the compute it takes
// SPDX-License-Identifier: BSL-1.0
// An allocation needs to know what models and data cost.

#include <infobound/bound/scaling/optimal_allocation.hpp>

struct law {
  double error(double parameters, double tokens) const { return 1 / parameters + 1 / tokens; }
};

int main() { (void)infobound::optimal_allocation(law{}, 1e6); }
