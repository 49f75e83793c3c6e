// SPDX-License-Identifier: BSL-1.0
#include <infobound/bound/meta/meta_error.hpp>

#include <Eigen/Core>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <infobound/bound/meta/meta_learning_curve.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/meta_concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/execution/checkpointed.hpp>
#include <infobound/information/automatic.hpp>
#include <infobound/information/closed_form.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/intra_part.hpp>
#include <infobound/information/joint_part.hpp>
#include <infobound/information/meta_part.hpp>
#include <infobound/process/meta/gaussian_hierarchy.hpp>
#include <limits>
#include <stdexcept>
#include <support/backwards.hpp>
#include <support/catch.hpp>
#include <support/same_bits.hpp>
#include <support/temporary_directory.hpp>
#include <support/thrown.hpp>
#include <utility>

namespace unit::bound::meta::meta_error {

namespace ib = infobound;

namespace {

using hierarchy = ib::gaussian_hierarchy<double>;

/// A task that knows its likelihood and no more.
struct plain_task {
  using real_type = double;
  using parameter_type = Eigen::VectorXd;
  using history_type = Eigen::MatrixXd;
  ib::gaussian_hierarchy_task<double> known;

  parameter_type draw_parameter(auto& rng) const { return known.draw_parameter(rng); }
  history_type draw_history(const parameter_type& theta, std::size_t horizon, auto& rng) const {
    return known.draw_history(theta, horizon, rng);
  }
  Eigen::VectorXd log_likelihood(const parameter_type& theta, const history_type& history) const {
    return known.log_likelihood(theta, history);
  }
};

/// A meta-process of a user's own: what it draws, and no more.
struct own_process {
  using real_type = double;
  using meta_parameter_type = Eigen::VectorXd;
  hierarchy known{.meta_variance = 1.3, .task_variance = 0.4, .noise_variance = 0.8};

  meta_parameter_type draw_meta_parameter(auto& rng) const { return known.draw_meta_parameter(rng); }
  plain_task task(const meta_parameter_type& psi) const { return {known.task(psi)}; }
};

/// The same with tasks whose predictive law is known.
struct own_conjugate_process {
  using real_type = double;
  using meta_parameter_type = Eigen::VectorXd;
  hierarchy known{.meta_variance = 1.3, .task_variance = 0.4, .noise_variance = 0.8};

  meta_parameter_type draw_meta_parameter(auto& rng) const { return known.draw_meta_parameter(rng); }
  auto task(const meta_parameter_type& psi) const { return known.task(psi); }
};

static_assert(ib::meta_process<own_process>);
static_assert(!ib::evaluates_meta_information<own_process>);
static_assert(ib::data_generating_process<ib::joint_part<own_process>>);
static_assert(!ib::whitened_process<ib::joint_part<own_process>>);
static_assert(ib::whitened_process<ib::joint_part<hierarchy>>);
static_assert(!ib::data_generating_process<ib::meta_part<own_process>>);
static_assert(ib::whitened_process<ib::meta_part<hierarchy>>);
static_assert(ib::conjugate_process<ib::intra_part<own_conjugate_process>>);
static_assert(ib::data_generating_process<ib::intra_part<own_process>>);
static_assert(!ib::conjugate_process<ib::intra_part<own_process>>);

// Independence of what is observed is the task's, and tasks are always independent given ψ.
struct dependent_task : plain_task {
  static constexpr bool independent_observations = false;
};
struct of_dependent_tasks : own_process {
  dependent_task task(const meta_parameter_type& psi) const { return {{known.task(psi)}}; }
};
static_assert(ib::has_independent_observations<ib::meta_part<hierarchy>>);
static_assert(ib::has_independent_observations<ib::joint_part<hierarchy>>);
static_assert(ib::has_independent_observations<ib::intra_part<hierarchy>>);
static_assert(!ib::has_independent_observations<ib::joint_part<of_dependent_tasks>>);
static_assert(!ib::has_independent_observations<ib::intra_part<of_dependent_tasks>>);

// automatic chooses for every part; another policy is taken for those parts that are not closely settled.
template <class Part, class Policy>
using chosen_for = decltype(ib::detail::part_policy<Part>(std::declval<const Policy&>()));
static_assert(std::same_as<chosen_for<ib::intra_part<hierarchy>, ib::contrastive>, ib::conjugate>);
static_assert(std::same_as<chosen_for<ib::intra_part<hierarchy>, ib::automatic>, ib::automatic>);
static_assert(std::same_as<chosen_for<ib::joint_part<own_process>, ib::contrastive>, ib::contrastive>);
static_assert(std::same_as<chosen_for<ib::gaussian_hierarchy_task<double>, ib::contrastive>, ib::closed_form>);
static_assert(std::same_as<chosen_for<ib::gaussian_hierarchy_task<double>, ib::automatic>, ib::automatic>);

/// What a meta-process that knows its information needs, and no more.
struct told {
  using real_type = double;
  double meta_information(std::size_t tasks, std::size_t horizon) const { return double(tasks) + double(horizon); }
  double intra_information(std::size_t horizon) const { return 2 * double(horizon); }
};

/// A ψ that leaves its stream where it was.
struct copies_meta_stream : own_process {
  meta_parameter_type draw_meta_parameter(auto rng) const { return known.draw_meta_parameter(rng); }
};

/// Five standard errors of a side: false alarm below 3e-7 a check, up to the normality of means.
void check_encloses(const ib::estimate<double>& found, double exact) {
  CAPTURE(found.lower.mean, found.lower.standard_error, found.upper.mean, found.upper.standard_error, exact);
  CHECK(found.lower.mean - 5 * found.lower.standard_error <= exact);
  CHECK(exact <= found.upper.mean + 5 * found.upper.standard_error);
}

/// ln p(D|U, ψ) is that of the θ that the stream with key U draws.
template <class Part>
void random_key_check(std::uint64_t key, const Part& part, const typename Part::history_type& history) {
  ib::random_stream rng(key);
  const auto task = part.process.task(history.psi);
  const auto theta = task.draw_parameter(rng);
  CHECK(part.log_likelihood(key, history) == task.log_likelihood(theta, history.task));
}

ib::conjugate part_policy_of(const ib::contrastive& given) {
  return ib::detail::part_policy<ib::intra_part<hierarchy>>(given);
}

constexpr ib::contrastive policy{.replicates = 256, .contrasts = 1000, .seed = 3};

}  // namespace

TEST_CASE("the error of a Gaussian hierarchy is exact, and its parts add up", "[meta_error][exact]") {
  const hierarchy process{.meta_variance = 1.3, .task_variance = 0.4, .noise_variance = 0.8};
  const auto exact = ib::meta_error(process, 5, 7);
  CHECK(exact.meta.lower.mean == Approx(1.3064625946692052 / 35).epsilon(1e-14));
  CHECK(exact.total.upper.mean == Approx(0.1447616024745683).epsilon(1e-14));
  CHECK(exact.meta.lower.mean + exact.intra.lower.mean == Approx(exact.total.lower.mean).epsilon(1e-15));
  CHECK(exact.total.lower.standard_error == 0);
  const auto known = ib::meta_error(told{}, 3, 4);
  CHECK((known.meta.lower.mean == 7.0 / 12 && known.intra.upper.mean == 2 && known.total.exact()));
  CHECK(known.total.upper.mean == Approx(7.0 / 12 + 2).epsilon(1e-15));
}

TEST_CASE("a meta-process that can only be drawn from has its parts by the difference rule",
          "[meta_error][statistical]") {
  const own_process process;
  const auto exact = ib::meta_error(process.known, 3, 4);
  const auto found = ib::meta_error(process, 3, 4, policy);
  check_encloses(found.meta, exact.meta.lower.mean);
  check_encloses(found.intra, exact.intra.lower.mean);
  check_encloses(found.total, exact.total.lower.mean);
  // Lower minus upper, upper minus lower.
  CHECK(found.meta.lower.mean == Approx(found.total.lower.mean - found.intra.upper.mean).epsilon(1e-14));
  CHECK(found.meta.upper.mean == Approx(found.total.upper.mean - found.intra.lower.mean).epsilon(1e-14));
  CHECK(found.meta.lower.standard_error ==
        Approx(std::hypot(found.total.lower.standard_error, found.intra.upper.standard_error)).epsilon(1e-14));
  CHECK(found.total.upper.mean - found.total.lower.mean < 0.5 * exact.total.lower.mean);
  CHECK(found.intra.replicates == 3 * 256);
  CHECK(found.meta.degrees_of_freedom == 255);
}

TEST_CASE("a meta-process whose tasks are conjugate has its meta part from the meta-parameter alone",
          "[meta_error][statistical]") {
  const own_conjugate_process process;
  const auto exact = ib::meta_error(process.known, 5, 7);
  const auto found = ib::meta_error(process, 5, 7, policy);
  check_encloses(found.meta, exact.meta.lower.mean);
  check_encloses(found.total, exact.total.lower.mean);
  // The task's information is known given ψ, and the same for every ψ.
  CHECK(found.intra.lower.mean == Approx(exact.intra.lower.mean).epsilon(1e-12));
  CHECK(found.intra.lower.mean == found.intra.upper.mean);
  CHECK(found.meta.upper.mean - found.meta.lower.mean < 0.1 * exact.meta.lower.mean);
  CHECK(found.total.lower.mean == Approx(found.meta.lower.mean + found.intra.lower.mean).epsilon(1e-14));
}

TEST_CASE("coordinates of the parts make the parameters that they stand for", "[meta_error]") {
  const hierarchy process{.meta_variance = 1.3, .task_variance = 0.4, .noise_variance = 0.8, .dimension = 2};
  const ib::joint_part<hierarchy> joint{process, 3};
  REQUIRE(joint.latent_dimension() == 8);
  const Eigen::VectorXd z = Eigen::VectorXd::LinSpaced(8, -1, 1);
  const auto made = joint.parameter_from(z);
  const Eigen::VectorXd psi = std::sqrt(1.3) * z.head(2);
  CHECK((made.psi - psi).norm() < 1e-15);
  for (Eigen::Index m = 0; m < 3; ++m)
    CHECK((made.thetas[static_cast<std::size_t>(m)] - psi - std::sqrt(0.4) * z.segment(2 + 2 * m, 2)).norm() < 1e-15);
  ib::random_stream rng(4);
  const auto history = joint.draw_history(made, 5, rng);
  double sum = 0;
  for (std::size_t m = 0; m < 3; ++m) sum += process.task(psi).log_likelihood(made.thetas[m], history[m]).sum();
  CHECK(joint.log_likelihood(made, history).size() == 5);
  CHECK(joint.log_likelihood(made, history).sum() == Approx(sum).epsilon(1e-14));

  const ib::intra_part<hierarchy> intra{process};
  REQUIRE(intra.latent_dimension() == 2);
  const auto seen = intra.draw_history(z.head(2), 5, rng);
  const auto task = process.task(seen.psi);
  CHECK(intra.log_likelihood(z.head(2), seen) == task.log_likelihood(task.parameter_from(z.head(2)), seen.task));
  CHECK(intra.log_predictive(seen) == task.log_predictive(seen.task));
  CHECK(intra.gradient(z.head(2), seen) == task.gradient(z.head(2), seen.task));
  CHECK(intra.hessian(z.head(2), seen) == task.hessian(z.head(2), seen.task));
  // A task that is only drawn from: the parameter is what it was drawn with.
  const ib::intra_part<own_process> plain{own_process{}};
  const auto key = plain.draw_parameter(rng);
  const auto given = plain.draw_history(key, 5, rng);
  random_key_check(key, plain, given);
}

TEST_CASE("the meta part observes whole tasks, their parameters integrated out", "[meta_error][exact]") {
  const own_conjugate_process process;
  const ib::meta_part<own_conjugate_process> part{process, 3};
  ib::random_stream rng(14);
  ib::random_stream again(14);
  const auto psi = part.draw_parameter(rng);
  CHECK(psi == process.draw_meta_parameter(again));
  const auto histories = part.draw_history(psi, 4, rng);
  const auto task = process.task(psi);
  const Eigen::VectorXd found = part.log_likelihood(psi, histories);
  REQUIRE((histories.size() == 4 && found.size() == 4));
  for (std::size_t m = 0; m < 4; ++m) {
    CHECK(histories[m] == task.draw_history(task.draw_parameter(again), 3, again));
    CHECK(found[static_cast<Eigen::Index>(m)] == Approx(task.log_predictive(histories[m]).sum()).epsilon(1e-13));
  }
  CHECK(part_policy_of(ib::contrastive{.replicates = 70, .seed = 6}).replicates == 70);
  CHECK(part_policy_of(ib::contrastive{.replicates = 70, .seed = 6}).seed == 6);
  // What a task of every ψ tells, label by label.
  const ib::intra_part<own_conjugate_process> intra{process};
  Eigen::ArrayXd increments(4);
  intra.information_sampler(4)(rng, increments);
  for (Eigen::Index t = 0; t < 4; ++t) {
    const auto label = static_cast<std::size_t>(t);
    const double before = t > 0 ? task.information(label) : 0;
    CHECK(increments[t] == Approx(task.information(label + 1) - before).epsilon(1e-12));
  }
  CHECK(thrown<std::domain_error>([&] {
          (ib::meta_part<own_conjugate_process>{process, 0}.validate());
        }) == "meta_part.horizon = 0, must be >= 1");
  CHECK(thrown<std::domain_error>([&] {
          (ib::joint_part<own_process>{own_process{}, 0}.validate());
        }) == "joint_part.tasks = 0, must be >= 1");
}

TEST_CASE("a meta-parameter drawn from a copy of its stream is refused where it is drawn", "[meta_error][error]") {
  CHECK(thrown<std::runtime_error>([] {
          return ib::meta_error(copies_meta_stream{}, 2, 3, policy);
        }).starts_with("draw_meta_parameter leaves its stream where it was"));
}

TEST_CASE("whatever the execution, the parts have the same bits", "[meta_error]") {
  const ib::contrastive few{.replicates = 50, .contrasts = 30, .seed = 8};
  const auto same = [](const auto& a, const auto& b) {
    return same_bits(a.meta, b.meta) && same_bits(a.intra, b.intra) && same_bits(a.total, b.total);
  };
  CHECK(same(ib::meta_error(own_process{}, 3, 4, few), ib::meta_error(own_process{}, 3, 4, few, backwards{})));
  CHECK(same(ib::meta_error(own_conjugate_process{}, 3, 4, few),
             ib::meta_error(own_conjugate_process{}, 3, 4, few, backwards{})));
  CHECK_FALSE(same(ib::meta_error(own_process{}, 3, 4, few),
                   ib::meta_error(own_process{}, 3, 4, ib::contrastive{.replicates = 50, .contrasts = 30, .seed = 9})));
}

TEST_CASE("a curve over tasks and labels has the error of each pair", "[meta_learning_curve]") {
  const own_conjugate_process process;
  const ib::contrastive few{.replicates = 50, .contrasts = 30, .seed = 8};
  const auto made = ib::meta_learning_curve(process, {1, 3}, {2, 4}, few);
  const auto pair = ib::meta_error(process, 3, 4, few);
  CHECK(same_bits(made.at(1, 1).meta, pair.meta));
  CHECK(same_bits(made.at(1, 1).intra, pair.intra));
  CHECK(same_bits(made.at(0, 1).intra, pair.intra));
  CHECK(made.tasks().size() == 2);
  const auto exact = ib::meta_learning_curve(process.known, {1, 3, 10}, {2});
  CHECK(exact.at(2, 0).meta.lower.mean == Approx(process.known.meta_information(10, 2) / 20).epsilon(1e-14));
  CHECK(thrown<std::domain_error>([&] { return made.at(2, 0); }) == "meta_curve: i = 2, must be < 2");
  CHECK(thrown<std::domain_error>([&] {
          return ib::meta_learning_curve(process, {1, 0}, {2}, few);
        }) == "tasks = 0, must be >= 1");
}

TEST_CASE("a curve over tasks and labels keeps each of its runs in a part of its own", "[meta_learning_curve]") {
  const temporary_directory here;
  const own_conjugate_process process;
  const ib::contrastive few{.replicates = 20, .contrasts = 10, .seed = 8};
  const ib::checkpointed<> kept{.file = here.path() / "curve.partial"};
  const auto expected = ib::meta_learning_curve(process, {1, 3}, {2, 4}, few);
  for (int time = 0; time < 2; ++time) {
    const auto found = ib::meta_learning_curve(process, {1, 3}, {2, 4}, few, kept);
    for (std::size_t i = 0; i < 2; ++i)
      for (std::size_t j = 0; j < 2; ++j) {
        CHECK(same_bits(found.at(i, j).meta, expected.at(i, j).meta));
        CHECK(same_bits(found.at(i, j).intra, expected.at(i, j).intra));
      }
  }
}

TEST_CASE("the policy of the intra part has as many times the replicates as there are tasks, and other streams",
          "[meta_error][exact]") {
  const auto apart = ib::detail::set_apart(ib::automatic{.target_standard_error = 0.3, .replicates = 70, .seed = 5}, 3);
  CHECK(apart.target_standard_error == Approx(0.1).epsilon(1e-15));
  CHECK(apart.replicates == 210);
  CHECK(apart.seed != 5);
  const std::size_t most = std::numeric_limits<std::size_t>::max();
  CHECK(ib::detail::set_apart(ib::contrastive{.replicates = most / 3}, 3).replicates == most / 3 * 3);
  CHECK(ib::detail::set_apart(ib::contrastive{.replicates = most / 3 + 1}, 3).replicates == most / 3 + 1);
}

TEST_CASE("numbers of tasks and labels below one are refused by name", "[meta_error][error]") {
  CHECK(thrown<std::domain_error>([] { return ib::meta_error(own_process{}, 0, 3, policy); }) ==
        "tasks = 0, must be >= 1");
  CHECK(thrown<std::domain_error>([] { return ib::meta_error(own_process{}, 3, 0, policy); }) ==
        "horizon = 0, must be >= 1");
  CHECK(thrown<std::domain_error>([] {
          return ib::meta_error(own_process{}, 3, 2, ib::contrastive{.contrasts = 0});
        }) == "contrastive.contrasts = 0, must be >= 1");
  own_process negative;
  negative.known.noise_variance = -1;
  CHECK(thrown<std::domain_error>([&] { return ib::meta_error(negative.known, 3, 2); }) ==
        "gaussian_hierarchy.noise_variance = -1, must be > 0 and finite");
}

}  // namespace unit::bound::meta::meta_error
