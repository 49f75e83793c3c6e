// SPDX-License-Identifier: BSL-1.0
// Checks of a process's gradient and Hessian against differences.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/check/detail/check_run.hpp>
#include <infobound/check/detail/differences.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/cholesky.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/normal_draws.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <limits>
#include <string>

namespace infobound::inline v0_1::detail {

/// z ~ N(0, I) and the history that θ(z) makes, of one stream.
template <class Process>
struct drawn_coordinates {
  drawn_coordinates(const Process& process, std::size_t horizon, random_stream rng)
      : z(standard_normal<real_type_t<Process>>(process.latent_dimension(), rng)),
        history(process.draw_history(process.parameter_from(z), horizon, rng)) {}

  Eigen::VectorX<real_type_t<Process>> z;
  typename Process::history_type history;
};

/// Draws at which derivatives are compared with differences: fewer where there are many coordinates to step along.
template <class Process>
[[nodiscard]] std::size_t difference_draws(const Process& process, const check_run& run) {
  const std::size_t dimension = (std::max)(std::size_t{1}, process.latent_dimension());
  return (std::min)(run.draws(), std::clamp(1000 / dimension, std::size_t{2}, std::size_t{20}));
}

/// What a derivative may be off a difference: the error of the difference, and ε^⅓ of the largest of its kind.
template <class Real>
[[nodiscard]] double difference_allowance(const Real& error, double scale) {
  return static_cast<double>(error) +
         std::cbrt(static_cast<double>(std::numeric_limits<Real>::epsilon())) * (std::max)(1.0, scale);
}

/// Sees the entries of one derivative beside those of a difference; those that no difference can tell are left out.
template <class Real, class Where>
void see_entries(largest_discrepancy& largest, const Eigen::ArrayX<Real>& entries,
                 const difference_quotient<Real>& expected, Where where) {
  const auto tells = [&](Eigen::Index i) { return expected.error[i] < std::numeric_limits<Real>::infinity(); };
  double scale = 0;
  for (Eigen::Index i = 0; i < entries.size(); ++i)
    if (tells(i)) scale = (std::max)(scale, std::abs(static_cast<double>(expected.value[i])));
  for (Eigen::Index i = 0; i < entries.size(); ++i)
    if (tells(i))
      largest.see(static_cast<double>(entries[i]), static_cast<double>(expected.value[i]),
                  difference_allowance<Real>(expected.error[i], scale), [&] { return where(i); });
}

[[nodiscard]] inline outcome verdict_of_differences(const largest_discrepancy& largest, const std::string& reference) {
  if (largest.count() == 0) return not_applicable("no difference of the likelihood is finite");
  return largest.verdict(reference);
}

/// ∇_z ln p(H_T | θ(z)): of the right length and finite at every draw, and the difference quotient at some.
template <class Process>
[[nodiscard]] outcome check_gradient(const Process& process, check_run& run) {
  if constexpr (!differentiable_process<Process>) {
    return not_applicable("the process has no gradient(z, history)");
  } else {
    using Real = real_type_t<Process>;
    largest_discrepancy largest;
    for (std::size_t draw = 0; draw < run.draws(); ++draw) {
      const drawn_coordinates<Process> at(process, run.horizon(), run.stream(draw));
      const Eigen::VectorX<Real> gradient = process.gradient(at.z, at.history);
      if (gradient.size() != at.z.size())
        return failed("it has " + to_text(gradient.size()) + " and z " + to_text(at.z.size()) + " entries" + " (" +
                      run.place(draw) + ")");
      for (Eigen::Index i = 0; i < gradient.size(); ++i)
        if (!std::isfinite(static_cast<double>(gradient[i])))
          return failed("entry " + to_text(i) + " is " + to_text(gradient[i]) + " (" + run.place(draw) + ")");
      if (draw >= difference_draws(process, run)) continue;
      difference_quotient<Real> expected{gradient.array(), gradient.array()};
      for (Eigen::Index i = 0; i < gradient.size(); ++i) {
        const auto along = derivative_at_zero<Real>([&](const Real& step) -> Eigen::ArrayX<Real> {
          Eigen::VectorX<Real> z = at.z;
          z[i] += step;
          const Eigen::VectorX<Real> terms = process.log_likelihood(process.parameter_from(z), at.history);
          return Eigen::ArrayX<Real>::Constant(1, terms.sum());
        });
        expected.value[i] = along.value[0];
        expected.error[i] = along.error[0];
      }
      see_entries<Real>(largest, gradient.array(), expected,
                        [&](Eigen::Index i) { return "entry " + to_text(i) + " (" + run.place(draw) + ")"; });
    }
    return verdict_of_differences(largest, "differences of ln p(H_T | theta(z)) in z give");
  }
}

/// ∇²_z ln p(H_T | θ(z)): the difference quotient of the gradient.
template <class Process>
[[nodiscard]] outcome check_hessian(const Process& process, check_run& run) {
  if constexpr (!(differentiable_process<Process> && evaluates_hessian<Process>)) {
    return not_applicable("the process has no gradient(z, history) and hessian(z, history)");
  } else {
    using Real = real_type_t<Process>;
    largest_discrepancy largest;
    for (std::size_t draw = 0; draw < difference_draws(process, run); ++draw) {
      const drawn_coordinates<Process> at(process, run.horizon(), run.stream(draw));
      const Eigen::MatrixX<Real> hessian = process.hessian(at.z, at.history);
      if (hessian.rows() != at.z.size() || hessian.cols() != at.z.size())
        return failed("it is " + to_text(hessian.rows()) + " x " + to_text(hessian.cols()) + ", and z has " +
                      to_text(at.z.size()) + " entries (" + run.place(draw) + ")");
      for (Eigen::Index column = 0; column < hessian.cols(); ++column) {
        const auto expected = derivative_at_zero<Real>([&](const Real& step) -> Eigen::ArrayX<Real> {
          Eigen::VectorX<Real> z = at.z;
          z[column] += step;
          return Eigen::VectorX<Real>(process.gradient(z, at.history)).array();
        });
        see_entries<Real>(largest, hessian.col(column).array(), expected, [&](Eigen::Index row) {
          return "entry (" + to_text(row) + ", " + to_text(column) + ") (" + run.place(draw) + ")";
        });
      }
    }
    return verdict_of_differences(largest, "differences of the gradient in z give");
  }
}

/// The Hessian is symmetric.
template <class Process>
[[nodiscard]] outcome check_symmetry(const Process& process, check_run& run) {
  if constexpr (!(whitened_process<Process> && evaluates_hessian<Process>)) {
    return not_applicable("the process has no hessian(z, history)");
  } else {
    using Real = real_type_t<Process>;
    largest_discrepancy largest;
    for (std::size_t draw = 0; draw < run.draws(); ++draw) {
      const drawn_coordinates<Process> at(process, run.horizon(), run.stream(draw));
      const Eigen::MatrixX<Real> hessian = process.hessian(at.z, at.history);
      if (hessian.rows() != hessian.cols())
        return failed("it is " + to_text(hessian.rows()) + " x " + to_text(hessian.cols()) + " (" + run.place(draw) +
                      ")");
      const double scale = hessian.size() == 0 ? 0 : static_cast<double>(hessian.cwiseAbs().maxCoeff());
      for (Eigen::Index column = 0; column < hessian.cols(); ++column)
        for (Eigen::Index row = column; row < hessian.rows(); ++row)
          largest.see(static_cast<double>(hessian(row, column)), static_cast<double>(hessian(column, row)),
                      rounding_allowance<Real>(scale), [&] {
                        return "entry (" + to_text(row) + ", " + to_text(column) + ") (" + run.place(draw) + ")";
                      });
    }
    return largest.verdict("its mirror image");
  }
}

/// F Fᵀ is minus the Hessian, and F has as many columns for each label.
template <class Process>
[[nodiscard]] outcome check_hessian_factor(const Process& process, check_run& run) {
  if constexpr (!(whitened_process<Process> && evaluates_hessian<Process> && factors_hessian<Process>)) {
    return not_applicable("the process has no hessian_factor(z, history) beside hessian(z, history)");
  } else {
    using Real = real_type_t<Process>;
    largest_discrepancy largest;
    for (std::size_t draw = 0; draw < difference_draws(process, run); ++draw) {
      const drawn_coordinates<Process> at(process, run.horizon(), run.stream(draw));
      const Eigen::MatrixX<Real> factor = process.hessian_factor(at.z, at.history);
      if (factor.rows() != at.z.size() || factor.cols() % static_cast<Eigen::Index>(run.horizon()) != 0)
        return failed("it is " + to_text(factor.rows()) + " x " + to_text(factor.cols()) + ", and z has " +
                      counted(at.z.size(), "entry") + ", the history " + counted(run.horizon(), "label") + " (" +
                      run.place(draw) + ")");
      const Eigen::MatrixX<Real> product = -(factor * factor.transpose());
      const Eigen::MatrixX<Real> expected = process.hessian(at.z, at.history);
      const auto scale = static_cast<double>(expected.cwiseAbs().maxCoeff());
      for (Eigen::Index column = 0; column < expected.cols(); ++column)
        for (Eigen::Index row = 0; row < expected.rows(); ++row)
          largest.see(static_cast<double>(product(row, column)), static_cast<double>(expected(row, column)),
                      rounding_allowance<Real>(scale), [&] {
                        return "entry (" + to_text(row) + ", " + to_text(column) + ") of -F F^T (" + run.place(draw) +
                               ")";
                      });
    }
    return largest.verdict("the Hessian has");
  }
}

/// A likelihood that is said to be log-concave has Hessians without a positive eigenvalue: at the z that made the data,
/// and at another of the prior. What is not finite is left out.
template <class Process>
[[nodiscard]] outcome check_concavity(const Process& process, check_run& run) {
  if constexpr (!(has_log_concave_likelihood<Process> && whitened_process<Process> && evaluates_hessian<Process>)) {
    return not_applicable("the process does not say log_concave_likelihood, or has no hessian(z, history)");
  } else {
    using Real = real_type_t<Process>;
    cholesky_factor<Real> factor;
    std::size_t seen = 0;
    for (std::size_t draw = 0; draw < run.draws(); ++draw) {
      random_stream elsewhere = run.stream(draw, draws_of::coordinates);
      const Eigen::VectorX<Real> other = standard_normal<Real>(process.latent_dimension(), elsewhere);
      const drawn_coordinates<Process> at(process, run.horizon(), run.stream(draw));
      for (const bool own : {true, false}) {
        const Eigen::VectorX<Real>& z = own ? at.z : other;
        Eigen::MatrixX<Real> precision = -process.hessian(z, at.history);
        if (precision.size() == 0 || !precision.allFinite()) continue;
        const auto scale = static_cast<double>(precision.cwiseAbs().maxCoeff());
        const double allowed = rounding_allowance<Real>(scale);
        precision.diagonal().array() += static_cast<Real>(allowed);
        ++seen;
        if (!factor.compute(precision))
          return failed("log_concave_likelihood is said, but at " +
                        (own ? "the z that made the data" : "a z of " + run.place(draw, draws_of::coordinates)) +
                        " it has an eigenvalue above " + rounded(allowed) + ", all that rounding is allowed (" +
                        run.place(draw) + ")");
      }
    }
    return passed("no eigenvalue of " + counted(seen, "Hessian") + " is positive beyond rounding");
  }
}

}  // namespace infobound::inline v0_1::detail
