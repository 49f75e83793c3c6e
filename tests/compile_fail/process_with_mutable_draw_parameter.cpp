// expect: infobound: draw_parameter(rng) is not const, and must be a public const member callable with
// expect: infobound::random_stream&
// SPDX-License-Identifier: BSL-1.0
// A draw that a const process does not have.

#include <Eigen/Core>
#include <boost/random/uniform_01.hpp>
#include <cstddef>
#include <infobound/information/information.hpp>

struct process {
  using real_type = double;
  using parameter_type = double;
  using history_type = Eigen::VectorXd;
  double draw_parameter(auto& rng) { return boost::random::uniform_01<double>()(rng); }
  Eigen::VectorXd draw_history(double, std::size_t horizon, auto&) const {
    return Eigen::VectorXd::Zero(static_cast<Eigen::Index>(horizon));
  }
  Eigen::VectorXd log_likelihood(double, const Eigen::VectorXd& history) const { return history; }
};

int main() { (void)infobound::information(process{}, 3); }
