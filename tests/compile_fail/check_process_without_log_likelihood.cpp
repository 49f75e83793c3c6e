// expect: infobound: the process lacks log_likelihood(theta, history), ln p(Y_{t+1} | theta, H_t) for each label as an
// expect: Eigen vector of real_type
// SPDX-License-Identifier: BSL-1.0
// Nor can a process be checked that is none.

#include <Eigen/Core>
#include <cstddef>
#include <infobound/check/check_process.hpp>

struct process {
  using real_type = double;
  using parameter_type = double;
  using history_type = Eigen::VectorXd;
  double draw_parameter(auto&) const { return 0; }
  Eigen::VectorXd draw_history(double, std::size_t horizon, auto&) const {
    return Eigen::VectorXd::Zero(static_cast<Eigen::Index>(horizon));
  }
};

int main() { return infobound::check_process(process{}).passed() ? 0 : 1; }
