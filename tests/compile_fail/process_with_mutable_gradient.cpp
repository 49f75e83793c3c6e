// expect: infobound: the process has gradient, but not as a public const member of (z, history) that returns an Eigen
// expect:  vector of real_type
// SPDX-License-Identifier: BSL-1.0
// A gradient that a const process does not have.

#include <Eigen/Core>
#include <boost/random/uniform_01.hpp>
#include <cstddef>
#include <infobound/information/information.hpp>

struct process {
  using real_type = double;
  using parameter_type = double;
  using history_type = Eigen::VectorXd;
  double draw_parameter(auto& rng) const { return boost::random::uniform_01<double>()(rng); }
  Eigen::VectorXd draw_history(double, std::size_t horizon, auto&) const {
    return Eigen::VectorXd::Zero(static_cast<Eigen::Index>(horizon));
  }
  Eigen::VectorXd log_likelihood(double, const Eigen::VectorXd& history) const { return history; }
  std::size_t latent_dimension() const { return 1; }
  double parameter_from(const Eigen::VectorXd& z) const { return z[0]; }
  Eigen::VectorXd gradient(const Eigen::VectorXd& z, const Eigen::VectorXd&) { return z; }
};

int main() { (void)infobound::information(process{}, 3); }
