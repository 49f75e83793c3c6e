// expect: infobound: rate_distortion_curve needs joint_table(horizon), or rate_distortion(epsilon, horizon) and
// expect: information(horizon), which the process lacks
// SPDX-License-Identifier: BSL-1.0
// A process whose rate at a horizon is not known.

#include <cstddef>
#include <infobound/rate/rate_distortion_curve.hpp>

struct process {
  using real_type = double;
  double information(std::size_t horizon) const { return static_cast<double>(horizon); }
};

int main() { (void)infobound::rate_distortion_curve(process{}, 3); }
