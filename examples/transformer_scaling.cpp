// SPDX-License-Identifier: BSL-1.0
// How do a transformer's rate and error grow with its width, its depth and the length of the sequence, and how near is
// what bounds say of it to what simulation finds?
#include <cmath>
#include <infobound/infobound.hpp>
#include <infobound/report/plot.hpp>
#include <infobound/report/table.hpp>
#include <iostream>
#include <string>

namespace ib = infobound;
using transformer = ib::transformer<double>;

constexpr double epsilon = 0.001;  // nats a token

transformer of_size(Eigen::Index r, Eigen::Index layers) {
  return {.vocabulary = 64, .embedding_dimension = r, .context = 32, .layers = layers};
}

double chain_rate(const transformer& process) {
  namespace bounds = ib::transformer_bounds;
  const double r = double(process.embedding_dimension), L = double(process.layers);
  return bounds::chain_rate(r, L, bounds::log_geometric_amplitude(r, L), epsilon);
}

/// A row: both bounds on the rate, and how they grow from half the size: the exponents of powers.
void add_row(ib::report::table& shown, const std::string& grown, std::size_t to, const transformer& process,
             const transformer& half) {
  const auto rate = [](const transformer& each) { return ib::rate_distortion(each, epsilon).upper.value; };
  shown.rows.push_back({grown, to, process.latent_dimension(), rate(process) / double(process.latent_dimension()),
                        std::log2(rate(process) / rate(half)), std::log2(chain_rate(process) / chain_rate(half)),
                        ib::sample_complexity(process, epsilon).upper.value / 1e6});
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
  ib::report::plot picture{.title = "A transformer of width 4 on 6 tokens: simulation in bands, bounds as lines",
                           .x = {.label = "tokens seen, T"},
                           .y = {.label = "error, nats a token"},
                           .series = {}};
  for (const Eigen::Index layers : {1, 2}) {
    const transformer small{.vocabulary = 6, .embedding_dimension = 4, .context = 3, .layers = layers};
    const std::string name = std::to_string(layers) + (layers == 1 ? " layer" : " layers");
    ib::report::series simulated{.name = name}, proved{.name = name + ", bound"};
    for (const std::size_t T : {8U, 32U, 128U}) {
      const auto error = ib::estimation_error(small, T, ib::annealed{.replicates = 64, .temperatures = 40, .seed = 1});
      const double bound = ib::error_bracket(small, T).upper.value;
      errors.rows.push_back({std::size_t(layers), T, error.lower.mean, error.upper.mean, bound});
      simulated.add(double(T), error);
      proved.x.push_back(double(T));
      proved.middle.push_back(bound);
    }
    for (const auto& each : {simulated, proved}) picture.series.push_back(each);
  }
  ib::report::write_table(std::cout, errors, 2);
  ib::report::write_plot(picture, "transformer_scaling");
}
/* Output
@@*/
