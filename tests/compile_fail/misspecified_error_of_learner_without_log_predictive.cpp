// expect: infobound: the learner lacks log_predictive(history), ln q(Y_{t+1} | H_t) of a history_type of the truth, one
// expect: entry a label; or log_predictive(history, rng) where it draws
// SPDX-License-Identifier: BSL-1.0
// A learner that predicts other histories than the truth makes.

#include <Eigen/Core>
#include <infobound/bound/misspecified/misspecified_error.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>
#include <vector>

namespace ib = infobound;

struct learner {
  Eigen::VectorXd log_predictive(const std::vector<double>&) const { return Eigen::VectorXd(3); }
};

int main() { (void)ib::misspecified_error(ib::beta_bernoulli<double>{.alpha = 1, .beta = 1}, learner{}, 3); }
