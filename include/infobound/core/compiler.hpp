// SPDX-License-Identifier: BSL-1.0
// What the library asks of the compiler and its options; where that is not given, one error says so.
#pragma once

// GCC and Clang read on after #error, and would report thousands. A file that is not there ends them at once.

#if __cplusplus < 202002L
#include "infobound needs C++20: compile with -std=c++20"  // stands for #error
#endif

#ifndef __cpp_exceptions
#include "infobound needs exceptions, by which it refuses values: compile without -fno-exceptions"  // stands for #error
#endif

#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__) || defined(__ASSOCIATIVE_MATH__)
#include "infobound needs infinities, NaN and sums in their order: compile without -ffast-math (-Ofast), its files at least"  // stands for #error
#endif
