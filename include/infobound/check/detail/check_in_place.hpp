// SPDX-License-Identifier: BSL-1.0
// Check of a process's members that take an earlier result, whose memory they use again.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/check/detail/check_derivatives.hpp>
#include <infobound/check/detail/check_draws.hpp>
#include <infobound/check/detail/check_run.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/core/reuse.hpp>
#include <infobound/core/stream_use.hpp>
#include <string>
#include <utility>

namespace infobound::inline v0_1::detail {

// Whether a member takes an earlier result, to be returned or to be written over.
template <class P>
concept draws_parameter_in_place = requires(const P& process, random_stream& rng, typename P::parameter_type& theta) {
  requires(
      requires { process.draw_parameter(rng, std::move(theta)); } || requires { process.draw_parameter(rng, theta); });
};
template <class P>
concept draws_history_in_place = requires(const P& process, const typename P::parameter_type& theta,
                                          std::size_t horizon, random_stream& rng, typename P::history_type& history) {
  requires(
      requires { process.draw_history(theta, horizon, rng, std::move(history)); } ||
      requires { process.draw_history(theta, horizon, rng, history); });
};
template <class P>
concept evaluates_likelihood_in_place = requires(const P& process, const typename P::parameter_type& theta,
                                                 const typename P::history_type& history,
                                                 Eigen::VectorX<real_type_t<P>>& result) {
  requires(
      requires { process.log_likelihood(theta, history, std::move(result)); } ||
      requires { process.log_likelihood(theta, history, result); });
};
template <class P>
concept makes_parameter_in_place = requires(const P& process, const Eigen::VectorX<real_type_t<P>>& z,
                                            typename P::parameter_type& theta) {
  requires(
      requires { process.parameter_from(z, std::move(theta)); } || requires { process.parameter_from(z, theta); });
};
template <class P>
concept evaluates_gradient_in_place = requires(const P& process, const Eigen::VectorX<real_type_t<P>>& z,
                                               const typename P::history_type& history,
                                               Eigen::VectorX<real_type_t<P>>& result) {
  requires(
      requires { process.gradient(z, history, std::move(result)); } ||
      requires { process.gradient(z, history, result); });
};
template <class P>
concept evaluates_hessian_in_place = requires(const P& process, const Eigen::VectorX<real_type_t<P>>& z,
                                              const typename P::history_type& history,
                                              Eigen::MatrixX<real_type_t<P>>& result) {
  requires(
      requires { process.hessian(z, history, std::move(result)); } ||
      requires { process.hessian(z, history, result); });
};

/// Each member that takes an earlier result makes of it what it returns without, whatever it was: here what belongs to
/// a longer history of another draw.
template <class Process>
class in_place_check {
 public:
  using Real = real_type_t<Process>;

  in_place_check(const Process& process, check_run& run) : process_(process), run_(run) {}

  [[nodiscard]] outcome operator()() {
    for (std::size_t draw = 0; draw < run_.draws(); ++draw) {
      const drawn<Process> other(process_, run_.horizon(), run_.stream((draw + 1) % run_.draws()));
      if constexpr (draws_parameter_in_place<Process> || draws_history_in_place<Process>) check_draws(draw, other);
      check_numbers(draw, other);
    }
    if (!different_.empty()) return failed(different_);
    if (largest_.count() == 0) return not_applicable("the process has no member that takes an earlier result");
    return largest_.verdict("returned is");
  }

 private:
  void check_draws(std::size_t draw, const drawn<Process>& other) {
    random_stream rng = run_.stream(draw);
    auto theta = other.theta;
    auto history = other.history;
    reuse::draw_parameter(process_, rng, theta);
    reuse::draw_history(process_, theta, shorter(), rng, history);
    const drawn<Process> expected(process_, shorter(), run_.stream(draw));
    if constexpr (draws_parameter_in_place<Process>) {
      require_same(theta, expected.theta, "draw_parameter(rng, theta)", draw);
      see(likelihood_terms(process_, theta, expected.history), expected, "draw_parameter(rng, theta)", draw);
    }
    if constexpr (draws_history_in_place<Process>) {
      require_same(history, expected.history, "draw_history(theta, horizon, rng, history)", draw);
      see(likelihood_terms(process_, expected.theta, history), expected, "draw_history(theta, horizon, rng, history)",
          draw);
    }
  }

  void check_numbers(std::size_t draw, const drawn<Process>& other) {
    const drawn<Process> own(process_, shorter(), run_.stream(draw));
    if constexpr (evaluates_likelihood_in_place<Process>) {
      Eigen::VectorX<Real> terms = process_.log_likelihood(other.theta, other.history);
      reuse::log_likelihood(process_, own.theta, own.history, terms);
      see(terms.template cast<double>().array(), own, "log_likelihood(theta, history, result)", draw);
    }
    if constexpr (whitened_process<Process>) {
      const drawn_coordinates<Process> at(process_, shorter(), run_.stream(draw));
      if constexpr (makes_parameter_in_place<Process>) {
        auto theta = other.theta;
        reuse::parameter_from(process_, at.z, theta);
        const typename Process::parameter_type expected = process_.parameter_from(at.z);
        require_same(theta, expected, "parameter_from(z, theta)", draw);
        see(likelihood_terms(process_, theta, at.history), likelihood_terms(process_, expected, at.history),
            "parameter_from(z, theta)", draw);
      }
      if constexpr (evaluates_gradient<Process> && evaluates_gradient_in_place<Process>) {
        Eigen::VectorX<Real> result = process_.gradient(at.z, other.history);
        reuse::gradient(process_, at.z, own.history, result);
        const Eigen::VectorX<Real> expected = process_.gradient(at.z, own.history);
        see(result.template cast<double>().array(), expected.template cast<double>().array(),
            "gradient(z, history, result)", draw);
      }
      if constexpr (evaluates_hessian<Process> && evaluates_hessian_in_place<Process>) {
        Eigen::MatrixX<Real> result = process_.hessian(at.z, other.history);
        reuse::hessian(process_, at.z, own.history, result);
        const Eigen::MatrixX<Real> expected = process_.hessian(at.z, own.history);
        see(result.template cast<double>().reshaped().array(), expected.template cast<double>().reshaped().array(),
            "hessian(z, history, result)", draw);
      }
    }
  }

  [[nodiscard]] std::size_t shorter() const { return (run_.horizon() + 1) / 2; }

  template <class T>
  void require_same(const T& value, const T& expected, const char* member, std::size_t draw) {
    if (different_.empty() && !same_value(value, expected))
      different_ = std::string(member) + " does not leave what is returned (" + run_.place(draw) + ")";
  }

  void see(const doubles<Process>& value, const drawn<Process>& own, const char* member, std::size_t draw) {
    see(value, likelihood_terms(process_, own.theta, own.history), member, draw);
  }
  void see(const doubles<Process>& value, const doubles<Process>& expected, const char* member, std::size_t draw) {
    if (value.size() != expected.size() && different_.empty())
      different_ = std::string(member) + " leaves " + to_text(value.size()) + " numbers where " +
                   to_text(expected.size()) + " are returned (" + run_.place(draw) + ")";
    if (value.size() != expected.size()) return;
    for (Eigen::Index i = 0; i < value.size(); ++i)
      largest_.see(value[i], expected[i], rounding_allowance<Real>(expected[i]),
                   [&] { return std::string(member) + ", number " + to_text(i) + " (" + run_.place(draw) + ")"; });
  }

  const Process& process_;
  check_run& run_;
  largest_discrepancy largest_;
  std::string different_;
};

}  // namespace infobound::inline v0_1::detail
