// SPDX-License-Identifier: BSL-1.0
// Numbers against x: what tables, CSV, JSON and plots are made from.
#pragma once

#include <infobound/core/bound.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/require.hpp>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::report {

/// What the numbers of a series are, which says how a picture draws them.
enum class kind {
  unspecified,  ///< a line
  exact,        ///< a heavier line
  estimate,     ///< a line
  lower_bound,  ///< dotted
  upper_bound,  ///< dashed
  bounds,       ///< a band from a lower to an upper bound
  fit           ///< dash-dotted
};

/// A line (middle), a band (lower to upper), or a line in its band. A part that a series lacks is empty; NaN stands for
/// a number that is not known, ±∞ for one that is not bounded.
struct series {
  std::string name;
  std::vector<double> x = {};                     ///< one value a point
  std::vector<double> lower = {};                 ///< of a band; empty: there is none
  std::vector<double> middle = {};                ///< of a line; empty: there is none
  std::vector<double> upper = {};                 ///< of a band
  report::kind kind = report::kind::unspecified;  ///< which has a style of its own
  std::string process = {};                       ///< what the numbers are of: series of one process have one hue
  std::string band = {};                          ///< what the band around a line is, such as "95 % interval"

  /// Appends an estimate at x: its interval at the given confidence, and its mean where its two sides have the same.
  /// Its kind, unless it has one, is exact while all that is appended is, else estimate.
  template <class Real>
  void add(double at, const estimate<Real>& shown, double confidence = 0.95) {
    const bool exact =
        shown.lower.exact && shown.upper.exact && infobound::detail::equal(shown.lower.mean, shown.upper.mean);
    if (kind == report::kind::unspecified && exact) kind = report::kind::exact;
    if ((kind == report::kind::unspecified || kind == report::kind::exact) && !exact) kind = report::kind::estimate;
    if (band.empty() && !exact) band = to_text(std::round(1e4 * confidence) / 100) + " % interval";
    const auto range = shown.interval(confidence);
    x.push_back(at);
    lower.push_back(static_cast<double>(range.lower));
    upper.push_back(static_cast<double>(range.upper));
    middle.push_back(infobound::detail::equal(shown.lower.mean, shown.upper.mean)
                         ? static_cast<double>(shown.lower.mean)
                         : std::numeric_limits<double>::quiet_NaN());
  }

  /// Appends a bracket at x: a band without a line, whose kind is bounds unless it has one.
  template <class Real>
  void add(double at, const bracket<Real>& shown) {
    if (kind == report::kind::unspecified) kind = report::kind::bounds;
    x.push_back(at);
    lower.push_back(static_cast<double>(shown.lower.value));
    upper.push_back(static_cast<double>(shown.upper.value));
  }

  /// - Throws: std::invalid_argument for a part that is neither empty nor as long as x.
  void validate() const {
    const auto check = [this](const char* part, const std::vector<double>& values) {
      if (!values.empty())
        require_same_size("series \"" + name + "\": number of values in " + part, std::ssize(values), "of values in x",
                          std::ssize(x));
    };
    check("lower", lower);
    check("middle", middle);
    check("upper", upper);
  }
};

/// 𝓛_t of a learning curve against t = 1 … T, with confidence intervals.
template <class Real>
[[nodiscard]] series error_series(std::string name, const curve<Real>& shown, double confidence = 0.95) {
  series errors{.name = std::move(name)};
  for (std::size_t t = 1; t <= shown.horizon(); ++t)
    errors.add(static_cast<double>(t), shown.estimation_error(t), confidence);
  return errors;
}

}  // namespace infobound::inline v0_1::report
