// SPDX-License-Identifier: BSL-1.0
// A transformer written down as its definition, one window after another: what the fast one is held against.

#pragma once

#include <Eigen/Core>
#include <cmath>

/// The columns of U_L for the window U_0, by weights A_1, V_1, A_2, … in θ.
[[nodiscard]] inline Eigen::MatrixXd plain_layers(Eigen::MatrixXd window, const Eigen::VectorXd& theta,
                                                  Eigen::Index layers) {
  const Eigen::Index size = window.rows();
  for (Eigen::Index i = 0; i < layers; ++i) {
    const Eigen::Map<const Eigen::MatrixXd> attention(theta.data() + 2 * i * size * size, size, size);
    const Eigen::Map<const Eigen::MatrixXd> value(theta.data() + (2 * i + 1) * size * size, size, size);
    Eigen::MatrixXd scores = window.transpose() * attention * window / std::sqrt(static_cast<double>(size));
    for (Eigen::Index q = 0; q < scores.cols(); ++q) {
      scores.col(q).array() = (scores.col(q).array() - scores.col(q).maxCoeff()).exp().eval();
      scores.col(q) /= scores.col(q).sum();
    }
    window = (value * window * scores).eval();
    for (Eigen::Index q = 0; q < window.cols(); ++q) window.col(q) /= std::fmax(1, window.col(q).norm());
  }
  return window;
}

/// ln P(· | θ, window of tokens), one entry a token.
[[nodiscard]] inline Eigen::VectorXd plain_log_probabilities(const Eigen::MatrixXd& embeddings,
                                                             const Eigen::VectorXi& window,
                                                             const Eigen::VectorXd& theta, Eigen::Index layers) {
  Eigen::MatrixXd columns(embeddings.rows(), window.size());
  for (Eigen::Index k = 0; k < window.size(); ++k) columns.col(k) = embeddings.col(window[k]);
  const Eigen::MatrixXd last = plain_layers(columns, theta, layers).rightCols(1);
  const Eigen::ArrayXd log_odds = embeddings.transpose() * last;
  return log_odds - std::log(log_odds.exp().sum());
}
