// SPDX-License-Identifier: BSL-1.0
// Draws around θ* beside those from the prior, and the weight that each has in their mixture.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/normal_draws.hpp>
#include <infobound/core/random_stream.hpp>

namespace infobound::inline v0_1::detail {

/// M draws z ~ N(z*, s² I), in equal shares of four scales s, beside N prior draws z ~ N(0, I): a θ* far out in the
/// prior, near which no prior draw falls, has neighbours all the same. They serve the upper side only, whose proposals
/// may depend on θ* (theory 11.3).
template <class Real>
class local_proposals {
 public:
  static constexpr std::size_t scales = 4;

  /// M for N prior draws: few beside many, as many beside few.
  [[nodiscard]] static Eigen::Index beside(Eigen::Index prior_draws) {
    constexpr Eigen::Index share = 16;
    return static_cast<Eigen::Index>(scales) * std::clamp<Eigen::Index>(prior_draws / 4, 1, share);
  }

  /// Fills the columns of `latent`, a multiple of the number of scales.
  template <class Columns>
  void fill(Columns&& latent, const Eigen::VectorX<Real>& centre, random_stream& rng) const {
    fill_standard_normal(latent, rng);
    const Eigen::Index share = latent.cols() / static_cast<Eigen::Index>(scales);
    for (std::size_t k = 0; k < scales; ++k) latent.middleCols(static_cast<Eigen::Index>(k) * share, share) *= scale(k);
    latent.colwise() += centre;
  }

  /// p(z)/(p(z) + (M/N) q(z)), q the mixture of the scales, for many z by their ½‖z‖² and zᵀz*: what a likelihood is
  /// multiplied by. Cost: one exponential a z and scale, in those blocks where the scale matters.
  void shares(const Eigen::ArrayX<Real>& half_norms, const Eigen::Ref<const Eigen::ArrayX<Real>>& products,
              const Eigen::VectorX<Real>& centre, const Real& log_odds, Eigen::Ref<Eigen::ArrayX<Real>> result) {
    half_distance_ = half_norms - products + centre.squaredNorm() / 2;
    result.setOnes();
    for (Eigen::Index first = 0; first < result.size(); first += block_size) {
      const Eigen::Index size = (std::min)(block_size, result.size() - first);
      const auto norms = half_norms.segment(first, size);
      const auto distances = half_distance_.segment(first, size);
      const Real farthest = norms.maxCoeff();
      const Real nearest = distances.minCoeff();
      for (std::size_t k = 0; k < scales; ++k) {
        const Real precision = 1 / (scale(k) * scale(k));
        const Real shift = scale_odds(k, log_odds, Real(centre.size()));
        if (farthest - precision * nearest + shift > -negligible)
          result.segment(first, size) += (norms - precision * distances + shift).exp();
      }
    }
    result = result.inverse();
  }

  /// The logarithm of the same for z in the columns of `latent`, which may be close to z*.
  void log_shares(const Eigen::MatrixX<Real>& latent, const Eigen::VectorX<Real>& centre, const Real& log_odds,
                  Eigen::ArrayX<Real>& result) {
    half_norms_ = latent.colwise().squaredNorm().transpose().array() / 2;
    half_distance_ = (latent.colwise() - centre).colwise().squaredNorm().transpose().array() / 2;
    largest_.setZero(latent.cols());
    for (std::size_t k = 0; k < scales; ++k) largest_ = (largest_.max)(exponent(k, log_odds, Real(centre.size())));
    result = (-largest_).exp();
    for (std::size_t k = 0; k < scales; ++k) result += (exponent(k, log_odds, Real(centre.size())) - largest_).exp();
    result = -(largest_ + result.log());
  }

 private:
  /// What is e^{−40} of p is nothing beside it.
  static constexpr Real negligible = Real(40);

  /// Few of which have a z close to z*, for whose sake the others' exponentials would be taken.
  static constexpr Eigen::Index block_size = 64;

  /// ½, each a third of the one before.
  [[nodiscard]] static Real scale(std::size_t k) {
    Real s = Real(1) / 2;
    for (; k > 0; --k) s /= 3;
    return s;
  }

  /// ln of the share of a scale among the draws, over the volume that they fill.
  [[nodiscard]] static Real scale_odds(std::size_t k, const Real& log_odds, const Real& dimension) {
    using std::log;
    return log_odds - log(Real(scales)) - dimension * log(scale(k));
  }

  /// ln(M q_k/(4 N p)) for scale k.
  [[nodiscard]] auto exponent(std::size_t k, const Real& log_odds, const Real& dimension) const {
    return half_norms_ - half_distance_ / (scale(k) * scale(k)) + scale_odds(k, log_odds, dimension);
  }

  Eigen::ArrayX<Real> half_norms_;
  Eigen::ArrayX<Real> half_distance_;
  Eigen::ArrayX<Real> largest_;
};

}  // namespace infobound::inline v0_1::detail
