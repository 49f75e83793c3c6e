// SPDX-License-Identifier: BSL-1.0
// The command line of how_fast_can_anyone_learn.
#pragma once

#include <CLI/CLI.hpp>
#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "study.hpp"

namespace examples {

struct settings {
  std::string process = "linear_regression";
  std::string inputs;
  std::string label;
  Eigen::Index dimension = 10;
  std::optional<double> noise_variance;
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
    {"linear_regression", {"--dimension", "--noise-variance", "--inputs", "--label"}},
    {"gaussian_mean", {"--dimension", "--prior-variance", "--noise-variance"}},
    {"beta_bernoulli", {"--alpha", "--beta"}},
    {"dirichlet_categorical", {"--concentrations"}},
    {"gamma_poisson", {"--shape", "--rate"}},
    {"finite_process", {"--prior", "--likelihood"}},
};

inline void declare_options(CLI::App& app, settings& chosen) {
  std::vector<std::string> processes;
  for (const auto& [name, parameters] : parameters_of) processes.push_back(name);
  app.add_option("--process", chosen.process, "what the data come from")
      ->check(CLI::IsMember(processes))
      ->capture_default_str();

  auto* inputs =
      app.add_option("--inputs", chosen.inputs, "linear regression on the rows of this CSV file, standardised")
          ->type_name("FILE");
  app.add_option("--label", chosen.label, "the column of the file that is no input; default: the last")
      ->type_name("COLUMN")
      ->needs(inputs);
  app.add_option("--dimension", chosen.dimension, "number of unknowns")->excludes(inputs)->capture_default_str();
  app.add_option("--noise-variance", chosen.noise_variance,
                 "default: 0.25; 0.5 with inputs, whose label is taken to have variance 1; 1 for gaussian_mean");
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

  app.add_option("--horizon", chosen.horizon, "observations to tell of; default: as many as epsilon takes");
  app.add_option("--epsilon", chosen.asked.epsilon, "target error, in nats per observation")->capture_default_str();
  app.add_option("--policy", chosen.asked.policy, "how information is computed")
      ->check(CLI::IsMember({"automatic", "closed_form", "conjugate", "marchenko_pastur"}))
      ->capture_default_str();
  app.add_option("--replicates", chosen.replicates, "of a policy that simulates")->capture_default_str();
  app.add_option("--seed", chosen.asked.seed, "of a policy that simulates")
      ->check([](const std::string& text) { return text.starts_with('-') ? "seed = " + text + ", must be >= 0" : ""; })
      ->capture_default_str();
  app.add_option("--date", chosen.asked.date, "recorded with the results; the clock is not read")->type_name("TEXT");
  app.add_option("--output", chosen.output, "where results go: a directory, or the beginning of the names of files")
      ->capture_default_str();
  app.add_option("--format", chosen.formats, "what is written: csv, json, svg, png; or none")
      ->check(CLI::IsMember({"csv", "json", "svg", "png", "none"}))
      ->delimiter(',')
      ->capture_default_str();
  app.add_flag("--quiet", chosen.quiet, "print the answer alone");
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
