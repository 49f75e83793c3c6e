// expect: width_restricted: the process lacks dimension, concentration or noise_variance, the fields of
// expect: dirichlet_network, whose urn's width is what is restricted
// SPDX-License-Identifier: BSL-1.0
// Only an infinitely wide network has a width to restrict.

#include <infobound/bound/scaling/width_restricted.hpp>

struct process {
  using real_type = double;
  int dimension = 3;
  double noise_variance = 1;
};

int main() { (void)infobound::width_restricted(process{}); }
