// SPDX-License-Identifier: BSL-1.0
// How much of a regression's parameter must one be told to predict so well, and what does that say of learning it?
// Writes rate_distortion_of_a_prior.svg, .png, .dat and .gp into the current directory.
#include <algorithm>
#include <infobound/infobound.hpp>
#include <infobound/report/plot.hpp>
#include <infobound/report/table.hpp>
#include <iostream>
#include <utility>

#include "support/draw.hpp"

namespace ib = infobound;

int main() {
  const ib::linear_regression<double> process{.dimension = 5, .noise_variance = 0.25};
  constexpr std::size_t T = 20;
  const double error = process.information(T) / T;
  ib::report::table shown{.columns = {{"epsilon"}, {"H, one observation"}, {"H, T = 20"}, {"min"}, {"sum"}}};
  using ib::report::kind;
  ib::report::plot picture{.title =
                               "The best learner's error is between the top of one curve and the bottom of the other\n"
                               "Theorem 15: linear regression of five unknowns, noise variance 1/4, T = 20",
                           .x = {.label = "distortion ε, nats per observation"},
                           .y = {.label = "nats per observation", .guides = {{error, "the error of the best learner"}}},
                           .series = {{.name = "H/T", .kind = kind::exact},
                                      {.name = "min{H/T, ε}: at most the error", .kind = kind::lower_bound},
                                      {.name = "H/T + ε: at least the error", .kind = kind::upper_bound}}};
  for (const double share : {0.01, 0.03, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97, 1.1, 1.5}) {
    const double epsilon = share * error;
    const double rate = ib::rate_distortion(process, epsilon, T).lower.value;
    const double lower = std::min(rate / T, epsilon);
    const double upper = rate / T + epsilon;
    shown.rows.push_back({epsilon, ib::rate_distortion(process, epsilon).lower.value, rate, lower, upper});
    for (const auto& [i, value] : {std::pair{0U, rate / T}, std::pair{1U, lower}, std::pair{2U, upper}}) {
      picture.series[i].x.push_back(epsilon);
      picture.series[i].middle.push_back(value);
    }
  }
  ib::report::write_table(std::cout, shown, 3);
  const auto found = ib::rate_distortion_curve(process, T).error_bracket();
  std::cout.precision(3);
  std::cout << "\nTheorem 15 from the exact rate at T: " << found << "; the error: " << error << '\n';
  std::cout << "from closed forms:                   " << ib::error_bracket(process, T) << '\n';
  return examples::draw(picture, "rate_distortion_of_a_prior");
}
/* Output
epsilon  H, one observation  H, T = 20      min    sum
-------  ------------------  ---------  -------  -----
0.00336               16.0      15.9    0.00336  0.800
0.0101                13.2      13.1    0.0101   0.665
0.0336                10.1       9.78   0.0336   0.523
0.0673                 8.25      7.62   0.0673   0.448
0.101                  7.12      6.18   0.101    0.410
0.135                  6.29      5.03   0.135    0.386
0.168                  5.62      4.03   0.168    0.370
0.202                  5.05      3.13   0.157    0.358
0.235                  4.56      2.30   0.115    0.350
0.269                  4.11      1.50   0.0751   0.344
0.303                  3.71      0.740  0.0370   0.340
0.326                  3.44      0.220  0.0110   0.337
0.370                  2.99      0      0        0.370
0.505                  1.77      0      0        0.505

Theorem 15 from the exact rate at T: [0.182, 0.336]; the error: 0.336
from closed forms:                   [0.335, 0.354]
*/
