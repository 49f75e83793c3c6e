// expect: infobound: misspecified_error needs name, replicates and seed of the policy, which draws so many histories of
// expect: the truth from streams of that seed, and it lacks one of them
// SPDX-License-Identifier: BSL-1.0
// A policy that does not say of which streams its histories are to be.

#include <cstddef>
#include <infobound/bound/misspecified/misspecified_error.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>
#include <optional>
#include <string_view>

namespace ib = infobound;

using coin = ib::beta_bernoulli<double>;

struct policy {
  static constexpr std::string_view name = "fair";
  std::size_t replicates = 2;

  auto evidence(const coin&, std::size_t, const ib::serial&, const ib::unobserved&) const {
    return std::optional([](const coin::history_type& history, const ib::replicate_origin&) -> ib::evidence_value<> {
      return {-0.7 * static_cast<double>(history.size())};
    });
  }
};

int main() { (void)ib::misspecified_error(coin{1, 1}, coin{1, 1}, 3, policy{}); }
