// SPDX-License-Identifier: BSL-1.0
// What learners pay that are no processes: by every policy against a closed form, at T and at every t.
#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <cstddef>
#include <infobound/bound/misspecified/misspecified_curve.hpp>
#include <infobound/bound/misspecified/misspecified_error.hpp>
#include <infobound/bound/misspecified/misspecified_estimate.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/execution/checkpointed.hpp>
#include <infobound/execution/threads.hpp>
#include <infobound/information/annealed.hpp>
#include <infobound/information/automatic.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/information/sequential.hpp>
#include <infobound/report/losses.hpp>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <support/catch.hpp>
#include <support/normal_mean.hpp>
#include <support/same_bits.hpp>
#include <support/temporary_directory.hpp>
#include <support/thrown.hpp>

namespace unit::bound::misspecified::any_learner {

namespace ib = infobound;

namespace {

const double infinity = std::numeric_limits<double>::infinity();

/// Predicts means of variance τ̃², by a member alone.
struct believer {
  double prior_variance;

  Eigen::VectorXd log_predictive(const Eigen::VectorXd& history) const {
    return mylab::conjugate_mean{{prior_variance}}.log_predictive(history);
  }
};

/// The process in coordinates, without its predictive law; labels are no further from the mean than `reach`.
struct whitened_mean : mylab::simulated_mean {
  double reach = infinity;

  /// Not the draw that parameter_from makes of the same stream.
  template <class Rng>
  double draw_parameter(Rng& rng) const {
    return -mylab::simulated_mean::draw_parameter(rng);
  }
  template <class Rng>
  Eigen::VectorXd draw_history(double theta, std::size_t horizon, Rng& rng) const {
    Eigen::VectorXd history = mylab::simulated_mean::draw_history(theta, horizon, rng);
    for (double& label : history)
      while (std::abs(label - theta) > reach) label = mylab::simulated_mean::draw_history(theta, 1, rng)[0];
    return history;
  }
  Eigen::VectorXd log_likelihood(double theta, const Eigen::VectorXd& history) const {
    return ((history.array() - theta).abs() <= reach)
        .select(
            mylab::simulated_mean::log_likelihood(theta, history).array() - std::log(std::erf(reach / std::sqrt(2))),
            -infinity);
  }
  std::size_t latent_dimension() const { return 1; }
  double parameter_from(const Eigen::VectorXd& z) const { return std::sqrt(prior_variance) * z[0]; }
  Eigen::VectorXd gradient(const Eigen::VectorXd& z, const Eigen::VectorXd& history) const {
    return Eigen::VectorXd::Constant(1, std::sqrt(prior_variance) * (history.array() - parameter_from(z)).sum());
  }
  Eigen::MatrixXd hessian(const Eigen::VectorXd&, const Eigen::VectorXd& history) const {
    return Eigen::MatrixXd::Constant(1, 1, -prior_variance * static_cast<double>(history.size()));
  }
};

/// What a belief of τ̃² costs in all of T labels.
double cost(double variance, double assumed, std::size_t horizon) {
  const auto T = static_cast<double>(horizon);
  const double ratio = (T * variance + 1) / (T * assumed + 1);
  return (ratio - 1 - std::log(ratio)) / 2;
}

/// Its error at some labels is below what is known by no more than five standard errors, and so on the other side.
void check_encloses(const ib::estimate<double>& found, double truth, double most_gap) {
  CAPTURE(found.lower.mean, found.lower.standard_error, found.upper.mean, found.upper.standard_error, truth);
  CHECK(found.lower.mean - 5 * found.lower.standard_error <= truth);
  CHECK(truth <= found.upper.mean + 5 * found.upper.standard_error);
  CHECK(found.upper.mean - found.lower.mean <= most_gap);
}

/// The parts of one run add up, each lower side with the other's upper one.
void check_adds_up(const ib::estimate<double>& estimation, const ib::estimate<double>& excess,
                   const ib::estimate<double>& total) {
  CHECK(total.lower.mean == Approx(estimation.lower.mean + excess.upper.mean).epsilon(1e-9));
  CHECK(total.lower.mean == total.upper.mean);
}

const whitened_mean simulated{{2}};
const mylab::conjugate_mean known{{2}};
const believer timid{0.1};

/// Errs in label 2 of a history.
struct surprised {
  double said;

  Eigen::VectorXd log_predictive(const Eigen::VectorXd& history) const {
    Eigen::VectorXd terms = believer{2}.log_predictive(history);
    if (terms.size() > 2) terms[2] = said;
    return terms;
  }
};

/// Adds noise of its own to what it says.
struct noisy {
  template <class Rng>
  Eigen::VectorXd log_predictive(const Eigen::VectorXd& history, Rng& rng) const {
    boost::random::normal_distribution<double> normal(-0.3, 1);
    Eigen::VectorXd terms = believer{2}.log_predictive(history);
    for (double& term : terms) term += normal(rng);
    return terms;
  }
};

/// Its information is known, its evidence is not.
struct solved_mean : mylab::simulated_mean {
  double information(std::size_t horizon) const { return truth(horizon); }
};

/// A user's own policy, of which no more is seen than what it returns.
struct own_policy {
  static constexpr std::string_view name = "own";
  std::size_t replicates = 400;
  std::uint64_t seed = 0;

  template <class Execution, class Observer>
  ib::estimate<double> run(const whitened_mean&, std::size_t horizon, const Execution&, const Observer&) const {
    return {.lower = {known.truth(horizon) - 0.01, 0.3}, .upper = {known.truth(horizon) + 0.01, 0.4}};
  }
};

}  // namespace

TEST_CASE("every policy encloses what a learner of its own pays beyond the best one",
          "[misspecified_error][statistical]") {
  const auto check = [](const auto& policy, double most_gap) {
    const auto found = ib::misspecified_error(simulated, timid, 6, policy);
    CHECK(found.sides == ib::learner_sides::both);
    check_encloses(found.misspecification, cost(2, 0.1, 6) / 6, most_gap);
    check_encloses(found.estimation, known.truth(6) / 6, most_gap);
    check_encloses(found.total, (known.truth(6) + cost(2, 0.1, 6)) / 6, 0);
    check_adds_up(found.estimation, found.misspecification, found.total);
  };
  check(ib::automatic{.replicates = 400, .seed = 1}, 1e-3);
  check(ib::laplace{.replicates = 400, .seed = 2}, 1e-3);
  check(ib::contrastive{.replicates = 400, .contrasts = 200, .seed = 3}, 0.02);
  check(ib::annealed{.replicates = 200, .temperatures = 100, .seed = 4}, 0.1);
  check(ib::sequential{.replicates = 200, .particles = 100, .seed = 5}, 0.02);
  const auto exact = ib::misspecified_error(known, timid, 6, ib::conjugate{.replicates = 400, .seed = 6});
  check_encloses(exact.misspecification, cost(2, 0.1, 6) / 6, 0);
}

TEST_CASE("a learner is its process, where it predicts alike", "[misspecified_error][exact]") {
  const auto member = ib::misspecified_error(known, timid, 5, ib::conjugate{.replicates = 50, .seed = 1});
  const auto process =
      ib::misspecified_error(known, mylab::conjugate_mean{{0.1}}, 5, ib::conjugate{.replicates = 50, .seed = 1});
  CHECK(same_bits(member.total, process.total));
  CHECK(same_bits(member.misspecification, process.misspecification));
  const ib::automatic policy{.replicates = 50};
  CHECK(same_bits(ib::misspecified_error(solved_mean{{2}}, timid, 5, policy).misspecification,
                  ib::misspecified_error(solved_mean{{2}}, mylab::conjugate_mean{{0.1}}, 5, policy).misspecification));
}

TEST_CASE("what the right learner pays beyond the best has the noise of a difference", "[misspecified_error][exact]") {
  const auto exact = ib::misspecified_error(known, believer{2}, 20, ib::automatic{.replicates = 100});
  CHECK(std::abs(exact.misspecification.upper.mean) < 1e-14);
  CHECK(exact.misspecification.upper.standard_error < 1e-14);
  const auto found = ib::misspecified_error(simulated, believer{2}, 20, ib::laplace{.replicates = 100, .seed = 3});
  check_encloses(found.misspecification, 0, 1e-3);
  CHECK(found.misspecification.upper.standard_error < 1e-4);
}

TEST_CASE("a label that was held impossible costs infinitely much, from there on", "[misspecified_error][exact]") {
  const surprised never{-infinity};
  const auto check = [&](const ib::misspecified_estimate<double>& found) {
    CHECK(found.misspecification.lower.mean == infinity);
    CHECK(found.misspecification.upper.mean == infinity);
    CHECK(found.total.upper.mean == infinity);
    CHECK(std::isfinite(found.estimation.upper.mean));
    CHECK(found.misspecification.interval(0.95).upper == infinity);
  };
  check(ib::misspecified_error(known, never, 5, ib::conjugate{.replicates = 20}));
  check(ib::misspecified_error(simulated, never, 5, ib::contrastive{.replicates = 20, .contrasts = 50}));
  const auto curve = ib::misspecified_curve(known, never, 5, ib::conjugate{.replicates = 20});
  CHECK(std::abs(curve.misspecification.information(2).upper.mean) < 1e-12);
  CHECK(curve.misspecification.information(3).lower.mean == infinity);
  CHECK(curve.misspecification.information(5).upper.mean == infinity);
  CHECK(curve.misspecification.incremental_error(3).upper.mean == infinity);
  CHECK(std::abs(curve.misspecification.incremental_error(4).upper.mean) < 1e-12);
  CHECK(curve.total.incremental_error(3).lower.mean == infinity);
  CHECK(std::isfinite(curve.total.incremental_error(5).lower.mean));
}

TEST_CASE("what a learner draws is averaged over, from streams of its own", "[misspecified_error][statistical]") {
  const ib::laplace policy{.replicates = 400, .seed = 7};
  const auto found = ib::misspecified_error(simulated, noisy{}, 4, policy);
  check_encloses(found.misspecification, 0.3, 1e-3);
  // Its draws change no data.
  CHECK(same_bits(found.estimation, ib::misspecified_error(simulated, timid, 4, policy).estimation));
  CHECK(same_bits(found.total, ib::misspecified_error(simulated, noisy{}, 4, policy, ib::threads{.count = 3}).total));
}

TEST_CASE("over walls, too, automatic shows a learner the histories that were written", "[misspecified_error][exact]") {
  const ib::automatic policy{.replicates = 20, .seed = 6};
  const auto check = [&](double reach, std::size_t horizon, std::string_view chosen) {
    const whitened_mean walled{{2}, reach};
    std::ostringstream told;
    told << "replicate,t,log_predictive\n";
    for (int row = 0; row < 20 * static_cast<int>(horizon); ++row)
      told << row / static_cast<int>(horizon) << ',' << row % static_cast<int>(horizon) + 1 << ",-1\n";
    std::istringstream in(told.str());
    const auto learner = ib::report::read_losses(in, walled, horizon, policy);
    const auto found = ib::misspecified_error(walled, learner, horizon, policy);
    CHECK(found.estimation.policy == chosen);
    CHECK(found.total.replicates == 20);
  };
  check(infinity, 4, "laplace");
  check(1, 2, "contrastive");
  check(0.01, 20, "sequential");
}

TEST_CASE("the curve of a learner encloses what it pays at every t, and ends at its error",
          "[misspecified_curve][statistical]") {
  constexpr std::size_t T = 6;
  const auto check = [&](const ib::misspecified_curves<double>& found, double most_gap) {
    for (std::size_t t = 1; t <= T; ++t) {
      CAPTURE(t);
      check_encloses(found.misspecification.information(t), cost(2, 0.1, t), most_gap);
      check_encloses(found.estimation.information(t), known.truth(t), most_gap);
      check_encloses(found.total.information(t), known.truth(t) + cost(2, 0.1, t), most_gap);
      check_encloses(found.misspecification.incremental_error(t), cost(2, 0.1, t) - (t > 1 ? cost(2, 0.1, t - 1) : 0),
                     2 * most_gap);
      check_encloses(found.total.incremental_error(t),
                     known.truth(t) + cost(2, 0.1, t) - (t > 1 ? known.truth(t - 1) + cost(2, 0.1, t - 1) : 0),
                     2 * most_gap);
    }
  };
  check(ib::misspecified_curve(known, timid, T, ib::automatic{.replicates = 400, .seed = 1}), 1e-9);
  const ib::contrastive draws{.replicates = 400, .contrasts = 300, .seed = 2};
  const auto drawn = ib::misspecified_curve(simulated, timid, T, draws);
  check(drawn, 0.1);
  CHECK(drawn.total.information(T).lower.mean / 6 ==
        Approx(ib::misspecified_error(simulated, timid, T, draws).total.lower.mean).epsilon(0.2));
  check(ib::misspecified_curve(simulated, timid, T, ib::sequential{.replicates = 200, .particles = 100, .seed = 3}),
        0.1);
  check(ib::misspecified_curve(simulated, timid, T, ib::laplace{.replicates = 200, .seed = 4}), 0.01);
  const auto few = ib::misspecified_curve(simulated, timid, T, ib::laplace{.replicates = 200, .curve_points = 3});
  for (std::size_t t = 1; t <= T; ++t) check_encloses(few.misspecification.information(t), cost(2, 0.1, t), infinity);
  CHECK(few.misspecification.information(4).upper.mean > few.misspecification.information(4).lower.mean + 0.01);
}

TEST_CASE("what is known of a truth without evidence is not simulated beside a learner",
          "[misspecified_error][statistical]") {
  const ib::automatic policy{.replicates = 200, .seed = 4};
  const auto found = ib::misspecified_error(solved_mean{{2}}, timid, 6, policy);
  CHECK(found.estimation.exact());
  CHECK(found.estimation.lower.mean == known.truth(6) / 6);
  check_encloses(found.misspecification, cost(2, 0.1, 6) / 6, 0.01);
  const auto curve = ib::misspecified_curve(solved_mean{{2}}, timid, 6, policy);
  CHECK(curve.estimation.information(3).exact());
  check_encloses(curve.misspecification.information(3), cost(2, 0.1, 3), 0.05);
}

TEST_CASE("intervals of what a learner pays beyond the best hold it", "[misspecified_error][statistical]") {
  int held = 0;
  for (std::size_t run = 0; run < 100; ++run) {
    const ib::contrastive policy{.replicates = 25, .contrasts = 60, .seed = run};
    const auto interval = ib::misspecified_error(solved_mean{{2}}, timid, 4, policy).misspecification.interval(0.95);
    held += interval.lower <= cost(2, 0.1, 4) / 4 && cost(2, 0.1, 4) / 4 <= interval.upper ? 1 : 0;
  }
  CHECK(held >= 86);  // fewer once in 10⁴ where they hold it in 95 of 100
}

TEST_CASE("a run beside a learner that is resumed has the bits of one that was not", "[misspecified_error][exact]") {
  const temporary_directory directory;
  const ib::checkpointed<> kept{.file = directory.path() / "run"};
  const ib::laplace policy{.replicates = 64, .seed = 7, .curve_points = 2};
  const auto whole = ib::misspecified_error(simulated, noisy{}, 4, policy);
  for (int times = 0; times < 2; ++times) {
    const auto found = ib::misspecified_error(simulated, noisy{}, 4, policy, kept);
    CHECK(same_bits(found.total, whole.total));
    CHECK(same_bits(found.misspecification, whole.misspecification));
  }
  const ib::checkpointed<> curve_kept{.file = directory.path() / "curve"};
  const auto curve = ib::misspecified_curve(simulated, noisy{}, 4, policy);
  for (int times = 0; times < 2; ++times)
    CHECK(same_bits(ib::misspecified_curve(simulated, noisy{}, 4, policy, curve_kept).misspecification,
                    curve.misspecification));
}

TEST_CASE("a policy of one's own leaves the noise of both evidences", "[misspecified_error][statistical]") {
  const auto found = ib::misspecified_error(simulated, timid, 6, own_policy{.seed = 3});
  check_encloses(found.misspecification, cost(2, 0.1, 6) / 6, 1e-2);
  const double noise = found.total.upper.standard_error;
  CHECK(noise > 0.01);
  CHECK(found.misspecification.lower.standard_error == Approx(noise + 0.4 / 6).epsilon(1e-12));
  CHECK(found.misspecification.upper.standard_error == Approx(noise + 0.3 / 6).epsilon(1e-12));
}

TEST_CASE("a target standard error of a learner is met", "[misspecified_error][statistical]") {
  const auto found = ib::misspecified_error(simulated, timid, 4, ib::automatic{.target_standard_error = 0.1});
  CHECK(found.total.upper.standard_error * 4 < 0.13);
  CHECK(found.total.replicates > 10);
  const auto curve = ib::misspecified_curve(known, timid, 4, ib::automatic{.target_standard_error = 0.1});
  CHECK(curve.total.information(4).upper.standard_error < 0.13);
}

TEST_CASE("predictions that are no logarithms of probabilities are refused with seed and replicate",
          "[misspecified_error][error]") {
  const auto refusal = [](const auto& truth, double said) {
    return thrown<std::runtime_error>(
        [&] { return ib::misspecified_error(truth, surprised{said}, 4, ib::automatic{.replicates = 10, .seed = 8}); });
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(refusal(known, nan) == "misspecified_error: the learner's log_predictive returned NaN at seed 8, replicate 0");
  CHECK(refusal(simulated, nan) ==
        "misspecified_error: the learner's log_predictive returned NaN at seed 8, replicate 0");
  CHECK(refusal(known, infinity) ==
        "misspecified_error: the learner's log_predictive returned +infinity at seed 8, replicate 0");
  struct terse {
    Eigen::VectorXd log_predictive(const Eigen::VectorXd&) const { return Eigen::VectorXd::Zero(2); }
  };
  CHECK(thrown<std::invalid_argument>([] { return ib::misspecified_error(known, terse{}, 4); }) ==
        "log_predictive: number of entries = 2 and horizon = 4, must be equal");
  CHECK(thrown<std::domain_error>([] {
          return ib::misspecified_error(simulated, timid, 4, ib::contrastive{.replicates = 10, .shared_by = 5});
        }) == "contrastive.shared_by = 5, must be 1 beside a learner");
}

TEST_CASE("a run beside a learner that is stopped reports what was complete", "[misspecified_error]") {
  struct stopped {
    void advanced(const ib::progress&) const {}
    [[nodiscard]] bool stop_requested() const { return true; }
  };
  const auto found =
      ib::misspecified_error(simulated, timid, 4, ib::laplace{.replicates = 20}, ib::serial{}, stopped{});
  CHECK(found.total.stopped == ib::stop_reason::cancelled);
  CHECK(found.misspecification.replicates == 0);
}

}  // namespace unit::bound::misspecified::any_learner
