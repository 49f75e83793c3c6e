// SPDX-License-Identifier: BSL-1.0
// Which of three coins is it? What must one be told of the coin to know all but so much of what ten tosses tell?
// Writes bottleneck_of_three_coins.svg, .png, .dat and .gp into the current directory.
#include <infobound/infobound.hpp>
#include <infobound/report/plot.hpp>
#include <infobound/report/rate_series.hpp>
#include <infobound/report/table.hpp>
#include <iostream>

#include "support/draw.hpp"

namespace ib = infobound;

int main() {
  Eigen::MatrixXd likelihood(3, 2);
  likelihood << 0.8, 0.2, 0.5, 0.5, 0.2, 0.8;
  const ib::finite_process<double> coins{.prior = Eigen::Vector3d(0.25, 0.5, 0.25), .likelihood = likelihood};
  constexpr std::size_t tosses = 10;
  const Eigen::MatrixXd joint = coins.joint_table(tosses);  // the coin, and the number of heads
  const double information = coins.information(tosses);

  ib::report::table shown{.columns = {{"of I kept"}, {"kept, nats"}, {"H from"}, {"to"}, {"per nat kept"}}};
  for (const double kept : {1.0, 0.99, 0.9, 0.75, 0.5, 0.25, 0.1}) {
    const auto found = ib::rate::bottleneck(joint, (1 - kept) * information);
    shown.rows.push_back({kept, kept * information, found.lower, found.upper, found.upper / (kept * information)});
  }
  ib::report::write_table(std::cout, shown, 3);

  const auto curve = ib::rate_distortion_curve(coins, tosses);
  std::cout.precision(3);
  std::cout << "\nTheorem 15 from the curve: " << curve.error_bracket()
            << "; the error: " << information / double(tosses) << " nats a toss\n";
  constexpr auto linear = ib::report::scale::linear;
  ib::report::plot picture{.title = "To know all that ten tosses tell one must be told 1.04 nats of the coin",
                           .x = {.label = "distortion ε: what is not known, nats per toss", .scale = linear},
                           .y = {.label = "rate H: what must be told of which coin it is, nats", .scale = linear},
                           .series = {ib::report::rate_series("information bottleneck", curve)}};
  picture.x.guides = {{information / double(tosses), "the error of the best learner"}};
  return examples::draw(picture, "bottleneck_of_three_coins");
}
/* Output
of I kept  kept, nats  H from      to  per nat kept
---------  ----------  ------  ------  ------------
    1          0.558   1.04    1.04            1.86
    0.990      0.552   1.02    1.02            1.85
    0.900      0.502   0.891   0.891           1.77
    0.750      0.418   0.713   0.713           1.71
    0.500      0.279   0.451   0.451           1.62
    0.250      0.139   0.213   0.213           1.53
    0.100      0.0558  0.0817  0.0817          1.47

Theorem 15 from the curve: [0.0341, 0.0558]; the error: 0.0558 nats a toss
*/
