// SPDX-License-Identifier: BSL-1.0
// Bounds that are plain averages over simulations: what a process offers, and what comes of it.
#pragma once

#include <functional>
#include <infobound/core/bound.hpp>
#include <infobound/core/detail/write_number.hpp>
#include <infobound/core/random_stream_type.hpp>
#include <iosfwd>
#include <string>
#include <utility>

namespace infobound::inline v0_1 {

/// One theorem's word on a quantity, by simulation: truth ≥ E[mean] if the direction is lower, truth ≤ E[mean] if it is
/// upper; or, where the source says so, truth ≥ mean with the confidence that it names.
template <class Real>
struct simulated_bound {
  Real mean;
  Real standard_error;  ///< ∞ where fewer than two replicates were completed
  infobound::direction direction;
  std::string source;
};

/// Writes "≥ 0.02932 ± 0.00002, determinant of the observed information (theory 12.3)", or ≤ for an upper bound.
template <class Character, class Traits, class Real>
std::basic_ostream<Character, Traits>& operator<<(std::basic_ostream<Character, Traits>& out,
                                                  const simulated_bound<Real>& shown) {
  out << (shown.direction == direction::lower ? "≥ " : "≤ ");
  detail::write_number(out, shown.mean, shown.standard_error);
  return out << ", " << shown.source.c_str();
}

/// One bound on I(H_T;θ) that a process offers for simulation, in nats. A lower bound is E[information(rng)], or
/// −ln E[affinity(rng)] with affinities in [0, 1], or the sum of the two; an upper bound is E[information(rng)]. Each
/// function draws one replicate from the stream that it is given; it may hold memory that it uses again, and is then
/// called by one thread at a time.
template <class Real>
struct bound_sampler {
  using draw = std::function<Real(random_stream&)>;

  // No aggregate, as GCC 12 fails on a function left out of one.
  bound_sampler(infobound::direction side, std::string theorem, draw informations, draw affinities = nullptr)
      : direction(side),
        source(std::move(theorem)),
        information(std::move(informations)),
        affinity(std::move(affinities)) {}

  infobound::direction direction;
  std::string source;
  draw information;  ///< empty: nothing is added
  draw affinity;     ///< empty: nothing is added; of a lower bound only
};

}  // namespace infobound::inline v0_1
