// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/bound/scaling/detail/power_law_regression.hpp>
#include <infobound/bound/scaling/power_law.hpp>
#include <infobound/bound/scaling/scaling_law_fit.hpp>
#include <infobound/core/random_stream.hpp>
#include <stdexcept>
#include <string>
#include <support/catch.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>
#include <utility>
#include <vector>

namespace unit::bound::scaling::scaling_law_fit {

namespace ib = infobound;

namespace {

using runs = std::vector<ib::training_run<double>>;

/// The law of Hoffmann et al. 2022, from which the tables here are drawn: they are synthetic.
constexpr ib::power_law<double> published{.irreducible = 1.69,
                                          .parameter_coefficient = 406.4,
                                          .parameter_exponent = 0.34,
                                          .token_coefficient = 410.7,
                                          .token_exponent = 0.28};

/// side² runs: parameters from 5·10⁷, tokens from 10⁹, each over such a span, with Gaussian noise in ln L.
runs table(const ib::power_law<double>& law, double noise, std::uint64_t seed, double parameter_span = 300,
           double token_span = 300, int side = 7) {
  ib::random_stream rng(seed);
  boost::random::normal_distribution<double> normal;
  runs made;
  for (int i = 0; i < side; ++i)
    for (int j = 0; j < side; ++j) {
      const double parameters = 5e7 * std::pow(parameter_span, i / (side - 1.0));
      const double tokens = 1e9 * std::pow(token_span, j / (side - 1.0));
      made.push_back({parameters, tokens, law.loss(parameters, tokens) * std::exp(noise * normal(rng))});
    }
  return made;
}

/// Σ of Huber's loss of ln(fitted/measured).
double objective(const ib::power_law<double>& law, const runs& measured, double threshold) {
  double sum = 0;
  for (const auto& [parameters, tokens, loss] : measured) {
    const double r = std::abs(std::log(law.loss(parameters, tokens) / loss));
    sum += r < threshold ? r * r / 2 : threshold * (r - threshold / 2);
  }
  return sum;
}

std::string refusal(const runs& measured, const ib::huber_fit& how = {}) {
  return thrown<std::domain_error>([&] { return ib::fit_scaling_law(measured, how); });
}

}  // namespace

TEST_CASE("a law is recovered from losses without noise", "[scaling_law_fit][exact]") {
  worst error;
  for (const double alpha : {0.2, 0.5, 1.0})
    for (const double beta : {0.15, 0.4, 0.9})
      for (const double irreducible : {0.0, 0.5, 3.0}) {
        const ib::power_law<double> law{irreducible, 0.8 * std::pow(3e8, alpha), alpha, 0.5 * std::pow(2e10, beta),
                                        beta};
        const auto fit = ib::fit_scaling_law(table(law, 0, 1), {.replicates = 40});
        error.see(std::abs(fit.law.parameter_exponent - alpha), alpha, beta, irreducible);
        error.see(std::abs(fit.law.token_exponent - beta), alpha, beta, irreducible);
        error.see(std::abs(fit.law.irreducible - irreducible), alpha, beta, irreducible);
        error.see(std::abs(std::log(fit.law.parameter_coefficient / law.parameter_coefficient)), alpha, beta,
                  irreducible);
        error.see(std::abs(std::log(fit.law.token_coefficient / law.token_coefficient)), alpha, beta, irreducible);
      }
  INFO(error.where());
  CHECK(error.value() < 1e-3);
}

// Each count of misses is at most binomial of 64 and 1/10 where intervals cover as they say: 6.4 ± 2.4, and 18.4 is
// five standard deviations above. A smaller number of replicates than usual makes intervals no narrower on average.
TEST_CASE("intervals hold the truth as often as they say", "[scaling_law_fit][statistical]") {
  constexpr int tables = 64;
  int alpha = 0;
  int beta = 0;
  int irreducible = 0;
  int share = 0;
  const auto misses = [](const ib::interval<double>& range, double truth) {
    return range.lower <= truth && truth <= range.upper ? 0 : 1;
  };
  for (int i = 0; i < tables; ++i) {
    const auto measured = table(published, 0.01, 100 + static_cast<std::uint64_t>(i), 300, 300, 6);
    const auto fit = ib::fit_scaling_law(measured, {.threshold = 3e-3, .replicates = 50, .confidence = 0.9, .seed = 5});
    alpha += misses(fit.parameter_exponent, 0.34);
    beta += misses(fit.token_exponent, 0.28);
    irreducible += misses(fit.irreducible, 1.69);
    share += misses(fit.allocation_exponent_interval, 0.28 / 0.62);
  }
  CAPTURE(alpha, beta, irreducible, share);
  CHECK(std::max({alpha, beta, irreducible, share}) <= 18);
}

// The ratio of a sample variance of 80 to its expectation is 1 ± 0.16, and five standard errors of it 0.8; linear
// theory errs by less than the rest.
TEST_CASE("visibility tells how far the noise moves an exponent", "[scaling_law_fit][statistical]") {
  constexpr int tables = 80;
  double squares = 0;
  double predicted = 0;
  for (int i = 0; i < tables; ++i) {
    const auto measured = table(published, 0.003, 300 + static_cast<std::uint64_t>(i), 300, 300, 6);
    // So large a threshold that the fit is by least squares.
    const auto fit = ib::fit_scaling_law(measured, {.threshold = 1, .replicates = 40});
    squares += (fit.law.parameter_exponent - 0.34) * (fit.law.parameter_exponent - 0.34);
    predicted += std::pow(0.003 / (6 * fit.parameter_visibility), 2);
  }
  CHECK(squares / predicted > 0.2);
  CHECK(squares / predicted < 1.8);
}

TEST_CASE("no law nearby fits better", "[scaling_law_fit][property]") {
  ib::random_stream rng(3);
  boost::random::normal_distribution<double> normal;
  for (const double threshold : {1e-3, 1e-2, 1.0}) {
    const auto measured = table(published, 0.01, 11);
    const auto fit = ib::fit_scaling_law(measured, {.threshold = threshold, .replicates = 40});
    const double least = objective(fit.law, measured, threshold);
    CHECK(least <= objective(published, measured, threshold));
    double nearby = 1;
    for (int i = 0; i < 3000; ++i) {
      ib::power_law<double> other = fit.law;
      const double size = std::pow(10.0, -1 - i % 5);
      other.irreducible *= std::exp(size * normal(rng));
      other.parameter_coefficient *= std::exp(size * normal(rng));
      other.token_coefficient *= std::exp(size * normal(rng));
      const double alpha = size * normal(rng);
      const double beta = size * normal(rng);
      other.parameter_exponent += alpha;
      other.parameter_coefficient *= std::exp(alpha * std::log(9e8));
      other.token_exponent += beta;
      other.token_coefficient *= std::exp(beta * std::log(2e10));
      nearby = std::min(nearby, objective(other, measured, threshold) / least);
    }
    CHECK(nearby > 1 - 1e-6);
  }
}

TEST_CASE("a run that failed hardly moves the fit", "[scaling_law_fit][property]") {
  runs measured = table(published, 0.003, 21);
  const auto clean = ib::fit_scaling_law(measured, {.replicates = 60});
  measured[10].loss *= 2;
  measured[30].loss *= 1.3;
  const auto spoilt = ib::fit_scaling_law(measured, {.replicates = 60});
  CHECK(spoilt.law.parameter_exponent == Approx(clean.law.parameter_exponent).margin(0.02));
  CHECK(spoilt.law.token_exponent == Approx(clean.law.token_exponent).margin(0.02));
  CHECK(spoilt.residual < 0.005);
}

TEST_CASE("units, the order of runs and repetition change nothing but the coefficients",
          "[scaling_law_fit][property]") {
  const runs measured = table(published, 0.003, 31);
  const ib::huber_fit few{.replicates = 60};
  const auto fit = ib::fit_scaling_law(measured, few);
  const auto again = ib::fit_scaling_law(measured, few);
  CHECK(again.law.parameter_exponent == fit.law.parameter_exponent);
  CHECK(again.parameter_exponent.lower == fit.parameter_exponent.lower);
  CHECK(ib::fit_scaling_law(measured, {.replicates = 60, .seed = 1}).parameter_exponent.lower !=
        fit.parameter_exponent.lower);

  runs billions(measured.rbegin(), measured.rend());
  for (auto& run : billions) run.parameters /= 1e9, run.tokens /= 1e9;
  const auto same = ib::fit_scaling_law(billions, few);
  CHECK(same.law.parameter_exponent == Approx(fit.law.parameter_exponent).epsilon(1e-3));
  CHECK(same.law.parameter_coefficient ==
        Approx(fit.law.parameter_coefficient * std::pow(1e9, -fit.law.parameter_exponent)).epsilon(1e-3));
  CHECK(same.token_visibility == Approx(fit.token_visibility).epsilon(1e-3));
}

TEST_CASE("runs that do not tell the law are refused", "[scaling_law_fit][error]") {
  runs few = table(published, 0, 1);
  few.resize(7);
  CHECK(refusal(few) == "fit_scaling_law: there are 7 runs, must be >= 8 for the law's five unknowns");
  CHECK(refusal(table(published, 0, 1, 1)) ==
        "fit_scaling_law: the runs have 1 different numbers of parameters, must be >= 3 to tell a coefficient and an "
        "exponent");

  // The sizes of the seven models of Cerebras-GPT (Dey et al. 2023, arXiv:2304.03208), 20 tokens a parameter.
  runs one_line;
  for (const auto& [parameters, tokens] : {std::pair(1.11e8, 2.22e9),
                                           {2.56e8, 5.12e9},
                                           {5.9e8, 1.18e10},
                                           {1.3e9, 2.63e10},
                                           {2.7e9, 5.30e10},
                                           {6.7e9, 1.33e11},
                                           {1.3e10, 2.57e11}})
    for (const double again : {1.0, 1.001})
      one_line.push_back({parameters, tokens, again * published.loss(parameters, tokens)});
  CHECK(
      refusal(one_line).starts_with("fit_scaling_law: parameters and tokens grow together: beside their common trend "
                                    "they vary by a factor of 1.00"));

  for (const double span : {1.5, 3.0}) {
    CHECK(refusal(table(published, 0.01, 1, span), {.replicates = 40})
              .starts_with("fit_scaling_law: the runs do not tell the exponent of the parameters: it is "));
    CHECK(refusal(table(published, 0.01, 1, 300, span), {.replicates = 40})
              .starts_with("fit_scaling_law: the runs do not tell the exponent of the tokens: it is "));
  }
  ib::power_law<double> deaf = published;
  deaf.parameter_coefficient = 1e-3;
  CHECK(refusal(table(deaf, 0.01, 1), {.replicates = 40})
            .ends_with("; they span too little of it, or their noise is too large"));
}

TEST_CASE("values outside their domain are refused", "[scaling_law_fit][error]") {
  runs measured = table(published, 0.01, 1);
  measured[3].loss = -1;
  CHECK(refusal(measured) == "fit_scaling_law: runs[3].loss = -1, must be > 0 and finite");
  measured[3].loss = 3;
  measured[2].tokens = 0;
  CHECK(refusal(measured) == "fit_scaling_law: runs[2].tokens = 0, must be > 0 and finite");
  measured = table(published, 0.01, 1);
  CHECK(refusal(measured, {.threshold = 0}) == "huber_fit.threshold = 0, must be > 0 and finite");
  CHECK(refusal(measured, {.replicates = 3}) == "huber_fit.replicates = 3, must be >= 40");
  CHECK(refusal(measured, {.confidence = 1}) == "huber_fit.confidence = 1, must be > 0 and < 1");
  CHECK(refusal(measured, {.widest = -1}) == "huber_fit.widest = -1, must be > 0");
}

TEST_CASE("quantiles of the numbers one to nine stand at share times ten", "[scaling_law_fit][exact]") {
  const std::vector<double> digits{4, 9, 1, 7, 3, 5, 8, 2, 6};
  for (int tenth = 1; tenth <= 9; ++tenth)
    CHECK(ib::detail::sample_quantile(digits, tenth / 10.0) == Approx(tenth).epsilon(1e-14));
  CHECK(ib::detail::sample_quantile(digits, 0.25) == Approx(2.5).epsilon(1e-14));
  CHECK(ib::detail::sample_quantile(digits, 0.875) == Approx(8.75).epsilon(1e-14));
  CHECK(ib::detail::sample_quantile(digits, 0.01) == 1);
  CHECK(ib::detail::sample_quantile(digits, 0.99) == 9);
  CHECK(ib::detail::sample_quantile(std::vector<double>{7}, 0.5) == 7);
}

// Made by this library, so that no change of them goes unseen; digits beyond these depend on the compiler.
TEST_CASE("one table and one seed give the intervals that they always gave", "[scaling_law_fit][reference]") {
  const auto fit = ib::fit_scaling_law(table(published, 0.01, 41), {.replicates = 60, .seed = 3});
  const auto like = [](double found, double expected) { return found == Approx(expected).epsilon(2e-4); };
  CHECK(like(fit.law.irreducible, 1.711432));
  CHECK((like(fit.irreducible.lower, 1.642032) && like(fit.irreducible.upper, 1.818378)));
  CHECK((like(fit.parameter_coefficient.lower, 187.3992) && like(fit.parameter_coefficient.upper, 866.9947)));
  CHECK((like(fit.parameter_exponent.lower, 0.2959036) && like(fit.parameter_exponent.upper, 0.3858460)));
  CHECK((like(fit.token_coefficient.lower, 404.6840) && like(fit.token_coefficient.upper, 1329.255)));
  CHECK((like(fit.token_exponent.lower, 0.2789785) && like(fit.token_exponent.upper, 0.3386679)));
  CHECK(like(fit.allocation_exponent, 0.4847317));
  CHECK((like(fit.allocation_exponent_interval.lower, 0.4359044) &&
         like(fit.allocation_exponent_interval.upper, 0.5161206)));
  CHECK(like(fit.residual, 0.004232238));
  CHECK((like(fit.parameter_visibility, 0.07412054) && like(fit.token_visibility, 0.08986759)));
}

TEST_CASE("a fit starts from several exponents and keeps the best", "[scaling_law_fit][exact]") {
  // Here the most promising start alone ends in a valley of 8.19e-4.
  const ib::power_law<double> law{10.01160199, 0.8 * std::pow(3e8, 0.6458298741), 0.6458298741,
                                  0.5 * std::pow(2e10, 0.2268488159), 0.2268488159};
  const auto measured = table(law, 0.1, 1379, 300, 300, 4);
  const auto size = static_cast<Eigen::Index>(measured.size());
  Eigen::ArrayXd log_parameters(size), log_tokens(size), log_loss(size);
  for (Eigen::Index i = 0; i < size; ++i) {
    const auto& [parameters, tokens, loss] = measured[static_cast<std::size_t>(i)];
    log_parameters[i] = std::log(parameters);
    log_tokens[i] = std::log(tokens);
    log_loss[i] = std::log(loss);
  }
  ib::detail::power_law_regression<double> regression(log_parameters, log_tokens, log_loss, 1e-3);
  const Eigen::ArrayXd once = Eigen::ArrayXd::Ones(size);
  CHECK(regression.objective(regression.best(once), once) == Approx(6.944e-4).epsilon(2e-3));
}

TEST_CASE("what is below a millionth of the least loss is no irreducible loss, and what is above it is one",
          "[scaling_law_fit][exact]") {
  const auto irreducible = [](double truth) {
    const ib::power_law<double> law{truth, 0.8 * std::pow(3e8, 0.5), 0.5, 0.5 * std::pow(2e10, 0.4), 0.4};
    return ib::fit_scaling_law(table(law, 0, 1), {.replicates = 40}).law.irreducible;
  };
  CHECK(irreducible(0) == 0);
  CHECK(irreducible(1e-2) == Approx(1e-2).epsilon(0.05));
}

TEST_CASE("the millionth below which a loss is none is that of the least one", "[scaling_law_fit][exact]") {
  // From 2 down to 10⁻⁴: E is a hundredth of the least loss, and less than a millionth of the largest.
  const ib::power_law<double> law{1e-6, 1, 0.8, 1, 0.7};
  runs measured;
  for (const double parameters : {1.0, 1e2, 1e4, 1e6})
    for (const double tokens : {1.0, 1e2, 1e4, 1e6})
      measured.push_back({parameters, tokens, law.loss(parameters, tokens)});
  CHECK(ib::fit_scaling_law(measured, {.replicates = 40}).law.irreducible == Approx(1e-6).epsilon(0.05));
}

TEST_CASE("an exponent is uncertain by its interval, or by what its residual and its visibility say",
          "[scaling_law_fit][exact]") {
  int by_interval = 0;
  int by_noise = 0;
  // Of two sizes the one that spans less has the wider exponent, and is refused first.
  for (const bool of_tokens : {false, true})
    for (const double confidence : {0.3, 0.99}) {
      const auto measured = of_tokens ? table(published, 0.01, 41, 3000, 60) : table(published, 0.01, 41, 60, 3000);
      const ib::huber_fit how{.replicates = 60, .confidence = confidence};
      const auto fit = ib::fit_scaling_law(measured, how);
      // 90 % of a normal law are within 1.645 standard deviations, half of it within 1/1.4826 of one.
      const double deviation = 1.4826 * fit.residual / 7;  // of 49 runs
      const auto& range = of_tokens ? fit.token_exponent : fit.parameter_exponent;
      const double interval = range.upper - range.lower;
      const double noise = 2 * 1.645 * deviation / (of_tokens ? fit.token_visibility : fit.parameter_visibility);
      ++(interval > noise ? by_interval : by_noise);
      // A width is refused that is wider than so many times the exponent.
      const double share =
          std::max(interval, noise) / (of_tokens ? fit.law.token_exponent : fit.law.parameter_exponent);
      const auto said = [&](double widest) {
        ib::huber_fit other = how;
        other.widest = widest;
        return refusal(measured, other);
      };
      CAPTURE(of_tokens, confidence);
      CHECK_THAT(said(share * (1 - 1e-9)),
                 ContainsSubstring(of_tokens ? "the exponent of the tokens" : "the exponent of the parameters"));
      CHECK(said(share * (1 + 1e-9)) == "nothing");
    }
  CHECK(by_interval == 2);
  CHECK(by_noise == 2);
}

TEST_CASE("the spread of one size beside another is what a straight line leaves", "[scaling_law_fit][exact]") {
  const Eigen::Array4d along(3, 3, -3, -3);
  const Eigen::Array4d across(1, -1, 1, -1);
  const auto beside = [](const Eigen::ArrayXd& x, const Eigen::ArrayXd& z) { return ib::detail::spread_beside(x, z); };
  CHECK(beside(along, across) == Approx(3.0).epsilon(1e-14));
  CHECK(beside(2 * along + 0.5 * across, along) == Approx(0.5).epsilon(1e-14));
  CHECK(beside(7 - along, along) < 1e-7);

  // Tokens are 20 e^{±s} a parameter: s is what they vary beside their trend.
  const auto told = [](double s) {
    runs measured;
    for (int i = 0; i < 8; ++i)
      for (const double sign : {-1.0, 1.0}) {
        const double parameters = 1e8 * std::pow(2.0, i);
        const double tokens = 20 * parameters * std::exp(sign * s);
        measured.push_back({parameters, tokens, published.loss(parameters, tokens)});
      }
    return refusal(measured, {.replicates = 40}).find("grow together") == std::string::npos;
  };
  CHECK_FALSE(told(0.099));
  CHECK(told(0.102));
}

}  // namespace unit::bound::scaling::scaling_law_fit
