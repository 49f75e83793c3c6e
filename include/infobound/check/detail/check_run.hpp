// SPDX-License-Identifier: BSL-1.0
// What the checks of a process share: streams that a reader can open again, findings, and the largest discrepancy.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <infobound/check/check_report.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/core/reuse.hpp>
#include <infobound/core/stream_use.hpp>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace infobound::inline v0_1::detail {

/// Four significant digits.
[[nodiscard]] inline std::string rounded(double value) {
  std::array<char, 64> text;
  const auto written = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 4);
  return {text.data(), written.ptr};
}

/// "1 label", "8 labels".
template <class Integer>
[[nodiscard]] std::string counted(Integer count, const std::string& noun) {
  return to_text(count) + " " + noun + (count == 1 ? "" : "s");
}

/// Draws of different kinds take different replicates of the same seed, so that they have no streams in common.
enum class draws_of : std::size_t {
  histories,
  candidates,
  near_candidates,
  prior,
  coordinates,
  long_histories,
  short_histories,
  predictive,
  affinities
};

/// The sizes of a run of checks, and its streams. The last one that was opened is remembered, to tell where a process
/// threw.
template <class = void>
class basic_check_run {
 public:
  basic_check_run(std::size_t horizon, std::size_t draws, std::uint64_t seed, double false_alarm_rate)
      : horizon_(horizon), draws_(draws), seed_(seed), false_alarm_rate_(false_alarm_rate) {}

  [[nodiscard]] std::size_t horizon() const { return horizon_; }
  [[nodiscard]] std::size_t draws() const { return draws_; }
  /// Of one statistical check.
  [[nodiscard]] double false_alarm_rate() const { return false_alarm_rate_; }

  [[nodiscard]] random_stream stream(std::size_t draw, draws_of kind = draws_of::histories) {
    last_ = replicate(draw, kind);
    return random_stream(seed_, *last_);
  }

  /// What a learner draws beside that draw.
  [[nodiscard]] random_stream learner_stream(std::size_t draw) const {
    return random_stream(seed_, replicate(draw, draws_of::histories), stream_purpose::learner);
  }

  /// "seed 0, replicate 17": what opens the stream of a draw again.
  [[nodiscard]] std::string place(std::size_t draw, draws_of kind = draws_of::histories) const {
    return "seed " + to_text(seed_) + ", replicate " + to_text(replicate(draw, kind));
  }
  /// " (seed 0, replicate 17)" of the last stream that was opened since forget_last.
  [[nodiscard]] std::string last_place() const {
    return last_ ? " (seed " + to_text(seed_) + ", replicate " + to_text(*last_) + ")" : "";
  }
  void forget_last() { last_.reset(); }
  /// "seed 0, replicates 1000 to 1999".
  [[nodiscard]] std::string places(draws_of kind) const {
    return "seed " + to_text(seed_) + ", replicates " + all(kind);
  }
  /// "seed 0, replicates 3000 to 3999 and 4000 to 4999".
  [[nodiscard]] std::string places(draws_of kind, draws_of other) const { return places(kind) + " and " + all(other); }

 private:
  [[nodiscard]] std::string all(draws_of kind) const {
    return to_text(replicate(0, kind)) + " to " + to_text(replicate(draws_ - 1, kind));
  }
  [[nodiscard]] std::size_t replicate(std::size_t draw, draws_of kind) const {
    return static_cast<std::size_t>(kind) * draws_ + draw;
  }

  std::size_t horizon_;
  std::size_t draws_;
  std::uint64_t seed_;
  double false_alarm_rate_;
  std::optional<std::size_t> last_;
};

using check_run = basic_check_run<>;

/// double, but depending on the process as the compiler sees it: templates that hold it cost those who only include
/// them nothing.
template <class Process>
struct double_for {
  using type = double;
};
template <class Process>
using double_of = typename double_for<Process>::type;
template <class Process>
using doubles = Eigen::ArrayX<double_of<Process>>;

/// A result with its sentence.
struct outcome {
  check_result result;
  std::string explanation;
};
[[nodiscard]] inline outcome passed(std::string explanation) { return {check_result::passed, std::move(explanation)}; }
[[nodiscard]] inline outcome failed(std::string explanation) { return {check_result::failed, std::move(explanation)}; }
[[nodiscard]] inline outcome not_applicable(std::string explanation) {
  return {check_result::not_applicable, std::move(explanation)};
}

/// What can only be checked after another check has passed.
[[nodiscard]] inline outcome rests_on(const std::string& other) { return not_applicable("rests on " + other); }

/// What a process returned is of no use to a check.
struct unsound_result : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The outcome of check() under its name; failed where the process throws.
template <class Check>
[[nodiscard]] finding found_by(std::string name, check_run& run, Check check) {
  run.forget_last();
  try {
    outcome verdict = check();
    return {std::move(name), verdict.result, std::move(verdict.explanation)};
  } catch (const unsound_result& error) {
    return {std::move(name), check_result::failed, error.what() + run.last_place()};
  } catch (const std::exception& error) {
    return {std::move(name), check_result::failed, "threw \"" + std::string(error.what()) + "\"" + run.last_place()};
  }
}

/// What rounding is forgiven where two ways to the same number are compared: √ε of its size, or of 1.
template <class Real>
[[nodiscard]] double rounding_allowance(double value) {
  return std::sqrt(static_cast<double>(std::numeric_limits<Real>::epsilon())) * (std::max)(1.0, std::abs(value));
}

/// Keeps the pair of numbers that differ most, in units of what is allowed, and where it was met. A pair of which one
/// is NaN differs infinitely; equal infinities do not differ.
template <class = void>
class basic_largest_discrepancy {
 public:
  template <class Where>
  void see(double value, double expected, double allowed, Where where) {
    const double difference = equal(value, expected) ? 0 : std::abs(value - expected);
    const double relative = equal(difference, 0) ? 0 : difference / allowed;
    ++count_;
    if (count_ > 1 && relative <= relative_) return;
    relative_ = is_nan(relative) ? std::numeric_limits<double>::infinity() : relative;
    value_ = value;
    expected_ = expected;
    allowed_ = allowed;
    where_ = where();
  }

  [[nodiscard]] bool tolerable() const { return relative_ <= 1; }
  [[nodiscard]] std::size_t count() const { return count_; }

  /// passed or failed, with "entry 1 (seed 0, replicate 3) is 0.3, `reference` -0.3".
  [[nodiscard]] outcome verdict(const std::string& reference) const {
    if (tolerable())
      return passed("largest of " + to_text(count_) + " discrepancies " + rounded(std::abs(value_ - expected_)) +
                    ", allowed " + rounded(allowed_) + ", at " + where_);
    return failed(where_ + " is " + shown(value_) + ", " + reference + " " + shown(expected_) + "; a difference of " +
                  rounded(allowed_) + " is allowed");
  }

 private:
  /// More digits than usual, as numbers that differ by little must be seen to differ.
  [[nodiscard]] static std::string shown(double value) {
    std::array<char, 64> text;
    const auto written = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 8);
    return {text.data(), written.ptr};
  }

  std::size_t count_ = 0;
  double relative_ = 0;
  double value_ = 0;
  double expected_ = 0;
  double allowed_ = 0;
  std::string where_;
};

using largest_discrepancy = basic_largest_discrepancy<>;

/// ln p(Y_{t+1} | θ, H_t) for every label, in double.
template <class Process>
[[nodiscard]] doubles<Process> likelihood_terms(const Process& process, const typename Process::parameter_type& theta,
                                                const typename Process::history_type& history) {
  Eigen::VectorX<real_type_t<Process>> terms;
  reuse::assign_vector(terms, process.log_likelihood(theta, history), "log_likelihood");
  return terms.template cast<double>().array();
}

/// likelihood_terms that a check can make use of: one number for each of `length` labels, none of them NaN or +∞.
/// - Throws: unsound_result otherwise.
template <class Process>
[[nodiscard]] doubles<Process> sound_terms(const Process& process, const typename Process::parameter_type& theta,
                                           const typename Process::history_type& history, std::size_t length) {
  doubles<Process> terms = likelihood_terms(process, theta, history);
  if (terms.size() != static_cast<Eigen::Index>(length))
    throw unsound_result("log_likelihood has " + to_text(terms.size()) + " entries for a history of " +
                         counted(length, "label"));
  for (Eigen::Index t = 0; t < terms.size(); ++t)
    if (!(terms[t] < std::numeric_limits<double>::infinity()))
      throw unsound_result("entry " + to_text(t) + " of log_likelihood is " + to_text(terms[t]));
  return terms;
}

}  // namespace infobound::inline v0_1::detail
