// SPDX-License-Identifier: BSL-1.0
// usage: rivals ROUNDS FILE [PYTHON SCRIPT]: every work by this library and by what a user would take in its place, in
// turn, as often as is asked. Writes a table of ratios to the standard output and to FILE. Fails where answers differ.
#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <limits>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "measurement.hpp"

namespace {

using namespace rivals;

/// What a command writes.
std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string result;
  std::array<char, 256> some;
  while (pipe && std::fgets(some.data(), some.size(), pipe.get()) != nullptr) result += some.data();
  return result;
}

/// The least and the median over rounds.
struct times {
  std::vector<double> all;

  [[nodiscard]] double least() const { return *std::min_element(all.begin(), all.end()); }
  [[nodiscard]] double median() const {
    auto sorted = all;
    std::sort(sorted.begin(), sorted.end());
    return (sorted[(sorted.size() - 1) / 2] + sorted[sorted.size() / 2]) / 2;
  }
};

struct tool_results {
  std::vector<answer> said;
  times seconds;

  /// The mean of all rounds; without noise all are one.
  [[nodiscard]] answer mean() const {
    answer sum{0, 0};
    double variance = 0;
    const auto count = static_cast<double>(said.size());
    for (const answer& one : said) {
      sum.lower += one.lower / count;
      sum.upper += one.upper / count;
      variance += one.standard_error * one.standard_error / count;
    }
    sum.standard_error = std::sqrt(variance);
    return sum;
  }
};

/// Whether both can hold one truth, by five standard errors of all rounds, and a relative tolerance.
bool agree(const answer& a, const answer& b, std::size_t rounds, double tolerance) {
  const double noise = 5 * std::hypot(a.standard_error, b.standard_error) / std::sqrt(static_cast<double>(rounds));
  const double allowed = noise + tolerance * std::max(std::abs(a.upper), std::abs(b.upper));
  return a.lower <= b.upper + allowed && b.lower <= a.upper + allowed;
}

/// Relative, of the middles.
double difference(const answer& a, const answer& b) {
  return std::abs(a.lower + a.upper - b.lower - b.upper) / std::abs(a.lower + a.upper);
}

struct description {
  std::string work;
  std::string name;
  std::string unit;
  double per_second;  ///< how many units a second of a call is
  double tolerance = 1e-9;
};

const std::vector<description>& descriptions() {
  constexpr double terms = 1e-9 * contrasts * labels;
  static const std::vector<description> all{
      {"fresh_designs", "contrastive estimate, logistic regression, fresh designs", "ns a term",
       1 / (terms * fresh_replicates)},
      {"shared_design", "the same, one design, contrasts shared by 128", "ns a term", 1 / (terms * shared_replicates)},
      {"linear_curve", "simulated curve of linear regression, d = 100, T = 1000", "ms a curve", 1e3 / curves},
      {"five_slopes", "Blahut–Arimoto, 64 letters, 5 slopes to 1e-5", "ms", 1e3},
      {"binary_source", "Blahut–Arimoto, binary, 100 slopes to 1e-9", "ms", 1e3},
      // The rival's sums cancel: it has seven and nine digits.
      {"beta_bernoulli", "I of Beta–Bernoulli, T = 10⁵", "ms", 1e3, 1e-6},
      {"dirichlet", "I of Dirichlet, 27 letters, T = 10⁴", "ms", 1e3, 1e-8},
      // Near the least of Huber's loss a step of the iteration is small.
      {"scaling_law", "scaling law by Huber's loss, 81 runs, 40 resampled", "ms", 1e3, 1e-4},
      {"evidence", "evidence of linear regression, d = 100, T = 1000", "ms", 1e3},
  };
  return all;
}

std::string digits(double value) {
  std::ostringstream text;
  text << std::setprecision(3) << value;
  return text.str();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: rivals ROUNDS FILE [PYTHON SCRIPT]\n";
    return 2;
  }
  const int rounds = std::max(1, std::atoi(argv[1]));
  const std::string script = argc > 4 ? std::string("OPENBLAS_NUM_THREADS=1 '") + argv[3] + "' '" + argv[4] + "' " : "";
  works library = ours();
  works eigen = plain_eigen();
  works machine = limits();

  std::map<std::string, std::map<std::string, tool_results>> found;
  std::map<std::string, times> limit;
  const auto keep = [&](const std::string& work, const std::string& tool, const measurement& one) {
    found[work][tool].said.push_back(one.said);
    found[work][tool].seconds.all.push_back(one.seconds);
  };
  for (int round = 0; round < rounds; ++round) {
    for (auto& [name, work] : machine) limit[name].all.push_back(measure(work).seconds);
    for (const description& each : descriptions()) {
      keep(each.work, "ours", measure(library[each.work]));
      if (eigen.contains(each.work)) keep(each.work, "plain Eigen", measure(eigen[each.work]));
      if (script.empty()) continue;
      std::istringstream lines(output_of(script + each.work));
      std::string tool;
      for (measurement one{};
           lines >> tool >> one.said.lower >> one.said.upper >> one.said.standard_error >> one.seconds;)
        keep(each.work, tool, one);
    }
    std::cerr << "round " << round + 1 << " of " << rounds << '\n';
  }

  // Nanoseconds of a piece.
  const auto ns = [&](const char* name, double pieces) { return limit[name].least() * 1e9 / pieces; };
  const double flop = ns("product", 2.0 * 512 * 512 * 512);
  const double exponential = ns("exponential", 16 * 4096);
  const double logarithm = ns("logarithm", 16 * 4096);
  const double normal = ns("normals", 1 << 16);
  const double thin = ns("thin_product", contrasts * labels);
  // What a work cannot do without, contrasts being pairs ±θ: see docs/guide/performance.md.
  const std::map<std::string, double> floors{
      {"fresh_designs", (thin + exponential + logarithm / 8) / 2 + normal * few_dimensions / 2 / labels},
      {"shared_design",
       (thin + exponential + logarithm / 8) / shared_by / 2 + (2 * few_dimensions * flop / 2 + exponential) / labels},
      {"linear_curve", (2.0 * dimension * dimension * horizon * flop + normal * dimension * horizon) / 1e6}};

  std::ostringstream table;
  table << "| limit of the machine, one core | |\n|---|---|\n"
        << "| matrix product, n = 512 | " << digits(1 / flop) << " GFLOP/s |\n"
        << "| product of 4096 × 10 and 10 × 50 | " << digits(2 * few_dimensions / thin) << " GFLOP/s |\n"
        << "| exp | " << digits(exponential) << " ns |\n| log | " << digits(logarithm) << " ns |\n"
        << "| normal variate | " << digits(normal) << " ns |\n"
        << "| memory read and written | " << digits(2 * 64 * 1.048576 / (limit["bandwidth"].least() * 1e3))
        << " GB/s |\n";
  if (!script.empty()) {
    std::string packages = output_of(script + "has");
    std::replace(packages.begin(), packages.end(), '\n', ' ');
    std::string kernel = output_of(script + "kernel");
    if (!kernel.empty()) kernel.pop_back();
    table << "| Python's | " << packages << "|\n| NumPy's products | " << kernel << " |\n";
  }
  table << "\n| work | unit | tool | least | median | × ours, least | × ours, median | × ours, to equal noise | agrees "
           "|\n|---|---|---|---|---|---|---|---|---|\n";
  bool all_agree = true;
  for (const description& each : descriptions()) {
    const tool_results& own = found[each.work]["ours"];
    const answer own_answer = own.mean();
    table << "| " << each.name << " | " << each.unit << " | ours | " << digits(own.seconds.least() * each.per_second)
          << " | " << digits(own.seconds.median() * each.per_second) << " | 1 | 1 | 1 | |\n";
    if (floors.contains(each.work)) {
      const double floor = floors.at(each.work);
      table << "| | | *floor* | " << digits(floor) << " | | " << digits(floor / own.seconds.least() / each.per_second)
            << " | | | |\n";
    }
    for (const auto& [tool, results] : found[each.work]) {
      if (tool == "ours") continue;
      const answer theirs = results.mean();
      const bool same = agree(own_answer, theirs, results.said.size(), each.tolerance);
      all_agree = all_agree && same;
      const double ratio = results.seconds.least() / own.seconds.least();
      const double noise = theirs.standard_error / own_answer.standard_error;
      table << "| | | " << tool << " | " << digits(results.seconds.least() * each.per_second) << " | "
            << digits(results.seconds.median() * each.per_second) << " | " << digits(ratio) << " | "
            << digits(results.seconds.median() / own.seconds.median()) << " | "
            << (own_answer.standard_error > 0 ? digits(ratio * noise * noise) : "") << " | "
            << (!same                           ? "NO"
                : own_answer.standard_error > 0 ? "within the noise"
                                                : "to " + digits(difference(own_answer, theirs)))
            << " |\n";
    }
  }
  std::cout << table.str();
  std::ofstream(argv[2]) << table.str();
  return all_agree ? 0 : 1;
}
