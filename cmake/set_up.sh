#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Installs what infobound's tests and examples are built with. `set_up.sh --help` tells the rest.
set -eu

usage() {
  cat <<'END'
usage: cmake/set_up.sh [--yes] [--headers | --development] [--cluster] [--docs] [--explorer]

Installs, by apt-get, those of the packages that infobound's tests and examples are built with that are missing.
It first says which, and why, and asks. For Debian 12 and 13 and Ubuntu 24.04.

  --yes          install without asking
  --headers      only what the headers include, and what installs them
  --development  also what the library's developers use: Clang, its formatter, linter, sanitizers and
                 standard library, gcovr, Open MPI
  --cluster      Open MPI, for runs on several machines (the component mpi)
  --docs         what builds the site, and a browser that checks it
  --explorer     what builds the explorer, bounds in a browser: Emscripten and npm, a gigabyte
  --help         this text

Exit status: 0 all is there; 1 apt-get failed; 2 a wrong argument; 3 another system; 4 the answer was no;
5 not root, and no sudo.
END
}

# Package, the command it is there for (- for a library), why.
packages='
g++                 c++           the compiler, C++20
cmake               cmake         builds, tests, installs
ninja-build         ninja         the build tool of the presets
libeigen3-dev       -             Eigen, linear algebra
libboost-dev        -             Boost headers, special functions and random variates
librandom123-dev    -             Random123, counter-based random numbers
'
test_packages='
git                 git           source control
pkgconf             pkg-config    tells compilers where the library is, to be tested
nlohmann-json3-dev  -             JSON reports (the component report)
libtbb-dev          -             oneTBB, threads (the component threads)
catch2              -             tests
libbenchmark-dev    -             benchmarks
libcli11-dev        -             options of the examples
libfmt-dev          -             output of the examples
gnuplot-nox         gnuplot       pictures of the examples
python3-numpy       -             the example of a learner in Python
python3-sklearn     -             the same, of scikit-learn
'
cluster_packages='
libopenmpi-dev      mpicxx        MPI, clusters (the component mpi)
openmpi-bin         mpirun        starts the ranks
'
docs_packages='
doxygen             doxygen       reads the comments of headers
doxygen-awesome-css -             their style
mkdocs              mkdocs        makes the site of the documents
mkdocs-material     -             its style
python3-pymdownx    -             formulas and code in it
libjs-katex         -             sets formulas
nodejs              node          runs that
python3-html5lib    -             whether pages are valid
chromium            chromium      whether they open as they should
node-ws             -             talks to it
'
explorer_packages='
emscripten          em++          compiles the explorer for a browser
node-acorn          -             needed by it
nodejs              node          runs that, and the test
npm                 npm           gets what draws the pictures of the explorer
chromium            chromium      opens it to be tested
node-ws             -             talks to that
'
development_packages='
clang               clang++       the second compiler
clang-format        clang-format  layout of the sources
clang-tidy          clang-tidy    linter
libclang-rt-dev     -             sanitizers and fuzzing with Clang
libc++-dev          -             the second standard library
libc++abi-dev       -             what libc++ is linked with
gcovr               gcovr         reads the coverage build
'

yes=false
more=$test_packages
cluster=
docs=
explorer=
for argument in "$@"; do
  case $argument in
    --yes) yes=true ;;
    --headers) more= ;;
    --development) more=$test_packages$development_packages$cluster_packages ;;
    --cluster) cluster=$cluster_packages ;;
    --docs) docs=$docs_packages ;;
    --explorer) explorer=$explorer_packages ;;
    --help) usage; exit 0 ;;
    *) echo "set_up.sh: no such option: $argument" >&2; usage >&2; exit 2 ;;
  esac
done

# shellcheck source=/dev/null
system=$(. /etc/os-release 2>/dev/null && echo "${ID:-unknown} ${VERSION_ID:-}") || system=unknown
case $system in
  'debian 12' | 'debian 13' | 'ubuntu 24.04') ;;
  *)
    echo "set_up.sh knows Debian 12, Debian 13 and Ubuntu 24.04, and this is '$system': please install by its own" \
      'means a C++20 compiler (GCC 12 or Clang 14, or later), CMake 3.25 or later, Ninja, Eigen 3.4 or later, the' \
      'headers of Boost 1.74 or later, Random123, nlohmann-json, Catch2 2.13.5 or later, CLI11, fmt, and, if wanted,' \
      'Google Benchmark and gnuplot.' >&2
    exit 3
    ;;
esac

# Ubuntu has Chromium as a snap alone, which each may get as they like.
case $system in
  ubuntu*)
    docs=$(printf '%s' "$docs" | grep -v '^chromium ' || true)
    explorer=$(printf '%s' "$explorer" | grep -v '^chromium ' || true)
    ;;
esac

# A command counts wherever it comes from, a library as its package.
is_there() {
  { [ "$2" != - ] && command -v "$2" >/dev/null; } ||
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing=
while read -r package program why; do
  if [ -n "$package" ] && ! is_there "$package" "$program"; then
    [ -n "$missing" ] || echo 'To be installed by apt-get:'
    printf '  %-20s%s\n' "$package" "$why"
    missing="$missing $package"
  fi
done <<END
$packages$more$cluster$docs$explorer
END

if [ -z "$missing" ]; then
  echo 'All that is needed is there: nothing to do.'
  exit 0
fi

as_root=
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "Installing takes root, and there is no sudo. As root: apt-get update && apt-get install$missing" >&2
    exit 5
  fi
  as_root=sudo
fi

if ! $yes; then
  printf 'Install them%s? [y/N] ' "${as_root:+ (sudo may ask for your password)}"
  read -r answer || answer=
  case $answer in
    [yY] | [yY][eE][sS]) ;;
    *) echo 'Nothing was installed.'; exit 4 ;;
  esac
fi

# Quoting would make one word of the list.
# shellcheck disable=SC2086
if $as_root apt-get update && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes \
    --no-install-recommends $missing; then
  echo 'All that is needed is there.'
else
  echo 'set_up.sh: apt-get failed; its own words are above.' >&2
  exit 1
fi
