// expect: infobound: log_likelihood(theta, history) returns double, and must return an Eigen vector of real_type
// SPDX-License-Identifier: BSL-1.0
// A likelihood of the whole history where one a label is needed.

#include <Eigen/Core>
#include <cstddef>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/information.hpp>

struct process {
  using real_type = double;
  using parameter_type = double;
  using history_type = Eigen::VectorXd;
  double draw_parameter(auto&) const { return 0; }
  Eigen::VectorXd draw_history(double, std::size_t horizon, auto&) const {
    return Eigen::VectorXd::Zero(static_cast<Eigen::Index>(horizon));
  }
  Eigen::VectorXd log_predictive(const Eigen::VectorXd& history) const { return history; }
  double log_likelihood(double, const Eigen::VectorXd&) const { return 0; }
};

int main() { (void)infobound::information(process{}, 3, infobound::conjugate{}); }
