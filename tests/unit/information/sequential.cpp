// SPDX-License-Identifier: BSL-1.0
// What particles promise: unbiased evidences at every t, intervals that cover, the same bits on any execution.
#include <Eigen/Core>
#include <algorithm>
#include <boost/random/uniform_01.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/core/execution.hpp>
#include <infobound/core/numeric/normal_draws.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/execution/threads.hpp>
#include <infobound/information/detail/control_variates.hpp>
#include <infobound/information/detail/sequential_replicate.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/replicate/elliptical_slice.hpp>
#include <infobound/information/replicate/particle_system.hpp>
#include <infobound/information/replicate/sandwich.hpp>
#include <infobound/information/replicate/simulation.hpp>
#include <infobound/information/sequential.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <optional>
#include <stdexcept>
#include <support/backwards.hpp>
#include <support/catch.hpp>
#include <support/mean_z.hpp>
#include <support/thrown.hpp>
#include <support/unit_mean.hpp>
#include <support/worst.hpp>
#include <utility>
#include <vector>

namespace unit::information::sequential {

namespace ib = infobound;

namespace {

using linear = ib::linear_regression<double>;

const linear process{.dimension = 2, .noise_variance = 0.5};
constexpr std::size_t horizon = 8;

/// A coin of probability 0.05 + 0.9/(1 + e^{−3z}), z ~ N(0, 1): likelihoods that no parameter makes small keep the
/// inverse of an evidence bounded, so that its sample mean can be trusted.
struct fair_enough_coin {
  using real_type = double;
  using parameter_type = double;
  using history_type = Eigen::VectorXd;

  template <class Rng>
  [[nodiscard]] double draw_parameter(Rng& rng) const {
    return parameter_from(ib::detail::standard_normal<double>(1, rng));
  }
  template <class Rng>
  [[nodiscard]] Eigen::VectorXd draw_history(double theta, std::size_t length, Rng& rng) const {
    boost::random::uniform_01<double> uniform;
    return Eigen::VectorXd::NullaryExpr(static_cast<Eigen::Index>(length),
                                        [&] { return uniform(rng) < theta ? 1.0 : 0.0; });
  }
  [[nodiscard]] Eigen::VectorXd log_likelihood(double theta, const Eigen::VectorXd& history) const {
    return history.unaryExpr([&](double label) { return std::log(label == 1 ? theta : 1 - theta); });
  }
  [[nodiscard]] std::size_t latent_dimension() const { return 1; }
  [[nodiscard]] double parameter_from(const Eigen::VectorXd& z) const { return 0.05 + 0.9 / (1 + std::exp(-3 * z[0])); }

  /// p of one sequence with so many ones and zeros, by the trapezium rule, exact to 1e-12.
  [[nodiscard]] double evidence(int ones, int zeros) const {
    double sum = 0;
    for (double z = -9; z < 9; z += 0.02) {
      const double theta = parameter_from(Eigen::VectorXd::Constant(1, z));
      sum += std::pow(theta, ones) * std::pow(1 - theta, zeros) * std::exp(-z * z / 2);
    }
    return sum * 0.02 / std::sqrt(2 * std::acos(-1.0));
  }
};

/// The same coin with its likelihoods in one batch.
struct batched_coin : fair_enough_coin {
  using parameter_type = Eigen::VectorXd;

  template <class Rng>
  [[nodiscard]] Eigen::VectorXd draw_parameter(Rng& rng) const {
    return Eigen::VectorXd::Constant(1, fair_enough_coin::draw_parameter(rng));
  }
  template <class Rng>
  [[nodiscard]] Eigen::VectorXd draw_history(const Eigen::VectorXd& theta, std::size_t length, Rng& rng) const {
    return fair_enough_coin::draw_history(theta[0], length, rng);
  }
  [[nodiscard]] Eigen::VectorXd log_likelihood(const Eigen::VectorXd& theta, const Eigen::VectorXd& history) const {
    return fair_enough_coin::log_likelihood(theta[0], history);
  }
  [[nodiscard]] Eigen::MatrixXd log_likelihoods(const Eigen::MatrixXd& thetas, const Eigen::VectorXd& history) const {
    Eigen::MatrixXd result(history.size(), thetas.cols());
    for (Eigen::Index i = 0; i < thetas.cols(); ++i)
      result.col(i) = fair_enough_coin::log_likelihood(thetas(0, i), history);
    return result;
  }
  [[nodiscard]] Eigen::VectorXd parameter_from(const Eigen::VectorXd& z) const {
    return Eigen::VectorXd::Constant(1, fair_enough_coin::parameter_from(z));
  }
};
static_assert(ib::draws_columns<batched_coin> && !ib::draws_columns<fair_enough_coin>);

/// Particles of one coordinate, moved once at each move time, step by step as theory 11.5 has them; every height is
/// computed anew.
struct plain_particles {
  const Eigen::VectorXd& history;
  std::vector<Eigen::Index> move_times;
  std::size_t count;
  ib::random_stream& rng;
  boost::random::uniform_01<double> uniform{};

  double normal() { return ib::detail::standard_normal<double>(1, rng)[0]; }
  /// ln p(Y_1 … Y_length | z).
  double height(double z, Eigen::Index length) const {
    const fair_enough_coin coin;
    return coin.log_likelihood(coin.parameter_from(Eigen::VectorXd::Constant(1, z)), history.head(length)).sum();
  }
  double moved(double z, Eigen::Index length) {
    const double turn = 2 * std::acos(-1.0);
    const double other = normal();
    const double level = height(z, length) + std::log(1 - uniform(rng));
    double angle = turn * uniform(rng);
    for (double left = angle - turn, right = angle;;) {
      const double next = std::cos(angle) * z + std::sin(angle) * other;
      if (height(next, length) >= level) return next;
      (angle < 0 ? left : right) = angle;
      angle = left + (right - left) * uniform(rng);
    }
  }
  /// ln Ẑ_t and the smallest effective sample size up to t; around the path of z* where there is one.
  std::pair<Eigen::ArrayXd, Eigen::ArrayXd> run(std::optional<double> z) {
    std::vector<double> path(move_times.size() + 1, z.value_or(0));
    for (std::size_t j = move_times.size(); z && j > 0; --j) path[j - 1] = moved(path[j], move_times[j - 1]);
    std::vector<double> at(count);
    for (std::size_t i = 0; i < count; ++i) at[i] = z && i == 0 ? path[0] : normal();
    std::vector<double> weights(count, 1 / double(count));
    Eigen::ArrayXd evidence(history.size());
    Eigen::ArrayXd sizes(history.size());
    double total = 1;
    double smallest = double(count);
    std::size_t moves = 0;
    for (Eigen::Index t = 0; t < history.size(); ++t) {
      double sum = 0;
      for (std::size_t i = 0; i < count; ++i) sum += weights[i] *= std::exp(height(at[i], t + 1) - height(at[i], t));
      double squares = 0;
      for (double& weight : weights) weight /= sum, squares += weight * weight;
      total *= sum;
      evidence[t] = std::log(total);
      sizes[t] = smallest = std::min(smallest, 1 / squares);
      if (1 / squares < double(count) / 2) {
        const std::vector<double> before = at;
        for (std::size_t i = z ? 1 : 0; i < count; ++i) {
          double left = uniform(rng);
          std::size_t ancestor = 0;
          while (ancestor + 1 < count && left >= weights[ancestor]) left -= weights[ancestor++];
          at[i] = before[ancestor];
        }
        weights.assign(count, 1 / double(count));
      }
      if (moves == move_times.size() || move_times[moves] != t + 1) continue;
      ++moves;
      for (std::size_t i = 0; i < count; ++i) at[i] = z && i == 0 ? path[moves] : moved(at[i], t + 1);
    }
    return {evidence, sizes};
  }
};

/// The greatest z score of E[Ẑ_t/p] = 1 and E[p/Ẑ_t] = 1 over t ≤ 8, particles moving after 1, 2 and 4 labels.
template <class Process>
double evidence_score(const Process& coin, std::size_t particles, std::size_t rounds) {
  constexpr Eigen::Index count = 10000;
  constexpr Eigen::Index labels = 8;
  Eigen::ArrayXXd evidence(labels + 1, labels + 1);
  for (int ones = 0; ones <= labels; ++ones)
    for (int zeros = 0; zeros <= labels; ++zeros) evidence(ones, zeros) = fair_enough_coin{}.evidence(ones, zeros);
  ib::detail::simulation<Process> data;
  ib::detail::particle_system<Process> system(coin, labels, particles, {1, 2, 4}, rounds);
  Eigen::ArrayXXd ratios(count, labels);
  Eigen::ArrayXXd inverses(count, labels);
  Eigen::ArrayXd up(labels);
  Eigen::ArrayXd down(labels);
  Eigen::ArrayXd sizes(labels);
  for (Eigen::Index i = 0; i < count; ++i) {
    ib::random_stream rng(78, static_cast<std::uint64_t>(i));
    data.draw(coin, labels, rng, {});
    system.observe(data.history(), {});
    system.run(rng, up, sizes);
    system.run_conditional(data.z(), rng, down, sizes);
    Eigen::Index ones = 0;
    for (Eigen::Index t = 0; t < labels; ++t) {
      ones += data.history()[t] == 1 ? 1 : 0;
      ratios(i, t) = std::exp(up[t]) / evidence(ones, t + 1 - ones);
      inverses(i, t) = evidence(ones, t + 1 - ones) / std::exp(down[t]);
    }
  }
  double score = 0;
  for (Eigen::Index t = 0; t < labels; ++t)
    for (const unit_mean& sample : {unit_mean(ratios.col(t)), unit_mean(inverses.col(t))}) {
      CHECK(sample.standard_error < 0.03);
      score = std::max(score, sample.z());
    }
  return score;
}

}  // namespace

// 6 × 16 means within five standard errors: were they normal, one would be outside with probability 6e-5.
TEST_CASE("the evidence of free particles is unbiased and its inverse along a retained path is too",
          "[sequential][statistical]") {
  worst z;
  for (const std::size_t particles : {2U, 3U, 6U})
    for (const std::size_t rounds : {1U, 2U})
      z.see(rounds == 1 ? evidence_score(fair_enough_coin{}, particles, rounds)
                        : evidence_score(batched_coin{}, particles, rounds),
            particles, rounds);
  INFO(z.where());
  CHECK(z.value() < 5);
}

TEST_CASE("particles are weighted, resampled and moved as theory 11.5 has them, free or around a retained path",
          "[sequential][exact]") {
  const fair_enough_coin coin;
  constexpr Eigen::Index labels = 12;
  const std::vector<Eigen::Index> move_times{2, 5, 9};
  worst difference;
  int resampled = 0;
  for (const std::size_t particles : {1U, 2U, 3U, 7U}) {
    ib::detail::particle_system<fair_enough_coin> system(coin, labels, particles, move_times, 1);
    for (std::uint64_t replicate = 0; replicate < 100; ++replicate) {
      ib::random_stream data(79, replicate);
      const double z = ib::detail::standard_normal<double>(1, data)[0];
      const Eigen::VectorXd history =
          coin.draw_history(coin.parameter_from(Eigen::VectorXd::Constant(1, z)), labels, data);
      system.observe(history, {});
      ib::random_stream rng(80, replicate);
      ib::random_stream again(80, replicate);
      plain_particles plain{history, move_times, particles, again};
      Eigen::ArrayXd evidence(labels);
      Eigen::ArrayXd sizes(labels);
      const auto see = [&](const char* name, const auto& expected) {
        difference.see((evidence - expected.first).abs().maxCoeff(), name, particles, replicate);
        difference.see((sizes - expected.second).abs().maxCoeff(), name, particles, replicate);
        if (sizes[labels - 1] < double(particles) / 2) ++resampled;
      };
      system.run(rng, evidence, sizes);
      see("free", plain.run(std::nullopt));
      system.run_conditional(Eigen::VectorXd::Constant(1, z), rng, evidence, sizes);
      see("retained", plain.run(z));
    }
  }
  INFO(difference.where());
  CHECK(difference.value() < 1e-10);
  CHECK(resampled > 100);
}

TEST_CASE("a replicate of particles is the data's own likelihood less both evidences, around their mean",
          "[sequential][exact]") {
  const fair_enough_coin coin;
  constexpr Eigen::Index labels = 6;
  const std::vector<Eigen::Index> move_times{2, 4};
  const auto system_of = [&](std::size_t particles, Eigen::Index length, const std::vector<Eigen::Index>& times) {
    return ib::detail::particle_system<fair_enough_coin>(coin, length, particles, times, 1);
  };
  const ib::detail::offered_controls<fair_enough_coin> offered(coin, 6);
  ib::detail::sequential_sides<fair_enough_coin> sides(coin, labels, system_of(5, labels, move_times), offered);
  auto system = system_of(5, labels, move_times);
  for (std::uint64_t replicate = 0; replicate < 10; ++replicate) {
    ib::random_stream data(90, replicate), conditional(91, replicate), free(92, replicate);
    sides.run(data, conditional, free, {});
    ib::random_stream again(90, replicate), conditional_again(91, replicate), free_again(92, replicate);
    ib::detail::simulation<fair_enough_coin> simulated;
    simulated.draw(coin, 6, again, {});
    system.observe(simulated.history(), {});
    Eigen::ArrayXd below(labels), above(labels), sizes(labels);
    system.run_conditional(simulated.z(), conditional_again, above, sizes);
    system.run(free_again, below, sizes);
    double own = 0;
    for (Eigen::Index t = 0; t < labels; ++t) {
      own += simulated.log_likelihood()[t];
      CHECK(sides.lower()[t] == Approx(own - above[t]).epsilon(1e-13).margin(1e-14));
      CHECK(sides.upper()[t] == Approx(own - below[t]).epsilon(1e-13).margin(1e-14));
      CHECK(sides.sizes()[t] == sizes[t]);
    }
    CHECK(sides.statistics()[0] == Approx(simulated.z().squaredNorm() - 1).epsilon(1e-13));

    // A learner's evidence is that of free particles at the end, and so is the size of their weights.
    const ib::sequential policy{.particles = 5, .moves = 2};
    auto evidence = policy.evidence(coin, 6, ib::serial{}, ib::unobserved{});
    REQUIRE(evidence.has_value());
    const auto found = (*evidence)(simulated.history(), {"test", 93, replicate});
    ib::detail::particle_system<fair_enough_coin> like(coin, labels, 5, ib::sequential::moves_before(labels), 2);
    like.observe(simulated.history(), {});
    ib::random_stream rng(93, replicate, ib::stream_purpose::forward_chain);
    like.run(rng, below, sizes);
    CHECK((found.log_evidence == below[labels - 1] && found.effective_sample_size == sizes[labels - 1]));
  }
  // After one label, where nothing is resampled, the mean of three draws is by their likelihoods.
  auto three = system_of(3, 1, {});
  int kept = 0;
  for (std::uint64_t replicate = 0; replicate < 30; ++replicate) {
    ib::random_stream rng(94, replicate), again(94, replicate);
    const Eigen::VectorXd history = Eigen::VectorXd::Constant(1, replicate % 2 == 0 ? 1 : 0);
    Eigen::ArrayXd evidence(1), sizes(1);
    three.observe(history, {});
    three.run(rng, evidence, sizes);
    Eigen::VectorXd mean;
    three.mean(mean);
    const Eigen::VectorXd z = ib::detail::standard_normal<double>(3, again);
    Eigen::Array3d weights;
    for (Eigen::Index i = 0; i < 3; ++i)
      weights[i] = std::exp(coin.log_likelihood(coin.parameter_from(z.segment(i, 1)), history)[0]);
    CHECK(evidence[0] == Approx(std::log(weights.mean())).epsilon(1e-12));
    if (sizes[0] < 1.5) continue;
    ++kept;
    CHECK(mean[0] == Approx((weights * z.array()).sum() / weights.sum()).epsilon(1e-12));
  }
  CHECK(kept > 10);
}

// More than 28 of 200 have probability below 1e-6 for intervals that miss one time in twenty.
TEST_CASE("95 % intervals of particles cover the truth halfway and at the end", "[sequential][statistical]") {
  int missed_end = 0;
  int missed_halfway = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto found = ib::learning_curve(
        process, horizon, ib::sequential{.replicates = 20, .particles = 10, .seed = 900 + seed, .moves = 2});
    const auto miss = [&](std::size_t t) {
      const auto interval = found.information(t).interval(0.95);
      const double exact = process.information(t);
      return exact < interval.lower || interval.upper < exact ? 1 : 0;
    };
    missed_end += miss(horizon);
    missed_halfway += miss(horizon / 2);
  }
  CHECK(missed_end <= 28);
  CHECK(missed_halfway <= 28);
}

TEST_CASE("neither side of the curve crosses the truth with two particles", "[sequential][statistical]") {
  const auto found = ib::learning_curve(process, horizon, ib::sequential{.replicates = 1000, .particles = 2});
  for (std::size_t t = 1; t <= horizon; ++t) {
    const auto& at = found.information(t);
    const double exact = process.information(t);
    CAPTURE(t, exact, at.lower.mean, at.upper.mean);
    CHECK(at.lower.mean - 5 * at.lower.standard_error <= exact);
    CHECK(exact <= at.upper.mean + 5 * at.upper.standard_error);
  }
}

TEST_CASE("control variates, for which 32 replicates are needed, halve the noise at the end and change no mean",
          "[sequential][statistical]") {
  const ib::logistic_regression<double> quiet{.dimension = 3};
  const auto with = ib::learning_curve(quiet, 40, ib::sequential{.replicates = 200, .particles = 50, .seed = 1});
  Eigen::ArrayXd lower(30);
  Eigen::ArrayXd upper(30);
  for (Eigen::Index run = 0; run < 30; ++run) {
    const auto without = ib::information(
        quiet, 40, ib::sequential{.replicates = 31, .particles = 50, .seed = 100 + static_cast<std::uint64_t>(run)});
    lower[run] = without.lower.mean;
    upper[run] = without.upper.mean;
  }
  const auto& end = with.information(40);
  CAPTURE(end.lower.mean, lower.mean(), end.upper.mean, upper.mean());
  CHECK(std::abs(end.lower.mean - lower.mean()) < 5 * std::hypot(end.lower.standard_error, standard_error(lower)));
  CHECK(std::abs(end.upper.mean - upper.mean()) < 5 * std::hypot(end.upper.standard_error, standard_error(upper)));
  CHECK(end.lower.standard_error * std::sqrt(200.0) < standard_error(lower) * std::sqrt(31.0 * 30) / 2);
  double sum = 0;
  for (std::size_t t = 1; t <= 40; ++t)
    sum += with.incremental_error(t).lower.mean + with.incremental_error(t).upper.mean;
  CHECK(sum == Approx(end.lower.mean + end.upper.mean));
}

TEST_CASE("more moves close the curve", "[sequential][property]") {
  const linear sharp{.dimension = 3, .noise_variance = 0.05};
  const auto gap = [&](std::size_t moves) {
    const auto found = ib::information(sharp, 20, ib::sequential{.replicates = 200, .particles = 20, .moves = moves});
    return found.upper.mean - found.lower.mean;
  };
  CHECK(gap(4) < 0.7 * gap(1));
}

TEST_CASE("the effective sample size lies between 1 and N and falls along the curve", "[sequential][property]") {
  const auto found = ib::learning_curve(process, horizon, ib::sequential{.replicates = 30, .particles = 50});
  double before = 50;
  for (std::size_t t = 1; t <= horizon; ++t) {
    const double size = found.information(t).effective_sample_size;
    CHECK(size >= 1);
    CHECK(size <= before);
    before = size;
  }
  CHECK(before < 40);
  const auto alone = ib::information(process, horizon, ib::sequential{.replicates = 5, .particles = 1});
  CHECK(alone.effective_sample_size == Approx(1.0));
}

TEST_CASE("particles have the same bits on any execution", "[sequential][property]") {
  const ib::sequential policy{.replicates = 70, .particles = 8, .seed = 4};
  const auto serial = ib::information(process, horizon, policy);
  const auto check = [&](const auto& execution) {
    const auto other = ib::information(process, horizon, policy, execution);
    CHECK(other.lower.mean == serial.lower.mean);
    CHECK(other.upper.mean == serial.upper.mean);
    CHECK(other.upper.standard_error == serial.upper.standard_error);
    CHECK(other.effective_sample_size == serial.effective_sample_size);
  };
  check(ib::threads{3});
  check(backwards{});
}

TEST_CASE("particles move at times that grow by a quarter", "[sequential][exact]") {
  using times = std::vector<Eigen::Index>;
  CHECK(ib::sequential::moves_before(1) == times{});
  CHECK(ib::sequential::moves_before(19) == times{1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 18});
  CHECK(ib::sequential::moves_before(18) == times{1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15});
}

TEST_CASE("particles refuse what is out of range, word for word", "[sequential][error]") {
  const auto refusal = [](const ib::sequential& policy) {
    return thrown<std::domain_error>([&] { return ib::information(process, horizon, policy); });
  };
  CHECK(refusal({.replicates = 1}) == "sequential.replicates = 1, must be >= 2");
  CHECK(refusal({.particles = 0}) == "sequential.particles = 0, must be >= 1");
  CHECK(refusal({.moves = 0}) == "sequential.moves = 0, must be >= 1");
}

}  // namespace unit::information::sequential
