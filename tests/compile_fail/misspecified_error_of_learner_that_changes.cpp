// expect: infobound: the learner has log_predictive, but not as a public const member of (history) or (history, rng)
// expect: that returns an Eigen vector of the truth's real_type, one entry a label
// SPDX-License-Identifier: BSL-1.0
// A learner whose predictions change it.

#include <Eigen/Core>
#include <infobound/bound/misspecified/misspecified_error.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>

namespace ib = infobound;

struct learner {
  Eigen::VectorXd log_predictive(const Eigen::VectorXi& history) { return Eigen::VectorXd(history.size()); }
};

int main() { (void)ib::misspecified_error(ib::beta_bernoulli<double>{.alpha = 1, .beta = 1}, learner{}, 3); }
