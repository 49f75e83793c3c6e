// SPDX-License-Identifier: BSL-1.0
// From below and from above, for every process: how near are the theorems to
// each other, and where is the truth? Writes both_sides.svg, .png, .dat and .gp
// into the current directory.
#include <cstddef>
#include <infobound/infobound.hpp>
#include <infobound/report/plot.hpp>
#include <infobound/report/table.hpp>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "support/draw.hpp"

namespace ib = infobound;

ib::report::table shown{
    .columns = {{"process", ib::report::alignment::left}, {"T"}, {"lower"}, {"estimate"}, {"upper"}, {"upper/lower"}}};
ib::report::small_multiples picture{.title =
                                        "Bounds from below and from above meet for regressions, and are furthest "
                                        "apart for deep networks, tokens and transformers",
                                    .plots = {},
                                    .columns = 4};

/// A panel: the bracket at horizons up to a million, bracket(T), and the
/// estimate at those that are affordable.
template <class Bracket, class Estimate>
void draw_panel(const std::string &name, Bracket bracket, const std::vector<std::size_t> &affordable,
                Estimate estimate) {
  ib::report::series below{.name = "lower bound", .kind = ib::report::kind::lower_bound};
  ib::report::series above{.name = "upper bound", .kind = ib::report::kind::upper_bound};
  ib::report::series learner{.name = "best learner, simulated", .kind = ib::report::kind::estimate};
  for (const std::size_t horizon : {1U, 3U, 10U, 30U, 100U, 300U, 1'000U, 10'000U, 100'000U, 1'000'000U}) {
    const auto [lower, upper] = bracket(horizon);
    below.x.push_back(double(horizon));
    below.middle.push_back(lower.value);
    above.x.push_back(double(horizon));
    above.middle.push_back(upper.value);
  }
  ib::estimate<double> last;
  for (const std::size_t horizon : affordable) {
    last = estimate(horizon);
    learner.add(double(horizon), last);
    learner.middle.back() = (last.lower.mean + last.upper.mean) / 2;
  }
  const auto [lower, upper] = bracket(affordable.back());
  shown.rows.push_back({name, affordable.back(), lower.value, (last.lower.mean + last.upper.mean) / 2, upper.value,
                        upper.value / lower.value});
  picture.plots.push_back({.title = name,
                           .x = {.label = "number of observations, T"},
                           .y = {.label = "error, nats per observation"},
                           .series = {std::move(below), std::move(above), std::move(learner)}});
}

template <class Process, class Policy>
void compare(const std::string &name, const Process &process, const std::vector<std::size_t> &affordable,
             const Policy &policy) {
  draw_panel(
      name, [&](std::size_t horizon) { return ib::error_bracket(process, horizon); }, affordable,
      [&](std::size_t horizon) { return ib::estimation_error(process, horizon, policy); });
}

int main() {
  const std::vector<std::size_t> few{1, 10, 100};
  const ib::laplace concave{.replicates = 100, .proposals = 20, .seed = 1};
  compare("linear regression", ib::linear_regression<double>{.dimension = 5, .noise_variance = 0.25},
          {1, 10, 100, 1'000, 10'000}, ib::automatic{});
  compare("logistic regression", ib::logistic_regression<double>{.dimension = 5}, {1, 10, 100, 1'000}, concave);
  compare("softmax regression", ib::softmax_regression<double>{.dimension = 3, .classes = 4}, few, concave);
  compare("probit regression", ib::generalised_linear_model<ib::probit_response<double>, double>{.dimension = 5}, few,
          concave);
  compare("Poisson regression", ib::generalised_linear_model<ib::poisson_response<double>, double>{.dimension = 3}, few,
          concave);
  const ib::annealed annealed{.replicates = 20, .temperatures = 200, .seed = 1};
  compare("network, 2-4-1", ib::deep_network<double>{.widths = {2, 4, 1}, .noise_variance = 0.25}, few, annealed);
  compare("network, 3-4-4-1", ib::deep_network<double>{.widths = {3, 4, 4, 1}, .noise_variance = 0.25}, few, annealed);
  compare("infinitely wide network, d = 10",
          ib::dirichlet_network<double>{.dimension = 10, .concentration = 2, .noise_variance = 0.25}, few,
          ib::contrastive{.replicates = 40, .contrasts = 1000, .seed = 1});
  compare("binary autoregression, K = 3", ib::binary_autoregression<double>{.order = 3}, {10, 100, 1'000}, concave);
  compare("token autoregression, N = 4",
          ib::token_autoregression<double>{.vocabulary = 4, .embedding_dimension = 2, .order = 1}, few, concave);
  compare("transformer, two layers",
          ib::transformer<double>{.vocabulary = 4, .embedding_dimension = 2, .context = 3, .layers = 2}, few, annealed);
  const ib::linear_representation<ib::logistic_response, double> tasks{.dimension = 5, .rank = 1};
  draw_panel(
      "shared by T logistic tasks of 10", [&](std::size_t number) { return ib::meta_bracket(tasks, number, 10).meta; },
      {1, 3, 10},
      [&](std::size_t number) {
        return ib::meta_error(tasks, number, 10, ib::contrastive{.replicates = 40, .contrasts = 300, .seed = 1}).meta;
      });
  ib::report::write_table(std::cout, shown, 3);
  return examples::draw(picture, "both_sides");
}
/* Output
process                               T     lower  estimate    upper  upper/lower
--------------------------------  -----  --------  --------  -------  -----------
linear regression                 10000  0.00225    0.00225  0.00225         1.00
logistic regression                1000  0.00910    0.00921  0.00926         1.02
softmax regression                  100  0.0758     0.0883   0.0892          1.18
probit regression                   100  0.0521     0.0565   0.0578          1.11
Poisson regression                  100  0.0521     0.0617   0.0680          1.30
network, 2-4-1                      100  0.0375     0.0896   0.250           6.66
network, 3-4-4-1                    100  0.0201     0.157    0.565          28.1
infinitely wide network, d = 10     100  0.124      0.483    0.571           4.62
binary autoregression, K = 3       1000  0.00456    0.00621  0.00665         1.46
token autoregression, N = 4         100  0.00168    0.0304   0.0652         38.8
transformer, two layers             100  1.18e-05   0.0207   0.321       27271
shared by T logistic tasks of 10     10  0.000657   0.0110   0.0292         44.5
*/
