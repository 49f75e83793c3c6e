// expect: infobound: rate_distortion at a horizon needs rate_distortion(epsilon, horizon), joint_table(horizon),
// expect: rate_upper, rate_lower(epsilon, horizon) or information(horizon), all of which the process lacks
// SPDX-License-Identifier: BSL-1.0
// A process of whose rate nothing is known at a horizon: a lower bound for one observation is none for more.

#include <infobound/rate/rate_distortion.hpp>

struct process {
  using real_type = double;
  double rate_lower(double epsilon) const { return 1 / epsilon; }
};

int main() { (void)infobound::rate_distortion(process{}, 0.1, 3); }
