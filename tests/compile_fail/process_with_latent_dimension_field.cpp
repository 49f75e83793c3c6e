// expect: infobound: the process has latent_dimension, but not as a public const member function of () that returns a
// expect:  std::size_t
// SPDX-License-Identifier: BSL-1.0
// A number where a function is called, under a policy that needs it.

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
  std::size_t latent_dimension = 1;
  double parameter_from(const Eigen::VectorXd& z) const { return z[0]; }
};

int main() { (void)infobound::learning_curve(process{}, 3, infobound::annealed{}); }
