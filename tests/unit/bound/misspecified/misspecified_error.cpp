// SPDX-License-Identifier: BSL-1.0
// What a learner pays by every policy, against closed forms; which sides are estimates; what is refused.
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/bound/misspecified/detail/misspecified_pair.hpp>
#include <infobound/bound/misspecified/misspecified_curve.hpp>
#include <infobound/bound/misspecified/misspecified_error.hpp>
#include <infobound/core/average_replicates.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/moments.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/automatic.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/evidence.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <infobound/process/conjugate/finite_process.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>
#include <infobound/process/regression/gaussian_prior_regression.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/missing_features.hpp>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/normal_mean.hpp>
#include <support/same_bits.hpp>
#include <support/thrown.hpp>
#include <type_traits>
#include <utility>

namespace unit::bound::misspecified::misspecified_error {

namespace ib = infobound;

namespace {

const double infinity = std::numeric_limits<double>::infinity();

const ib::linear_regression<double> truth{.dimension = 3, .noise_variance = 0.5};

/// θ ~ N(0, τ²), Y ~ N(θ, 1): KL(P(H_T) ‖ P̃(H_T))/T of two that differ in τ².
double cost_of_mean(double variance, double assumed, std::size_t observations) {
  const double T = static_cast<double>(observations);
  const double ratio = (T * variance + 1) / (T * assumed + 1);
  return (ratio - 1 - std::log(ratio)) / 2 / T;
}

/// Upper side an upper estimate within `room` of the truth, five standard errors; lower sides those of theory 9.1.
template <class Estimate>
void check_upper_side(const Estimate& found, double total, double misspecification, double room) {
  CAPTURE(found.total.upper.mean, found.total.upper.standard_error, total, room);
  CHECK(found.sides == ib::learner_sides::upper_only);
  CHECK(found.total.upper.mean + 5 * found.total.upper.standard_error >= total);
  CHECK(found.total.upper.mean - 5 * found.total.upper.standard_error <= total + room);
  CHECK(found.misspecification.upper.mean + 5 * found.misspecification.upper.standard_error >= misspecification);
  CHECK(found.misspecification.lower.mean == 0);
  CHECK(found.misspecification.lower.standard_error == 0);
  CHECK(found.total.lower.mean == found.estimation.lower.mean);
}

struct not_a_number : mylab::conjugate_mean {
  Eigen::VectorXd log_predictive(const Eigen::VectorXd& history) const {
    return Eigen::VectorXd::Constant(history.size(), std::numeric_limits<double>::quiet_NaN());
  }
};

/// A law of inputs that can be compared.
struct scaled_inputs {
  double scale;
  bool operator==(const scaled_inputs&) const = default;
  template <class Derived, class Rng>
  void draw(Eigen::PlainObjectBase<Derived>& inputs, Rng& rng) const {
    ib::gaussian_inputs{}.draw(inputs, rng);
    inputs *= scale;
  }
};

}  // namespace

TEST_CASE("a truth without evidence has its own two sides, and the learner's cost is theirs by difference",
          "[misspecified_error][statistical]") {
  // simulated_mean has no log_predictive, conjugate_mean has: the truth is known to this test only.
  mylab::simulated_mean made;
  made.prior_variance = 2;
  mylab::conjugate_mean known;
  known.prior_variance = 0.1;
  const auto found = ib::misspecified_error(made, known, 5, ib::automatic{.replicates = 1000, .seed = 3});
  const double estimation = made.truth(5) / 5;
  const double cost = cost_of_mean(2, 0.1, 5);
  CHECK(found.sides == ib::learner_sides::both);
  CHECK(found.estimation.lower.mean - 5 * found.estimation.lower.standard_error <= estimation);
  CHECK(estimation <= found.estimation.upper.mean + 5 * found.estimation.upper.standard_error);
  CHECK(std::abs(found.total.lower.mean - estimation - cost) <= 5 * found.total.lower.standard_error);
  CHECK(found.misspecification.lower.mean - 5 * found.misspecification.lower.standard_error <= cost);
  CHECK(cost <= found.misspecification.upper.mean + 5 * found.misspecification.upper.standard_error);
  // Neither known: an upper side.
  mylab::simulated_mean believed;
  believed.prior_variance = 0.1;
  check_upper_side(ib::misspecified_error(made, believed, 5, ib::automatic{.replicates = 400, .seed = 3}),
                   estimation + cost, cost, 0.05);
  check_upper_side(ib::misspecified_error(made, believed, 5, ib::contrastive{.replicates = 400, .seed = 3}),
                   estimation + cost, cost, 0.05);
}

TEST_CASE("what is known of the truth is not simulated", "[misspecified_error][statistical]") {
  const ib::gaussian_mean<double> made{.dimension = 2, .prior_variance = 1, .noise_variance = 1};
  const ib::gaussian_mean<double> believed{.dimension = 2, .prior_variance = 0.1, .noise_variance = 1};
  const auto found = ib::misspecified_error(made, believed, 6);
  CHECK(found.estimation.lower.mean == ib::estimation_error(made, 6).lower.mean);
  CHECK(found.estimation.lower.standard_error == 0);
  CHECK(found.total.lower.mean == Approx(found.estimation.lower.mean + found.misspecification.lower.mean));
  CHECK(std::abs(found.misspecification.lower.mean - 2 * cost_of_mean(1, 0.1, 6)) <=
        5 * found.misspecification.lower.standard_error);
  CHECK(found.total.lower.standard_error == found.misspecification.lower.standard_error);
  CHECK(found.total.upper.mean == Approx(found.estimation.upper.mean + found.misspecification.upper.mean));
}

TEST_CASE("a replicate of a pair is its three parts an observation, their powers and the size of the learner's weights",
          "[misspecified_error][exact]") {
  const mylab::conjugate_mean made;
  const auto believed = [](const Eigen::VectorXd& history, const ib::replicate_origin& origin) {
    return ib::evidence_estimate<double>{-history.sum() - 20, 3 + double(origin.replicate)};
  };
  using pair = ib::detail::pair_replicate<mylab::conjugate_mean, std::remove_const_t<decltype(believed)>>;
  pair sample_of{made, 4, 17, believed};
  ib::moments<double> quantities(pair::size_at + 1);
  Eigen::ArrayXd sample(pair::size_at + 1);
  double sizes = 0;
  for (std::size_t replicate = 0; replicate < 3; ++replicate) {
    sample_of(replicate, sample);
    quantities.add(sample);
    sizes += sample[pair::size_at];
    ib::random_stream rng(17, replicate);
    const double theta = made.draw_parameter(rng);
    const Eigen::VectorXd history = made.draw_history(theta, 4, rng);
    const double own = made.log_likelihood(theta, history).sum();
    const double evidence = made.log_predictive(history).sum();
    const double said = -history.sum() - 20;
    const double parts[] = {(own - evidence) / 4, (evidence - said) / 4, (own - said) / 4};
    for (int i = 0; i < 3; ++i) {
      CHECK(sample[i] == Approx(parts[i]).epsilon(1e-12));
      CHECK(sample[3 + i] == Approx(parts[i] * parts[i]).epsilon(1e-12));
      CHECK(sample[6 + i] == Approx(parts[i] * parts[i] * parts[i]).epsilon(1e-12));
    }
  }
  CHECK(sizes == 3 + 4 + 5);
  const ib::replicated<double> averaged{quantities, ib::stop_reason::completed};
  for (Eigen::Index i = 0; i < 3; ++i) {
    const auto part = pair::part(averaged, i, "mine", 4);
    CHECK((part.lower.mean == quantities[i].mean && part.upper.mean == quantities[i].mean));
    CHECK((part.policy == "mine" && part.unseen.nat == 0.25 && part.replicates == 3));
    const double mean = part.lower.mean, square = quantities[3 + i].mean;
    const double cube = quantities[6 + i].mean - 3 * mean * square + 2 * mean * mean * mean;
    CHECK(part.skewness == Approx(cube / std::pow(square - mean * mean, 1.5)).epsilon(1e-6));
  }
}

TEST_CASE("an upper side tells the weights behind the learner's evidence, and the lower one is what is known without",
          "[misspecified_error][exact]") {
  const mylab::simulated_mean made;
  mylab::simulated_mean believed;
  believed.prior_variance = 0.1;
  const auto found =
      ib::misspecified_error(made, believed, 3, ib::contrastive{.replicates = 20, .contrasts = 30, .seed = 3});
  CHECK(found.sides == ib::learner_sides::upper_only);
  CHECK((found.misspecification.lower.exact && found.misspecification.lower.mean == 0));
  CHECK(found.total.lower.mean == found.estimation.lower.mean);
  CHECK(found.total.lower.standard_error == found.estimation.lower.standard_error);
  CHECK(found.misspecification.upper.mean == Approx(found.total.upper.mean - found.estimation.lower.mean));
  CHECK((found.total.effective_sample_size > 1 && found.total.effective_sample_size < 30));
  CHECK(found.misspecification.effective_sample_size == found.total.effective_sample_size);
}

TEST_CASE("a target standard error is met, or the budget spent", "[misspecified_error][statistical]") {
  mylab::conjugate_mean made, known;
  known.prior_variance = 0.1;
  const auto found = ib::misspecified_error(made, known, 4, ib::automatic{.target_standard_error = 0.05, .seed = 6});
  CHECK(4 * found.total.lower.standard_error < 0.06);
  CHECK(std::abs(found.misspecification.lower.mean - cost_of_mean(1, 0.1, 4)) <=
        5 * found.misspecification.lower.standard_error);
  const auto poor =
      ib::misspecified_error(made, known, 4, ib::automatic{.target_standard_error = 1e-6, .seed = 6, .budget = 100});
  CHECK(poor.total.stopped == ib::stop_reason::budget_spent);
}

TEST_CASE("a target takes the replicates that the part with most noise asks for", "[misspecified_error][exact]") {
  // A standard error; or, where events may be unseen, that of the normal law with so wide an interval.
  const auto noise_of = [](const ib::estimate<double>& part) {
    const auto interval = part.interval(0.95);
    const double error = part.upper.standard_error;
    return part.unseen.possible
               ? std::max({error, (part.lower.mean - interval.lower) / 1.96, (interval.upper - part.upper.mean) / 1.96})
               : error;
  };
  constexpr double target = 0.1;
  int parts[] = {0, 0, 0};
  for (const auto& [true_variance, assumed] : {std::pair{1.0, 0.1}, {1.0, 20.0}, {0.05, 3.0}, {4.0, 3.0}}) {
    mylab::conjugate_mean made, believed;
    made.prior_variance = true_variance;
    believed.prior_variance = assumed;
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
      const auto stage = ib::misspecified_error(made, believed, 5, ib::conjugate{.replicates = 64, .seed = ~seed});
      const double noise[] = {noise_of(stage.estimation), noise_of(stage.misspecification), noise_of(stage.total)};
      const double most = *std::max_element(noise, noise + 3);
      ++parts[std::max_element(noise, noise + 3) - noise];
      const double ratio = 5 * most / target;
      const auto found =
          ib::misspecified_error(made, believed, 5, ib::automatic{.target_standard_error = target, .seed = seed});
      CAPTURE(true_variance, assumed, seed);
      CHECK(found.total.replicates == static_cast<std::size_t>(80 * ratio * ratio) + 2);
    }
  }
  CAPTURE(parts[0], parts[1], parts[2]);
  CHECK((parts[0] > 0 && parts[1] > 0 && parts[2] > 0));
}

TEST_CASE("histories that the learner holds impossible cost infinitely much", "[misspecified_error][exact]") {
  const Eigen::Matrix2d coins{{0.5, 0.5}, {1, 0}};
  const ib::finite_process<double> fair{Eigen::Vector2d(1, 0), coins}, stuck{Eigen::Vector2d(0, 1), coins};
  const auto found = ib::misspecified_error(fair, stuck, 10, ib::conjugate{.replicates = 100});
  CHECK(found.total.lower.mean == infinity);
  CHECK(found.misspecification.upper.mean == infinity);
  CHECK(found.misspecification.interval(0.95).upper == infinity);
  CHECK(found.estimation.lower.mean == 0);
  const auto back = ib::misspecified_error(stuck, fair, 10, ib::conjugate{.replicates = 100});
  CHECK(back.total.lower.mean == Approx(std::log(2.0)).epsilon(1e-14));
}

TEST_CASE("variances of beliefs may be anywhere in the scalar's range", "[misspecified_error][exact]") {
  using belief = ib::gaussian_prior_regression<double>;
  const belief broad{Eigen::VectorXd::Zero(1), 1e200, 1e-200};
  const belief narrow{Eigen::VectorXd::Zero(1), 1e-200, 1e200};
  // E ln χ² = ψ₀(½) + ln 2.
  const double log_chi_square = -1.2703628454614781700;
  const double information = (400 * std::log(10.0) + log_chi_square) / 2;
  const auto same = ib::misspecified_error(broad, broad, 1);
  CHECK(same.estimation.lower.mean == Approx(information).epsilon(1e-13));
  CHECK(same.misspecification.lower.mean == 0);
  // The label's variance is 10²⁰⁰ χ² where the learner holds it to be 10²⁰⁰.
  const auto wrong = ib::misspecified_error(broad, narrow, 1);
  CHECK(wrong.misspecification.lower.mean == Approx(-log_chi_square / 2).epsilon(1e-12));
  CHECK(wrong.total.lower.mean == Approx(information - log_chi_square / 2).epsilon(1e-13));
  // ½ (σ²/σ̃² − 1 − ln(σ²/σ̃²)) a label, of which the learner sees nothing.
  const ib::linear_regression<double> quiet{.dimension = 1, .noise_variance = 1e-300};
  const auto blind = ib::misspecified_error(quiet, ib::missing_features<double>{1, 0, 1e300}, 3);
  CHECK(blind.total.lower.mean == Approx((600 * std::log(10.0) - 1) / 2).epsilon(1e-13));
  // 1/(10²⁰⁰ χ² + 10⁻²⁰⁰) has its mean where χ² is beyond the range.
  CHECK(thrown<std::domain_error>([&] { (void)ib::misspecified_error(narrow, broad, 1); }) ==
        "learner: noise variance over prior variance = 0, must be within the scalar's range");
}

TEST_CASE("an exact answer in float is that in double", "[misspecified_error][exact]") {
  const ib::linear_regression<float> narrow{.dimension = 3, .noise_variance = 0.5F};
  const ib::missing_features<float> blind{.dimension = 3, .seen = 1, .noise_variance = 0.75F};
  const ib::missing_features<double> wide_blind{.dimension = 3, .seen = 1, .noise_variance = 0.75};
  CHECK(ib::misspecified_error(narrow, blind, 20, ib::closed_form{}).total.lower.mean ==
        Approx(ib::misspecified_error(truth, wide_blind, 20).total.lower.mean).epsilon(1e-6));
}

TEST_CASE("both sides can be asked for where both are estimates", "[misspecified_error]") {
  const ib::gaussian_mean<double> made{.dimension = 2, .prior_variance = 1, .noise_variance = 1};
  const ib::gaussian_mean<double> believed{.dimension = 2, .prior_variance = 0.1, .noise_variance = 1};
  const ib::conjugate policy{.replicates = 50, .seed = 9};
  const auto asked = ib::misspecified_error(made, believed, 4, ib::both_sides(policy));
  CHECK(same_bits(asked.total, ib::misspecified_error(made, believed, 4, policy).total));
  CHECK(ib::misspecified_error(made, believed, 4, ib::both_sides(ib::automatic{})).sides == ib::learner_sides::both);
}

TEST_CASE("estimates of a learner's cost are written with what they rest on", "[misspecified_error]") {
  std::ostringstream out;
  out << ib::misspecified_estimate<double>{ib::exactly(0.5), ib::exactly(0.25), ib::exactly(0.75)};
  CHECK(out.str() == "0.5 + 0.25 = 0.75 nats (exact)");
  out.str("");
  out << ib::misspecified_estimate<double>{ib::exactly(0.5),
                                           {.lower = {0, 0}, .upper = {0.25, 0}},
                                           {.lower = {0.5, 0}, .upper = {0.75, 0}},
                                           ib::learner_sides::upper_only};
  CHECK(out.str() == "0.5 + [0, 0.25] = [0.5, 0.75] nats (of the learner the upper side only)");
}

TEST_CASE("truths and learners that do not go together are refused", "[misspecified_error][error]") {
  const ib::missing_features<double> two{.dimension = 2, .seen = 1, .noise_variance = 1};
  CHECK(thrown<std::invalid_argument>([&] { return ib::misspecified_error(truth, two, 3); }) ==
        "learner.dimension = 2 and truth.dimension = 3, must be equal");
  const ib::missing_features<double> blind{.dimension = 3, .seen = 1, .noise_variance = 1};
  CHECK(thrown<std::domain_error>([&] { return ib::misspecified_error(truth, blind, 0); }) ==
        "horizon = 0, must be >= 1");
  const ib::linear_regression<double> silent{.dimension = 3, .noise_variance = 0};
  CHECK(thrown<std::domain_error>([&] { return ib::misspecified_error(silent, blind, 3); }) ==
        "linear_regression.noise_variance = 0, must be > 0 and finite");
  const ib::missing_features<double> unsound{.dimension = 3, .seen = 4, .noise_variance = 1};
  CHECK(thrown<std::domain_error>([&] { return ib::misspecified_error(truth, unsound, 3); }) ==
        "missing_features.seen = 4, must be <= 3, the dimension");

  using scaled = ib::linear_regression<double, scaled_inputs>;
  const scaled once{.dimension = 2, .noise_variance = 1, .inputs = {1}};
  const scaled twice{.dimension = 2, .noise_variance = 1, .inputs = {2}};
  const ib::conjugate policy{.replicates = 20};
  CHECK(thrown<std::invalid_argument>([&] { return ib::misspecified_error(once, twice, 3, policy); }) ==
        "learner.inputs differs from truth.inputs: inputs must have one law under both");
  CHECK(ib::misspecified_error(once, once, 3, policy).misspecification.lower.mean == 0);
}

TEST_CASE("a learner that returns NaN is reported with seed and replicate", "[misspecified_error][error]") {
  CHECK(thrown<std::runtime_error>([] {
          return ib::misspecified_error(mylab::conjugate_mean{}, not_a_number{}, 3, ib::conjugate{.seed = 12});
        }) == "misspecified_error: the process's evidence returned NaN at seed 12, replicate 0");
}

TEST_CASE("costs within the scalar's range are told where means on inputs are not, and infinite beyond it",
          "[misspecified_error][exact]") {
  const auto one = [](double entry) -> Eigen::MatrixXd { return Eigen::MatrixXd::Constant(1, 1, entry); };
  const auto cost = [](const Eigen::MatrixXd& matrix, double mean) {
    const ib::fixed_design<double> design{matrix};
    const ib::linear_regression<double, ib::fixed_design<double>> mine{1, 1.0, design};
    const ib::gaussian_prior_regression<double, ib::fixed_design<double>> theirs{Eigen::VectorXd::Constant(1, mean),
                                                                                 1.0, 1.0, design};
    return ib::misspecified_error(mine, theirs, 1, ib::closed_form{});
  };
  // Of one variance: (μx)²/(2(x² + 1)).
  CHECK(cost(one(1e200), 1e150).misspecification.lower.mean == Approx(5e299).epsilon(1e-13));
  CHECK(cost(one(1e300), 3.0).total.lower.mean == Approx(4.5 + 300 * std::log(10.0)).epsilon(1e-13));
  CHECK(cost(one(1e300), 1e160).misspecification.lower.mean == infinity);
  CHECK(cost(one(1e300), 1e160).total.lower.mean == infinity);
}

TEST_CASE("a wrong mean costs the same digits on inputs that are nearly dependent and at either end of the range",
          "[misspecified_error][exact]") {
  // In 1500 digits, by the inverse of the covariance.
  using design = ib::fixed_design<double>;
  const auto cost = [](const Eigen::MatrixXd& matrix, double truth_noise, const Eigen::VectorXd& mean, double variance,
                       double noise) {
    const ib::linear_regression<double, design> mine{matrix.cols(), truth_noise, {matrix}};
    const ib::gaussian_prior_regression<double, design> theirs{mean, variance, noise, {matrix}};
    return ib::misspecified_error(mine, theirs, static_cast<std::size_t>(matrix.rows()), ib::closed_form{})
        .misspecification.lower.mean;
  };
  Eigen::MatrixXd units(3, 2);
  units << 1.2e-75, 1.5e308, 1.1e-75, 1.25e308, 1e-75, -1.0e308;
  CHECK(cost(units, 7.5, Eigen::Vector2d(-126.9, 3.2e301), 9e307, 0.25) ==
        Approx(1.8962962962962963905e294).epsilon(1e-13));
  Eigen::MatrixXd near(4, 2);
  near << 1.0, 1.0, 1.0, 1.000000001, 1.0, 0.999999999, 1.0, 1.000000003;
  CHECK(cost(near, 1e-24, Eigen::Vector2d(1e6, -3e5), 2.0, 1e-24) == Approx(68124993964.445512186).epsilon(1e-13));
  Eigen::MatrixXd large(2, 3);
  large << 6e56, 4e113, 2e56, 7e56, 4.1e113, -3e56;
  CHECK(cost(large, 1.0, Eigen::Vector3d(0, -0.0380567, -1000), 2.77267e-297, 1.79e308) ==
        Approx(158.86025244821602614).epsilon(1e-13));
  Eigen::MatrixXd apart(3, 2);
  apart << 1.25e-18, 7.04e306, -4.5e-19, 7.05e306, 3e-19, -7.06e306;
  CHECK(cost(apart, 1e-90, Eigen::Vector2d(3, -1e-300), 2.0, 1e-88) == Approx(1.5646264847046454242).epsilon(1e-13));
}

TEST_CASE("what a learner on a design does not see costs the same digits where what it sees nearly makes up for it",
          "[misspecified_error][exact]") {
  // In 900 digits, by the inverse of the covariance.
  using design = ib::fixed_design<double>;
  const auto cost = [](const Eigen::MatrixXd& matrix, double noise, double assumed, Eigen::Index seen) {
    const ib::linear_regression<double, design> all{matrix.cols(), noise, {matrix}};
    const ib::missing_features<double, design> some{matrix.cols(), seen, assumed, {matrix}};
    return ib::misspecified_error(all, some, static_cast<std::size_t>(matrix.rows()), ib::closed_form{})
        .misspecification.lower.mean;
  };
  // One row: the labels' variance is twice what the learner holds.
  const Eigen::MatrixXd twice = Eigen::MatrixXd::Constant(1, 2, 4e57);
  CHECK(cost(twice, 1e-6, 6e-275, 1) == Approx((1 - std::log(2.0)) / 2).epsilon(1e-13));
  CHECK(cost(1e200 * twice, 1e-6, 6e-275, 1) == Approx((1 - std::log(2.0)) / 2).epsilon(1e-11));
  // Equal rows: nothing but the first label is told.
  Eigen::MatrixXd equal(5, 3);
  equal << Eigen::VectorXd::Constant(5, 3.0), Eigen::VectorXd::Constant(5, 7.0), Eigen::VectorXd::Constant(5, 1.7e100);
  CHECK(cost(equal, 0.3, 100.0, 2) == Approx(2.4491525423728812659e+197).epsilon(1e-13));
  CHECK(cost(equal.topRows(2), 0.3, 100.0, 2) == Approx(3.47355769230769218e+197).epsilon(1e-13));
  // Columns that differ in direction by their last digits.
  Eigen::MatrixXd near(3, 2);
  near << 1e30, 3e33, 1.000001e30, 3.000003e33, 1.000002e30, 3.000006e33;
  CHECK(cost(near, 60.0, 0.25, 1) == Approx(1.4468971653242559499e+34).epsilon(1e-12));
}

TEST_CASE("inputs that are dependent add nothing, however small others are", "[misspecified_error][exact]") {
  // Two directions of eigenvalues about 4 and 1e-120: the third label and the small input's are noise alone.
  Eigen::MatrixXd matrix(3, 3);
  matrix << 1.1, 1.1, 2e-60, 0.7, 0.7, -1e-60, -1.3, -1.3, 3e-60;
  const ib::fixed_design<double> design{matrix};
  const ib::linear_regression<double, ib::fixed_design<double>> mine{3, 1e-80, design};
  const ib::gaussian_prior_regression<double, ib::fixed_design<double>> theirs{Eigen::Vector3d::Zero(), 1.0 / 3, 1e-90,
                                                                               design};
  // (r − 1 − ln r)/2 at r = 1e10, twice.
  CHECK(ib::misspecified_error(mine, theirs, 3, ib::closed_form{}).misspecification.lower.mean ==
        Approx((1e10 - 1 - 10 * std::log(10.0)) / 3).epsilon(1e-12));
}

TEST_CASE("a learner that holds labels of one input too many to be without noise pays the logarithm of what it assumes",
          "[misspecified_error][exact]") {
  // By the density (x e^{−x/2} − 2e^{−x/2} + 4e^{−x})/4 of an eigenvalue at T = 2, d = 3, in 30 digits.
  const auto cost = [](double noise, double assumed) {
    const ib::gaussian_prior_regression<double> noisy{Eigen::Vector3d::Zero(), 0.2, noise};
    const ib::linear_regression<double> learner{3, assumed};
    return ib::misspecified_error(noisy, learner, 2, ib::closed_form{}).misspecification.lower.mean;
  };
  CHECK(cost(1e6, 1e-8) == Approx(12788772.1566109699).epsilon(1e-9));
  CHECK(cost(1e6, 1e-14) == Approx(23150404.6801714388).epsilon(1e-9));
  CHECK(cost(1e6, 1e-92) == Approx(157851632.6203224055).epsilon(1e-9));
  CHECK(cost(1e6, 1e-300) == Approx(517054907.1273935322).epsilon(1e-9));
  CHECK(cost(1e-7, 1e-300) == Approx(0.0554626125871148).epsilon(1e-11));
}

TEST_CASE("a divergence that is lost in rounding is not negative", "[misspecified_error][property]") {
  // Without the features that tell nothing, nothing is lost.
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(4, 3);
  matrix.col(0) << 1.0, -0.7, 0.3, 2.0;
  const ib::fixed_design<double> design{matrix};
  const ib::linear_regression<double, ib::fixed_design<double>> all{3, 0.37, design};
  const ib::missing_features<double, ib::fixed_design<double>> some{3, 1, 0.37, design};
  const auto cost = ib::misspecified_error(all, some, 4, ib::closed_form{});
  CHECK(cost.misspecification.lower.mean >= 0);
  CHECK(cost.misspecification.lower.mean < 1e-14);
  CHECK(cost.total.lower.mean >= cost.estimation.lower.mean);
}

TEST_CASE("the curve of two Gaussian beliefs is their error in closed form at every t", "[misspecified_curve][exact]") {
  const ib::linear_regression<double> regression{.dimension = 3, .noise_variance = 0.5};
  const ib::gaussian_prior_regression<double> learner{Eigen::VectorXd::Zero(3), 0.02, 0.7};
  const auto found = ib::misspecified_curve(regression, learner, 4);
  for (std::size_t t = 1; t <= 4; ++t) {
    const auto at = ib::misspecified_error(regression, learner, t);
    CHECK(found.misspecification.estimation_error(t).lower.mean ==
          Approx(at.misspecification.lower.mean).epsilon(1e-14));
    CHECK(found.total.information(t).exact());
    CHECK(found.estimation.estimation_error(t).upper.mean == Approx(at.estimation.lower.mean).epsilon(1e-14));
  }
  // What is known of the regression is not simulated.
  const auto simulated_learner = ib::misspecified_curve(regression, learner, 4, ib::conjugate{.replicates = 10});
  CHECK_FALSE(simulated_learner.total.information(4).exact());
}

}  // namespace unit::bound::misspecified::misspecified_error
