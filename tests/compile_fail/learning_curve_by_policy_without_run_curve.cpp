// expect: infobound: learning_curve needs run_curve(process, horizon, execution, observer) of the policy
// SPDX-License-Identifier: BSL-1.0
// A policy of one's own that estimates no curves.

#include <cstddef>
#include <infobound/information/information.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>

struct policy {
  template <class Process, class Execution, class Observer>
  infobound::estimate<double> run(const Process&, std::size_t, const Execution&, const Observer&) const {
    return {};
  }
};

int main() { (void)infobound::learning_curve(infobound::beta_bernoulli<double>{1, 1}, 3, policy{}); }
