// SPDX-License-Identifier: BSL-1.0
// What is said of the evidence ln p(H_T) of a history that another process may have made: exactly, or from below.
#pragma once

#include <infobound/core/compiler.hpp>

namespace infobound::inline v0_1 {

/// ln p(H_T), in closed form.
template <class Real = double>
struct evidence_value {
  Real log_evidence;
};

/// ln Ẑ with E[Ẑ | H_T] = p(H_T): in the mean at most ln p(H_T).
template <class Real = double>
struct evidence_estimate {
  Real log_evidence;
  Real effective_sample_size = 0;  ///< of the weights behind it; 0 where there are none
};

namespace detail {

/// What a policy gives in place of a process's evidence where it has told the compiler what the process lacks.
struct refused_evidence {};

}  // namespace detail

}  // namespace infobound::inline v0_1
