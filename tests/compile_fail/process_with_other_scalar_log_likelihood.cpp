// expect: infobound: log_likelihood(theta, history) returns Eigen numbers of another scalar or shape, and must
// expect: return an Eigen vector of real_type
// SPDX-License-Identifier: BSL-1.0
// A likelihood in another scalar than the process names.

#include <Eigen/Core>
#include <cstddef>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/information.hpp>

struct process {
  using real_type = float;
  using parameter_type = double;
  using history_type = Eigen::VectorXd;
  double draw_parameter(auto&) const { return 0; }
  Eigen::VectorXd draw_history(double, std::size_t horizon, auto&) const {
    return Eigen::VectorXd::Zero(static_cast<Eigen::Index>(horizon));
  }
  Eigen::VectorXd log_likelihood(double, const Eigen::VectorXd& history) const { return history; }
  Eigen::VectorXf log_predictive(const Eigen::VectorXd& history) const { return history.cast<float>(); }
};

int main() { (void)infobound::information(process{}, 3, infobound::conjugate{}); }
