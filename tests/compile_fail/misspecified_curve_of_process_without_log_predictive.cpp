// expect: infobound: the learner lacks log_predictive(history), ln q(Y_{t+1} | H_t) of a history_type of the truth, one
// expect: entry a label; or log_predictive(history, rng) where it draws
// SPDX-License-Identifier: BSL-1.0
// A process as a learner, whose predictions are not known label by label.

#include <infobound/bound/misspecified/misspecified_curve.hpp>
#include <infobound/process/regression/logistic_regression.hpp>

namespace ib = infobound;

int main() {
  const ib::logistic_regression<double> process{.dimension = 2};
  (void)ib::misspecified_curve(process, process, 3);
}
