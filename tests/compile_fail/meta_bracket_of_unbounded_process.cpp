// expect: infobound: nothing bounds the error of the meta-process: it has none of meta_rate_upper(epsilon, tasks,
// expect: horizon), meta_rate_lower(epsilon, tasks, horizon), intra_rate_upper(epsilon, horizon),
// expect: intra_rate_lower(epsilon, horizon), meta_error_bounds(tasks, horizon), intra_error_bounds(horizon),
// expect: total_error_bounds(tasks, horizon)
// SPDX-License-Identifier: BSL-1.0
// A process that knows nothing of its error.

#include <infobound/bound/meta/meta_bracket.hpp>

struct process {
  using real_type = double;
};

int main() { (void)infobound::meta_bracket(process{}, 3, 4); }
