// expect: infobound: the process has rate_upper, but not as a public const member of (epsilon) or (epsilon, horizon)
// expect:  that returns a real_type
// SPDX-License-Identifier: BSL-1.0
// A bound that takes its arguments in another order.

#include <Eigen/Core>
#include <cstddef>
#include <infobound/bound/error_bounds.hpp>

struct process {
  double rate_upper(Eigen::VectorXd, double) const { return 1; }
};

int main() { (void)infobound::error_bracket(process{}, 3); }
