// SPDX-License-Identifier: BSL-1.0
#include <Eigen/LU>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/eigen.hpp>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/bound/theorem_15.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/automatic.hpp>
#include <infobound/information/closed_form.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>
#include <infobound/rate/rate_distortion.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/extremes.hpp>
#include <support/reference.hpp>
#include <support/simulation.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>

namespace unit::process::conjugate::gaussian_mean {

namespace ib = infobound;

using gaussian = ib::gaussian_mean<double>;

static_assert(ib::conjugate_process<gaussian> && ib::solved_process<gaussian>);
static_assert(ib::rate_bounded_process<gaussian> && ib::evaluates_rate_distortion<gaussian>);
static_assert(ib::evaluates_distortion_rate<gaussian>);
static_assert(ib::differentiable_process<gaussian> && ib::evaluates_hessian<gaussian>);
static_assert(ib::differentiable_process<ib::gaussian_mean<float>>);
static_assert(std::same_as<ib::selected_policy<gaussian>, ib::closed_form>);
static_assert(ib::conjugate_process<ib::gaussian_mean<float>> && ib::solved_process<ib::gaussian_mean<long double>>);

TEST_CASE("the information of a Gaussian mean agrees with the table in every scalar", "[gaussian_mean][reference]") {
  using wide = boost::multiprecision::cpp_bin_float_50;
  worst in_double;
  worst in_wide;
  for (const auto& row : reference::table("gaussian_mean", 5)) {
    const auto information = [&]<class Real>(Real) {
      return ib::gaussian_mean<Real>{row.input<Eigen::Index>(0), row.input<Real>(1), row.input<Real>(2)}.information(
          row.input<std::size_t>(3));
    };
    const auto where = [&](worst& error, double value) {
      error.see(value, row.input(0), row.input(1), row.input(2), row.input(3));
    };
    where(in_double, std::abs(information(0.0) / row.value(4) - 1));
    where(in_wide, static_cast<double>(abs(information(wide(0)) / row.value<wide>(4) - 1)));
  }
  INFO(in_double.where());
  CHECK(in_double.value() < 1e-15);
  INFO(in_wide.where());
  CHECK(in_wide.value() < 1e-29);
}

TEST_CASE("a gain beyond the scalar's range is no obstacle", "[gaussian_mean][exact]") {
  const gaussian extreme{.dimension = 2, .prior_variance = 1e200, .noise_variance = 1e-200};
  CHECK(extreme.information(1) == Approx(400 * std::log(10.0)).epsilon(1e-14));
  CHECK(extreme.information(100) == Approx(402 * std::log(10.0)).epsilon(1e-14));
  CHECK(extreme.distortion_rate()(0.0) == Approx(400 * std::log(10.0)).epsilon(1e-14));
  CHECK(std::isfinite(extreme.log_predictive(Eigen::MatrixXd::Constant(2, 3, 1e99)).sum()));
}

namespace {

template <class Real>
worst closed_form_error() {
  using wide = boost::multiprecision::cpp_bin_float_50;
  using std::max;
  worst error;
  for (const Real& v : extremes<Real>())
    for (const Real& noise : extremes<Real>())
      for (const Eigen::Index d : {Eigen::Index{1}, Eigen::Index{3}, Eigen::Index{1'000'000'000'000'000'000}})
        for (const std::size_t T : {std::size_t{1}, std::size_t{1000}, std::size_t{1'000'000'000'000'000'000}}) {
          const ib::gaussian_mean<Real> mean{d, v, noise};
          const wide gain = wide(v) / noise;
          const wide half = wide(d) / 2;
          const auto see = [&](const Real& found, const wide& expected, double room, auto... at) {
            error.see(extreme_error(found, expected) / room, v, noise, d, T, at...);
          };
          see(mean.information(T), wide(half * log1p(wide(T) * gain)), 1);
          for (const Real& epsilon : extremes<Real>()) {
            const wide one = log(gain) - log(expm1(epsilon / half));
            const wide all = log(T * gain) - log(expm1(wide(epsilon) * T / half));
            // A difference of logarithms is as exact as the larger of them.
            const auto room = [](const wide& x, const wide& from) {
              return x > 0 ? static_cast<double>(wide(1 + abs(from) / x)) : 1.0;
            };
            see(mean.rate_distortion(epsilon), wide(half * max(wide(0), one)), room(one, log(gain)), epsilon);
            see(mean.rate_distortion(epsilon, T), wide(half * max(wide(0), all)), room(all, log(T * gain)), epsilon);
          }
        }
  return error;
}

}  // namespace

TEST_CASE("the closed forms of a Gaussian mean hold over the whole range of the scalar", "[gaussian_mean][exact]") {
  const worst in_double = closed_form_error<double>();
  INFO(in_double.where());
  CHECK(in_double.value() < 1e-14);
  const worst in_float = closed_form_error<float>();
  INFO(in_float.where());
  CHECK(in_float.value() < 1e-5);
}

TEST_CASE("the bracket of a Gaussian mean encloses its error over the whole range of the scalar",
          "[gaussian_mean][property]") {
  worst outside;
  const auto see = [&]<class Real>(Real) {
    for (const Real& v : extremes<Real>())
      for (const Real& noise : extremes<Real>())
        for (const std::size_t T : {std::size_t{1}, std::size_t{1000}, std::size_t{1'000'000'000'000'000'000}}) {
          const ib::gaussian_mean<Real> mean{2, v, noise};
          const Real truth = mean.information(T) / Real(T);
          if (truth < (std::numeric_limits<Real>::min)()) continue;
          const auto found = ib::error_bracket(mean, T);
          const Real room = Real(1) / Real(std::numeric_limits<Real>::digits < 53 ? 1e-5 : 1e-12);
          outside.see(static_cast<double>((found.lower.value / truth - 1) * room), v, noise, T);
          outside.see(static_cast<double>((1 - found.upper.value / truth) * room), v, noise, T);
        }
  };
  see(0.0);
  see(0.0F);
  INFO(outside.where());
  CHECK(outside.value() < 1);
}

TEST_CASE("the recursion of theory 2.3 gives the information of a Gaussian mean itself", "[gaussian_mean][exact]") {
  worst error;
  for (const Eigen::Index dimension : {1, 3, 50})
    for (const double gain : {1e-6, 0.1, 4.0, 1e6})
      for (const std::size_t horizon : {1U, 2U, 7U, 100U, 10000U, 1000000U}) {
        const gaussian mean{.dimension = dimension, .prior_variance = gain, .noise_variance = 1};
        const auto distortion = mean.distortion_rate();
        const double exact = mean.information(horizon) / static_cast<double>(horizon);
        const double found =
            ib::theorem_15::recursion_lower(distortion, distortion.dimension(), static_cast<double>(horizon));
        error.see(std::abs(found / exact - 1), dimension, gain, horizon);
      }
  INFO(error.where());
  CHECK(error.value() < 1e-12);
}

TEST_CASE("the error of a Gaussian mean lies in its bracket", "[gaussian_mean][property]") {
  worst below;
  worst above;
  for (const Eigen::Index dimension : {1, 10})
    for (const double noise : {0.01, 1.0, 100.0})
      for (const std::size_t horizon : {1U, 5U, 100U, 10000U}) {
        const gaussian mean{.dimension = dimension, .prior_variance = 1, .noise_variance = noise};
        const auto bracket = ib::error_bracket(mean, horizon);
        const double exact = ib::estimation_error(mean, horizon).lower.mean;
        below.see(bracket.lower.value / exact - 1, dimension, noise, horizon);
        above.see(1 - bracket.upper.value / exact, dimension, noise, horizon);
        CHECK(bracket.upper.value <= 2 * exact * (1 + 1e-9));
      }
  INFO(below.where());
  CHECK(below.value() < 1e-12);
  INFO(above.where());
  CHECK(above.value() < 1e-12);
}

TEST_CASE("rate and distortion of a Gaussian mean are inverse to one another", "[gaussian_mean][exact]") {
  const gaussian mean{.dimension = 3, .prior_variance = 2, .noise_variance = 0.5};
  const auto distortion = mean.distortion_rate();
  for (const double rate : {1e-6, 0.1, 1.0, 20.0, 200.0}) {
    CAPTURE(rate);
    CHECK(mean.rate_distortion(distortion(rate)) == Approx(rate).epsilon(1e-12).margin(1e-14));
  }
  CHECK(distortion(0.0) == Approx(mean.information(1)).epsilon(1e-15));
  CHECK(mean.rate_distortion(mean.information(1) * (1 + 1e-14)) == 0);
  CHECK(mean.rate_distortion(std::numeric_limits<double>::infinity()) == 0);
  const double epsilon = 0.3;  // (d/2) ln(τ²/(σ² (e^{2ε/d} − 1)))
  CHECK(mean.rate_distortion(epsilon) == Approx(1.5 * std::log(4 / std::expm1(0.2))).epsilon(1e-14));
  CHECK(mean.rate_upper(epsilon) == mean.rate_distortion(epsilon));
  CHECK(mean.rate_lower(epsilon) == mean.rate_distortion(epsilon));
  const auto bracket = ib::rate_distortion(mean, epsilon);
  CHECK(bracket.lower.value == bracket.upper.value);
}

TEST_CASE("the rate of a Gaussian mean is convex and falls in epsilon", "[gaussian_mean][property]") {
  const gaussian mean{.dimension = 2, .prior_variance = 3, .noise_variance = 1};
  double before = std::numeric_limits<double>::infinity();
  double slope = -std::numeric_limits<double>::infinity();
  for (double epsilon = 0.05; epsilon < 2; epsilon += 0.05) {
    const double rate = mean.rate_distortion(epsilon);
    CAPTURE(epsilon);
    CHECK(rate <= before);
    if (std::isfinite(before)) {
      CHECK(rate - before >= slope - 1e-12);
      slope = rate - before;
    }
    before = rate;
  }
  CHECK(before == 0);
}

TEST_CASE("the information of a Gaussian mean grows and is concave in T", "[gaussian_mean][property]") {
  const gaussian mean{.dimension = 4, .prior_variance = 2, .noise_variance = 0.5};
  double information = 0;
  double increment = std::numeric_limits<double>::infinity();
  for (std::size_t t = 1; t <= 200; ++t) {
    const double next = mean.information(t) - information;
    CHECK((next > 0 && next < increment));
    increment = next;
    information += next;
  }
}

TEST_CASE("the predictive law of a Gaussian mean is the joint Gaussian law, label by label", "[gaussian_mean][exact]") {
  const gaussian mean{.dimension = 2, .prior_variance = 1.5, .noise_variance = 0.7};
  Eigen::MatrixXd history(2, 4);
  history << 0.3, -1.2, 2.0, 0.1, 1.0, 0.5, -0.4, 3.0;
  for (Eigen::Index t = 1; t <= 4; ++t) {
    const Eigen::MatrixXd covariance =
        0.7 * Eigen::MatrixXd::Identity(t, t) + 1.5 * Eigen::MatrixXd::Ones(t, t);  // of one coordinate
    double joint = 0;
    for (Eigen::Index i = 0; i < 2; ++i) {
      const Eigen::VectorXd labels = history.row(i).head(t);
      joint -= (labels.dot(covariance.inverse() * labels) + std::log(covariance.determinant()) +
                static_cast<double>(t) * std::log(2 * std::acos(-1.0))) /
               2;
    }
    CHECK(mean.log_predictive(history.leftCols(t)).sum() == Approx(joint).epsilon(1e-12));
  }
}

TEST_CASE("the likelihood of a Gaussian mean is the density", "[gaussian_mean][exact]") {
  const gaussian mean{.dimension = 2, .prior_variance = 1, .noise_variance = 2};
  const Eigen::VectorXd found = mean.log_likelihood(Eigen::Vector2d(1, -1), Eigen::MatrixXd::Identity(2, 2));
  const double constant = -std::log(4 * std::acos(-1.0));
  CHECK(found[0] == Approx(constant - 0.25).epsilon(1e-15));
  CHECK(found[1] == Approx(constant - (1.0 + 4.0) / 4).epsilon(1e-15));
}

TEST_CASE("the log-likelihood of a Gaussian mean is the parabola that its gradient and Hessian make",
          "[gaussian_mean][exact]") {
  const gaussian mean{.dimension = 3, .prior_variance = 2.5, .noise_variance = 0.3};
  ib::random_stream rng(3);
  const auto history = mean.draw_history(mean.draw_parameter(rng), 6, rng);
  const Eigen::VectorXd z = Eigen::Vector3d(0.4, -1.1, 0.7);
  const Eigen::VectorXd step = Eigen::Vector3d(-0.2, 1.5, 0.9);
  const auto height = [&](const Eigen::VectorXd& at) {
    return mean.log_likelihood(mean.parameter_from(at), history).sum();
  };
  CHECK(height(z + step) - height(z) ==
        Approx(step.dot(mean.gradient(z, history)) + step.dot(mean.hessian(z, history) * step) / 2).epsilon(1e-12));
  CHECK(height(z + step) - height(z - step) == Approx(2 * step.dot(mean.gradient(z, history))).epsilon(1e-12));
}

TEST_CASE("the whitened coordinates of a Gaussian mean are its prior", "[gaussian_mean][exact]") {
  const gaussian mean{.dimension = 2, .prior_variance = 6.25, .noise_variance = 1};
  CHECK(mean.latent_dimension() == 2);
  CHECK(mean.parameter_from(Eigen::Vector2d(1, -2)) == Eigen::VectorXd(Eigen::Vector2d(2.5, -5)));
}

TEST_CASE("a Gaussian Laplace proposal gives the information of a Gaussian mean itself", "[gaussian_mean][exact]") {
  // The posterior is the proposal, and what the Stein variate leaves of the data's noise is nothing: its precision
  // does not depend on them.
  const gaussian mean{.dimension = 3, .prior_variance = 2, .noise_variance = 0.5};
  const auto found = ib::information(
      mean, 10, ib::laplace{.replicates = 20, .proposals = 2, .tail = std::numeric_limits<double>::infinity()});
  CHECK(found.lower.mean == Approx(mean.information(10)).epsilon(1e-10));
  CHECK(found.upper.mean == Approx(mean.information(10)).epsilon(1e-10));
}

TEST_CASE("draws of a Gaussian mean have their moments and repeat", "[gaussian_mean][statistical]") {
  const gaussian mean{.dimension = 2, .prior_variance = 3, .noise_variance = 0.25};
  ib::random_stream rng(1);
  CHECK(simulation::mean_z([&] { return mean.draw_parameter(rng)[1]; }, 20000, 0, 3) < 5);
  CHECK(simulation::mean_z([&] { return std::pow(mean.draw_parameter(rng)[0], 2); }, 20000, 3, 18) < 5);
  const Eigen::Vector2d theta(1, -2);
  CHECK(simulation::mean_z([&] { return mean.draw_history(theta, 3, rng)(1, 2); }, 20000, -2, 0.25) < 5);
  const auto square = [&] { return std::pow(mean.draw_history(theta, 3, rng)(0, 1) - 1, 2); };
  CHECK(simulation::mean_z(square, 20000, 0.25, 0.125) < 5);
  ib::random_stream first(7);
  ib::random_stream second(7);
  CHECK(mean.draw_parameter(first) == mean.draw_parameter(second));
  CHECK(mean.draw_history(theta, 5, first) == mean.draw_history(theta, 5, second));
}

TEST_CASE("simulation of a Gaussian mean covers its information", "[gaussian_mean][statistical]") {
  const gaussian mean{.dimension = 3, .prior_variance = 2, .noise_variance = 1};
  const auto found = simulation::of(mean, 10, mean.information(10));
  CAPTURE(found.covering, found.z);
  CHECK(found.covering >= simulation::fewest_covering);
  CHECK(std::abs(found.z) < 5);
}

TEST_CASE("a Gaussian mean outside its domain is refused by name", "[gaussian_mean][error]") {
  const auto refused = [](const gaussian& mean) { return thrown<std::domain_error>([&] { mean.validate(); }); };
  CHECK(refused({.dimension = 0, .prior_variance = 1, .noise_variance = 1}) ==
        "gaussian_mean.dimension = 0, must be >= 1");
  CHECK(refused({.dimension = 1, .prior_variance = 0, .noise_variance = 1}) ==
        "gaussian_mean.prior_variance = 0, must be > 0 and finite");
  CHECK(refused({.dimension = 1, .prior_variance = 1, .noise_variance = -0.5}) ==
        "gaussian_mean.noise_variance = -0.5, must be > 0 and finite");
  CHECK(refused({.dimension = 1, .prior_variance = std::nan(""), .noise_variance = 1}) ==
        "gaussian_mean.prior_variance = nan, must be > 0 and finite");
  const gaussian mean{.dimension = 2, .prior_variance = 1, .noise_variance = 1};
  CHECK(thrown<std::domain_error>([&] { return mean.information(0); }) == "horizon = 0, must be >= 1");
  CHECK(thrown<std::domain_error>([&] { return mean.rate_distortion(0); }) == "epsilon = 0, must be > 0");
  CHECK(thrown<std::invalid_argument>([&] { return mean.log_predictive(Eigen::MatrixXd::Zero(3, 1)); }) ==
        "history: number of rows = 3 and gaussian_mean.dimension = 2, must be equal");
  CHECK(thrown<std::invalid_argument>([&] {
          return mean.log_likelihood(Eigen::VectorXd::Zero(1), Eigen::MatrixXd::Zero(2, 1));
        }) == "theta: number of entries = 1 and gaussian_mean.dimension = 2, must be equal");
  CHECK(thrown<std::invalid_argument>([&] {
          return mean.gradient(Eigen::VectorXd::Zero(1), Eigen::MatrixXd::Zero(2, 1));
        }) == "z: number of entries = 1 and gaussian_mean.dimension = 2, must be equal");
  CHECK(thrown<std::invalid_argument>([&] {
          return mean.hessian(Eigen::VectorXd::Zero(2), Eigen::MatrixXd::Zero(3, 1));
        }) == "history: number of rows = 3 and gaussian_mean.dimension = 2, must be equal");
}

}  // namespace unit::process::conjugate::gaussian_mean
