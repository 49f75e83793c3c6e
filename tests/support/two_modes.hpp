// SPDX-License-Identifier: BSL-1.0
// A process that Laplace's approximation misses, though it has a Hessian.
#pragma once

#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <cstddef>

/// Y ~ N(θ², 1/100), θ ~ N(0, 1): the posterior has two modes, and offers derivatives that tell of one.
struct two_modes {
  static constexpr double information_of_ten = 3.0028;  ///< by quadrature over the mean of ten, which is sufficient

  using real_type = double;
  using parameter_type = double;
  using history_type = Eigen::VectorXd;

  template <class Rng>
  double draw_parameter(Rng& rng) const {
    return boost::random::normal_distribution<double>()(rng);
  }
  template <class Rng>
  Eigen::VectorXd draw_history(double theta, std::size_t length, Rng& rng) const {
    boost::random::normal_distribution<double> normal(theta * theta, 0.1);
    Eigen::VectorXd result(static_cast<Eigen::Index>(length));
    for (double& entry : result) entry = normal(rng);
    return result;
  }
  Eigen::VectorXd log_likelihood(double theta, const Eigen::VectorXd& history) const {
    return -50 * (history.array() - theta * theta).square() + std::log(10 / std::sqrt(2 * std::acos(-1.0)));
  }
  std::size_t latent_dimension() const { return 1; }
  double parameter_from(const Eigen::VectorXd& z) const { return z[0]; }
  Eigen::VectorXd gradient(const Eigen::VectorXd& z, const Eigen::VectorXd& history) const {
    return Eigen::VectorXd::Constant(1, 200 * z[0] * (history.array() - z[0] * z[0]).sum());
  }
  Eigen::MatrixXd hessian(const Eigen::VectorXd& z, const Eigen::VectorXd& history) const {
    return Eigen::MatrixXd::Constant(1, 1, 200 * (history.array() - 3 * z[0] * z[0]).sum());
  }
};
