// SPDX-License-Identifier: BSL-1.0
// How fast can anyone learn? A bracket on the error of every learner at every horizon, for a process of the library or
// for measured inputs of your own. Without arguments: how many of the patients of examples/data/diabetes.csv must
// anyone see before 0.01 nats per patient is possible?
#include <fmt/core.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <infobound/infobound.hpp>
#include <infobound/report/file.hpp>
#include <infobound/report/plot.hpp>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "support/csv_inputs.hpp"
#include "support/interrupt.hpp"
#include "support/library_process.hpp"
#include "support/options.hpp"
#include "support/progress_line.hpp"
#include "support/study.hpp"
#include "support/study_output.hpp"

namespace ib = infobound;

namespace {

constexpr const char* program = "how_fast_can_anyone_learn";

// Output --------------------------------------------------------------------------------------------------------------

/// What the names of all files begin with: refused before any work if they cannot be written.
std::filesystem::path stem_of(const examples::settings& chosen) {
  const std::filesystem::path given = chosen.output;
  const bool directory = std::filesystem::is_directory(given);
  const std::filesystem::path stem = directory ? (given / program).lexically_normal() : given;
  const auto parent = stem.has_parent_path() ? stem.parent_path() : ".";
  if (!std::filesystem::is_directory(parent) || !stem.has_filename())
    throw std::runtime_error("cannot write " + stem.string() + ": there is no directory " + parent.string());
  return stem;
}

std::string write_files(const examples::study& made, const examples::settings& chosen,
                        const std::filesystem::path& stem) {
  const auto wants = [&](const char* format) {
    return std::find(chosen.formats.begin(), chosen.formats.end(), format) != chosen.formats.end();
  };
  std::vector<std::string> written;
  const auto write = [&](const char* extension, const std::string& text) {
    ib::report::write_file(stem.string() + extension, text);
    written.push_back(stem.string() + extension);
  };
  if (wants("csv")) write(".csv", examples::csv_of(made));
  if (wants("json")) write(".json", examples::json_of(made));
  std::vector<ib::report::picture> pictures;
  if (wants("svg")) pictures.push_back(ib::report::picture::svg);
  if (wants("png")) pictures.push_back(ib::report::picture::png);
  std::string remark;
  if (!pictures.empty()) {
    const auto plotted = ib::report::write_plot(examples::plot_of(made), stem, pictures);
    for (const auto& file : plotted.files) written.push_back(file.string());
    if (!plotted.remark.empty()) remark = plotted.remark + "\n";
  }
  return written.empty() ? "" : fmt::format("Written: {}\n{}", fmt::join(written, ", "), remark);
}

template <class Process>
int tell(const Process& process, const examples::settings& chosen, examples::question asked) {
  const auto stem = stem_of(chosen);
  const examples::interrupt ctrl_c;
  examples::progress_line line(chosen.quiet);
  const auto made = examples::find_out(process, std::move(asked), line, ctrl_c.token());
  if (!chosen.quiet) fmt::print("{}\n\n{}\n", made.asked.process, examples::table_of(made));
  fmt::print("{}", examples::wrapped(examples::answer_of(made), 88));
  if (!made.points.empty()) {
    const std::string written = write_files(made, chosen, stem);
    if (!chosen.quiet) fmt::print("\n{}", written);
  }
  constexpr int interrupted = 130;  // as a shell has it
  return made.made.stopped == ib::stop_reason::cancelled ? interrupted : 0;
}

// Processes -----------------------------------------------------------------------------------------------------------

/// Linear regression on the rows of a file; where the target takes more, they are taken to repeat.
int measured_inputs(const examples::settings& chosen, examples::question asked, const std::string& file) {
  auto inputs = examples::read_inputs(file, chosen.label);
  examples::standardise(inputs, file);
  const auto dimension = inputs.matrix.cols();
  const auto rows = static_cast<std::size_t>(inputs.matrix.rows());
  // Half of the label's variance: of diabetes.csv least squares leaves 0.48.
  const double noise_variance = chosen.noise_variance.value_or(0.5);
  const std::size_t most = std::max(rows, std::size_t{50'000'000} / static_cast<std::size_t>(dimension));
  ib::require_at_most("horizon", asked.horizon, most, "as repeated inputs are kept in memory");
  asked.measured = rows;
  asked.process = fmt::format("Linear regression on {}, d = {}, σ² = {}",
                              std::filesystem::path(file).filename().string(), dimension, noise_variance);
  asked.assumption = fmt::format(
      "Assumed: {}, standardised to variance 1, is θᵀx plus Gaussian noise of variance σ² = {}, x are the {} other "
      "columns, standardised to mean 0 and mean square 1, and θ ~ N(0, I/{}) a priori.",
      inputs.label, noise_variance, dimension, dimension);

  using design = ib::fixed_design<double>;
  ib::linear_regression<double, design> process{.dimension = dimension, .noise_variance = noise_variance};
  const auto repeat = [&](std::size_t length) {
    process.inputs.matrix = examples::repeated(inputs.matrix, static_cast<Eigen::Index>(length));
    return ib::sample_complexity(process, asked.epsilon).upper.value;
  };
  std::size_t length = std::max(rows, asked.horizon);
  double enough = repeat(length);
  while (!std::isfinite(enough) && length < most) enough = repeat(length = std::min(most, 2 * length));

  if (!chosen.horizon) asked.horizon = rows;
  if (!chosen.horizon && std::isfinite(enough) && enough > static_cast<double>(rows)) {
    asked.horizon = std::min(most, examples::round_up(static_cast<std::size_t>(enough)));
    if (asked.horizon > length) repeat(asked.horizon);
  }
  return tell(process, chosen, std::move(asked));
}

int run(const examples::settings& chosen, bool on_patients) {
  examples::question asked = chosen.asked;
  if (chosen.horizon) {
    ib::require_at_least("horizon", *chosen.horizon, 1);
    ib::require_at_most("horizon", *chosen.horizon, 1'000'000'000'000'000, "as counts beyond are not exact");
    asked.horizon = static_cast<std::size_t>(*chosen.horizon);
  }
  ib::require_at_least("replicates", chosen.replicates, 2);
  asked.replicates = static_cast<std::size_t>(chosen.replicates);
  if (on_patients) {
    asked.observation = "patient";
    return measured_inputs(chosen, std::move(asked), INFOBOUND_EXAMPLE_DATA "/diabetes.csv");
  }
  if (!chosen.inputs.empty()) return measured_inputs(chosen, std::move(asked), chosen.inputs);
  return examples::with_library_process(chosen, std::move(asked), [&](const auto& process, examples::question about) {
    return tell(process, chosen, std::move(about));
  });
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("How fast can anyone learn? Brackets on the error of every learner, from information theory.", program);
  examples::settings chosen;
  examples::declare_options(app, chosen);
  try {
    app.parse(argc, argv);
    examples::check_parameters(app, chosen);
    return run(chosen, app.count("--process") + app.count("--inputs") + app.count("--dimension") == 0);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "{}: there is not enough memory for this horizon\n", program);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}: {}\n", program, error.what());
  }
  return 1;
}
