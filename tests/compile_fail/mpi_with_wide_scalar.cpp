// expect: infobound: mpi sends float, double and long double; leave it out for other scalars
// SPDX-License-Identifier: BSL-1.0
// A number whose bytes are not the number.

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/eigen.hpp>
#include <infobound/execution/mpi.hpp>
#include <infobound/infobound.hpp>

int main() {
  using wide = boost::multiprecision::cpp_bin_float_50;
  const infobound::gaussian_mean<wide> process{.dimension = 1, .prior_variance = 1, .noise_variance = 1};
  (void)infobound::information(process, 4, infobound::conjugate{}, infobound::mpi{});
}
