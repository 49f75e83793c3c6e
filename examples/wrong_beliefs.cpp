// SPDX-License-Identifier: BSL-1.0
// Which wrong beliefs do more data repair, and which cost the same for ever?
// Writes wrong_beliefs.svg, .png, .dat and .gp into the current directory.
#include <Eigen/Core>
#include <cmath>
#include <infobound/infobound.hpp>
#include <infobound/report/plot.hpp>
#include <infobound/report/table.hpp>
#include <iostream>
#include <string>

#include "support/draw.hpp"

namespace ib = infobound;

ib::report::table shown{
    .columns = {{"belief", ib::report::alignment::left}, {"T = 10"}, {"T = 100"}, {"T = 1000"}, {"for ever"}}};
ib::report::plot picture{
    .title =
        "More data repair a wrong prior; a wrong noise or an unseen input costs the same for ever\n"
        "Linear regression of four unknowns: what each learner believes",
    .x = {.label = "number of observations, T"},
    .y = {.label = "error, nats per observation"},
    .series = {}};

/// A row of the table, and a line of the picture: the learner's error, of which `limit` stays.
template <class Truth, class Learner, class Policy = ib::automatic>
void compare(const std::string& belief, const Truth& truth, const Learner& learner, double limit, Policy policy = {}) {
  ib::report::series line{.name = belief};
  for (const std::size_t T : {10U, 20U, 50U, 100U, 200U, 500U, 1000U})
    line.add(double(T), ib::misspecified_error(truth, learner, T, policy).total);
  shown.rows.push_back({belief, line.middle[0], line.middle[3], line.middle[6], limit});
  if constexpr (requires { truth.inputs; }) picture.series.push_back(line);
}

int main() {
  const ib::linear_regression<double> truth{.dimension = 4, .noise_variance = 0.25};
  const ib::gaussian_prior_regression<double> timid{Eigen::VectorXd::Zero(4), 0.0025, 0.25};
  const ib::linear_regression<double> noisier{.dimension = 4, .noise_variance = 0.5};
  const ib::missing_features<double> blind{.dimension = 4, .seen = 3, .noise_variance = 0.25};
  const ib::missing_features<double> modest{4, 3, ib::absorbed_noise_variance(truth, 3)};
  const ib::missing_features_learning_noise<double> learning{4, 3, 1, 1, 1};
  compare("none wrong", truth, truth, 0);
  compare("coefficients a tenth", truth, timid, 0);
  compare("noise twice", truth, noisier, ib::restricted_learner::gaussian_distortion(0.0, 0.25, 0.5));
  compare("one input unseen", truth, blind, ib::limiting_error(truth, blind));
  compare("unseen, noise set", truth, modest, ib::limiting_error(truth, modest));
  compare("unseen, noise learnt", truth, learning, ib::limiting_error(truth, learning),
          ib::conjugate{.replicates = 4000, .seed = 1});

  // Two kinds of coin, of which a learner excludes one, or thinks it a chance in a million.
  const Eigen::Matrix2d coins{{0.1, 0.9}, {0.4, 0.6}};
  const ib::finite_process<double> fair{Eigen::Vector2d(0.5, 0.5), coins};
  const ib::finite_process<double> doubts{Eigen::Vector2d(1e-6, 1 - 1e-6), coins},
      excludes{Eigen::Vector2d(0, 1), coins};
  const ib::conjugate policy{.replicates = 4000, .seed = 2};
  compare("coin doubted", fair, doubts, 0, policy);
  compare("coin excluded", fair, excludes, (0.9 * std::log(1.5) - 0.1 * std::log(4.0)) / 2, policy);
  ib::report::write_table(std::cout, shown, 2);
  std::cout << "\nmost that the doubt costs in all: " << ib::prior_divergence(fair, doubts)
            << " nats; the exclusion: " << ib::prior_divergence(fair, excludes) << '\n';
  return examples::draw(picture, "wrong_beliefs");
}
/* Output
belief                T = 10  T = 100  T = 1000  for ever
--------------------  ------  -------  --------  --------
none wrong              0.44    0.092    0.014      0
coefficients a tenth    1.7     0.99     0.18       0
noise twice             0.50    0.18     0.11       0.097
one input unseen        0.70    0.55     0.51       0.50
unseen, noise set       0.59    0.41     0.36       0.35
unseen, noise learnt    0.68    0.35     0.28       0.27
coin doubted            0.11    0.067    0.0068     0
coin excluded           0.11    0.11     0.11       0.11

most that the doubt costs in all: 6.21461 nats; the exclusion: inf
*/
