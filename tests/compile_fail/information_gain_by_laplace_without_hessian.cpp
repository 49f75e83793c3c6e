// expect: infobound: information_gain by laplace needs latent_dimension(), parameter_from(z), gradient(z, history) and
// expect: hessian(z, history), which the process lacks; use contrastive
// SPDX-License-Identifier: BSL-1.0
// Laplace's approximation of a posterior whose curvature is not known.

#include <infobound/information/information_gain.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>

int main() {
  (void)infobound::information_gain(infobound::beta_bernoulli<double>{1, 1}, Eigen::VectorXi{{1}},
                                    infobound::laplace{});
}
