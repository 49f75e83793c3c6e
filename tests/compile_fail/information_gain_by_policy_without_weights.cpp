// expect: infobound: information_gain needs weights of draws of the posterior: automatic, laplace or contrastive
// SPDX-License-Identifier: BSL-1.0
// A policy whose chains have no weights.

#include <infobound/information/annealed.hpp>
#include <infobound/information/information_gain.hpp>
#include <infobound/process/regression/logistic_regression.hpp>

int main() {
  const infobound::logistic_regression<double> process{.dimension = 2};
  (void)infobound::information_gain(process, {}, infobound::annealed{});
}
