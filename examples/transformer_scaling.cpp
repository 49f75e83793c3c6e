// SPDX-License-Identifier: BSL-1.0
// How do a transformer's rate and error grow with its width, its depth and the length of the sequence, and how near is
// what bounds say of it to what simulation finds?
// Writes transformer_scaling.svg, .png, .dat and .gp into the current directory.
#include <cmath>
#include <infobound/infobound.hpp>
#include <infobound/report/plot.hpp>
#include <infobound/report/table.hpp>
#include <iostream>
#include <string>

#include "support/draw.hpp"

namespace ib = infobound;
using transformer = ib::transformer<double>;

constexpr double target = 0.001;  // nats a token

transformer of_size(Eigen::Index r, Eigen::Index layers) {
  return {.vocabulary = 64, .embedding_dimension = r, .context = 32, .layers = layers};
}

double chain_rate(const transformer& process) {
  namespace bounds = ib::transformer_bounds;
  const double r = double(process.embedding_dimension), L = double(process.layers);
  return bounds::chain_rate(r, L, bounds::log_geometric_amplitude(r, L), target);
}

/// A row: both bounds on the rate, and how they grow from half the size: the exponents of powers.
void add_row(ib::report::table& shown, const std::string& grown, std::size_t to, const transformer& process,
             const transformer& half) {
  const auto rate = [](const transformer& each) { return ib::rate_distortion(each, target).upper.value; };
  shown.rows.push_back({grown, to, process.latent_dimension(), rate(process) / double(process.latent_dimension()),
                        std::log2(rate(process) / rate(half)), std::log2(chain_rate(process) / chain_rate(half)),
                        ib::sample_complexity(process, target).upper.value / 1e6});
}

int main() {
  ib::report::table rates{
      .columns = {
          {"grown"}, {"to"}, {"weights"}, {"nats a weight"}, {"exponent"}, {"by the chain"}, {"million tokens"}}};
  for (const Eigen::Index r : {16, 64, 256}) add_row(rates, "width", std::size_t(r), of_size(r, 4), of_size(r / 2, 4));
  for (const Eigen::Index L : {2, 8, 32}) add_row(rates, "depth", std::size_t(L), of_size(64, L), of_size(64, L / 2));
  ib::report::write_table(std::cout, rates, 3);

  std::cout << '\n';
  ib::report::table errors{.columns = {{"layers"}, {"T"}, {"lower"}, {"upper"}, {"bound"}}};
  ib::report::small_multiples picture{
      .title =
          "The bounds are 5 to 6 times the simulated error for one layer, and 15 to 20 times for two\n"
          "Transformers of width 4 on 6 tokens, context 3",
      .plots = {}};
  for (const Eigen::Index layers : {1, 2}) {
    const transformer small{.vocabulary = 6, .embedding_dimension = 4, .context = 3, .layers = layers};
    const std::string name = std::to_string(layers) + (layers == 1 ? " layer" : " layers");
    ib::report::series simulated{.name = "best learner, simulated"},
        proved{.name = "upper bound", .kind = ib::report::kind::upper_bound};
    for (const std::size_t T : {8U, 32U, 128U}) {
      const auto error =
          ib::estimation_error(small, T, ib::annealed{.replicates = 4096 / T, .temperatures = 30, .seed = 1});
      const auto found = error.interval(0.95);
      const double bound = ib::error_bracket(small, T).upper.value;
      errors.rows.push_back({std::size_t(layers), T, found.lower, found.upper, bound});
      simulated.add(double(T), error);
      proved.x.push_back(double(T));
      proved.middle.push_back(bound);
    }
    picture.plots.push_back({.title = name,
                             .x = {.label = "tokens seen, T"},
                             .y = {.label = "error, nats per token"},
                             .series = {simulated, proved}});
  }
  ib::report::write_table(std::cout, errors, 2);
  return examples::draw(picture, "transformer_scaling");
}
/* Output
grown   to  weights  nats a weight  exponent  by the chain  million tokens
-----  ---  -------  -------------  --------  ------------  --------------
width   16     2048           4.51      1.76          1.92            11.7
width   64    32768           3.03      1.69          1.94           134
width  256   524288           1.75      1.58          1.96          1351
depth    2    16384           1.58      2.21          1.39            38.9
depth    8    65536           5.58      1.88          1.50           451
depth   32   262144          19.5       1.92          1.71          5600

layers    T  lower  upper  bound
------  ---  -----  -----  -----
     1    8  0.033  0.045   0.24
     1   32  0.026  0.040   0.20
     1  128  0.020  0.034   0.14
     2    8  0.029  0.038   0.50
     2   32  0.023  0.033   0.50
     2  128  0.020  0.031   0.50
*/
