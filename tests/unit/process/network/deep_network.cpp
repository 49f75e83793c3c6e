// SPDX-License-Identifier: BSL-1.0
#include <infobound/process/network/deep_network.hpp>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/automatic.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/rate/rate_distortion.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/check_passes.hpp>
#include <support/mean_z.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>
#include <type_traits>
#include <vector>

namespace unit::process::network::deep_network {

namespace ib = infobound;

namespace {

using network = ib::deep_network<double>;
using logistic_network = ib::deep_network<double, ib::logistic_head>;
using softmax_network = ib::deep_network<double, ib::softmax_head>;
using given_network = ib::deep_network<double, ib::gaussian_head, ib::fixed_design<double>>;

static_assert(std::same_as<ib::selected_policy<network>, ib::annealed>);
static_assert(ib::batched_process<network>);
static_assert(ib::differentiable_process<network>);
static_assert(!ib::evaluates_hessian<network>);
static_assert(!ib::conjugate_process<network>);
static_assert(ib::rate_bounded_process<network>);
static_assert(!ib::bounds_rate_below<network>);
static_assert(ib::has_independent_observations<network>);
static_assert(ib::rate_bounded_process<given_network>);
static_assert(!ib::has_independent_observations<given_network>);
static_assert(ib::differentiable_process<logistic_network>);
static_assert(ib::differentiable_process<softmax_network>);
static_assert(ib::differentiable_process<ib::deep_network<float>>);

/// f_θ(x) by the definition, A_l row by row; layers that are known read from elsewhere.
template <class Process>
Eigen::VectorXd defined_output(const Process& process, const Eigen::VectorXd& theta, const Eigen::VectorXd& known,
                               const Eigen::VectorXd& input) {
  const auto& widths = process.widths;
  Eigen::VectorXd values = input;
  Eigen::Index next = 0;
  Eigen::Index next_known = 0;
  for (std::size_t l = 0; l + 1 < widths.size(); ++l) {
    const bool revealed = !process.known.empty() && process.known[l];
    Eigen::VectorXd above = Eigen::VectorXd::Zero(widths[l + 1]);
    for (Eigen::Index i = 0; i < widths[l + 1]; ++i)
      for (Eigen::Index j = 0; j < widths[l]; ++j)
        above[i] += values[j] * (revealed ? known[next_known++] : theta[next++]);
    if (l + 2 < widths.size())
      for (double& value : above) value = std::max(value, 0.0);
    values = above;
  }
  return values;
}

double defined_log_likelihood(const network& process, const Eigen::VectorXd& f, double label) {
  return -std::log(2 * std::acos(-1.0) * process.noise_variance) / 2 -
         (label - f[0]) * (label - f[0]) / (2 * process.noise_variance);
}
double defined_log_likelihood(const logistic_network&, const Eigen::VectorXd& f, double label) {
  return -std::log1p(std::exp(label > 0 ? -f[0] : f[0]));
}
double defined_log_likelihood(const softmax_network&, const Eigen::VectorXd& f, Eigen::Index label) {
  return f[label] - std::log(f.array().exp().sum());
}

/// Likelihoods by the definition, one and many at a time, and gradients by differences.
template <class Process>
void check_passes_of(const Process& process, std::size_t horizon, Eigen::Index count) {
  process.validate();
  ib::random_stream rng(3);
  const auto size = static_cast<Eigen::Index>(process.latent_dimension());
  const auto history = process.draw_history(process.draw_parameter(rng), horizon, rng);
  Eigen::MatrixXd thetas(size, count);
  for (Eigen::Index n = 0; n < count; ++n) thetas.col(n) = process.draw_parameter(rng);
  const Eigen::MatrixXd all = process.log_likelihoods(thetas, history);
  REQUIRE(all.rows() == static_cast<Eigen::Index>(horizon));
  REQUIRE(all.cols() == count);
  const Eigen::ArrayXd totals = process.total_log_likelihoods(thetas, history);
  REQUIRE(totals.size() == count);
  worst error;
  for (Eigen::Index n = 0; n < count; ++n) {
    error.see(std::abs(totals[n] / all.col(n).sum() - 1), "total", n);
    const Eigen::VectorXd one = process.log_likelihood(thetas.col(n), history);
    for (Eigen::Index t = 0; t < all.rows(); ++t) {
      error.see(std::abs(all(t, n) - one[t]) / (1 + std::abs(one[t])), "many", t, n);
      if (n > 3 && t > 3) continue;
      const Eigen::VectorXd f = defined_output(process, thetas.col(n), history.known, history.inputs.col(t));
      const double expected = defined_log_likelihood(process, f, history.labels[t]);
      error.see(std::abs(one[t] - expected) / (1 + std::abs(expected)), "one", t, n);
    }
  }
  INFO(error.where());
  CHECK(error.value() < 1e-12);
}

template <class Process>
void check_gradient(const Process& process, std::size_t horizon) {
  ib::random_stream rng(5);
  const auto history = process.draw_history(process.draw_parameter(rng), horizon, rng);
  boost::random::normal_distribution<double> normal;
  Eigen::VectorXd z(static_cast<Eigen::Index>(process.latent_dimension()));
  for (double& entry : z) entry = normal(rng);
  const Eigen::VectorXd gradient = process.gradient(z, history);
  REQUIRE(gradient.size() == z.size());
  CHECK(gradient.norm() > 0);
  // A likelihood is smooth but where a unit turns on: a step of 1e-6 meets none of these here.
  worst error;
  const double step = 1e-6;
  for (Eigen::Index i = 0; i < z.size(); ++i) {
    Eigen::VectorXd moved = z;
    moved[i] = z[i] + step;
    const double above = process.log_likelihood(process.parameter_from(moved), history).sum();
    moved[i] = z[i] - step;
    const double below = process.log_likelihood(process.parameter_from(moved), history).sum();
    error.see(std::abs((above - below) / (2 * step) - gradient[i]) / (1 + gradient.norm()), i);
  }
  INFO(error.where());
  CHECK(error.value() < 1e-7);
}

}  // namespace

TEST_CASE("likelihoods of one parameter and of many are those of the definition, whatever the sizes",
          "[deep_network]") {
  const auto horizon = static_cast<std::size_t>(GENERATE(1, 7, 70));
  const auto count = GENERATE(1, 5, 130);
  check_passes_of(network{.widths = {3, 1}, .noise_variance = 0.3}, horizon, count);
  check_passes_of(network{.widths = {2, 20, 3, 1}, .noise_variance = 0.3, .hidden_variance = 1.0}, horizon, count);
  check_passes_of(network{.widths = {2, 4, 1, 4, 1}, .noise_variance = 2.0, .variances = {1, 2, 3, 4}}, horizon, count);
  check_passes_of(network{.widths = {3, 4, 5, 1}, .noise_variance = 0.3, .known = {true, false, true}}, horizon, count);
  check_passes_of(network{.widths = {3, 4, 5, 1}, .noise_variance = 0.3, .known = {true, true, false}}, horizon, count);
  check_passes_of(logistic_network{.widths = {3, 4, 1}, .known = {false, true}}, horizon, count);
  check_passes_of(softmax_network{.widths = {3, 18, 5}}, horizon, count);
}

TEST_CASE("histories longer than a tile, and layers wider than a block of parameters, change nothing",
          "[deep_network]") {
  check_passes_of(network{.widths = {2, 300, 3, 1}, .noise_variance = 0.3}, 900, 2);
  check_passes_of(softmax_network{.widths = {1, 2, 3}}, 1100, 150);

  const network process{.widths = {2, 300, 3, 1}, .noise_variance = 0.3};
  ib::random_stream rng(6);
  const auto theta = process.draw_parameter(rng);
  const auto history = process.draw_history(theta, 900, rng);
  network::history_type first{history.inputs.leftCols(311), history.labels.head(311)};
  network::history_type second{history.inputs.rightCols(589), history.labels.tail(589)};
  const Eigen::VectorXd z = theta.cwiseQuotient(process.parameter_from(Eigen::VectorXd::Ones(theta.size())));
  const Eigen::VectorXd whole = process.gradient(z, history);
  const Eigen::VectorXd parts = process.gradient(z, first) + process.gradient(z, second);
  CHECK((whole - parts).norm() < 1e-12 * whole.norm());
}

TEST_CASE("the reverse pass is the limit of differences, for every head and with known layers", "[deep_network]") {
  check_gradient(network{.widths = {3, 1}, .noise_variance = 0.3}, 4);
  check_gradient(network{.widths = {2, 5, 3, 1}, .noise_variance = 0.3}, 6);
  check_gradient(network{.widths = {2, 24, 20, 1}, .noise_variance = 0.3, .variances = {1, 3, 2}}, 40);
  check_gradient(network{.widths = {2, 5, 3, 4, 1}, .noise_variance = 0.3, .known = {true, false, true, false}}, 6);
  check_gradient(network{.widths = {2, 5, 3, 1}, .noise_variance = 0.3, .known = {false, true, true}}, 6);
  check_gradient(logistic_network{.widths = {2, 5, 3, 1}}, 30);
  check_gradient(softmax_network{.widths = {2, 5, 3, 4}}, 30);
}

TEST_CASE("the entropy of a label is that of its likelihoods", "[deep_network][exact]") {
  const auto check = [](const auto& process, auto labels) {
    ib::random_stream rng(3);
    worst difference;
    for (const double scale : {1.0, 30.0, 1e4}) {
      const Eigen::VectorXd theta = scale * process.draw_parameter(rng);
      auto history = process.draw_history(theta, 40, rng);
      Eigen::VectorXd expected = Eigen::VectorXd::Zero(40);
      const Eigen::VectorXd found = process.conditional_entropy(theta, history);
      for (const auto label : labels) {
        history.labels.setConstant(label);
        const Eigen::ArrayXd terms = process.log_likelihood(theta, history);
        expected.array() -= (terms > -700).select(terms * terms.exp(), 0);
      }
      REQUIRE(found.size() == 40);
      CHECK(found.minCoeff() >= 0);
      difference.see((found - expected).cwiseAbs().maxCoeff(), 0);
    }
    CHECK(difference.value() < 1e-13);
  };
  check(logistic_network{.widths = {3, 5, 1}}, std::vector<double>{0, 1});
  check(softmax_network{.widths = {3, 5, 4}, .known = {true, false}}, std::vector<Eigen::Index>{0, 1, 2, 3});
}

TEST_CASE("one layer is linear regression", "[deep_network][exact]") {
  const network shallow{.widths = {4, 1}, .noise_variance = 0.25};
  const ib::linear_regression<double> linear{.dimension = 4, .noise_variance = 0.25};
  ib::random_stream rng(7);
  const auto theta = linear.draw_parameter(rng);
  const auto history = linear.draw_history(theta, 9, rng);
  const network::history_type same{history.inputs, history.labels};
  CHECK((shallow.log_likelihood(theta, same) - linear.log_likelihood(theta, history)).cwiseAbs().maxCoeff() < 1e-13);
  const Eigen::VectorXd z = 2 * theta;
  CHECK((shallow.parameter_from(z) - linear.parameter_from(z)).norm() < 1e-15);
  CHECK((shallow.gradient(z, same) - linear.gradient(z, history)).norm() < 1e-12);
  CHECK(ib::rate_distortion(shallow, 0.05).upper.value == Approx(linear.rate_upper(0.05)).epsilon(1e-13));
}

TEST_CASE("two softmax outputs are one logistic output, their difference", "[deep_network][exact]") {
  const softmax_network two{.widths = {3, 4, 2}};
  const logistic_network one{.widths = {3, 4, 1}};
  ib::random_stream rng(8);
  const auto theta = two.draw_parameter(rng);
  const auto history = two.draw_history(theta, 12, rng);
  Eigen::VectorXd difference(16);
  difference << theta.head(12), theta.tail(4) - theta.segment(12, 4);
  const Eigen::VectorXd expected = one.log_likelihood(difference, {history.inputs, history.labels.cast<double>()});
  CHECK((two.log_likelihood(theta, history) - expected).cwiseAbs().maxCoeff() < 1e-14);
}

TEST_CASE("outputs have the second moment that the bounds rest on", "[deep_network][statistical]") {
  const network process = GENERATE(network{.widths = {3, 8, 8, 1}, .noise_variance = 1},
                                   network{.widths = {3, 8, 1}, .noise_variance = 1, .hidden_variance = 1},
                                   network{.widths = {3, 8, 8, 1}, .noise_variance = 1, .variances = {1, 4, 3}});
  ib::random_stream rng(9);
  const Eigen::ArrayXd squares = Eigen::ArrayXd::NullaryExpr(8000, [&](Eigen::Index) {
    const auto theta = process.draw_parameter(rng);
    return process.outputs(theta, process.draw_history(theta, 8, rng)).squaredNorm() / 8;
  });
  CHECK(std::abs(mean_z(squares, process.output_second_moment())) < 5);
}

TEST_CASE("a known layer is drawn anew with every history, or given once and for all", "[deep_network]") {
  network process{.widths = {2, 3, 1}, .noise_variance = 0.25, .known = {true, false}};
  CHECK(process.latent_dimension() == 3);
  ib::random_stream rng(10);
  const auto theta = process.draw_parameter(rng);
  const auto first = process.draw_history(theta, 5, rng);
  const auto second = process.draw_history(theta, 5, rng);
  CHECK(first.known.size() == 6);
  CHECK(first.known != second.known);
  CHECK(std::isfinite(process.rate_upper(0.1)));
  CHECK(ib::error_bounds(process, 10).size() > 2);

  process.known_weights = first.known;
  process.validate();
  const network::history_type bare{first.inputs, first.labels};
  CHECK((process.log_likelihood(theta, bare).array() > -1e3).all());
  Eigen::VectorXd together(9);
  together << first.known, theta;
  const network unknown{.widths = {2, 3, 1}, .noise_variance = 0.25};
  CHECK((process.log_likelihood(theta, bare) - unknown.log_likelihood(together, bare)).cwiseAbs().maxCoeff() < 1e-13);
  CHECK(process.draw_history(theta, 5, rng).known.size() == 0);
  // No bound is proved for a layer that is given.
  CHECK(process.rate_upper(0.1) == std::numeric_limits<double>::infinity());
  CHECK(ib::error_bracket(process, 10).upper.value == std::numeric_limits<double>::infinity());
  const logistic_network classes{.widths = {2, 3, 1}, .known = {true, false}, .known_weights = first.known};
  CHECK(ib::error_bracket(classes, 10).upper.value == Approx(std::log(2.0)));
}

TEST_CASE("a fixed design has the bounds of inputs of its own power", "[deep_network][exact]") {
  const Eigen::MatrixXd rows = Eigen::MatrixXd::Constant(6, 2, 3);  // mean square 9
  const given_network given{.widths = {2, 5, 1}, .noise_variance = 0.9, .inputs = {rows}};
  const network random{.widths = {2, 5, 1}, .noise_variance = 0.1};
  CHECK(given.rate_upper(0.2, 4) == Approx(random.rate_upper(0.2)).epsilon(1e-13));
  CHECK(ib::error_bracket(given, 6).upper.value == Approx(ib::error_bracket(random, 6).upper.value).epsilon(1e-9));
  CHECK(thrown<std::domain_error>([&] { (void)given.error_bounds(7); }) ==
        "horizon = 7, must be <= 6, the number of rows of the design");
  ib::random_stream rng(11);
  CHECK(given.draw_history(given.draw_parameter(rng), 4, rng).inputs == rows.topRows(4).transpose());
}

TEST_CASE("bounds name their theorems, and the best of them is the bracket", "[deep_network]") {
  const network process{.widths = {10, 20, 20, 1}, .noise_variance = 0.25};
  CHECK((process.layer_parameters() == (Eigen::ArrayXd(3) << 200, 400, 20).finished()).all());
  const auto bracket = ib::error_bracket(process, 10000);
  CHECK(ib::error_bounds(process, 10000).front().value == Approx(0.18258230564182009).epsilon(1e-12));
  // Σ (P_l/2T) ln(1 + T/(σ²P_l)).
  CHECK(bracket.upper.value ==
        Approx((100 * std::log(201.0) + 200 * std::log(101.0) + 10 * std::log(2001.0)) / 10000).epsilon(1e-14));
  CHECK(bracket.upper.source == "Fisher information, layer by layer (theory 5.9)");
  CHECK(bracket.lower.source == "last layer but one, given the rest (theory 5.6 d)");
  for (const auto& bound : ib::error_bounds(process, 10000))
    CHECK((bound.direction == ib::direction::upper ? bound.value >= bracket.upper.value
                                                   : bound.value <= bracket.lower.value));
  CHECK(ib::error_bounds(process, 10).front().source == "Theorem 15, best shares of the layers (theory 5.3)");
  const softmax_network classes{.widths = {10, 20, 5}};
  CHECK((classes.layer_parameters() == (Eigen::ArrayXd(2) << 200, 80).finished()).all());
  CHECK(ib::error_bounds(classes, 10).front().source == "Theorem 15, best shares of the layers (theory 5.4)");
  CHECK(ib::error_bracket(classes, 1).upper.value == Approx(0.4));  // ½(1 − 1/C)V
}

TEST_CASE("wide and deep networks overflow nothing", "[deep_network]") {
  const network wide{.widths = {100, 900, 10, 1}, .noise_variance = 0.25};
  ib::random_stream rng(12);
  const auto theta = wide.draw_parameter(rng);
  CHECK(theta.size() == 99010);
  CHECK(wide.log_likelihood(theta, wide.draw_history(theta, 2, rng)).allFinite());
  CHECK(std::isfinite(ib::error_bracket(wide, 1000000).upper.value));
  std::vector<Eigen::Index> widths(3001, 1000000);
  widths.back() = 1;
  const network deep{.widths = widths, .noise_variance = 0.25, .hidden_variance = 1.0};  // V = 2^{−2999}
  CHECK(ib::error_bracket(deep, 100).upper.value > 0);
  CHECK(ib::error_bracket(deep, 100).upper.value < 1e-300);
}

TEST_CASE("networks say what is wrong, by name", "[deep_network][error]") {
  const auto said = [](const auto& process) { return thrown<std::domain_error>([&] { process.validate(); }); };
  const auto sizes = [](const auto& process) { return thrown<std::invalid_argument>([&] { process.validate(); }); };
  CHECK(said(network{.widths = {3}, .noise_variance = 1}) == "deep_network.widths.size() = 1, must be >= 2");
  CHECK(said(network{.widths = {3, 0, 1}, .noise_variance = 1}) == "deep_network.widths[1] = 0, must be >= 1");
  CHECK(said(network{.widths = {3, 2, 2}, .noise_variance = 1}) ==
        "deep_network.widths.back() = 2, must be 1, for a gaussian_head");
  CHECK(said(logistic_network{.widths = {3, 2}}) == "deep_network.widths.back() = 2, must be 1, for a logistic_head");
  CHECK(said(softmax_network{.widths = {3, 1}}) == "deep_network.widths.back() = 1, must be >= 2");
  CHECK(said(network{.widths = {3, 1}}) == "deep_network.noise_variance = 0, must be > 0 and finite");
  CHECK(said(network{.widths = {3, 2, 1}, .noise_variance = 1, .hidden_variance = -1}) ==
        "deep_network.hidden_variance = -1, must be > 0 and finite");
  CHECK(said(network{.widths = {3, 2, 1}, .noise_variance = 1, .variances = {1, 0}}) ==
        "deep_network.variances[1] = 0, must be > 0 and finite");
  CHECK(said(network{.widths = {3, 2, 1}, .noise_variance = 1, .known = {true, true}}) ==
        "deep_network.known: number of unknown layers = 0, must be >= 1");
  CHECK(sizes(network{.widths = {3, 2, 1}, .noise_variance = 1, .variances = {1}}) ==
        "deep_network.variances.size() = 1 and number of layers = 2, must be equal");
  CHECK(sizes(network{.widths = {3, 2, 1}, .noise_variance = 1, .known = {true}}) ==
        "deep_network.known.size() = 1 and number of layers = 2, must be equal");
  CHECK(sizes(network{.widths = {3, 2, 1}, .noise_variance = 1, .known_weights = Eigen::VectorXd::Ones(6)}) ==
        "deep_network.known_weights.size() = 6 and number of weights of known layers = 0, must be equal");
  const network process{.widths = {3, 2, 1}, .noise_variance = 1};
  CHECK(thrown<std::domain_error>([&] { (void)process.rate_upper(0.0); }) == "epsilon = 0, must be > 0");
  CHECK(thrown<std::domain_error>([&] { (void)ib::error_bracket(process, 0); }) == "horizon = 0, must be >= 1");
  const network::history_type history{Eigen::MatrixXd::Zero(3, 2), Eigen::VectorXd::Zero(2)};
  CHECK(thrown<std::invalid_argument>([&] { (void)process.log_likelihood(Eigen::VectorXd::Zero(7), history); }) ==
        "deep_network: size of theta = 7 and number of unknown weights = 8, must be equal");
}

TEST_CASE("deep networks pass their checks", "[deep_network][statistical]") {
  check_passes(network{.widths = {2, 3, 2, 1}, .noise_variance = 0.25, .known = {false, true, false}});
  check_passes(softmax_network{.widths = {2, 3, 3}});
}

TEST_CASE("bounds are those of a wider scalar where V/σ² is out of the scalar's range", "[deep_network][reference]") {
  const auto compare = [](const auto& process, const auto& wide) {
    for (const std::size_t horizon : {std::size_t{1}, std::size_t{1000}, std::size_t{1000000000}}) {
      const auto bounds = process.error_bounds(horizon);
      const auto expected = wide.error_bounds(horizon);
      REQUIRE(bounds.size() == expected.size());
      for (std::size_t i = 0; i < bounds.size(); ++i) {
        CAPTURE(horizon, bounds[i].source);
        CHECK(std::isfinite(bounds[i].value));
        CHECK(static_cast<double>(bounds[i].value) ==
              Approx(static_cast<double>(expected[i].value))
                  .epsilon(std::is_same_v<decltype(bounds[0].value + 0), float> ? 1e-6 : 1e-10));
      }
    }
  };
  const network loud{.widths = {3, 4, 4, 4, 1}, .noise_variance = 1e-300, .hidden_variance = 1e10};
  compare(loud,
          ib::deep_network<long double>{.widths = loud.widths, .noise_variance = 1e-300, .hidden_variance = 1e10});
  CHECK(ib::error_bracket(loud, 1).upper.value <= (std::log(1.25) + 329 * std::log(10.0)) / 2 * (1 + 1e-12));
  // ε = ½ ln(1 + δV/σ²) with δ of 10⁻³³⁰: equal layers are left equal shares of it.
  const double log_delta = std::log(std::expm1(0.2)) - std::log(1.25) - 329 * std::log(10.0);
  CHECK(network{.widths = {4, 4, 4, 4, 1},
                .noise_variance = 1e-300,
                .hidden_variance = 1e10,
                .known = {false, false, false, true}}
            .rate_upper(0.1) == Approx(48 * (std::log(3.0) - log_delta) / 2).epsilon(1e-12));
  compare(ib::deep_network<float>{.widths = {3, 9, 1}, .noise_variance = 1e-30F, .hidden_variance = 1e20F},
          network{.widths = {3, 9, 1}, .noise_variance = 1e-30F, .hidden_variance = 1e20F});
  const logistic_network sure{.widths = {3, 4, 4, 1}, .hidden_variance = 1e200};  // κV is beyond the range
  CHECK(ib::error_bracket(sure, 1000000).upper.value ==
        Approx(static_cast<double>(
                   ib::error_bracket(ib::deep_network<long double, ib::logistic_head>{.widths = {3, 4, 4, 1},
                                                                                      .hidden_variance = 1e200},
                                     1000000)
                       .upper.value))
            .epsilon(1e-10));

  for (const double unit : {1e-200, 1e200}) {
    const Eigen::MatrixXd rows = unit * Eigen::MatrixXd::Random(7, 2);
    const given_network scaled{.widths = {2, 5, 1}, .noise_variance = 0.5, .inputs = {rows}};
    const ib::deep_network<long double, ib::gaussian_head, ib::fixed_design<long double>> wide{
        .widths = {2, 5, 1}, .noise_variance = 0.5, .inputs = {rows.cast<long double>()}};
    if (unit > 1)
      CHECK(ib::error_bracket(scaled, 7).upper.value ==
            Approx(static_cast<double>(ib::error_bracket(wide, 7).upper.value)).epsilon(1e-10));
    else
      CHECK(ib::error_bracket(scaled, 7).upper.value < 1e-300);
  }
}

TEST_CASE("outputs below the scalar's range above a noise that is too keep a bound", "[deep_network][exact]") {
  const auto upper = []<class Real>(Real) -> Real {
    ib::deep_network<Real, ib::gaussian_head, ib::fixed_design<Real>> network;
    network.widths = {1, 1, 1};
    network.noise_variance = Real(5e-94);
    network.inputs = {Eigen::MatrixX<Real>::Constant(1, 1, Real(1e-168))};
    return ib::error_bracket(network, 1).upper.value;
  };
  CHECK(upper(0.0L) > 1e-245L);
  CHECK(upper(0.0) == Approx(static_cast<double>(upper(0.0L))).epsilon(1e-11));
}

TEST_CASE("the moment of an output is in range where products on the way to it are not", "[deep_network][exact]") {
  // 0.1 (0.002/2) (2e-38/2) (8e33/2).
  const std::vector<Eigen::Index> widths{3, 3, 3, 3, 1};
  const ib::deep_network<float> narrow{.widths = widths, .variances = {0.002F, 2e-38F, 8e33F, 0.1F}};
  CHECK(narrow.output_second_moment() == Approx(4e-9).epsilon(1e-6));
}

}  // namespace unit::process::network::deep_network
