// SPDX-License-Identifier: BSL-1.0
// How fast can anyone learn? A bracket on the error of every learner at every horizon, for a process of the library or
// for measured inputs of your own. Without arguments: how many of the patients of examples/data/diabetes.csv must
// anyone see before 0.01 nats per patient is possible?
// Writes how_fast_can_anyone_learn.csv, .json, .svg, .png, .dat and .gp into the current directory, or as --output
// says.
#include <fmt/core.h>
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <infobound/infobound.hpp>
#include <infobound/report/file.hpp>
#include <infobound/report/matplotlib.hpp>
#include <infobound/report/number.hpp>
#include <infobound/report/plot.hpp>
#include <infobound/report/vega_lite.hpp>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "support/csv_inputs.hpp"
#include "support/draw.hpp"
#include "support/fitted_noise.hpp"
#include "support/interrupt.hpp"
#include "support/library_process.hpp"
#include "support/measured_regression.hpp"
#include "support/options.hpp"
#include "support/progress_line.hpp"
#include "support/study.hpp"
#include "support/study_output.hpp"

namespace ib = infobound;

namespace {

constexpr const char* program = "how_fast_can_anyone_learn";

// Output --------------------------------------------------------------------------------------------------------------

/// What the names of all files begin with: refused before any work if there is no such directory.
std::filesystem::path stem_of(const examples::settings& chosen) {
  if (chosen.output.empty())
    throw std::domain_error("output is empty, must name a directory or begin the names of files");
  const std::filesystem::path given = chosen.output;
  const bool directory = std::filesystem::is_directory(given);
  const auto stem = std::filesystem::absolute(directory ? given / program : given).lexically_normal();
  if (!std::filesystem::is_directory(stem.parent_path()) || !stem.has_filename())
    throw std::runtime_error("cannot write " + stem.string() + ": there is no directory " +
                             stem.parent_path().string());
  return stem;
}

/// Writes what was asked for, and says what that is.
std::string write_files(const examples::study& made, const examples::settings& chosen,
                        const std::filesystem::path& stem) {
  const auto wants = [&](const char* format) {
    return std::find(chosen.formats.begin(), chosen.formats.end(), format) != chosen.formats.end();
  };
  std::vector<std::filesystem::path> files;
  const auto write = [&](const char* extension, const std::string& text) {
    files.emplace_back(stem.string() + extension);
    ib::report::write_file(files.back(), text);
  };
  if (wants("csv")) write(".csv", examples::csv_of(made));
  if (wants("json")) write(".json", examples::json_of(made));
  if (wants("vega-lite")) write(".vl.json", ib::report::vega_lite(examples::plot_of(made)));
  if (wants("matplotlib")) write(".py", ib::report::matplotlib(examples::plot_of(made)));
  std::vector<ib::report::picture> pictures;
  if (wants("svg")) pictures.push_back(ib::report::picture::svg);
  if (wants("png")) pictures.push_back(ib::report::picture::png);
  std::string remark;
  if (!pictures.empty()) {
    const auto plotted = ib::report::write_plot(examples::plot_of(made), stem, pictures);
    files.insert(files.end(), plotted.files.begin(), plotted.files.end());
    if (!plotted.remark.empty()) remark = plotted.remark + "\n";
  }
  return files.empty() ? "" : examples::written(files) + remark;
}

template <class Process>
int tell(const Process& process, const examples::settings& chosen, examples::question asked,
         examples::progress_line& line) {
  const auto stem = stem_of(chosen);
  const examples::interrupt ctrl_c;
  const auto made = examples::find_out(process, std::move(asked), line, ctrl_c.token());
  const auto paragraph = [](const std::string& text) { fmt::print("\n{}", examples::wrapped(text, 88)); };
  fmt::print("{}", examples::wrapped(examples::answer_of(made), 88));
  if (!chosen.quiet) {
    examples::source_letters letters;
    fmt::print("\n{}\n\n{}", made.asked.process, examples::table_of(made, letters));
    fmt::print("\n{}", letters.legend());
  }
  for (const auto& remark : examples::remarks_on(made)) paragraph(remark);
  paragraph(made.asked.assumption);
  if (!chosen.quiet) paragraph(examples::meaning_of(made.asked));
  if (!made.points.empty()) {
    const std::string written = write_files(made, chosen, stem);
    if (!chosen.quiet) fmt::print("\n{}", written);
  }
  constexpr int interrupted = 130;  // as a shell has it
  return made.made.stopped == ib::stop_reason::cancelled ? interrupted : 0;
}

// Processes -----------------------------------------------------------------------------------------------------------

/// Linear regression on the rows of a file; where the target takes more, they are taken to repeat.
int measured_inputs(const examples::settings& chosen, examples::question asked, const std::string& file,
                    examples::progress_line& line) {
  line.doing("reading " + std::filesystem::path(file).filename().string());
  auto inputs = examples::read_inputs(file, chosen.reading);
  examples::standardise(inputs, file);
  const auto dimension = inputs.matrix.cols();
  examples::fitted_noise noise{0, "as given"};
  if (chosen.noise_variance) {
    noise.variance = *chosen.noise_variance;
    if (!(noise.variance > 0 && noise.variance < 1))
      ib::refuse("noise-variance", noise.variance, "> 0 and < 1, a share of the label's variance");
  } else {
    line.doing("fitting the noise");
    noise = examples::fit_noise(inputs.matrix, inputs.labels);
  }
  const std::string share =
      chosen.noise_variance ? ib::to_text(noise.variance) : ib::report::with_digits(noise.variance, 4);
  const Eigen::Index rows = inputs.matrix.rows();
  asked.measured = static_cast<std::size_t>(rows);
  asked.large = std::min(rows, dimension) > 40'000'000 / (rows * dimension);
  asked.process = fmt::format("Linear regression on {}, d = {}, σ² = {}",
                              std::filesystem::path(file).filename().string(), dimension, share);
  asked.assumption = fmt::format(
      "Assumed: {}, standardised to variance 1, is θᵀx plus Gaussian noise of variance σ² = {}, {}; x are the {} "
      "other columns, standardised to mean 0 and mean square 1; and θ ~ N(0, (1 − σ²) I/{}) a priori, so that signal "
      "and noise together have variance 1.{}",
      examples::shortened(inputs.label), share, noise.source, dimension, dimension,
      chosen.noise_variance ? "" : " Another σ² is set by --noise-variance.");
  line.doing("exact information of the rows");
  // Labels in units of the signal's spread, as the process has it.
  const auto process = examples::measured_regression::on(examples::without_spare_columns(inputs.matrix),
                                                         noise.variance / (1 - noise.variance));
  return tell(process, chosen, std::move(asked), line);
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
  examples::progress_line line(chosen.quiet);
  if (on_patients) {
    asked.observation = "patient";
    return measured_inputs(chosen, std::move(asked), INFOBOUND_EXAMPLE_DATA "/diabetes.csv", line);
  }
  if (!chosen.inputs.empty()) return measured_inputs(chosen, std::move(asked), chosen.inputs, line);
  if (chosen.noise_is_fitted)
    throw std::domain_error("noise-variance = fitted needs --inputs, a file with labels to fit");
  return examples::with_library_process(chosen, std::move(asked), [&](const auto& process, examples::question about) {
    return tell(process, chosen, std::move(about), line);
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
