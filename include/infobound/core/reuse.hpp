// SPDX-License-Identifier: BSL-1.0
// Draws and derivatives in the memory of an earlier result, so that a replicate loop allocates nothing.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream_type.hpp>
#include <infobound/core/require.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

/// What a process returns, in `result`, whose memory is used again. For that a member takes it as a last argument,
///   Eigen::VectorX<Real> gradient(z, history, Eigen::VectorX<Real>&& result = {}) const, which returns it, or
///   void gradient(z, history, Eigen::VectorX<Real>& result) const, which writes over it, beside gradient(z, history),
/// and so for each function below. Any other member is called as usual and its value assigned. No other argument may
/// refer to the result, and after a throw it has no value.
namespace infobound::inline v0_1::reuse {

/// What a member returned, as the vector that it stands for.
/// - Throws: std::invalid_argument for a matrix of several columns, naming the member.
template <class Real, class Returned>
void assign_vector(Eigen::VectorX<Real>& result, Returned&& returned, std::string_view member) {
  if constexpr (requires { requires !bool(std::remove_cvref_t<Returned>::IsVectorAtCompileTime); })
    if (returned.cols() != 1)
      throw std::invalid_argument(std::string(member) + " returned a matrix of " + to_text(returned.rows()) + " x " +
                                  to_text(returned.cols()) + ", must be a vector");
  result = std::forward<Returned>(returned);
}

/// θ from the prior.
template <class Process, class Parameter>
void draw_parameter(const Process& process, random_stream& rng, Parameter& result) {
  if constexpr (requires { result = process.draw_parameter(rng, std::move(result)); })
    result = process.draw_parameter(rng, std::move(result));
  else if constexpr (requires { process.draw_parameter(rng, result); })
    process.draw_parameter(rng, result);
  else
    result = process.draw_parameter(rng);
}

/// H_T given θ.
template <class Process, class Parameter, class History>
void draw_history(const Process& process, const Parameter& theta, std::size_t horizon, random_stream& rng,
                  History& result) {
  if constexpr (requires { result = process.draw_history(theta, horizon, rng, std::move(result)); })
    result = process.draw_history(theta, horizon, rng, std::move(result));
  else if constexpr (requires { process.draw_history(theta, horizon, rng, result); })
    process.draw_history(theta, horizon, rng, result);
  else
    result = process.draw_history(theta, horizon, rng);
}

/// ln p(Y_{t+1} | θ, H_t), one entry a label.
template <class Process, class Parameter, class History>
void log_likelihood(const Process& process, const Parameter& theta, const History& history,
                    Eigen::VectorX<real_type_t<Process>>& result) {
  if constexpr (requires { result = process.log_likelihood(theta, history, std::move(result)); })
    assign_vector(result, process.log_likelihood(theta, history, std::move(result)), "log_likelihood");
  else if constexpr (requires { process.log_likelihood(theta, history, result); })
    process.log_likelihood(theta, history, result);
  else
    assign_vector(result, process.log_likelihood(theta, history), "log_likelihood");
}

/// ln p(Y_{t+1} | H_t), one entry a label.
template <class Process, class History>
void log_predictive(const Process& process, const History& history, Eigen::VectorX<real_type_t<Process>>& result) {
  assign_vector(result, process.log_predictive(history), "log_predictive");
}

/// ln p(Y_{t+1} | θ, H_t) of many θ, in the columns of thetas: one row a label.
template <class Process, class History>
void log_likelihoods(const Process& process, const Eigen::MatrixX<real_type_t<Process>>& thetas, const History& history,
                     Eigen::MatrixX<real_type_t<Process>>& result) {
  if constexpr (requires { result = process.log_likelihoods(thetas, history, std::move(result)); })
    result = process.log_likelihoods(thetas, history, std::move(result));
  else if constexpr (requires { process.log_likelihoods(thetas, history, result); })
    process.log_likelihoods(thetas, history, result);
  else
    result = process.log_likelihoods(thetas, history);
}

/// ln p(H_T | θ) of many θ, in the columns of thetas.
template <class Process, class History>
void total_log_likelihoods(const Process& process, const Eigen::MatrixX<real_type_t<Process>>& thetas,
                           const History& history, Eigen::ArrayX<real_type_t<Process>>& result) {
  if constexpr (requires { result = process.total_log_likelihoods(thetas, history, std::move(result)); })
    result = process.total_log_likelihoods(thetas, history, std::move(result));
  else if constexpr (requires { process.total_log_likelihoods(thetas, history, result); })
    process.total_log_likelihoods(thetas, history, result);
  else
    result = process.total_log_likelihoods(thetas, history);
}

/// ln p(H_T | θ); `terms` is memory.
template <class Process, class Parameter, class History>
[[nodiscard]] real_type_t<Process> total_log_likelihood(const Process& process, const Parameter& theta,
                                                        const History& history,
                                                        Eigen::VectorX<real_type_t<Process>>& terms) {
  if constexpr (evaluates_total_likelihood<Process>) {
    return process.total_log_likelihood(theta, history);
  } else {
    log_likelihood(process, theta, history, terms);
    return terms.sum();
  }
}

/// What the labels tell of what was integrated out, one entry a label.
template <class Process, class Parameter, class History>
void conditional_information(const Process& process, const Parameter& theta, const History& history,
                             Eigen::VectorX<real_type_t<Process>>& result) {
  if constexpr (requires { result = process.conditional_information(theta, history, std::move(result)); })
    assign_vector(result, process.conditional_information(theta, history, std::move(result)),
                  "conditional_information");
  else if constexpr (requires { process.conditional_information(theta, history, result); })
    process.conditional_information(theta, history, result);
  else
    assign_vector(result, process.conditional_information(theta, history), "conditional_information");
}

/// E[−ln p(Y_{t+1} | θ, H_t) | θ, H_t], one entry a label.
template <class Process, class Parameter, class History>
void conditional_entropy(const Process& process, const Parameter& theta, const History& history,
                         Eigen::VectorX<real_type_t<Process>>& result) {
  if constexpr (requires { result = process.conditional_entropy(theta, history, std::move(result)); })
    assign_vector(result, process.conditional_entropy(theta, history, std::move(result)), "conditional_entropy");
  else if constexpr (requires { process.conditional_entropy(theta, history, result); })
    process.conditional_entropy(theta, history, result);
  else
    assign_vector(result, process.conditional_entropy(theta, history), "conditional_entropy");
}

/// θ(z).
template <class Process, class Coordinates, class Parameter>
void parameter_from(const Process& process, const Coordinates& z, Parameter& result) {
  if constexpr (requires { result = process.parameter_from(z, std::move(result)); })
    result = process.parameter_from(z, std::move(result));
  else if constexpr (requires { process.parameter_from(z, result); })
    process.parameter_from(z, result);
  else
    result = process.parameter_from(z);
}

/// ∇_z ln p(H_T | θ(z)).
template <class Process, class History>
void gradient(const Process& process, const Eigen::VectorX<real_type_t<Process>>& z, const History& history,
              Eigen::VectorX<real_type_t<Process>>& result) {
  if constexpr (requires { result = process.gradient(z, history, std::move(result)); })
    assign_vector(result, process.gradient(z, history, std::move(result)), "gradient");
  else if constexpr (requires { process.gradient(z, history, result); })
    process.gradient(z, history, result);
  else
    assign_vector(result, process.gradient(z, history), "gradient");
}

/// ∇²_z ln p(H_T | θ(z)).
template <class Process, class History>
void hessian(const Process& process, const Eigen::VectorX<real_type_t<Process>>& z, const History& history,
             Eigen::MatrixX<real_type_t<Process>>& result) {
  if constexpr (requires { result = process.hessian(z, history, std::move(result)); })
    result = process.hessian(z, history, std::move(result));
  else if constexpr (requires { process.hessian(z, history, result); })
    process.hessian(z, history, result);
  else
    result = process.hessian(z, history);
}

/// Σ_y √(p(y|θ,x_t) p(y|θ′,x_t)), one entry a label.
template <class Process, class Parameter, class History>
void affinity(const Process& process, const Parameter& theta, const Parameter& other, const History& history,
              Eigen::VectorX<real_type_t<Process>>& result) {
  if constexpr (requires { result = process.affinity(theta, other, history, std::move(result)); })
    assign_vector(result, process.affinity(theta, other, history, std::move(result)), "affinity");
  else
    assign_vector(result, process.affinity(theta, other, history), "affinity");
}

/// F with −∇²_z ln p(Y_{t+1} | θ(z), H_t) = F_t F_tᵀ.
template <class Process, class History>
void hessian_factor(const Process& process, const Eigen::VectorX<real_type_t<Process>>& z, const History& history,
                    Eigen::MatrixX<real_type_t<Process>>& result) {
  if constexpr (requires { result = process.hessian_factor(z, history, std::move(result)); })
    result = process.hessian_factor(z, history, std::move(result));
  else
    result = process.hessian_factor(z, history);
}

}  // namespace infobound::inline v0_1::reuse
