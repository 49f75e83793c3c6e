// SPDX-License-Identifier: BSL-1.0
// The prior of the theory, N(0, I/d), where a regression is given no other.
#pragma once

#include <infobound/core/compiler.hpp>

namespace infobound::inline v0_1 {

/// θ ~ N(0, I/d), d the dimension of the inputs: the prior of a regression that is given none (theory 3 and 4). Another
/// is a gaussian_prior.
struct isotropic_prior {};

}  // namespace infobound::inline v0_1
