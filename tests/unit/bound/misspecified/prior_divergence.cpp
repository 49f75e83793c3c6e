// SPDX-License-Identifier: BSL-1.0
// Divergences of priors against quadrature, the definition in 50 digits, and each other.
#include <Eigen/Core>
#include <boost/math/quadrature/exp_sinh.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/eigen.hpp>
#include <cmath>
#include <infobound/bound/misspecified/misspecification_upper.hpp>
#include <infobound/bound/misspecified/prior_divergence.hpp>
#include <infobound/bound/misspecified/restricted_learner.hpp>
#include <infobound/core/bound.hpp>
#include <infobound/process/regression/gaussian_prior_regression.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/missing_features.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/normal_mean.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>
#include <vector>

namespace unit::bound::misspecified::prior_divergence {

namespace ib = infobound;

namespace {

using wide = boost::multiprecision::cpp_bin_float_50;
const double infinity = std::numeric_limits<double>::infinity();

/// D(b; a) = ln Γ(b) − ln Γ(a) − (b − a) ψ₀(a) in 50 digits, as it stands.
wide log_gamma_divergence(const wide& b, const wide& a) {
  return boost::math::lgamma(b) - boost::math::lgamma(a) - (b - a) * boost::math::digamma(a);
}

struct mean_with_divergence : mylab::simulated_mean {
  [[nodiscard]] double prior_divergence(const mean_with_divergence& learner) const {
    const double ratio = prior_variance / learner.prior_variance;
    return (ratio - 1 - std::log(ratio)) / 2;
  }
};

const std::vector<double> concentrations{0.01, 0.3, 1, 2.5, 31, 32, 1e3, 1e6, 1e8};

}  // namespace

TEST_CASE("Beta priors diverge as 50 digits say, from tiny to huge concentrations", "[prior_divergence][exact]") {
  worst error;
  for (const double a : concentrations)
    for (const double b : {0.5, 3.0, 1e8})
      for (const double factor : {0.7, 0.999, 1.0, 1.3, 40.0})
        for (const double other : {0.5, 1.0, 1.001}) {
          const double c = a * factor;
          const double d = b * other;
          const double expected = static_cast<double>(log_gamma_divergence(c, a) + log_gamma_divergence(d, b) -
                                                      log_gamma_divergence(wide(c) + wide(d), wide(a) + wide(b)));
          const double found = ib::prior_divergence(ib::beta_bernoulli<double>{.alpha = a, .beta = b},
                                                    ib::beta_bernoulli<double>{.alpha = c, .beta = d});
          // The parts of small concentrations are differences of numbers of the order of ln a.
          error.see(std::abs(found - expected) / (std::abs(expected) + 1e-2), a, b, c, d);
        }
  INFO(error.where());
  CHECK(error.value() < 1e-12);
}

TEST_CASE("Gamma priors diverge as 50 digits say", "[prior_divergence][exact]") {
  worst error;
  for (const double a : concentrations)
    for (const double factor : {0.7, 0.999, 1.0, 1.3, 40.0})
      for (const double rate : {0.7, 1.0, 1.001, 40.0}) {
        const double c = a * factor;
        const wide expected = log_gamma_divergence(c, a) - wide(c) * log(wide(rate)) + wide(a) * (wide(rate) - 1);
        const double found = ib::prior_divergence(ib::gamma_poisson<double>{.shape = a, .rate = 2},
                                                  ib::gamma_poisson<double>{.shape = c, .rate = 2 * rate});
        error.see(std::abs(found - static_cast<double>(expected)) / (std::abs(static_cast<double>(expected)) + 1e-2), a,
                  c, rate);
      }
  INFO(error.where());
  // The ratio of the means itself is rounded, which is seen where it is nearly 1 and the shape is huge.
  CHECK(error.value() < 1e-10);
}

TEST_CASE("priors diverge as 700 digits say over the whole range of the scalar", "[prior_divergence][exact]") {
  const auto beta = [](double a, double b, double c, double d) {
    return ib::prior_divergence(ib::beta_bernoulli<double>{a, b}, ib::beta_bernoulli<double>{c, d});
  };
  CHECK(beta(1e-300, 2e-300, 3e-300, 1e-300) == Approx(1.0488836310102833088).epsilon(1e-13));
  CHECK(beta(1e300, 2e300, 2e300, 1e300) == Approx(6.9314718055994534581e299).epsilon(1e-13));
  CHECK(beta(1e-200, 1e200, 1e-190, 1e200) == Approx(9999999975.9741494376).epsilon(1e-13));
  CHECK(beta(1, 1, 5e-324, 5e-324) == Approx(743.13321910194120762).epsilon(1e-13));
  CHECK(beta(1e-5, 1e-5, 1e5, 1e5) == Approx(9999861356.1566612).epsilon(1e-13));
  CHECK(beta(1.2e-36, 1.8e-158, 9e307, 2.8e-203) == Approx(1.125000000000000041e+222).epsilon(1e-13));
  CHECK(beta(1e-5, 1e-12, 4e306, 3.0) == Approx(3.9999996006580033444e+304).epsilon(1e-13));
  CHECK(beta(1e-4, 1e-7, 2, 1e-3) == Approx(9999.7776711107719281).epsilon(1e-13));
  CHECK(beta(2e-5, 3e-6, 1e-4, 50) == Approx(14492749.630239469683).epsilon(1e-13));
  CHECK(beta(5e-324, 5e-324, 1, 1) == infinity);
  CHECK(beta(1e-310, 5, 2, 1e-310) == infinity);
  const auto gamma = [](double a, double b, double c, double d) {
    return ib::prior_divergence(ib::gamma_poisson<double>{a, b}, ib::gamma_poisson<double>{c, d});
  };
  CHECK(gamma(2, 1e300, 3, 1e-300) == Approx(4142.9235302347437095).epsilon(1e-13));
  CHECK(gamma(1e-300, 1, 2e-300, 1e250) == Approx(0.30685281944005469058).epsilon(1e-13));
  CHECK(gamma(1e-310, 1e-10, 1e-310, 1e10) == Approx(9.9999999999999690803e-291).epsilon(1e-13));
  CHECK(gamma(3, 1e308, 3, 1e308) == 0);
  CHECK(gamma(2, 1e-300, 2, 1e300) == infinity);
  const auto mean = [](double mine, double theirs) {
    return ib::prior_divergence(ib::gaussian_mean<double>{2, mine, 1.0}, ib::gaussian_mean<double>{2, theirs, 1.0});
  };
  CHECK(mean(1e-300, 1e300) == Approx(600 * std::log(10.0) - 1).epsilon(1e-14));
  CHECK(mean(1e300, 1e-300) == infinity);
  // ‖μ − μ̃‖²/(2ṽ), where its square is beyond the range.
  const ib::gaussian_prior_regression<double> left{Eigen::Vector2d(1e200, 0), 1e150, 1.0};
  const ib::gaussian_prior_regression<double> right{Eigen::Vector2d(-1e200, 0), 1e150, 1.0};
  CHECK(ib::prior_divergence(left, right) == Approx(2e250).epsilon(1e-14));
  // ½ ln(½/10⁻³²⁰) + ½ ln ½.
  const Eigen::Matrix2d coins{{0.5, 0.5}, {0.9, 0.1}};
  const double rare = 1e-320;
  const ib::finite_process<double> even{Eigen::Vector2d(0.5, 0.5), coins}, odd{Eigen::Vector2d(rare, 1 - rare), coins};
  CHECK(ib::prior_divergence(even, odd) == Approx(std::log(0.5) - std::log(rare) / 2).epsilon(1e-14));
  CHECK(ib::restricted_learner::gaussian_distortion(1e300, 1e-300, 1e300) ==
        Approx((600 * std::log(10.0)) / 2).epsilon(1e-14));
  CHECK(ib::restricted_learner::absorbed_gaussian_distortion(1e300, 1e-300) ==
        Approx(300 * std::log(10.0)).epsilon(1e-14));
  CHECK(ib::restricted_learner::upper(1e308, 1e308, 1.0, 4) == Approx(5e307).epsilon(1e-14));
}

TEST_CASE("the divergence of Gamma priors is the integral that defines it", "[prior_divergence][exact]") {
  const double a = 2.5, b = 1.5, c = 4, d = 0.5;
  const auto log_density = [](double x, double shape, double rate) {
    return shape * std::log(rate) - std::lgamma(shape) + (shape - 1) * std::log(x) - rate * x;
  };
  boost::math::quadrature::exp_sinh<double> integrator;
  const double expected = integrator.integrate([&](double x) {
    const double mine = log_density(x, a, b);
    return x == 0 || mine < -700 ? 0.0 : std::exp(mine) * (mine - log_density(x, c, d));
  });
  CHECK(ib::prior_divergence(ib::gamma_poisson<double>{a, b}, ib::gamma_poisson<double>{c, d}) ==
        Approx(expected).epsilon(1e-9));
}

TEST_CASE("a Dirichlet of two is a Beta, and in 50 digits the same number", "[prior_divergence][exact]") {
  const ib::beta_bernoulli<double> coin{.alpha = 1, .beta = 1}, sure{.alpha = 30, .beta = 2};
  const double expected = 30 - std::log(930.0);
  CHECK(ib::prior_divergence(coin, sure) == Approx(expected).epsilon(1e-14));
  const ib::dirichlet_categorical<double> two{Eigen::Vector2d(1, 1)}, other{Eigen::Vector2d(30, 2)};
  CHECK(ib::prior_divergence(two, other) == Approx(expected).epsilon(1e-14));
  const ib::beta_bernoulli<wide> wide_coin{.alpha = 1, .beta = 1}, wide_sure{.alpha = 30, .beta = 2};
  CHECK(abs(ib::prior_divergence(wide_coin, wide_sure) - (30 - log(wide(930)))) < wide(1e-45));
}

TEST_CASE("divergences of Gaussian priors", "[prior_divergence][exact]") {
  const ib::gaussian_mean<double> narrow{.dimension = 3, .prior_variance = 1, .noise_variance = 1};
  const ib::gaussian_mean<double> broad{.dimension = 3, .prior_variance = 4, .noise_variance = 1};
  CHECK(ib::prior_divergence(narrow, broad) == Approx(1.5 * (std::log(4.0) - 0.75)).epsilon(1e-14));
  const ib::linear_regression<double> standard{.dimension = 2, .noise_variance = 1};
  const ib::gaussian_prior_regression<double> shifted{
      .prior_mean = Eigen::Vector2d(0.5, 1), .prior_variance = 2, .noise_variance = 1};
  CHECK(ib::prior_divergence(standard, shifted) == Approx(std::log(4.0) - 0.75 + 1.25 / 4).epsilon(1e-14));
  CHECK(ib::prior_divergence(shifted, standard) == Approx(4 - 1 - std::log(4.0) + 1.25).epsilon(1e-14));
  // To full relative accuracy where the priors nearly agree.
  const ib::gaussian_mean<double> near{.dimension = 3, .prior_variance = 1 + 1e-9, .noise_variance = 1};
  const double x = near.prior_variance - 1;
  CHECK(ib::prior_divergence(near, narrow) == Approx(1.5 * x * x / 2).epsilon(1e-8));
  CHECK(ib::prior_divergence(narrow, narrow) == 0);
}

TEST_CASE("a restricted learner pays its code over the horizon, and what it predicts by at every step",
          "[restricted_learner][exact]") {
  CHECK(ib::restricted_learner::upper(3.0, 1.0, 0.25, 4) == 1.25);
  CHECK(ib::restricted_learner::upper(3.0, 1.0, 0.25, 1) == 4.25);
  CHECK(thrown<std::domain_error>([] { return ib::restricted_learner::upper(3.0, 1.0, 0.25, 0); }) ==
        "horizon = 0, must be >= 1");
  // A variance of 2 where 1/2 is: ½ (1/4 − 1 + ln 4), and D/4.
  CHECK(ib::restricted_learner::gaussian_distortion(0.4, 0.5, 2.0) ==
        Approx((0.25 - 1 + std::log(4.0)) / 2 + 0.1).epsilon(1e-14));
  CHECK(ib::restricted_learner::absorbed_gaussian_distortion(1.5, 0.5) == Approx(std::log(2.0)).epsilon(1e-14));
}

TEST_CASE("a prior without mass where the truth has some is infinitely far", "[prior_divergence][exact]") {
  const Eigen::Matrix2d coins{{0.5, 0.5}, {0.9, 0.1}};
  const auto with = [&](double p) { return ib::finite_process<double>{Eigen::Vector2d(p, 1 - p), coins}; };
  CHECK(ib::prior_divergence(with(0.25), with(0.5)) ==
        Approx(0.25 * std::log(0.5) + 0.75 * std::log(1.5)).epsilon(1e-14));
  CHECK(ib::prior_divergence(with(0.25), with(0)) == infinity);
  CHECK(ib::prior_divergence(with(0), with(0.25)) == Approx(std::log(4.0 / 3)).epsilon(1e-14));
  CHECK(ib::prior_divergence(with(0), with(0)) == 0);
}

TEST_CASE("the divergence of priors bounds the cost where the likelihoods agree, and only there",
          "[misspecification_upper][exact]") {
  const ib::beta_bernoulli<double> coin{.alpha = 1, .beta = 1}, sure{.alpha = 30, .beta = 2};
  const auto found = ib::misspecification_upper(coin, sure, 50);
  CHECK(found.value == ib::prior_divergence(coin, sure) / 50);
  CHECK(found.direction == ib::direction::upper);
  CHECK(found.source == "Theorem 62, divergence of priors (theory 9.2)");
  const ib::linear_regression<double> quiet{.dimension = 2, .noise_variance = 0.5},
      noisy{.dimension = 2, .noise_variance = 1};
  CHECK(ib::prior_divergence(quiet, noisy) == 0);
  CHECK(ib::misspecification_upper(quiet, noisy, 10).value == infinity);
  CHECK(ib::misspecification_upper(quiet, quiet, 10).value == 0);
  const ib::finite_process<double> mine{Eigen::Vector2d(0.5, 0.5), Eigen::Matrix2d{{0.5, 0.5}, {0.9, 0.1}}};
  ib::finite_process<double> theirs = mine;
  theirs.prior = Eigen::Vector2d(0.25, 0.75);
  CHECK(ib::misspecification_upper(mine, theirs, 2).value == ib::prior_divergence(mine, theirs) / 2);
  theirs.likelihood(1, 0) = 0.8;
  theirs.likelihood(1, 1) = 0.2;
  CHECK(ib::misspecification_upper(mine, theirs, 2).value == infinity);
  CHECK_THROWS_AS(ib::misspecification_upper(mine, mine, 0), std::domain_error);
}

TEST_CASE("a process of the user's own tells its divergence itself", "[prior_divergence]") {
  mean_with_divergence narrow, broad;
  broad.prior_variance = 4;
  CHECK(ib::prior_divergence(narrow, broad) == Approx((std::log(4.0) - 0.75) / 2));
}

TEST_CASE("divergences of priors on different things are refused", "[prior_divergence][error]") {
  const ib::linear_regression<double> three{.dimension = 3, .noise_variance = 1};
  const ib::missing_features<double> blind{.dimension = 3, .seen = 2, .noise_variance = 1};
  CHECK(thrown<std::invalid_argument>([&] { return ib::prior_divergence(three, blind); }) ==
        "learner: inputs seen = 2 and truth: inputs seen = 3, must be equal");
  CHECK(thrown<std::domain_error>([] {
          return ib::prior_divergence(ib::beta_bernoulli<double>{1, 1}, ib::beta_bernoulli<double>{0, 1});
        }) == "beta_bernoulli.alpha = 0, must be > 0 and finite");
  CHECK(thrown<std::invalid_argument>([] {
          return ib::prior_divergence(ib::dirichlet_categorical<double>{Eigen::Vector2d(1, 1)},
                                      ib::dirichlet_categorical<double>{Eigen::Vector3d(1, 1, 1)});
        }) ==
        "learner.concentrations: number of entries = 3 and truth.concentrations: number of entries = 2, must be equal");
}

TEST_CASE("divergences in float do not cancel where those in double do not", "[prior_divergence][exact]") {
  // Beta(1, b) and Beta(x, y) with b far below 1 and x above all: terms of 10³⁶ leave 4.87e28.
  const ib::beta_bernoulli<float> mine{1.0F, 0x1p-23F};
  const ib::beta_bernoulli<float> theirs{2.48494e35F, 49.8707F};
  const ib::beta_bernoulli<double> mine_in_double{1.0, 0x1p-23};
  const ib::beta_bernoulli<double> theirs_in_double{double(2.48494e35F), double(49.8707F)};
  CHECK(ib::prior_divergence(mine, theirs) ==
        Approx(ib::prior_divergence(mine_in_double, theirs_in_double)).epsilon(1e-6));
}

TEST_CASE(
    "divergences of Beta priors keep their digits where one concentration is nearly all, and to the ends of the range",
    "[prior_divergence][exact]") {
  // ln Γ and ψ₀ in 700 digits.
  const auto divergence = [](double alpha, double beta, double other_alpha, double other_beta) {
    const double found = ib::prior_divergence(ib::beta_bernoulli<double>{alpha, beta},
                                              ib::beta_bernoulli<double>{other_alpha, other_beta});
    const double turned = ib::prior_divergence(ib::beta_bernoulli<double>{beta, alpha},
                                               ib::beta_bernoulli<double>{other_beta, other_alpha});
    CHECK(turned == Approx(found).epsilon(1e-14));
    return found;
  };
  const double most = (std::numeric_limits<double>::max)();
  CHECK(divergence(0xc.c7a57bd6455bp-630, 0.1, 0x9.43bbe0e25057p-460, most) ==
        Approx(5.23028361395326056e121).epsilon(1e-13));
  CHECK(divergence(0xb.62c9c3590b76p+7, 0x9.6731c8b7b91bp-30, 0x9.80bc976d75fep+549, 0xd.06a4db3800edp+228) ==
        Approx(1.05260664649608289e155).epsilon(1e-13));
  CHECK(divergence(0x8.1a288c14bc49p-54, 0xa.98123991ed9ap-13, 0x9.4ee2f0d85c2bp+0, 0xa.a9ab885e6e88p+567) ==
        Approx(1.38522000908705922e162).epsilon(1e-13));
  CHECK(divergence(0x8.637bd05af6c68p-23, 10, 1000, 0xf.589f6827d252p+87) ==
        Approx(2.49739188683458122e20).epsilon(1e-13));
  CHECK(divergence(1e308, 1.5e308, 1e308, 1e308) == Approx(4.082199452025513e306).epsilon(1e-13));
  CHECK(divergence(1e308, 1.5e308, 1, 1e308) == Approx(5.10825623765990689e307).epsilon(1e-13));
  CHECK(divergence(5, 7, 1e308, 1.6e308) == Approx(1.16023813069605692e307).epsilon(1e-13));
  CHECK(divergence(1e-4, 1e-4, 1e308, 1.6e308) == std::numeric_limits<double>::infinity());
  CHECK(divergence(0xb.7b0f0c6eb1a3p-10, 0x8.9665230fa1b6p-11, 0x8p-1025, 0xb.c4e0eac22115p+1013) ==
        Approx(1.793293324150615705e308).epsilon(1e-13));
  CHECK(divergence(0x8p-55, 0xc.e6c4404163b8p-4, 0x8p-55, 0xd.42302fe8a6c6p-13) ==
        Approx(1.367043173536347107e-13).epsilon(1e-14));
  CHECK(divergence(most, most, most, most) == 0);
}

TEST_CASE("divergences of finite priors in float are those in double", "[prior_divergence][exact]") {
  const Eigen::Vector2f mine(429840.0F / 1048576, 618736.0F / 1048576);
  const Eigen::Vector2f theirs(429888.0F / 1048576, 618688.0F / 1048576);
  const Eigen::MatrixXd likelihood = Eigen::MatrixXd::Ones(2, 1);
  const float narrow = ib::prior_divergence(ib::finite_process<float>{mine, likelihood.cast<float>()},
                                            ib::finite_process<float>{theirs, likelihood.cast<float>()});
  const double wide = ib::prior_divergence(ib::finite_process<double>{mine.cast<double>(), likelihood},
                                           ib::finite_process<double>{theirs.cast<double>(), likelihood});
  CHECK(narrow == static_cast<float>(wide));
  CHECK(wide > 0);
}

}  // namespace unit::bound::misspecified::prior_divergence
