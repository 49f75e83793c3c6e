// SPDX-License-Identifier: BSL-1.0
// Tests a learner: that it predicts before it sees, and that what it says are probabilities (theory 1.3).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <infobound/check/check_report.hpp>
#include <infobound/check/detail/check_predictions.hpp>
#include <infobound/check/detail/check_run.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/learner.hpp>
#include <infobound/core/require.hpp>
#include <string>
#include <utility>

namespace infobound::inline v0_1 {

/// How much check_learner looks at.
struct learner_check_options {
  std::size_t horizon = 16;  ///< T ≥ 1, labels of a history; a truth with fewer is taken at its longest
  std::size_t draws = 8;     ///< ≥ 1, histories
  std::uint64_t seed = 0;    ///< same seed, same report

  void validate() const {
    require_at_least("learner_check_options.horizon", horizon, 1);
    require_at_least("learner_check_options.draws", draws, 1);
  }
};

/// Tests whether misspecified_error may be asked of a learner: std::cout << check_learner(truth, mine). On histories of
/// the truth: there is one entry a label, never NaN; equal histories and streams give equal predictions; predictions up
/// to a label stay as they are when it and those after it are changed; probabilities sum to 1, and densities integrate
/// to 1, up to 10⁻³. A learner that fails the last two has an error that means nothing, and may be below the least
/// possible one.
///
/// Labels are exchanged between histories that are Eigen vectors or matrices, or have `labels`; of another type
/// take_label(into, t, from) beside it, found by its arguments, gives one history label t of another. Inputs are not
/// changed: a learner that looks at later inputs is not told.
/// - Accuracy: a change of a prediction above √ε of its size is seen, whatever label makes it.
/// - Cost:     2 × draws × T predictions of histories of T labels, and for densities some 1000 for each of six labels.
/// - Throws:   std::domain_error for an option outside its domain; what a learner throws becomes a finding.
template <class Truth, class Learner>
[[nodiscard]] check_report check_learner(const Truth& truth, const Learner& learner,
                                         const learner_check_options& options = {}) {
  check_report report;
  if constexpr (explain_process<Truth>() && explain_learner<Learner, Truth>()) {
    options.validate();
    validate_all(truth);
    std::size_t horizon = options.horizon;
    if constexpr (has_maximum_horizon<Truth>) horizon = (std::min)(horizon, truth.maximum_horizon());
    detail::check_run run(horizon, options.draws, options.seed, 0.5);
    const auto add = [&](std::string name, auto check) {
      report.findings.push_back(detail::found_by(std::move(name), run, check));
      return report.findings.back().result != check_result::failed;
    };
    const bool valid = add("validate", [&] {
      if constexpr (!validated<Learner>) {
        return detail::not_applicable("the learner has no validate()");
      } else {
        learner.validate();
        return detail::passed("the learner is in its domain");
      }
    });
    if (!valid) return report;
    const detail::checked_predictions<Truth, Learner> predict(truth, learner, run);
    const bool sound = add("log_predictive: values", [&] { return detail::check_predicted_values(predict); });
    const bool repeats =
        sound && add("log_predictive: equal streams", [&] { return detail::check_repeated_predictions(predict); });
    const auto rests = [&](auto check) { return repeats ? check() : detail::rests_on("what failed above"); };
    add("log_predictive: peeking", [&] { return rests([&] { return detail::check_no_peeking(predict); }); });
    add("log_predictive: normalisation", [&] { return rests([&] { return detail::check_normalised(predict); }); });
  }
  return report;
}

}  // namespace infobound::inline v0_1
