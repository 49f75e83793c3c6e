// expect: infobound: nothing says what is lost without learning: the process has neither independent_observations =
// true, expect: where that is the error of the first label, nor untrained_error(), in nats per observation
// SPDX-License-Identifier: BSL-1.0
// What a learner loses that learns nothing is known of iid processes, and of those that say it.

#include <cstddef>
#include <infobound/bound/nonvacuous_horizon.hpp>

struct process {
  using real_type = double;
  double error_upper(std::size_t horizon) const { return 1 / static_cast<double>(horizon); }
};

int main() { (void)infobound::nonvacuous_horizon(process{}); }
