// SPDX-License-Identifier: BSL-1.0
// Particles that follow the posterior along a history: sequential Monte Carlo, free and conditional.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <boost/random/uniform_01.hpp>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/numeric/log_sum_exp.hpp>
#include <infobound/core/numeric/normal_draws.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/core/reuse.hpp>
#include <infobound/information/replicate/elliptical_slice.hpp>
#include <infobound/information/replicate/many_likelihoods.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::detail {

/// N weighted particles along one history, at the steps of which they are reweighted, resampled where the effective
/// sample size has fallen below N/2, and moved at times fixed beforehand. The product of the mean weights estimates
/// p(H_t) without bias; with a retained path in slot 0 its inverse estimates 1/p(H_t) without bias (theory 11.5). One
/// object serves all replicates of a slot: what it allocates is what the process's members do.
/// - Cost: memory 2 (T + d) N numbers.
template <class Process>
class particle_system {
 public:
  using Real = real_type_t<Process>;
  using vector = Eigen::VectorX<Real>;
  using matrix = Eigen::MatrixX<Real>;
  using array = Eigen::ArrayX<Real>;
  using history_type = typename Process::history_type;

  /// `move_times` rise within 1 … T−1; each is a time of `rounds` moves.
  particle_system(const Process& process, Eigen::Index horizon, std::size_t particles,
                  std::vector<Eigen::Index> move_times, std::size_t rounds)
      : process_(process),
        move_times_(std::move(move_times)),
        rounds_(rounds),
        slice_(static_cast<Eigen::Index>(process.latent_dimension())),
        positions_(static_cast<Eigen::Index>(process.latent_dimension()), static_cast<Eigen::Index>(particles)),
        positions_before_(positions_.rows(), positions_.cols()),
        terms_(horizon, positions_.cols()),
        terms_before_(horizon, positions_.cols()),
        path_(positions_.rows(), static_cast<Eigen::Index>(move_times_.size()) + 1),
        heights_(positions_.cols()),
        heights_before_(positions_.cols()),
        log_weights_(positions_.cols()),
        cumulative_(positions_.cols()) {}

  /// Takes another history, which must outlive the runs on it.
  void observe(const history_type& history, const replicate_origin& origin) {
    history_ = &history;
    origin_ = origin;
  }

  /// ln Ẑ_t for t = 1 … T, and the smallest effective sample size of the weights up to t.
  void run(random_stream& rng, Eigen::Ref<array> log_evidence, Eigen::Ref<array> sizes) {
    advance(false, rng, log_evidence, sizes);
  }

  /// ln Ẑ_t around the path of z*, an exact posterior draw: its position before each move, found by walking the
  /// reversible moves back from z*.
  void run_conditional(const vector& z, random_stream& rng, Eigen::Ref<array> log_evidence, Eigen::Ref<array> sizes) {
    path_.col(path_.cols() - 1) = z;
    for (Eigen::Index j = path_.cols() - 1; j > 0; --j) {
      position_ = path_.col(j);
      const Eigen::Index length = move_times_[static_cast<std::size_t>(j) - 1];
      Real height = height_at(position_, length);
      move(position_, height, length, rng);
      path_.col(j - 1) = position_;
    }
    advance(true, rng, log_evidence, sizes);
  }

  /// The weighted mean of the particles after the last run, which is an estimate of E[z | H_T]; 0 where none is left.
  void mean(vector& result) {
    cumulative_ = log_weights_.exp();
    result.noalias() = positions_ * cumulative_.matrix();
    if (!result.allFinite()) result.setZero();
  }

 private:
  void advance(bool retained, random_stream& rng, Eigen::Ref<array> log_evidence, Eigen::Ref<array> sizes) {
    using std::exp, std::min;
    const Eigen::Index count = positions_.cols();
    const Eigen::Index horizon = terms_.rows();
    start(retained, rng);
    Real total = 0;
    Real smallest = Real(count);
    std::size_t moved = 0;
    for (Eigen::Index t = 0; t < horizon; ++t) {
      log_weights_ += terms_.row(t).transpose().array();
      heights_ += terms_.row(t).transpose().array();
      const Real step = log_sum_exp(log_weights_);
      origin_.require_number(step);
      total += step;
      log_evidence[t] = total;
      // No particle is left that could have made the data: the estimate is 0 from here on.
      if (equal(step, -std::numeric_limits<Real>::infinity())) {
        log_evidence.tail(horizon - t).setConstant(step);
        sizes.tail(horizon - t).setZero();
        return;
      }
      log_weights_ -= step;
      const Real size = exp(-log_sum_exp(2 * log_weights_));
      smallest = min(smallest, size);
      sizes[t] = smallest;
      if (size < Real(count) / 2) resample(retained, t + 1, rng);
      if (moved < move_times_.size() && move_times_[moved] == t + 1) {
        ++moved;
        for (Eigen::Index i = 0; i < count; ++i) {
          if (i == 0 && retained) {
            position_ = path_.col(static_cast<Eigen::Index>(moved));
            heights_[i] = height_at(position_, t + 1);
          } else {
            position_ = positions_.col(i);
            move(position_, heights_[i], t + 1, rng);
          }
          positions_.col(i) = position_;
          terms_.col(i) = candidate_;
        }
      }
    }
  }

  /// Draws from the prior, slot 0 where the retained path begins, and their likelihoods: in one batch where the process
  /// has it.
  void start(bool retained, random_stream& rng) {
    using std::log;
    for (Eigen::Index i = 0; i < positions_.cols(); ++i)
      if (i == 0 && retained)
        positions_.col(i) = path_.col(0);
      else
        fill_standard_normal(positions_.col(i), rng);
    for (Eigen::Index i = 0; i < positions_.cols(); ++i) {
      position_ = positions_.col(i);
      to_parameter(position_);
      if constexpr (draws_columns<Process>) {
        if (thetas_.size() == 0) thetas_.resize(theta_->size(), positions_.cols());
        thetas_.col(i) = *theta_;
      } else {
        reuse::log_likelihood(process_, *theta_, *history_, candidate_);
        terms_.col(i) = candidate_;
      }
    }
    if constexpr (draws_columns<Process>) {
      const Eigen::Index horizon = terms_.rows();
      reuse::log_likelihoods(process_, thetas_, *history_, terms_);
      require_same_size("log_likelihoods: number of rows", terms_.rows(), "horizon", horizon);
    }
    log_weights_.setConstant(-log(Real(positions_.cols())));
    heights_.setZero();
  }

  void to_parameter(const vector& z) {
    if (theta_)
      reuse::parameter_from(process_, z, *theta_);
    else
      theta_.emplace(process_.parameter_from(z));
  }

  /// ln p(H_length | θ(z)); candidate_ becomes the terms of all T labels.
  [[nodiscard]] Real height_at(const vector& z, Eigen::Index length) {
    to_parameter(z);
    reuse::log_likelihood(process_, *theta_, *history_, candidate_);
    const Real height = candidate_.head(length).sum();
    origin_.require_number(height);
    return height;
  }

  /// The moves of one move time: candidate_ becomes the terms at the point that is kept.
  void move(vector& position, Real& height, Eigen::Index length, random_stream& rng) {
    for (std::size_t round = 0; round < rounds_; ++round)
      slice_.move(
          position, height, [&](const vector& at) { return height_at(at, length); }, rng);
  }

  /// Multinomial, after `seen` labels: every slot draws its ancestor from all; a retained slot 0 is its own. The terms
  /// of the labels seen are in the heights.
  void resample(bool retained, Eigen::Index seen, random_stream& rng) {
    using std::log;
    const Eigen::Index count = positions_.cols();
    const Eigen::Index ahead = terms_.rows() - seen;
    cumulative_ = log_weights_.exp();
    for (Eigen::Index i = 1; i < count; ++i) cumulative_[i] += cumulative_[i - 1];
    positions_.swap(positions_before_);
    terms_.swap(terms_before_);
    heights_.swap(heights_before_);
    boost::random::uniform_01<Real> uniform;
    for (Eigen::Index i = 0; i < count; ++i) {
      const Eigen::Index ancestor = i == 0 && retained ? 0 : draw_ancestor(Real(uniform(rng) * cumulative_[count - 1]));
      positions_.col(i) = positions_before_.col(ancestor);
      terms_.col(i).tail(ahead) = terms_before_.col(ancestor).tail(ahead);
      heights_[i] = heights_before_[ancestor];
    }
    log_weights_.setConstant(-log(Real(count)));
  }

  [[nodiscard]] Eigen::Index draw_ancestor(const Real& height) const {
    const auto index = std::upper_bound(cumulative_.begin(), cumulative_.end(), height) - cumulative_.begin();
    return (std::min)(cumulative_.size() - 1, static_cast<Eigen::Index>(index));
  }

  const Process& process_;
  const history_type* history_ = nullptr;
  replicate_origin origin_;
  std::vector<Eigen::Index> move_times_;
  std::size_t rounds_;
  elliptical_slice<Real> slice_;
  matrix positions_;
  matrix positions_before_;
  matrix terms_;
  matrix terms_before_;
  matrix path_;
  matrix thetas_;
  array heights_;
  array heights_before_;
  array log_weights_;
  array cumulative_;
  vector position_;
  vector candidate_;
  std::optional<typename Process::parameter_type> theta_;
};

}  // namespace infobound::inline v0_1::detail
