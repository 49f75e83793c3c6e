// expect: infobound: the process lacks parameter_type or history_type, the types of theta and of a history
// SPDX-License-Identifier: BSL-1.0
// A process that names the type of neither draw.

#include <Eigen/Core>
#include <cstddef>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/information.hpp>

struct process {
  using real_type = double;
  double draw_parameter(auto&) const { return 0; }
  Eigen::VectorXd draw_history(double, std::size_t horizon, auto&) const {
    return Eigen::VectorXd::Zero(static_cast<Eigen::Index>(horizon));
  }
  Eigen::VectorXd log_likelihood(double, const Eigen::VectorXd& history) const { return history; }
  Eigen::VectorXd log_predictive(const Eigen::VectorXd& history) const { return history; }
};

int main() { (void)infobound::information(process{}, 3, infobound::conjugate{}); }
