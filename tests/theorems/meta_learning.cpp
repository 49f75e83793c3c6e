// SPDX-License-Identifier: BSL-1.0
// Theory 8 against evidence by quadrature over the meta-parameter, and bounds against simulation over a grid.
#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <infobound/bound/meta/meta_bracket.hpp>
#include <infobound/bound/meta/meta_error.hpp>
#include <infobound/core/numeric/logistic_expectation.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/process/meta/linear_representation.hpp>
#include <infobound/process/meta/logistic_representation_affinity.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <support/catch.hpp>
#include <tuple>
#include <vector>

namespace theorems::meta_learning {

namespace ib = infobound;

namespace {

using gaussian = ib::linear_representation<ib::gaussian_response, double>;
using logistic = ib::linear_representation<ib::logistic_response, double>;

/// A mean over replicates with its standard error.
struct averaged {
  double sum = 0;
  double squares = 0;
  double count = 0;

  void add(double x) {
    sum += x;
    squares += x * x;
    count += 1;
  }
  [[nodiscard]] double mean() const { return sum / count; }
  [[nodiscard]] double error() const {
    return std::sqrt(std::max(0.0, squares / count - mean() * mean()) / (count - 1));
  }
};

/// I(H_{M,T};ψ) and I(D;θ|ψ) at d = r = 1, where θ = ψξ.
struct parts {
  averaged meta;
  averaged intra;
};

/// The trapezoidal rule over N(0, 1).
struct normal_rule {
  static constexpr double step = 0.2;
  Eigen::ArrayXd nodes = Eigen::ArrayXd::LinSpaced(77, -7.6, 7.6);
  Eigen::ArrayXd weights = (-nodes.square() / 2).exp() * step / std::sqrt(2 * std::acos(-1.0));
};

/// evidence(ψ, x, y) = p(D|ψ), draw(η) draws a label, likelihood(η, y) is its probability or density.
template <class Evidence, class Draw, class Likelihood>
parts by_quadrature(int tasks, Eigen::Index horizon, int replicates, Evidence evidence, Draw draw,
                    Likelihood likelihood) {
  const normal_rule rule;
  parts found;
  for (int replicate = 0; replicate < replicates; ++replicate) {
    ib::random_stream rng(11, static_cast<std::size_t>(replicate));
    Eigen::ArrayXd z(1);
    ib::gaussian_inputs{}.draw(z, rng);
    const double psi = z[0];
    Eigen::ArrayXd joint = rule.weights;
    double meta = 0;
    double intra = 0;
    for (int m = 0; m < tasks; ++m) {
      ib::gaussian_inputs{}.draw(z, rng);
      const double theta = psi * z[0];
      Eigen::ArrayXd x(horizon);
      ib::gaussian_inputs{}.draw(x, rng);
      Eigen::ArrayXd y(horizon);
      double own = 0;
      for (Eigen::Index t = 0; t < horizon; ++t) {
        y[t] = draw(theta * x[t], rng);
        own += std::log(likelihood(theta * x[t], y[t]));
      }
      const double given = std::log(evidence(psi, x, y));
      meta += given;
      intra += own - given;
      for (Eigen::Index i = 0; i < joint.size(); ++i) joint[i] *= evidence(rule.nodes[i], x, y);
    }
    found.meta.add(meta - std::log(joint.sum()));
    found.intra.add(intra / tasks);
  }
  return found;
}

parts gaussian_parts(int tasks, Eigen::Index horizon, double noise, int replicates) {
  // N(0, σ²I + ψ²xxᵀ), by the formula of Sherman and Morrison.
  const auto evidence = [noise](double psi, const Eigen::ArrayXd& x, const Eigen::ArrayXd& y) {
    const double gain = psi * psi / noise * x.square().sum();
    const double product = (x * y).sum();
    const double squares = (y.square().sum() - psi * psi / noise / (1 + gain) * product * product) / noise;
    return std::exp(-squares / 2) / std::sqrt(std::pow(noise, static_cast<double>(x.size())) * (1 + gain));
  };
  return by_quadrature(
      tasks, horizon, replicates, evidence,
      [noise](double eta, auto& rng) { return ib::gaussian_response<double>{noise}.draw(eta, rng); },
      [noise](double eta, double y) { return std::exp(-(y - eta) * (y - eta) / (2 * noise)) / std::sqrt(noise); });
}

parts logistic_parts(int tasks, Eigen::Index horizon, int replicates) {
  const normal_rule rule;
  const auto evidence = [&rule](double psi, const Eigen::ArrayXd& x, const Eigen::ArrayXd& y) {
    Eigen::ArrayXd joint = rule.weights;
    for (Eigen::Index t = 0; t < x.size(); ++t) joint /= 1 + ((1 - 2 * y[t]) * psi * x[t] * rule.nodes).exp();
    return joint.sum();
  };
  return by_quadrature(
      tasks, horizon, replicates, evidence,
      [](double eta, auto& rng) { return ib::logistic_response<double>{}.draw(eta, rng); },
      [](double eta, double y) { return 1 / (1 + std::exp((1 - 2 * y) * eta)); });
}

/// All at five standard errors: false alarm below 6e-7 a check, up to the normality of means.
void check_holds(const ib::bracket<double>& known, const averaged& found, double labels) {
  CAPTURE(known.lower.value, known.lower.source, found.mean() / labels, found.error() / labels, known.upper.value,
          known.upper.source);
  CHECK(known.lower.value <= (found.mean() + 5 * found.error()) / labels + 1e-12);
  CHECK((found.mean() - 5 * found.error()) / labels - 1e-12 <= known.upper.value);
}

void check_encloses(const ib::estimate<double>& found, const averaged& truth, double labels) {
  const double exact = truth.mean() / labels;
  const double noise = truth.error() / labels;
  CAPTURE(found.lower.mean, found.lower.standard_error, found.upper.mean, found.upper.standard_error, exact, noise);
  CHECK(found.lower.mean - 5 * std::hypot(found.lower.standard_error, noise) <= exact);
  CHECK(exact <= found.upper.mean + 5 * std::hypot(found.upper.standard_error, noise));
}

}  // namespace

TEST_CASE("a Gaussian representation at d = r = 1: estimates and bounds hold the parts that quadrature finds",
          "[meta_learning][statistical]") {
  const auto [tasks, horizon, noise] = GENERATE(std::tuple{1, 1, 0.2}, std::tuple{4, 5, 0.2}, std::tuple{6, 2, 2.0});
  const auto M = static_cast<std::size_t>(tasks);
  const auto T = static_cast<std::size_t>(horizon);
  const gaussian process{.dimension = 1, .rank = 1, .noise_variance = noise};
  const parts truth = gaussian_parts(tasks, horizon, noise, 2000);
  const auto found = ib::meta_error(process, M, T, ib::contrastive{.replicates = 512, .contrasts = 300, .seed = 2});
  CAPTURE(tasks, horizon, noise);
  check_encloses(found.meta, truth.meta, tasks * horizon);
  check_encloses(found.intra, truth.intra, horizon);
  CHECK(found.intra.lower.mean == found.intra.upper.mean);
  const auto known = ib::meta_bracket(process, M, T);
  check_holds(known.meta, truth.meta, tasks * horizon);
  check_holds(known.intra, truth.intra, horizon);
}

TEST_CASE("a logistic representation at d = r = 1: differences and bounds hold the parts that quadrature finds",
          "[meta_learning][statistical]") {
  const auto [tasks, horizon] = GENERATE(std::tuple{1, 1}, std::tuple{4, 6}, std::tuple{1, 2});
  const auto M = static_cast<std::size_t>(tasks);
  const auto T = static_cast<std::size_t>(horizon);
  const logistic process{.dimension = 1, .rank = 1};
  const parts truth = logistic_parts(tasks, horizon, 200);
  const auto found = ib::meta_error(process, M, T, ib::contrastive{.replicates = 256, .contrasts = 200, .seed = 2});
  CAPTURE(tasks, horizon);
  check_encloses(found.meta, truth.meta, tasks * horizon);
  check_encloses(found.intra, truth.intra, horizon);
  const auto known = ib::meta_bracket(process, M, T);
  check_holds(known.meta, truth.meta, tasks * horizon);
  check_holds(known.intra, truth.intra, horizon);
  // At its first label a task tells as much whether ψ is known or not.
  if (horizon > 1) {
    CHECK(known.intra.upper.value / known.intra.lower.value < 3);
    CHECK(known.meta.lower.value > 0);
  }
  if (horizon == 1) CHECK(known.intra.lower.value == Approx(known.intra.upper.value).epsilon(1e-12));
}

TEST_CASE("bounds on the intra-task error of a Gaussian response hold at all sizes, and are close at large ones",
          "[meta_learning][statistical]") {
  const auto [d, r] = GENERATE(std::tuple{1, 1}, std::tuple{10, 2}, std::tuple{3, 3}, std::tuple{2, 6});
  const auto horizon = GENERATE(1, 3, 40);
  const double noise = GENERATE(1e-3, 0.2, 5.0);
  const gaussian process{.dimension = d, .rank = r, .noise_variance = noise};
  averaged exact;
  ib::random_stream rng(5);
  for (int i = 0; i < 200; ++i) {
    const Eigen::MatrixXd psi = process.draw_meta_parameter(rng);
    Eigen::MatrixXd inputs(d, horizon);
    ib::gaussian_inputs{}.draw(inputs, rng);
    const Eigen::MatrixXd features = psi.transpose() * inputs;
    const Eigen::MatrixXd precision = Eigen::MatrixXd::Identity(r, r) + features * features.transpose() / (r * noise);
    exact.add(precision.llt().matrixLLT().diagonal().array().log().sum());
  }
  const auto known = ib::meta_bracket(process, 3, static_cast<std::size_t>(horizon)).intra;
  CAPTURE(d, r, horizon, noise);
  check_holds(known, exact, horizon);
  if (horizon == 40 && d > r) CHECK(known.upper.value / known.lower.value < 1.25);
}

TEST_CASE("what few tasks tell of their parameters is bounded below by determinants", "[meta_learning][statistical]") {
  // I(H;ψ|ξ) − m I(D;θ|ψ) at its exact value, by dense matrices of all labels: no more than I(H;ψ).
  const auto [d, r, m] = GENERATE(std::tuple{1, 1, 1}, std::tuple{5, 3, 1}, std::tuple{5, 3, 3}, std::tuple{2, 4, 2});
  const auto horizon = GENERATE(1, 2, 12);
  const double noise = GENERATE(1e-2, 0.5);
  averaged given;
  averaged shared;
  ib::random_stream rng(6);
  for (int i = 0; i < 200; ++i) {
    Eigen::MatrixXd xis(r, m);
    ib::gaussian_inputs{}.draw(xis, rng);
    Eigen::MatrixXd rows(d * r, m * horizon);
    for (Eigen::Index t = 0; t < rows.cols(); ++t) {
      Eigen::VectorXd x(d);
      ib::gaussian_inputs{}.draw(x, rng);
      for (Eigen::Index k = 0; k < r; ++k) rows.col(t).segment(k * d, d) = xis(k, t / horizon) / std::sqrt(r) * x;
    }
    Eigen::MatrixXd psi(d, r);
    ib::gaussian_inputs{}.draw(psi, rng);
    Eigen::MatrixXd inputs(d, horizon);
    ib::gaussian_inputs{}.draw(inputs, rng);
    const auto information = [noise](const Eigen::MatrixXd& features, double scale) {
      const Eigen::MatrixXd covariance = Eigen::MatrixXd::Identity(features.cols(), features.cols()) +
                                         features.transpose() * features / (scale * noise);
      return covariance.llt().matrixLLT().diagonal().array().log().sum();
    };
    given.add(information(rows, d));
    shared.add(information(psi.transpose() * inputs, d * r));
  }
  const double labels = m * horizon;
  const double lower =
      ib::linear_representation_bounds::meta_minkowski_lower(double(d), double(r), double(m), double(horizon), noise);
  const double truth = given.mean() - m * shared.mean();
  CAPTURE(d, r, m, horizon, noise, lower * labels, truth);
  CHECK(lower * labels <= std::max(0.0, truth + 5 * std::hypot(given.error(), m * shared.error())));
}

TEST_CASE("brackets hold simulated errors of larger representations, and the parts add up",
          "[meta_learning][statistical]") {
  const auto [d, r, tasks, horizon] = GENERATE(std::tuple{3, 2, 6, 8}, std::tuple{2, 1, 12, 3}, std::tuple{2, 3, 2, 2},
                                               std::tuple{4, 1, 1, 9}, std::tuple{4, 2, 2, 9});
  const gaussian process{.dimension = d, .rank = r, .noise_variance = 0.2};
  const auto M = static_cast<std::size_t>(tasks);
  const auto T = static_cast<std::size_t>(horizon);
  const auto found = ib::meta_error(process, M, T, ib::contrastive{.replicates = 128, .contrasts = 1000, .seed = 5});
  const auto known = ib::meta_bracket(process, M, T);
  CAPTURE(d, r, tasks, horizon, found.total.lower.mean, known.total.upper.value, known.total.upper.source);
  CHECK(found.meta.lower.mean - 5 * found.meta.lower.standard_error <= known.meta.upper.value);
  CHECK(known.meta.lower.value <= found.meta.upper.mean + 5 * found.meta.upper.standard_error);
  if (d == 4) CHECK(known.meta.lower.value > 0);
  CHECK(found.total.lower.mean - 5 * found.total.lower.standard_error <= known.total.upper.value);
  CHECK(known.total.lower.value <= found.total.upper.mean + 5 * found.total.upper.standard_error);
  CHECK(found.total.lower.mean == Approx(found.meta.lower.mean + found.intra.lower.mean).epsilon(1e-12));
}

TEST_CASE("tasks with many labels have a meta part that is known within a factor of three", "[meta_learning]") {
  const gaussian process{.dimension = 10, .rank = 2, .noise_variance = 0.25};
  const auto known = ib::meta_bracket(process, 2, 80).meta;
  CAPTURE(known.lower.value, known.lower.source, known.upper.value, known.upper.source);
  CHECK(known.lower.value < 0.1);  // 0.11 by simulation
  CHECK(known.upper.value > 0.12);
  CHECK(known.upper.value < 3 * known.lower.value);
}

TEST_CASE("the affinity of a logistic task's laws under two representations is below its bound",
          "[meta_learning][exact]") {
  // d = 1 and d = 2 at r = 1, T = 2 and 3, the rule over the inputs, over ξ and over all labels.
  const auto [d, T, end, step] =
      GENERATE(std::tuple{1, 2, 6.0, 0.3}, std::tuple{1, 3, 4.9, 0.7}, std::tuple{2, 2, 4.4, 0.8});
  const Eigen::ArrayXd nodes = Eigen::ArrayXd::LinSpaced(2 * static_cast<Eigen::Index>(end / step) + 1,
                                                         -std::floor(end / step) * step, std::floor(end / step) * step);
  const Eigen::ArrayXd one = (-nodes.square() / 2).exp() / (-nodes.square() / 2).exp().sum();
  const normal_rule xi;
  const Eigen::MatrixXd psis = (Eigen::MatrixXd(6, 2) << 0.3, 0, 1, 0, 3, 0, 0, 1, 0.8, 0.8, -2, 1).finished();
  const auto moment = [](double n) { return ib::linear_representation_bounds::logistic_shown_moment(n); };
  const int dimensions = d * T;
  for (Eigen::Index a = 0; a < psis.rows(); ++a)
    for (Eigen::Index b = 0; b < a; ++b) {
      const Eigen::VectorXd first = psis.row(a).head(d);
      const Eigen::VectorXd second = psis.row(b).head(d);
      double affinity = 0;
      std::vector<Eigen::Index> at(static_cast<std::size_t>(dimensions), 0);
      for (bool more = true; more;) {
        double weight = 1;
        Eigen::MatrixXd x(d, T);
        for (int i = 0; i < dimensions; ++i) {
          weight *= one[at[static_cast<std::size_t>(i)]];
          x(i % d, i / d) = nodes[at[static_cast<std::size_t>(i)]];
        }
        if (weight > 1e-8)
          for (int labels = 0; labels < 1 << (T - 1); ++labels) {  // half of them: the rest by symmetry
            Eigen::ArrayXd p = xi.weights;
            Eigen::ArrayXd q = xi.weights;
            for (int t = 0; t < T; ++t) {
              const double sign = ((labels >> t) & 1) != 0 ? 1 : -1;
              p /= 1 + (sign * first.dot(x.col(t)) * xi.nodes).exp();
              q /= 1 + (sign * second.dot(x.col(t)) * xi.nodes).exp();
            }
            affinity += 2 * weight * std::sqrt(p.sum() * q.sum());
          }
        more = false;
        for (Eigen::Index& index : at) {
          if (++index < nodes.size()) {
            more = true;
            break;
          }
          index = 0;
        }
      }
      const Eigen::MatrixXd apart =
          moment(first.squaredNorm()) * first.normalized() * first.normalized().transpose() -
          moment(second.squaredNorm()) * second.normalized() * second.normalized().transpose();
      const double bound =
          ib::linear_representation_bounds::logistic_affinity_constant(double(T)) * apart.squaredNorm();
      CAPTURE(d, T, first, second, affinity, bound);
      CHECK(affinity <= 1 - bound + 1e-5);  // the rule's own error, and the weights left out
      CHECK(affinity >= 1 - 300 * bound - 1e-5);
    }
}

TEST_CASE("what tasks show of the length of a representation differs by no less than its bound",
          "[meta_learning][exact]") {
  // E h(nq) − E h(n′q), h(x) = xτ(√x)² and q = Σ l_i g_i², by the trapezoidal rule over g_1 and g_2.
  const auto shown = [](double x) {
    const double tau = 2 * ib::detail::mean_logistic_slope_of_deviation(std::sqrt(x));
    return x * tau * tau;
  };
  for (const double l : {0.5, 0.8, 1.0}) {
    std::vector<double> moments;
    const std::vector<double> lengths{1e-3, 0.1, 0.4, 1, 2.5, 8, 100};
    for (const double n : lengths) {
      double sum = 0;
      const double step = 0.25;
      for (double a = step / 2; a < 6.5; a += step)
        for (double b = step / 2; b < 6.5; b += step)
          sum += std::exp(-(a * a + b * b) / 2) * shown(n * (l * a * a + (1 - l) * b * b));
      moments.push_back(sum * step * step * 2 / std::acos(-1.0));
    }
    for (std::size_t i = 0; i + 1 < lengths.size(); ++i) {
      const auto bound = [](double n) { return n / (4 + 6 * n); };
      CAPTURE(l, lengths[i]);
      CHECK(moments[i + 1] - moments[i] >= bound(lengths[i + 1]) - bound(lengths[i]));
    }
    CHECK(moments[0] <= 1.01 * lengths[0] / (4 + 6 * lengths[0]));  // an equality at 0
  }
}

TEST_CASE("what logistic tasks tell of the coefficients of one number covers no more than quadrature finds",
          "[meta_learning][statistical]") {
  // d = 1: given ψ, θ ~ N(0, ‖ψ‖²/r).
  const auto [r, horizon] = GENERATE(std::tuple{1, 20}, std::tuple{3, 10}, std::tuple{8, 40});
  const normal_rule rule;
  averaged truth;
  for (std::size_t replicate = 0; replicate < 400; ++replicate) {
    ib::random_stream rng(17, replicate);
    Eigen::ArrayXd psi(r);
    ib::gaussian_inputs{}.draw(psi, rng);
    Eigen::ArrayXd x(horizon + 1);
    ib::gaussian_inputs{}.draw(x, rng);
    const double deviation = std::sqrt(psi.square().sum() / r);
    Eigen::ArrayXd joint = rule.weights;
    double own = 0;
    for (Eigen::Index t = 0; t < horizon; ++t) {
      const double eta = deviation * x[horizon] * x[t];
      const double sign = ib::logistic_response<double>{}.draw(eta, rng) > 0.5 ? -1 : 1;
      own -= std::log1p(std::exp(sign * eta));
      joint /= 1 + (sign * deviation * x[t] * rule.nodes).exp();
    }
    truth.add(own - std::log(joint.sum()));
  }
  const auto known = ib::meta_bracket(logistic{.dimension = 1, .rank = r}, 1, static_cast<std::size_t>(horizon));
  CAPTURE(r, horizon);
  check_holds(known.intra, truth, horizon);
  CHECK(known.intra.upper.value < 3 * known.intra.lower.value);
}

TEST_CASE("brackets are never above the closed forms of Theorem 53", "[meta_learning]") {
  const auto closed = [](double parameters, double labels) {
    const double x = labels / (4 * parameters);
    return x >= 1 ? parameters / (2 * labels) * (1 + std::log(x)) : 0.125;
  };
  for (const int d : {1, 10, 100})
    for (const int r : {1, 2, 20})
      for (const std::size_t tasks : {1U, 50U, 5000U})
        for (const std::size_t horizon : {1U, 40U, 1000U}) {
          const auto known = ib::meta_bracket(logistic{.dimension = d, .rank = r}, tasks, horizon);
          const double labels = static_cast<double>(tasks * horizon);
          const double sum = closed(d * r, labels) + closed(r, static_cast<double>(horizon));
          CAPTURE(d, r, tasks, horizon, known.total.upper.source);
          CHECK(known.total.upper.value <= sum * (1 + 1e-12));
          CHECK(known.meta.upper.value <= closed(d * r, labels) * (1 + 1e-12));
          CHECK(known.intra.upper.value <= closed(r, static_cast<double>(horizon)) * (1 + 1e-12));
          CHECK(known.total.lower.value <= known.total.upper.value);
          CHECK(known.meta.lower.value <= known.meta.upper.value);
        }
}

}  // namespace theorems::meta_learning
