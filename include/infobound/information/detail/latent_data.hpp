// SPDX-License-Identifier: BSL-1.0
// θ* and H_T of one replicate after another, through whitened coordinates, in memory that is used again.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/in_place.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/information/detail/elliptical_slice.hpp>
#include <infobound/information/detail/replicate_origin.hpp>
#include <optional>

namespace infobound::inline v0_1::detail {

/// z* ~ N(0, I), θ* = θ(z*), H_T given θ*, and ln p(Y_{t+1} | θ*, H_t), of the replicate drawn last.
template <class Process>
class latent_data {
 public:
  using Real = real_type_t<Process>;
  using history_type = typename Process::history_type;

  explicit latent_data(const Process& process) : z_(static_cast<Eigen::Index>(process.latent_dimension())) {}

  /// - Throws: std::runtime_error if log_likelihood is not a finite number, std::invalid_argument if it has not T
  /// terms.
  void draw(const Process& process, std::size_t horizon, random_stream& rng, const replicate_origin& origin) {
    fill_standard_normal(z_, rng);
    if (theta_)
      in_place::parameter_from(process, z_, *theta_);
    else
      theta_.emplace(process.parameter_from(z_));
    if (history_)
      in_place::draw_history(process, *theta_, horizon, rng, *history_);
    else
      history_.emplace(process.draw_history(*theta_, horizon, rng));
    in_place::log_likelihood(process, *theta_, *history_, log_likelihood_);
    require_same_size("log_likelihood: number of entries", log_likelihood_.size(), "horizon",
                      static_cast<std::ptrdiff_t>(horizon));
    origin.require_possible(Real(log_likelihood_.sum()));
  }

  [[nodiscard]] const Eigen::VectorX<Real>& z() const { return z_; }
  [[nodiscard]] const history_type& history() const { return *history_; }
  [[nodiscard]] const Eigen::VectorX<Real>& log_likelihood() const { return log_likelihood_; }

 private:
  Eigen::VectorX<Real> z_;
  std::optional<typename Process::parameter_type> theta_;
  std::optional<history_type> history_;
  Eigen::VectorX<Real> log_likelihood_;
};

}  // namespace infobound::inline v0_1::detail
