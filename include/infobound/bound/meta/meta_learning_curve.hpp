// SPDX-License-Identifier: BSL-1.0
// The error of a meta-learner over numbers of tasks and numbers of labels in each.
#pragma once

#include <algorithm>
#include <cstddef>
#include <infobound/bound/meta/meta_error.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/meta_concepts.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/core/require.hpp>
#include <infobound/information/intra_part.hpp>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// The parts of 𝓛_{M,T} at every pair of a number of tasks and a number of labels.
template <class Real = double>
class meta_curve {
 public:
  meta_curve(std::vector<std::size_t> tasks, std::vector<std::size_t> horizons)
      : tasks_(std::move(tasks)), horizons_(std::move(horizons)), errors_(tasks_.size() * horizons_.size()) {}

  [[nodiscard]] const std::vector<std::size_t>& tasks() const { return tasks_; }        ///< each M
  [[nodiscard]] const std::vector<std::size_t>& horizons() const { return horizons_; }  ///< each T

  /// The parts at the i-th number of tasks and the j-th number of labels, both counted from 0.
  /// - Throws: std::domain_error for an index beyond them.
  [[nodiscard]] const meta_split<estimate<Real>>& at(std::size_t i, std::size_t j) const {
    return errors_[place(i, j)];
  }
  void set(std::size_t i, std::size_t j, meta_split<estimate<Real>> error) { errors_[place(i, j)] = std::move(error); }

 private:
  [[nodiscard]] std::size_t place(std::size_t i, std::size_t j) const {
    if (i >= tasks_.size()) refuse("meta_curve: i", i, "< " + to_text(tasks_.size()));
    if (j >= horizons_.size()) refuse("meta_curve: j", j, "< " + to_text(horizons_.size()));
    return i * horizons_.size() + j;
  }

  std::vector<std::size_t> tasks_;
  std::vector<std::size_t> horizons_;
  std::vector<meta_split<estimate<Real>>> errors_;
};

/// meta_error at every M of `tasks` and T of `horizons`: meta_learning_curve(process, {1, 4, 16}, {8, 32}, policy). The
/// intra part, which does not depend on M, is estimated once for each T, with the replicates of the most tasks.
/// - Domain: every M ≥ 1 and T ≥ 1.
/// - Cost:   a run of the policy for each pair, and one for each T.
/// - Throws: std::domain_error where the process, the policy, an M or a T is outside its domain.
/// - Source: theory 8.1.
template <class Process, class Policy = automatic, execution_policy Execution = serial, observer Observer = unobserved>
[[nodiscard]] meta_curve<real_type_t<Process>> meta_learning_curve(
    const Process& process, std::vector<std::size_t> tasks, std::vector<std::size_t> horizons,
    const Policy& policy = {}, const Execution& execution = {}, const Observer& watching = {}) {
  for (const std::size_t count : tasks) require_at_least("tasks", count, std::size_t{1});
  for (const std::size_t horizon : horizons) require_at_least("horizon", horizon, std::size_t{1});
  meta_curve<real_type_t<Process>> result(std::move(tasks), std::move(horizons));
  const auto& counts = result.tasks();
  if (counts.empty()) return result;
  [[maybe_unused]] const std::size_t most = *std::max_element(counts.begin(), counts.end());
  for (std::size_t j = 0; j < result.horizons().size(); ++j) {
    const std::size_t horizon = result.horizons()[j];
    if constexpr (evaluates_meta_information<Process>) {
      for (std::size_t i = 0; i < counts.size(); ++i)
        result.set(i, j, meta_error(process, counts[i], horizon, policy, execution, watching));
    } else if constexpr (explain_meta_process<Process>()) {
      detail::prepare_meta(process, most, horizon, policy, execution);
      const std::size_t first = j * (counts.size() + 1);
      const auto intra = detail::part_information(intra_part<Process>{process}, horizon,
                                                  detail::set_apart(policy, most), part_of(execution, first), watching);
      for (std::size_t i = 0; i < counts.size(); ++i)
        result.set(i, j,
                   detail::meta_error_given(intra, process, counts[i], horizon, policy,
                                            part_of(execution, first + 1 + i), watching));
    }
  }
  return result;
}

}  // namespace infobound::inline v0_1
