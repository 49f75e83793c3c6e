// expect: infobound: histories are written label by label where they are Eigen vectors or matrices, or have inputs and
// expect: labels; those of this process are not
// SPDX-License-Identifier: BSL-1.0
// A history that is a list of tasks.

#include <Eigen/Core>
#include <cstddef>
#include <infobound/information/conjugate.hpp>
#include <infobound/report/histories.hpp>
#include <iostream>
#include <utility>

namespace ib = infobound;

struct pairs {
  using real_type = double;
  using parameter_type = double;
  using history_type = std::pair<double, double>;
  template <class Rng>
  double draw_parameter(Rng&) const {
    return 0;
  }
  template <class Rng>
  history_type draw_history(double, std::size_t, Rng&) const {
    return {0, 0};
  }
  Eigen::VectorXd log_likelihood(double, const history_type&) const { return Eigen::VectorXd::Zero(2); }
};

int main() { ib::report::write_histories(std::cout, pairs{}, 2, ib::conjugate{}); }
