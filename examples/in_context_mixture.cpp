// SPDX-License-Identifier: BSL-1.0
// In-context learning: what is there to learn of sequences that are of few kinds, and of which kind each one is?
// Writes in_context_mixture.svg, .png, .dat and .gp into the current directory.
#include <infobound/infobound.hpp>
#include <infobound/report/plot.hpp>
#include <infobound/report/table.hpp>
#include <iostream>
#include <string>

#include "support/draw.hpp"

namespace ib = infobound;

ib::report::table shown{.columns = {{"sequences of"},
                                    {"number"},
                                    {"length"},
                                    {"of the kinds"},
                                    {"of which kind"},
                                    {"total from"},
                                    {"to"},
                                    {"at most"}}};
ib::report::small_multiples picture{
    .title =
        "Among eight sequences of few kinds a symbol costs some 40 % less than in one alone\n"
        "What kinds there are is learnt once, of which kind a sequence is every time",
    .plots = {}};

/// Rows of the table and a part of the picture for one kind of sequence.
template <class Component>
void compare(const std::string& name, const Component& component, const ib::contrastive& policy) {
  const ib::task_mixture<Component> mixture{.concentration = 0.5, .component = component};
  const auto errors = ib::meta_learning_curve(mixture, {1, 2, 4, 8}, {8, 32}, policy);
  picture.plots.push_back(
      {.title = name, .x = {.label = "number of sequences"}, .y = {.label = "error, nats per symbol"}, .series = {}});
  for (std::size_t j = 0; j < errors.horizons().size(); ++j) {
    const std::size_t length = errors.horizons()[j];
    const std::string process = "length " + std::to_string(length);
    ib::report::series simulated{.name = process + ", simulated",
                                 .kind = ib::report::kind::estimate,
                                 .process = process,
                                 .band = "between the two sides"};
    ib::report::series proved{
        .name = process + ", upper bound", .kind = ib::report::kind::upper_bound, .process = process};
    for (std::size_t i = 0; i < errors.tasks().size(); ++i) {
      const std::size_t number = errors.tasks()[i];
      const auto& [meta, intra, total] = errors.at(i, j);
      const double bound = ib::meta_bracket(mixture, number, length).total.upper.value;
      shown.rows.push_back({name, number, length, (meta.lower.mean + meta.upper.mean) / 2, intra.lower.mean,
                            total.lower.mean, total.upper.mean, bound});
      for (auto* each : {&simulated, &proved}) each->x.push_back(double(number));
      simulated.lower.push_back(total.lower.mean);
      simulated.upper.push_back(total.upper.mean);
      proved.middle.push_back(bound);
    }
    for (const auto& each : {simulated, proved}) picture.plots.back().series.push_back(each);
  }
}

int main() {
  compare("autoregressions", ib::binary_autoregression<double>{.order = 2},
          {.replicates = 192, .contrasts = 128, .seed = 1});
  compare("transformers", ib::transformer<double>{.vocabulary = 4, .embedding_dimension = 2, .context = 2, .layers = 1},
          {.replicates = 96, .contrasts = 12, .seed = 2});
  ib::report::write_table(std::cout, shown, 2);
  return examples::draw(picture, "in_context_mixture");
}
/* Output
   sequences of  number  length  of the kinds  of which kind  total from     to  at most
---------------  ------  ------  ------------  -------------  ----------  -----  -------
autoregressions       1       8         0.052          0.022       0.073  0.074    0.087
autoregressions       2       8         0.042          0.022       0.064  0.065    0.087
autoregressions       4       8         0.034          0.022       0.055  0.057    0.087
autoregressions       8       8         0.025          0.022       0.047  0.048    0.087
autoregressions       1      32         0.032          0.011       0.043  0.044    0.050
autoregressions       2      32         0.026          0.011       0.037  0.038    0.050
autoregressions       4      32         0.019          0.011       0.029  0.031    0.050
autoregressions       8      32         0.014          0.011       0.024  0.027    0.044
   transformers       1       8         0.061          0.021       0.077  0.088    0.35
   transformers       2       8         0.046          0.021       0.062  0.072    0.35
   transformers       4       8         0.036          0.021       0.051  0.063    0.35
   transformers       8       8         0.028          0.021       0.042  0.057    0.32
   transformers       1      32         0.037          0.011       0.042  0.055    0.20
   transformers       2      32         0.028          0.011       0.032  0.047    0.20
   transformers       4      32         0.021          0.011       0.025  0.040    0.16
   transformers       8      32         0.018          0.011       0.020  0.040    0.12
*/
