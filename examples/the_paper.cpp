// SPDX-License-Identifier: BSL-1.0
// Does every theorem of Jeon and Van Roy hold in numbers, and how much sharper are the bounds here?
#include <cmath>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>

#include <infobound/infobound.hpp>
#include <infobound/report/table.hpp>

namespace ib = infobound;

ib::report::table shown{.columns = {{"result", ib::report::alignment::left},
                                    {"of", ib::report::alignment::left},
                                    {"lower"},
                                    {"truth"},
                                    {"upper"},
                                    {"paper's form"}}};
bool all_hold = true;

/// A line, and whether the truth is between the bounds and none is above the paper's.
void compare(const std::string& result, const std::string& of, const ib::bracket<double>& bounds, double truth,
             double paper) {
  constexpr double rounding = 1 + 1e-9;
  shown.rows.push_back({result, of, bounds.lower.value, truth, bounds.upper.value, paper});
  all_hold = all_hold && bounds.lower.value <= truth * rounding && truth <= bounds.upper.value * rounding &&
             bounds.upper.value <= paper * rounding;
}

/// The bound of that name.
template <class Process>
double named(const Process& process, std::size_t horizon, std::string_view source) {
  for (const auto& each : ib::error_bounds(process, horizon))
    if (each.source.starts_with(source)) return each.value;
  throw std::invalid_argument(std::string(source));
}

/// A line of theorems alone; the examples that simulate such processes have the truth beside them.
template <class Process>
void compare(const std::string& result, const std::string& of, const Process& process, std::size_t horizon,
             std::string_view source) {
  const auto bounds = ib::error_bracket(process, horizon);
  compare(result, of, bounds, bounds.upper.value, named(process, horizon, source));
  shown.rows.back()[3] = "";
}

/// The error of a Bayesian who is told tosses of one of two coins, from its definition: at each toss the divergence of
/// what she predicts from the coin's law, averaged over coins and over what she has seen.
double error_by_definition(const ib::finite_process<double>& coins, int tosses) {
  double sum = 0;
  for (int t = 0; t < tosses; ++t)
    for (int heads = 0; heads <= t; ++heads) {
      Eigen::Array2d joint;  // of the coin and of what was seen
      for (const Eigen::Index coin : {0, 1})
        joint[coin] = coins.prior[coin] *
                      std::exp(std::lgamma(t + 1) - std::lgamma(heads + 1) - std::lgamma(t - heads + 1)) *
                      std::pow(coins.likelihood(coin, 0), heads) * std::pow(coins.likelihood(coin, 1), t - heads);
      const Eigen::RowVector2d predicted = (joint / joint.sum()).matrix().transpose() * coins.likelihood;
      sum += (joint.matrix().asDiagonal() *
              (coins.likelihood.array() * (coins.likelihood.array().rowwise() / predicted.array()).log()).matrix())
                 .sum();
    }
  return sum / tosses;
}

int main() {
  // Two coins: all is known of them.
  const ib::finite_process<double> coins{.prior = Eigen::Vector2d(0.5, 0.5),
                                         .likelihood = Eigen::Matrix2d{{0.7, 0.3}, {0.4, 0.6}}};
  const double error = error_by_definition(coins, 10);
  const double information = ib::information(coins, 10, ib::closed_form{}).lower.mean / 10;
  compare("Theorem 13", "two coins, T = 10", {{information, ""}, {information, ""}}, error, information);

  // Independent observations.
  const ib::linear_regression<double> linear{.dimension = 10, .noise_variance = 0.25};
  const double exact = ib::estimation_error(linear, 200, ib::closed_form{}).lower.mean;
  const double above = ib::theorem_15::upper_from_distortion(linear.distortion_rate(), 200.0);
  compare("Theorem 15", "linear regression, T = 200",
          {{ib::theorem_15::lower_from_distortion(linear.distortion_rate(), 200.0), ""}, {above, ""}}, exact, above);
  compare("Theorem 29", "linear regression, T = 200", ib::error_bracket(linear, 200), exact,
          named(linear, 200, "Theorem 29"));
  compare("Theorem 15", "logistic regression, T = 50", ib::logistic_regression<double>{.dimension = 5}, 50,
          "Theorem 15, form for all horizons");
  compare("Theorem 15", "network 10-50-50-1, T = 10000",
          ib::deep_network<double>{.widths = {10, 50, 50, 1}, .noise_variance = 0.25}, 10000,
          "Theorem 15, explicit form, linear in depth");
  compare("Theorem 15", "infinitely wide, T = 10000",
          ib::dirichlet_network<double>{.dimension = 10, .concentration = 2, .noise_variance = 0.25}, 10000,
          "description, closed form");

  // Sequences.
  compare("Theorem 15", "3 past bits, T = 100", ib::binary_autoregression<double>{.order = 3}, 100,
          "backward channel, form for all horizons");
  compare("Theorem 15", "transformer, T = 1000",
          ib::transformer<double>{.vocabulary = 4, .embedding_dimension = 2, .context = 3, .layers = 2}, 1000,
          "Theorem 15, Lipschitz chain, equal allocation");

  // Tasks that share their mean: what they share and what is each task's own, beside a determinant of all labels.
  const ib::gaussian_hierarchy<double> tasks{.meta_variance = 4, .task_variance = 1, .noise_variance = 0.5};
  Eigen::Matrix4d covariance = Eigen::Matrix4d::Constant(4);
  covariance.topLeftCorner<2, 2>().array() += 1;
  covariance.bottomRightCorner<2, 2>().array() += 1;
  covariance.diagonal().array() += 0.5;
  const double of_all_labels = std::log(covariance.determinant() / std::pow(0.5, 4)) / 2 / 4;
  const auto sides = ib::meta_bracket(tasks, 2, 2);
  compare("Theorem 53", "2 tasks of 2 labels",
          {{sides.meta.lower.value + sides.intra.lower.value, ""}, {sides.total.upper.value, ""}}, of_all_labels,
          sides.meta.upper.value + sides.intra.upper.value);

  // A wrong prior: coefficients thought a tenth of what they are.
  const ib::gaussian_prior_regression<double> timid{Eigen::VectorXd::Zero(10), 0.001, 0.25};
  const auto wrong = ib::misspecified_error(linear, timid, 200);
  const double bound = exact + ib::prior_divergence(linear, timid) / 200;
  compare("Theorem 62", "a timid prior, T = 200", {{exact, ""}, {bound, ""}}, wrong.total.lower.mean, bound);
  ib::report::write_table(std::cout, shown, 3);
  std::cout << (all_hold ? "\nevery truth is between its bounds, and none of them is above the paper's\n\n"
                         : "\na line does not hold\n\n");

  // Compute, and the question whether the bound of infinitely wide networks is of the right order.
  ib::report::table budgets{
      .columns = {{"compute"}, {"parameters"}, {"tokens"}, {"tokens/parameters"}, {"exponent"}, {"error, nats"}}};
  const ib::dirichlet_network<double> world{.dimension = 16, .concentration = 2, .noise_variance = 0.1};
  for (const double compute : {1e6, 1e9, 1e12}) {
    const auto best = ib::optimal_allocation(ib::width_restricted(world), compute);
    budgets.rows.push_back(
        {ib::to_text(compute), best.parameters, best.tokens, best.tokens / best.parameters, best.exponent, best.error});
  }
  ib::report::write_table(std::cout, budgets, 3);
  ib::report::table orders{.columns = {{"T"}, {"I, from"}, {"to"}, {"(dK/8) ln²(T/dσ²)"}}};
  const ib::dirichlet_network<double> high{.dimension = 1000, .concentration = 2, .noise_variance = 0.25};
  for (const double T : {1e6, 1e8, 1e10}) {
    const auto bounds = ib::error_bracket(high, static_cast<std::size_t>(T));
    orders.rows.push_back({ib::to_text(T), T * bounds.lower.value, T * bounds.upper.value,
                           1000 * 2 / 8.0 * std::pow(std::log(T / (1000 * 0.25)), 2)});
  }
  std::cout << '\n';
  ib::report::write_table(std::cout, orders, 3);
  return all_hold ? 0 : 1;
}
/* Output
result      of                                lower   truth   upper  paper's form
----------  -----------------------------  --------  ------  ------  ------------
Theorem 13  two coins, T = 10              0.0328    0.0328  0.0328        0.0328
Theorem 15  linear regression, T = 200     0.0786    0.109   0.134         0.134
Theorem 29  linear regression, T = 200     0.109     0.109   0.110         0.134
Theorem 15  logistic regression, T = 50    0.0510            0.0546        0.113
Theorem 15  network 10-50-50-1, T = 10000  0.00229           0.481         0.693
Theorem 15  infinitely wide, T = 10000     0.00581           0.0243        0.0626
Theorem 15  3 past bits, T = 100           0.0164            0.0335        0.0639
Theorem 15  transformer, T = 1000          1.18e-06          0.0502        0.0842
Theorem 53  2 tasks of 2 labels            0.653     0.653   0.653         0.653
Theorem 62  a timid prior, T = 200         0.109     1.10    2.47          2.47

every truth is between its bounds, and none of them is above the paper's

compute  parameters   tokens  tokens/parameters  exponent  error, nats
-------  ----------  -------  -----------------  --------  -----------
  1e+06         499     2003               4.01     0.513      0.384
  1e+09       12268    81510               6.64     0.447      0.0247
  1e+12      278057  3596382              12.9      0.457      0.00113

    T  I, from      to  (dK/8) ln²(T/dσ²)
-----  -------  ------  -----------------
1e+06     6903   19121              17198
1e+08    21577   47084              41597
1e+10    45726  100099              76601
*/
