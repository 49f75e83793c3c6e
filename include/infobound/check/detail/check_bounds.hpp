// SPDX-License-Identifier: BSL-1.0
// Checks of what a process says of its information, rates and errors: order, monotony, and what data tell at least.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/check/detail/candidate_calibration.hpp>
#include <infobound/check/detail/check_run.hpp>
#include <infobound/core/bound.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <limits>
#include <string>
#include <vector>

namespace infobound::inline v0_1::detail {

/// What I(H_T;θ) is at least, but for a chance of the false-alarm rate: the mean of numbers between 0 and ln 8 whose
/// expectation it exceeds, less what Hoeffding's inequality allows.
[[nodiscard]] inline double least_information(const check_run& run, double mean_information) {
  const double range = std::log(static_cast<double>(candidates));
  return mean_information -
         range * std::sqrt(-std::log(run.false_alarm_rate()) / (2 * static_cast<double>(run.draws())));
}

/// I(H_t;θ) is finite, not negative, does not fall with t, agrees with information_curve, and is not below what
/// simulated data tell.
template <class Process>
[[nodiscard]] outcome check_information(const Process& process, check_run& run, double simulated) {
  using Real = real_type_t<Process>;
  if constexpr (!evaluates_information<Process>) {
    return not_applicable("the process has no information(horizon)");
  } else {
    double before = 0;
    for (std::size_t t = 1; t <= run.horizon(); ++t) {
      const auto information = static_cast<double>(Real(process.information(t)));
      if (!std::isfinite(information) || information < 0)
        return failed("at horizon " + to_text(t) + " it is " + to_text(information) + ", must be >= 0 and finite");
      if (information < before - rounding_allowance<Real>(before))
        return failed("it falls from " + rounded(before) + " at horizon " + to_text(t - 1) + " to " +
                      rounded(information) + " at " + to_text(t));
      before = information;
    }
    if constexpr (evaluates_information_curve<Process>) {
      const Eigen::VectorX<Real> curve = process.information_curve(run.horizon());
      if (curve.size() != static_cast<Eigen::Index>(run.horizon()))
        return failed("information_curve(" + to_text(run.horizon()) + ") has " + to_text(curve.size()) + " entries");
      for (std::size_t t = 1; t <= run.horizon(); ++t) {
        const auto expected = static_cast<double>(Real(process.information(t)));
        const auto entry = static_cast<double>(curve[static_cast<Eigen::Index>(t) - 1]);
        if (!(std::abs(entry - expected) <= rounding_allowance<Real>(expected)))
          return failed("information_curve has " + to_text(entry) + " at horizon " + to_text(t) + ", information " +
                        to_text(expected));
      }
    }
    const double least = least_information(run, simulated);
    const std::string words = "it is " + rounded(before) + " nats at horizon " + to_text(run.horizon()) +
                              ", and simulated data tell at least " + rounded((std::max)(0.0, least));
    if (before < least) return failed(words + " (" + run.places(draws_of::candidates) + ")");
    return passed(words);
  }
}

/// rate_lower and rate_upper are not negative, do not rise with ε, and do not cross.
template <class Process>
class rates_check {
 public:
  using Real = real_type_t<Process>;

  rates_check(const Process& process, const check_run& run) : process_(process), run_(run) {}

  [[nodiscard]] outcome operator()() {
    if constexpr (!rate_bounded_process<Process> && !evaluates_rate_distortion<Process>) {
      return not_applicable("the process has no rate_upper(epsilon), rate_lower(epsilon) or rate_distortion(epsilon)");
    } else {
      // From a millionth of a nat to 16.
      for (int k = -20; k <= 4 && wrong_.empty(); ++k) look_at(Real(std::ldexp(1.0, k)));
      if (!wrong_.empty()) return failed(wrong_);
      return passed("ordered and falling at 25 values of epsilon from 9.5e-07 to 16");
    }
  }

 private:
  struct named {
    const char* name;
    double value;
  };

  void look_at(const Real& epsilon) {
    std::vector<named> lower;
    std::vector<named> upper;
    if constexpr (requires { process_.rate_lower(epsilon); })
      lower.push_back({"rate_lower(epsilon)", number(process_.rate_lower(epsilon))});
    if constexpr (requires { process_.rate_lower(epsilon, run_.horizon()); })
      lower.push_back({"rate_lower(epsilon, horizon)", number(process_.rate_lower(epsilon, run_.horizon()))});
    if constexpr (evaluates_rate_distortion<Process>) {
      const named exact{"rate_distortion(epsilon)", number(process_.rate_distortion(epsilon))};
      lower.push_back(exact);
      upper.push_back(exact);
    }
    if constexpr (requires { process_.rate_upper(epsilon); })
      upper.push_back({"rate_upper(epsilon)", number(process_.rate_upper(epsilon))});
    if constexpr (requires { process_.rate_upper(epsilon, run_.horizon()); })
      upper.push_back({"rate_upper(epsilon, horizon)", number(process_.rate_upper(epsilon, run_.horizon()))});
    std::vector<named> all = lower;
    all.insert(all.end(), upper.begin(), upper.end());
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!(all[i].value >= 0)) note(all[i], " is ", all[i].value, epsilon);
      if (!before_.empty() && all[i].value > before_[i].value + rounding_allowance<Real>(before_[i].value))
        note(all[i], " rises to ", all[i].value, epsilon);
    }
    for (const named& below : lower)
      for (const named& above : upper)
        if (comparable_pair(below.name, above.name) &&
            below.value > above.value + rounding_allowance<Real>(above.value))
          note(below, (" is " + rounded(below.value) + " and " + above.name + " ").c_str(), above.value, epsilon);
    before_ = all;
  }

  /// H_{ε,T} ≤ H_ε: a lower bound on H_ε may be above an upper bound on H_{ε,T}.
  [[nodiscard]] static bool comparable_pair(const std::string& below, const std::string& above) {
    return below == "rate_lower(epsilon, horizon)" || above != "rate_upper(epsilon, horizon)";
  }

  [[nodiscard]] static double number(const Real& value) { return static_cast<double>(value); }

  void note(const named& bound, const char* does, double value, const Real& epsilon) {
    if (wrong_.empty())
      wrong_ = std::string(bound.name) + does + rounded(value) + " at epsilon = " + rounded(number(epsilon));
  }

  const Process& process_;
  const check_run& run_;
  std::vector<named> before_;
  std::string wrong_;
};

/// The process's own bounds on 𝓛_t are numbers ≥ 0 that name their source; the lower ones are below the upper ones, the
/// exact error where it is known is between, and no upper one is below what simulated data tell.
template <class Process>
[[nodiscard]] outcome check_error_bounds(const Process& process, check_run& run, double simulated,
                                         [[maybe_unused]] bool exact_is_right) {
  using Real = real_type_t<Process>;
  if constexpr (!error_bounded_process<Process>) {
    return not_applicable("the process has no error_bounds(horizon), error_upper(horizon) or error_lower(horizon)");
  } else {
    std::size_t seen = 0;
    for (const Eigen::Index length : lengths_up_to(run.horizon())) {
      const auto t = static_cast<std::size_t>(length);
      std::vector<bound<Real>> bounds;
      if constexpr (lists_error_bounds<Process>) bounds = process.error_bounds(t);
      if constexpr (bounds_error_above<Process>)
        bounds.push_back({process.error_upper(t), direction::upper, "error_upper(horizon)"});
      if constexpr (bounds_error_below<Process>)
        bounds.push_back({process.error_lower(t), direction::lower, "error_lower(horizon)"});
      if (t == run.horizon()) {
        const Real told = Real((std::max)(0.0, least_information(run, simulated)) / static_cast<double>(t));
        bounds.push_back(
            {told, direction::lower, "what simulated data tell (" + run.places(draws_of::candidates) + ")"});
      }
      if constexpr (evaluates_information<Process>) {
        const Real exact = process.information(t) / Real(t);
        if (exact_is_right)
          for (const direction side : {direction::lower, direction::upper})
            bounds.push_back({exact, side, "information(horizon)/horizon"});
      }
      const std::string place = " at horizon " + to_text(t);
      for (const bound<Real>& own : bounds) {
        ++seen;
        if (own.source.empty()) return failed("a bound of " + to_text(own.value) + " names no source" + place);
        if (!(own.value >= 0)) return failed("\"" + own.source + "\" is " + to_text(own.value) + place);
      }
      for (const bound<Real>& below : bounds)
        for (const bound<Real>& above : bounds)
          if (below.direction == direction::lower && above.direction == direction::upper &&
              static_cast<double>(below.value) >
                  static_cast<double>(above.value) + rounding_allowance<Real>(static_cast<double>(above.value)))
            return failed("the lower bound \"" + below.source + "\" is " + to_text(below.value) +
                          ", the upper bound \"" + above.source + "\" " + to_text(above.value) + place);
    }
    return passed(to_text(seen) + " bounds are in order, at horizons up to " + to_text(run.horizon()));
  }
}

}  // namespace infobound::inline v0_1::detail
