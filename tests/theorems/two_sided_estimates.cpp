// SPDX-License-Identifier: BSL-1.0
// Theory 11.3 and 11.8 exactly: what makes two sides of an estimate, and what breaks them.
#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/information/annealed.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/information/sequential.hpp>
#include <support/catch.hpp>
#include <support/finite_space.hpp>
#include <support/normal_mean.hpp>
#include <utility>
#include <vector>

namespace theorems::two_sided_estimates {

using Eigen::ArrayXd;
using Eigen::Index;
using finite_space::coins;
using finite_space::for_each_tuple;
using finite_space::three;
using finite_space::two;

namespace {

double normal_density(double z, double mean, double scale) {
  const double u = (z - mean) / scale;
  return std::exp(-u * u / 2) / (scale * std::sqrt(2 * std::acos(-1.0)));
}

/// The trapezoidal rule on [−14, 14], which is exact to rounding for what follows.
template <class Integrand>
double integral(Integrand integrand) {
  constexpr int half = 14000;
  double sum = 0;
  for (int i = -half; i <= half; ++i) sum += integrand(1e-3 * i);
  return 1e-3 * sum;
}

/// θ = z ~ N(0, 1), labels N(θ, 1), with all that a policy may ask for.
struct smooth_mean : mylab::conjugate_mean {
  std::size_t latent_dimension() const { return 1; }
  double parameter_from(const Eigen::VectorXd& z) const { return z[0]; }
  Eigen::VectorXd gradient(const Eigen::VectorXd& z, const Eigen::VectorXd& history) const {
    return Eigen::VectorXd::Constant(1, (history.array() - z[0]).sum());
  }
  Eigen::MatrixXd hessian(const Eigen::VectorXd&, const Eigen::VectorXd& history) const {
    return Eigen::MatrixXd::Constant(1, 1, -double(history.size()));
  }
};

/// What the policies of the library make of it, over so many seeds: the mean of each side lies on its side of ½ ln(1+T)
/// by all but five standard errors and not far from it, and standard errors are the spread between seeds, to five
/// standard errors of a sample's standard deviation, below and above.
template <class Policy>
void check_policy(Policy policy, double within) {
  constexpr int seeds = 80;
  constexpr std::size_t length = 6;
  const double truth = std::log1p(double(length)) / 2;
  ArrayXd lower(seeds), upper(seeds);
  double claimed = 0;
  for (int i = 0; i < seeds; ++i) {
    policy.seed = 300 + static_cast<std::uint64_t>(i);
    const auto found = infobound::information(smooth_mean{}, length, policy);
    lower[i] = found.lower.mean;
    upper[i] = found.upper.mean;
    claimed += found.upper.standard_error / seeds;
  }
  const auto spread = [](const ArrayXd& x) { return std::sqrt((x - x.mean()).square().sum() / double(x.size() - 1)); };
  CAPTURE(Policy::name, truth, lower.mean(), upper.mean(), claimed, spread(upper));
  CHECK(lower.mean() <= truth + 5 * spread(lower) / std::sqrt(double(seeds)) + 1e-12);
  CHECK(lower.mean() >= truth - within);
  CHECK(upper.mean() >= truth - 5 * spread(upper) / std::sqrt(double(seeds)) - 1e-12);
  CHECK(upper.mean() <= truth + within);
  const double allowed = 5 / std::sqrt(2.0 * (seeds - 1));
  CHECK(claimed <= (1 + allowed) * spread(upper) + 1e-12);
  CHECK(claimed >= (1 - allowed) * spread(upper) - 1e-12);
}

}  // namespace

TEST_CASE("every policy has its sides on the sides that the theory gives them, and the noise that it claims",
          "[two_sided_estimates][statistical]") {
  check_policy(infobound::conjugate{.replicates = 50}, 0.2);
  check_policy(infobound::contrastive{.replicates = 50, .contrasts = 30}, 0.2);
  check_policy(infobound::sequential{.replicates = 40, .particles = 30}, 0.2);
  check_policy(infobound::annealed{.replicates = 40, .temperatures = 80}, 0.3);
  check_policy(infobound::laplace{.replicates = 40, .proposals = 5}, 0.2);
}

TEST_CASE("the truth among N + 1 draws makes the mean of the inverse exactly 1 over the evidence",
          "[two_sided_estimates][exact]") {
  const coins& process = GENERATE(true, false) ? two : three;
  constexpr int length = 3;
  for (unsigned history = 0; history < 1U << length; ++history) {
    const ArrayXd likelihood = process.likelihood(history, length);
    const double evidence = (process.prior * likelihood).sum();
    const ArrayXd posterior = process.prior * likelihood / evidence;
    for (const std::size_t contrasts : {1U, 2U, 3U}) {
      CAPTURE(history, contrasts);
      std::vector<ArrayXd> laws(contrasts + 1, process.prior);
      laws[0] = posterior;
      double with_truth = 0;
      double without_truth = 0;
      double evidence_without = 0;
      double evidence_with = 0;
      for_each_tuple(laws, [&](const std::vector<Index>& theta, double probability) {
        double others = 0;
        for (std::size_t j = 1; j < theta.size(); ++j) others += likelihood[theta[j]];
        const double all = others + likelihood[theta[0]];
        const double count = double(contrasts);
        with_truth += probability * (count + 1) / all;
        without_truth += probability * count / others;
        evidence_without += probability * others / count;
        evidence_with += probability * all / (count + 1);
      });
      CHECK(with_truth * evidence == Approx(1).epsilon(1e-13));
      CHECK(evidence_without == Approx(evidence).epsilon(1e-13));
      // The other way round neither holds, nor with N for N + 1.
      CHECK(without_truth * evidence > 1.01);
      CHECK(evidence_with > 1.01 * evidence);
      CHECK(with_truth * evidence * double(contrasts) / double(contrasts + 1) < 0.76);
    }
  }
}

TEST_CASE("where likelihoods may vanish the mean of the inverse is smaller, by the chance that all of them do",
          "[two_sided_estimates][exact]") {
  const coins process{.prior = Eigen::Array3d(0.5, 0.3, 0.2), .heads = Eigen::Array3d(0, 0.5, 1)};
  const ArrayXd likelihood = process.likelihood(1U, 1);  // heads, which θ = 0 cannot make
  const double evidence = (process.prior * likelihood).sum();
  for (const std::size_t contrasts : {1U, 2U, 4U}) {
    std::vector<ArrayXd> laws(contrasts + 1, process.prior);
    laws[0] = process.prior * likelihood / evidence;
    double inverse = 0;
    for_each_tuple(laws, [&](const std::vector<Index>& theta, double probability) {
      double all = 0;
      for (const Index value : theta) all += likelihood[value];
      inverse += probability * double(contrasts + 1) / all;
    });
    CHECK(inverse * evidence == Approx(1 - std::pow(0.5, double(contrasts + 1))).epsilon(1e-13));
  }
}

TEST_CASE("the nested sandwich encloses the information and both sides close in on it",
          "[two_sided_estimates][exact]") {
  constexpr int length = 4;
  double information = 0;
  std::vector<std::pair<double, double>> sides(5);
  for (unsigned history = 0; history < 1U << length; ++history) {
    const ArrayXd likelihood = three.likelihood(history, length);
    const double evidence = (three.prior * likelihood).sum();
    information += (three.prior * likelihood * (likelihood / evidence).log()).sum();
    for (std::size_t contrasts = 1; contrasts <= sides.size(); ++contrasts) {
      std::vector<ArrayXd> laws(contrasts + 1, three.prior);
      laws[0] = three.prior * likelihood;
      for_each_tuple(laws, [&](const std::vector<Index>& theta, double probability) {
        double others = 0;
        for (std::size_t j = 1; j < theta.size(); ++j) others += likelihood[theta[j]];
        const double own = likelihood[theta[0]];
        const double lower = std::log(own * double(contrasts + 1) / (own + others));
        CHECK(lower <= std::log(double(contrasts + 1)));
        sides[contrasts - 1].first += probability * lower;
        sides[contrasts - 1].second += probability * std::log(own * double(contrasts) / others);
      });
    }
  }
  for (std::size_t n = 0; n < sides.size(); ++n) {
    CAPTURE(n, information, sides[n].first, sides[n].second);
    CHECK(sides[n].first < information);
    CHECK(information < sides[n].second);
    if (n > 0) CHECK(sides[n - 1].first < sides[n].first);
    if (n > 0) CHECK(sides[n].second < sides[n - 1].second);
  }
}

TEST_CASE("draws around the truth leave the upper side's evidence unbiased, and may not enter the lower side",
          "[two_sided_estimates][exact]") {
  const ArrayXd likelihood = three.likelihood(5U, 6);
  const double evidence = (three.prior * likelihood).sum();
  const ArrayXd posterior = three.prior * likelihood / evidence;
  const double second = (three.prior * likelihood.square()).sum();
  for (const auto& [plain, around] : {std::pair<std::size_t, std::size_t>{1, 1}, {2, 1}, {1, 3}}) {
    CAPTURE(plain, around);
    double inverse = 0;
    for (Index truth = 0; truth < 3; ++truth) {
      ArrayXd near = ArrayXd::Constant(3, 0.05);
      near[truth] = 0.9;
      const ArrayXd mixture = double(plain) * three.prior + double(around) * near;
      const ArrayXd terms = likelihood * three.prior / mixture;
      for (Index value = 0; value < 3; ++value) CHECK(terms[value] <= likelihood[value] / double(plain));
      std::vector<ArrayXd> laws(plain, three.prior);
      laws.insert(laws.end(), around, near);
      double mean = 0;
      double square = 0;
      double alone = 0;
      for_each_tuple(laws, [&](const std::vector<Index>& theta, double probability) {
        double sum = 0;
        for (const Index value : theta) sum += terms[value];
        mean += probability * sum;
        square += probability * sum * sum;
        alone += probability * likelihood[theta.back()];
        // The truth taken for a draw of the mixture, as a lower side would.
        inverse += posterior[truth] * probability / (sum + terms[truth]);
      });
      CHECK(mean == Approx(evidence).epsilon(1e-13));
      CHECK(square - mean * mean <=
            (second / double(plain) - evidence * evidence / double(plain + around)) * (1 + 1e-12));
      CHECK(std::abs(alone / evidence - 1) > 0.1);  // unweighted
    }
    CHECK(std::abs(inverse * evidence - 1) > 0.05);
  }
}

TEST_CASE("the deterministic mixture around a far truth has the evidence as its mean, by quadrature",
          "[two_sided_estimates][exact]") {
  // y | z ~ N(z, 0.1²): p(y) = N(y; 0, 1.01).
  for (const double truth : {0.0, 2.0, 4.5}) {
    const double y = truth + 0.07;
    const auto likelihood = [&](double z) { return normal_density(y, z, 0.1); };
    const double evidence = normal_density(y, 0, std::sqrt(1.01));
    const std::vector<double> counts{100, 10, 10};
    const auto proposal = [&](std::size_t k, double z) {
      return k == 0 ? normal_density(z, 0, 1) : normal_density(z, truth, k == 1 ? 0.5 : 0.1);
    };
    const auto term = [&](double z) {
      double mixture = 0;
      for (std::size_t k = 0; k < counts.size(); ++k) mixture += counts[k] * proposal(k, z);
      return likelihood(z) * normal_density(z, 0, 1) / mixture;
    };
    double mean = 0;
    double variance = 0;
    for (std::size_t k = 0; k < counts.size(); ++k) {
      const double one = integral([&](double z) { return proposal(k, z) * term(z); });
      mean += counts[k] * one;
      variance += counts[k] * (integral([&](double z) { return proposal(k, z) * term(z) * term(z); }) - one * one);
    }
    CAPTURE(truth, mean, evidence, variance);
    CHECK(mean == Approx(evidence).epsilon(1e-12));
    const double second = integral([&](double z) { return normal_density(z, 0, 1) * std::pow(likelihood(z), 2); });
    CHECK(variance <= second / 100 - evidence * evidence / 120);
    // The tail is gone: a far truth costs prior draws alone a relative variance of hundreds.
    CHECK(variance / (evidence * evidence) < 0.2);
    if (truth > 4) CHECK((second - evidence * evidence) / 100 / (evidence * evidence) > 100);
  }
}

TEST_CASE("Stein's control variate has mean 0 under every logistic posterior, whatever its centre",
          "[two_sided_estimates][exact]") {
  const std::vector<std::pair<double, int>> data{{1.3, 1}, {-0.4, 1}, {2.5, 0}, {0.8, 1}, {3.0, 1}};
  const auto log_likelihood = [&](double z) {
    double sum = 0;
    for (const auto& [x, y] : data) sum += y * z * x - std::log1p(std::exp(z * x));
    return sum;
  };
  const auto slope = [&](double z) {
    double sum = 0;
    for (const auto& [x, y] : data) sum += x * (y - 1 / (1 + std::exp(-z * x)));
    return sum;
  };
  const auto joint = [&](double z) { return normal_density(z, 0, 1) * std::exp(log_likelihood(z)); };
  const double evidence = integral(joint);
  for (const double centre : {-3.0, 0.0, 0.4, 7.0}) {
    CAPTURE(centre);
    const double mean = integral([&](double z) { return joint(z) * ((z - centre) * (slope(z) - z) + 1); }) / evidence;
    CHECK(std::abs(mean) < 1e-12);
    const double without_prior =
        integral([&](double z) { return joint(z) * ((z - centre) * slope(z) + 1); }) / evidence;
    CHECK(std::abs(without_prior) > 0.1);
    const double half_slope =
        integral([&](double z) { return joint(z) * ((z - centre) * (0.5 * slope(z) - z) + 1); }) / evidence;
    CHECK(std::abs(half_slope) > 0.01);
  }
  // A centre that knows the draw is none.
  const double own = integral([&](double z) { return joint(z) * (z / 2 * (slope(z) - z) + 1); }) / evidence;
  CHECK(own == Approx(0.5).epsilon(1e-10));
}

TEST_CASE("for a Gaussian posterior the control variates leave half the logarithm of the precision at every draw",
          "[two_sided_estimates][exact]") {
  const double precision = 7.3;  // of the label, y ~ N(z, 1/7.3)
  for (const double y : {-2.0, 0.1, 5.0}) {
    const double mode = precision * y / (1 + precision);
    const double evidence = normal_density(y, 0, std::sqrt(1 + 1 / precision));
    for (const double z : {-4.0, 0.0, 0.3, 6.0}) {
      const double log_likelihood = std::log(normal_density(y, z, 1 / std::sqrt(precision)));
      const double stein = (z - mode) * (precision * (y - z) - z) + 1;
      const double quiet = log_likelihood + (1 - z * z) / 2 - stein / 2;
      CHECK(quiet - std::log(evidence) == Approx(std::log1p(precision) / 2).epsilon(1e-12));
    }
  }
}

TEST_CASE("the mean log-likelihood of a logistic label is minus its entropy, which makes a variable of mean 0",
          "[two_sided_estimates][exact]") {
  const std::vector<double> inputs{0.7, -1.5, 3.0};
  const auto entropy = [](double p) { return -p * std::log(p) - (1 - p) * std::log1p(-p); };
  for (const double theta : {-2.0, 0.0, 1.1}) {
    double mean = 0;
    double entropies = 0;
    for (unsigned labels = 0; labels < 8; ++labels) {
      double log_likelihood = 0;
      for (std::size_t t = 0; t < inputs.size(); ++t) {
        const double eta = theta * inputs[t];
        log_likelihood += ((labels >> t & 1U) != 0 ? eta : 0) - std::log1p(std::exp(eta));
      }
      mean += std::exp(log_likelihood) * log_likelihood;
    }
    for (const double x : inputs) entropies += entropy(1 / (1 + std::exp(-theta * x)));
    CHECK(mean == Approx(-entropies).epsilon(1e-13));
  }
}

}  // namespace theorems::two_sided_estimates
