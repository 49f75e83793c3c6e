// SPDX-License-Identifier: BSL-1.0
// Losses that another program has written.
#include <infobound/information/conjugate.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>
#include <infobound/report/losses.hpp>
#include <sstream>
#include <stdexcept>
#include <string>

#include "reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  namespace ib = infobound;
  const ib::gaussian_mean<double> truth{.dimension = 1, .prior_variance = 1, .noise_variance = 1};
  const ib::conjugate policy{.replicates = 2, .seed = 5};
  fuzz::takes_or_refuses<std::invalid_argument>([&] {
    std::istringstream in{std::string(fuzz::text_of(bytes, size))};
    const auto learner = ib::report::read_losses(in, truth, 2, policy);
    for (std::size_t replicate = 0; replicate < policy.replicates; ++replicate) {
      ib::random_stream rng(policy.seed, replicate);
      const auto theta = truth.draw_parameter(rng);
      const auto terms = learner.log_predictive(truth.draw_history(theta, 2, rng));
      fuzz::require(terms.size() == 2 && (terms.array() < HUGE_VAL).all(), "a loss is none");
    }
  });
  return 0;
}
