// SPDX-License-Identifier: BSL-1.0
// One replicate of the contrastive policy: data, contrasts, and the evidence that they give.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/log_sum_exp.hpp>
#include <infobound/core/numeric/normal_draws.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/reuse.hpp>
#include <infobound/information/detail/control_variates.hpp>
#include <infobound/information/detail/local_proposals.hpp>
#include <infobound/information/replicate/laplace_approximation.hpp>
#include <infobound/information/replicate/many_likelihoods.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <infobound/information/replicate/simulation.hpp>
#include <limits>

namespace infobound::inline v0_1::detail {

/// Whether draws come in pairs ±z where the process and an even N allow it.
enum class contrast_pairs { none, where_possible };

/// N draws from the prior, and one history after another to set them against (theory 11.3). Memory is used again.
template <class Process>
class contrastive_replicate {
 public:
  using Real = real_type_t<Process>;
  using array = Eigen::ArrayX<Real>;

  contrastive_replicate(const Process& process, std::size_t horizon, std::size_t contrasts,
                        const offered_controls<Process>& offered, contrast_pairs pairs)
      : process_(&process),
        horizon_(horizon),
        count_(static_cast<Eigen::Index>(contrasts)),
        paired_(comes_in_pairs(contrasts, pairs)),
        totals_(count_),
        controls_(offered) {
    if constexpr (whitened_process<Process>) {
      const auto dimension = static_cast<Eigen::Index>(process.latent_dimension());
      latent_.resize(dimension, paired_ ? count_ / 2 : count_);
      local_latent_.resize(dimension, local_proposals<Real>::beside(count_));
    }
  }

  /// New contrasts.
  void draw_contrasts(random_stream& rng) {
    if constexpr (whitened_process<Process>) {
      fill_standard_normal(latent_, rng);
      half_norms_ = latent_.colwise().squaredNorm().transpose().array() / 2;
      contrasts_.take_latent(*process_, latent_);
    } else {
      contrasts_.take_prior(*process_, count_, rng);
    }
  }

  /// For contrasts that serve several replicates: what of their likelihoods is free of the labels, once.
  void prepare_to_share() {
    if constexpr (shares_likelihoods<Process>) {
      process_->label_free_log_likelihoods(contrasts_.thetas(), horizon_, label_free_);
      if (paired_) process_->label_free_log_likelihoods(-contrasts_.thetas(), horizon_, reflected_label_free_);
    }
  }

  /// New data.
  void draw_data(random_stream& rng, const replicate_origin& origin) { truth_.draw(*process_, horizon_, rng, origin); }

  /// The evidence of the contrasts for the data; `local` draws those around θ*.
  void weigh(bool shared, random_stream& local, const replicate_origin& origin) {
    conditional_ = truth_.conditional_information();
    find_totals(shared);
    place_locals(local);
    if constexpr (whitened_process<Process>) local_.totals(*process_, truth_.history(), local_totals_);
    find_evidence(truth_.total(), truth_.log_likelihood().size(), local, origin);
    if constexpr (reflects_likelihoods<Process>) {
      // θ* comes with its own reflection.
      if (paired_) others_ = log_add_exp(others_, truth_.total() - truth_.theta().dot(slope_));
    }
    evaluate_controls(origin);
  }

  /// The lower sides of the first t observations, t = 1 … T, then the upper; the control variates are those of all T.
  void weigh_prefixes(random_stream& local, const replicate_origin& origin, Eigen::Ref<array> sides) {
    const Eigen::MatrixX<Real>& terms = contrasts_.terms(*process_, truth_.history());
    place_locals(local);
    const Eigen::MatrixX<Real>* local_terms = nullptr;
    if constexpr (whitened_process<Process>) local_terms = &local_.terms(*process_, truth_.history());
    totals_.setZero(count_);
    local_totals_.setZero(local_latent_.cols());
    Real own = 0;
    conditional_ = 0;
    for (Eigen::Index t = 0; t < terms.rows(); ++t) {
      totals_ += terms.row(t).transpose().array();
      if (local_terms != nullptr) local_totals_ += local_terms->row(t).transpose().array();
      own += truth_.log_likelihood()[t];
      conditional_ += truth_.conditional_information(t);
      find_evidence(own, t + 1, local, origin);
      sides[t] = lower();
      sides[terms.rows() + t] = upper();
    }
    evaluate_controls(origin);
  }

  [[nodiscard]] const control_variates<Process>& controls() const { return controls_; }
  /// The two sides of ln p(H_T|θ*) − ln p(H_T), without control variates, and what belongs to both.
  [[nodiscard]] Real lower() const { return own_ - log_evidence_above() + conditional_; }
  [[nodiscard]] Real upper() const { return own_ - below_ + conditional_; }
  [[nodiscard]] const simulation<Process>& data() const { return truth_; }
  /// How many θ the lower side has: N + 1, or N + 2 where they come in pairs.
  [[nodiscard]] static std::size_t members(std::size_t contrasts, contrast_pairs pairs) {
    return contrasts + (comes_in_pairs(contrasts, pairs) ? 2 : 1);
  }
  /// ln p(H_T) from θ* among them, the inverse of whose exponential is unbiased.
  [[nodiscard]] Real log_evidence_above() const {
    using std::log;
    return log_add_exp(own_, others_) - log(Real(count_ + (paired_ ? 2 : 1)));
  }
  /// ln p(H_T) from draws that do not include θ*, whose exponential is unbiased.
  [[nodiscard]] const Real& log_evidence_below() const { return below_; }
  [[nodiscard]] const Real& effective_sample_size() const { return effective_sample_size_; }

 private:
  [[nodiscard]] static bool comes_in_pairs(std::size_t contrasts, contrast_pairs pairs) {
    return reflects_likelihoods<Process> && pairs == contrast_pairs::where_possible && contrasts % 2 == 0;
  }

  void evaluate_controls(const replicate_origin& origin) {
    if constexpr (control_variates<Process>::has_stein) {
      if constexpr (control_variates<Process>::is_concave) {
        posterior_.fit(*process_, truth_.history(), Real(1e-3));
        controls_.evaluate(*process_, truth_, posterior_.mode(), origin);
      } else {
        // The posterior mean by the prior draws alone: those around θ* may not have a say.
        weights_ /= weights_.sum();
        if (paired_)
          centre_.noalias() = latent_ * (weights_.head(latent_.cols()) - weights_.tail(latent_.cols())).matrix();
        else
          centre_.noalias() = latent_ * weights_.matrix();
        if (!centre_.allFinite()) centre_.setZero(latent_.rows());
        controls_.evaluate(*process_, truth_, centre_, origin);
      }
    } else {
      controls_.evaluate(*process_, truth_, centre_, origin);
    }
  }

  /// ln p(H_T|θ) of all contrasts; reflections follow those that were drawn.
  void find_totals(bool shared) {
    if constexpr (reflects_likelihoods<Process>)
      if (paired_) process_->reflection_slope(truth_.history(), slope_);
    if constexpr (shares_likelihoods<Process>) {
      if (shared) {
        drawn_.setZero(contrasts_.thetas().cols());
        process_->add_label_terms(contrasts_.thetas(), truth_.history(), scores_, drawn_);
        totals_.head(drawn_.size()) = label_free_ + drawn_;
        find_in_full(label_free_, 1);
        if (paired_) {
          totals_.tail(drawn_.size()) = reflected_label_free_ - drawn_;
          find_in_full(reflected_label_free_, -1);
        }
        return;
      }
    }
    if (!paired_) {
      contrasts_.totals(*process_, truth_.history(), totals_);
      return;
    }
    contrasts_.totals(*process_, truth_.history(), drawn_);
    totals_.tail(drawn_.size()).matrix().noalias() = contrasts_.thetas().transpose() * slope_;
    totals_.tail(drawn_.size()) = drawn_ - totals_.tail(drawn_.size());
    totals_.head(drawn_.size()) = drawn_;
    if constexpr (reflects_likelihoods<Process>) find_in_full(drawn_, -1);
  }

  /// Finds a total again, by the likelihood at θ (sign 1) or at its reflection (sign −1), where it came of numbers so
  /// large that half of their digits are not in it.
  void find_in_full(const array& parts, int sign) {
    using std::abs, std::sqrt;
    const Real most = 1 / sqrt(std::numeric_limits<Real>::epsilon());
    for (Eigen::Index i = 0; i < parts.size(); ++i) {
      if (abs(parts[i]) < most) continue;
      again_ = Real(sign) * contrasts_.thetas().col(i);
      reuse::log_likelihood(*process_, again_, truth_.history(), terms_);
      totals_[sign > 0 ? i : totals_.size() - parts.size() + i] = terms_.sum();
    }
  }

  void place_locals(random_stream& rng) {
    if constexpr (whitened_process<Process>) {
      using std::log;
      local_proposals_.fill(local_latent_, truth_.z(), rng);
      local_.take_latent(*process_, local_latent_);
      const Real log_odds = log(Real(local_latent_.cols())) - log(Real(count_));
      shares_.resize(count_);
      products_.resize(latent_.cols());
      products_.matrix().noalias() = latent_.transpose() * truth_.z();
      prior_mixture_.shares(half_norms_, products_, truth_.z(), log_odds, shares_.head(latent_.cols()));
      if (paired_) {
        products_ = -products_;
        prior_mixture_.shares(half_norms_, products_, truth_.z(), log_odds, shares_.tail(latent_.cols()));
      }
      local_proposals_.log_shares(local_latent_, truth_.z(), log_odds, local_shares_);
    }
  }

  /// The evidence of the first `length` labels by the totals: one exponential a contrast.
  void find_evidence(const Real& own, Eigen::Index length, const random_stream& local, const replicate_origin& origin) {
    using std::log;
    own_ = own;
    effective_sample_size_ = 0;
    const Real largest = totals_.hasNaN() ? std::numeric_limits<Real>::quiet_NaN() : totals_.maxCoeff();
    origin.require_number(largest);
    others_ = below_ = largest;
    if (largest > -std::numeric_limits<Real>::infinity() && largest < std::numeric_limits<Real>::infinity()) {
      weights_ = (totals_ - largest).exp();
      const Real sum = weights_.sum();
      others_ += log(sum);
      if constexpr (whitened_process<Process>)
        below_ += log((weights_ * shares_).sum());
      else
        below_ = others_;
      effective_sample_size_ = sum * sum / weights_.square().sum();
    } else {
      weights_.setZero(count_);
    }
    if constexpr (whitened_process<Process>) {
      below_ = log_add_exp(below_, log_sum_exp(local_totals_ + local_shares_));
      origin.require_number(below_);
    }
    below_ -= log(Real(count_));
    if constexpr (!whitened_process<Process>)
      if (count_ > 1 && (totals_ > -std::numeric_limits<Real>::infinity()).count() < 2) search_beyond(length, local);
  }

  /// Where fewer than two of N draws make the data possible, their mean would be 0 too often for a logarithm: more are
  /// drawn until two do. The mean of all but that second one is unbiased too, and positive (theory 11.3, walls).
  void search_beyond(Eigen::Index length, random_stream rng) {
    using std::log;
    const Real nothing = -std::numeric_limits<Real>::infinity();
    Real sum = log_sum_exp(totals_);
    bool one = sum > nothing;
    Eigen::Index drawn = count_;
    for (; drawn < most_draws * count_; ++drawn) {
      const typename Process::parameter_type theta = process_->draw_parameter(rng);
      reuse::log_likelihood(*process_, theta, truth_.history(), candidate_);
      const Real total = candidate_.head(length).sum();
      if (!(total > nothing)) continue;
      if (one) break;
      one = true;
      sum = total;
    }
    below_ = sum - log(Real(drawn));
  }

  static constexpr Eigen::Index most_draws = 16;  ///< times N: where the data may be impossible for all but θ*

  const Process* process_;
  std::size_t horizon_;
  Eigen::Index count_;
  bool paired_;
  simulation<Process> truth_;
  Eigen::MatrixX<Real> latent_;
  many_likelihoods<Process> contrasts_;
  array totals_;
  array drawn_;
  Eigen::VectorX<Real> slope_;
  Eigen::VectorX<Real> again_;
  Eigen::VectorX<Real> terms_;
  array half_norms_;
  array products_;
  array shares_;
  array label_free_;
  array reflected_label_free_;
  Eigen::VectorX<Real> scores_;
  Eigen::MatrixX<Real> local_latent_;
  many_likelihoods<Process> local_;
  array local_totals_;
  array local_shares_;
  local_proposals<Real> prior_mixture_;
  local_proposals<Real> local_proposals_;
  laplace_approximation<Process> posterior_;
  Eigen::VectorX<Real> centre_;
  Eigen::VectorX<Real> candidate_;
  array weights_;
  control_variates<Process> controls_;
  Real own_ = 0;
  Real conditional_ = 0;
  Real others_ = 0;
  Real below_ = 0;
  Real effective_sample_size_ = 0;
};

}  // namespace infobound::inline v0_1::detail
