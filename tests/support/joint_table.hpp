// SPDX-License-Identifier: BSL-1.0
// Joint tables of θ and data, and what compressions of θ cost and lose, by the definitions.

#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <infobound/core/random_stream.hpp>

namespace joint_table {

inline double uniform(infobound::random_stream& rng) { return (double(rng() >> 11) + 0.5) / 9007199254740992.0; }

/// Positive entries, spread over some orders of magnitude, that add up to 1 in each row.
inline Eigen::MatrixXd random_channel(Eigen::Index rows, Eigen::Index columns, double spread,
                                      infobound::random_stream& rng) {
  Eigen::MatrixXd made(rows, columns);
  for (double& entry : made.reshaped()) entry = std::pow(-std::log(uniform(rng)), spread);
  for (Eigen::Index row = 0; row < rows; ++row) made.row(row) /= made.row(row).sum();
  return made;
}

/// A random prior times a random channel.
inline Eigen::MatrixXd random(Eigen::Index rows, Eigen::Index columns, double spread, std::uint64_t seed) {
  infobound::random_stream rng(seed);
  const Eigen::VectorXd prior = random_channel(1, rows, 0.5, rng).transpose();
  return prior.asDiagonal() * random_channel(rows, columns, spread, rng);
}

/// I of the two variables of a joint table, term by term.
inline double information(const Eigen::MatrixXd& joint) {
  const Eigen::VectorXd rows = joint.rowwise().sum();
  const Eigen::RowVectorXd columns = joint.colwise().sum();
  double sum = 0;
  for (Eigen::Index i = 0; i < joint.rows(); ++i)
    for (Eigen::Index j = 0; j < joint.cols(); ++j)
      if (joint(i, j) > 0) sum += joint(i, j) * std::log(joint(i, j) / (rows[i] * columns[j]));
  return sum;
}

struct point {
  double loss;  ///< I(data;θ) − I(data;θ̃)
  double rate;  ///< I(θ;θ̃)
};

/// What the compression P(θ̃|θ) costs and loses.
inline point measured(const Eigen::MatrixXd& joint, const Eigen::MatrixXd& channel) {
  const Eigen::VectorXd prior = joint.rowwise().sum();
  return {information(joint) - information(channel.transpose() * joint), information(prior.asDiagonal() * channel)};
}

}  // namespace joint_table
