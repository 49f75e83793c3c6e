// SPDX-License-Identifier: BSL-1.0
// Which two-sided policy closes its gap soonest, on a process whose information is known and on one where it is not?
// Writes how_tight.svg, .png, .dat and .gp into the current directory.
#include <algorithm>
#include <ctime>
#include <infobound/infobound.hpp>
#include <infobound/report/plot.hpp>
#include <infobound/report/table.hpp>
#include <iostream>
#include <string>

#include "support/draw.hpp"

namespace ib = infobound;

constexpr std::size_t observations = 50;
ib::report::table shown{
    .columns = {{"regression"}, {"policy"}, {"effort"}, {"lower"}, {"upper"}, {"gap, nats"}, {"noise, nats"}}};
ib::report::small_multiples picture{
    .title =
        "laplace closes the gap soonest; contrastive is slow where there is much to learn\n"
        "Points are the efforts of the table, from left to right",
    .plots = {}};

/// A row of the table, and a point of the picture: the gap against the time that a replicate takes.
template <class Process, class Policy>
void estimate(const std::string& name, const Process& process, const Policy& policy, std::size_t effort) {
  const std::clock_t start = std::clock();  // of this program alone, however busy the machine is
  const auto found = ib::information(process, observations, policy);
  const double milliseconds = 1e3 * double(std::clock() - start) / CLOCKS_PER_SEC;
  const double gap = found.upper.mean - found.lower.mean;
  const double noise = std::max(found.lower.standard_error, found.upper.standard_error);
  const std::string label(Policy::name);
  shown.rows.push_back({name, label, effort, found.lower.mean, found.upper.mean, gap, noise});
  auto& series = picture.plots.back().series;
  if (series.empty() || series.back().name != label) series.push_back({.name = label});
  series.back().x.push_back(milliseconds / double(found.replicates));
  series.back().middle.push_back(gap);
}

template <class Process>
void compare(const std::string& name, const Process& process, const std::string& known) {
  picture.plots.push_back({.title = name + " regression, " + known + " nats",
                           .x = {.label = "processor time of a replicate, milliseconds"},
                           .y = {.label = "gap between the sides, nats"},
                           .series = {}});
  for (const std::size_t n : {10U, 100U, 1000U, 10000U})
    estimate(name, process, ib::contrastive{.replicates = 128, .contrasts = n, .seed = 1}, n);
  for (const std::size_t n : {3U, 30U, 300U})
    estimate(name, process, ib::laplace{.replicates = 128, .proposals = n, .seed = 2}, n);
  for (const std::size_t n : {10U, 100U, 1000U})
    estimate(name, process, ib::annealed{.replicates = 128, .temperatures = n, .seed = 3}, n);
  for (const std::size_t n : {10U, 100U})
    estimate(name, process, ib::sequential{.replicates = 128, .particles = n, .seed = 4}, n);
}

int main() {
  const ib::linear_regression<double> known{.dimension = 5, .noise_variance = 0.25};
  compare("linear", known, "9.1");
  compare("logistic", ib::logistic_regression<double>{.dimension = 5}, "2.7");
  ib::report::write_table(std::cout, shown, 3);
  std::cout << "\nlinear: " << ib::information(known, observations) << '\n';
  return examples::draw(picture, "how_tight");
}
/* Output
regression       policy  effort  lower  upper  gap, nats  noise, nats
----------  -----------  ------  -----  -----  ---------  -----------
    linear  contrastive      10   2.40  10.9    8.49          0.186
    linear  contrastive     100   4.61   9.53   4.93          0.0827
    linear  contrastive    1000   6.68   9.49   2.81          0.0814
    linear  contrastive   10000   8.19   9.35   1.16          0.0798
    linear      laplace       3   9.11   9.15   0.0323        0.0214
    linear      laplace      30   9.13   9.13   0.00313       0.00727
    linear      laplace     300   9.14   9.14   0.000333      0.00524
    linear     annealed      10   6.42  13.5    7.08          0.387
    linear     annealed     100   8.75   9.40   0.646         0.0846
    linear     annealed    1000   9.06   9.15   0.0859        0.0251
    linear   sequential      10   5.92  16.1   10.2           0.730
    linear   sequential     100   8.51   9.96   1.45          0.173
  logistic  contrastive      10   1.93   3.26   1.33          0.120
  logistic  contrastive     100   2.53   2.79   0.257         0.0419
  logistic  contrastive    1000   2.62   2.68   0.0592        0.0295
  logistic  contrastive   10000   2.65   2.66   0.00910       0.0120
  logistic      laplace       3   2.65   2.67   0.0246        0.0218
  logistic      laplace      30   2.65   2.65   0.00218       0.00828
  logistic      laplace     300   2.66   2.66   0.000243      0.00662
  logistic     annealed      10   2.22   3.10   0.889         0.0963
  logistic     annealed     100   2.57   2.66   0.0888        0.0338
  logistic     annealed    1000   2.63   2.65   0.0163        0.0126
  logistic   sequential      10   2.29   3.27   0.985         0.134
  logistic   sequential     100   2.57   2.64   0.0742        0.0457

linear: 9.13647 nats (exact)
*/
