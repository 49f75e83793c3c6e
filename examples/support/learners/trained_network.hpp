// SPDX-License-Identifier: BSL-1.0
// A network that is trained by Adam, with the library's own gradient.
#pragma once

#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <cstddef>
#include <infobound/core/random_stream.hpp>
#include <infobound/process/network/deep_network.hpp>

namespace examples {

/// To be refitted: from random weights by Adam (Kingma and Ba 2015) on four labels in five, with weight decay as of a
/// prior N(0, I). It keeps the weights that predict the fifth best, and their error there is the spread of predictions.
struct trained_network {
  infobound::deep_network<double> network;
  int steps = 300;

  using history = infobound::deep_network<double>::history_type;
  struct model {
    infobound::deep_network<double> network;
    Eigen::VectorXd theta;
    Eigen::VectorXd log_predictive(const history& of, std::size_t first, std::size_t last) const {
      return network.log_likelihood(theta, part(of, first, last));
    }
  };
  model fit(const history& of, std::size_t size, infobound::random_stream& rng) const {
    const history training = part(of, 0, size - size / 5), validation = part(of, size - size / 5, size);
    Eigen::VectorXd z(static_cast<Eigen::Index>(network.latent_dimension()));
    for (double& one : z) one = boost::random::normal_distribution<double>()(rng);
    Eigen::VectorXd slopes = 0 * z, squares = 0 * z, best = z;
    double least = mean_square(z, validation), held_out = static_cast<double>(size / 5);
    for (int step = 1; step <= steps && size > 0; ++step) {
      const Eigen::VectorXd slope = network.gradient(z, training) - z;
      slopes += 0.1 * (slope - slopes);
      squares += 0.01 * (slope.cwiseAbs2() - squares);
      const double now = 0.03 / (1 - std::pow(0.9, step)) * std::sqrt(1 - std::pow(0.99, step));
      z.array() += now * slopes.array() / (squares.array().sqrt() + 1e-8);
      if (const double error = mean_square(z, validation); error <= least) least = error, best = z;
    }
    model trained{network, network.parameter_from(best)};
    trained.network.noise_variance = (1 + held_out * least) / (1 + held_out);
    return trained;
  }

 private:
  static history part(const history& of, std::size_t first, std::size_t last) {
    const auto from = static_cast<Eigen::Index>(first), to = static_cast<Eigen::Index>(last);
    return {of.inputs.middleCols(from, to - from), of.labels.segment(from, to - from)};
  }
  double mean_square(const Eigen::VectorXd& z, const history& of) const {
    if (of.labels.size() == 0) return 1;
    const double constant = std::log(2 * std::acos(-1.0) * network.noise_variance);
    return -(2 * network.log_likelihood(network.parameter_from(z), of).mean() + constant) * network.noise_variance;
  }
};

}  // namespace examples
