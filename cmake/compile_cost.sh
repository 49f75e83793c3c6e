#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# usage: compile_cost.sh [--at-most FILE] COMPILER [-I...]
# What the library costs the compiler, in units of <Eigen/Dense>, which any numeric program pays: processor time (best of
# three), memory that GCC allocates in all, which no other load changes, and lines and bytes after the preprocessor.
# "how_tight+compiled" is how_tight where it links to infobound::compiled.
# --at-most: only the memory, and fails where it is a tenth above what FILE says ("how_tight 9.5", one a line). The
# target compile_cost calls it.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

limits=
if [ "${1:-}" = --at-most ]; then
  limits=$2
  shift 2
fi
compiler=("$@" -std=c++20 -O2 -I "$root/include")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
TIMEFORMAT='%U %S'

printf '#include <Eigen/Dense>\nint main() {}\n' >"$work/eigen.cpp"
printf '#include <infobound/infobound.hpp>\nint main() {}\n' >"$work/umbrella.cpp"
cp "$root"/examples/{first_bracket,own_process,how_tight}.cpp "$work"
for example in first_bracket how_tight; do
  { echo '#define INFOBOUND_COMPILED' && cat "$work/$example.cpp"; } >"$work/$example+compiled.cpp"
done
programs=(eigen umbrella first_bracket first_bracket+compiled own_process how_tight how_tight+compiled)

seconds() {
  for _ in 1 2 3; do
    { time "${compiler[@]}" -I "$root/examples" -c "$work/$1.cpp" -o "$work/$1.o"; } 2>&1
  done | awk '{ t = $1 + $2 } NR == 1 || t < best { best = t } END { print best }'
}

megabytes() {
  "${compiler[@]}" -I "$root/examples" -ftime-report -c "$work/$1.cpp" -o "$work/$1.o" 2>&1 |
    awk '$1 == "TOTAL" { unit = $NF ~ /G$/ ? 1024 : $NF ~ /k$/ ? 1 / 1024 : 1; print $NF * unit; found = 1 }
         END { if (!found) print 0 }'
}

text() { "${compiler[@]}" -I "$root/examples" -E -P "$work/$1.cpp" | wc -lc; }

# Memory is the same whatever else runs, times are not.
if [ -n "$limits" ]; then
  for program in "${programs[@]}"; do
    printf '%s 0 %s 0 0\n' "$program" "$(megabytes "$program")" >"$work/$program.cost" &
  done
  wait
else
  for program in "${programs[@]}"; do
    printf '%s %s %s %s\n' "$program" "$(seconds "$program")" "$(megabytes "$program")" "$(text "$program")" \
      >"$work/$program.cost"
  done
fi
for program in "${programs[@]}"; do cat "$work/$program.cost"; done | awk -v limits="$limits" '
  BEGIN {
    while (limits != "" && (getline line < limits) > 0)
      if (split(line, word, " ") == 2 && line !~ /^#/) most[word[1]] = word[2]
    if (limits == "") printf "%-23s %8s %8s %8s %8s\n", "times Eigen", "seconds", "memory", "lines", "bytes"
  }
  NR == 1 { for (i = 2; i <= 5; ++i) unit[i] = $i; next }
  limits == "" {
    printf "%-23s", $1
    for (i = 2; i <= 5; ++i) printf " %8s", unit[i] > 0 ? sprintf("%.2f", $i / unit[i]) : "-"
    print ""
    next
  }
  {
    ratio = $3 / unit[3]
    grown = !($1 in most) || ratio > 1.1 * most[$1]
    if (grown) failed = 1
    printf "%s: %.2f times the memory that <Eigen/Dense> takes, expected %s%s\n", $1, ratio, most[$1], grown ? ": grown" : ""
  }
  END { exit failed }'
