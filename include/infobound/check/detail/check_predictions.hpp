// SPDX-License-Identifier: BSL-1.0
// Checks of a learner's predictions: that they are made beforehand, and that they are probabilities.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <infobound/check/detail/check_draws.hpp>
#include <infobound/check/detail/check_run.hpp>
#include <infobound/check/detail/label_access.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/learner.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/core/reuse.hpp>
#include <limits>
#include <string>
#include <utility>

namespace infobound::inline v0_1::detail {

/// Histories of the truth, and what the learner says of them, in double. Each draw has a stream for the learner too.
template <class Truth, class Learner>
class checked_predictions {
 public:
  using history_type = typename Truth::history_type;

  checked_predictions(const Truth& truth, const Learner& learner, check_run& run)
      : truth_(truth), learner_(learner), run_(run) {}

  [[nodiscard]] drawn<Truth> draw(std::size_t i, draws_of kind = draws_of::histories) const {
    return drawn<Truth>(truth_, run_.horizon(), run_.stream(i, kind));
  }

  [[nodiscard]] doubles<Truth> operator()(std::size_t i, const history_type& history) const {
    Eigen::VectorX<real_type_t<Truth>> terms;
    if constexpr (predicts_history_by_draws<Learner, Truth>) {
      random_stream rng = run_.learner_stream(i);
      reuse::assign_vector(terms, learner_.log_predictive(history, rng), "log_predictive");
    } else {
      reuse::assign_vector(terms, learner_.log_predictive(history), "log_predictive");
    }
    if (terms.size() != static_cast<Eigen::Index>(run_.horizon()))
      throw unsound_result("log_predictive has " + to_text(terms.size()) + " entries for a history of " +
                           counted(run_.horizon(), "label"));
    return terms.template cast<double>().array();
  }

  [[nodiscard]] const Truth& truth() const { return truth_; }
  [[nodiscard]] check_run& run() const { return run_; }

 private:
  const Truth& truth_;
  const Learner& learner_;
  check_run& run_;
};

/// One entry a label, none NaN or +∞.
template <class Predictions>
[[nodiscard]] outcome check_predicted_values(const Predictions& predict) {
  for (std::size_t i = 0; i < predict.run().draws(); ++i) {
    const auto terms = predict(i, predict.draw(i).history);
    for (Eigen::Index t = 0; t < terms.size(); ++t)
      if (!(terms[t] < std::numeric_limits<double>::infinity()))
        return failed("entry " + to_text(t) + " is " + to_text(terms[t]) + " (" + predict.run().place(i) +
                      "); it must be ln q of that label, or -inf where it was held impossible");
  }
  return passed("one number a label in each of " + to_text(predict.run().draws()) + " histories");
}

/// The same history, and equal streams, give the same predictions.
template <class Predictions>
[[nodiscard]] outcome check_repeated_predictions(const Predictions& predict) {
  for (std::size_t i = 0; i < predict.run().draws(); ++i) {
    const auto one = predict.draw(i);
    const auto other = predict.draw(i, draws_of::predictive);
    const auto first = predict(i, one.history);
    (void)predict(i, other.history);
    if (!same_terms(first, predict(i, one.history)))
      return failed("the same history and stream gave other predictions the second time (" + predict.run().place(i) +
                    "): take all random numbers from rng, and keep nothing from one history to the next");
  }
  return passed("each history was predicted alike twice");
}

/// Predictions up to a label stay what they are whatever label comes there: each label is changed alone, then all from
/// it on.
template <class Truth, class Learner>
[[nodiscard]] outcome check_no_peeking(const checked_predictions<Truth, Learner>& predict) {
  using history_type = typename Truth::history_type;
  if constexpr (!has_labels<history_type>) {
    return not_applicable(
        "labels of such a history cannot be exchanged; write take_label(into, t, from) beside it, which gives one "
        "history label t of another");
  } else {
    const std::size_t horizon = predict.run().horizon();
    largest_discrepancy worst;
    for (std::size_t i = 0; i < predict.run().draws(); ++i) {
      const auto own = predict.draw(i);
      const auto other = predict.draw(i, draws_of::predictive);
      const auto before = predict(i, own.history);
      history_type all = own.history;
      for (std::size_t j = horizon; j-- > 1;) {
        history_type one = own.history;
        exchange_label(one, horizon, j, other.history);
        exchange_label(all, horizon, j, other.history);
        for (const history_type* changed : {&one, &all}) {
          const auto after = predict(i, *changed);
          for (std::size_t t = 0; t < j; ++t) {
            const auto at = static_cast<Eigen::Index>(t);
            worst.see(after[at], before[at], rounding_allowance<real_type_t<Truth>>(before[at]), [&] {
              return "ln q of label " + to_text(t) + " with another label " + to_text(j) +
                     (changed == &all && j + 1 < horizon ? " and others after it (" : " (") + predict.run().place(i) +
                     ")";
            });
          }
        }
      }
    }
    if (worst.count() == 0) return not_applicable("a history of one label has none to change");
    outcome verdict = worst.verdict("with the label that it was");
    if (verdict.result == check_result::failed)
      verdict.explanation += "; a prediction may look at labels before its own alone";
    return verdict;
  }
}

/// The values that labels have in many draws of the truth, where all are whole numbers.
template <class Truth>
struct seen_labels {
  double least = std::numeric_limits<double>::infinity();
  double most = -std::numeric_limits<double>::infinity();
  double spread = 0;  ///< root mean square of the labels
  bool whole = true;
};
template <class Truth, class Learner>
[[nodiscard]] seen_labels<Truth> see_labels(const checked_predictions<Truth, Learner>& predict) {
  constexpr std::size_t draws = 200;
  const std::size_t horizon = predict.run().horizon();
  seen_labels<Truth> seen;
  double squares = 0;
  for (std::size_t i = 0; i < draws; ++i) {
    const auto one = predict.draw(i, draws_of::prior);
    const auto& labels = label_vector(one.history);
    for (std::size_t t = 0; t < horizon; ++t) {
      const auto value = static_cast<double>(labels[label_place(labels, horizon, t)]);
      seen.least = (std::min)(seen.least, value);
      seen.most = (std::max)(seen.most, value);
      seen.whole = seen.whole && std::floor(value) >= value;
      squares += value * value;
    }
  }
  seen.spread = std::sqrt(squares / static_cast<double>(draws * horizon));
  return seen;
}

/// ∫ exp(log_density(y)) dy by the trapezoidal rule on y = centre ± scale e^v, from the largest value that a few such
/// grids find: doubled until it settles.
template <class LogDensity>
[[nodiscard]] std::pair<double, bool> integrate_density(LogDensity log_density, double centre, double scale) {
  constexpr double from = -20;
  constexpr double to = 12;
  const auto along = [&](double first, double step, int points, auto use) {
    for (const double side : {-1.0, 1.0})
      for (int i = 0; i < points; ++i) {
        const double distance = scale * std::exp(first + i * step);
        use(centre + side * distance, distance);
      }
  };
  for (int round = 0; round < 3; ++round) {
    double best = log_density(centre);
    double found = centre;
    along(from, (to - from) / 64, 65, [&](double y, double) {
      const double value = log_density(y);
      if (value > best) {
        best = value;
        found = y;
      }
    });
    if (equal(found, centre)) break;
    centre = found;
  }
  int points = 64;
  double step = (to - from) / points;
  double sum = 0;
  const auto add = [&](double y, double weight) { sum += std::exp(log_density(y)) * weight; };
  along(from, step, points, add);
  double integral = sum * step;
  constexpr int most_points = 8192;
  while (points < most_points) {
    along(from + step / 2, step, points, add);
    points *= 2;
    step /= 2;
    const double before = std::exchange(integral, sum * step);
    if (points > 256 && std::abs(integral - before) <= 1e-5) return {integral, true};
  }
  return {integral, false};
}

/// Probabilities of the labels that the truth draws sum to 1, densities integrate to 1: at the first, a middle and the
/// last label of two histories. Of labels that are whole numbers those that were seen are tried; where the truth's own
/// law does not sum to 1 over them there are others, and the sum must be at most 1.
template <class Truth, class Learner>
[[nodiscard]] outcome check_normalised(const checked_predictions<Truth, Learner>& predict) {
  using history_type = typename Truth::history_type;
  if constexpr (!has_scalar_labels<history_type>) {
    return not_applicable("labels of such a history are no numbers to sum or integrate over");
  } else {
    constexpr double most_labels = 4096;
    constexpr double tolerance = 1e-3;
    using scalar = label_scalar<history_type>;
    const std::size_t horizon = predict.run().horizon();
    const auto seen = see_labels(predict);
    if (!(seen.most < std::numeric_limits<double>::infinity()) || (seen.whole && seen.most - seen.least > most_labels))
      return not_applicable("labels have too many values");
    std::size_t count = 0;
    std::size_t unsettled = 0;
    double worst = 0;
    double sum_of_worst = 1;
    for (std::size_t i = 0; i < (std::min)(predict.run().draws(), std::size_t{2}); ++i) {
      const auto own = predict.draw(i);
      for (const std::size_t t : {std::size_t{0}, horizon / 2, horizon - 1}) {
        history_type changed = own.history;
        auto& label = label_vector(changed)[label_place(label_vector(changed), horizon, t)];
        const auto log_density = [&](double value) {
          label = static_cast<scalar>(value);
          return predict(i, changed)[static_cast<Eigen::Index>(t)];
        };
        double sum = 0;
        bool complete = true;
        if (seen.whole) {
          double truth = 0;
          for (double value = seen.least; value <= seen.most; ++value) {
            sum += std::exp(log_density(value));
            truth += std::exp(likelihood_terms(predict.truth(), own.theta, changed)[static_cast<Eigen::Index>(t)]);
          }
          complete = std::abs(truth - 1) <= 1e-6;
        } else {
          const auto centre = static_cast<double>(label);
          const auto [integral, settled] = integrate_density(log_density, centre, seen.spread > 0 ? seen.spread : 1);
          sum = integral;
          if (!settled) {
            ++unsettled;
            continue;
          }
        }
        ++count;
        const double off = sum > 1 || complete ? std::abs(sum - 1) : 0;
        if (off >= worst) {
          worst = off;
          sum_of_worst = sum;
        }
        if (!(off <= tolerance))
          return failed("q of label " + to_text(t) + (seen.whole ? " sums to " : " integrates to ") + rounded(sum) +
                        (seen.whole ? " over the labels " + rounded(seen.least) + " to " + rounded(seen.most) : "") +
                        " (" + predict.run().place(i) + "), and not to 1: it looks at its own label, or is no law");
      }
    }
    if (count == 0) return not_applicable("the integral of a density did not settle at " + counted(unsettled, "label"));
    return passed((seen.whole ? "sums of " : "integrals of ") + to_text(count) + " predictions were 1, the worst " +
                  rounded(sum_of_worst));
  }
}

}  // namespace infobound::inline v0_1::detail
