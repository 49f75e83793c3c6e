// SPDX-License-Identifier: BSL-1.0
// usage: memory POLICY DIMENSION HORIZON EFFORT: two replicates of logistic regression by contrastive, laplace,
// annealed, sequential or determinant, or of linear regression by conjugate; EFFORT is the number of contrasts,
// proposals, temperatures or particles. Prints the most memory that was resident.
#include <sys/resource.h>

#include <cstdlib>
#include <infobound/infobound.hpp>
#include <iostream>
#include <string>

namespace ib = infobound;

int main(int argc, char** argv) {
  if (argc < 5) {
    std::cerr << "usage: memory POLICY DIMENSION HORIZON EFFORT\n";
    return 2;
  }
  const std::string policy = argv[1];
  const auto dimension = static_cast<Eigen::Index>(std::atof(argv[2]));
  const auto horizon = static_cast<std::size_t>(std::atof(argv[3]));
  const auto effort = static_cast<std::size_t>(std::atof(argv[4]));
  const ib::logistic_regression<double> process{.dimension = dimension};
  ib::estimate<double> found;
  try {
    if (policy == "contrastive")
      found = ib::information(process, horizon, ib::contrastive{.replicates = 2, .contrasts = effort});
    else if (policy == "laplace")
      found = ib::information(process, horizon, ib::laplace{.replicates = 2, .proposals = effort});
    else if (policy == "annealed")
      found = ib::information(process, horizon,
                              ib::annealed{.replicates = 2,
                                           .temperatures = effort,
                                           .schedule = ib::annealing_schedule::sigmoid,
                                           .kernel = ib::annealing_kernel::elliptical_slice});
    else if (policy == "sequential")
      found = ib::information(process, horizon, ib::sequential{.replicates = 2, .particles = effort});
    else if (policy == "determinant")
      found = ib::information(process, horizon, ib::determinant{.replicates = 2});
    else
      found = ib::information(ib::linear_regression<double>{.dimension = dimension, .noise_variance = 1}, horizon,
                              ib::conjugate{.replicates = 2});
  } catch (const std::bad_alloc& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  std::cout << policy << ", d = " << dimension << ", T = " << horizon << ", " << effort << ": "
            << static_cast<double>(used.ru_maxrss) * 1.024e-3 << " MB, " << found.lower.mean << " to "
            << found.upper.mean << " nats\n";
}
