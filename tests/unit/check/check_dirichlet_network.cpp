// SPDX-License-Identifier: BSL-1.0
#include <infobound/process/network/dirichlet_network.hpp>
#include <support/catch.hpp>
#include <support/check_passes.hpp>

namespace unit::check::check_dirichlet_network {

TEST_CASE("the Dirichlet network passes check_process", "[check_process][statistical]") {
  check_passes(infobound::dirichlet_network<double>{
      .dimension = 2, .concentration = 0.7, .noise_variance = 0.25, .truncation = 1e-3});
}

}  // namespace unit::check::check_dirichlet_network
