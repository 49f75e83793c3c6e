// SPDX-License-Identifier: BSL-1.0
// A process with every member that there is, right or with one defect.

#pragma once

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/core/bound.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <limits>
#include <stdexcept>
#include <utility>
#include <vector>

/// Each way to write a wrong process.
enum class defect {
  none,
  invalid,
  throws_at_large_labels,
  ignores_the_stream,
  constant_parameter,
  constant_history,
  horizon_changes_the_law,
  short_likelihood,
  nan_likelihood,
  impossible_data,
  likelihood_without_normaliser,
  likelihood_of_shifted_labels,
  wrong_column,
  wrong_totals,
  wrong_total,
  infinite_conditional_information,
  short_conditional_information,
  infinite_conditional_entropy,
  gradient_with_wrong_sign,
  gradient_in_theta,
  gradient_one_percent_off,
  gradient_of_wrong_length,
  hessian_of_other_scale,
  asymmetric_hessian,
  wrong_hessian_factor,
  affinity_of_other_noise,
  affinity_above_one,
  predictive_of_other_prior,
  predictive_with_constant,
  stale_history_in_place,
  wrong_gradient_in_place,
  falling_information,
  too_little_information,
  wrong_information_curve,
  crossing_rates,
  rising_rate,
  crossing_error_bounds,
  unnamed_error_bound
};

/// Linear regression with every member that a process may have, and one defect.
struct regression {
  using linear = infobound::linear_regression<double>;
  using real_type = double;
  using parameter_type = linear::parameter_type;
  using history_type = linear::history_type;

  static constexpr bool log_concave_likelihood = true;

  defect wrong = defect::none;

  // Draws come from `truth`; all else speaks of `stated`.
  linear truth{.dimension = 2, .noise_variance = 0.5};
  linear stated{.dimension = 2, .noise_variance = 0.5};
  double scale = 1;  // of parameter_from

  void validate() const {
    if (wrong == defect::invalid) throw std::domain_error("regression.noise_variance = -1, must be > 0 and finite");
  }

  [[nodiscard]] parameter_type draw_parameter(infobound::random_stream& rng) const {
    static std::uint64_t calls = 0;
    infobound::random_stream own(3, wrong == defect::ignores_the_stream ? calls++ : 0);
    const bool deaf = wrong == defect::ignores_the_stream || wrong == defect::constant_parameter;
    return truth.draw_parameter(deaf ? own : rng);
  }
  [[nodiscard]] history_type draw_history(const parameter_type& theta, std::size_t horizon,
                                          infobound::random_stream& rng) const {
    infobound::random_stream own(4);
    history_type history = truth.draw_history(theta, horizon, wrong == defect::constant_history ? own : rng);
    if (wrong == defect::horizon_changes_the_law && horizon > 1) history.labels *= 2;
    return history;
  }
  void draw_history(const parameter_type& theta, std::size_t horizon, infobound::random_stream& rng,
                    history_type& history) const {
    history_type fresh = draw_history(theta, horizon, rng);
    if (wrong == defect::stale_history_in_place)
      history.labels.head(fresh.labels.size()) = fresh.labels;
    else
      history = std::move(fresh);
  }

  [[nodiscard]] Eigen::VectorXd log_likelihood(const parameter_type& theta, const history_type& history) const {
    Eigen::VectorXd terms = stated.log_likelihood(theta, history);
    const bool large = (history.labels.array() > 2).any();
    if (wrong == defect::throws_at_large_labels && large) throw std::runtime_error("no such label");
    if (wrong == defect::short_likelihood) return terms.head(terms.size() - 1);
    if (wrong == defect::nan_likelihood && large) terms[0] = std::numeric_limits<double>::quiet_NaN();
    if (wrong == defect::impossible_data && large) terms[0] = -std::numeric_limits<double>::infinity();
    // Free of the data, and not of θ.
    if (wrong == defect::likelihood_without_normaliser) terms.array() += theta.squaredNorm() / 2;
    if (wrong == defect::likelihood_of_shifted_labels) {
      history_type shifted = history;
      shifted.labels.array() += 1;
      return stated.log_likelihood(theta, shifted);
    }
    return terms;
  }
  [[nodiscard]] Eigen::MatrixXd log_likelihoods(const Eigen::MatrixXd& thetas, const history_type& history) const {
    Eigen::MatrixXd terms(history.labels.size(), thetas.cols());
    for (Eigen::Index i = 0; i < thetas.cols(); ++i) terms.col(i) = log_likelihood(thetas.col(i), history);
    if (wrong == defect::wrong_column && thetas.cols() > 5) terms.col(5) = terms.col(4);
    return terms;
  }
  void total_log_likelihoods(const Eigen::MatrixXd& thetas, const history_type& history, Eigen::ArrayXd& totals) const {
    totals = log_likelihoods(thetas, history).colwise().sum();
    if (wrong == defect::wrong_totals) totals[totals.size() - 1] += 1e-3;
  }
  [[nodiscard]] double total_log_likelihood(const parameter_type& theta, const history_type& history) const {
    return log_likelihood(theta, history).sum() + (wrong == defect::wrong_total ? 1e-3 : 0.0);
  }
  /// Nothing was integrated out.
  [[nodiscard]] Eigen::VectorXd conditional_information(const parameter_type&, const history_type& history) const {
    const Eigen::Index lacking = wrong == defect::short_conditional_information ? 1 : 0;
    return Eigen::VectorXd::Constant(history.labels.size() - lacking, wrong == defect::infinite_conditional_information
                                                                          ? std::numeric_limits<double>::infinity()
                                                                          : 0.0);
  }

  [[nodiscard]] Eigen::VectorXd conditional_entropy(const parameter_type&, const history_type& history) const {
    const double entropy = std::log(2 * std::acos(-1.0) * std::exp(1.0) * truth.noise_variance) / 2;
    return Eigen::VectorXd::Constant(history.labels.size(), wrong == defect::infinite_conditional_entropy
                                                                ? std::numeric_limits<double>::infinity()
                                                                : entropy);
  }

  [[nodiscard]] std::size_t latent_dimension() const { return 2; }
  [[nodiscard]] parameter_type parameter_from(const Eigen::VectorXd& z) const {
    return scale * truth.parameter_from(z);
  }
  [[nodiscard]] Eigen::VectorXd gradient(const Eigen::VectorXd& z, const history_type& history,
                                         Eigen::VectorXd&& result = {}) const {
    const bool stale = wrong == defect::wrong_gradient_in_place && result.size() == z.size();
    result = stated.gradient(z, history) + (stale ? result : Eigen::VectorXd::Zero(z.size()).eval());
    if (wrong == defect::gradient_with_wrong_sign) result[1] *= -1;
    if (wrong == defect::gradient_in_theta) result *= std::sqrt(2.0);
    if (wrong == defect::gradient_one_percent_off) result *= 1.01;
    if (wrong == defect::gradient_of_wrong_length) return result.head(1);
    return result;
  }
  [[nodiscard]] Eigen::MatrixXd hessian(const Eigen::VectorXd& z, const history_type& history) const {
    Eigen::MatrixXd result = stated.hessian(z, history);
    if (wrong == defect::hessian_of_other_scale) result *= 1.01;
    if (wrong == defect::asymmetric_hessian) result(1, 0) += 0.01;
    return result;
  }

  [[nodiscard]] Eigen::MatrixXd hessian_factor(const Eigen::VectorXd& z, const history_type& history) const {
    return (wrong == defect::wrong_hessian_factor ? 1.01 : 1.0) * stated.hessian_factor(z, history);
  }

  [[nodiscard]] Eigen::VectorXd affinity(const parameter_type& theta, const parameter_type& other,
                                         const history_type& history) const {
    const linear quiet{.dimension = 2, .noise_variance = stated.noise_variance / 4};
    if (wrong == defect::affinity_of_other_noise) return quiet.affinity(theta, other, history);
    return (wrong == defect::affinity_above_one ? 1.01 : 1.0) * stated.affinity(theta, other, history);
  }

  [[nodiscard]] Eigen::VectorXd log_predictive(const history_type& history) const {
    if (wrong == defect::predictive_of_other_prior) {
      // Labels and noise in units twice as large are those of a prior with a quarter of the variance.
      const linear narrow{.dimension = 2, .noise_variance = 4 * stated.noise_variance};
      const history_type scaled{history.inputs, 2 * history.labels};
      return narrow.log_predictive(scaled).array() + std::log(2.0);
    }
    if (wrong == defect::predictive_with_constant) return stated.log_predictive(history).array() - 0.5;
    return stated.log_predictive(history);
  }
  [[nodiscard]] double information(std::size_t horizon) const {
    if (wrong == defect::falling_information && horizon > 4) return truth.information(horizon) / 2;
    if (wrong == defect::too_little_information) return truth.information(horizon) / 3;
    return truth.information(horizon);
  }
  [[nodiscard]] Eigen::VectorXd information_curve(std::size_t horizon) const {
    Eigen::VectorXd result(horizon);
    for (std::size_t t = 1; t <= horizon; ++t) result[static_cast<Eigen::Index>(t) - 1] = information(t);
    if (wrong == defect::wrong_information_curve) result[2] += 1e-3;
    return result;
  }
  [[nodiscard]] double rate_upper(double epsilon) const {
    if (wrong == defect::rising_rate && epsilon > 8) return 1;
    return truth.rate_upper(epsilon);
  }
  [[nodiscard]] double rate_lower(double epsilon) const {
    return truth.rate_lower(epsilon) + (wrong == defect::crossing_rates && epsilon < 0.01 ? 2 : 0);
  }
  [[nodiscard]] std::vector<infobound::bound<double>> error_bounds(std::size_t horizon) const {
    const double error = truth.information(horizon) / static_cast<double>(horizon);
    const double factor = wrong == defect::crossing_error_bounds && horizon == 4 ? 1.1 : 0.9;
    return {
        {error * factor, infobound::direction::lower, "a lower bound"},
        {error / factor, infobound::direction::upper, wrong == defect::unnamed_error_bound ? "" : "an upper bound"}};
  }
};

/// The same without information: what bounds say of the error is then held against data alone.
struct bounded_regression {
  using real_type = double;
  using parameter_type = regression::parameter_type;
  using history_type = regression::history_type;

  double upper;
  regression inner{};

  [[nodiscard]] parameter_type draw_parameter(infobound::random_stream& rng) const { return inner.draw_parameter(rng); }
  [[nodiscard]] history_type draw_history(const parameter_type& theta, std::size_t horizon,
                                          infobound::random_stream& rng) const {
    return inner.draw_history(theta, horizon, rng);
  }
  [[nodiscard]] Eigen::VectorXd log_likelihood(const parameter_type& theta, const history_type& history) const {
    return inner.log_likelihood(theta, history);
  }
  [[nodiscard]] double error_upper(std::size_t) const { return upper; }
};
