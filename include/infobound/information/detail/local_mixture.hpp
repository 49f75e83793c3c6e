// SPDX-License-Identifier: BSL-1.0
// Draws around θ* beside those from the prior, and the weight that each has in their mixture.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/detail/standard_normal.hpp>

namespace infobound::inline v0_1::detail {

/// M draws z ~ N(z*, s² I), in equal shares of four scales s, beside N prior draws z ~ N(0, I): a θ* far out in the
/// prior, near which no prior draw falls, has neighbours all the same. They serve the upper side only, whose proposals
/// may depend on θ* (theory 11.3).
template <class Real>
class local_mixture {
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

  /// ln(p(z)/(p(z) + (M/N) q(z))) for z in the columns of `latent`, q the mixture of the scales: what turns a
  /// likelihood into its weight. Cost: O(d + 5 exponentials) a column.
  void log_shares(const Eigen::MatrixX<Real>& latent, const Eigen::VectorX<Real>& centre, const Real& log_odds,
                  Eigen::Ref<Eigen::ArrayX<Real>> result) {
    using std::log;
    const Real dimension = Real(latent.rows());
    half_prior_ = latent.colwise().squaredNorm().transpose().array() / 2;
    half_distance_.resize(latent.cols());
    half_distance_.matrix().noalias() = latent.transpose() * centre;
    half_distance_ = half_prior_ - half_distance_ + centre.squaredNorm() / 2;
    // ln(M q/(N p)), scale by scale; what is e^{−40} of p is nothing beside it.
    const Real shift = log_odds - log(Real(scales));
    largest_.setConstant(half_prior_.size(), -negligible);
    std::array<bool, scales> matters{};
    for (std::size_t k = 0; k < scales; ++k) {
      auto& exponent = exponents_[k];
      const Real s = scale(k);
      exponent = half_prior_ - half_distance_ / (s * s) + (shift - dimension * log(s));
      matters[k] = exponent.maxCoeff() > -negligible;
      if (matters[k]) largest_ = largest_.max(exponent);
    }
    sum_ = (-largest_).exp();
    for (std::size_t k = 0; k < scales; ++k)
      if (matters[k]) sum_ += (exponents_[k] - largest_).exp();
    result = -(largest_ + sum_.log());
  }

 private:
  static constexpr Real negligible = Real(40);

  /// ½, each a third of the one before.
  [[nodiscard]] static Real scale(std::size_t k) {
    Real s = Real(1) / 2;
    for (; k > 0; --k) s /= 3;
    return s;
  }

  Eigen::ArrayX<Real> half_prior_;
  Eigen::ArrayX<Real> half_distance_;
  Eigen::ArrayX<Real> largest_;
  Eigen::ArrayX<Real> sum_;
  std::array<Eigen::ArrayX<Real>, scales> exponents_;
};

}  // namespace infobound::inline v0_1::detail
