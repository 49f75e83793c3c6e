#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# usage: headers_alone.sh CLANG [OPTIONS...]
# Reads each header that users include alone, and fails where one lacks an include or says a warning. Half of the time
# goes to <Eigen/Core>: those that include it, themselves or by another header, get it precompiled, and the rest do
# without.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../include"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
compiler=("$@" -std=c++20 -I .)

# From the headers that name Eigen back to those that include them, until no more are found.
grep -rl --include='*.hpp' '^#include <Eigen/' infobound | sort >"$work/with_eigen"
while
  sed 's/.*/#include <&>/' "$work/with_eigen" >"$work/lines"
  grep -rlFx --include='*.hpp' -f "$work/lines" infobound | sort -u - "$work/with_eigen" >"$work/more"
  ! cmp -s "$work/more" "$work/with_eigen"
do mv "$work/more" "$work/with_eigen"; done

# As in CMakeLists.txt: the others are the library's own.
find infobound -name '*.hpp' | grep -Ev '^infobound/(.*/)?(detail|numeric|replicate)/' | sort >"$work/headers"

each() { xargs -d '\n' -r -n 1 -P "$(nproc)" "${compiler[@]}" -fsyntax-only -Wno-pragma-once-outside-header "$@"; }
echo '#include <Eigen/Core>' >"$work/eigen.hpp"
"${compiler[@]}" -x c++-header "$work/eigen.hpp" -o "$work/eigen.pch"
comm -12 "$work/headers" "$work/with_eigen" | each -include-pch "$work/eigen.pch" -x c++
comm -23 "$work/headers" "$work/with_eigen" | each -x c++
printf '%s headers compile alone\n' "$(wc -l <"$work/headers")"
