// expect: infobound: determinant needs latent_dimension(), parameter_from(z), hessian(z, history) of ln p(H_T |
// expect: theta(z)) and static constexpr bool log_concave_likelihood = true, which the process lacks; use automatic
// SPDX-License-Identifier: BSL-1.0
// A good process with a Hessian, of which it is not said that it has no positive eigenvalue.

#include <Eigen/Core>
#include <cstddef>
#include <infobound/information/determinant.hpp>
#include <infobound/information/information.hpp>

struct process {
  using real_type = double;
  using parameter_type = Eigen::VectorXd;
  using history_type = Eigen::VectorXd;
  Eigen::VectorXd draw_parameter(auto&) const { return Eigen::VectorXd::Zero(1); }
  Eigen::VectorXd draw_history(const Eigen::VectorXd&, std::size_t horizon, auto&) const {
    return Eigen::VectorXd::Zero(static_cast<Eigen::Index>(horizon));
  }
  Eigen::VectorXd log_likelihood(const Eigen::VectorXd&, const Eigen::VectorXd& history) const { return history; }
  std::size_t latent_dimension() const { return 1; }
  Eigen::VectorXd parameter_from(const Eigen::VectorXd& z) const { return z; }
  Eigen::MatrixXd hessian(const Eigen::VectorXd& z, const Eigen::VectorXd&) const { return -z * z.transpose(); }
};

int main() { (void)infobound::information(process{}, 3, infobound::determinant{}); }
