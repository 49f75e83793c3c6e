// expect: infobound: the learner has log_predictive, but not as a public const member of (history) or (history, rng)
// expect: that returns an Eigen vector of the truth's real_type, one entry a label
// SPDX-License-Identifier: BSL-1.0
// A learner in float of a truth in double.

#include <Eigen/Core>
#include <infobound/check/check_learner.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>

namespace ib = infobound;

struct learner {
  Eigen::VectorXf log_predictive(const Eigen::VectorXi& history) const { return Eigen::VectorXf(history.size()); }
};

int main() { (void)ib::check_learner(ib::beta_bernoulli<double>{.alpha = 1, .beta = 1}, learner{}); }
