// expect: infobound: the process lacks draw_history(theta, horizon, rng), a draw of the history given theta as a
// expect: history_type
// SPDX-License-Identifier: BSL-1.0
// A process that cannot be simulated.

#include <Eigen/Core>
#include <cstddef>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/information.hpp>

struct process {
  using real_type = double;
  using parameter_type = double;
  using history_type = Eigen::VectorXd;
  double draw_parameter(auto&) const { return 0; }
  Eigen::VectorXd log_likelihood(double, const Eigen::VectorXd& history) const { return history; }
  Eigen::VectorXd log_predictive(const Eigen::VectorXd& history) const { return history; }
};

int main() { (void)infobound::information(process{}, 3, infobound::conjugate{}); }
