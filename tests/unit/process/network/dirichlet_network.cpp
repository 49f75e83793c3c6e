// SPDX-License-Identifier: BSL-1.0
#include <boost/math/quadrature/tanh_sinh.hpp>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/normal_draws.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/process/network/dirichlet_network.hpp>
#include <infobound/process/network/dirichlet_network_bounds.hpp>
#include <infobound/process/network/dirichlet_network_lower_bounds.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/mean_z.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>
#include <utility>
#include <vector>

namespace unit::process::network::dirichlet_network {

namespace ib = infobound;
namespace bounds = ib::dirichlet_network_bounds;

using network = ib::dirichlet_network<double>;
static_assert(ib::batched_process<network> && ib::whitened_process<network> && ib::rate_bounded_process<network>);
static_assert(ib::has_independent_observations<network> && !ib::evaluates_gradient<network>);

namespace {

/// f(x), atom by atom.
double output(const network& process, const Eigen::VectorXd& theta, const Eigen::VectorXd& x) {
  const Eigen::Index atoms = process.atoms();
  double sum = 0;
  for (Eigen::Index j = 0; j < atoms; ++j)
    sum += theta[j] * std::max(0.0, theta.segment(atoms + j * process.dimension, process.dimension).dot(x));
  return sum;
}

}  // namespace

TEST_CASE("a draw has unit directions and as many sticks as the truncation asks for", "[dirichlet_network][exact]") {
  // (K/(K+2))^J ≤ truncation, and not for one stick fewer.
  for (const double concentration : {0.01, 1.0, 7.0})
    for (const double truncation : {0.5, 1e-3, 1e-8}) {
      const network process{
          .dimension = 3, .concentration = concentration, .noise_variance = 0.5, .truncation = truncation};
      const auto atoms = static_cast<double>(process.atoms());
      const double share = concentration / (concentration + 2);
      CHECK(std::pow(share, atoms) <= truncation * (1 + 1e-12));
      CHECK((atoms == 1 || std::pow(share, atoms - 1) > truncation));
      CHECK(process.truncation_error() == Approx(std::pow(share, atoms)).epsilon(1e-12));
      ib::random_stream rng(1);
      const auto theta = process.draw_parameter(rng);
      REQUIRE(theta.size() == process.atoms() * 4);
      for (Eigen::Index j = 0; j < process.atoms(); ++j)
        CHECK(theta.segment(process.atoms() + 3 * j, 3).norm() == Approx(1.0).epsilon(1e-14));
    }
}

TEST_CASE("a bracket on the error of the sticks drawn widens to one of all sticks", "[dirichlet_network][exact]") {
  const network process{.dimension = 3, .concentration = 2.0, .noise_variance = 0.5, .truncation = 0.25};
  REQUIRE(process.truncation_error() == Approx(0.25).epsilon(1e-14));  // a = ½
  CHECK(process.without_truncation(1.0, 2.0).lower.value == Approx(0.25).epsilon(1e-13));
  CHECK(process.without_truncation(1.0, 2.0).upper.value == Approx(2.25).epsilon(1e-13));
  CHECK(process.without_truncation(0.2, 0.3).lower.value == 0);
  CHECK(process.without_truncation(-0.1, 0.3).lower.value == 0);
}

TEST_CASE("the network's output has mean 0 and the variance that the sticks drawn leave, by either way of drawing",
          "[dirichlet_network][statistical]") {
  const network process{.dimension = 3, .concentration = 1.5, .noise_variance = 0.5, .truncation = 0.05};
  const double variance = 1 - process.truncation_error();  // 2σ² = 1
  constexpr Eigen::Index replicates = 20000;
  Eigen::ArrayXd first(replicates);
  Eigen::ArrayXd second(replicates);
  Eigen::ArrayXd sum(replicates);
  ib::random_stream rng(5);
  for (Eigen::Index i = 0; i < replicates; ++i) {
    const auto drawn = process.draw_parameter(rng);
    const auto made = process.parameter_from(ib::detail::standard_normal<double>(process.latent_dimension(), rng));
    // Over inputs and signs the mean of f² is half the sum of the squared weights.
    first[i] = drawn.head(process.atoms()).squaredNorm() / 2;
    second[i] = made.head(process.atoms()).squaredNorm() / 2;
    sum[i] = drawn.head(process.atoms()).sum() + made[process.atoms()];
  }
  CHECK(std::abs(mean_z(first, variance)) < 5);
  CHECK(std::abs(mean_z(second, variance)) < 5);
  CHECK(std::abs(mean_z(sum, 0)) < 5);
}

TEST_CASE("whitened sticks are Beta(1, K), whatever the coordinate", "[dirichlet_network][exact]") {
  const network process{.dimension = 1, .concentration = 2.0, .noise_variance = 1.0, .truncation = 0.5};
  REQUIRE(process.atoms() == 1);
  const double scale = std::sqrt(2 * (process.concentration + 1));
  for (const double z : {-40.0, -8.0, -1.0, 0.0, 1.0, 8.0, 36.0, 45.0}) {
    Eigen::VectorXd point(3);
    point << z, 1, -2;
    const auto theta = process.parameter_from(point);
    // P(V ≤ v) = 1 − (1 − v)²; z is its normal quantile.
    const double tail = std::erfc(z / std::sqrt(2.0)) / 2;
    const double expected =
        z < 0 ? -std::expm1(std::log1p(-std::erfc(-z / std::sqrt(2.0)) / 2) / 2) : 1 - std::sqrt(tail);
    CHECK(theta[0] == Approx(scale * expected).epsilon(1e-13));
    CHECK(theta[1] == -1);
    point[1] = -1;
    CHECK(process.parameter_from(point)[0] == -theta[0]);
  }
  CHECK(process.parameter_from(Eigen::VectorXd::Zero(3)).allFinite());
}

TEST_CASE("likelihoods are Gaussian around the network's output, one at a time or many", "[dirichlet_network][exact]") {
  const network process{.dimension = 3, .concentration = 8.0, .noise_variance = 0.25};  // more atoms than a block
  REQUIRE(process.atoms() > 64);
  ib::random_stream rng(3);
  const auto history = process.draw_history(process.draw_parameter(rng), 70, rng);
  Eigen::MatrixXd thetas(process.atoms() * 4, 3);
  for (auto theta : thetas.colwise()) theta = process.draw_parameter(rng);
  const Eigen::MatrixXd many = process.log_likelihoods(thetas, history);
  worst error;
  for (Eigen::Index n = 0; n < thetas.cols(); ++n) {
    const Eigen::VectorXd theta = thetas.col(n);
    const Eigen::VectorXd one = process.log_likelihood(theta, history);
    for (Eigen::Index t = 0; t < 70; ++t) {
      const double gap = history.labels[t] - output(process, theta, history.inputs.col(t));
      const double expected = -(gap * gap / 0.25 + std::log(2 * std::acos(-1.0) * 0.25)) / 2;
      error.see(std::abs(one[t] - expected), n, t);
      error.see(std::abs(many(t, n) - expected), n, t);
    }
  }
  INFO(error.where());
  CHECK(error.value() < 1e-11);
}

TEST_CASE("labels are the output and independent noise", "[dirichlet_network][statistical]") {
  const network process{.dimension = 2, .concentration = 1.0, .noise_variance = 0.25};
  ib::random_stream rng(9);
  const auto theta = process.draw_parameter(rng);
  const auto history = process.draw_history(theta, 20000, rng);
  Eigen::ArrayXd residuals(20000);
  for (Eigen::Index t = 0; t < residuals.size(); ++t)
    residuals[t] = history.labels[t] - output(process, theta, history.inputs.col(t));
  CHECK(std::abs(mean_z(residuals, 0)) < 5);
  CHECK(std::abs(mean_z(residuals.square(), 0.25)) < 5);
}

TEST_CASE("the rate is no worse than a search through all n and all precisions, up to the grid of n",
          "[dirichlet_network][exact]") {
  const network process{.dimension = 4, .concentration = 2.0, .noise_variance = 0.25};
  for (const double epsilon : {0.6, 0.3, 0.1, 0.04}) {
    const double allowed = 0.25 * std::expm1(2 * epsilon);
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t n = 1; n < 260; n += 1 + n / 8) {
      const double distortion =
          std::min(1.0, (allowed * (2.0 + static_cast<double>(n)) - 2.0) / static_cast<double>(n));
      if (distortion > 0) {
        const auto one = bounds::one_precision(4, 2.0, n, distortion);
        const auto sphere = bounds::sphere_precision(4, 2.0, n, distortion);
        CHECK(one.squared_error <= allowed * (1 + 1e-12));
        CHECK(sphere.rate <= one.rate);
        least = std::min(least, sphere.rate);
      }
      for (double level = 0.3; level < 3000; level *= 1.15) {
        const auto sized = bounds::size_precision(4, 2.0, n, level);
        if (sized.squared_error <= allowed) least = std::min(least, sized.rate);
      }
    }
    CAPTURE(epsilon, least);
    CHECK(process.rate_upper(epsilon) <= least * 1.005);
    CHECK(process.rate_upper(epsilon) >= least * 0.9);  // more than the search has: tables that are not described
  }
}

TEST_CASE("one and two draws cost and leave what the law of their tables says", "[dirichlet_network][exact]") {
  const double K = 3;
  const double alike = 1 / (K + 1);  // the chance that the second draw is at the first one's table
  const double counts = -alike * std::log(alike) - (1 - alike) * std::log(1 - alike);
  const double precise = std::log(2.0) - 2.5 * std::log(0.2);
  CHECK(bounds::one_precision(5, K, 1, 0.2).rate == Approx(precise).epsilon(1e-13));
  CHECK(bounds::one_precision(5, K, 1, 0.2).squared_error == Approx((K + 0.2) / (K + 1)).epsilon(1e-14));
  CHECK(bounds::one_precision(5, K, 2, 0.2).rate == Approx((2 - alike) * precise + counts).epsilon(1e-13));
  CHECK(bounds::one_precision(5, K, 2, 0.2).squared_error == Approx((K + 0.4) / (K + 2)).epsilon(1e-14));
  // At λ = 2 the tables of one draw are only counted, and those of two have δ² = ½.
  const auto sized = bounds::size_precision(5, K, 2, 2.0);
  CHECK(sized.rate == Approx(counts + alike * (std::log(2.0) + 2.5 * std::log(2.0))).epsilon(1e-13));
  CHECK(sized.squared_error == Approx(1 - (K + 1) / ((K + 2) * (K + 2)) * alike * (4 - 2)).epsilon(1e-14));
}

TEST_CASE("bounds without a search are their formulas' values", "[dirichlet_network][exact]") {
  CHECK(bounds::variance_upper(0.25) == Approx(std::log(5.0) / 2).epsilon(1e-14));
  // ⌈T/d⌉ = 10 draws at K = 2: at most 1 + 2 ln(1 + 9/2) tables, and what is left is 3/12 = σ².
  const double tables = 1 + 2 * std::log(5.5);
  CHECK(bounds::explicit_upper(3.0, 2.0, 0.25, 28.0) ==
        Approx(tables * (std::log(2.0) + 2.5 * std::log(10.0)) / 28 + std::log(2.0) / 2).epsilon(1e-14));
  // One draw tells a sign alone, and leaves all of the label's variance.
  CHECK(bounds::explicit_upper(3.0, 2.0, 0.25, 3.0) == Approx(std::log(2.0) / 3 + std::log(5.0) / 2).epsilon(1e-14));
}

TEST_CASE("a learner of one unit on a line errs by what tanh says", "[dirichlet_network][exact]") {
  // d = 1: a direction is a sign, told by tanh κ at κ tanh κ − ln cosh κ nats.
  const double K = 3;
  const double share = 1 / (K + 1);
  const double horizon = 20;
  const double noise = 0.5;
  const auto estimation = [&](double variance) {
    const double kappa = share * horizon / variance;
    return (std::log(2.0) + kappa * std::tanh(kappa) - std::log(std::cosh(kappa))) / horizon +
           share * (1 - std::tanh(kappa)) / variance;
  };
  const double lost = K / (K + 1);
  const auto adapted = bounds::finite_width_upper(1, K, noise, 1, horizon);
  CHECK(adapted.estimation == Approx(estimation(noise + lost)).epsilon(1e-12));
  CHECK(adapted.misspecification == Approx(std::log(1 + lost / noise) / 2).epsilon(1e-14));
  CHECK(adapted.total == adapted.estimation + adapted.misspecification);
  const auto plain = bounds::finite_width_upper_at_true_noise(1, K, noise, 1, horizon);
  CHECK(plain.estimation == Approx(estimation(noise)).epsilon(1e-12));
  CHECK(plain.misspecification == Approx(lost / noise / 2).epsilon(1e-14));
}

TEST_CASE("what is summed by table size for a description is what its tables add up to", "[dirichlet_network][exact]") {
  const double concentration = GENERATE(0.4, 3.0);
  const ib::detail::urn_description<double> urn(concentration, 300);
  for (const auto& described : urn.sizes) {
    const double level = described.least * described.least;
    // At λ = j² the tables of size j are described at no cost but their signs'.
    const auto expected = bounds::size_precision(5, concentration, 300, level * (1 - 1e-12));
    CHECK(urn.rate(described, 5.0, level) == Approx(expected.rate).epsilon(1e-9));
    CHECK(urn.error_without(described.smaller_squares + level * described.tables) ==
          Approx(expected.squared_error).epsilon(1e-9));
  }
}

TEST_CASE("sums over sizes that are not gone through are bounds on those that are", "[dirichlet_network][property]") {
  using description = ib::detail::urn_description<double>;
  const double concentration = GENERATE(0.4, 3.0);
  const std::size_t n = 40000;
  description urn(concentration, static_cast<double>(n));
  CHECK(urn.counts_entropy >= ib::urn::size_entropy(n, concentration));
  const double before = urn.counts_entropy;
  urn.add_sizes();
  CHECK(urn.counts_entropy >= ib::urn::size_entropy(n, concentration));
  CHECK(urn.counts_entropy < before);
  const auto seats = ib::detail::urn_seats_by_size(n, concentration);
  const double all = static_cast<double>(n) * (static_cast<double>(n) + concentration) / (concentration + 1);
  worst excess;
  double own_tables = 0;
  double own_squares = 0;
  for (const auto& described : urn.sizes) {
    double tables = 0;
    double squares = 0;
    double logs = 0;
    for (auto j = static_cast<std::size_t>(described.least); j <= n; ++j) {
      const auto size = static_cast<double>(j);
      tables += seats[j] / size;
      squares += seats[j] * size;
      logs += seats[j] / size * std::log(size / described.least);
    }
    CHECK(described.tables == Approx(tables).epsilon(1e-9));
    CHECK(described.smaller_squares == Approx(all - squares).epsilon(1e-9).margin(1e-9 * all));
    own_tables += described.own_tables;
    own_squares += described.own_squares;
    CHECK(own_tables == Approx(tables).epsilon(1e-9));
    CHECK(own_squares == Approx(squares).epsilon(1e-9));
    CHECK(described.logs >= logs);
    CHECK(described.logs < 1.05 * logs + 0.05 * tables * std::log(described.least));
  }
}

TEST_CASE("the rate falls in ε, to 0 where the label's variance is all the error", "[dirichlet_network][property]") {
  const auto dimension = GENERATE(1, 2, 10, 1000);
  const double concentration = GENERATE(0.1, 3.0, 50.0);
  const network process{.dimension = dimension, .concentration = concentration, .noise_variance = 0.25};
  CAPTURE(dimension, concentration);
  double before = std::numeric_limits<double>::infinity();
  for (double epsilon = 1e-12; epsilon < 0.8; epsilon *= 1.7) {
    const double found = process.rate_upper(epsilon);
    CHECK(found > 0);
    CHECK(found <= before);
    before = found;
  }
  CHECK(process.rate_upper(0.5 * std::log1p(4.0) * (1 + 1e-12)) == 0);
  CHECK(process.rate_upper(1.0) == 0);
  CHECK(process.rate_upper(1e-310) == std::numeric_limits<double>::infinity());
}

TEST_CASE("every bound on the error falls in T and is as good as Theorem 15 from its rate",
          "[dirichlet_network][property]") {
  const network process{.dimension = 10, .concentration = 3.0, .noise_variance = 0.25};
  double before = std::numeric_limits<double>::infinity();
  for (std::size_t horizon = 1; horizon < 2000000000; horizon *= 9) {
    const auto found = ib::error_bounds(process, horizon);
    REQUIRE(found.size() == (horizon > 24 ? 11 : 10));
    double own = std::numeric_limits<double>::infinity();
    double lower = 0;
    for (std::size_t i = 0; i + 1 < found.size(); ++i) {
      CHECK(found[i].direction == (i < 6 ? ib::direction::upper : ib::direction::lower));
      if (i < 6) {
        CHECK(found[i].value > 0);
        own = std::min(own, found[i].value);
      } else {
        lower = std::max(lower, found[i].value);
      }
    }
    CHECK(own <= found.back().value * 1.002);
    const auto bracket = ib::error_bracket(process, horizon);
    CHECK(bracket.lower.value == lower);
    CHECK(lower > 0);
    CHECK(lower < own);
    CHECK(bracket.upper.value == std::min(own, found.back().value));
    CHECK(bracket.upper.value <= before);
    before = bracket.upper.value;
  }
  CHECK(ib::error_bracket(process, 100000).upper.value < ib::error_bracket(process, 1000).upper.value / 10);
}

TEST_CASE("a best precision is where no other is better", "[dirichlet_network][exact]") {
  const double concentration = 3;
  const double horizon = GENERATE(500.0, 1e5);
  const double noise = GENERATE(0.01, 1.0);
  const ib::detail::urn_description<double> urn(concentration, 200);
  const ib::detail::von_mises_fisher<double> law(6);
  const double gaussian = ib::detail::one_precision_error(urn, 6.0, horizon, noise);
  const double sphere = ib::detail::sphere_error(urn, law, horizon, noise);
  const double sized = ib::detail::sized_precision_error(urn, 6.0, horizon, noise);
  double best_gaussian = 1e300;
  double best_sphere = 1e300;
  for (double distortion = 1; distortion > 1e-7; distortion *= 0.99) {
    const double left = ib::detail::label_error(urn.squared_error(distortion), noise);
    best_gaussian = std::min(best_gaussian, left + urn.rate(-3 * std::log(distortion)) / horizon);
    best_sphere = std::min(best_sphere, left + urn.rate(ib::rate::uniform_sphere(6, distortion)) / horizon);
  }
  double best_sized = 1e300;
  for (double level = 1e-3; level < 40000; level *= 1.01) {
    const auto found = bounds::size_precision(6, concentration, 200, level);
    best_sized = std::min(best_sized, found.rate / horizon + ib::detail::label_error(found.squared_error, noise));
  }
  CHECK(gaussian <= best_gaussian * (1 + 1e-12));
  CHECK(gaussian >= best_gaussian * (1 - 1e-3));
  CHECK(sphere <= best_sphere * (1 + 1e-12));
  CHECK(sphere >= best_sphere * (1 - 1e-3));
  CHECK(sized <= best_sized * (1 + 1e-3));
  CHECK(sized >= best_sized * 0.9);
}

TEST_CASE("of many dimensions no nat is lost where a direction is hardly described", "[dirichlet_network][exact]") {
  const double dimension = 4e11;
  ib::detail::urn_description<double> urn(1e-200, 1e15);
  urn.add_sizes();
  const auto& largest = urn.sizes.front();
  REQUIRE(largest.tables > 0.99);
  CHECK(urn.rate(largest, dimension, largest.least * largest.least) >=
        largest.tables * std::log(2.0) + dimension * largest.logs);
  const ib::dirichlet_network<double> process{369682503898, 0xb.eadfbf4d0662p-877, 0xc.388d1170bebfp+612};
  const ib::dirichlet_network<long double> wide{369682503898, 0xb.eadfbf4d0662p-877L, 0xc.388d1170bebfp+612L};
  const auto found = ib::error_bounds(process, 11331474350071753);
  const auto right = ib::error_bounds(wide, 11331474350071753);
  REQUIRE(found.size() == right.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    INFO(found[i].source);
    CHECK(found[i].value == Approx(static_cast<double>(right[i].value)).epsilon(1e-12));
  }
  const auto level = bounds::size_precision(Eigen::Index{400000000000}, 1e-200, 3, std::nextafter(9.0, 0.0));
  CHECK(level.rate >= std::log(2.0));
}

TEST_CASE("the least noise variances and concentrations have bounds", "[dirichlet_network][bound]") {
  const ib::dirichlet_network<double> on_a_line{1, 0x8p-1025, 0xa.ea51d68be6dcp-1024};
  for (const auto& known : ib::error_bounds(on_a_line, 532682)) CHECK(known.value >= 0);
  // The rate is 0 only where ε is ½ ln(1 + 1/σ²), which is beyond half of the largest logarithm.
  const ib::dirichlet_network<double> quiet{4120602807, 0xa.d2531c4608cap-10, 0x8p-1077};
  CHECK(quiet.rate_upper(355) > 0);
  CHECK(quiet.rate_upper(373) == 0);
  CHECK(ib::error_bracket(quiet, 414).upper.value == Approx(372.22).epsilon(1e-4));
}

TEST_CASE("precisions by table size at the exact rate of a direction are as good as one for each size",
          "[dirichlet_network][exact]") {
  const double concentration = 3;
  const auto dimension = GENERATE(1.0, 2.0, 8.0);
  const double horizon = GENERATE(300.0, 1e5);
  const double noise = 0.25;
  const ib::detail::urn_description<double> urn(concentration, 200);
  const ib::detail::von_mises_fisher<double> law(dimension);
  const auto seats = ib::detail::urn_seats_by_size(std::size_t{200}, concentration);
  // κ/A rises in κ: every size j has its best precision on this list, up to a step.
  double least = std::numeric_limits<double>::infinity();
  std::vector<std::pair<double, decltype(law(1.0))>> precisions;
  for (double kappa = 0.05; kappa < 1e7; kappa *= 1.03) {
    const auto found = law(kappa);
    precisions.emplace_back(kappa / found.mean, found);
  }
  for (double slope = 1e-6; slope < 1e3; slope *= 1.1) {
    double rate = urn.counts_entropy;
    double left = 1;
    for (std::size_t j = 1; j < seats.size(); ++j) {
      const auto size = static_cast<double>(j);
      const auto found = std::lower_bound(precisions.begin(), precisions.end(), slope * size * size,
                                          [](const auto& entry, double worth) { return entry.first < worth; });
      if (found == precisions.end()) continue;
      const double gain = found->second.mean * found->second.mean;
      if (slope * size * size * gain < 2 * (std::log(2.0) + found->second.rate)) continue;
      rate += seats[j] / size * (std::log(2.0) + found->second.rate);
      left -= urn.gain() * seats[j] * size * gain;
    }
    least = std::min(least, rate / horizon + ib::detail::label_error(left, noise));
  }
  const double found = ib::detail::sized_sphere_error(urn, law, dimension, horizon, noise);
  CAPTURE(dimension, horizon, least);
  CHECK(found >= least * 0.998);
  CHECK(found <= least * 1.005);
}

TEST_CASE("fields outside their ranges are refused by name", "[dirichlet_network][error]") {
  const auto refusal = [](const network& process) { return thrown<std::domain_error>([&] { process.validate(); }); };
  CHECK(refusal({.dimension = 0, .concentration = 1, .noise_variance = 1}) ==
        "dirichlet_network.dimension = 0, must be >= 1");
  CHECK(refusal({.dimension = 1, .concentration = -1, .noise_variance = 1}) ==
        "dirichlet_network.concentration = -1, must be > 0 and finite");
  CHECK(refusal({.dimension = 1, .concentration = 1, .noise_variance = 0}) ==
        "dirichlet_network.noise_variance = 0, must be > 0 and finite");
  CHECK(refusal({.dimension = 1, .concentration = 1, .noise_variance = 1, .truncation = 1}) ==
        "dirichlet_network.truncation = 1, must be > 0 and < 1");
  const network process{.dimension = 1, .concentration = 1e9, .noise_variance = 1};
  CHECK(thrown<std::domain_error>([&] { return process.atoms(); }) ==
        "dirichlet_network.concentration = 1e+09, must be small enough for 10^7 atoms to leave out truncation");
  CHECK(thrown<std::domain_error>([&] { return process.rate_upper(0.0); }) == "epsilon = 0, must be > 0");
  CHECK(thrown<std::domain_error>([&] { return process.error_bounds(0); }) == "horizon = 0, must be >= 1");
  CHECK(thrown<std::domain_error>([&] { return process.without_truncation(3, 2); }) ==
        "lower = 3, must be <= upper = 2");
}

TEST_CASE("bounds in float are those in double, rounded to the safe side", "[dirichlet_network][reference]") {
  const struct {
    Eigen::Index dimension;
    float concentration;
    float noise_variance;
    std::size_t horizon;
  } cases[] = {{16, 2.0F, 0.1F, 10'000'000},
               {1249, 0.0484239F, 10.0F, 9013484499008069},
               {2, 0.00955265F, 0.154137F, 24099080},
               {71, 0.25F, 4.29057e-35F, 49404368}};
  for (const auto& one : cases) {
    const ib::dirichlet_network<float> narrow{one.dimension, one.concentration, one.noise_variance};
    const network wide{one.dimension, one.concentration, one.noise_variance};
    CAPTURE(one.dimension, one.concentration, one.noise_variance, one.horizon);
    const auto in_float = narrow.error_bounds(one.horizon);
    const auto in_double = wide.error_bounds(one.horizon);
    REQUIRE(in_float.size() == in_double.size());
    for (std::size_t i = 0; i < in_float.size(); ++i) {
      const bool above = in_float[i].direction == ib::direction::upper;
      CHECK((above ? in_float[i].value >= in_double[i].value : in_float[i].value <= in_double[i].value));
      CHECK(in_float[i].value == Approx(in_double[i].value).epsilon(1e-6));
    }
    for (const float epsilon : {1e-6F, 0.01F, 0.4F}) {
      CHECK(narrow.rate_upper(epsilon) >= wide.rate_upper(epsilon));
      CHECK(narrow.rate_upper(epsilon) <= wide.rate_upper(epsilon) * (1 + 1e-6));
    }
  }
}

TEST_CASE("descriptions and finite widths in float are those in double, rounded up", "[dirichlet_network][exact]") {
  const auto above = [](float narrow, double wide) {
    CHECK(narrow >= wide);
    CHECK(narrow <= wide * (1 + 1e-6) + 2e-45);
  };
  const std::size_t draws = 1484;
  for (const float K : {1.4013e-45F, 0.3F, 21032.1F, 1e6F, 3e38F}) {
    for (const float level : {7.43219e+18F, 1e-30F}) {
      CAPTURE(K, level);
      const auto narrow = bounds::size_precision(79, K, draws, level);
      const auto wide = bounds::size_precision(79, double{K}, draws, double{level});
      above(narrow.rate, wide.rate);
      above(narrow.squared_error, wide.squared_error);
    }
    CAPTURE(K);
    const auto one = bounds::one_precision(79, K, draws, 1e-35F);
    const auto sphere = bounds::sphere_precision(79, K, draws, 1e-35F);
    above(one.rate, bounds::one_precision(79, double{K}, draws, double{1e-35F}).rate);
    above(sphere.rate, bounds::sphere_precision(79, double{K}, draws, double{1e-35F}).rate);
    const auto narrow = bounds::finite_width_upper(7, K, 3e-15F, draws, 1577.0F);
    const auto wide = bounds::finite_width_upper(7, double{K}, double{3e-15F}, draws, 1577.0);
    above(narrow.estimation, wide.estimation);
    above(narrow.misspecification, wide.misspecification);
    above(narrow.total, wide.total);
  }
}

TEST_CASE("a width costs something where what it loses is below the range", "[dirichlet_network][exact]") {
  const double least = std::numeric_limits<double>::denorm_min();
  const double expected = least / 1e-300 / 20;  // ½ K/((n+K)σ²)
  CHECK(bounds::finite_width_upper(3, least, 1e-300, 10, 100.0).misspecification == Approx(expected).epsilon(1e-12));
  CHECK(bounds::finite_width_upper_at_true_noise(3, least, 1e-300, 10, 100.0).misspecification ==
        Approx(expected).epsilon(1e-12));
}

TEST_CASE("bounds keep their digits where next to nothing is left to learn", "[dirichlet_network][reference]") {
  using wide_network = ib::dirichlet_network<long double>;
  const struct {
    network process;
    std::size_t horizon;
  } cases[] = {{{8, 496.853, 0.113804}, 196080104886006625},
               {{36, 0.164512, 0.762947}, 8028799825139708},
               {{10, 0.74594, 2.85052e-16}, 1753325702836}};
  for (const auto& [process, horizon] : cases) {
    const wide_network wide{process.dimension, process.concentration, process.noise_variance};
    const auto in_double = process.error_bounds(horizon);
    const auto in_long_double = wide.error_bounds(horizon);
    REQUIRE(in_double.size() == in_long_double.size());
    for (std::size_t i = 0; i < in_double.size(); ++i) {
      CAPTURE(process.concentration, in_double[i].source);
      CHECK(in_double[i].value > 0);
      CHECK(in_double[i].value == Approx(static_cast<double>(in_long_double[i].value)).epsilon(1e-10));
    }
  }
  const network silent{396173, 1.18e-98, std::numeric_limits<double>::denorm_min()};
  for (const auto& bound : silent.error_bounds(209532848949329409)) CHECK(bound.value > 0);
  CHECK(ib::error_bracket(silent, 209532848949329409).upper.value < 1e-8);
}

TEST_CASE("what was asked before changes no bound", "[dirichlet_network][exact]") {
  const network process{17, 1698.33, 619.977};
  const auto first = process.error_bounds(45071030955);
  (void)process.error_bounds(1000);
  const auto second = process.error_bounds(45071030955);
  for (std::size_t i = 0; i < first.size(); ++i) CHECK(first[i].value == second[i].value);
}

TEST_CASE("the least noise leaves bounds of every network", "[dirichlet_network][property]") {
  const ib::dirichlet_network<double> process{13, 0.007434, std::numeric_limits<double>::denorm_min()};
  const auto [lower, upper] = ib::error_bracket(process, 55572009);
  CHECK(lower.value <= upper.value);
  // No more than without data: ½ ln(1 + 1/σ²) = 537 ln 2.
  CHECK(upper.value <= 537 * std::log(2.0) * (1 + 1e-14));
}

TEST_CASE("the bound by one precision is the least over all widths, table sizes known",
          "[dirichlet_network][property]") {
  for (const double noise : {0.1, 1.0})
    for (const std::size_t horizon : {std::size_t{100}, std::size_t{1000000}}) {
      ib::detail::urn_descriptions<double> urns(2.0);
      double least = std::numeric_limits<double>::infinity();
      for (std::size_t i = 0; i < 100; ++i)
        least = std::min(least, ib::detail::one_precision_error(urns.with_sizes(i), 16.0, double(horizon), noise));
      const network process{.dimension = 16, .concentration = 2, .noise_variance = noise};
      const auto bounds = process.error_bounds(horizon);
      const auto found = std::find_if(bounds.begin(), bounds.end(), [](const auto& bound) {
        return bound.source == "description, one precision (theory 6.2)";
      });
      REQUIRE(found != bounds.end());
      CAPTURE(noise, horizon);
      CHECK(found->value >= least * (1 - 1e-12));
      CHECK(found->value <= least * 1.001);
    }
}

TEST_CASE("means over large atoms are those of quadrature and of closed forms", "[dirichlet_network][reference]") {
  boost::math::quadrature::tanh_sinh<double> integrator;
  worst error;
  const auto see = [&](double found, double expected, double K, double threshold) {
    error.see(std::abs(found / expected - 1), K, threshold, expected);
  };
  for (const double K : {0.2, 0.7, 1.0, 2.0, 7.0, 60.0, 900.0}) {
    const bounds::large_atoms<double> atoms(K);
    REQUIRE(atoms.means.size() == 50);
    for (std::size_t i = 0; i < 50; i += 7) {
      const auto& [threshold, count, pairs, inverse_squares] = atoms.means[i];
      const double t = threshold;
      // In ln x, and from the other end where a power of 1 − x is singular.
      const auto over = [&](double power) {
        return integrator.integrate(
            [&](double u, double from_end) {
              // x = e^u; 1 − x without cancellation near u = 0.
              const double rest = from_end > 0 && u > -0.5 ? -std::expm1(-from_end) : -std::expm1(u);
              return K * std::exp((1 - power) * u) * std::pow(rest, K - 1);
            },
            std::log(t), 0.0);
      };
      see(count, over(1), K, t);
      see(inverse_squares, over(3), K, t);
      if (t < 0.5 && K >= 0.7) {
        const double outer = integrator.integrate(
            [&](double u) {
              const double x = std::exp(u);
              if (!(std::log(t) < std::log(1 - x))) return 0.0;
              const double inner = integrator.integrate(
                  [&](double v, double from_end) {
                    const double y = std::exp(v);
                    const double rest =
                        from_end > 0 && v > std::log(1 - x) - 0.5 ? -(1 - x) * std::expm1(-from_end) : 1 - x - y;
                    return std::pow(rest, K - 1);
                  },
                  std::log(t), std::log(1 - x));
              return inner;
            },
            std::log(t), std::log(1 - t));
        see(pairs, K * K * outer, K, t);
      }
      if (t >= 0.5) CHECK(pairs == 0);
      if (std::abs(K - 1) < 1e-9) {
        CHECK(count == Approx(-std::log(t)).epsilon(1e-14));
        CHECK(inverse_squares == Approx((1 / (t * t) - 1) / 2).epsilon(1e-13));
      }
      if (std::abs(K - 2) < 1e-9) CHECK(count == Approx(2 * (t - 1 - std::log(t))).epsilon(1e-13));
    }
  }
  INFO(error.where());
  CHECK(error.value() < 1e-7);
  for (const double K : {5e-324, 1e-3, 1e3, 1e12, 1e200}) {
    for (const auto& of : bounds::large_atoms<double>(K).means) {
      CHECK(of.count > 0);
      CHECK(of.pairs <= of.count * of.count * (1 + 1e-12));
    }
  }
}

TEST_CASE("an infinitely wide network has the values of theory 6.5", "[dirichlet_network][reference]") {
  const auto lower = [](Eigen::Index d, double K, std::size_t horizon) {
    return ib::error_bracket(network{d, K, 0.25}, horizon).lower.value;
  };
  CHECK(lower(2, 1, 10) == Approx(0.0956).epsilon(0.015));
  CHECK(lower(2, 1, 100) == Approx(0.0272).epsilon(0.01));
  CHECK(lower(2, 1, 300) == Approx(0.0124).epsilon(0.01));
  CHECK(lower(2, 1, 1000) == Approx(0.00489).epsilon(0.01));
  CHECK(lower(2, 1, 1000000) == Approx(1.36e-5).epsilon(0.01));
  CHECK(lower(10, 2, 1000) * 1000 == Approx(31.57).epsilon(0.005));
  CHECK(lower(10, 2, 1000000) * 1e6 == Approx(139).epsilon(0.01));
  CHECK(lower(1000, 2, 100000000) * 1e8 == Approx(2.12e4).epsilon(0.02));
}

TEST_CASE("the affinity of two networks is bounded by the moments of their difference",
          "[dirichlet_network][statistical]") {
  for (const auto& [d, K] : {std::pair{Eigen::Index{1}, 0.5}, {Eigen::Index{3}, 2.0}}) {
    const network process{.dimension = d, .concentration = K, .noise_variance = 0.5, .truncation = 1e-5};
    ib::random_stream rng(8);
    const int draws = 30000;
    const double mu = 3 / (4 * 0.5);  // three observations
    Eigen::ArrayXd fourth(draws);
    Eigen::ArrayXd affinity(draws);
    for (Eigen::Index i = 0; i < draws; ++i) {
      const auto first = process.draw_parameter(rng);
      const auto second = process.draw_parameter(rng);
      double exponent = 0;
      for (int t = 0; t < 3; ++t) {
        Eigen::MatrixXd x(d, 1);
        ib::gaussian_inputs{}.draw(x, rng);
        const double difference = output(process, first, x) - output(process, second, x);
        exponent += difference * difference / (8 * 0.5);
        if (t == 0) fourth[i] = std::pow(difference, 4);
      }
      affinity[i] = std::exp(-exponent);
    }
    const double nu =
        ((K + 1) * (36 + 3 * K * (1 + 2.0 / double(d))) / (K + 2) / (K + 3) + 3 * (1 + 2.0 / double(d))) / 2;
    CAPTURE(d, K, nu, fourth.mean() / 4, affinity.mean());
    CHECK(std::abs(mean_z(fourth / 4, nu)) < 5);
    const double bound = bounds::affinity_lower(double(d), K, 0.5, 3.0);
    CHECK(bound == Approx(-std::log(1 - (1 - std::exp(-nu * mu)) / nu)).epsilon(1e-13));
    CHECK(mean_z(affinity, std::exp(-bound)) < 5);
  }
}

TEST_CASE("the explicit form is below the integral that it stands for, and has its growth",
          "[dirichlet_network][property]") {
  for (const double d : {2.0, 10.0, 1000.0})
    for (const double K : {1.0, 5.0}) {
      const bounds::atom_directions<double> atoms(d, K);
      for (const double horizon : {1.0, 1e3, 1e9}) {
        CAPTURE(d, K, horizon);
        CHECK(atoms.explicit_lower(4, horizon) <= atoms.plain_lower(4, horizon));
      }
      CHECK(atoms.explicit_lower(4, 1e6) > atoms.explicit_lower(4, 1e5));
    }
  // (dK/8π) ln²(T/(dσ²)) where d and T/d are large.
  const bounds::atom_directions<double> atoms(1e6, 1.0);
  const double found = atoms.explicit_lower(1, 1e13);
  const double leading = 1e6 / (8 * std::acos(-1.0)) * std::pow(std::log(1e7), 2);
  CHECK(found > leading * 0.6);
  CHECK(found < leading);
}

}  // namespace unit::process::network::dirichlet_network
