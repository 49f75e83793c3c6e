// SPDX-License-Identifier: BSL-1.0
#include <infobound/process/meta/task_mixture.hpp>

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <functional>
#include <infobound/bound/meta/meta_bracket.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/meta_concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/process/conjugate/finite_process.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/thrown.hpp>
#include <vector>

namespace unit::process::meta::task_mixture {

namespace ib = infobound;

namespace {

using mean = ib::gaussian_mean<double>;
using mixture = ib::task_mixture<mean>;
using logistic_mixture = ib::task_mixture<ib::logistic_regression<double>>;

static_assert(ib::meta_process<mixture> && ib::meta_process<logistic_mixture>);
static_assert(ib::meta_process<ib::task_mixture<ib::finite_process<double>>>);
static_assert(ib::conjugate_process<ib::task_type_t<logistic_mixture>>);
static_assert(ib::whitens_meta_parameter<mixture>);
static_assert(!ib::whitens_meta_parameter<ib::task_mixture<ib::finite_process<double>>>);
static_assert(ib::mixes_components<mixture>);

mixture one_dimensional(double concentration) {
  return {.concentration = concentration, .component = {.dimension = 1, .prior_variance = 4.0, .noise_variance = 1.0}};
}

/// ln p(H_{M,T}) of a mixture of Gaussian means, by all partitions of the tasks: Σ p(partition) Π p(D of a table).
double log_evidence(const mixture& process, const std::vector<Eigen::MatrixXd>& histories) {
  const double R = process.concentration;
  std::vector<std::vector<std::size_t>> tables;
  double sum = 0;
  const std::function<void(std::size_t, double)> seat = [&](std::size_t task, double log_probability) {
    if (task == histories.size()) {
      for (const auto& table : tables) {
        Eigen::MatrixXd all(1, 0);
        for (const std::size_t m : table) {
          Eigen::MatrixXd longer(1, all.cols() + histories[m].cols());
          longer << all, histories[m];
          all = longer;
        }
        log_probability += process.component.log_predictive(all).sum();
      }
      sum += std::exp(log_probability);
      return;
    }
    const double seats = R + static_cast<double>(task);
    for (std::size_t k = 0; k < tables.size(); ++k) {
      const double share = static_cast<double>(tables[k].size()) / seats;
      tables[k].push_back(task);
      seat(task + 1, log_probability + std::log(share));
      tables[k].pop_back();
    }
    tables.push_back({task});
    seat(task + 1, log_probability + std::log(R / seats));
    tables.pop_back();
  };
  seat(0, 0);
  return std::log(sum);
}

}  // namespace

TEST_CASE("sticks make up the whole, and have the law of a Dirichlet process by either way of drawing them",
          "[task_mixture][statistical]") {
  const double R = GENERATE(0.3, 1.0, 6.0);
  const mixture process = one_dimensional(R);
  ib::random_stream rng(1);
  constexpr int draws = 4000;
  Eigen::Array2d sums = Eigen::Array2d::Zero();
  Eigen::Array2d squares = Eigen::Array2d::Zero();
  double entropy = 0;
  double entropy_square = 0;
  for (int i = 0; i < draws; ++i) {
    Eigen::VectorXd z(static_cast<Eigen::Index>(process.meta_latent_dimension()));
    ib::gaussian_inputs{}.draw(z, rng);
    const auto drawn = process.draw_meta_parameter(rng);
    const auto made = process.meta_parameter_from(z);
    CHECK(drawn.log_weights().exp().sum() == Approx(1).epsilon(1e-12));
    CHECK(made.log_weights().exp().sum() == Approx(1).epsilon(1e-12));
    const Eigen::Array2d collision(drawn.log_weights().exp().square().sum(), made.log_weights().exp().square().sum());
    sums += collision;
    squares += collision.square();
    const Eigen::ArrayXd weights = drawn.log_weights().exp();
    const double here = -(weights > 0).select(weights * drawn.log_weights(), 0).sum();
    entropy += here;
    entropy_square += here * here;
  }
  // Two tasks share their component with probability E Σ w² = 1/(R + 1).
  for (int way = 0; way < 2; ++way) {
    const double found = sums[way] / draws;
    const double error = std::sqrt((squares[way] / draws - found * found) / draws);
    CAPTURE(R, way, found, error);
    CHECK(std::abs(found - 1 / (R + 1)) < 5 * error);
  }
  entropy /= draws;
  CHECK(std::abs(entropy - process.component_entropy()) <
        5 * std::sqrt((entropy_square / draws - entropy * entropy) / draws));
}

TEST_CASE("a task's evidence given the components is the sum over them", "[task_mixture]") {
  const logistic_mixture process{.concentration = 2.0, .component = {.dimension = 3}};
  ib::random_stream rng(2);
  const auto psi = process.draw_meta_parameter(rng);
  REQUIRE(psi.size() == 57);  // ⌈23.03/ln 1.5⌉
  const auto task = process.task(psi);
  const auto history = task.draw_history(task.draw_parameter(rng), 7, rng);
  double evidence = 0;
  for (std::size_t j = 0; j < psi.size(); ++j)
    evidence += std::exp(psi.log_weights()[static_cast<Eigen::Index>(j)] +
                         process.component.log_likelihood(psi.atom(j), history).sum());
  CHECK(task.log_evidence(history) == Approx(std::log(evidence)).epsilon(1e-12));
  CHECK(task.log_predictive(history).sum() == Approx(std::log(evidence)).epsilon(1e-12));
}

TEST_CASE("tasks draw components with their weights", "[task_mixture][statistical]") {
  const mixture process = one_dimensional(0.5);
  ib::random_stream rng(3);
  const auto psi = process.draw_meta_parameter(rng);
  const auto task = process.task(psi);
  Eigen::ArrayXd counts = Eigen::ArrayXd::Zero(static_cast<Eigen::Index>(psi.size()));
  constexpr int draws = 20000;
  for (int i = 0; i < draws; ++i) {
    const double theta = task.draw_parameter(rng)[0];
    for (std::size_t j = 0; j < psi.size(); ++j)
      if (psi.atom(j)[0] == theta) counts[static_cast<Eigen::Index>(j)] += 1;
  }
  CHECK(counts.sum() == draws);
  for (Eigen::Index j = 0; j < counts.size(); ++j) {
    const double weight = std::exp(psi.log_weights()[j]);
    CHECK(std::abs(counts[j] / draws - weight) < 5 * std::sqrt(weight * (1 - weight) / draws) + 1e-4);
  }
}

TEST_CASE("the bracket of a mixture holds its error, which all partitions of the tasks tell", "[task_mixture][exact]") {
  const double R = GENERATE(0.2, 1.0, 5.0);
  const std::size_t tasks = GENERATE(std::size_t{1}, std::size_t{3}, std::size_t{5});
  const mixture process = one_dimensional(R);
  constexpr std::size_t horizon = 4;
  constexpr int replicates = 300;
  double sum = 0;
  double squares = 0;
  ib::random_stream rng(4, tasks);
  for (int i = 0; i < replicates; ++i) {
    const auto task = process.task(process.draw_meta_parameter(rng));
    std::vector<Eigen::MatrixXd> histories;
    double own = 0;
    for (std::size_t m = 0; m < tasks; ++m) {
      const auto theta = task.draw_parameter(rng);
      histories.push_back(task.draw_history(theta, horizon, rng));
      own += task.log_likelihood(theta, histories.back()).sum();
    }
    const double information = own - log_evidence(process, histories);
    sum += information;
    squares += information * information;
  }
  const double labels = static_cast<double>(tasks * horizon);
  const double error = sum / replicates / labels;
  const double noise = std::sqrt((squares / replicates - std::pow(sum / replicates, 2)) / replicates) / labels;
  const auto known = ib::meta_bracket(process, tasks, horizon);
  CAPTURE(R, tasks, error, noise, known.total.lower.value, known.total.upper.value);
  CHECK(known.total.lower.value <= error + 5 * noise);
  CHECK(error - 5 * noise <= known.total.upper.value);
  // The two differ by what which tasks share a component tells, and by no more.
  CHECK(known.total.upper.value - known.total.lower.value <= process.partition_entropy(tasks) / labels + 1e-12);
  CHECK(known.meta.upper.value <= known.total.upper.value);
  CHECK(known.intra.upper.value * horizon <= process.component_entropy() + 1e-12);
}

TEST_CASE("the bound by the number of a component's tasks is never above that from the rate", "[task_mixture]") {
  const mixture process = one_dimensional(1.0);
  for (const std::size_t tasks : {1U, 5U, 40U, 300U, 3000U}) {
    const double labels = static_cast<double>(6 * tasks);
    const double by_rate = ib::theorem_15::upper_from_rate(
        [&](double epsilon) { return process.total_rate_upper(epsilon, tasks, 6); }, labels);
    const auto known = ib::meta_bracket(process, tasks, 6);
    CAPTURE(tasks, by_rate, known.total.upper.value);
    CHECK(known.total.upper.value <= by_rate);
    CHECK(known.total.lower.value > 0);
    if (tasks == 5) CHECK(by_rate == Approx(0.3031027985097359).epsilon(1e-9));
  }
}

TEST_CASE("values outside the domain of a mixture are refused by name", "[task_mixture][error]") {
  const auto refused = [](const mixture& process) {
    return thrown<std::domain_error>([&] {
      process.validate();
      return 0;
    });
  };
  CHECK(refused(one_dimensional(0)) == "task_mixture.concentration = 0, must be > 0 and finite");
  CHECK(refused(one_dimensional(1e9)).find("task_mixture: number of sticks") == 0);
  CHECK(refused({.concentration = 1, .component = {.dimension = 0, .prior_variance = 1, .noise_variance = 1}}) ==
        "gaussian_mean.dimension = 0, must be >= 1");
}

namespace mylab {

/// Labels that depend on each other given θ, so that the histories of two tasks are no longer history of one.
struct dependent {
  using real_type = double;
  double error_lower(std::size_t horizon) const { return 0.1 / static_cast<double>(horizon); }
  double error_upper(std::size_t horizon) const { return 0.5 / static_cast<double>(horizon); }
};
struct independent : dependent {
  static constexpr bool independent_observations = true;
};

}  // namespace mylab

TEST_CASE("many tasks are bounded by the number that each component has, not by larger ones", "[task_mixture][exact]") {
  const double R = GENERATE(0.5, 3.0, 40.0);
  const std::size_t tasks = GENERATE(std::size_t{64}, std::size_t{65}, std::size_t{1000}, std::size_t{5000});
  const mixture process = one_dimensional(R);
  constexpr std::size_t horizon = 3;
  const Eigen::VectorXd expected = process.expected_components_by_size(tasks);
  double given_partition = 0;
  for (std::size_t j = 1; j <= tasks; ++j)
    given_partition += expected[static_cast<Eigen::Index>(j) - 1] * process.component.information(j * horizon);
  const auto known = ib::detail::mixture_information(process, tasks, horizon);
  const double upper = given_partition + process.partition_entropy(tasks);
  CAPTURE(R, tasks, given_partition, known.lower, known.upper);
  // Groups of sizes are counted as if of the next smaller group below, and of their largest above.
  CHECK(known.lower <= given_partition * (1 + 1e-12));
  CHECK(known.lower >= given_partition * 0.99);
  CHECK(known.upper >= upper * (1 - 1e-12));
  CHECK(known.upper <= upper * 1.01);
  if (tasks == 64) {
    CHECK(known.lower == Approx(given_partition).epsilon(1e-12));
    CHECK(known.upper == Approx(upper).epsilon(1e-12));
  }
}

TEST_CASE("tasks that share a component are one history only where its labels are independent",
          "[task_mixture][exact]") {
  const auto one = ib::detail::component_information(mylab::independent{}, 5, 8);
  CHECK(one.lower == Approx(0.1).epsilon(1e-14));
  CHECK(one.upper == Approx(0.5).epsilon(1e-14));
  const auto several = ib::detail::component_information(mylab::dependent{}, 5, 8);
  CHECK(several.lower == Approx(0.1).epsilon(1e-14));
  CHECK(several.upper == Approx(2.5).epsilon(1e-14));
}

TEST_CASE("the entropy of a task's component is a harmonic number", "[task_mixture][exact]") {
  CHECK(one_dimensional(1).component_entropy() == Approx(1).epsilon(1e-14));
  CHECK(one_dimensional(2).component_entropy() == Approx(1.5).epsilon(1e-14));
  CHECK(one_dimensional(3).component_entropy() == Approx(11.0 / 6).epsilon(1e-14));
}

}  // namespace unit::process::meta::task_mixture
