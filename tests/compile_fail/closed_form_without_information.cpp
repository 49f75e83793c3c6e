// expect: infobound: closed_form needs information(horizon), I(H_T; theta) without Monte Carlo, which the process
// expect: lacks; use automatic or conjugate
// SPDX-License-Identifier: BSL-1.0
// A process that has to be simulated.

#include <Eigen/Core>
#include <cstddef>
#include <infobound/information/closed_form.hpp>
#include <infobound/information/information.hpp>

struct process {
  using real_type = double;
  using parameter_type = double;
  using history_type = Eigen::VectorXd;
  double draw_parameter(auto&) const { return 0; }
  Eigen::VectorXd draw_history(double, std::size_t horizon, auto&) const {
    return Eigen::VectorXd::Zero(static_cast<Eigen::Index>(horizon));
  }
  Eigen::VectorXd log_likelihood(double, const Eigen::VectorXd& history) const { return history; }
  Eigen::VectorXd log_predictive(const Eigen::VectorXd& history) const { return history; }
};

int main() { (void)infobound::information(process{}, 3, infobound::closed_form{}); }
