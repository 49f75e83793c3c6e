// expect: infobound: average_replicates needs make_sampler() to return what is called with (replicate, sample), a
// expect: std::size_t and an Eigen::ArrayX<Real>& that it fills
// SPDX-License-Identifier: BSL-1.0
// A sampler that returns its numbers.

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/average_replicates.hpp>

namespace ib = infobound;

int main() {
  const auto make_sampler = [] { return [](std::size_t replicate) { return double(replicate); }; };
  (void)ib::average_replicates<double>({"own", 0, 1}, 10, 1, make_sampler, ib::serial{}, ib::unobserved{});
}
