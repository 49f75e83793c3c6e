// SPDX-License-Identifier: BSL-1.0
// The evidence of a process that knows it in closed form (theory 13.4).
#pragma once

#include <infobound/core/concepts.hpp>
#include <infobound/information/evidence.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <infobound/process/regression/gaussian_belief.hpp>
#include <infobound/process/regression/gaussian_evidence.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <optional>
#include <type_traits>

namespace infobound::inline v0_1::detail {

/// ln p(H_T) is known in closed form.
template <class P>
concept knows_evidence = holds_gaussian_belief<P> || evaluates_evidence<P> || evaluates_predictive<P>;

/// ln p(H_T) of one history after another.
template <knows_evidence Process>
class exact_evidence {
 public:
  using Real = real_type_t<Process>;
  using history_type = typename Process::history_type;

  explicit exact_evidence(const Process& process) : process_(&process), gaussian_(belief_of(process)) {}

  [[nodiscard]] evidence_value<Real> operator()(const history_type& history, const replicate_origin& = {}) {
    if constexpr (holds_gaussian_belief<Process>)
      return {gaussian_(history)};
    else if constexpr (evaluates_evidence<Process>)
      return {process_->log_evidence(history)};
    else
      return {process_->log_predictive(history).sum()};
  }

 private:
  struct nothing {};
  using workspace =
      typename std::conditional_t<holds_gaussian_belief<Process>, std::type_identity<gaussian_evidence<Real>>,
                                  std::type_identity<nothing>>::type;

  [[nodiscard]] static workspace belief_of([[maybe_unused]] const Process& process) {
    if constexpr (holds_gaussian_belief<Process>)
      return workspace(process.belief(), allowed_cancellation<Real, std::remove_cvref_t<decltype(process.inputs)>>());
    else
      return {};
  }

  const Process* process_;
  workspace gaussian_;
};

/// The evidence of a process where it is known, to be asked for only there.
template <class Process>
[[nodiscard]] auto known_evidence([[maybe_unused]] const Process& process) {
  if constexpr (knows_evidence<Process>)
    return exact_evidence<Process>(process);
  else
    return std::nullopt;
}

}  // namespace infobound::inline v0_1::detail
