// SPDX-License-Identifier: BSL-1.0
// A process with a block of its parameter integrated out, in whose place it is simulated (theory 11.10).
#pragma once

#include <concepts>
#include <infobound/core/concepts.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace infobound::inline v0_1::detail {

template <offers_marginal_process Process>
using marginal_process_t = std::remove_cvref_t<decltype(std::declval<const Process&>().marginal_process())>;

/// Both have it, or only the marginal process has.
template <bool Whole, bool Marginal>
inline constexpr bool keeps = Marginal || !Whole;

/// Policies simulate the marginal process of P in its place: it has the coordinates and derivatives that P has, and
/// there is something to simulate.
template <class P>
concept takes_marginal =
    offers_marginal_process<P> && keeps<whitened_process<P>, whitened_process<marginal_process_t<P>>> &&
    keeps<evaluates_gradient<P>, evaluates_gradient<marginal_process_t<P>>> &&
    keeps<evaluates_hessian<P>, evaluates_hessian<marginal_process_t<P>>> &&
    !(evaluates_information<marginal_process_t<P>> || evaluates_predictive<marginal_process_t<P>> ||
      samples_information<marginal_process_t<P>>);

/// The marginal process of P, with whose θ policies report I(H_T;θ) of P: what the labels of a replicate tell of the
/// block that is integrated out belongs to both of its sides.
template <takes_marginal P>
struct completed_marginal : marginal_process_t<P> {
  static constexpr bool independent_observations = has_independent_observations<P>;  ///< as I(H_T;θ) of P is concave
};

template <class P>
inline constexpr bool is_completed_marginal = false;
template <class P>
inline constexpr bool is_completed_marginal<completed_marginal<P>> = true;

template <takes_marginal Process>
[[nodiscard]] completed_marginal<Process> marginal_of(const Process& process) {
  return {process.marginal_process()};
}

/// What evidence_of(marginal process) tells of the evidence, which is that of the process, with the marginal process
/// kept as long as it is asked.
template <takes_marginal Process, class EvidenceOf>
[[nodiscard]] auto marginal_evidence(const Process& process, EvidenceOf evidence_of) {
  auto marginal = std::make_shared<const completed_marginal<Process>>(marginal_of(process));
  auto told = evidence_of(*marginal);
  struct workspace {
    std::shared_ptr<const completed_marginal<Process>> process;
    std::remove_cvref_t<decltype(*told)> evidence;

    [[nodiscard]] auto operator()(const typename Process::history_type& history, const replicate_origin& origin) {
      return evidence(history, origin);
    }
  };
  std::optional<workspace> result;
  if (told) result.emplace(workspace{std::move(marginal), std::move(*told)});
  return result;
}

}  // namespace infobound::inline v0_1::detail
