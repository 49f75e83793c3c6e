// SPDX-License-Identifier: BSL-1.0
#include <infobound/process/meta/linear_representation.hpp>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <infobound/bound/meta/meta_bracket.hpp>
#include <infobound/bound/meta/meta_error.hpp>
#include <infobound/core/bound.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/meta_concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/information.hpp>
#include <infobound/process/meta/linear_representation_bounds.hpp>
#include <infobound/process/meta/logistic_representation_affinity.hpp>
#include <infobound/process/regression/generalised_linear_model_bounds.hpp>
#include <infobound/process/regression/logistic_regression_bounds.hpp>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/check_passes.hpp>
#include <support/joint_gaussian.hpp>
#include <support/thrown.hpp>
#include <tuple>
#include <type_traits>
#include <utility>

namespace unit::process::meta::linear_representation {

namespace ib = infobound;
namespace bounds = infobound::linear_representation_bounds;

namespace {

using gaussian = ib::linear_representation<ib::gaussian_response, double>;
using logistic = ib::linear_representation<ib::logistic_response, double>;

static_assert(ib::meta_process<gaussian> && ib::meta_process<logistic>);
static_assert(ib::offers_meta_part<gaussian> && !ib::offers_meta_part<logistic>);
static_assert(ib::offers_joint_part<gaussian> && ib::offers_joint_part<logistic>);
static_assert(ib::conjugate_process<ib::task_type_t<gaussian>>);
static_assert(!ib::conjugate_process<ib::task_type_t<logistic>>);
static_assert(ib::evaluates_hessian<ib::task_type_t<logistic>>);
static_assert(ib::batched_process<ib::representation_evidence<double>>);
static_assert(ib::differentiable_process<ib::representation_evidence<double>>);
static_assert(ib::differentiable_process<ib::representation_joint<ib::logistic_response<double>, double>>);
static_assert(ib::meta_process<ib::linear_representation<ib::logistic_response, float>>);

Eigen::VectorXd standard_normal(Eigen::Index size, ib::random_stream& rng) {
  Eigen::VectorXd z(size);
  ib::detail::fill_normal(z, 1.0, rng);
  return z;
}

/// The gradient of ln p(H|θ(z)) by differences.
template <class Process, class History>
Eigen::VectorXd differences(const Process& process, const Eigen::VectorXd& z, const History& history) {
  constexpr double step = 1e-5;
  const auto total = [&](const Eigen::VectorXd& at) {
    return process.log_likelihood(process.parameter_from(at), history).sum();
  };
  Eigen::VectorXd result(z.size());
  for (Eigen::Index i = 0; i < z.size(); ++i) {
    const Eigen::VectorXd move = step * Eigen::VectorXd::Unit(z.size(), i);
    result[i] = (total(z + move) - total(z - move)) / (2 * step);
  }
  return result;
}

}  // namespace

TEST_CASE("a Gaussian task's predictive law and evidence are those of its dense covariance",
          "[linear_representation][reference]") {
  const auto [d, r, T] = GENERATE(std::tuple{1, 1, 1}, std::tuple{3, 2, 8}, std::tuple{4, 3, 2}, std::tuple{2, 5, 6});
  const double noise = GENERATE(1e-6, 0.2, 30.0);
  const gaussian process{.dimension = d, .rank = r, .noise_variance = noise};
  ib::random_stream rng(3);
  const auto psi = process.draw_meta_parameter(rng);
  const auto task = process.task(psi);
  const auto history = task.draw_history(task.draw_parameter(rng), static_cast<std::size_t>(T), rng);
  const auto expected = joint_gaussian(psi.transpose() * history.inputs, noise).log_predictive(history.labels);
  const Eigen::VectorXd found = task.log_predictive(history);
  double evidence = 0;
  for (Eigen::Index t = 0; t < T; ++t) {
    CAPTURE(d, r, T, noise, t);
    CHECK(found[t] == Approx(expected[static_cast<std::size_t>(t)]).epsilon(1e-8));
    evidence += expected[static_cast<std::size_t>(t)];
  }
  const auto part = process.meta_part(static_cast<std::size_t>(T));
  const Eigen::VectorXd vec = Eigen::Map<const Eigen::VectorXd>(psi.data(), psi.size());
  CHECK(part.log_likelihood(vec, {history.inputs, history.labels})[0] == Approx(evidence).epsilon(1e-8));
}

TEST_CASE("likelihoods of many representations are those of each", "[linear_representation]") {
  const gaussian process{.dimension = 3, .rank = 2, .noise_variance = 0.3};
  const auto part = process.meta_part(5);
  ib::random_stream rng(4);
  const auto history = part.draw_history(part.draw_parameter(rng), 4, rng);
  Eigen::MatrixXd psis(6, 70);
  for (Eigen::Index n = 0; n < psis.cols(); ++n) psis.col(n) = part.draw_parameter(rng);
  const Eigen::MatrixXd all = part.log_likelihoods(psis, history);
  const Eigen::ArrayXd totals = part.total_log_likelihoods(psis, history);
  REQUIRE(all.rows() == 4);
  REQUIRE(totals.size() == 70);
  for (Eigen::Index n = 0; n < psis.cols(); ++n) {
    const Eigen::VectorXd one = part.log_likelihood(psis.col(n), history);
    CHECK((all.col(n) - one).cwiseAbs().maxCoeff() < 1e-11);
    CHECK(totals[n] == Approx(one.sum()).epsilon(1e-13));
  }
}

TEST_CASE("gradients of representations agree with differences", "[linear_representation]") {
  const auto [d, r, T] = GENERATE(std::tuple{1, 1, 1}, std::tuple{3, 2, 5}, std::tuple{2, 3, 2});
  ib::random_stream rng(5);
  const auto close = [](const Eigen::VectorXd& a, const Eigen::VectorXd& b) {
    return (a - b).norm() <= 1e-7 * (1 + b.norm());
  };
  const gaussian smooth{.dimension = d, .rank = r, .noise_variance = 0.3};
  const auto part = smooth.meta_part(static_cast<std::size_t>(T));
  const auto tasks = part.draw_history(part.draw_parameter(rng), 3, rng);
  const Eigen::VectorXd z = standard_normal(d * r, rng);
  CHECK(close(part.gradient(z, tasks), differences(part, z, tasks)));

  const logistic binary{.dimension = d, .rank = r};
  const auto joint = binary.joint_part(3);
  const auto seen = joint.draw_history(joint.draw_parameter(rng), static_cast<std::size_t>(T), rng);
  const Eigen::VectorXd all = standard_normal(d * r + 3 * r, rng);
  CHECK(close(joint.gradient(all, seen), differences(joint, all, seen)));

  const auto task = binary.task(binary.draw_meta_parameter(rng));
  const auto history = task.draw_history(task.draw_parameter(rng), static_cast<std::size_t>(T), rng);
  const Eigen::VectorXd own = standard_normal(r, rng);
  CHECK(close(task.gradient(own, history), differences(task, own, history)));
  const Eigen::MatrixXd hessian = task.hessian(own, history);
  for (Eigen::Index i = 0; i < r; ++i) {
    const Eigen::VectorXd move = 1e-5 * Eigen::VectorXd::Unit(r, i);
    CHECK(close(hessian.col(i), (task.gradient(own + move, history) - task.gradient(own - move, history)) / 2e-5));
  }
}

TEST_CASE("with its coefficients integrated out, the joint likelihood is that of each task's dense covariance",
          "[linear_representation][reference]") {
  const auto [d, r, T] = GENERATE(std::tuple{1, 1, 1}, std::tuple{3, 2, 8}, std::tuple{4, 3, 2}, std::tuple{2, 5, 6});
  const double noise = GENERATE(1e-6, 0.2, 30.0);
  const auto joint = gaussian{.dimension = d, .rank = r, .noise_variance = noise}.joint_part(3);
  const auto marginal = joint.marginal_process();
  static_assert(ib::offers_marginal_process<std::remove_cvref_t<decltype(joint)>>);
  static_assert(ib::differentiable_process<std::remove_cvref_t<decltype(marginal)>>);
  ib::random_stream rng(8);
  Eigen::MatrixXd psis(d * r, 3);
  for (Eigen::Index n = 0; n < 3; ++n) psis.col(n) = marginal.draw_parameter(rng);
  const Eigen::VectorXd psi = psis.col(1);
  const auto history = marginal.draw_history(psi, static_cast<std::size_t>(T), rng);
  const Eigen::MatrixXd matrix = Eigen::Map<const Eigen::MatrixXd>(psi.data(), d, r);
  Eigen::VectorXd expected = Eigen::VectorXd::Zero(T);
  double told = 0;
  for (Eigen::Index m = 0; m < 3; ++m) {
    const Eigen::MatrixXd features = matrix.transpose() * history.inputs.middleCols(m * T, T);
    const auto terms = joint_gaussian(features, noise).log_predictive(history.labels.segment(m * T, T));
    for (Eigen::Index t = 0; t < T; ++t) expected[t] += terms[static_cast<std::size_t>(t)];
    const Eigen::MatrixXd gram = Eigen::MatrixXd::Identity(T, T) + features.transpose() * features / (r * noise);
    told += std::log(gram.determinant()) / 2;
  }
  const Eigen::VectorXd found = marginal.log_likelihood(psi, history);
  CAPTURE(d, r, T, noise);
  for (Eigen::Index t = 0; t < T; ++t) {
    CHECK(found[t] == Approx(expected[t]).epsilon(1e-7));
    CHECK(marginal.log_likelihoods(psis, history)(t, 1) == Approx(found[t]).epsilon(1e-12));
  }
  CHECK(marginal.total_log_likelihood(psi, history) == Approx(expected.sum()).epsilon(1e-7));
  CHECK(marginal.total_log_likelihoods(psis, history)[1] == Approx(expected.sum()).epsilon(1e-7));
  CHECK(marginal.conditional_information(psi, history).sum() == Approx(told).epsilon(1e-7));
}

TEST_CASE("the joint information through the marginal process is the sum of the parts",
          "[linear_representation][statistical]") {
  const gaussian process{.dimension = 3, .rank = 1, .noise_variance = 0.3};
  check_passes(process.joint_part(2).marginal_process());
  const ib::contrastive policy{.replicates = 300, .contrasts = 1000, .seed = 2};
  const auto through = ib::information(process.joint_part(3), 4, policy);
  const auto parts = ib::meta_error(process, 3, 4, policy).total / (1 / 12.0);
  // Both enclose the truth in the mean; five standard errors, a false alarm in a million.
  CHECK(through.lower.mean - parts.upper.mean <
        5 * std::hypot(through.lower.standard_error, parts.upper.standard_error));
  CHECK(parts.lower.mean - through.upper.mean <
        5 * std::hypot(parts.lower.standard_error, through.upper.standard_error));
  CHECK(through.upper.mean - through.lower.mean < 0.1);
  CHECK(through.upper.standard_error < 0.15);
}

TEST_CASE("the joint likelihood is the sum over tasks, label by label", "[linear_representation]") {
  const logistic process{.dimension = 3, .rank = 2};
  const auto joint = process.joint_part(4);
  ib::random_stream rng(6);
  const auto drawn = joint.draw_parameter(rng);
  const auto history = joint.draw_history(drawn, 5, rng);
  Eigen::VectorXd expected = Eigen::VectorXd::Zero(5);
  const auto task = process.task(drawn.psi);
  for (Eigen::Index m = 0; m < 4; ++m)
    expected +=
        task.log_likelihood(drawn.xis.col(m), {history.inputs.middleCols(5 * m, 5), history.labels.segment(5 * m, 5)});
  CHECK((joint.log_likelihood(drawn, history) - expected).norm() < 1e-13);
}

TEST_CASE("the constants of a logistic representation are those of means by simulation and of their limits",
          "[linear_representation][statistical]") {
  // As both dimensions grow, η has variance 1: the limits of logistic regression's constants.
  CHECK(bounds::logistic_mean_information(1e6, 1e6) == Approx(ib::detail::mean_logistic_slope(1.0)).epsilon(1e-5));
  CHECK(bounds::logistic_first_error(1e6, 1e6) == Approx(ib::detail::logistic_label_information(1.0)).epsilon(1e-5));
  const auto [d, r] = GENERATE(std::pair{1, 1}, std::pair{10, 2});
  ib::random_stream rng(7);
  double slope = 0;
  double square = 0;
  constexpr int draws = 20000;
  for (int i = 0; i < draws; ++i) {
    const double v = standard_normal(d, rng).squaredNorm() / d * standard_normal(r, rng).squaredNorm() / r;
    const double s = 1 / (1 + std::exp(-std::sqrt(v) * standard_normal(1, rng)[0]));
    slope += v * s * (1 - s);
    square += std::pow(v * s * (1 - s), 2);
  }
  slope /= draws;
  const double error = std::sqrt((square / draws - slope * slope) / draws);
  CHECK(std::abs(bounds::logistic_mean_information(double(d), double(r)) - slope) < 5 * error);
  CHECK(bounds::logistic_mean_information(double(r), double(d)) ==
        Approx(bounds::logistic_mean_information(double(d), double(r))).epsilon(1e-12));
}

TEST_CASE(
    "bounds on logistic tasks are those of their parameters and labels, with the constants of the process at hand",
    "[linear_representation][exact]") {
  namespace of_logistic = ib::logistic_regression_bounds;
  namespace of_any = ib::generalised_linear_model_bounds;
  const auto near = [](const ib::bound<double>& found, double expected, ib::direction side) {
    CAPTURE(found.source, found.value, expected);
    CHECK(found.value == Approx(expected).epsilon(1e-12));
    CHECK(found.direction == side);
  };
  // Of processes in turn, with the dimension, the rank or both other than before.
  for (const auto& [d, r] : {std::pair{3, 2}, {3, 1}, {4, 1}, {3, 2}, {4, 2}}) {
    const logistic process{.dimension = d, .rank = r};
    const double D = d, R = r;
    CAPTURE(d, r);
    const double mean = bounds::logistic_mean_information(D, R);
    const double first = bounds::logistic_first_error(D, R);
    const auto meta = process.meta_error_bounds(5, 7);
    REQUIRE(meta.size() == 6);
    near(meta[0], of_any::fisher_upper(D * R, 35.0, mean), ib::direction::upper);
    near(meta[1], of_logistic::curvature_upper(D * R, 35.0), ib::direction::upper);
    near(meta[2], of_logistic::explicit_upper(D * R, 35.0), ib::direction::upper);
    const double samples = 5 * bounds::logistic_affinity_constant(7.0);
    const auto pairs = r == 1 ? bounds::logistic_pairs<double>(D, R) : bounds::logistic_pairs<double>::of_length(D, R);
    near(meta[3], pairs.information(samples) / 35, ib::direction::lower);
    near(meta[meta.size() - 2], bounds::logistic_direction_information(D, R, samples) / 35, ib::direction::lower);
    near(meta.back(),
         bounds::logistic_few_tasks_lower(D, R, 5.0, 7.0, mean, bounds::logistic_mean_log_slope(D, R), first),
         ib::direction::lower);
    const auto intra = process.intra_error_bounds(7);
    REQUIRE(intra.size() == 6);
    near(intra[0], of_any::fisher_upper(R, 7.0, mean), ib::direction::upper);
    near(intra[1], of_logistic::curvature_upper(R, 7.0), ib::direction::upper);
    near(intra[2], of_logistic::explicit_upper(R, 7.0), ib::direction::upper);
    near(intra[3], first, ib::direction::upper);
    near(intra[4], of_logistic::step_lower(R, 7.0, bounds::logistic_lower_constant(D, R), first), ib::direction::lower);
    near(intra[5], bounds::logistic_intra_growth(D, R).recursion(7) / 7, ib::direction::lower);
    const auto total = process.total_error_bounds(5, 7);
    REQUIRE(total.size() == 2);
    near(total[0], first, ib::direction::upper);
    near(total[1], of_logistic::curvature_upper(D, 7.0), ib::direction::upper);
  }
}

TEST_CASE("what tells the tasks of two representations apart is that of fifteen digits by plain rules",
          "[linear_representation][reference]") {
  // Trapezoidal sums in Python, steps half and a quarter of those here, mpmath's hyp1f1 in each term.
  const auto pairs = [](double d, double M, double T) {
    return bounds::logistic_pairs<double>(d, 1).information(M * bounds::logistic_affinity_constant(T));
  };
  CHECK(bounds::logistic_shown_moment(0.1) == Approx(0.022052773026441236).epsilon(1e-11));
  CHECK(bounds::logistic_shown_moment(1.0) == Approx(0.12730932586404825).epsilon(1e-11));
  CHECK(bounds::logistic_shown_moment(10.0) == Approx(0.3422940118841939).epsilon(1e-11));
  for (const auto& [d, M, T, value] : {std::tuple{1.0, 50.0, 4.0, 0.11387908796273179},
                                       {2.0, 20.0, 10.0, 0.09748599702635398},
                                       {5.0, 1000.0, 10.0, 4.07270974070792},
                                       {5.0, 1.0, 2.0, 0.0033090298308605724}}) {
    CAPTURE(d, M, T);
    CHECK(pairs(d, M, T) <= value);
    CHECK(pairs(d, M, T) >= value * (1 - 3e-6));
  }
  CHECK(pairs(5, 1e6, 10) == Approx(21.577).epsilon(1e-4));
  CHECK(bounds::logistic_direction_information(5.0, 1.0, 1000 * bounds::logistic_affinity_constant(10.0)) ==
        Approx(2.7718705265260053).epsilon(1e-8));
}

TEST_CASE("bounds on logistic representations rise with the number of tasks and of labels at any size",
          "[linear_representation][property]") {
  for (const auto& [d, r] : {std::pair{1.0, 1.0}, {1.0, 40.0}, {2.0, 1.0}, {64.0, 1.0}, {65.0, 1.0}, {1e6, 1.0}}) {
    const bounds::logistic_pairs<double> pairs(d, r);
    double before = 0;
    for (double samples = 0.125; samples < 1e19; samples *= 1.7) {
      const double found = pairs.information(samples);
      CAPTURE(d, r, samples, before);
      CHECK(found > before);
      CHECK(std::isfinite(found));
      if (d > 1) CHECK(found > bounds::logistic_direction_information(d, r, samples));
      before = found;
    }
  }
  CHECK(bounds::logistic_affinity_constant(1.0) == 0);
  CHECK(bounds::logistic_affinity_constant(2.0) == 0.125);
  CHECK(bounds::logistic_affinity_constant(1e18) == Approx(std::pow(std::acos(-1.0), 2) / 32).epsilon(1e-12));
  double before = 0;
  for (double T = 2; T < 1e18; T *= 1.3) {
    CHECK(bounds::logistic_affinity_constant(std::floor(T)) >= before * (1 - 1e-15));
    before = bounds::logistic_affinity_constant(std::floor(T));
  }
}

TEST_CASE("the length of a logistic representation tells above 0 at any rank, and rises with tasks",
          "[linear_representation][exact]") {
  for (const auto& [d, r] : {std::pair{2.0, 2.0}, {2.0, 9.0}, {40.0, 40.0}, {1000.0, 2000.0}}) {
    const auto lengths = bounds::logistic_pairs<double>::of_length(d, r);
    const double p = std::min(d, r);
    double before = 0;
    for (double samples = 0.125; samples < 1e19; samples *= 7) {
      const double found = lengths.information(samples);
      CAPTURE(d, r, samples, before);
      CHECK(found > before);
      CHECK(std::isfinite(found));
      before = found;
    }
    // Of few tasks the mean square of γ(n) − γ(n′), whose n are within some √(2/(dr)) of 1.
    const double slope = 0.04 * 0.04 / p;
    CHECK(lengths.information(1e-3) == Approx(1e-3 * slope * 4 / (d * r)).epsilon(d * r < 5 ? 0.6 : 0.15));
  }
  // By a plain sum over two hundred nodes of either n, d = r = 2.
  const double B = 3000;
  double outer = 0;
  double total = 0;
  const auto weight = [](double n) { return 4 * n * std::exp(-2 * n); };  // of χ²_4/4
  const auto shown = [](double n) { return n / ((4 + 6 * n) * std::sqrt(2.0)); };
  const double step = 0.002;
  for (double n = step; n < 9; n += 10 * step) {
    double inner = 0;
    for (double m = step / 2; m < 12; m += step)
      inner += weight(m) * std::exp(-B * std::pow(shown(n) - shown(m), 2)) * step;
    outer -= weight(n) * std::log(inner) * 10 * step;
    total += weight(n) * 10 * step;
  }
  CHECK(bounds::logistic_pairs<double>::of_length(2, 2).information(B) == Approx(outer / total).epsilon(1e-3));
}

TEST_CASE("few logistic tasks of a representation tell as much as every number of tasks and labels says",
          "[linear_representation][property]") {
  // The best of all by trial, against the search.
  for (const auto& [d, r, M, T, stated] :
       {std::tuple{200, 4, 1, 100, 1.77}, {1000, 10, 10, 1000, 75.6}, {300, 30, 50, 80, 0.0}}) {
    const double D = d, R = r;
    const double mean = bounds::logistic_mean_information(D, R);
    const double slope = bounds::logistic_mean_log_slope(D, R);
    const double first = bounds::logistic_first_error(D, R);
    CHECK(slope >= -std::log(4.0) - 0.25);
    double best = 0;
    for (int m = 1; m <= std::min(M, r); ++m)
      for (int t = 1; t <= std::min(T, d); ++t) {
        const double q = ib::detail::mean_log_wishart_determinant(double(m), R) - std::log(R) +
                         ib::detail::mean_log_wishart_determinant(double(t), D);
        const double lost = std::min(R / 2 * std::log1p(mean * t / R), t * first);
        best = std::max(best, m * (t / 2.0 * std::log1p(std::exp(q + slope) / D) - lost));
      }
    const double found = bounds::logistic_few_tasks_lower(D, R, double(M), double(T), mean, slope, first) * M * T;
    CAPTURE(d, r, M, T, best, found);
    CHECK(found <= best * (1 + 1e-12));
    CHECK(found >= 0.999 * best);
    CHECK(found >= stated);
  }
}

TEST_CASE("values outside the domain of linear representations are refused by name", "[linear_representation][error]") {
  const auto refused = [](const auto& process) {
    return thrown<std::domain_error>([&] {
      process.validate();
      return 0;
    });
  };
  CHECK(refused(logistic{.dimension = 0, .rank = 2}) == "linear_representation.dimension = 0, must be >= 1");
  CHECK(refused(logistic{.dimension = 3, .rank = -2}) == "linear_representation.rank = -2, must be >= 1");
  CHECK(refused(gaussian{.dimension = 3, .rank = 2, .noise_variance = 0}) ==
        "linear_representation.noise_variance = 0, must be > 0 and finite");
  const gaussian process{.dimension = 3, .rank = 2, .noise_variance = 1};
  CHECK(thrown<std::domain_error>([&] { return process.meta_rate_upper(0, 2, 2); }) == "epsilon = 0, must be > 0");
  CHECK(thrown<std::invalid_argument>([&] { return process.meta_parameter_from(Eigen::VectorXd::Zero(5)); }) ==
        "z: number of entries = 5 and dimension × rank = 6, must be equal");
}

TEST_CASE("what the total leaves to a part is rounded up by what exponentials lose", "[linear_representation][bound]") {
  // Either part is a billionth of the other, and both are powers of e^−500.
  const auto most = [](auto noise_variance) {
    using Real = decltype(noise_variance);
    const ib::linear_representation<ib::gaussian_response, Real> process{948251187957, 2057, noise_variance};
    return ib::meta_bracket(process, 478913884891, 436326329466102529).meta.upper.value;
  };
  const double noise_variance = 0xa.f6d24a2759cfp+795;
  const auto right = static_cast<double>(most(static_cast<long double>(noise_variance)));
  CHECK(most(noise_variance) >= right * (1 - 1e-12));
  CHECK(most(noise_variance) <= right * (1 + 1e-2));
}

TEST_CASE("a trillion coefficients take no longer than a hundred", "[linear_representation]") {
  const Eigen::Index many = Eigen::Index{1} << 40;
  for (const std::size_t tasks : {std::size_t{1}, std::size_t{1} << 41})
    for (const double noise : {1e-30, 1.0, 1e30}) {
      const auto found = ib::meta_bracket(gaussian{many, many, noise}, tasks, 1000000);
      CAPTURE(tasks, noise);
      for (const auto& part : {found.meta, found.intra, found.total}) {
        CHECK(part.lower.value >= 0);
        CHECK(part.lower.value <= part.upper.value);
      }
    }
  // With few of them every number of tasks is tried.
  const double stated = bounds::meta_minkowski_lower(300.0, 60.0, 1000.0, 5000.0, 1e-3);
  const double with_more = bounds::meta_minkowski_lower(300.0, 60.0, 60.0, 5000.0, 1e-3) * 60 / 1000;
  CHECK(stated == Approx(with_more).epsilon(1e-14));
  CHECK(stated > 0);
}

}  // namespace unit::process::meta::linear_representation
