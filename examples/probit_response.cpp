// SPDX-License-Identifier: BSL-1.0
// Does it matter to the fastest possible learner whether binary labels come by a probit or by a logistic law?
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <infobound/infobound.hpp>
#include <infobound/report/table.hpp>
#include <iostream>

namespace ib = infobound;

/// P(Y=1|η) = Φ(η), Φ the normal distribution function: all that a generalised linear model asks of a response.
struct probit_response {
  static constexpr bool log_concave = true;  // so is ln Φ: with it the library has a lower bound

  template <class Rng>
  double draw(double eta, Rng& rng) const {
    return boost::random::normal_distribution<double>()(rng) < eta ? 1 : 0;
  }
  double log_likelihood(double eta, double label) const { return std::log(std::erfc(-side(label) * eta / root) / 2); }
  double first_derivative(double eta, double label) const { return side(label) * mills(side(label) * eta); }
  double second_derivative(double eta, double label) const {
    const double m = side(label) * eta;
    return -mills(m) * (mills(m) + m);
  }
  double curvature() const { return 1; }  // −∂² ln p is below 1: with it the library has an upper bound

 private:
  static constexpr double root = 1.4142135623730951;
  static double side(double label) { return 2 * label - 1; }
  static double mills(double m) {  // φ(m)/Φ(m)
    return std::exp(-m * m / 2) / std::sqrt(2 * std::acos(-1.0)) / (std::erfc(-m / root) / 2);
  }
};

int main() {
  const ib::generalised_linear_model<probit_response, double> probit{.dimension = 5};
  const ib::logistic_regression<double> logistic{.dimension = 5};
  ib::report::table shown{
      .columns = {
          {"T"}, {"at least"}, {"probit, nats each"}, {"at most"}, {"at least"}, {"logistic, nats each"}, {"at most"}}};
  for (const std::size_t horizon : {5U, 20U, 80U, 320U}) {
    const ib::laplace policy{.replicates = 2000, .proposals = 200, .seed = 1};  // whose sides are closer than its noise
    const auto of_probit = ib::error_bracket(probit, horizon);
    const auto of_logistic = ib::error_bracket(logistic, horizon);
    shown.rows.push_back(
        {horizon, of_probit.lower.value, ib::report::with_error(ib::estimation_error(probit, horizon, policy).upper, 3),
         of_probit.upper.value, of_logistic.lower.value,
         ib::report::with_error(ib::estimation_error(logistic, horizon, policy).upper, 3), of_logistic.upper.value});
  }
  ib::report::write_table(std::cout, shown, 3);
}
/* Output
  T  at least    probit, nats each  at most  at least    logistic, nats each  at most
---  --------  -------------------  -------  --------  ---------------------  -------
  5    0.140   0.16086 ± 0.00062     0.187     0.0795  0.08320 ± 0.00022       0.0882
 20    0.106   0.12066 ± 0.00029     0.130     0.0663  0.069389 ± 0.000080     0.0730
 80    0.0589  0.06440 ± 0.00011     0.0661    0.0423  0.043764 ± 0.000022     0.0446
320    0.0248  0.026286 ± 0.000031   0.0266    0.0199  0.0202770 ± 0.0000041   0.0204
*/
