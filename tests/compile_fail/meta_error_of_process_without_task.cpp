// expect: infobound: the meta-process lacks task(psi), the data-generating process of one task given psi
// SPDX-License-Identifier: BSL-1.0
// A meta-parameter without tasks.

#include <infobound/bound/meta/meta_error.hpp>

struct process {
  using real_type = double;
  using meta_parameter_type = double;
  double draw_meta_parameter(auto&) const { return 0; }
};

int main() { (void)infobound::meta_error(process{}, 3, 4); }
