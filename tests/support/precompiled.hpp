// SPDX-License-Identifier: BSL-1.0
// Compiled once for all tests. Nothing of infobound: a change to one header would then compile every test anew. But
// tests that are built once, with infobound::compiled, are told what it has. A test still includes what it uses.

#pragma once

#include <support/catch.hpp>

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <functional>
#include <limits>
#include <numeric>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#ifdef INFOBOUND_COMPILED
#include <infobound/compiled.hpp>
#endif
