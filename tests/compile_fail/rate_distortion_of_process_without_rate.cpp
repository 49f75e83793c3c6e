// expect: infobound: rate_distortion needs rate_upper(epsilon) or rate_lower(epsilon), a bound on H_epsilon(theta) in
// expect: nats, which the process lacks
// SPDX-License-Identifier: BSL-1.0
// A process of whose rate nothing is known.

#include <Eigen/Core>
#include <cstddef>
#include <infobound/rate/rate_distortion.hpp>

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

int main() { (void)infobound::rate_distortion(process{}, 0.1); }
