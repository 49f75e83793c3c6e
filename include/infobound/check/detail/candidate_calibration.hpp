// SPDX-License-Identifier: BSL-1.0
// Tests of whether candidates make data as often as their likelihoods say, at several lengths of the data.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/check/check_report.hpp>
#include <infobound/check/detail/calibration.hpp>
#include <infobound/check/detail/check_run.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/log_sum_exp.hpp>
#include <infobound/core/require.hpp>
#include <limits>
#include <string>
#include <vector>

namespace infobound::inline v0_1::detail {

/// How many θ stand to choice in each draw.
inline constexpr Eigen::Index candidates = 8;

/// 1, 2, 4, … and the horizon itself: the lengths at which the law of a history is looked at.
[[nodiscard]] inline std::vector<Eigen::Index> lengths_up_to(std::size_t horizon) {
  std::vector<Eigen::Index> lengths;
  for (std::size_t t = 1; t < horizon; t *= 2) lengths.push_back(static_cast<Eigen::Index>(t));
  lengths.push_back(static_cast<Eigen::Index>(horizon));
  return lengths;
}

/// Sums over labels up to each, from the terms of each, one row a label.
template <class Real>
[[nodiscard]] Eigen::ArrayXX<Real> cumulative(Eigen::ArrayXX<Real> terms) {
  for (Eigen::Index t = 1; t < terms.rows(); ++t) terms.row(t) += terms.row(t - 1);
  return terms;
}

/// Where among others a number stands, in [0, 1]; ties share their place.
template <class Real>
[[nodiscard]] Eigen::ArrayX<Real> ranks(const Eigen::ArrayX<Real>& numbers) {
  Eigen::ArrayX<Real> result(numbers.size());
  for (Eigen::Index j = 0; j < numbers.size(); ++j)
    result[j] = ((numbers < numbers[j]).template cast<Real>().sum() +
                 ((numbers == numbers[j]).template cast<Real>().sum() - 1) / 2) /
                Real(numbers.size() - 1);
  return result;
}

/// Tests of choices against their probabilities, one for each length of a history and each of several numbers that tell
/// candidates apart.
template <class Real>
class candidate_calibration {
 public:
  candidate_calibration(std::size_t horizon, std::size_t numbers)
      : lengths_(lengths_up_to(horizon)), tests_(lengths_.size() * numbers), numbers_(numbers) {}

  /// log_likelihoods: ln p(H_t | …), one row a length t, one column a candidate. numbers: all but the first, which is
  /// the logarithm of the probability itself.
  void add(const Eigen::ArrayXX<Real>& log_likelihoods, const std::vector<Eigen::ArrayX<Real>>& numbers,
           Eigen::Index chosen) {
    for (std::size_t k = 0; k < lengths_.size(); ++k) {
      Eigen::ArrayX<Real> log_probabilities = log_likelihoods.row(lengths_[k] - 1).transpose();
      const Real total = log_sum_exp(log_probabilities);
      // Impossible under every candidate: as the chosen one made the data, the likelihood is wrong.
      log_probabilities = total > -std::numeric_limits<Real>::infinity()
                              ? Eigen::ArrayX<Real>(log_probabilities - total)
                              : log_probabilities;
      test(k, 0).add(log_probabilities, log_probabilities, chosen);
      for (std::size_t number = 1; number < numbers_; ++number)
        test(k, number).add(log_probabilities, numbers[number - 1], chosen);
    }
  }

  /// `names` of the numbers, for the sentence.
  [[nodiscard]] outcome verdict(const check_run& run, draws_of kind, const std::vector<std::string>& names) const {
    if (std::any_of(tests_.begin(), tests_.end(), [](const calibration<Real>& test) { return test.impossible(); }))
      return failed("data have likelihood 0 under what made them (" + run.places(kind) + ")");
    double least = 0;
    std::size_t worst = tests_.size() - numbers_;
    for (std::size_t i = 0; i < tests_.size(); ++i) {
      const double log_probability = tests_[i].log_probability();
      if (!(log_probability < least)) continue;
      least = log_probability;
      worst = i;
    }
    const std::string words = "after " + counted(lengths_[worst / numbers_], "label") + " " + names[worst % numbers_] +
                              " averages " + rounded(tests_[worst].found()) + " and should average " +
                              rounded(tests_[worst].expected()) + ", in " + to_text(run.draws()) + " draws";
    if (least < std::log(run.false_alarm_rate() / static_cast<double>(tests_.size())))
      return failed(words + ": " + chance(least) + " (" + run.places(kind) + ")");
    return passed(words);
  }

 private:
  [[nodiscard]] calibration<Real>& test(std::size_t length, std::size_t number) {
    return tests_[length * numbers_ + number];
  }

  std::vector<Eigen::Index> lengths_;
  std::vector<calibration<Real>> tests_;
  std::size_t numbers_;
};

/// ln n less the entropy of probabilities ∝ e^x: what data tell that make n candidates so probable.
template <class Real>
[[nodiscard]] Real information_of_choice(const Eigen::ArrayX<Real>& x) {
  const Eigen::ArrayX<Real> log_probabilities = x - log_sum_exp(x);
  Real result = std::log(Real(x.size()));
  for (const Real log_probability : log_probabilities)
    if (log_probability > -std::numeric_limits<Real>::infinity()) result += std::exp(log_probability) * log_probability;
  return result;
}

}  // namespace infobound::inline v0_1::detail
