// SPDX-License-Identifier: BSL-1.0
// Headers of Windows define words as macros. Eigen, Boost and Random123 cope with them or come before them; ours cope.

// clang-format off
#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <boost/math/policies/policy.hpp>
#include <boost/math/tools/minima.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <boost/random.hpp>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <stop_token>
#include <unordered_map>
#include <valarray>
// clang-format on
#ifndef _random123_array_dot_h__
#define R123_USE_SSE 0
#define R123_USE_AES_NI 0
#define R123_USE_X86INTRIN_H 0
#endif
#include <Random123/threefry.h>

#define near
#define far
#define small char
#define huge
#define interface struct
#define min(a, b) (((a) < (b)) ? (a) : (b))
#define max(a, b) (((a) > (b)) ? (a) : (b))
#define IN
#define OUT
#define CONST const
#define ERROR 0
#define DELETE 0x00010000L
#define DOMAIN 1
#define STRICT 1
#define TRUE 1
#define FALSE 0

#include <infobound/infobound.hpp>

int main() {}
