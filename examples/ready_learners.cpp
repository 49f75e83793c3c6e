// SPDX-License-Identifier: BSL-1.0
// How far are four everyday learners from the best possible, and does none of them look ahead?
#include <cstddef>
#include <infobound/infobound.hpp>
#include <infobound/report/table.hpp>
#include <iostream>
#include <string>

#include "support/learners/logistic.hpp"
#include "support/learners/nearest_neighbours.hpp"
#include "support/learners/ridge.hpp"
#include "support/learners/trained_network.hpp"

namespace ib = infobound;

ib::report::table shown{
    .columns = {{"truth"}, {"learner"}, {"honest"}, {"error of the best"}, {"excess"}, {"standard error"}}};

/// A row for what a learner pays at 64 labels.
template <class Truth, class Learner, class Policy>
void show(const std::string& name, const Truth& truth, const std::string& learner_name, const Learner& learner,
          const Policy& policy) {
  const auto report = ib::check_learner(truth, learner, {.draws = 2});
  if (!report.passed()) std::cout << report;
  const auto error = ib::misspecified_error(truth, learner, 64, policy);
  shown.rows.push_back({name, learner_name, std::string(report.passed() ? "yes" : "no"), error.estimation.lower.mean,
                        error.misspecification.lower.mean, error.misspecification.lower.standard_error});
}

int main() {
  const ib::linear_regression<double> line{.dimension = 3, .noise_variance = 0.1};
  const ib::logistic_regression<double> odds{.dimension = 3};
  const ib::automatic policy{.replicates = 200, .seed = 1};
  show("line", line, "ridge", examples::ridge{.noise_variance = 0.1}, policy);
  show("line", line, "neighbours", examples::nearest_neighbours{}, policy);
  show("odds", odds, "mode, refitted", ib::refitted{examples::logistic{}}, policy);
  show("odds", odds, "mode, always", ib::refitted<examples::logistic>{.learner = {}, .growth = 1.001}, policy);
  ib::report::write_table(std::cout, shown, 2);

  const ib::deep_network<double> network{.widths = {2, 2, 1}, .noise_variance = 0.1};
  const ib::refitted<examples::trained_network> trained{.learner = {.network = network, .steps = 50}};
  const bool honest = ib::check_learner(network, trained, {.horizon = 8, .draws = 1}).passed();
  std::cout << (honest ? "\na trained network does not look ahead\n" : "\na trained network looks ahead\n");
}
/* Output
truth              learner  honest  error of the best  excess  standard error
-----  -------------------  ------  -----------------  ------  --------------
 line       ridge              yes              0.13    0.041          0.0061
 line  neighbours              yes              0.13    0.60           0.021
 odds       mode, refitted     yes              0.038   0.024          0.0021
 odds       mode, always       yes              0.038   0.011          0.0011

a trained network does not look ahead
*/
