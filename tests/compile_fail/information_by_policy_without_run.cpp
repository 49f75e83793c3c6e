// expect: infobound: the policy lacks run(process, horizon, execution, observer), a public const member that returns
// expect: estimate<real_type> of the process
// SPDX-License-Identifier: BSL-1.0
// A policy whose run is not const.

#include <cstddef>
#include <infobound/information/information.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>

struct policy {
  template <class Process, class Execution, class Observer>
  infobound::estimate<double> run(const Process&, std::size_t, const Execution&, const Observer&) {
    return {};
  }
};

int main() { (void)infobound::information(infobound::beta_bernoulli<double>{1, 1}, 3, policy{}); }
