#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# usage: compile_cost.sh COMPILER [-I...]
# What including the library costs, beside Eigen alone, which any numeric program pays: processor time of an empty main
# (best of 5), and what is left for the compiler after the preprocessor. The target compile_cost calls it.
set -euo pipefail

compiler=("$@" -std=c++20)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
TIMEFORMAT='%U %S'

# measure HEADER: prints "seconds lines bytes".
measure() {
  printf '#include <%s>\nint main() {}\n' "$1" >"$work/probe.cpp"
  for _ in 1 2 3 4 5; do
    { time "${compiler[@]}" -O2 -c "$work/probe.cpp" -o "$work/probe.o"; } 2>&1
  done | awk '{ t = $1 + $2 } NR == 1 || t < best { best = t } END { printf "%.2f ", best }'
  "${compiler[@]}" -E -P "$work/probe.cpp" | wc -lc
}

awk -v eigen="$(measure Eigen/Dense)" -v ours="$(measure infobound/infobound.hpp)" '
  function row(name, a, b, c) { printf "%-26s %9s %10s %12s\n", name, a, b, c }
  BEGIN {
    split(eigen, e); split(ours, o)
    row("header", "seconds", "lines", "bytes")
    row("<Eigen/Dense>", e[1], e[2], e[3])
    row("<infobound/infobound.hpp>", o[1], o[2], o[3])
    for (i = 1; i <= 3; ++i) ratio[i] = sprintf("%.2f", o[i] / e[i])
    row("ratio", ratio[1], ratio[2], ratio[3])
  }'
