// SPDX-License-Identifier: BSL-1.0
// Every oracle of the library passes check_process.
#include <Eigen/Core>
#include <infobound/process/conjugate/beta_bernoulli.hpp>
#include <infobound/process/conjugate/dirichlet_categorical.hpp>
#include <infobound/process/conjugate/finite_process.hpp>
#include <infobound/process/conjugate/gamma_poisson.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>
#include <support/catch.hpp>
#include <support/check_passes.hpp>

namespace unit::check::check_oracles {

namespace ib = infobound;

TEST_CASE("a Gaussian mean passes its checks", "[check_process][statistical]") {
  check_passes(ib::gaussian_mean<double>{.dimension = 3, .prior_variance = 2, .noise_variance = 0.7});
  check_passes(ib::gaussian_mean<double>{.dimension = 1, .prior_variance = 1e4, .noise_variance = 1e-4});
}

TEST_CASE("Beta-Bernoulli passes its checks, also where labels are all but settled by theta",
          "[check_process][statistical]") {
  check_passes(ib::beta_bernoulli<double>{.alpha = 1, .beta = 2});
  check_passes(ib::beta_bernoulli<double>{.alpha = 0.05, .beta = 0.02});
}

TEST_CASE("Dirichlet-categorical passes its checks", "[check_process][statistical]") {
  check_passes(ib::dirichlet_categorical<double>{.concentrations = Eigen::Vector3d(0.5, 1, 3)});
}

TEST_CASE("Gamma-Poisson passes its checks", "[check_process][statistical]") {
  check_passes(ib::gamma_poisson<double>{.shape = 2, .rate = 0.5});
  check_passes(ib::gamma_poisson<double>{.shape = 0.3, .rate = 0.01});
}

TEST_CASE("a finite process with impossible labels passes its checks", "[check_process][statistical]") {
  Eigen::MatrixXd likelihood(3, 2);
  likelihood << 0.1, 0.9, 1, 0, 0.5, 0.5;
  check_passes(ib::finite_process<double>{.prior = Eigen::Vector3d(0.2, 0.3, 0.5), .likelihood = likelihood});
}

}  // namespace unit::check::check_oracles
