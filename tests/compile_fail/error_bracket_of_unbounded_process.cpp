// expect: infobound: nothing bounds the error of the process: it has none of rate_upper(epsilon), rate_lower(epsilon),
// expect: error_upper(horizon), error_lower(horizon), error_bounds(horizon)
// SPDX-License-Identifier: BSL-1.0
// The same sentence from error_bracket.

#include <Eigen/Core>
#include <cstddef>
#include <infobound/bound/error_bounds.hpp>

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

int main() { (void)infobound::error_bracket(process{}, 3); }
