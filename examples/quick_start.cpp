// SPDX-License-Identifier: BSL-1.0
// From a process of one's own to a bound, in six steps: how soon can anyone predict three thermometers, each of which
// is off by an unknown amount?
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <cmath>
#include <cstddef>
#include <infobound/infobound.hpp>
#include <iostream>
#include <numbers>

namespace ib = infobound;

namespace mylab {

struct thermometers {
  using real_type = double;
  using parameter_type = Eigen::VectorXd;  // the offset of each, N(0, 1)
  struct history_type {
    Eigen::VectorXi which;     // the thermometer that was read, at random
    Eigen::VectorXd readings;  // its offset plus noise, N(0, ¼)
  };
  static constexpr bool independent_observations = true;

  Eigen::Index count;

  // 1. The process: a prior, a law of observations, and their likelihood.
  parameter_type draw_parameter(ib::random_stream& rng) const {
    boost::random::normal_distribution<double> offset(0, 1);
    return parameter_type::NullaryExpr(count, [&] { return offset(rng); });
  }
  history_type draw_history(const parameter_type& theta, std::size_t horizon, ib::random_stream& rng) const {
    boost::random::uniform_int_distribution<int> any(0, static_cast<int>(count) - 1);
    boost::random::normal_distribution<double> noise(0, 0.5);
    history_type history{Eigen::VectorXi(horizon), Eigen::VectorXd(horizon)};
    for (Eigen::Index t = 0; t < history.which.size(); ++t) {
      history.which[t] = any(rng);  // 2. does not look at theta
      history.readings[t] = theta[history.which[t]] + noise(rng);
    }
    return history;
  }
  Eigen::VectorXd log_likelihood(const parameter_type& theta, const history_type& history) const {
    const Eigen::ArrayXd misses = (history.readings - theta(history.which)).array() / 0.5;
    return -misses.square() / 2 - std::log(0.5 * std::sqrt(2 * std::numbers::pi));
  }

  // 4. A distortion: what a reading tells of the offsets beyond a description of R nats that leaves each a variance of
  //    exp(−2R/count).
  auto distortion_rate() const {
    return [n = static_cast<double>(count)](double rate) { return std::log1p(4 * std::exp(-2 * rate / n)) / 2; };
  }
  // 5. The rate: its inverse.
  double rate_distortion(double epsilon) const {
    return std::fmax(0, static_cast<double>(count) / 2 * std::log(4 / std::expm1(2 * epsilon)));
  }
};

}  // namespace mylab

int main() {
  const mylab::thermometers process{.count = 3};

  // 2. Is it written as the theory asks?
  const ib::check_report report = ib::check_process(process, {.draws = 20000});
  std::cout << "checks:       " << (report.passed() ? "passed" : "failed") << '\n';
  if (!report.passed()) std::cout << report;

  // 3. The error is information: simulated.
  const ib::contrastive policy{.replicates = 400, .contrasts = 4000, .seed = 1};
  std::cout.precision(3);
  std::cout << "information:  " << ib::information(process, 12, policy) << '\n'
            << "error:        " << ib::estimation_error(process, 12, policy) << '\n';

  // 6. The bounds that follow from the rate, without a simulation.
  std::cout << "rate at 0.1:  " << ib::rate_distortion(process, 0.1).upper.value << " nats\n"
            << "error within: " << ib::error_bracket(process, 12) << '\n'
            << "0.1 nats at:  " << ib::sample_complexity(process, 0.1) << " readings\n"
            << "bound falls:  from T = " << ib::nonvacuous_horizon(process).value << " on\n";
  return report.passed() ? 0 : 1;
}
/* Output
checks:       passed
information:  lower 4.065 ± 0.078, upper 4.20 ± 0.11 nats (contrastive, 400 replicates)
error:        lower 0.3388 ± 0.0065, upper 0.3503 ± 0.0089 nats per observation (contrastive, 400 replicates)
rate at 0.1:  4.34 nats
error within: [0.327, 0.454]
0.1 nats at:  [67, 86] readings
bound falls:  from T = 4 on
*/
