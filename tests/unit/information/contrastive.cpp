// SPDX-License-Identifier: BSL-1.0
#include <infobound/information/contrastive.hpp>

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/core/execution.hpp>
#include <infobound/core/numeric/normal_draws.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/detail/contrastive_replicate.hpp>
#include <infobound/information/detail/local_proposals.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/replicate/many_likelihoods.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <limits>
#include <support/catch.hpp>
#include <support/mean_z.hpp>
#include <support/reduced.hpp>
#include <type_traits>
#include <vector>

namespace unit::information::contrastive {

namespace ib = infobound;

namespace {

using linear = ib::linear_regression<double>;
using design = ib::fixed_design<double>;
using logistic_design = ib::logistic_regression<double, design>;

/// One of eight θ, and labels that are it.
struct revealed {
  using real_type = double;
  using parameter_type = double;
  using history_type = Eigen::VectorXd;

  double draw_parameter(ib::random_stream& rng) const { return static_cast<double>(rng() % 8); }
  Eigen::VectorXd draw_history(double theta, std::size_t horizon, ib::random_stream&) const {
    return Eigen::VectorXd::Constant(static_cast<Eigen::Index>(horizon), theta);
  }
  Eigen::VectorXd log_likelihood(double theta, const Eigen::VectorXd& history) const {
    return (history.array() == theta)
        .select(0.0, Eigen::ArrayXd::Constant(history.size(), -std::numeric_limits<double>::infinity()));
  }
};

Eigen::MatrixXd inputs(Eigen::Index rows, Eigen::Index columns) {
  ib::random_stream rng(5);
  Eigen::MatrixXd result(rows, columns);
  ib::detail::fill_standard_normal(result, rng);
  return result;
}

}  // namespace

TEST_CASE("the evidence of contrasts is unbiased, and its inverse with the true parameter among them is too",
          "[contrastive][statistical]") {
  const auto check = [](const auto& process, int contrasts, std::uint64_t seed) {
    constexpr int count = 40000;
    const linear exact{.dimension = 2, .noise_variance = 2.0};
    const ib::detail::offered_controls<std::decay_t<decltype(process)>> offered(process, 3);
    ib::detail::contrastive_replicate<std::decay_t<decltype(process)>> work(
        process, 3, static_cast<std::size_t>(contrasts), offered, ib::detail::contrast_pairs::where_possible);
    Eigen::ArrayXd above(count);
    Eigen::ArrayXd below(count);
    for (int i = 0; i < count; ++i) {
      const auto replicate = static_cast<std::uint64_t>(i);
      ib::random_stream rng(seed, replicate);
      ib::random_stream draws(seed, replicate, ib::stream_purpose::contrasts);
      ib::random_stream local(seed, replicate, ib::stream_purpose::proposals);
      const ib::replicate_origin where{"test", seed, replicate};
      work.draw_contrasts(draws);
      work.draw_data(rng, where);
      work.weigh(false, local, where);
      // The same data once more, for their evidence in closed form.
      ib::random_stream again(seed, replicate);
      ib::detail::simulation<linear> data;
      data.draw(exact, 3, again, where);
      const double evidence = exact.log_predictive(data.history()).sum();
      above[i] = std::exp(evidence - work.log_evidence_above());
      below[i] = std::exp(work.log_evidence_below() - evidence);
    }
    CAPTURE(contrasts, above.mean(), below.mean());
    CHECK(std::abs(mean_z(above, 1)) < 5);
    CHECK(std::abs(mean_z(below, 1)) < 5);
    CHECK(standard_error(above) < 0.02);
    CHECK(standard_error(below) < 0.02);
  };
  const linear process{.dimension = 2, .noise_variance = 2.0};
  for (const int contrasts : {1, 2, 7}) {
    check(process, contrasts, 11);
    check(without_gradient{process}, contrasts, 12);
  }
}

TEST_CASE("evidence from pairs of reflected contrasts is unbiased both ways", "[contrastive][statistical]") {
  using logistic = ib::logistic_regression<double>;
  const logistic process{.dimension = 1};
  constexpr int count = 40000;
  const ib::detail::offered_controls<logistic> offered(process, 3);
  for (const std::size_t contrasts : {2U, 6U}) {
    ib::detail::contrastive_replicate<logistic> work(process, 3, contrasts, offered,
                                                     ib::detail::contrast_pairs::where_possible);
    Eigen::ArrayXd above(count);
    Eigen::ArrayXd below(count);
    for (int i = 0; i < count; ++i) {
      const auto replicate = static_cast<std::uint64_t>(i);
      ib::random_stream rng(21, replicate);
      ib::random_stream draws(21, replicate, ib::stream_purpose::contrasts);
      ib::random_stream local(21, replicate, ib::stream_purpose::proposals);
      const ib::replicate_origin where{"test", 21, replicate};
      work.draw_contrasts(draws);
      work.draw_data(rng, where);
      work.weigh(false, local, where);
      ib::random_stream again(21, replicate);
      ib::detail::simulation<logistic> data;
      data.draw(process, 3, again, where);
      // p(H_T) by the trapezoidal rule over θ ~ N(0, 1), whose error is negligible for what is analytic near the axis.
      double evidence = 0;
      for (int k = -32; k <= 32; ++k) {
        const double theta = 0.25 * k;
        double term = 0.25 * std::exp(-theta * theta / 2) / std::sqrt(2 * std::acos(-1.0));
        for (int t = 0; t < 3; ++t)
          term /= 1 + std::exp((1 - 2 * data.history().labels[t]) * theta * data.history().inputs(0, t));
        evidence += term;
      }
      above[i] = evidence * std::exp(-work.log_evidence_above());
      below[i] = std::exp(work.log_evidence_below()) / evidence;
    }
    CAPTURE(contrasts, above.mean(), below.mean());
    CHECK(std::abs(mean_z(above, 1)) < 5);
    CHECK(std::abs(mean_z(below, 1)) < 5);
    CHECK(standard_error(above) < 0.01);
    CHECK(standard_error(below) < 0.01);
  }
}

TEST_CASE("shares of draws in the mixture are what its densities say", "[contrastive][exact]") {
  using mixture = ib::detail::local_proposals<double>;
  CHECK((mixture::beside(1) == 4 && mixture::beside(4) == 4 && mixture::beside(8) == 8));
  CHECK((mixture::beside(63) == 60 && mixture::beside(64) == 64 && mixture::beside(1000) == 64));
  for (const Eigen::Index dimension : {1, 3, 20}) {
    const Eigen::VectorXd centre = Eigen::VectorXd::LinSpaced(dimension, -1.0, 2.0);
    Eigen::MatrixXd latent(dimension, 40);
    ib::random_stream rng(3);
    mixture found;
    found.fill(latent, centre, rng);
    Eigen::MatrixXd prior(dimension, 40);
    ib::detail::fill_standard_normal(prior, rng);
    Eigen::ArrayXd shares(40);
    for (const Eigen::MatrixXd& columns : {latent, prior}) {
      found.log_shares(columns, centre, std::log(0.25), shares);
      for (Eigen::Index i = 0; i < columns.cols(); ++i) {
        // In extended precision, density by density: N(0, I), and N(centre, s² I) at s = ½, ⅙, 1/18, 1/54.
        long double others = 0;
        const long double squared = (columns.col(i) - centre).squaredNorm();
        for (const long double s : {0.5L, 0.5L / 3, 0.5L / 9, 0.5L / 27})
          others += std::exp(-squared / (2 * s * s) - static_cast<long double>(dimension) * std::log(s)) / 4;
        const long double own = std::exp(-static_cast<long double>(columns.col(i).squaredNorm()) / 2);
        CHECK(shares[i] == Approx(static_cast<double>(std::log(own / (own + 0.25L * others)))).margin(1e-12));
      }
      const Eigen::ArrayXd half_norms = columns.colwise().squaredNorm().transpose() / 2;
      const Eigen::ArrayXd products = columns.transpose() * centre;
      Eigen::ArrayXd linear_shares(40);
      found.shares(half_norms, products, centre, std::log(0.25), linear_shares);
      for (Eigen::Index i = 0; i < columns.cols(); ++i)
        CHECK(linear_shares[i] == Approx(std::exp(shares[i])).epsilon(1e-10));
    }
  }
}

TEST_CASE("draws around the true parameter keep the upper side near where no prior draw comes near it",
          "[contrastive][statistical]") {
  // I = 11.5 nats, beyond ln 1000: of a thousand prior draws the best misses by hundreds of nats.
  const linear sharp{.dimension = 2, .noise_variance = 1e-4};
  const double exact = sharp.information(20);
  const auto found = ib::information(sharp, 20, ib::contrastive{.replicates = 400, .contrasts = 1000, .seed = 4});
  CAPTURE(exact, found.upper.mean, found.upper.standard_error);
  CHECK(found.upper.mean > exact - 5 * found.upper.standard_error);
  CHECK(found.upper.mean < exact + 1.5);
}

TEST_CASE("the lower side says when it is saturated", "[contrastive][exact]") {
  const linear sharp{.dimension = 10, .noise_variance = 1e-6};
  const auto bound = ib::information(sharp, 20, ib::contrastive{.replicates = 50, .contrasts = 100});
  CHECK(bound.ceiling == Approx(std::log(101.0)));
  CHECK(bound.lower.mean <= bound.ceiling + 5 * bound.lower.standard_error);
  CHECK(bound.saturated());
  const auto curve = ib::learning_curve(sharp, 20, ib::contrastive{.replicates = 50, .contrasts = 100});
  CHECK(curve.information(20).saturated());

  const ib::beta_bernoulli<double> coin{.alpha = 1.0, .beta = 1.0};
  CHECK_FALSE(ib::information(coin, 10, ib::contrastive{.replicates = 50, .contrasts = 100}).saturated());
}

TEST_CASE("the ceiling is that of N + 1 parameters, or of N + 2 where they come in pairs", "[contrastive][exact]") {
  const ib::logistic_regression<double> reflected{.dimension = 1};
  const auto ceiling = [](const auto& process, std::size_t contrasts) {
    return ib::information(process, 3, ib::contrastive{.replicates = 2, .contrasts = contrasts}).ceiling;
  };
  CHECK(ceiling(reflected, 2) == Approx(std::log(4.0)).epsilon(1e-14));
  CHECK(ceiling(reflected, 98) == Approx(std::log(100.0)).epsilon(1e-14));
  CHECK(ceiling(reflected, 99) == Approx(std::log(100.0)).epsilon(1e-14));
  CHECK(ceiling(linear{.dimension = 1, .noise_variance = 1}, 98) == Approx(std::log(99.0)).epsilon(1e-14));
  const auto curve = ib::learning_curve(reflected, 3, ib::contrastive{.replicates = 2, .contrasts = 98});
  CHECK(curve.information(3).ceiling == Approx(std::log(99.0)).epsilon(1e-14));
}

TEST_CASE(
    "where fewer than two contrasts make the data possible more are drawn until two do, up to sixteen times as many",
    "[contrastive][exact]") {
  const revealed process;
  constexpr std::size_t contrasts = 3;
  int beyond = 0;
  int given_up = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    double lower = 0;
    double upper = 0;
    double size = 0;
    for (const std::size_t replicate : {std::size_t{0}, std::size_t{1}}) {
      ib::random_stream data(seed, replicate);
      ib::random_stream draws(seed, replicate, ib::stream_purpose::contrasts);
      ib::random_stream more(seed, replicate, ib::stream_purpose::proposals);
      const double theta = process.draw_parameter(data);
      std::size_t possible = 0;
      for (std::size_t i = 0; i < contrasts; ++i) possible += process.draw_parameter(draws) == theta ? 1U : 0U;
      size += double(possible) / 2;  // equal weights, or none
      lower += std::log(double(contrasts + 1) / double(possible + 1)) / 2;
      // The mean likelihood of all draws but the second that makes the data possible.
      std::size_t all = contrasts;
      if (possible < 2) {
        ++beyond;
        while (all < 16 * contrasts && possible < 2) {
          possible += process.draw_parameter(more) == theta ? 1U : 0U;
          if (possible < 2) ++all;
        }
        if (all == 16 * contrasts) ++given_up;
        possible = possible > 0 ? 1 : 0;
      }
      upper += std::log(double(all) / double(possible)) / 2;
    }
    const auto found =
        ib::information(process, 2, ib::contrastive{.replicates = 2, .contrasts = contrasts, .seed = seed});
    CAPTURE(seed);
    CHECK(found.effective_sample_size == size);
    CHECK(found.lower.mean == Approx(lower).epsilon(1e-13).margin(1e-13));
    CHECK((found.upper.mean == upper || found.upper.mean == Approx(upper).epsilon(1e-13).margin(1e-13)));
  }
  CHECK(beyond > 200);
  CHECK(given_up > 0);
}

TEST_CASE("the sandwich of a uniform coin has the known width", "[contrastive][statistical]") {
  // T = 100, I = 1.9003: expectations [1.54, 3.24] at N = 10 and [1.862, 1.947] at N = 100, to the digits given.
  const ib::beta_bernoulli<double> coin{.alpha = 1.0, .beta = 1.0};
  const auto check = [&](std::size_t contrasts, double lower, double upper, double digits) {
    const auto found =
        ib::information(coin, 100, ib::contrastive{.replicates = 20000, .contrasts = contrasts, .seed = 8});
    CAPTURE(contrasts, found.lower.mean, found.upper.mean);
    CHECK(std::abs(found.lower.mean - lower) < digits + 5 * found.lower.standard_error);
    CHECK(std::abs(found.upper.mean - upper) < digits + 5 * found.upper.standard_error);
  };
  check(10, 1.54, 3.24, 0.005);
  check(100, 1.862, 1.947, 0.0005);
}

TEST_CASE("likelihoods of shared contrasts on a fixed design are those of contrasts of its own",
          "[contrastive][exact]") {
  const logistic_design process{.dimension = 4, .inputs = {inputs(70, 4)}};
  ib::random_stream rng(2);
  Eigen::MatrixXd thetas(4, 9);
  ib::detail::fill_standard_normal(thetas, rng);
  const auto history = process.draw_history(thetas.col(0), 65, rng);
  const Eigen::ArrayXd whole = process.total_log_likelihoods(thetas, history);
  Eigen::ArrayXd parts;
  Eigen::VectorXd workspace;
  process.label_free_log_likelihoods(thetas, 65, parts);
  process.add_label_terms(thetas, history, workspace, parts);
  for (Eigen::Index i = 0; i < whole.size(); ++i) CHECK(parts[i] == Approx(whole[i]).epsilon(1e-13));
}

TEST_CASE("standard errors respect shared contrasts", "[contrastive][statistical]") {
  // 95 % intervals of 200 seeds: more than 28 misses have a chance below 1e-6.
  const linear process{.dimension = 2, .noise_variance = 0.5};
  const double exact = process.information(8);
  int missed = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto found = ib::information(
        process, 8, ib::contrastive{.replicates = 200, .contrasts = 20, .seed = 300 + seed, .shared_by = 10});
    CHECK(found.replicates == 200);
    CHECK(found.degrees_of_freedom == 19);
    const auto interval = found.interval(0.95);
    missed += exact < interval.lower || interval.upper < exact ? 1 : 0;
  }
  CAPTURE(missed);
  CHECK(missed <= 28);
}

TEST_CASE("shared contrasts give the mean that contrasts of their own give", "[contrastive][statistical]") {
  const logistic_design process{.dimension = 3, .inputs = {inputs(40, 3)}};
  const auto own = ib::information(process, 40, ib::contrastive{.replicates = 4000, .contrasts = 60, .seed = 1});
  const auto shared =
      ib::information(process, 40, ib::contrastive{.replicates = 4000, .contrasts = 60, .seed = 2, .shared_by = 8});
  CHECK(std::abs(own.lower.mean - shared.lower.mean) <
        5 * std::hypot(own.lower.standard_error, shared.lower.standard_error));
  CHECK(std::abs(own.upper.mean - shared.upper.mean) <
        5 * std::hypot(own.upper.standard_error, shared.upper.standard_error));
}

TEST_CASE("replicates that cannot be shared out evenly are refused", "[contrastive][error]") {
  const linear process{.dimension = 2, .noise_variance = 0.5};
  CHECK_THROWS_WITH(ib::information(process, 8, ib::contrastive{.replicates = 100, .shared_by = 0}),
                    "contrastive.shared_by = 0, must be >= 1");
  CHECK_THROWS_WITH(ib::information(process, 8, ib::contrastive{.replicates = 100, .shared_by = 7}),
                    "contrastive.shared_by = 7, must be a divisor of contrastive.replicates = 100, at most half of it");
  CHECK_THROWS_WITH(
      ib::information(process, 8, ib::contrastive{.replicates = 100, .shared_by = 100}),
      "contrastive.shared_by = 100, must be a divisor of contrastive.replicates = 100, at most half of it");
}

TEST_CASE("a curve of shared contrasts holds the truth at every t, and its increments add up",
          "[contrastive][statistical]") {
  const linear process{.dimension = 2, .noise_variance = 0.5};
  const auto found =
      ib::learning_curve(process, 8, ib::contrastive{.replicates = 800, .contrasts = 200, .seed = 3, .shared_by = 4});
  double sum = 0;
  for (std::size_t t = 1; t <= 8; ++t) {
    const auto& at = found.information(t);
    const double exact = process.information(t);
    CAPTURE(t, exact, at.lower.mean, at.upper.mean);
    CHECK(at.lower.mean - 5 * at.lower.standard_error <= exact);
    CHECK(exact <= at.upper.mean + 5 * at.upper.standard_error);
    CHECK(at.upper.mean - at.lower.mean < 0.1 * exact);
    sum += found.incremental_error(t).lower.mean + found.incremental_error(t).upper.mean;
  }
  CHECK(sum == Approx(found.information(8).lower.mean + found.information(8).upper.mean));
  // Control variates: 1.4 nats a replicate without.
  CHECK(found.information(8).lower.standard_error * std::sqrt(800.0) < 0.7);
}

TEST_CASE("a learner's evidence by contrasts is the mean likelihood of draws from its prior", "[contrastive][exact]") {
  const ib::logistic_regression<double> process{.dimension = 2};
  ib::random_stream rng(34);
  const auto history = process.draw_history(process.draw_parameter(rng), 6, rng);
  const ib::contrastive policy{.contrasts = 5};
  auto evidence = policy.evidence(process, 6, ib::serial{}, ib::unobserved{});
  REQUIRE(evidence.has_value());
  for (std::uint64_t replicate = 0; replicate < 5; ++replicate) {
    const auto found = (*evidence)(history, {"test", 35, replicate});
    ib::random_stream draws(35, replicate, ib::stream_purpose::contrasts);
    Eigen::Array<double, 5, 1> likelihoods;
    for (double& each : likelihoods)
      each = std::exp(process.log_likelihood(process.draw_parameter(draws), history).sum());
    CHECK(found.log_evidence == Approx(std::log(likelihoods.mean())).epsilon(1e-12));
    const double sum = likelihoods.sum();
    CHECK(found.effective_sample_size == Approx(sum * sum / likelihoods.square().sum()).epsilon(1e-12));
  }
}

TEST_CASE("likelihoods of many parameters are those of each, taken as columns or one by one",
          "[many_likelihoods][exact]") {
  const auto check = [](const auto& process, const auto& parameter_at) {
    using process_type = std::remove_cvref_t<decltype(process)>;
    constexpr std::size_t horizon = 5;
    constexpr Eigen::Index count = 4;
    ib::random_stream rng(31);
    const auto history = process.draw_history(process.draw_parameter(rng), horizon, rng);
    ib::detail::many_likelihoods<process_type> many;
    for (int again = 0; again < 2; ++again) {
      const auto parameters = parameter_at(many, count, again);
      Eigen::ArrayXd totals;
      many.totals(process, history, totals);
      const Eigen::MatrixXd terms = many.terms(process, history);
      REQUIRE((totals.size() == count && terms.rows() == 5 && terms.cols() == count));
      for (Eigen::Index i = 0; i < count; ++i) {
        const Eigen::VectorXd own = process.log_likelihood(parameters[static_cast<std::size_t>(i)], history);
        CHECK((terms.col(i) - own).norm() < 1e-12);
        CHECK(totals[i] == Approx(own.sum()).epsilon(1e-12));
      }
    }
  };
  const auto from_prior = [](const auto& process) {
    return [&](auto& many, Eigen::Index count, int seed) {
      ib::random_stream rng(32, static_cast<std::uint64_t>(seed));
      ib::random_stream same = rng;
      many.take_prior(process, count, rng);
      std::vector<decltype(process.draw_parameter(same))> parameters;
      for (Eigen::Index i = 0; i < count; ++i) parameters.push_back(process.draw_parameter(same));
      return parameters;
    };
  };
  const auto from_latent = [](const auto& process) {
    return [&](auto& many, Eigen::Index count, int seed) {
      ib::random_stream rng(33, static_cast<std::uint64_t>(seed));
      Eigen::MatrixXd latent(static_cast<Eigen::Index>(process.latent_dimension()), count);
      ib::detail::fill_standard_normal(latent, rng);
      many.take_latent(process, latent);
      std::vector<decltype(process.draw_parameter(rng))> parameters;
      for (Eigen::Index i = 0; i < count; ++i) parameters.push_back(process.parameter_from(latent.col(i)));
      return parameters;
    };
  };
  const ib::logistic_regression<double> columns{.dimension = 3};
  const without_gradient<ib::logistic_regression<double>> one_by_one{columns};
  const ib::beta_bernoulli<double> scalars{.alpha = 2, .beta = 1};
  check(columns, from_prior(columns));
  check(columns, from_latent(columns));
  check(one_by_one, from_prior(one_by_one));
  check(one_by_one, from_latent(one_by_one));
  check(scalars, from_prior(scalars));
}

}  // namespace unit::information::contrastive
