// expect: infobound: laplace needs latent_dimension(), parameter_from(z), gradient(z, history) and
// expect: hessian(z, history) of ln p(H_T | theta(z)), which the process lacks; use contrastive
// SPDX-License-Identifier: BSL-1.0
// A good process, whose derivatives are not known.

#include <Eigen/Core>
#include <cstddef>
#include <infobound/information/information.hpp>
#include <infobound/information/laplace.hpp>

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

int main() { (void)infobound::information(process{}, 3, infobound::laplace{}); }
