// expect: infobound: the law lacks error(parameters, tokens), the error of a model of that size on so much data
// SPDX-License-Identifier: BSL-1.0
// An allocation needs an error to make small.

#include <infobound/bound/scaling/optimal_allocation.hpp>

struct law {
  double cost(double parameters, double tokens) const { return parameters * tokens; }
};

int main() { (void)infobound::allocation_frontier(law{}, {1e6, 1e9}); }
