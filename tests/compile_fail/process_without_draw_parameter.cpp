// expect: infobound: the process lacks draw_parameter(rng), a draw of theta from the prior as a parameter_type
// SPDX-License-Identifier: BSL-1.0
// A process with no prior to draw from.

#include <Eigen/Core>
#include <cstddef>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/information.hpp>

struct process {
  using real_type = double;
  using parameter_type = double;
  using history_type = Eigen::VectorXd;
  Eigen::VectorXd draw_history(double, std::size_t horizon, auto&) const {
    return Eigen::VectorXd::Zero(static_cast<Eigen::Index>(horizon));
  }
  Eigen::VectorXd log_likelihood(double, const Eigen::VectorXd& history) const { return history; }
  Eigen::VectorXd log_predictive(const Eigen::VectorXd& history) const { return history; }
};

int main() { (void)infobound::information(process{}, 3, infobound::conjugate{}); }
