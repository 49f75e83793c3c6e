// SPDX-License-Identifier: BSL-1.0
// A learner in any language: how far from the best possible is a model in Python, by way of two files?
//   any_language draw  > histories.csv
//   python3 any_language.py histories.csv losses.csv [ridge | bayesian_ridge]
//   any_language score < losses.csv
#include <cmath>
#include <exception>
#include <infobound/infobound.hpp>
#include <infobound/report/histories.hpp>
#include <infobound/report/losses.hpp>
#include <iostream>
#include <string_view>

namespace ib = infobound;

int main(int count, char** arguments) try {
  const ib::linear_regression<double> truth{.dimension = 4, .noise_variance = 0.25};
  const ib::conjugate policy{.replicates = 200, .seed = 1};  // which histories: both times the same
  const std::size_t horizon = 50;
  const std::string_view task = count > 1 ? arguments[1] : "";
  if (task == "draw") {
    ib::report::write_histories(std::cout, truth, horizon, policy, "linear regression, d = 4");
  } else if (task == "score") {
    const auto learner = ib::report::read_losses(std::cin, truth, horizon, policy);
    std::cout << ib::misspecified_error(truth, learner, horizon, policy) << '\n';
    const ib::gaussian_prior_regression<double> ridge{Eigen::VectorXd::Zero(4), 0.05, 0.25};
    std::cout << "the ridge regression of any_language.py has an excess of "
              << ib::misspecified_error(truth, ridge, horizon).misspecification.lower.mean << " nats per observation\n";
  } else {
    std::cout << "any_language draw > histories.csv\n"
                 "python3 any_language.py histories.csv losses.csv\n"
                 "any_language score < losses.csv\n";
  }
} catch (const std::exception& error) {
  std::cerr << "any_language: " << error.what() << '\n';
  return 1;
}
/* Output
any_language draw > histories.csv
python3 any_language.py histories.csv losses.csv
any_language score < losses.csv
*/
