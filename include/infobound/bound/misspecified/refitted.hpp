// SPDX-License-Identifier: BSL-1.0
// A learner that is fitted to a batch, as one that predicts label by label (theory 9.6).
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream_type.hpp>
#include <infobound/core/require.hpp>
#include <type_traits>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

namespace detail {

template <class L, class History>
concept fits_batch = requires(const L& learner, const History& history, std::size_t size) {
  learner.fit(history, size);
};
template <class L, class History>
concept fits_batch_by_draws = requires(const L& learner, const History& history, std::size_t size, random_stream& rng) {
  learner.fit(history, size, rng);
};

/// T of a history: what the learner says, or the number of its labels, entries or columns.
template <class L, class History>
[[nodiscard]] std::size_t labels_in([[maybe_unused]] const L& learner, const History& history) {
  constexpr bool is_matrix = requires { history.cols(); }
  &&!eigen_vector<History>;
  if constexpr (requires { std::size_t(learner.horizon(history)); }) {
    return std::size_t(learner.horizon(history));
  } else if constexpr (requires { history.labels.size(); }) {
    return static_cast<std::size_t>(history.labels.size());
  } else if constexpr (is_matrix) {
    return static_cast<std::size_t>(history.cols());
  } else {
    constexpr bool is_counted = requires { history.size(); };
    static_assert(is_counted,
                  "infobound: refitted does not know how many labels a history has, which is no Eigen vector or matrix "
                  "and has no labels; give the learner horizon(history)");
    if constexpr (is_counted)
      return static_cast<std::size_t>(history.size());
    else
      return 0;
  }
}

}  // namespace detail

/// A batch learner that is fitted anew at sizes of a grid, and predicts the labels in between by the last fit. That is
/// a valid predictor, with O(ln T) fits in place of T; the finer the grid, the less is lost by fits that are old.
///
/// The learner writes fit(history, size, rng), or fit(history, size) where it does not draw, which looks at the first
/// `size` labels and their inputs alone and returns a model; and model.log_predictive(history, first, last), ln q of
/// the labels first … last − 1 (from 0), which may look at labels before each of them. fit is called with size 0 too,
/// for what is predicted before there are data. check_learner tells where one of the two looks ahead.
/// - Cost:   the fits at sizes 0, 1, 2, 4, … < T, and one prediction a label.
/// - Throws: std::domain_error for a growth or sizes outside their domain, std::invalid_argument where the model has
///           not one entry a label.
template <class Learner>
struct refitted {
  Learner learner;    ///< what is fitted: it has fit(history, size, rng)
  double growth = 2;  ///< > 1: a fit has so many times the labels of the one before, at least one more
  std::vector<std::size_t> sizes = {};  ///< at which it is fitted, rising, beside 0; empty: by growth

  void validate() const {
    validate_all(learner);
    if (!(growth > 1)) refuse("refitted.growth", growth, "> 1");
    for (std::size_t i = 1; i < sizes.size(); ++i)
      if (sizes[i] <= sizes[i - 1])
        refuse("refitted.sizes[" + to_text(i) + "]", sizes[i], "> " + to_text(sizes[i - 1]));
  }

  template <class History>
  requires detail::fits_batch_by_draws<Learner, History>
  [[nodiscard]] auto log_predictive(const History& history, random_stream& rng) const {
    return predict(history, [&](std::size_t size) { return learner.fit(history, size, rng); });
  }

  template <class History>
  requires(detail::fits_batch<Learner, History> && !detail::fits_batch_by_draws<Learner, History>)
      [[nodiscard]] auto log_predictive(const History& history) const {
    return predict(history, [&](std::size_t size) { return learner.fit(history, size); });
  }

  /// The sizes at which it is fitted to a history of so many labels.
  [[nodiscard]] std::vector<std::size_t> fits(std::size_t horizon) const {
    std::vector<std::size_t> grid{0};
    if (sizes.empty())
      for (double next = 1; next < static_cast<double>(horizon); next = (std::max)(next + 1, std::ceil(next * growth)))
        grid.push_back(static_cast<std::size_t>(next));
    for (const std::size_t size : sizes)
      if (size > 0 && size < horizon) grid.push_back(size);
    return grid;
  }

 private:
  template <class History, class Fit>
  [[nodiscard]] auto predict(const History& history, Fit fit) const {
    using model = decltype(fit(std::size_t{0}));
    using terms = std::remove_cvref_t<decltype(std::declval<const model&>().log_predictive(history, std::size_t{0},
                                                                                           std::size_t{1}))>;
    const std::size_t horizon = detail::labels_in(learner, history);
    Eigen::VectorX<typename terms::Scalar> result(static_cast<Eigen::Index>(horizon));
    const std::vector<std::size_t> grid = fits(horizon);
    for (std::size_t i = 0; i < grid.size() && grid[i] < horizon; ++i) {
      const std::size_t last = i + 1 < grid.size() ? grid[i + 1] : horizon;
      const auto fitted = fit(grid[i]);
      const terms predicted = fitted.log_predictive(history, grid[i], last);
      const auto count = static_cast<Eigen::Index>(last - grid[i]);
      require_same_size("model.log_predictive: number of entries", predicted.size(), "last - first", count);
      result.segment(static_cast<Eigen::Index>(grid[i]), count) = predicted;
    }
    return result;
  }
};

/// refitted{learner} needs no type.
template <class Learner>
refitted(Learner) -> refitted<Learner>;

}  // namespace infobound::inline v0_1
