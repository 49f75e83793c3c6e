// SPDX-License-Identifier: BSL-1.0
// <cmath>, read once: libstdc++'s has no guard that compilers see, so that each inclusion goes through all of its lines
// again, which for every file of this library takes a tenth of the time to compile them.
#pragma once

#include <cmath>
