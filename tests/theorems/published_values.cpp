// SPDX-License-Identifier: BSL-1.0
// Values that other projects publish in their tests and documents, each with its source: what they print, we compute.
// Numbers and settings are facts; none of their code is here. Bits where they print bits. The last case has every call
// of docs/guide/coming_from.md, letter by letter.
#include <Eigen/Dense>
#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/bound/minimax/bernoulli_family.hpp>
#include <infobound/bound/minimax/minimax_error.hpp>
#include <infobound/core/units.hpp>
#include <infobound/information/annealed.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/information_about.hpp>
#include <infobound/information/information_gain.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/information/log_evidence.hpp>
#include <infobound/information/sequential.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>
#include <infobound/process/conjugate/finite_process.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>
#include <infobound/process/regression/linear_regression_gaussian_prior.hpp>
#include <infobound/process/regression/linear_regression_with_unknown_noise.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <infobound/process/regression/missing_features_learning_noise.hpp>
#include <infobound/rate/blahut_arimoto.hpp>
#include <infobound/rate/bottleneck.hpp>
#include <infobound/rate/capacity.hpp>
#include <infobound/rate/distortion_rate.hpp>
#include <infobound/rate/mutual_information.hpp>
#include <iterator>
#include <limits>
#include <string>
#include <support/catch.hpp>
#include <utility>
#include <vector>

namespace theorems::published_values {

namespace ib = infobound;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

double binary_entropy(double p) { return -(p * std::log2(p) + (1 - p) * std::log2(1 - p)); }

/// Both sides of the capacity, in bits, around what is published.
void capacity_is(const MatrixXd& channel, double published, double digits = 1e-12) {
  const auto found = ib::rate::capacity(channel, {.tolerance = 1e-12});
  CAPTURE(published, ib::bits(found.lower), ib::bits(found.upper));
  CHECK(found.converged);
  CHECK(ib::bits(found.lower) <= published + digits);
  CHECK(ib::bits(found.upper) >= published - digits);
}

MatrixXd erasure(Eigen::Index letters, double erased) {
  MatrixXd channel = MatrixXd::Zero(letters, letters + 1);
  channel.leftCols(letters).diagonal().setConstant(1 - erased);
  channel.col(letters).setConstant(erased);
  return channel;
}

double mutual_information(const MatrixXd& joint) { return ib::bits(ib::rate::mutual_information(joint)); }

/// The entropy in bits: the rate of a source that must be told without error.
double entropy(const VectorXd& p) {
  const MatrixXd errors = MatrixXd::Ones(p.size(), p.size()) - MatrixXd::Identity(p.size(), p.size());
  return ib::bits(ib::rate::blahut_arimoto(p, errors, 0.0).upper);
}

/// KL(p ‖ q) in nats: what an outcome tells that turns the prior q into the posterior p.
double divergence(const VectorXd& p, const VectorXd& q) {
  const VectorXd ratio = p.cwiseQuotient(q);
  MatrixXd likelihood(p.size(), 2);
  likelihood << ratio / ratio.maxCoeff(), VectorXd::Ones(p.size()) - ratio / ratio.maxCoeff();
  return ib::information_gain(ib::finite_process<double>{q, likelihood}, Eigen::VectorXi::Zero(1)).lower.mean;
}

/// I(X;Y) of a Gaussian vector whose first n entries are X, by linear regression on X as the parameter.
double gaussian_information(const MatrixXd& covariance, Eigen::Index n) {
  const Eigen::Index m = covariance.rows() - n;
  const MatrixXd slope = covariance.topLeftCorner(n, n).llt().solve(covariance.topRightCorner(n, m)).transpose();
  const MatrixXd noise = covariance.bottomRightCorner(m, m) - slope * covariance.topRightCorner(n, m);
  const MatrixXd design = noise.llt().matrixL().solve(slope);
  const ib::linear_regression<double, ib::fixed_design<double>, ib::gaussian_prior<double>> process{
      .dimension = n,
      .noise_variance = 1,
      .inputs = {design},
      .prior = {.mean = VectorXd::Zero(n), .covariance = covariance.topLeftCorner(n, n)}};
  return ib::information(process, std::size_t(m)).lower.mean;
}

/// n + n unit variances, all pairs correlated by ½.
MatrixXd dense(Eigen::Index n) {
  return (MatrixXd::Constant(2 * n, 2 * n, 0.5) + 0.5 * MatrixXd::Identity(2 * n, 2 * n)).eval();
}

std::string text_of(const std::string& path) {
  std::ifstream file(std::string(INFOBOUND_EXAMPLE_DATA "/../../") + path);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Without what a layout may put between words.
std::string squeezed(std::string text) {
  text.erase(std::remove_if(text.begin(), text.end(), [](unsigned char c) { return std::isspace(c) != 0; }),
             text.end());
  return text;
}

/// What stands between backquotes in the second column of a table's rows.
std::vector<std::string> calls_of(const std::string& page) {
  std::vector<std::string> calls;
  std::size_t start = 0;
  while (start < page.size()) {
    const std::size_t end = std::min(page.find('\n', start), page.size());
    const std::string line = page.substr(start, end - start);
    start = end + 1;
    if (!line.starts_with("| ")) continue;
    const std::size_t column = line.find(" | ");
    const std::size_t next = line.find(" | ", column + 3);
    const std::string cell = line.substr(column + 3, next - column - 3);
    if (cell.starts_with('`') && cell.ends_with('`')) calls.push_back(cell.substr(1, cell.size() - 2));
  }
  return calls;
}

}  // namespace

TEST_CASE("capacities that dit publishes", "[published][reference]") {
  // dit, tests/algorithms/test_channelcapacity.py.
  capacity_is(erasure(2, 0.3), 0.7);
  capacity_is(erasure(2, 0.01), 0.99);
  capacity_is(MatrixXd{{0.5, 0.5}, {1, 0}}, 0.3219280796196524, 3e-8);  // the golden mean, to their tolerance
  const VectorXd input = ib::rate::capacity(MatrixXd{{0.5, 0.5}, {1, 0}}, {.tolerance = 1e-12}).input;
  CHECK(input.isApprox(Eigen::Vector2d(0.4, 0.6), 1e-5));
  // dit, tests/example_channels/test_binary.py and test_qary.py.
  capacity_is(MatrixXd{{0.89, 0.11}, {0.11, 0.89}}, 1 - binary_entropy(0.11));
  capacity_is(erasure(2, 0.25), 0.75);
  capacity_is((MatrixXd::Constant(4, 4, 0.1) + 0.6 * MatrixXd::Identity(4, 4)).eval(),
              std::log2(4.0) - binary_entropy(0.3) - 0.3 * std::log2(3.0));
  capacity_is(erasure(4, 0.25), 1.5);
  MatrixXd typewriter = MatrixXd::Zero(6, 6);
  for (Eigen::Index i = 0; i < 6; ++i) typewriter(i, i) = typewriter(i, (i + 1) % 6) = 0.5;
  capacity_is(typewriter, std::log2(3.0));
  const double both = ib::rate::capacity(MatrixXd{{0.7, 0.1, 0.2}, {0.1, 0.7, 0.2}}).upper;
  CHECK((both > 0 && both < ib::rate::capacity(MatrixXd{{0.9, 0.1}, {0.1, 0.9}}).lower));
}

TEST_CASE("bottleneck curves that dit publishes", "[published][reference]") {
  // dit, tests/rate_distortion/test_curves.py: complexity and relevance in bits at β = 1, 2.5, 10 and without a loss.
  MatrixXd joint = MatrixXd::Zero(3, 3);
  for (const auto& [x, y] : std::vector<std::pair<int, int>>{{0, 0}, {0, 2}, {1, 2}, {2, 1}, {2, 2}}) joint(x, y) = 0.2;
  struct point {
    double beta;
    double complexity;
    double relevance;
  };
  for (const auto& [beta, complexity, relevance] :
       {point{1, 0, 0}, point{2.5, 0.8, 0.4}, point{10, 1.5129028136502387, 0.5701613885745838},
        point{std::numeric_limits<double>::infinity(), 1.5219280948873621, 0.5709505944546684}}) {
    const auto found = ib::rate::bottleneck_at_slope(joint, beta, {.tolerance = 1e-7});
    CAPTURE(beta, ib::bits(found.upper), ib::bits(found.relevance));
    CHECK(found.converged);
    CHECK(ib::bits(found.upper) == Approx(complexity).margin(1e-4));
    CHECK(ib::bits(found.relevance) == Approx(relevance).margin(1e-4));
  }
  // dit, tests/rate_distortion/test_ib.py: nothing is kept at β = 0.
  CHECK(ib::rate::bottleneck_at_slope(joint, 0.0).relevance < 1e-15);
  // dit, tests/rate_distortion/test_bottleneck_algorithms.py: two equal letters, at β = 10.
  const auto bit = ib::rate::bottleneck_at_slope(MatrixXd{{0.5, 0}, {0, 0.5}}, 10.0);
  CHECK(ib::bits(bit.upper) == Approx(1).margin(1e-6));
  CHECK(ib::bits(bit.relevance) == Approx(1).margin(1e-6));
}

TEST_CASE("rates and distortions that dit publishes, and the setting of R's RateDistortion", "[published][reference]") {
  // dit, tests/rate_distortion/test_curves.py and test_rd.py: a fair coin under Hamming distortion.
  const Eigen::Vector2d fair(0.5, 0.5);
  const MatrixXd errors{{0, 1}, {1, 0}};
  for (const double distortion : {0.05, 0.2, 0.4})
    CHECK(ib::bits(ib::rate::blahut_arimoto(fair, errors, distortion, {.tolerance = 1e-10}).upper) ==
          Approx(1 - binary_entropy(distortion)).epsilon(1e-8));
  CHECK(ib::rate::blahut_arimoto_at_slope(fair, errors, 0.0).distortion == Approx(0.5).margin(1e-5));
  // RateDistortion (CRAN), man/FindOptimalChannel.Rd: a Gaussian of deviation 3 on 100 points, squared error, 1.5 bits.
  const VectorXd points = VectorXd::LinSpaced(100, -10, 10);
  VectorXd weights = (-points.array().square() / 18).exp();
  weights /= weights.sum();
  const MatrixXd squares = (points.replicate(1, 100) - points.transpose().replicate(100, 1)).array().square();
  const auto found = ib::rate::distortion_rate(weights, squares, 1.5 * std::log(2.0), {.tolerance = 1e-6});
  CHECK(found.converged);
  const double variance = weights.dot(points.cwiseAbs2());
  CHECK(found.upper < variance / 8);  // the Gaussian of this variance is the hardest source
  CHECK(found.lower > 0.9 * variance / 8);
}

TEST_CASE("mutual informations and divergences that dit publishes", "[published][reference]") {
  // dit, tests/shannon/test_shannon.py.
  CHECK(mutual_information(MatrixXd::Constant(2, 2, 0.25)) == Approx(0).margin(1e-15));
  CHECK(mutual_information(MatrixXd{{0.5, 0}, {0, 0.5}}) == Approx(1));
  CHECK(mutual_information(MatrixXd::Identity(4, 4) / 4) == Approx(2));
  CHECK(entropy(VectorXd::Constant(10, 0.1)) == Approx(std::log2(10.0)).epsilon(1e-9));
  // dit, docs/measures/multivariate/entropy.rst: HH, HT, TT with ¼, ¼, ½.
  CHECK(entropy(Eigen::Vector3d(0.25, 0.25, 0.5)) == Approx(1.5).epsilon(1e-9));
  CHECK(1 - mutual_information(MatrixXd{{0.25, 0.25}, {0, 0.5}}) == Approx(1.5 - binary_entropy(0.25)));
  // dit, docs/measures/divergences/jensen_shannon_divergence.rst: which of some laws an outcome is from.
  const Eigen::RowVector4d x(0.5, 0.5, 0, 0);  // red, blue, green, yellow
  const Eigen::RowVector4d y(0, 0.5, 0.5, 0);
  const Eigen::RowVector4d z(0, 0.5, 0, 0.5);
  const auto joint = [](const std::vector<Eigen::RowVector4d>& laws, const std::vector<double>& shares) {
    MatrixXd table(Eigen::Index(laws.size()), 4);
    for (std::size_t i = 0; i < laws.size(); ++i) table.row(Eigen::Index(i)) = shares[i] * laws[i];
    return table;
  };
  CHECK(mutual_information(joint({x, y}, {0.5, 0.5})) == Approx(0.5));
  CHECK(mutual_information(joint({x, y}, {0.75, 0.25})) == Approx(0.40563906222956647));
  CHECK(mutual_information(joint({x, y, z}, {1.0 / 3, 1.0 / 3, 1.0 / 3})) == Approx(0.79248125036057782));
  CHECK(mutual_information(joint({x, y, z}, {0.5, 0.25, 0.25})) == Approx(0.75));
  // dit, tests/divergences/test_jensen_shannon_divergence.py: disjoint laws.
  CHECK(mutual_information(MatrixXd{{0.25, 0.25, 0, 0}, {0, 0, 0.25, 0.25}}) == Approx(1));
  // dit, tests/divergences/test_kullback_leibler_divergence.py and docs/measures/divergences.
  const Eigen::Vector2d fair(0.5, 0.5);
  const Eigen::Vector2d biased(0.4, 0.6);
  CHECK(ib::bits(divergence(Eigen::Vector3d(0.5, 0.5, 0), VectorXd::Constant(3, 1.0 / 3))) ==
        Approx(0.5849625007211563));
  CHECK(ib::bits(divergence(fair, biased)) == Approx(0.0294468445267841));
  CHECK(ib::bits(divergence(biased, fair)) == Approx(0.029049405545331419));
  CHECK(ib::bits(divergence(Eigen::Vector2d(0.75, 0.25), fair)) == Approx(0.18872187554086717));
  CHECK(divergence(fair, fair) == Approx(0).margin(1e-15));
}

TEST_CASE("entropies that SciPy documents", "[published][reference]") {
  // SciPy, scipy.stats.entropy.
  const Eigen::Vector2d fair(0.5, 0.5);
  const Eigen::Vector2d biased(0.9, 0.1);
  CHECK(entropy(fair) == Approx(1).epsilon(1e-9));
  CHECK(entropy(biased) == Approx(0.46899559358928117).epsilon(1e-9));
  CHECK(divergence(fair, biased) == Approx(0.5108256237659907));
  CHECK(ib::bits(divergence(fair, biased)) == Approx(0.7369655941662062));
}

TEST_CASE("expected information gains that Pyro holds its estimators to", "[published][reference]") {
  // Pyro, tests/contrib/oed/test_finite_spaces_eig.py: θ ~ Bernoulli(0.4), y ~ Bernoulli((½ + θ)/2).
  const ib::finite_process<double> finite{Eigen::Vector2d(0.6, 0.4), Eigen::Matrix2d{{0.75, 0.25}, {0.25, 0.75}}};
  CHECK(ib::information(finite, 1).lower.mean == Approx(0.12580366909478014).epsilon(1e-7));  // theirs is a float's
  const auto gain = [](const Eigen::Vector2d& deviations, const MatrixXd& design) {
    const ib::linear_regression<double, ib::fixed_design<double>, ib::gaussian_prior<double>> process{
        .dimension = 2,
        .noise_variance = 1,
        .inputs = {design},
        .prior = {.mean = Eigen::Vector2d::Zero(), .covariance = deviations.cwiseAbs2().asDiagonal().toDenseMatrix()}};
    return ib::information(process, std::size_t(design.rows())).lower.mean;
  };
  // Pyro, tests/contrib/oed/test_linear_models_eig.py: deviations 1 and 1.5, rows e₁, e₂, e₂.
  CHECK(gain({1, 1.5}, MatrixXd{{1, 0}, {0, 1}, {0, 1}}) == Approx((std::log(2.0) + std::log(5.5)) / 2));
  // Pyro, tests/contrib/oed/test_eig.py: deviations 10 and 2.5; five directions of a circle, and groups of n and 10 −
  // n.
  for (int i = 0; i < 5; ++i) {
    const double angle = std::acos(-1.0) / 8 * i;
    const Eigen::RowVector2d row(std::cos(angle), -std::sin(angle));
    CHECK(gain({10, 2.5}, row) == Approx(std::log(1 + 100 * row[0] * row[0] + 6.25 * row[1] * row[1]) / 2));
  }
  for (const Eigen::Index n : {0, 5}) {
    MatrixXd groups = MatrixXd::Zero(10, 2);
    groups.col(0).head(n).setOnes();
    groups.col(1).tail(10 - n).setOnes();
    CHECK(gain({10, 2.5}, groups) ==
          Approx((std::log(1 + 100.0 * double(n)) + std::log(1 + 6.25 * double(10 - n))) / 2));
  }
}

TEST_CASE("mutual informations of bmi's tasks", "[published][reference]") {
  // bmi, the forty tasks of version 1 (Czyż, Grabowski, Vogt, Beerenwinkel and Marx 2023), in nats as they are printed.
  const auto printed = [](double value, double digits) {
    CAPTURE(value, digits);
    CHECK(std::abs(value - digits) <= 0.005 + 1e-9);
  };
  printed(gaussian_information(MatrixXd{{1, 0.75}, {0.75, 1}}, 1), 0.41);
  const double r = 0.75 * 0.75;
  printed(ib::information(ib::gaussian_mean<double>{1, r / (1 - r), 1}, 1).lower.mean, 0.41);
  MatrixXd pairs = MatrixXd::Identity(6, 6);
  pairs(0, 3) = pairs(3, 0) = pairs(1, 4) = pairs(4, 1) = 0.8;
  printed(gaussian_information(pairs, 3), 1.02);
  printed(gaussian_information(dense(2), 2), 0.29);
  printed(gaussian_information(dense(3), 3), 0.41);
  printed(gaussian_information(dense(5), 5), 0.59);
  printed(gaussian_information(dense(25), 25), 1.29);
  printed(gaussian_information(dense(50), 50), 1.62);
  // Uniform X on [0, 1] plus uniform noise on [−ε, ε], on a lattice of 1/200: ε − ln 2ε up to ½, 1/(4ε) beyond.
  const auto additive = [](int epsilon) {
    const Eigen::Index n = 200;
    MatrixXd table = MatrixXd::Zero(n, n + 2 * epsilon);
    for (Eigen::Index x = 0; x < n; ++x) table.row(x).segment(x, 2 * epsilon).setConstant(1 / double(n * 2 * epsilon));
    return ib::rate::mutual_information(table);
  };
  printed(additive(20), 1.71);
  printed(additive(150), 0.33);
}

TEST_CASE("mutual informations of bmi's Student tasks, which normals of one unknown scale have",
          "[published][statistical]") {
  // Two blocks of k labels N(0, σ²), σ² inverse gamma of shape ν/2: I(block; block) = 2 I(H_k;σ²) − I(H_2k;σ²).
  struct task {
    std::size_t size;
    double freedom;
    double printed;
  };
  for (const auto& [size, freedom, printed] : {task{1, 1, 0.22}, task{2, 1, 0.43}, task{2, 2, 0.19}, task{3, 2, 0.29},
                                               task{3, 3, 0.18}, task{5, 2, 0.45}, task{5, 3, 0.30}}) {
    const ib::missing_features_learning_noise<double> scale{1, 0, freedom / 2, freedom / 2, 1};
    const auto half = ib::information(scale, size, ib::conjugate{.replicates = 20000, .seed = 1});
    const auto whole = ib::information(scale, 2 * size, ib::conjugate{.replicates = 20000, .seed = 2});
    const double error = std::hypot(2 * half.lower.standard_error, whole.lower.standard_error);
    CAPTURE(size, freedom, 2 * half.lower.mean - whole.lower.mean, error);
    CHECK(std::abs(2 * half.lower.mean - whole.lower.mean - printed) <= 0.005 + 5 * error);
    CHECK(error < 0.03);
  }
}

TEST_CASE("what users of dit, Pyro, bmi and SciPy call here is what the guide says", "[published][reference]") {
  using namespace infobound;
  using design = fixed_design<double>;
  const Eigen::MatrixXd joint{{0.2, 0.1, 0.1}, {0.05, 0.25, 0.3}};
  const Eigen::Vector2d source(0.4, 0.6);
  const Eigen::MatrixXd distortions{{0, 1}, {1, 0}};
  const Eigen::MatrixXd channel{{0.9, 0.1}, {0.3, 0.7}};
  const Eigen::Vector2d weights(0.5, 0.5);
  const Eigen::MatrixXd laws = channel;
  const Eigen::Vector3d levels(0.05, 0.1, 0.2);
  const double slope = 2;
  const double distortion = 0.1;
  const double wanted = 0.3;
  const double beta = 8;
  const double loss = 0.02;
  CHECK(rate::mutual_information(joint) > 0);
  const double entropy = rate::mutual_information(Eigen::MatrixXd(source.asDiagonal()));
  CHECK(entropy == Approx(-0.4 * std::log(0.4) - 0.6 * std::log(0.6)));
  CHECK(rate::mutual_information(weights.asDiagonal() * laws) > 0);
  CHECK(rate::capacity(channel).converged);
  CHECK(rate::blahut_arimoto_at_slope(source, distortions, slope).converged);
  CHECK(rate::blahut_arimoto(source, distortions, distortion).converged);
  CHECK(rate::distortion_rate(source, distortions, wanted).converged);
  CHECK(rate::blahut_arimoto_curve(source, distortions, levels).size() == 3);
  CHECK(rate::bottleneck_at_slope(joint, beta).converged);
  CHECK(rate::bottleneck(joint, loss).converged);
  CHECK(rate::bottleneck_curve(joint, 1).rate_upper(0.02) > 0);

  const Eigen::MatrixXd rows{{1, 2}, {0.5, -1}, {2, 0.3}, {-1, 1}, {0, 1}};
  const logistic_regression<double, design> logistic{.dimension = 2, .inputs = {rows}};
  const linear_regression<double, design, gaussian_prior<double>> linear{
      .dimension = 2,
      .noise_variance = 0.7,
      .inputs = {rows},
      .prior = {.mean = Eigen::Vector2d(0, 1), .covariance = Eigen::Matrix2d{{1, 0.3}, {0.3, 2.25}}}};
  const auto& process = logistic;
  const logistic_regression<double> simulated{.dimension = 2};
  const auto nested = information(logistic, 5, contrastive{.replicates = 200, .contrasts = 1024});
  const auto close = information(logistic, 5, laplace{.replicates = 200, .proposals = 100});
  CHECK(nested.lower.mean <= nested.upper.mean);
  CHECK(std::abs(nested.upper.mean - close.upper.mean) < 0.2);
  CHECK(information(linear, 3).exact());
  CHECK(information(process, 5).lower.mean > 0);
  CHECK(information_about(linear, {0}, 3).exact());
  CHECK(error_bracket(logistic, 5).lower.value > 0);
  CHECK(learning_curve(linear, 3).information(3).exact());
  CHECK(information(gaussian_mean<double>{.dimension = 1, .prior_variance = 9, .noise_variance = 7}, 1).lower.mean ==
        Approx(-0.5 * std::log(1 - 9.0 / 16)));

  const beta_bernoulli<double> coin{.alpha = 2, .beta = 3};
  const Eigen::VectorXi flips{{1, 0, 0, 1}};
  CHECK(log_evidence(coin, flips).exact());
  CHECK(information_gain(coin, flips).exact());
  const linear_regression_with_unknown_noise<double> unknown_noise{
      .dimension = 2, .noise_shape = 2, .noise_scale = 1, .signal_to_noise = 1};
  const linear_regression_with_unknown_noise<double>::history_type seen{rows.transpose(),
                                                                        Eigen::VectorXd{{1, 0.5, -1, 0, 2}}};
  CHECK(log_evidence(unknown_noise, seen).exact());
  CHECK(log_evidence(linear, seen).exact());
  const logistic_regression<double, design>::history_type outcomes{rows.transpose(), Eigen::VectorXd{{1, 0, 1, 1, 0}}};
  const auto particles = log_evidence(logistic, outcomes, sequential{.replicates = 20, .particles = 256});
  const auto path = log_evidence(logistic, outcomes, annealed{.replicates = 20, .temperatures = 32});
  CHECK((particles.one_sided() && path.one_sided()));
  CHECK(std::abs(particles.lower.mean - path.lower.mean) < 0.3);
  CHECK(information(simulated, 5, annealed{.replicates = 20, .temperatures = 32}).upper.mean > 0);
  CHECK(minimax_error(bernoulli_family<double>{}, 5).converged);

  const std::string here = squeezed(text_of("tests/theorems/published_values.cpp"));
  const auto calls = calls_of(text_of("docs/guide/coming_from.md"));
  CHECK(calls.size() >= 25);
  for (const std::string& call : calls) {
    CAPTURE(call);
    CHECK(here.find(squeezed(call)) != std::string::npos);
  }
}

}  // namespace theorems::published_values
