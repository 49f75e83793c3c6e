// expect: infobound: log_evidence needs evidence(process, horizon, execution, observer) of the policy, as laplace,
// expect: annealed, sequential and contrastive have it, with name, replicates and seed
// SPDX-License-Identifier: BSL-1.0
// A policy that bounds the information and knows no evidence.

#include <infobound/information/determinant.hpp>
#include <infobound/information/log_evidence.hpp>
#include <infobound/process/regression/logistic_regression.hpp>

int main() {
  const infobound::logistic_regression<double> process{.dimension = 2};
  (void)infobound::log_evidence(process, {}, infobound::determinant{});
}
