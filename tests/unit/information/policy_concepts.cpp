// SPDX-License-Identifier: BSL-1.0
// What a policy is to a verb, and a policy of a user's own.
#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/bound/meta/meta_error.hpp>
#include <infobound/bound/meta/meta_learning_curve.hpp>
#include <infobound/bound/misspecified/misspecified_error.hpp>
#include <infobound/core/average_replicates.hpp>
#include <infobound/core/numeric/log_sum_exp.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/execution/threads.hpp>
#include <infobound/information/automatic.hpp>
#include <infobound/information/closed_form.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/evidence.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/marchenko_pastur.hpp>
#include <infobound/information/policy_concepts.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>
#include <infobound/process/meta/gaussian_hierarchy.hpp>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <support/catch.hpp>
#include <support/same_bits.hpp>
#include <support/thrown.hpp>
#include <utility>
#include <vector>

namespace unit::information::policy_concepts {

namespace ib = infobound;

namespace {

using coin = ib::beta_bernoulli<double>;

/// ln p(H_T|θ) of one draw: less the entropy of the labels it is the information, so it is no bound of it.
struct mean_log_likelihood {
  std::size_t replicates = 40;

  template <class Process, class Execution, class Observer>
  [[nodiscard]] ib::estimate<ib::real_type_t<Process>> run(const Process& process, std::size_t horizon,
                                                           const Execution& execution, const Observer& observer) const {
    using Real = ib::real_type_t<Process>;
    const auto averaged = ib::average_replicates<Real>(
        {"mean_log_likelihood", 3, horizon}, replicates, 1,
        [&] {
          return [&](std::size_t replicate, Eigen::ArrayX<Real>& sample) {
            ib::random_stream rng(3, replicate);
            const auto theta = process.draw_parameter(rng);
            sample[0] = process.log_likelihood(theta, process.draw_history(theta, horizon, rng)).sum();
          };
        },
        execution, observer);
    return {.lower = averaged.quantities[0], .upper = averaged.quantities[0], .replicates = replicates};
  }
};

/// What likelihoods of prior draws say, in all that a verb may ask of a policy.
struct prior_draws {
  static constexpr std::string_view name = "prior_draws";

  std::size_t replicates = 300;
  Eigen::Index draws = 200;
  std::uint64_t seed = 0;

  void validate() const { ib::require_at_least("prior_draws.draws", draws, 1); }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] ib::estimate<double> run(const Process& process, std::size_t horizon, const Execution& execution,
                                         const Observer& observer) const {
    return run_curve(process, horizon, execution, observer).information(horizon);
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] ib::curve<double> run_curve(const Process& process, std::size_t horizon, const Execution& execution,
                                            const Observer& observer) const {
    const auto length = static_cast<Eigen::Index>(horizon);
    const auto averaged = ib::average_replicates<double>(
        {name, seed, horizon}, replicates, 4 * length,
        [&] {
          return [&](std::size_t replicate, Eigen::ArrayXd& sample) {
            ib::random_stream rng(seed, replicate);
            const auto theta = process.draw_parameter(rng);
            const auto history = process.draw_history(theta, horizon, rng);
            const Eigen::VectorXd terms = process.log_likelihood(theta, history);
            Eigen::ArrayXXd others(draws, length);
            for (Eigen::Index i = 0; i < draws; ++i)
              others.row(i) = process.log_likelihood(process.draw_parameter(rng), history).transpose();
            Eigen::ArrayXd totals = Eigen::ArrayXd::Zero(draws);
            double lower = 0, upper = 0, own = 0;
            for (Eigen::Index t = 0; t < length; ++t) {
              totals += others.col(t);
              own += terms[t];
              const double sum = ib::log_sum_exp(totals);
              const double above = own - ib::log_add_exp(own, sum) + std::log(double(draws + 1));
              const double below = own - sum + std::log(double(draws));
              sample.segment(4 * t, 4) << above, below, above - upper, below - lower;
              lower = above;
              upper = below;
            }
          };
        },
        execution, observer);
    std::vector<ib::estimate<double>> information, increments;
    const auto sides = [&](Eigen::Index at) {
      return ib::estimate<double>{.lower = averaged.quantities[at],
                                  .upper = averaged.quantities[at + 1],
                                  .replicates = averaged.quantities.count(),
                                  .stopped = averaged.stopped};
    };
    for (Eigen::Index t = 0; t < length; ++t) {
      information.push_back(sides(4 * t));
      increments.push_back(sides(4 * t + 2));
    }
    return {std::move(information), std::move(increments)};
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] auto evidence(const Process& process, std::size_t, const Execution&, const Observer&) const {
    return std::optional([&process, totals = Eigen::ArrayXd(draws)](
                             const typename Process::history_type& history,
                             const ib::replicate_origin& origin) mutable -> ib::evidence_estimate<double> {
      ib::random_stream rng(origin.seed, origin.replicate, ib::stream_purpose::contrasts);
      for (double& total : totals) total = process.log_likelihood(process.draw_parameter(rng), history).sum();
      return {ib::log_sum_exp(totals) - std::log(double(totals.size()))};
    });
  }
};

/// Knows the evidence of a coin, and no more.
struct own_predictive {
  static constexpr std::string_view name = "own_predictive";
  std::size_t replicates = 50;
  std::uint64_t seed = 0;

  template <class Execution, class Observer>
  [[nodiscard]] auto evidence(const coin& process, std::size_t, const Execution&, const Observer&) const {
    return std::optional([&process](const coin::history_type& history, const ib::replicate_origin& origin) {
      if (history.size() == 0) origin.blame("draw_history");
      return ib::evidence_value<double>{process.log_predictive(history).sum()};
    });
  }
};

/// Stopped before there was anything to tell of the evidence.
struct never_ready : own_predictive {
  template <class Execution, class Observer>
  [[nodiscard]] auto evidence(const coin& process, std::size_t T, const Execution& on, const Observer& watching) const {
    auto known = own_predictive::evidence(process, T, on, watching);
    known.reset();
    return known;
  }
};

/// Tells a number without a word on what it is.
struct bare_number {
  auto evidence(const coin&, std::size_t, const ib::serial&, const ib::unobserved&) const {
    return std::optional([](const coin::history_type&, const ib::replicate_origin&) { return 0.0; });
  }
};

/// Tasks of a Gaussian hierarchy that are only drawn from.
struct drawn_hierarchy {
  using real_type = double;
  using meta_parameter_type = Eigen::VectorXd;
  struct drawn_task {
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
  ib::gaussian_hierarchy<double> known{.meta_variance = 1.3, .task_variance = 0.4, .noise_variance = 0.8};

  meta_parameter_type draw_meta_parameter(auto& rng) const { return known.draw_meta_parameter(rng); }
  drawn_task task(const meta_parameter_type& psi) const { return {known.task(psi)}; }
};

/// Five standard errors of a side: false alarm below 3e-7 a check, up to the normality of means.
void check_encloses(const ib::estimate<double>& found, double exact, double room) {
  CAPTURE(found.lower.mean, found.lower.standard_error, found.upper.mean, found.upper.standard_error, exact);
  CHECK(found.lower.mean - 5 * found.lower.standard_error <= exact);
  CHECK(exact <= found.upper.mean + 5 * found.upper.standard_error);
  CHECK(found.upper.mean - found.lower.mean <= room);
}

/// KL(P(H_T) ‖ P̃(H_T)) of two coins, by the number of ones.
double coin_divergence(const coin& truth, const coin& learner, int horizon) {
  const auto log_beta = [](double a, double b) { return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b); };
  const auto log_mass = [&](const coin& of, int ones) {
    return log_beta(of.alpha + ones, of.beta + horizon - ones) - log_beta(of.alpha, of.beta);
  };
  double sum = 0;
  double orders = 1;
  for (int ones = 0; ones <= horizon; ++ones) {
    sum += orders * std::exp(log_mass(truth, ones)) * (log_mass(truth, ones) - log_mass(learner, ones));
    orders *= double(horizon - ones) / (ones + 1);
  }
  return sum;
}

struct without_result {
  void run(const coin&, std::size_t, const ib::serial&, const ib::unobserved&) const {}
};

static_assert(ib::estimation_policy<ib::conjugate, coin>);
static_assert(ib::curve_policy<ib::conjugate, coin>);
static_assert(ib::estimation_policy<ib::closed_form, coin, ib::threads>);
static_assert(ib::estimation_policy<mean_log_likelihood, coin>);
static_assert(!ib::curve_policy<mean_log_likelihood, coin>);
static_assert(!ib::estimation_policy<without_result, coin>);
static_assert(!ib::estimation_policy<double, coin>);
static_assert(ib::estimates_evidence<prior_draws, coin, ib::threads>);
static_assert(!ib::knows_evidence_of<prior_draws, coin>);
static_assert(ib::knows_evidence_of<own_predictive, coin>);
static_assert(ib::knows_evidence_of<ib::conjugate, coin>);
static_assert(ib::knows_evidence_of<ib::automatic, coin>);
static_assert(ib::estimates_evidence<ib::contrastive, coin>);
static_assert(!ib::estimates_evidence<bare_number, coin>);
static_assert(!ib::estimates_evidence<ib::marchenko_pastur, coin>);
static_assert(!ib::estimates_evidence<mean_log_likelihood, coin>);

}  // namespace

TEST_CASE("a policy of one's own has the bits of serial in any execution, and its parts are its streams",
          "[policy_concepts][exact]") {
  const coin process{.alpha = 2, .beta = 1};
  const auto found = ib::information(process, 6, mean_log_likelihood{});
  const auto in_threads = ib::information(process, 6, mean_log_likelihood{}, ib::threads{3});
  CHECK(found.lower.mean == in_threads.lower.mean);
  CHECK(found.lower.standard_error == in_threads.lower.standard_error);
  double sum = 0;
  for (std::size_t replicate = 0; replicate < 40; ++replicate) {
    ib::random_stream rng(3, replicate);
    const double theta = process.draw_parameter(rng);
    sum += process.log_likelihood(theta, process.draw_history(theta, 6, rng)).sum();
  }
  CHECK(found.lower.mean == Approx(sum / 40).epsilon(1e-14));
  CHECK(ib::estimation_error(process, 6, mean_log_likelihood{}).lower.mean == Approx(found.lower.mean / 6));
}

TEST_CASE("a policy of one's own encloses what is known in every verb, with the same bits in threads",
          "[policy_concepts][statistical]") {
  const coin process{.alpha = 2, .beta = 1};
  const prior_draws policy{.seed = 5};
  const ib::threads two{2};
  const double exact = ib::information(process, 8).lower.mean;
  const auto information = ib::information(process, 8, policy);
  check_encloses(information, exact, 0.1);
  CHECK(same_bits(information, ib::information(process, 8, policy, two)));
  check_encloses(ib::estimation_error(process, 8, policy), exact / 8, 0.0125);
  const auto curve = ib::learning_curve(process, 8, policy, two);
  CHECK(same_bits(curve.information(8), information));
  check_encloses(curve.incremental_error(8), exact - ib::information(process, 7).lower.mean, 0.2);

  const drawn_hierarchy hierarchy;
  const auto parts = ib::meta_error(hierarchy.known, 3, 4);
  const auto meta = ib::meta_error(hierarchy, 3, 4, policy);
  check_encloses(meta.meta, parts.meta.lower.mean, 0.25);
  check_encloses(meta.intra, parts.intra.lower.mean, 0.05);
  check_encloses(meta.total, parts.total.lower.mean, 0.2);
  const auto in_threads = ib::meta_error(hierarchy, 3, 4, policy, two);
  CHECK(same_bits(meta.total, in_threads.total));
  CHECK(same_bits(meta.intra, in_threads.intra));
  const auto tasks = ib::meta_learning_curve(hierarchy, {1, 3}, {4}, policy, two);
  CHECK(same_bits(tasks.at(1, 0).total, meta.total));
  check_encloses(tasks.at(0, 0).total, ib::meta_error(hierarchy.known, 1, 4).total.lower.mean, 0.2);
}

TEST_CASE("a learner's evidence by a policy of one's own bounds its cost from above, or tells it where it is known",
          "[policy_concepts][statistical]") {
  const coin truth{.alpha = 2, .beta = 1}, learner{.alpha = 1, .beta = 3};
  const double cost = coin_divergence(truth, learner, 6) / 6;
  const double total = ib::information(truth, 6).lower.mean / 6 + cost;
  const prior_draws policy{.replicates = 500, .seed = 5};
  const auto above = ib::misspecified_error(truth, learner, 6, policy);
  CHECK(above.sides == ib::learner_sides::upper_only);
  CHECK(above.total.policy == "prior_draws");
  CHECK(above.total.upper.mean + 5 * above.total.upper.standard_error >= total);
  CHECK(above.total.upper.mean - 5 * above.total.upper.standard_error <= total + 0.01);
  CHECK(above.misspecification.upper.mean + 5 * above.misspecification.upper.standard_error >= cost);
  CHECK(above.misspecification.lower.mean == 0);
  const auto in_threads = ib::misspecified_error(truth, learner, 6, policy, ib::threads{2});
  CHECK(same_bits(above.total, in_threads.total));
  CHECK(same_bits(above.misspecification, in_threads.misspecification));

  // The evidence of conjugate, under another name: both sides are asked for, and the numbers are those of conjugate.
  const auto known = ib::misspecified_error(truth, learner, 6, ib::both_sides(own_predictive{.seed = 2}));
  const auto same = ib::misspecified_error(truth, learner, 6, ib::conjugate{.replicates = 50, .seed = 2});
  CHECK(known.sides == ib::learner_sides::both);
  CHECK(known.total.lower.mean == same.total.lower.mean);
  CHECK(known.total.upper.standard_error == same.total.upper.standard_error);
  CHECK(known.misspecification.lower.mean == same.misspecification.lower.mean);
  CHECK(std::abs(known.total.lower.mean - total) <= 5 * known.total.lower.standard_error);

  // By automatic, the evidence is that of what it chooses for the learner.
  auto chosen = ib::automatic{.seed = 9}.evidence(learner, 6, ib::serial{}, ib::unobserved{});
  const coin::history_type history = coin::history_type::Ones(6);
  // Six ones: 1·2·3·4·5·6 / (4·5·6·7·8·9).
  CHECK((*chosen)(history, {}).log_evidence == Approx(-std::log(84.0)).epsilon(1e-14));
}

TEST_CASE("a policy of one's own without evidence, as of a stop, has nothing estimated of the learner's cost",
          "[policy_concepts][exact]") {
  const coin process{.alpha = 2, .beta = 1};
  const auto nothing = ib::misspecified_error(process, process, 6, never_ready{});
  CHECK(nothing.total.stopped == ib::stop_reason::cancelled);
  CHECK(nothing.total.replicates == 0);
  CHECK(thrown<std::domain_error>([&] {
          return ib::misspecified_error(process, process, 6, prior_draws{.draws = 0});
        }) == "prior_draws.draws = 0, must be >= 1");
}

}  // namespace unit::information::policy_concepts
