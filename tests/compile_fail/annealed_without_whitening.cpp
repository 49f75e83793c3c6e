// expect: infobound: annealed needs latent_dimension() and parameter_from(z), theta as a function of
// expect: z ~ N(0, I), which the process lacks; use contrastive
// SPDX-License-Identifier: BSL-1.0
// A good process, whose parameter is not a function of normal coordinates.

#include <Eigen/Core>
#include <cstddef>
#include <infobound/information/annealed.hpp>
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
};

int main() { (void)infobound::information(process{}, 3, infobound::annealed{}); }
