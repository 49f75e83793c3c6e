// SPDX-License-Identifier: BSL-1.0
// The command line of how_fast_can_anyone_learn.
#pragma once

#include <CLI/CLI.hpp>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/core/require.hpp>
#include <infobound/core/version.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "csv_inputs.hpp"
#include "study.hpp"

namespace examples {

struct settings {
  std::string process = "linear_regression";
  std::string inputs;
  csv_options reading;
  Eigen::Index dimension = 10;
  std::optional<double> noise_variance;
  bool noise_is_fitted = false;  ///< said to be
  double prior_variance = 1;
  double alpha = 1;
  double beta = 1;
  std::vector<double> concentrations{1, 1, 1};
  double shape = 1;
  double rate = 1;
  std::vector<double> prior{0.5, 0.5};
  std::vector<double> likelihood{0.9, 0.1, 0.1, 0.9};
  std::optional<std::int64_t> horizon;
  std::int64_t replicates = 1000;
  examples::question asked;
  std::string output = ".";
  std::vector<std::string> formats{"csv", "json", "svg", "png"};
  bool quiet = false;
};

/// The parameters that each process takes.
inline const std::map<std::string, std::vector<std::string>> parameters_of{
    {"linear_regression", {"--dimension", "--noise-variance", "--inputs", "--label", "--without", "--separator"}},
    {"gaussian_mean", {"--dimension", "--prior-variance", "--noise-variance"}},
    {"beta_bernoulli", {"--alpha", "--beta"}},
    {"dirichlet_categorical", {"--concentrations"}},
    {"gamma_poisson", {"--shape", "--rate"}},
    {"finite_process", {"--prior", "--likelihood"}},
};

/// A whole number as such, where it is written as 1e3 or 1000.0 too.
inline std::string whole_number(std::string& text) {
  double number = 0;
  if (!parse_number(text, number)) return "'" + shortened(text) + "' is not a number";
  if (number != std::floor(number)) return "'" + shortened(text) + "' is not a whole number";
  if (std::abs(number) > 1e15) return "'" + shortened(text) + "' is beyond 1e15";
  text = infobound::to_text(static_cast<std::int64_t>(number));
  return {};
}

/// A separator by its name, or as it is.
inline std::string separator(std::string& text) {
  const std::map<std::string, std::string> by_name{
      {"comma", ","}, {"semicolon", ";"}, {"tab", "\t"}, {"\\t", "\t"}, {"space", " "}};
  if (const auto found = by_name.find(text); found != by_name.end()) text = found->second;
  const std::string_view possible = ",;\t |:/!&~^";
  if (text.size() == 1 && possible.find(text.front()) != std::string_view::npos) return {};
  return "'" + shortened(text) + "' is none of comma, semicolon, tab, space, or a sign such as | or :";
}

inline void declare_options(CLI::App& app, settings& chosen) {
  app.set_version_flag("--version", "infobound " + std::string(infobound::version));
  std::vector<std::string> processes;
  for (const auto& [name, parameters] : parameters_of) processes.push_back(name);
  app.add_option("--process", chosen.process, "what the data come from")
      ->check(CLI::IsMember(processes))
      ->capture_default_str();
  const CLI::Validator whole(whole_number, "");

  auto* inputs =
      app.add_option("inputs,--inputs", chosen.inputs, "linear regression on the rows of this CSV file, standardised")
          ->type_name("FILE");
  app.add_option("--label", chosen.reading.label, "the column of the file that is to be predicted; default: the last")
      ->type_name("COLUMN")
      ->needs(inputs);
  app.add_option("--without", chosen.reading.without, "columns of the file to leave out, by name or number")
      ->type_name("COLUMN")
      ->delimiter(',')
      ->allow_extra_args(false)  // what follows is a file
      ->needs(inputs);
  app.add_option("--separator", chosen.reading.separator,
                 "of the fields in the file: comma, semicolon, tab, space or a sign; default: by the first line")
      ->transform(CLI::Validator(separator, ""))
      ->type_name("NAME")
      ->needs(inputs);
  app.add_option("--dimension", chosen.dimension, "number of unknowns")
      ->transform(whole)
      ->excludes(inputs)
      ->capture_default_str();
  app.add_option_function<std::string>(
         "--noise-variance",
         [&chosen](const std::string& text) {
           double number = 0;
           chosen.noise_is_fitted = text == "fitted";
           if (parse_number(text, number))
             chosen.noise_variance = number;
           else if (!chosen.noise_is_fitted)
             throw CLI::ValidationError("--noise-variance", "'" + shortened(text) + "' is neither a number nor fitted");
         },
         "default: 0.25, or 1 for gaussian_mean; with inputs, a share of the label's variance or "
         "fitted, by least squares, which is the default")
      ->type_name("FLOAT");
  app.add_option("--prior-variance", chosen.prior_variance, "of each unknown mean")->capture_default_str();
  app.add_option("--alpha", chosen.alpha, "of the Beta prior")->capture_default_str();
  app.add_option("--beta", chosen.beta, "of the Beta prior")->capture_default_str();
  app.add_option("--concentrations", chosen.concentrations, "of the Dirichlet prior, one a category")
      ->delimiter(',')
      ->capture_default_str();
  app.add_option("--shape", chosen.shape, "of the Gamma prior")->capture_default_str();
  app.add_option("--rate", chosen.rate, "of the Gamma prior")->capture_default_str();
  app.add_option("--prior", chosen.prior, "probabilities of the parameters")->delimiter(',')->capture_default_str();
  app.add_option("--likelihood", chosen.likelihood, "probabilities of the outcomes, parameter by parameter")
      ->delimiter(',')
      ->capture_default_str();

  app.add_option("--horizon", chosen.horizon, "observations to tell of; default: as many as epsilon takes")
      ->transform(whole);
  app.add_option("--epsilon", chosen.asked.epsilon, "target error, in nats per observation")->capture_default_str();
  app.add_option("--policy", chosen.asked.policy, "how information is computed")
      ->check(CLI::IsMember({"automatic", "closed_form", "conjugate", "marchenko_pastur"}))
      ->capture_default_str();
  app.add_option("--replicates", chosen.replicates, "of a policy that simulates")
      ->transform(whole)
      ->capture_default_str();
  app.add_option("--seed", chosen.asked.seed, "of a policy that simulates")
      ->check([](const std::string& text) { return text.starts_with('-') ? "seed = " + text + ", must be >= 0" : ""; })
      ->capture_default_str();
  app.add_option("--date", chosen.asked.date, "recorded with the results; the clock is not read")->type_name("TEXT");
  app.add_option("--output", chosen.output, "where results go: a directory, or the beginning of the names of files")
      ->capture_default_str();
  app.add_option("--format", chosen.formats, "what is written: csv, json, svg, png, vega-lite, matplotlib; or none")
      ->check(CLI::IsMember({"csv", "json", "svg", "png", "vega-lite", "matplotlib", "none"}))
      ->delimiter(',')
      ->allow_extra_args(false)
      ->capture_default_str();
  app.add_flag("--quiet", chosen.quiet, "print the answer and what it assumes alone");
}

/// Refuses a parameter that the chosen process does not have.
inline void check_parameters(const CLI::App& app, const settings& chosen) {
  const auto& own = parameters_of.at(chosen.process);
  for (const auto& [process, parameters] : parameters_of)
    for (const auto& parameter : parameters)
      if (app.count(parameter) > 0 && std::find(own.begin(), own.end(), parameter) == own.end())
        throw CLI::ValidationError(parameter, "is not a parameter of " + chosen.process);
}

}  // namespace examples
