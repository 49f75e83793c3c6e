// expect: infobound: no bound on the error of the process comes of one average over simulations: it has none of
// expect: hessian(z, history) beside log_concave_likelihood = true, affinity(theta, other, history),
// expect: simulated_bounds(horizon)
// SPDX-License-Identifier: BSL-1.0
// A good process that offers nothing to bound it with.

#include <Eigen/Core>
#include <cstddef>
#include <infobound/bound/simulated_bounds.hpp>

struct process {
  using real_type = double;
  using parameter_type = double;
  using history_type = Eigen::VectorXd;
  double draw_parameter(auto&) const { return 0; }
  Eigen::VectorXd draw_history(double, std::size_t horizon, auto&) const {
    return Eigen::VectorXd::Zero(static_cast<Eigen::Index>(horizon));
  }
  Eigen::VectorXd log_likelihood(double, const Eigen::VectorXd& history) const { return history; }
};

int main() { (void)infobound::simulated_bounds(process{}, 3); }
