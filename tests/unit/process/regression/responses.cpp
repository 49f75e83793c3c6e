// SPDX-License-Identifier: BSL-1.0
// Probit and Poisson responses, and means over the prior of responses that bring no closed forms.
#include <infobound/process/regression/poisson_response.hpp>
#include <infobound/process/regression/probit_response.hpp>
#include <infobound/process/regression/response_expectations.hpp>

#include <Eigen/Core>
#include <array>
#include <cmath>
#include <cstddef>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/process/regression/gaussian_response.hpp>
#include <infobound/process/regression/generalised_linear_model.hpp>
#include <infobound/process/regression/logistic_response.hpp>
#include <limits>
#include <support/catch.hpp>

namespace unit::process::regression::responses {

namespace ib = infobound;
namespace detail = infobound::detail;

namespace {

using probit = ib::probit_response<double>;
using poisson = ib::poisson_response<double>;
using probit_model = ib::generalised_linear_model<probit, double>;
using poisson_model = ib::generalised_linear_model<poisson, double>;

static_assert(ib::bounded_curvature_response<probit, double>);
static_assert(ib::averages_label_likelihood<probit, double>);
static_assert(ib::log_concave_response<probit>);
static_assert(!ib::bounded_curvature_response<poisson, double>);
static_assert(!ib::averages_label_likelihood<poisson, double>);
static_assert(ib::log_concave_response<poisson>);
static_assert(ib::names_monotone_event<probit, double>);
static_assert(ib::averages_log_curvature<poisson, double>);
static_assert(!ib::names_monotone_event<ib::gaussian_response<double>, double>);
static_assert(ib::bounds_rate_below<poisson_model>);
static_assert(!ib::bounds_rate_above<poisson_model>);
static_assert(ib::has_log_concave_likelihood<probit_model>);
static_assert(ib::evaluates_hessian<poisson_model>);

/// Probit with nothing but ln p, its derivatives and that it is log-concave; labels 0 and 1, or −1 and 1.
template <int Other>
struct plain_probit {
  static constexpr bool log_concave = true;
  template <class Rng>
  double draw(double eta, Rng& rng) const {
    return probit().draw(eta, rng) > 0 ? 1 : Other;
  }
  static double label(double y) { return y > 0 ? 1 : 0; }
  double log_likelihood(double eta, double y) const {
    if (y != 1 && y != Other) return -std::numeric_limits<double>::infinity();
    return probit().log_likelihood(eta, label(y));
  }
  double first_derivative(double eta, double y) const { return probit().first_derivative(eta, label(y)); }
  double second_derivative(double eta, double y) const { return probit().second_derivative(eta, label(y)); }
};

/// n coins of log-odds η: curvature n s′, whatever the label; labels listed or not.
struct binomial_response {
  static constexpr bool log_concave = true;
  double trials = 4;
  template <class Rng>
  double draw(double eta, Rng& rng) const {
    double heads = 0;
    for (int i = 0; i < trials; ++i) heads += ib::logistic_response<double>().draw(eta, rng);
    return heads;
  }
  double log_likelihood(double eta, double y) const {
    if (y > trials) return -std::numeric_limits<double>::infinity();
    return std::lgamma(trials + 1) - std::lgamma(y + 1) - std::lgamma(trials - y + 1) - y * std::log1p(std::exp(-eta)) -
           (trials - y) * std::log1p(std::exp(eta));
  }
  double first_derivative(double eta, double y) const { return y - trials / (1 + std::exp(-eta)); }
  double second_derivative(double eta, double) const {
    return -trials * ib::logistic_response<double>().information(eta);
  }
  double curvature() const { return trials / 4; }
  double event_slope(double eta) const {  // of no heads
    return -trials * std::exp(-(trials - 1) * std::log1p(std::exp(eta))) *
           ib::logistic_response<double>().information(eta);
  }
};
struct listed_binomial_response : binomial_response {
  std::array<int, 5> labels() const { return {0, 1, 2, 3, 4}; }
};

/// Y ~ N(η, 1): labels that no rule can sum over.
struct plain_gaussian_response {
  static constexpr bool log_concave = true;
  template <class Rng>
  double draw(double eta, Rng& rng) const {
    return ib::gaussian_response<double>{1}.draw(eta, rng);
  }
  double log_likelihood(double eta, double y) const { return ib::gaussian_response<double>{1}.log_likelihood(eta, y); }
  double first_derivative(double eta, double y) const { return y - eta; }
  double second_derivative(double, double) const { return -1; }
};

}  // namespace

TEST_CASE("the normal distribution function and what is made of it agree with 50 digits in both tails",
          "[probit_response][reference]") {
  struct row {
    double x, log_value, slope, log_curvature;
  };
  for (const auto& [x, log_value, slope, log_curvature] : {
           row{-1e4, -50000010.1292789152, 10000.000099999998, -9.99999945000004433e-9},
           row{-40, -804.608442013753788, 40.0249688472072637, -0.000622862317056649507},
           row{-6, -20.7367689499747057, 6.15848260454459892, -0.0242800254250587987},
           row{-4, -10.3601014865272908, 4.22560714448947107, -0.0477971377007541973},
           row{-1.5, -2.70594440082388981, 1.93867716662254319, -0.161985652362602979},
           row{0.3, -0.481410161588481205, 0.61722085361273445, -0.568935363705647224},
           row{3, -0.0013508099647481938, 0.00443783904212566379, -4.31749724794746858},
           row{9, -1.12858840595384065e-19, 1.02797735716689148e-18, -39.2217139558684534},
           row{37, 0, 2.12000655152460563e-298, -681.808020620560448},
       }) {
    CAPTURE(x);
    using normal = detail::normal_probability<double>;
    CHECK(normal::log_value(x) == Approx(log_value).epsilon(1e-14).margin(1e-290));
    CHECK(normal::slope(x) == Approx(slope).epsilon(3e-13));
    CHECK(normal::log_curvature(x) == Approx(log_curvature).epsilon(1e-13).margin(1e-13));
    CHECK(normal::curvature(x) == Approx(std::exp(log_curvature)).epsilon(3e-13).margin(1e-296));
    using wide = detail::normal_probability<long double>;
    CHECK(static_cast<double>(wide::slope(static_cast<long double>(x))) == Approx(slope).epsilon(3e-13));
    const probit response;
    CHECK(response.log_likelihood(-x, 0) == normal::log_value(x));
    CHECK(response.first_derivative(-x, 0) == -normal::slope(x));
    CHECK(response.second_derivative(x, 1) == -normal::curvature(x));
  }
  const probit response;
  for (const double eta : {-1e150, -1e3, 1e3, 1e150}) {
    CHECK(response.log_likelihood(eta, 1) <= 0);
    CHECK((response.second_derivative(eta, 1) <= 0 && response.second_derivative(eta, 1) >= -1));
    CHECK(response.information(eta) >= 0);
  }
}

TEST_CASE("means over the prior of a probit response agree with 30 digits", "[probit_response][reference]") {
  struct row {
    double variance, log_curvature, information, log_likelihood;
  };
  const probit response;
  for (const auto& [variance, log_curvature, information, log_likelihood] : {
           row{0.01, -0.455801857287758115, 0.634317165609996059, -0.689985619196548234},
           row{0.5, -0.661367568213859465, 0.543319181721247988, -0.57358566008414111},
           row{1, -0.871819727370709161, 0.480537958074910332, -0.5},
           row{4, -2.18519155284776012, 0.315056523267474683, -0.319885055354922917},
           row{30, -14.5928668927932698, 0.128968314391126035, -0.129277585215323891},
           row{100, -49.107820809652719, 0.0716283167740982413, -0.0716808270823849335},
       }) {
    CAPTURE(variance);
    CHECK(response.prior_mean_log_curvature(variance) == Approx(log_curvature).epsilon(1e-13));
    CHECK(response.prior_mean_information(variance) == Approx(information).epsilon(1e-13));
    CHECK(response.prior_mean_log_likelihood(variance) == Approx(log_likelihood).epsilon(1e-13));
  }
  CHECK(response.prior_mean_log_curvature(0.0) == Approx(std::log(2 / std::acos(-1.0))).epsilon(1e-15));
  // Beyond 4096 a bound from below takes over.
  CHECK(response.prior_mean_log_curvature(4097.0) < response.prior_mean_log_curvature(4096.0));
  CHECK(response.prior_mean_log_curvature(4097.0) > response.prior_mean_log_curvature(4096.0) - 5);
  CHECK(response.prior_mean_information(1e300) > 0);
}

TEST_CASE("the likelihood of a Poisson response agrees with 40 digits, and no count is likely that is none",
          "[poisson_response][reference]") {
  struct row {
    double eta, label, log_likelihood;
  };
  const poisson response;
  for (const auto& [eta, label, expected] : {
           row{0.0, 0.0, -1.0},
           row{1.5, 3.0, -1.77344853956611982},
           row{-800.0, 0.0, 0.0},
           row{-800.0, 2.0, -1600.69314718055995},
           row{10.0, 22050.0, -5.93204435322291726},
           row{10.0, 31.0, -21794.5580183600318},
           row{20.0, 485165000.0, -10.9189776845581288},
           row{30.0, 10686474581524.0, -15.9189385332046689},
           row{2.0, 40.0, -37.7096958136880457},
       }) {
    CAPTURE(eta, label);
    CHECK(response.log_likelihood(eta, label) == Approx(expected).epsilon(1e-14).margin(1e-12));
  }
  CHECK(response.log_likelihood(1.0, 2.5) == -std::numeric_limits<double>::infinity());
  CHECK(response.log_likelihood(1.0, -1) == -std::numeric_limits<double>::infinity());
  CHECK(response.log_likelihood(800.0, 3) == -std::numeric_limits<double>::infinity());
  CHECK(response.log_likelihood(800.0, 1e100) == -std::numeric_limits<double>::infinity());
  CHECK(response.first_derivative(2.0, 3) == Approx(3 - std::exp(2.0)));
  CHECK(response.second_derivative(2.0, 3) == -std::exp(2.0));
  CHECK(response.event_slope(0.5) == Approx(-std::exp(0.5 - std::exp(0.5))));
}

TEST_CASE("Poisson labels have their mean, and a mean beyond whole numbers is refused by name",
          "[poisson_response][statistical]") {
  const poisson response;
  ib::random_stream rng(5);
  for (const double eta : {-3.0, 0.0, 4.0, 30.0}) {
    double sum = 0;
    constexpr int draws = 4000;
    for (int i = 0; i < draws; ++i) sum += response.draw(eta, rng);
    const double mean = std::exp(eta);
    CHECK(std::abs(sum / draws - mean) < 5 * std::sqrt(mean / draws));  // five standard errors
  }
  CHECK(response.draw(-800.0, rng) == 0);
  CHECK_THROWS_WITH(response.draw(37.0, rng),
                    "poisson_response: eta = 37, must be <= 36.7, so that the mean of a count is at most 2^53");
}

TEST_CASE("affinities of labels are sums of roots of probabilities", "[probit_response][poisson_response][exact]") {
  for (const double eta : {-7.0, -0.3, 0.0, 2.0})
    for (const double other : {-1.0, 0.0, 2.0, 3.0}) {
      CAPTURE(eta, other);
      const auto both = [&](const auto& response, int labels) {
        double sum = 0;
        for (int y = 0; y < labels; ++y)
          sum += std::exp((response.log_likelihood(eta, y) + response.log_likelihood(other, y)) / 2);
        return sum;
      };
      CHECK(probit().affinity(eta, other) == Approx(both(probit(), 2)).epsilon(1e-13));
      CHECK(poisson().affinity(eta, other) == Approx(both(poisson(), 200)).epsilon(1e-12));
    }
  CHECK(poisson().affinity(1500.0, -1500.0) == 0);
  CHECK(poisson().affinity(1500.0, 1500.0) == 1);
  CHECK(probit().affinity(-1e5, 1e5) == 0);
}

TEST_CASE("means over the prior by quadrature agree with closed forms, on the safe side",
          "[response_expectations][reference]") {
  const auto agree = [](const auto& own, const auto& known, double factor) {
    using Own = std::remove_cvref_t<decltype(own)>;
    const ib::response_expectations<Own, double> means(own);
    for (const double variance : {0.0, 1e-12, 0.3, 1.0, 9.0, 16.0}) {
      CAPTURE(variance);
      const double log_curvature = known.prior_mean_log_curvature(variance) + std::log(factor);
      CHECK(means.mean_log_curvature(variance) <= log_curvature + 1e-13);
      CHECK(means.mean_log_curvature(variance) == Approx(log_curvature).epsilon(2e-9).margin(2e-9));
      const double information = factor * known.prior_mean_information(variance);
      CHECK(means.mean_information(variance) >= information * (1 - 1e-13));
      CHECK(means.mean_information(variance) == Approx(information).epsilon(2e-9));
    }
  };
  agree(plain_probit<0>(), probit(), 1);
  agree(plain_probit<-1>(), probit(), 1);
  agree(binomial_response(), ib::logistic_response<double>(), 4);
  agree(listed_binomial_response(), ib::logistic_response<double>(), 4);
  // π = (1 − s)^n of one coin: E ln s′.
  const binomial_response coin{1};
  const ib::response_expectations<binomial_response, double> means(coin);
  CHECK(means.mean_log_event_slope(2.0) ==
        Approx(ib::logistic_response<double>().prior_mean_log_event_slope(2.0)).epsilon(2e-9));
  // Nothing is claimed where labels are not known, or the rule cannot settle.
  const plain_gaussian_response continuous;
  const ib::response_expectations<plain_gaussian_response, double> unknown(continuous);
  CHECK(unknown.mean_log_curvature(1.0) == -std::numeric_limits<double>::infinity());
  CHECK(unknown.mean_information(1.0) == std::numeric_limits<double>::infinity());
  CHECK(means.mean_log_curvature(1e6) == -std::numeric_limits<double>::infinity());
}

TEST_CASE("responses of the user's own have the bounds of the library's", "[generalised_linear_model][property]") {
  const probit_model known{.dimension = 5};
  const ib::generalised_linear_model<plain_probit<-1>, double> own{.dimension = 5};
  const auto there = ib::error_bracket(known, 50);
  const auto here = ib::error_bracket(own, 50);
  CHECK(there.lower.value * 50 == Approx(3.7261679385770257).epsilon(1e-12));
  CHECK(there.upper.value * 50 == Approx(2.5 * std::log1p(10 * 0.45500)).epsilon(1e-4));
  CHECK(here.lower.value <= there.lower.value);
  CHECK(here.lower.value == Approx(there.lower.value).epsilon(1e-8));
  CHECK(here.upper.value == std::numeric_limits<double>::infinity());  // it has no curvature()
  CHECK(ib::error_bracket(ib::generalised_linear_model<binomial_response, double>{.dimension = 5}, 50).lower.value >
        ib::error_bracket(ib::generalised_linear_model<ib::logistic_response<double>, double>{.dimension = 5}, 50)
            .upper.value);
  const ib::generalised_linear_model<plain_gaussian_response, double> silent{.dimension = 5};
  CHECK(ib::error_bracket(silent, 50).lower.value == 0);
  // Another response of the same type is not taken for the last one.
  const ib::generalised_linear_model<binomial_response, double> four{.dimension = 3};
  const ib::generalised_linear_model<binomial_response, double> nine{.dimension = 3, .response = {9}};
  const double before = ib::error_bracket(four, 20).lower.value;
  CHECK(ib::error_bracket(nine, 20).lower.value > before);
  CHECK(ib::error_bracket(four, 20).lower.value == before);
}

TEST_CASE("a Poisson response has an upper side from two dimensions on", "[generalised_linear_model][reference]") {
  const auto plane = ib::error_bracket(poisson_model{.dimension = 2}, 20);
  CHECK(plane.lower.value * 20 == Approx(2.265556848757486).epsilon(1e-12));
  CHECK(plane.upper.value * 20 == Approx(std::log1p(10 * 4.0)).epsilon(1e-12));  // (1 − 1/2)^{−2}
  const auto line = ib::error_bracket(poisson_model{.dimension = 1}, 50);
  CHECK(line.lower.value * 50 == Approx(1.935).epsilon(1e-3));
  CHECK(line.upper.value == std::numeric_limits<double>::infinity());
  // For a design E e^η may be beyond the range.
  using design = ib::fixed_design<double>;
  const ib::generalised_linear_model<poisson, double, design> rows{.dimension = 1,
                                                                   .inputs = {Eigen::MatrixXd::Constant(2, 1, 50.0)}};
  CHECK(ib::error_bracket(rows, 2).lower.value > 0);
  CHECK(ib::error_bracket(rows, 2).upper.value == std::numeric_limits<double>::infinity());
}

TEST_CASE("the rate of a probit response by its monotone event has a closed form",
          "[generalised_linear_model][exact]") {
  for (const Eigen::Index d : {1, 2, 7, 400}) {
    const double k = static_cast<double>(d);
    const double amplitude = std::exp(-(k / 2 + 1) * std::log1p(2 / k)) / std::acos(-1.0);
    const probit_model process{.dimension = d};
    CHECK(process.rate_lower(amplitude / 5) == Approx(k / 2 * std::log(5.0)).epsilon(1e-12));
    CHECK(process.rate_lower(amplitude * (1 + 1e-9)) == 0);
    CHECK(process.rate_lower(0.01) <= process.rate_upper(0.01));
  }
  CHECK_THROWS_AS(probit_model{.dimension = 1}.rate_lower(0.0), std::domain_error);
}

TEST_CASE("bounds of responses in float are those in double, rounded to the safe side",
          "[generalised_linear_model][property]") {
  const auto safe = [](const auto& narrow, const auto& wide) {
    for (const std::size_t T : {std::size_t{1}, std::size_t{70}, std::size_t{1'000'003}}) {
      const auto here = narrow.error_bounds(T);
      const auto there = wide.error_bounds(T);
      REQUIRE(here.size() == there.size());
      for (std::size_t i = 0; i < here.size(); ++i) {
        CAPTURE(here[i].source, T);
        CHECK(double(here[i].value) == Approx(there[i].value).epsilon(1e-6));
        CHECK((here[i].direction == ib::direction::upper ? double(here[i].value) >= there[i].value
                                                         : double(here[i].value) <= there[i].value));
      }
    }
  };
  for (const Eigen::Index d : {1, 29}) {
    safe(ib::generalised_linear_model<ib::probit_response<float>, float>{.dimension = d}, probit_model{.dimension = d});
    safe(ib::generalised_linear_model<ib::poisson_response<float>, float>{.dimension = d},
         poisson_model{.dimension = d});
  }
}

}  // namespace unit::process::regression::responses
