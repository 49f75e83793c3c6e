// SPDX-License-Identifier: BSL-1.0
// How well can any learner predict a linear model of ten unknowns after 200 observations, and how many does 0.05 nats
// take?
#include <infobound/infobound.hpp>
#include <iostream>

int main() {
  const infobound::linear_regression<double> process{.dimension = 10, .noise_variance = 0.25};
  const auto [lower, upper] = infobound::error_bracket(process, 200);
  const auto needed = infobound::sample_complexity(process, 0.05);
  std::cout.precision(4);
  std::cout << "error:  " << infobound::estimation_error(process, 200) << '\n'
            << "lower:  " << lower.value << ", " << lower.source << '\n'
            << "upper:  " << upper.value << ", " << upper.source << '\n'
            << "needed: " << needed.lower.value << " to " << needed.upper.value << " observations for 0.05 nats each\n";
}
/* Output
error:  0.1092 nats per observation (exact)
lower:  0.1092, Minkowski's inequality (theory 3.4 v)
upper:  0.1099, Jensen's inequality (theory 3.4 i)
needed: 537 to 538 observations for 0.05 nats each
*/
