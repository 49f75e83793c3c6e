// SPDX-License-Identifier: BSL-1.0
#include <infobound/process/network/deep_network_bounds.hpp>

#include <boost/math/quadrature/exp_sinh.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/eigen.hpp>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <infobound/core/numeric/logistic_expectation.hpp>
#include <infobound/process/network/deep_network_lower_bounds.hpp>
#include <infobound/process/regression/linear_regression_bounds.hpp>
#include <initializer_list>
#include <limits>
#include <support/catch.hpp>
#include <support/reference.hpp>
#include <support/worst.hpp>

namespace unit::process::network::deep_network_bounds {

namespace ib = infobound;
namespace bounds = infobound::deep_network_bounds;
using wide = boost::multiprecision::cpp_bin_float_50;

namespace {

template <class Real>
double relative(const Real& found, const Real& expected) {
  return std::abs(static_cast<double>((found - expected) / expected));
}

template <class Real, class Output>
void compare(const reference::row& row, const Output& output, worst& error) {
  const auto layers = row.input<std::size_t>(1);
  Eigen::ArrayX<Real> parameters(static_cast<Eigen::Index>(layers));
  for (std::size_t l = 0; l < layers; ++l) parameters[static_cast<Eigen::Index>(l)] = row.input<Real>(2 + l);
  const std::size_t next = 2 + layers;
  const double first = row.input(2);
  const Real epsilon = row.input<Real>(next + 1);
  const Real horizon = row.input<Real>(next + 2);
  const Real total = parameters.sum();
  const Real depth = Real(layers);
  const Real delta = output.delta(epsilon);
  const auto see = [&](const Real& found, std::size_t column) {
    error.see(relative(found, row.value<Real>(next + column)), first, layers, column);
  };
  see(delta, 3);
  see(bounds::equal_rate(total, depth, delta), 4);
  see(bounds::allocated_rate(parameters, delta), 5);
  see(bounds::allocated_upper(parameters, horizon, output), 6);
  see(bounds::equal_upper(total, parameters.size(), horizon, output), 7);
  see(bounds::explicit_upper(total, depth, horizon, output), 8);
  see(bounds::linear_upper(total, depth, horizon, output), 9);
  see(bounds::prior_upper(output), 10);
  error.see(relative(output.epsilon(delta), epsilon), first, layers, "epsilon");
}

template <class Real>
void check_digits(double tolerance) {
  worst error;
  for (const reference::row& row : reference::table("deep_network_bounds")) {
    const auto scale = row.input<Real>(2 + row.input<std::size_t>(1));
    if (row.input<int>(0) == 0)
      compare<Real>(row, bounds::noisy_output<Real>{scale}, error);
    else
      compare<Real>(row, bounds::class_output<Real>{scale}, error);
  }
  INFO(error.where());
  CHECK(error.value() < tolerance);
}

const auto sizes = [](std::initializer_list<double> parameters) {
  Eigen::ArrayXd result(std::ssize(parameters));
  std::copy(parameters.begin(), parameters.end(), result.begin());
  return result;
};

}  // namespace

TEST_CASE("rates and errors of deep networks have the digits of the reference", "[deep_network_bounds][reference]") {
  check_digits<double>(1e-14);
  check_digits<wide>(1e-28);  // 30 digits are given
}

TEST_CASE("the best allocation is never above the equal one, and equal to it where layers are",
          "[deep_network_bounds][property]") {
  for (const double delta : {1e-300, 1e-12, 1e-3, 0.5, 0.999, 1 - 1e-12}) {
    CAPTURE(delta);
    for (const auto& parameters :
         {sizes({5}), sizes({5, 5, 5}), sizes({1, 100}), sizes({1e10, 1, 1e10}), sizes({3, 4, 5, 6, 7, 7, 7})}) {
      const double equal = bounds::equal_rate(parameters.sum(), static_cast<double>(parameters.size()), delta);
      const double allocated = bounds::allocated_rate(parameters, delta);
      CHECK(std::isfinite(allocated));
      CHECK(allocated > 0);
      CHECK(allocated <= equal * (1 + 1e-13));
      if (parameters.minCoeff() == parameters.maxCoeff())
        CHECK(allocated == Approx(equal).epsilon(1e-13));
      else if (delta == 0.5)
        CHECK(allocated < equal * 0.9999);
      if (delta > 1e-100 && delta < 1 - 1e-9) {
        const Eigen::ArrayXd shares = bounds::allocated_shares(parameters, delta);
        CHECK((shares > 0 && shares < 1).all());
        CHECK(-std::expm1((-shares).log1p().sum()) == Approx(delta).epsilon(1e-9));
        CHECK((-parameters / 2 * shares.log()).sum() == Approx(allocated).epsilon(1e-9));
      }
    }
  }
}

TEST_CASE("rates fall with the distortion from infinity at 0 to 0 at 1, without a step",
          "[deep_network_bounds][property]") {
  const Eigen::ArrayXd parameters = sizes({20, 40, 7});
  double before = std::numeric_limits<double>::infinity();
  CHECK(bounds::allocated_rate(parameters, 0.0) == before);
  CHECK(bounds::equal_rate(67.0, 3.0, 0.0) == before);
  for (double delta = 1e-3; delta < 1; delta += 1e-3) {
    const double rate = bounds::allocated_rate(parameters, delta);
    CHECK(rate < before);
    before = rate;
  }
  CHECK(bounds::allocated_rate(parameters, 1.0) == 0);
  CHECK(bounds::allocated_rate(parameters, 1e300) == 0);
  CHECK(bounds::equal_rate(67.0, 3.0, 2.0) == 0);
  // Near 1 a layer's share goes as the L-th root of what is left: no step, but steep.
  CHECK(bounds::allocated_rate(parameters, 1 - 1e-12) < 1e-2);
  CHECK(bounds::allocated_rate(parameters, 1 - 1e-12) > 0);
}

TEST_CASE("error bounds are in order, never above that of the prior, and continuous where their forms meet",
          "[deep_network_bounds][property]") {
  const auto check = [](const auto& output, double switch_horizon, const Eigen::ArrayXd& parameters) {
    const double total = parameters.sum();
    const auto depth = static_cast<double>(parameters.size());
    const double prior = bounds::prior_upper(output);
    double before = std::numeric_limits<double>::infinity();
    for (double horizon = 1; horizon < 1e12; horizon *= 1.7) {
      CAPTURE(horizon, total);
      const double allocated = bounds::allocated_upper(parameters, horizon, output);
      const double equal = bounds::equal_upper(total, parameters.size(), horizon, output);
      const double in_form = bounds::explicit_upper(total, depth, horizon, output);
      const double linear = bounds::linear_upper(total, depth, horizon, output);
      CHECK(allocated > 0);
      CHECK(allocated <= equal * (1 + 1e-12));
      CHECK(equal <= in_form * (1 + 1e-12));
      CHECK(equal <= prior);
      CHECK(in_form <= linear * (1 + 1e-12));
      CHECK(linear >= prior * (horizon < switch_horizon ? 1 : 0));
      CHECK(allocated <= before * (1 + 1e-12));
      before = allocated;
    }
    for (const double above : {1 - 1e-9, 1 + 1e-9})
      CHECK(bounds::explicit_upper(total, depth, switch_horizon * above, output) ==
            Approx(prior).epsilon(1e-7 + total / switch_horizon * std::pow(1e-9, 1 / depth) / prior));
  };
  for (const auto& parameters : {sizes({30}), sizes({30, 30}), sizes({10, 400, 20})}) {
    check(bounds::noisy_output<double>{4.0}, parameters.sum() / 4, parameters);
    check(bounds::noisy_output<double>{1e-4}, parameters.sum() / 1e-4, parameters);
    check(bounds::class_output<double>{0.125}, parameters.sum() / 0.25, parameters);
  }
}

TEST_CASE("one layer of unit variance is linear regression", "[deep_network_bounds][exact]") {
  const double horizon = GENERATE(1.0, 12.0, 300.0, 1e7);
  const double noise_variance = GENERATE(0.01, 0.25, 3.0);
  const bounds::noisy_output<double> output{1 / noise_variance};
  CHECK(bounds::allocated_upper(sizes({10}), horizon, output) ==
        Approx(ib::linear_regression_bounds::optimised_upper(10.0, horizon, noise_variance)).epsilon(1e-12));
  CHECK(std::min(bounds::linear_upper(10.0, 1.0, horizon, output), bounds::prior_upper(output)) <=
        ib::linear_regression_bounds::explicit_upper(10.0, horizon, noise_variance) * (1 + 1e-12));
}

TEST_CASE("bounds neither overflow nor cancel at the ends of the scale", "[deep_network_bounds][property]") {
  const Eigen::ArrayXd parameters = sizes({1e5, 1e10, 1});
  for (const double scale : {1e-300, 1e-12, 1e12, 1e300}) {
    CAPTURE(scale);
    const bounds::noisy_output<double> noisy{scale};
    const bounds::class_output<double> classes{scale};
    for (const double horizon : {1.0, 1e9, 1e18}) {
      CHECK(bounds::allocated_upper(parameters, horizon, noisy) > 0);
      CHECK(bounds::allocated_upper(parameters, horizon, noisy) <= bounds::prior_upper(noisy));
      CHECK(bounds::allocated_upper(parameters, horizon, classes) > 0);
      CHECK(bounds::allocated_upper(parameters, horizon, classes) <= bounds::prior_upper(classes));
    }
    // At small scales twice the ε of noisy labels is their relative distortion.
    if (scale < 1e-9) CHECK(noisy.epsilon(0.5) == Approx(scale / 4).epsilon(1e-12));
  }
  // Half a parameter's cost for each factor e² of the horizon.
  const bounds::class_output<double> classes{0.1};
  const double early = bounds::allocated_upper(sizes({4, 4}), 1e12, classes) * 1e12;
  const double late = bounds::allocated_upper(sizes({4, 4}), 1e15, classes) * 1e15;
  CHECK(late - early == Approx(4 * std::log(1000.0)).epsilon(1e-6));
}

TEST_CASE("the best shares are found at any signal, and none where data are no more than parameters",
          "[deep_network_bounds][exact]") {
  // By bisection in 60 digits.
  const bounds::noisy_output<double> strong{1e300};
  CHECK(bounds::allocated_upper(sizes({7, 100, 3}), 111.0, strong) ==
        Approx(342.4803229488332252631777).epsilon(1e-13));
  CHECK(bounds::allocated_upper(sizes({7, 100, 3}), 220.0, strong) ==
        Approx(173.1304978687628651648098).epsilon(1e-13));
  CHECK(bounds::equal_upper(20.0, 4, 21.0, bounds::noisy_output<double>{1e40}) ==
        Approx(44.61462588901777198229673).epsilon(1e-13));
  const bounds::noisy_output<double> beyond{std::numeric_limits<double>::infinity(), 2e7};
  CHECK(bounds::allocated_upper(sizes({7, 100, 3}), 111.0, beyond) ==
        Approx(9909910.114070386655263198).epsilon(1e-13));
  CHECK(bounds::allocated_upper(sizes({7, 100, 3}), 1000.0, beyond) ==
        Approx(1100000.193066975323815639).epsilon(1e-13));
  for (const double horizon : {1.0, 109.0, 110.0}) {
    CHECK(bounds::allocated_upper(sizes({7, 100, 3}), horizon, strong) == bounds::prior_upper(strong));
    CHECK(bounds::allocated_upper(sizes({7, 100, 3}), horizon, beyond) == 1e7);
  }
}

TEST_CASE("the Fisher information bounds an error as its formula says, at any signal", "[deep_network_bounds][exact]") {
  CHECK(bounds::fisher_upper(sizes({8, 4}), 100.0, bounds::noisy_output<double>{4.0}) ==
        Approx((4 * std::log(51.0) + 2 * std::log(101.0)) / 100).epsilon(1e-14));
  CHECK(bounds::fisher_upper(sizes({8, 4}), 100.0, bounds::class_output<double>{0.4}) ==
        Approx((4 * std::log(11.0) + 2 * std::log(21.0)) / 100).epsilon(1e-14));
  CHECK(bounds::fisher_upper(sizes({8, 4}), 1e10, bounds::noisy_output<double>{1e-290}) ==
        Approx(5e-291 * 2).epsilon(1e-13));
  CHECK(bounds::fisher_upper(sizes({1e23, 8}), 1e10, bounds::noisy_output<double>{1e-306}) ==
        Approx(1e-306).epsilon(1e-13));  // beyond the range, but for the product
  const bounds::noisy_output<double> beyond{std::numeric_limits<double>::infinity(), 2e7};
  CHECK(bounds::fisher_upper(sizes({8, 4}), 1.0, beyond) == Approx(1.2e8).epsilon(1e-6));
}

TEST_CASE("with one linear layer and an orthogonal design both sides are the exact information",
          "[deep_network_bounds][exact]") {
  const Eigen::MatrixXd design = 3 * Eigen::MatrixXd::Identity(4, 4);
  const auto inputs = bounds::crowding_of_inputs(design);
  CHECK(inputs.crowding == Approx(0.25).epsilon(1e-15));
  const auto layer = bounds::crowding_of_design(inputs, {});
  // V T Σ‖x_t‖²/(Td) = 9 at σ² = 0.1.
  const bounds::noisy_output<double> output{9 / 4.0 / 0.1};
  const double exact = 2 * std::log1p(9 / 4.0 / 0.1);
  CHECK(bounds::last_layer_lower(layer, 4.0, output, 1) == Approx(exact).epsilon(1e-14));
  CHECK(4 * bounds::fisher_upper(sizes({4}), 4.0, output) == Approx(exact).epsilon(1e-14));
  // So are inputs that are all alike, of which one direction is seen: the lower side.
  const auto alike = bounds::crowding_of_design(bounds::crowding_of_inputs<double>(Eigen::MatrixXd::Ones(6, 4)), {});
  CHECK(alike.crowding == Approx(1).epsilon(1e-15));
  CHECK(bounds::last_layer_lower(alike, 6.0, bounds::noisy_output<double>{10.0}, 1) ==
        Approx(std::log1p(60.0) / 2).epsilon(1e-14));
}

TEST_CASE("the layer below the last has the bound of its formula, at any signal", "[deep_network_bounds][exact]") {
  const double crowding = 0.25 * (1 + 5 / 4.0);
  CHECK(bounds::next_to_last_layer_lower({1, 0.25}, 4.0, 8.0, bounds::noisy_output<double>{3.0}) ==
        Approx(std::log1p(crowding * 12) / (2 * crowding)).epsilon(1e-14));
  CHECK(bounds::next_to_last_layer_lower({1, 0.25}, 4.0, 8.0, bounds::noisy_output<double>{1e-300}) ==
        Approx(2e-300).epsilon(1e-13));
  const bounds::noisy_output<double> beyond{std::numeric_limits<double>::infinity(), 2e7};
  CHECK(bounds::next_to_last_layer_lower({1, 0.25}, 4.0, 8.0, beyond) == Approx(1e7 / crowding).epsilon(1e-6));
  CHECK(bounds::last_layer_lower({1, 0.25}, 8.0, beyond, 1) == Approx(4e7).epsilon(1e-6));
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(bounds::last_layer_lower({infinity, infinity}, 8.0, bounds::noisy_output<double>{3.0}, 1) == 0);
}

TEST_CASE("no design is out of range, and few inputs count as many would", "[deep_network_bounds][exact]") {
  const Eigen::MatrixXd rows = Eigen::MatrixXd::Random(5, 9);
  const double expected = (rows * rows.transpose()).squaredNorm() / std::pow(rows.squaredNorm(), 2);
  for (const double unit : {1e-160, 1.0, 1e200}) {
    CHECK(bounds::crowding_of_inputs<double>(unit * rows).crowding == Approx(expected).epsilon(1e-13));
    CHECK(bounds::crowding_of_inputs<double>(unit * rows.transpose()).crowding == Approx(expected).epsilon(1e-13));
  }
  CHECK(bounds::crowding_of_inputs<double>(2 * rows).spread ==
        Approx(4 * rows.rowwise().squaredNorm().array().square().sum() / (9 * rows.squaredNorm())).epsilon(1e-13));
  CHECK(bounds::crowding_of_inputs<double>(Eigen::MatrixXd::Zero(5, 9)).crowding == 1);
}

TEST_CASE("second moments of a pair of inputs pass a layer as quadrature over their angle says",
          "[deep_network_bounds][exact]") {
  // Of units' products at cosine ρ, and of their squares: arc-cosine kernels of degree 1 and 2.
  const auto product = [](double angle) {
    return (std::sin(angle) + (std::acos(-1.0) - angle) * std::cos(angle)) / std::acos(-1.0);
  };
  const auto square = [](double angle) {
    const double c = std::cos(angle);
    return (3 * std::sin(angle) * c + (std::acos(-1.0) - angle) * (1 + 2 * c * c)) / std::acos(-1.0) * 2;
  };
  for (const double units : {1.0, 4.0, 1000.0}) {
    // A uniform angle in the plane.
    double lengths = 0;
    double products = 0;
    const int count = 4000;
    for (int i = 0; i < count; ++i) {
      const double angle = std::acos(-1.0) * (i + 0.5) / count;
      lengths += (1 + (square(angle) - 1) / units) / count;
      products += (std::pow(product(angle), 2) + (square(angle) - std::pow(product(angle), 2)) / units) / count;
    }
    const auto uniform = bounds::hidden_pair<double>{1, 0.5}.above_at_uniform_angle(units);
    CHECK(uniform.lengths == Approx(lengths).epsilon(1e-6));
    CHECK(uniform.products >= products * (1 - 1e-6));
    CHECK(uniform.products <= products * 1.05);
    // One angle that is known.
    for (const double angle : {0.0, 0.3, 1.0, 1.5}) {
      const double c = std::cos(angle);
      const double s = square(angle);
      const double p = std::pow(product(angle), 2);
      const auto above = bounds::hidden_pair<double>{1, c * c}.above(units);
      CAPTURE(units, angle);
      CHECK(above.lengths >= 1 + (s - 1) / units - 1e-12);
      CHECK(above.products >= p + (s - p) / units - 1e-12);
      CHECK(above.products <= (p + (s - p) / units) * 1.2);
      if (angle < 0.1) CHECK(above.products == Approx(1 + 5 / units).epsilon(1e-12));
    }
  }
  // Never more than inputs that are equal.
  const auto layer = bounds::crowding_of_gaussian_inputs<double>(3.0, {4.0, 2.0}, 1e12);
  CHECK(layer.spread == Approx(5.0 / 3 * 9 / 4 * 3.5).epsilon(1e-14));
  CHECK(layer.crowding < layer.spread / 1.5);
  CHECK(bounds::crowding_of_gaussian_inputs<double>(3.0, {4.0, 2.0}, 1.0).crowding ==
        Approx(layer.spread).epsilon(1e-14));
}

TEST_CASE("the mean curvature of softmax is not below its bound, and close to it", "[deep_network_bounds][exact]") {
  const bounds::detail::softmax_curvature two(2);
  for (const double spread : {1e-9, 0.1, 1.0, 10.0, 1e3, 1e6}) {
    // Two classes: 1 − ‖p‖² = 2s′(f₁ − f₂). Variances k that are 0 or v have E k²/E k = v.
    const double exact = 2 * ib::detail::mean_logistic_slope(2 * spread);
    // Exponential ones of mean m have 2m.
    double mixed = 0;
    double total = 0;
    for (double u = -30; u < 5; u += 0.01) {
      const double k = std::exp(u) * spread / 2;
      const double weight = std::exp(2 * u - std::exp(u));
      mixed += weight * 2 * ib::detail::mean_logistic_slope(2 * k);
      total += weight;
    }
    CAPTURE(spread, exact, mixed / total);
    CHECK(two.mean(spread) <= exact * (1 + 1e-12));
    CHECK(two.mean(spread) <= mixed / total);
    CHECK(two.mean(spread) >= exact * 0.7);
  }
  CHECK(bounds::detail::softmax_curvature(1000).mean(1e-12) == Approx(0.999).epsilon(0.005));
  CHECK(bounds::detail::softmax_curvature(1000).mean(1e300) > 0);
}

TEST_CASE("means over the output weights of hidden units are those of quadrature", "[deep_network_bounds][reference]") {
  boost::math::quadrature::exp_sinh<double> integrator;
  for (const double d : {2.0, 3.0, 20.0}) {
    const bounds::hidden_directions<double> hidden(d);
    for (std::size_t i = 0; i < hidden.moments.size(); i += 4) {
      const double square = std::exp2(6.0 - double(i));
      // Given ‖w‖² = x/d, with r² = ζ²d/x: E βb = 1 − g, g = r√(π/2) e^{r²/2} erfc(r/√2), and E (βb)² from its slope.
      const auto density = [&](double x) {
        return std::exp((d / 2 - 1) * std::log(x / 2) - x / 2 - std::lgamma(d / 2)) / 2;
      };
      const double gain = integrator.integrate([&](double x) {
        const double r = std::sqrt(square * d / x);
        if (!(r < 30)) return density(x) * (1 / (r * r) - 3 / std::pow(r, 4) + 15 / std::pow(r, 6));
        return density(x) *
               (1 - r * std::sqrt(std::acos(-1.0) / 2) * std::exp(r * r / 2) * std::erfc(r / std::sqrt(2.0)));
      });
      CAPTURE(d, square);
      CHECK(hidden.moments[i].gain == Approx(gain).epsilon(1e-8));
      // β² = βb(1 − βb)/ζ², and d(βb)/d ln ζ² = −βb(1 − βb).
      CHECK(hidden.moments[i].cost * square ==
            Approx(hidden.moments[i].gain - hidden.moments[i].squares).epsilon(1e-12));
      if (i == 0 || i + 1 == hidden.moments.size()) continue;
      const double rise = hidden.moments[i + 1].gain - hidden.moments[i - 1].gain;
      CHECK(rise == Approx(2 * std::log(2.0) * (hidden.moments[i].gain - hidden.moments[i].squares)).epsilon(0.02));
    }
  }
}

TEST_CASE("two layers have the values of theory 5.8", "[deep_network_bounds][reference]") {
  const auto best = [](double d, double units, double noise, double horizon) {
    const bounds::hidden_directions<double> hidden(d);
    return std::max(hidden.plain_lower(units, 2 / units / noise, horizon),
                    horizon > 2 * d + 4 ? hidden.projected_lower(units, 2 / units / noise, horizon) : 0);
  };
  CHECK(best(2, 4, 0.25, 30) == Approx(2.157).epsilon(0.005));
  CHECK(best(2, 4, 0.25, 1000) == Approx(5.887).epsilon(0.005));
  CHECK(best(5, 8, 0.1, 30) == Approx(8.86).epsilon(0.005));
  CHECK(best(5, 8, 0.1, 1000) == Approx(30.8).epsilon(0.005));
  CHECK(best(20, 10, 0.1, 1000) == Approx(120.1).epsilon(0.005));
}

}  // namespace unit::process::network::deep_network_bounds
