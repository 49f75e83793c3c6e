// expect: infobound: conjugate needs log_predictive(history), ln p(Y_{t+1} | H_t) in closed form, which the process
// expect: lacks; use automatic
// SPDX-License-Identifier: BSL-1.0
// A learner whose predictive law is not known.

#include <Eigen/Core>
#include <cstddef>
#include <infobound/bound/misspecified/misspecified_error.hpp>

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

int main() { (void)infobound::misspecified_error(process{}, process{}, 3, infobound::conjugate{}); }
