// SPDX-License-Identifier: BSL-1.0
// What docs/theory/data_at_hand.md states of one history: a lower side, and no upper one.
#include <boost/math/special_functions/beta.hpp>
#include <boost/random/uniform_01.hpp>
#include <cmath>
#include <infobound/core/random_stream.hpp>
#include <support/catch.hpp>

namespace theorems::data_at_hand {

namespace ib = infobound;

TEST_CASE("13.4 the theta that made a history leaves the estimate of its evidence below the truth",
          "[data_at_hand][statistical]") {
  // 14 heads in 20 flips of a coin of 0.3 under a uniform prior: ln B(15, 7).
  const double evidence = std::log(boost::math::beta(15.0, 7.0));
  const auto likelihood = [](double theta) { return std::pow(theta, 14) * std::pow(1 - theta, 6); };
  ib::random_stream rng(1);
  boost::random::uniform_01<double> uniform;
  constexpr int replicates = 200000;
  double with = 0;
  double without = 0;
  double squares = 0;
  for (int i = 0; i < replicates; ++i) {
    double sum = 0;
    for (int n = 0; n < 10; ++n) sum += likelihood(uniform(rng));
    const double own = std::log((sum + likelihood(0.3)) / 11) - evidence;
    with += own / replicates;
    squares += own * own / replicates;
    without += std::log(sum / 10) / replicates;
  }
  const double error = std::sqrt((squares - with * with) / replicates);
  CAPTURE(with, error);
  CHECK(std::abs(with + 0.218) < 5 * error + 5e-4);  // so that it is no upper side
  CHECK(without < evidence);
}

}  // namespace theorems::data_at_hand
