// SPDX-License-Identifier: BSL-1.0
// How many bits does a measurement need? A Gaussian one of variance 1: as it is, and read off a scale in eighths.
// Writes rate_of_a_quantised_source.svg, .png, .dat and .gp into the current directory.
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <infobound/infobound.hpp>
#include <infobound/report/plot.hpp>
#include <infobound/report/table.hpp>
#include <iostream>

#include "support/draw.hpp"

namespace ib = infobound;

int main() {
  const Eigen::VectorXd marks = Eigen::VectorXd::LinSpaced(65, -4, 4);
  Eigen::VectorXd probabilities = (-marks.array().square() / 2).exp();
  probabilities /= probabilities.sum();
  const Eigen::MatrixXd squares = (marks.replicate(1, 65) - marks.transpose().replicate(65, 1)).array().square();
  Eigen::VectorXd errors(17);
  for (Eigen::Index i = 0; i < 17; ++i) errors[i] = std::pow(10, -double(i) / 4);

  ib::report::table shown{.columns = {{"squared error"}, {"scale, bits"}, {"Gaussian, bits"}}};
  ib::report::plot picture{.title = "Finer than its marks a scale has nothing to tell: it takes at most 5.05 bits",
                           .x = {.label = "mean squared error, of a variance of 1"},
                           .y = {.label = "rate, bits per measurement", .scale = ib::report::scale::linear},
                           .series = {{.name = "as it is", .kind = ib::report::kind::exact},
                                      {.name = "read off a scale in eighths", .kind = ib::report::kind::exact}}};
  double widest = 0;
  for (const auto& point : ib::rate::blahut_arimoto_curve(probabilities, squares, errors, {.tolerance = 1e-8})) {
    const double scale = ib::bits(point.upper);
    const double gaussian = ib::bits(ib::rate::gaussian(Eigen::VectorXd::Ones(1), point.distortion));
    shown.rows.push_back({point.distortion, scale, gaussian});
    for (auto& series : picture.series) series.x.push_back(point.distortion);
    picture.series[0].middle.push_back(gaussian);
    picture.series[1].middle.push_back(scale);
    widest = std::max(widest, point.gap());
  }
  ib::report::write_table(std::cout, shown, 3);
  std::cout << "\nThe scale's rates are certified to " << (widest <= 1e-8 ? "1e-8" : "less than asked for")
            << " nats.\n";
  return examples::draw(picture, "rate_of_a_quantised_source");
}
/* Output
squared error  scale, bits  Gaussian, bits
-------------  -----------  --------------
     1               0               0
     0.562           0.415           0.415
     0.316           0.830           0.830
     0.178           1.25            1.25
     0.100           1.66            1.66
     0.0562          2.08            2.08
     0.0316          2.49            2.49
     0.0178          2.91            2.91
     0.0100          3.32            3.32
     0.00562         3.73            3.74
     0.00316         4.12            4.15
     0.00178         4.42            4.57
     0.00100         4.64            4.98
     0.000562        4.79            5.40
     0.000316        4.88            5.81
     0.000178        4.95            6.23
     0.000100        4.98            6.64

The scale's rates are certified to 1e-8 nats.
*/
