// SPDX-License-Identifier: BSL-1.0
// Catch2, whichever of 2.13 and 3 is installed, with `Approx` and `ContainsSubstring` for both.

#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
using Catch::Matchers::ContainsSubstring;
#else
#include <catch2/catch.hpp>  // says using Catch::Detail::Approx itself
#include <string>
[[nodiscard]] inline auto ContainsSubstring(const std::string& text) { return Catch::Matchers::Contains(text); }
#endif
