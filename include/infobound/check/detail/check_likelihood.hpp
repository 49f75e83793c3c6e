// SPDX-License-Identifier: BSL-1.0
// Checks of a process's likelihood: its length and values, and its likelihoods of many θ at once.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <infobound/check/detail/check_draws.hpp>
#include <infobound/check/detail/check_run.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/core/reuse.hpp>
#include <infobound/information/replicate/many_likelihoods.hpp>
#include <limits>
#include <string>
#include <vector>

namespace infobound::inline v0_1::detail {

/// One entry a label, at horizon T and at horizon 1.
template <class Process>
[[nodiscard]] outcome check_length(const Process& process, check_run& run) {
  for (std::size_t i = 0; i < run.draws(); ++i)
    for (const std::size_t horizon : {run.horizon(), std::size_t{1}}) {
      const drawn<Process> own(process, horizon, run.stream(i));
      const Eigen::Index length = likelihood_terms(process, own.theta, own.history).size();
      if (length != static_cast<Eigen::Index>(horizon))
        return failed("a history of " + counted(horizon, "label") + " has " + to_text(length) + " entries (" +
                      run.place(i) + ")");
    }
  return passed("one entry a label");
}

/// Finite at the θ that made the data; −∞ or a number at any other.
template <class Process>
[[nodiscard]] outcome check_values(const Process& process, check_run& run) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  std::size_t impossible = 0;
  for (std::size_t i = 0; i < run.draws(); ++i)
    for (std::size_t apart = 0; apart < (std::min)(run.draws(), std::size_t{3}); ++apart) {
      const std::size_t j = (i + apart) % run.draws();
      random_stream other = run.stream(j);
      const typename Process::parameter_type theta = process.draw_parameter(other);
      const doubles<Process> terms =
          likelihood_terms(process, theta, drawn<Process>(process, run.horizon(), run.stream(i)).history);
      for (Eigen::Index t = 0; t < terms.size(); ++t) {
        if (equal(terms[t], -infinity)) ++impossible;
        if (terms[t] < infinity && (terms[t] > -infinity || apart > 0)) continue;
        const std::string origin = apart > 0 ? "a theta of another draw (" + run.place(j) + ") and a history ("
                                             : "the theta that made the data (";
        return failed("entry " + to_text(t) + " is " + to_text(terms[t]) + " at " + origin + run.place(i) + ")");
      }
    }
  return passed("finite at every theta that made the data; at others never NaN, and -inf " + to_text(impossible) +
                " times");
}

/// The θ of every stream, and the matrix that has them in its columns.
template <draws_columns Process>
struct parameter_columns {
  parameter_columns(const Process& process, check_run& run) {
    for (std::size_t i = 0; i < run.draws(); ++i) {
      random_stream rng = run.stream(i);
      thetas.push_back(process.draw_parameter(rng));
      if (i == 0) matrix.resize(thetas[0].size(), static_cast<Eigen::Index>(run.draws()));
      matrix.col(static_cast<Eigen::Index>(i)) = thetas[i];
    }
  }

  std::vector<typename Process::parameter_type> thetas;
  Eigen::MatrixX<real_type_t<Process>> matrix;
};

/// How many histories batches of θ are tried on.
inline constexpr std::size_t batches = 2;

/// log_likelihoods(thetas, history) is log_likelihood(theta, history), column by column.
template <class Process>
[[nodiscard]] outcome check_columns(const Process& process, check_run& run) {
  if constexpr (!evaluates_likelihoods<Process>) {
    return not_applicable("the process has no log_likelihoods(thetas, history)");
  } else if constexpr (!draws_columns<Process>) {
    return not_applicable("theta cannot be assigned to a column of thetas, so that log_likelihoods is never called");
  } else {
    using Real = real_type_t<Process>;
    const parameter_columns<Process> all(process, run);
    const auto length = static_cast<Eigen::Index>(run.horizon());
    largest_discrepancy largest;
    Eigen::MatrixX<Real> terms;
    for (std::size_t draw = 0; draw < batches; ++draw) {
      const drawn<Process> data(process, run.horizon(), run.stream(draw));
      // All at once, and one alone.
      for (const Eigen::Index count : {all.matrix.cols(), Eigen::Index{1}}) {
        const Eigen::MatrixX<Real> thetas = all.matrix.leftCols(count);
        reuse::log_likelihoods(process, thetas, data.history, terms);
        if (terms.rows() != length || terms.cols() != count)
          return failed("for " + to_text(count) + " thetas and " + to_text(length) + " labels the result is " +
                        to_text(terms.rows()) + " x " + to_text(terms.cols()) + " (" + run.place(draw) + ")");
        const Eigen::MatrixX<Real> returned = process.log_likelihoods(thetas, data.history);
        if (returned != terms)
          return failed("what is written in place is not what is returned (" + run.place(draw) + ")");
        for (Eigen::Index column = 0; column < count; ++column) {
          const doubles<Process> expected =
              sound_terms(process, all.thetas[static_cast<std::size_t>(column)], data.history, run.horizon());
          for (Eigen::Index t = 0; t < length; ++t)
            largest.see(static_cast<double>(terms(t, column)), expected[t], rounding_allowance<Real>(expected[t]), [&] {
              return "label " + to_text(t) + ", column " + to_text(column) + " of " + to_text(count) + " (" +
                     run.place(draw) + ")";
            });
        }
      }
    }
    return largest.verdict("log_likelihood");
  }
}

/// total_log_likelihoods(thetas, history) are the sums of log_likelihood.
template <class Process>
[[nodiscard]] outcome check_totals(const Process& process, check_run& run) {
  if constexpr (!sums_likelihoods<Process>) {
    return not_applicable("the process has no total_log_likelihoods(thetas, history)");
  } else {
    using Real = real_type_t<Process>;
    const parameter_columns<Process> all(process, run);
    largest_discrepancy largest;
    Eigen::ArrayX<Real> totals;
    for (std::size_t draw = 0; draw < batches; ++draw) {
      const drawn<Process> data(process, run.horizon(), run.stream(draw));
      for (const Eigen::Index count : {all.matrix.cols(), Eigen::Index{1}}) {
        const Eigen::MatrixX<Real> thetas = all.matrix.leftCols(count);
        reuse::total_log_likelihoods(process, thetas, data.history, totals);
        if (totals.size() != count)
          return failed("for " + to_text(count) + " thetas there are " + to_text(totals.size()) + " totals (" +
                        run.place(draw) + ")");
        for (Eigen::Index column = 0; column < count; ++column) {
          const double expected =
              sound_terms(process, all.thetas[static_cast<std::size_t>(column)], data.history, run.horizon()).sum();
          largest.see(static_cast<double>(totals[column]), expected, rounding_allowance<Real>(expected), [&] {
            return "entry " + to_text(column) + " of " + to_text(count) + " (" + run.place(draw) + ")";
          });
        }
      }
    }
    return largest.verdict("the sum of log_likelihood");
  }
}

/// total_log_likelihood(theta, history) is the sum of log_likelihood, at the θ that made the data and at another.
template <class Process>
[[nodiscard]] outcome check_total(const Process& process, check_run& run) {
  if constexpr (!evaluates_total_likelihood<Process>) {
    return not_applicable("the process has no total_log_likelihood(theta, history)");
  } else {
    largest_discrepancy largest;
    for (std::size_t i = 0; i < run.draws(); ++i) {
      const drawn<Process> own(process, run.horizon(), run.stream(i));
      random_stream other = run.stream((i + 1) % run.draws());
      for (const typename Process::parameter_type& theta : {own.theta, process.draw_parameter(other)}) {
        const double expected = sound_terms(process, theta, own.history, run.horizon()).sum();
        largest.see(static_cast<double>(process.total_log_likelihood(theta, own.history)), expected,
                    rounding_allowance<real_type_t<Process>>(expected), [&] { return run.place(i); });
      }
    }
    return largest.verdict("the sum of log_likelihood");
  }
}

/// write(theta, history, result) writes one finite entry a label.
template <class Process, class Write>
[[nodiscard]] outcome check_finite_entries(const Process& process, check_run& run, Write write) {
  Eigen::VectorX<real_type_t<Process>> entries;
  for (std::size_t i = 0; i < run.draws(); ++i) {
    const drawn<Process> own(process, run.horizon(), run.stream(i));
    write(own.theta, own.history, entries);
    if (entries.size() != static_cast<Eigen::Index>(run.horizon()))
      return failed("a history of " + counted(run.horizon(), "label") + " has " + to_text(entries.size()) +
                    " entries (" + run.place(i) + ")");
    for (Eigen::Index t = 0; t < entries.size(); ++t)
      if (!std::isfinite(static_cast<double>(entries[t])))
        return failed("entry " + to_text(t) + " is " + to_text(static_cast<double>(entries[t])) + " (" + run.place(i) +
                      ")");
  }
  return passed("one finite entry a label");
}

/// One finite entry a label; that their means are informations is not looked at.
template <class Process>
[[nodiscard]] outcome check_conditional_information(const Process& process, check_run& run) {
  if constexpr (!evaluates_conditional_information<Process>)
    return not_applicable("the process has no conditional_information(theta, history)");
  else
    return check_finite_entries(process, run, [&](const auto& theta, const auto& history, auto& entries) {
      reuse::conditional_information(process, theta, history, entries);
    });
}

/// One finite entry a label; whether they are entropies every run sees for itself (theory 11.8).
template <class Process>
[[nodiscard]] outcome check_conditional_entropy(const Process& process, check_run& run) {
  if constexpr (!evaluates_conditional_entropy<Process>)
    return not_applicable("the process has no conditional_entropy(theta, history)");
  else
    return check_finite_entries(process, run, [&](const auto& theta, const auto& history, auto& entries) {
      reuse::conditional_entropy(process, theta, history, entries);
    });
}

}  // namespace infobound::inline v0_1::detail
