// SPDX-License-Identifier: BSL-1.0
// What the page must compute: settings of every process, drawn from their sliders, and this machine's answers, in JSON.

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "explorer.hpp"

namespace {

nlohmann::json answer(const char* text, std::size_t columns) {
  nlohmann::json result = nlohmann::json::parse(text);
  const double* values = explorer_values();
  if (result.contains("series"))
    for (auto& series : result["series"]) {
      series["values"] = nlohmann::json::array();
      // What JSON cannot hold is told as null (nothing is said) or as a word.
      for (std::size_t i = 0; i < columns; ++i, ++values)
        series["values"].push_back(std::isinf(*values) ? nlohmann::json("infinity") : nlohmann::json(*values));
    }
  return result;
}

}  // namespace

int main(int count, char** arguments) {
  const int settings = count > 1 ? std::atoi(arguments[1]) : 12;
  const auto catalogue = nlohmann::json::parse(explorer_processes());
  std::mt19937_64 rng(17);
  const auto between = [&](double least, double most, bool logarithmic, bool integer) {
    const double u = double(rng() >> 11) * 0x1p-53;
    const double drawn = logarithmic ? least * std::pow(most / least, u) : least + (most - least) * u;
    return integer ? std::round(drawn) : drawn;
  };
  auto all = nlohmann::json::array();
  for (int process = 0; process < int(catalogue["processes"].size()); ++process) {
    const auto& described = catalogue["processes"][std::size_t(process)];
    for (int i = 0; i < settings; ++i) {
      std::vector<double> parameters;
      for (const auto& each : described["parameters"])
        parameters.push_back(i == 0 ? each["initial"].get<double>()
                                    : between(each["least"], each["most"], each["logarithmic"], each["integer"]));
      std::vector<double> horizons;
      for (int k = 0; k < 4; ++k) horizons.push_back(between(1, described["longest"], true, true));
      std::vector<double> epsilons;
      for (int k = 0; k < 4; ++k) epsilons.push_back(between(1e-4, 1, true, false));
      const double epsilon = between(0.01, 1, true, false);
      nlohmann::json one{{"process", process},   {"name", described["name"]}, {"parameters", parameters},
                         {"horizons", horizons}, {"epsilons", epsilons},      {"epsilon", epsilon}};
      one["errors"] = answer(explorer_errors(process, parameters.data(), horizons.data(), 4), 4);
      one["exact"] = answer(explorer_exact(process, parameters.data(), horizons.data(), 4), 4);
      one["rates"] = answer(explorer_rates(process, parameters.data(), epsilons.data(), 4), 4);
      one["needed"] = answer(explorer_needed(process, parameters.data(), epsilon), 1);
      all.push_back(std::move(one));
    }
  }
  std::puts(all.dump().c_str());
}
