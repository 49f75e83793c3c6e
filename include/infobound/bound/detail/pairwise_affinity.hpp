// SPDX-License-Identifier: BSL-1.0
// The affinity of the laws of one history under two parameters, drawn with the inputs.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/core/reuse.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <infobound/information/replicate/simulation.hpp>
#include <limits>
#include <optional>
#include <string_view>

namespace infobound::inline v0_1::detail {

/// Refuses what is no affinity, but for rounding: the number that the member returned is not in [0, 1].
template <class Real>
void require_affinity(const Real& value, std::string_view member, const replicate_origin& origin) {
  using std::sqrt;
  if (!(value >= 0 && value <= 1 + sqrt(std::numeric_limits<Real>::epsilon())))
    origin.fail(member, " returned " + to_text(value) + ", which is not between 0 and 1,");
}

/// Π_t Σ_y √(p(y|θ,x_t) p(y|θ′,x_t)) of two draws of the prior and the inputs of a history. Memory is used again from
/// one draw to the next.
template <class Process>
class pairwise_affinity {
 public:
  using Real = real_type_t<Process>;

  pairwise_affinity(const Process& process, std::size_t horizon) : process_(process), horizon_(horizon) {}

  /// - Throws: std::runtime_error where the process returns what is no affinity.
  [[nodiscard]] Real operator()(random_stream& rng, const replicate_origin& origin) {
    using std::exp, std::log, std::min;
    one_.draw(process_, horizon_, rng, origin);
    if (other_)
      reuse::draw_parameter(process_, rng, *other_);
    else
      other_.emplace(process_.draw_parameter(rng));
    reuse::affinity(process_, one_.theta(), *other_, one_.history(), terms_);
    require_same_size("affinity: number of entries", terms_.size(), "horizon", static_cast<Eigen::Index>(horizon_));
    Real sum = 0;
    for (const Real& term : terms_) {
      require_affinity(term, "affinity", origin);
      sum += log(term);
    }
    return exp((min)(Real(0), sum));
  }

 private:
  const Process& process_;
  std::size_t horizon_;
  simulation<Process> one_;
  std::optional<typename Process::parameter_type> other_;
  Eigen::VectorX<Real> terms_;
};

}  // namespace infobound::inline v0_1::detail
