// expect: infobound: marchenko_pastur needs asymptotic_information(horizon), which linear_regression with Gaussian
// expect: inputs has and the process lacks; use automatic
// SPDX-License-Identifier: BSL-1.0
// The same sentence from learning_curve.

#include <Eigen/Core>
#include <cstddef>
#include <infobound/information/information.hpp>
#include <infobound/information/marchenko_pastur.hpp>

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

int main() { (void)infobound::learning_curve(process{}, 3, infobound::marchenko_pastur{}); }
