// SPDX-License-Identifier: BSL-1.0
// What the library knows of each of its processes in closed form, for a page that moves their parameters. Compiled to
// WebAssembly for the page, and for this machine to hold the page to.

#include "explorer.hpp"

#include <cmath>
#include <cstddef>
#include <exception>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/bound/meta/meta_bracket.hpp>
#include <infobound/bound/sample_complexity.hpp>
#include <infobound/core/version.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>
#include <infobound/process/conjugate/dirichlet_categorical.hpp>
#include <infobound/process/conjugate/finite_process.hpp>
#include <infobound/process/conjugate/gamma_poisson.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>
#include <infobound/process/meta/gaussian_hierarchy.hpp>
#include <infobound/process/meta/linear_representation.hpp>
#include <infobound/process/meta/task_mixture.hpp>
#include <infobound/process/network/deep_network.hpp>
#include <infobound/process/network/dirichlet_network.hpp>
#include <infobound/process/regression/gaussian_prior_regression.hpp>
#include <infobound/process/regression/generalised_linear_model.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <infobound/process/regression/poisson_response.hpp>
#include <infobound/process/regression/probit_response.hpp>
#include <infobound/process/regression/softmax_regression.hpp>
#include <infobound/process/sequence/binary_autoregression.hpp>
#include <infobound/process/sequence/token_autoregression.hpp>
#include <infobound/process/sequence/transformer.hpp>
#include <infobound/rate/rate_distortion.hpp>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace ib = infobound;

namespace explorer {
namespace {

using index = Eigen::Index;
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// A number that can be moved between two ends, by equal ratios or by equal steps.
struct parameter {
  const char* key;
  const char* symbol;
  const char* label;
  double least;
  double most;
  double initial;
  bool integer;
  bool logarithmic;
};

parameter count(const char* key, const char* symbol, const char* label, double least, double most, double initial) {
  return {key, symbol, label, least, most, initial, true, most > 20 * least};
}
parameter size(const char* key, const char* symbol, const char* label, double least, double most, double initial) {
  return {key, symbol, label, least, most, initial, false, true};
}
parameter probability(const char* key, const char* symbol, const char* label, double initial) {
  return {key, symbol, label, 0.01, 0.99, initial, false, false};
}

/// What one quantity is at every abscissa, and the theorem that says so.
struct series {
  const char* quantity;
  const char* side;
  std::string source;
  std::vector<double> values;
};

/// A table of series, each kept where it was first seen.
class table {
 public:
  explicit table(std::size_t columns) : columns_(columns) {}

  void set(const char* quantity, const char* side, const std::string& source, std::size_t column, double value) {
    for (series& each : rows_)
      if (each.quantity == quantity && each.side == side && each.source == source) {
        if (std::isnan(each.values[column])) each.values[column] = value;
        return;
      }
    rows_.push_back({quantity, side, source, std::vector<double>(columns_, unknown)});
    rows_.back().values[column] = value;
  }
  void set(const char* quantity, const ib::bracket<double>& known, std::size_t column) {
    set(quantity, "lower", known.lower.source, column, known.lower.value);
    set(quantity, "upper", known.upper.source, column, known.upper.value);
  }

  [[nodiscard]] const std::vector<series>& rows() const { return rows_; }

 private:
  std::size_t columns_;
  std::vector<series> rows_;
};

using numbers = const double*;
constexpr const char* error = "error";
constexpr const char* best = "best";
constexpr const char* lower = "lower";
constexpr const char* upper = "upper";
constexpr const char* exact = "exact";

template <class Process>
constexpr bool has_bounds =
    ib::error_bounded_process<Process> || ib::rate_bounded_process<Process> || ib::evaluates_distortion_rate<Process>;
template <class Process>
constexpr bool has_rate = requires(const Process& process) {
  process.rate_upper(1.0);
}
|| requires(const Process& process) { process.rate_lower(1.0); };

/// A process whose information is known, with the error that follows as its bounds, so that it can be inverted.
template <class Process>
struct solved : Process {
  [[nodiscard]] double error_upper(std::size_t horizon) const { return this->information(horizon) / double(horizon); }
  [[nodiscard]] double error_lower(std::size_t horizon) const { return error_upper(horizon); }
};

/// Every bound by name, and the best of each side as error_bracket takes it.
template <class Process>
void error_curve(const Process& process, const double* horizons, std::size_t size, table& answers) {
  if constexpr (has_bounds<Process>)
    for (std::size_t i = 0; i < size; ++i) {
      ib::detail::narrowing_bracket<double> sides;
      for (const auto& [value, side, source] : ib::error_bounds(process, static_cast<std::size_t>(horizons[i]))) {
        answers.set(error, side == ib::direction::lower ? lower : upper, source, i, value);
        sides.narrow(value, side, source);
      }
      sides.order(4096);
      answers.set(best, sides.best, i);
    }
}

/// The error itself, where the information is known.
template <class Process>
void exact_curve(const Process& process, const double* horizons, std::size_t size, table& answers) {
  if constexpr (ib::solved_process<Process>)
    for (std::size_t i = 0; i < size; ++i)
      answers.set(error, exact, "information(horizon) of the process", i,
                  process.information(static_cast<std::size_t>(horizons[i])) / horizons[i]);
}

/// A process on tasks, and how many there are.
template <class Process>
struct with_tasks {
  Process process;
  std::size_t tasks;
};

template <class Process>
void error_curve(const with_tasks<Process>& given, const double* horizons, std::size_t size, table& answers) {
  for (std::size_t i = 0; i < size; ++i) {
    const auto split = ib::meta_bracket(given.process, given.tasks, static_cast<std::size_t>(horizons[i]));
    answers.set(best, split.total, i);
    answers.set("meta", split.meta, i);
    answers.set("intra", split.intra, i);
  }
}

template <class Process>
void rate_curve(const Process& process, const double* epsilons, std::size_t size, table& answers) {
  if constexpr (has_rate<Process>)
    for (std::size_t i = 0; i < size; ++i) answers.set("rate", ib::rate_distortion(process, epsilons[i]), i);
}
template <class Process>
void exact_curve(const with_tasks<Process>&, const double*, std::size_t, table&) {}
template <class Process>
void rate_curve(const with_tasks<Process>&, const double*, std::size_t, table&) {}

template <class Process>
void needed(const Process& process, double epsilon, table& answers) {
  if constexpr (has_bounds<Process>)
    answers.set("needed", ib::sample_complexity(process, epsilon), 0);
  else
    answers.set("needed", ib::sample_complexity(solved<Process>{process}, epsilon), 0);
}
template <class Process>
void needed(const with_tasks<Process>&, double, table&) {}

/// A process of the page: its words, its parameters, the text that makes it ({key} stands for a value), and its verbs.
struct entry {
  const char* kind;
  const char* name;
  const char* title;
  const char* story;
  std::vector<parameter> parameters;
  const char* text;
  const char* verbs;  ///< bracket, information or meta_bracket
  bool rated;
  double longest;  ///< the largest T of the page
  void (*errors)(numbers, const double*, std::size_t, table&);
  void (*exactly)(numbers, const double*, std::size_t, table&);
  void (*rates)(numbers, const double*, std::size_t, table&);
  void (*needs)(numbers, double, table&);
};

template <auto make>
entry describe(const char* kind, const char* name, const char* title, const char* story,
               std::vector<parameter> parameters, const char* text, double longest = 1e6) {
  using process_type = decltype(make(numbers()));
  constexpr bool meta = requires(process_type process) { process.tasks; };
  return {kind,
          name,
          title,
          story,
          std::move(parameters),
          text,
          meta                       ? "meta_bracket"
          : has_bounds<process_type> ? "error_bracket"
                                     : "information",
          has_rate<process_type>,
          longest,
          [](numbers p, const double* x, std::size_t size, table& answers) { error_curve(make(p), x, size, answers); },
          [](numbers p, const double* x, std::size_t size, table& answers) { exact_curve(make(p), x, size, answers); },
          [](numbers p, const double* x, std::size_t size, table& answers) { rate_curve(make(p), x, size, answers); },
          [](numbers p, double epsilon, table& answers) { needed(make(p), epsilon, answers); }};
}

// Each takes its parameters in the order of their description.

auto linear(numbers p) { return ib::linear_regression<double>{.dimension = index(p[0]), .noise_variance = p[1]}; }
auto own_prior(numbers p) {
  return ib::gaussian_prior_regression<double>{Eigen::VectorXd::Zero(index(p[0])), p[1], p[2]};
}
auto logistic(numbers p) { return ib::logistic_regression<double>{.dimension = index(p[0])}; }
auto probit(numbers p) {
  return ib::generalised_linear_model<ib::probit_response<double>, double>{.dimension = index(p[0])};
}
auto poisson(numbers p) {
  return ib::generalised_linear_model<ib::poisson_response<double>, double>{.dimension = index(p[0])};
}
auto softmax(numbers p) { return ib::softmax_regression<double>{.dimension = index(p[0]), .classes = index(p[1])}; }
auto mean(numbers p) {
  return ib::gaussian_mean<double>{.dimension = index(p[0]), .prior_variance = p[1], .noise_variance = p[2]};
}
auto coin(numbers p) { return ib::beta_bernoulli<double>{.alpha = p[0], .beta = p[1]}; }
auto die(numbers p) {
  return ib::dirichlet_categorical<double>{.concentrations = Eigen::VectorXd::Constant(index(p[0]), p[1])};
}
auto counts(numbers p) { return ib::gamma_poisson<double>{.shape = p[0], .rate = p[1]}; }
auto two_coins(numbers p) {
  return ib::finite_process<double>{.prior = Eigen::Vector2d(p[0], 1 - p[0]),
                                    .likelihood = (Eigen::Matrix2d() << p[1], 1 - p[1], p[2], 1 - p[2]).finished()};
}
std::vector<index> widths(double inputs, double width, double hidden, double outputs) {
  std::vector<index> result{index(inputs)};
  result.insert(result.end(), std::size_t(hidden), index(width));
  result.push_back(index(outputs));
  return result;
}
auto network(numbers p) {
  return ib::deep_network<double>{.widths = widths(p[0], p[1], p[2], 1), .noise_variance = p[3]};
}
auto classifier(numbers p) {
  return ib::deep_network<double, ib::softmax_head>{.widths = widths(p[0], p[1], p[2], p[3])};
}
auto wide_network(numbers p) {
  return ib::dirichlet_network<double>{.dimension = index(p[0]), .concentration = p[1], .noise_variance = p[2]};
}
auto bits(numbers p) { return ib::binary_autoregression<double>{.order = index(p[0])}; }
auto tokens(numbers p) {
  return ib::token_autoregression<double>{
      .vocabulary = index(p[0]), .embedding_dimension = index(p[1]), .order = index(p[2])};
}
auto attention(numbers p) {
  return ib::transformer<double>{
      .vocabulary = index(p[0]), .embedding_dimension = index(p[1]), .context = index(p[2]), .layers = index(p[3])};
}
auto shared_linear(numbers p) {
  return with_tasks<ib::linear_representation<ib::gaussian_response, double>>{
      {.dimension = (std::max)(index(p[1]), index(p[2])), .rank = index(p[2]), .noise_variance = p[3]},
      std::size_t(p[0])};
}
auto shared_logistic(numbers p) {
  return with_tasks<ib::linear_representation<ib::logistic_response, double>>{
      {.dimension = (std::max)(index(p[1]), index(p[2])), .rank = index(p[2])}, std::size_t(p[0])};
}
auto hierarchy(numbers p) {
  return with_tasks<ib::gaussian_hierarchy<double>>{
      {.meta_variance = p[2], .task_variance = p[3], .noise_variance = p[4], .dimension = index(p[1])},
      std::size_t(p[0])};
}
auto mixture(numbers p) {
  return with_tasks<ib::task_mixture<ib::beta_bernoulli<double>>>{
      {.concentration = p[1], .component = {.alpha = p[2], .beta = p[3]}}, std::size_t(p[0])};
}

const std::vector<entry>& entries() {
  const parameter d = count("dimension", "d", "inputs", 1, 1000, 10);
  const parameter noise = size("noise_variance", "σ²", "noise variance", 1e-3, 10, 0.25);
  const parameter tasks = count("tasks", "M", "tasks", 1, 1000, 20);
  static const std::vector<entry> all{
      describe<linear>("Regression", "linear_regression", "Linear regression",
                       "A number that is linear in d inputs, and noise.", {d, noise},
                       "infobound::linear_regression<double> process{.dimension = {dimension}, .noise_variance = "
                       "{noise_variance}}"),
      describe<own_prior>(
          "Regression", "gaussian_prior_regression", "Linear regression, prior of your own scale",
          "The same where each coefficient has a prior variance that you choose.",
          {d, size("prior_variance", "v", "variance of a coefficient", 1e-4, 100, 1), noise},
          "infobound::gaussian_prior_regression<double> process{Eigen::VectorXd::Zero({dimension}), {prior_variance}, "
          "{noise_variance}}"),
      describe<logistic>("Regression", "logistic_regression", "Logistic regression",
                         "Yes or no, by the logistic law of d inputs.", {d},
                         "infobound::logistic_regression<double> process{.dimension = {dimension}}"),
      describe<probit>("Regression", "probit_regression", "Probit regression",
                       "Yes or no, by whether a noisy score is positive.", {d},
                       "infobound::generalised_linear_model<infobound::probit_response<double>, double> "
                       "process{.dimension = {dimension}}"),
      describe<poisson>("Regression", "poisson_regression", "Poisson regression",
                        "A count whose logarithmic rate is linear.", {d},
                        "infobound::generalised_linear_model<infobound::poisson_response<double>, double> "
                        "process{.dimension = {dimension}}"),
      describe<softmax>("Regression", "softmax_regression", "Softmax regression", "One of C classes, by d inputs.",
                        {d, count("classes", "C", "classes", 2, 100, 4)},
                        "infobound::softmax_regression<double> process{.dimension = {dimension}, .classes = "
                        "{classes}}"),
      describe<network>("Networks", "deep_network", "Deep network",
                        "A number that an unknown ReLU network makes of d inputs.",
                        {count("dimension", "d", "inputs", 1, 100, 3), count("width", "N", "units a layer", 1, 256, 8),
                         count("hidden", "L", "hidden layers", 1, 8, 2), noise},
                        "infobound::deep_network<double> process{.widths = {{widths}, 1}, .noise_variance = "
                        "{noise_variance}}"),
      describe<classifier>(
          "Networks", "deep_classifier", "Deep network, classes", "One of C classes, by an unknown ReLU network.",
          {count("dimension", "d", "inputs", 1, 100, 3), count("width", "N", "units a layer", 1, 256, 8),
           count("hidden", "L", "hidden layers", 1, 8, 2), count("classes", "C", "classes", 2, 50, 3)},
          "infobound::deep_network<double, infobound::softmax_head> process{.widths = {{widths}, {classes}}}"),
      describe<wide_network>("Networks", "dirichlet_network", "Infinitely wide network",
                             "Infinitely many units, whose weights concentrate on about K of them.",
                             {d, size("concentration", "K", "concentration", 0.1, 100, 4), noise},
                             "infobound::dirichlet_network<double> process{.dimension = {dimension}, .concentration = "
                             "{concentration}, .noise_variance = {noise_variance}}"),
      describe<bits>("Sequences", "binary_autoregression", "Binary sequence",
                     "A bit that depends on the K bits before it.",
                     {count("order", "K", "bits it depends on", 1, 200, 3)},
                     "infobound::binary_autoregression<double> process{.order = {order}}"),
      describe<tokens>("Sequences", "token_autoregression", "Sequence of tokens",
                       "A token that depends on the K tokens before it.",
                       {count("vocabulary", "N", "tokens of the vocabulary", 2, 1000, 4),
                        count("embedding_dimension", "d", "dimension of an embedding", 1, 64, 2),
                        count("order", "K", "tokens it depends on", 1, 64, 2)},
                       "infobound::token_autoregression<double> process{.vocabulary = {vocabulary}, "
                       ".embedding_dimension = {embedding_dimension}, .order = {order}}"),
      describe<attention>(
          "Sequences", "transformer", "Transformer", "Tokens that an unknown transformer makes of those before.",
          {count("vocabulary", "N", "tokens of the vocabulary", 2, 1000, 4),
           count("embedding_dimension", "r", "dimension of an embedding", 1, 64, 2),
           count("context", "K", "tokens of the context", 1, 64, 3), count("layers", "L", "layers", 1, 8, 2)},
          "infobound::transformer<double> process{.vocabulary = {vocabulary}, .embedding_dimension = "
          "{embedding_dimension}, .context = {context}, .layers = {layers}}"),
      describe<mean>("Laws with conjugate priors", "gaussian_mean", "Mean of Gaussians",
                     "Points around an unknown centre in d dimensions.",
                     {d, size("prior_variance", "τ²", "prior variance", 1e-3, 100, 1), noise},
                     "infobound::gaussian_mean<double> process{.dimension = {dimension}, .prior_variance = "
                     "{prior_variance}, .noise_variance = {noise_variance}}"),
      describe<coin>("Laws with conjugate priors", "beta_bernoulli", "Coin", "Tosses of a coin whose bias is unknown.",
                     {size("alpha", "α", "prior weight of heads", 0.05, 100, 1),
                      size("beta", "β", "prior weight of tails", 0.05, 100, 1)},
                     "infobound::beta_bernoulli<double> process{.alpha = {alpha}, .beta = {beta}}", 1e4),
      describe<die>("Laws with conjugate priors", "dirichlet_categorical", "Die",
                    "Throws of a die with k faces, each of unknown probability.",
                    {count("faces", "k", "faces", 2, 1000, 6),
                     size("concentration", "α", "prior weight of a face", 0.01, 100, 1)},
                    "infobound::dirichlet_categorical<double> process{.concentrations = "
                    "Eigen::VectorXd::Constant({faces}, {concentration})}",
                    1e4),
      describe<counts>("Laws with conjugate priors", "gamma_poisson", "Counts", "Counts of events at an unknown rate.",
                       {size("shape", "a", "prior shape", 0.05, 100, 2), size("rate", "b", "prior rate", 0.05, 100, 1)},
                       "infobound::gamma_poisson<double> process{.shape = {shape}, .rate = {rate}}", 1e4),
      describe<two_coins>("Laws with conjugate priors", "finite_process", "Which of two coins?",
                          "Tosses of one of two coins whose biases are known.",
                          {probability("prior", "π", "probability of the first", 0.5),
                           probability("first", "p", "heads of the first", 0.6),
                           probability("second", "q", "heads of the second", 0.4)},
                          "infobound::finite_process<double> process{.prior = Eigen::Vector2d({prior}, 1 - {prior}), "
                          ".likelihood = (Eigen::Matrix2d() << {first}, 1 - {first}, {second}, 1 - "
                          "{second}).finished()}",
                          1e4),
      describe<shared_linear>(
          "Tasks that share something", "linear_representation", "Regressions that share a representation",
          "M linear regressions on r directions out of d, which they share.",
          {tasks, count("dimension", "d", "inputs", 1, 200, 10), count("rank", "r", "shared directions", 1, 20, 2),
           noise},
          "infobound::linear_representation<infobound::gaussian_response, double> process{.dimension = "
          "{dimension}, .rank = {rank}, .noise_variance = {noise_variance}}"),
      describe<shared_logistic>(
          "Tasks that share something", "logistic_representation", "Classifiers that share a representation",
          "M logistic regressions on r directions out of d, which they share.",
          {tasks, count("dimension", "d", "inputs", 1, 200, 10), count("rank", "r", "shared directions", 1, 20, 2)},
          "infobound::linear_representation<infobound::logistic_response, double> process{.dimension = "
          "{dimension}, .rank = {rank}}"),
      describe<hierarchy>("Tasks that share something", "gaussian_hierarchy", "Means that share a centre",
                          "M groups whose means scatter around a centre that they share.",
                          {tasks, count("dimension", "d", "dimensions", 1, 1000, 1),
                           size("meta_variance", "τ²", "variance of the centre", 1e-3, 100, 1),
                           size("task_variance", "ω²", "variance between groups", 1e-3, 100, 0.5), noise},
                          "infobound::gaussian_hierarchy<double> process{.meta_variance = {meta_variance}, "
                          ".task_variance = {task_variance}, .noise_variance = {noise_variance}, .dimension = "
                          "{dimension}}"),
      describe<mixture>(
          "Tasks that share something", "task_mixture", "Tasks that are one of few coins",
          "M coins of few kinds, the in-context mixture of tasks.",
          {count("tasks", "M", "tasks", 1, 50, 20), size("concentration", "R", "concentration of kinds", 0.1, 50, 2),
           size("alpha", "α", "prior weight of heads", 0.05, 100, 1),
           size("beta", "β", "prior weight of tails", 0.05, 100, 1)},
          "infobound::task_mixture<infobound::beta_bernoulli<double>> process{.concentration = "
          "{concentration}, .component = {.alpha = {alpha}, .beta = {beta}}}",
          1e3)};
  return all;
}

// As JSON -------------------------------------------------------------------------------------------------------------

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

template <class Items, class Write>
std::string listed(const Items& items, Write write) {
  std::string result = "[";
  for (const auto& item : items) result += (result.size() > 1 ? "," : "") + write(item);
  return result + "]";
}

std::string described(const parameter& each) {
  const auto truth = [](bool value) { return value ? "true" : "false"; };
  return "{\"key\":" + quoted(each.key) + ",\"symbol\":" + quoted(each.symbol) + ",\"label\":" + quoted(each.label) +
         ",\"least\":" + std::to_string(each.least) + ",\"most\":" + std::to_string(each.most) +
         ",\"initial\":" + std::to_string(each.initial) + ",\"integer\":" + truth(each.integer) +
         ",\"logarithmic\":" + truth(each.logarithmic) + "}";
}

std::string described(const entry& each) {
  return "{\"kind\":" + quoted(each.kind) + ",\"name\":" + quoted(each.name) + ",\"title\":" + quoted(each.title) +
         ",\"story\":" + quoted(each.story) + ",\"text\":" + quoted(each.text) + ",\"verb\":" + quoted(each.verbs) +
         ",\"rated\":" + (each.rated ? "true" : "false") + ",\"longest\":" + std::to_string(each.longest) +
         ",\"parameters\":" + listed(each.parameters, [](const parameter& one) { return described(one); }) + "}";
}

/// What the last call found.
struct {
  std::string text;
  std::vector<double> values;
} answered;

template <class Ask>
const char* answer(std::size_t columns, Ask ask) {
  answered.values.clear();
  try {
    table answers(columns);
    ask(answers);
    for (const series& each : answers.rows())
      answered.values.insert(answered.values.end(), each.values.begin(), each.values.end());
    answered.text = "{\"series\":" +
                    listed(answers.rows(),
                           [](const series& each) {
                             return "{\"quantity\":" + quoted(each.quantity) + ",\"side\":" + quoted(each.side) +
                                    ",\"source\":" + quoted(each.source) + "}";
                           }) +
                    "}";
  } catch (const std::exception& refusal) {
    answered.text = "{\"refusal\":" + quoted(refusal.what()) + "}";
  }
  return answered.text.c_str();
}

const entry& at(int process) { return entries().at(static_cast<std::size_t>(process)); }

}  // namespace
}  // namespace explorer

const char* explorer_processes() {
  static const std::string text =
      "{\"version\":" + explorer::quoted(std::string(ib::version)) + ",\"processes\":" +
      explorer::listed(explorer::entries(), [](const explorer::entry& each) { return explorer::described(each); }) +
      "}";
  return text.c_str();
}

const char* explorer_errors(int process, const double* parameters, const double* horizons, int size) {
  const auto columns = static_cast<std::size_t>(size);
  return explorer::answer(
      columns, [&](explorer::table& answers) { explorer::at(process).errors(parameters, horizons, columns, answers); });
}

const char* explorer_exact(int process, const double* parameters, const double* horizons, int size) {
  const auto columns = static_cast<std::size_t>(size);
  return explorer::answer(columns, [&](explorer::table& answers) {
    explorer::at(process).exactly(parameters, horizons, columns, answers);
  });
}

const char* explorer_rates(int process, const double* parameters, const double* epsilons, int size) {
  const auto columns = static_cast<std::size_t>(size);
  return explorer::answer(
      columns, [&](explorer::table& answers) { explorer::at(process).rates(parameters, epsilons, columns, answers); });
}

const char* explorer_needed(int process, const double* parameters, double epsilon) {
  return explorer::answer(1,
                          [&](explorer::table& answers) { explorer::at(process).needs(parameters, epsilon, answers); });
}

const double* explorer_values() { return explorer::answered.values.data(); }
