// SPDX-License-Identifier: BSL-1.0
// How blocks of replicates are run: the execution policy concept, one after another, and what is kept of a run.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <infobound/core/moment_tree.hpp>
#include <infobound/core/moments.hpp>
#include <string_view>

namespace infobound::inline v0_1 {

/// Runs `count` numbered blocks of work. A block is computed in a slot, a workspace made by make_slot() that is used
/// for one block at a time and again for later ones; compute(slot, block) may run on several slots at once, and calls a
/// third argument, if it is given one, between replicates; consume(slot) is called once a block, in block order, never
/// concurrently. Results are merged in consume, so every execution gives the same bits. When consume returns false no
/// further block is consumed.
template <class E>
concept execution_policy = requires(const E& execution, std::size_t count, int (*make_slot)(),
                                    void (*compute)(int&, std::size_t), bool (*consume)(int&)) {
  execution.for_each_in_order(count, make_slot, compute, consume);
};

namespace detail {

/// Takes any value, and does nothing.
struct any_channel {
  template <class Value>
  void operator()(Value&) {}
};

}  // namespace detail

/// What a block leaves in its slot can be sent to another process: slot.transfer(channel) calls channel(value) for each
/// of it, numbers and Eigen arrays of a size that all slots share, in the same order to write as to read.
template <class Slot>
concept transferable = requires(Slot& slot, detail::any_channel channel) {
  slot.transfer(channel);
};

/// One block after another on the calling thread, in one slot.
struct serial {
  template <class MakeSlot, class Compute, class Consume>
  void for_each_in_order(std::size_t count, MakeSlot make_slot, Compute compute, Consume consume) const {
    auto slot = make_slot();
    for (std::size_t block = 0; block < count; ++block) {
      compute(slot, block);
      if (!consume(slot)) return;
    }
  }
};

/// What a policy says of a run. The process and the policy's tuning show in the numbers of the first replicate.
struct run_identity {
  std::string_view policy;  ///< its name
  std::uint64_t seed;
  std::size_t horizon;
  double memory = 0;  ///< bytes that a slot takes, about: told where they are not there; 0: not known
};

/// A run as an execution that keeps its partial sums knows it.
template <class Real>
struct kept_run {
  run_identity identity;
  std::size_t replicates;
  typename moments<Real>::array first_sample;  ///< the numbers of replicate 0
};

/// An execution that keeps the partial sums of a run beyond it: keeper(run) gives an object whose restored() are the
/// sums of the blocks that are done already, with room for those that shall be; advanced(sums) is called after each
/// further block, and closed(sums) when no more will be appended, be it that all are done or that a stop was requested.
template <class E, class Real>
concept keeps_moments = requires(const E& execution, const kept_run<Real>& run, const moment_tree<Real>& sums) {
  { execution.keeper(run).restored() } -> std::same_as<moment_tree<Real>>;
  execution.keeper(run).advanced(sums);
  execution.keeper(run).closed(sums);
};

/// Whether an observer is told of progress here: by one process of several that run the same call.
template <class Execution>
[[nodiscard]] bool reports_progress([[maybe_unused]] const Execution& execution) {
  if constexpr (requires { execution.reports_progress(); })
    return execution.reports_progress();
  else
    return true;
}

/// Whether something is so in any process that runs the same call, asked by all of them at once.
template <class Execution>
[[nodiscard]] bool in_any_process([[maybe_unused]] const Execution& execution, bool here) {
  if constexpr (requires { execution.in_any_process(here); })
    return execution.in_any_process(here);
  else
    return here;
}

/// The execution of one of several runs that make up one call, by its number: what is kept of each is kept apart.
template <class Execution>
[[nodiscard]] decltype(auto) part_of(const Execution& execution, [[maybe_unused]] std::size_t number) {
  if constexpr (requires { execution.part(number); })
    return execution.part(number);
  else
    return (execution);
}

/// What runs the blocks of an execution and keeps nothing: for pilots, whose numbers only set up the run that is kept.
template <class Execution>
[[nodiscard]] decltype(auto) unkept(const Execution& execution) {
  if constexpr (requires { execution.unkept(); })
    return execution.unkept();
  else
    return (execution);
}

}  // namespace infobound::inline v0_1
