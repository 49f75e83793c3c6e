// SPDX-License-Identifier: BSL-1.0
// Watching a long run: progress out, cancellation in.
#pragma once

#include <concepts>
#include <cstddef>
#include <infobound/core/compiler.hpp>
#include <type_traits>
#include <utility>

namespace infobound::inline v0_1 {

/// How far a run has come.
struct progress {
  std::size_t done;   ///< replicates completed
  std::size_t total;  ///< replicates asked for
};

/// Is told of progress, block by block and never by two threads at once, and may ask for a stop at any time.
template <class O>
concept observer = requires(const O& watching, const progress& state) {
  watching.advanced(state);
  { watching.stop_requested() } -> std::convertible_to<bool>;
};

/// Watches nothing.
struct unobserved {
  void advanced(const progress&) const {}
  [[nodiscard]] bool stop_requested() const { return false; }
};

namespace detail {

/// Passes on an observer's wish to stop, and tells it nothing.
template <observer O>
struct untold {
  const O& watching;

  void advanced(const progress&) const {}
  [[nodiscard]] bool stop_requested() const { return watching.stop_requested(); }
};

}  // namespace detail

/// unreported<O>{observer} watches pilots, whose progress is not the run's: it passes on a wish to stop alone. Where
/// nobody watches it is of the same type, so that pilots and runs are compiled once.
template <observer O>
using unreported = std::conditional_t<std::same_as<O, unobserved>, unobserved, detail::untold<O>>;

/// Anything that can be asked whether to stop: std::stop_token is one.
template <class T>
concept stop_signal = requires(const T& signal) {
  { signal.stop_requested() } -> std::convertible_to<bool>;
};

/// Calls a function with each progress; stops when the signal says so:
/// information(process, 50, policy, serial{}, observed([](const progress& p) { … }, source.get_token())).
template <std::invocable<const progress&> Callback, stop_signal Signal = unobserved>
class observed {
 public:
  /// Calls back after every block, and stops when the signal asks for it.
  explicit observed(Callback callback, Signal stop = {}) : callback_(std::move(callback)), stop_(std::move(stop)) {}

  void advanced(const progress& state) const { callback_(state); }
  [[nodiscard]] bool stop_requested() const { return stop_.stop_requested(); }

 private:
  Callback callback_;
  Signal stop_;
};

}  // namespace infobound::inline v0_1
