// SPDX-License-Identifier: BSL-1.0
// The version of the library, for programs that record what made their numbers.
#pragma once

#include <infobound/core/compiler.hpp>
#include <string_view>

namespace infobound::inline v0_1 {

inline constexpr int version_major = 0;  ///< the first part of `version`
inline constexpr int version_minor = 1;  ///< the second
inline constexpr int version_patch = 0;  ///< the third

/// The three parts, with points between them.
inline constexpr std::string_view version = "0.1.0";

}  // namespace infobound::inline v0_1
