// SPDX-License-Identifier: BSL-1.0
// The labels of a history, one after another, whatever the history is.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <type_traits>
#include <utility>

namespace infobound::inline v0_1::detail {

template <class H>
concept holds_labels = requires(H& history) {
  history.labels.size();
  history.labels[0] = history.labels[0];
};
template <class H>
concept is_label_matrix = requires(H& history) {
  history.col(0) = history.col(0);
}
&&!eigen_vector<H>;
template <class H>
concept is_label_vector = !holds_labels<H> && !is_label_matrix<H> && requires(H & history) {
  history.size();
  history[0] = history[0];
};
/// A member of the user's own history, or a function beside it: take_label(into, t, from).
template <class H>
concept takes_labels = requires(H& into, const H& from) {
  take_label(into, std::size_t{0}, from);
};

/// Labels can be exchanged between histories.
template <class H>
concept has_labels = takes_labels<H> || holds_labels<H> || is_label_vector<H> || is_label_matrix<H>;

template <class H>
[[nodiscard]] auto& label_vector(H& history) {
  if constexpr (requires { history.labels; })
    return history.labels;
  else
    return history;
}

/// Labels are the last T entries, as symbols that are given may come before them.
template <class Vector>
[[nodiscard]] auto label_place(const Vector& labels, std::size_t horizon, std::size_t t) {
  using index = std::remove_cvref_t<decltype(labels.size())>;
  return labels.size() - static_cast<index>(horizon) + static_cast<index>(t);
}

/// Gives `into` label t of T of another history.
template <has_labels H>
void exchange_label(H& into, std::size_t horizon, std::size_t t, const H& from) {
  if constexpr (takes_labels<H>) {
    take_label(into, t, from);
  } else if constexpr (is_label_matrix<H>) {
    const auto at = static_cast<Eigen::Index>(t);
    into.col(at) = from.col(at);
  } else {
    const auto at = label_place(label_vector(into), horizon, t);
    label_vector(into)[at] = label_vector(from)[at];
  }
}

/// A label is one number.
template <class H>
inline constexpr bool has_scalar_labels = !takes_labels<H> && (holds_labels<H> || is_label_vector<H>);

/// Of what type.
template <class H>
using label_scalar = std::remove_cvref_t<decltype(label_vector(std::declval<H&>())[0])>;

}  // namespace infobound::inline v0_1::detail
