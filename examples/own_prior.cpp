// SPDX-License-Identifier: BSL-1.0
// What do 442 real patients tell of an intercept, and of one coefficient, under a prior in the label's own units, and
// what does another prior cost?
#include <infobound/infobound.hpp>
#include <infobound/report/table.hpp>
#include <iostream>
#include <string>

#include "support/csv_inputs.hpp"

namespace ib = infobound;

int main() {
  const std::string file = INFOBOUND_EXAMPLE_DATA "/diabetes.csv";
  auto patients = examples::read_inputs(file, {.label = "progression"});
  examples::standardise(patients, file);
  // A column of ones before the inputs: an intercept near 150, vaguely; slopes of some 20 a standard deviation.
  Eigen::MatrixXd rows(patients.matrix.rows(), patients.matrix.cols() + 1);
  rows << Eigen::VectorXd::Ones(rows.rows()), patients.matrix;
  Eigen::VectorXd mean = Eigen::VectorXd::Zero(rows.cols());
  mean[0] = 150;
  Eigen::VectorXd scales = Eigen::VectorXd::Constant(rows.cols(), 20);
  scales[0] = 100;
  const ib::linear_regression<double, ib::fixed_design<double>, ib::gaussian_prior<double>> process{
      .dimension = rows.cols(),
      .noise_variance = 54 * 54,
      .inputs = {rows},
      .prior = {.mean = mean, .covariance = ib::gaussian_covariance<double>::from_scales(scales)}};
  ib::report::table shown{.columns = {{"patients"}, {"all, nats"}, {"intercept"}, {"body mass index"}, {"error each"}}};
  for (const std::size_t horizon : {1U, 3U, 10U, 30U, 100U, 442U})
    shown.rows.push_back(
        {horizon, ib::information(process, horizon).lower.mean, ib::information_about(process, {0}, horizon).lower.mean,
         ib::information_about(process, {3}, horizon).lower.mean, ib::estimation_error(process, horizon).lower.mean});
  ib::report::write_table(std::cout, shown, 3);

  // Who forgot that the label has an intercept, and takes it for one more slope, pays for that once.
  auto forgot = process;
  forgot.prior = {.covariance =
                      ib::gaussian_covariance<double>::from_scales(Eigen::VectorXd::Constant(scales.size(), 20))};
  std::cout.precision(3);
  std::cout << "\nan intercept of 0 +- 20 in place of 150 +- 100 costs";
  for (const std::size_t horizon : {1U, 10U, 442U})
    std::cout << ' ' << ib::misspecified_error(process, forgot, horizon).misspecification.lower.mean * double(horizon);
  std::cout << " nats in all after 1, 10 and 442 patients\n";

  // Will the disease progress fast, yes or no: the same prior in units of log-odds, and both sides.
  mean[0] = 0;
  scales /= 40;
  const ib::logistic_regression<double, ib::fixed_design<double>, ib::gaussian_prior<double>> fast{
      .dimension = rows.cols(),
      .inputs = {rows},
      .prior = {.mean = mean, .covariance = ib::gaussian_covariance<double>::from_scales(scales)}};
  const auto bracket = ib::error_bracket(fast, 442);
  std::cout << "\nyes or no: at least " << bracket.lower.value << " and at most " << bracket.upper.value
            << " nats each after 442 patients\n";
}
/* Output
patients  all, nats  intercept  body mass index  error each
--------  ---------  ---------  ---------------  ----------
       1      0.832      0.524           0.0223      0.832
       3      1.88       0.871           0.0815      0.627
      10      4.41       1.56            0.183       0.441
      30      8.34       2.18            0.497       0.278
     100     13.6        2.83            1.01        0.136
     442     21.0        3.66            1.86        0.0476

an intercept of 0 +- 20 in place of 150 +- 100 costs 2.28 17.4 37.9 nats in all after 1, 10 and 442 patients

yes or no: at least 0.0246 and at most 0.0307 nats each after 442 patients
*/
