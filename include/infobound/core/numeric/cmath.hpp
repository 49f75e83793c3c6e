// SPDX-License-Identifier: BSL-1.0
// <cmath>, read once: libstdc++'s has no guard that compilers see, so that each inclusion goes through all of its lines
// again. If every file of this library included it, that would add a tenth to the time that all of them take.
#pragma once

#include <cmath>
#include <infobound/core/compiler.hpp>
