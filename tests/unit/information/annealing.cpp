// SPDX-License-Identifier: BSL-1.0
// Why an annealed run brackets the truth: whatever moves, starts, spaces or repeats its chains, the evidence upwards
// and the inverse evidence downwards have the right mean.
#include <Eigen/Core>
#include <algorithm>
#include <boost/random/exponential_distribution.hpp>
#include <boost/random/uniform_01.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/core/execution.hpp>
#include <infobound/core/numeric/normal_draws.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/annealed.hpp>
#include <infobound/information/annealing.hpp>
#include <infobound/information/detail/annealed_replicate.hpp>
#include <infobound/information/detail/annealing_pilot.hpp>
#include <infobound/information/replicate/annealing_path.hpp>
#include <infobound/information/replicate/annealing_target.hpp>
#include <infobound/information/replicate/simulation.hpp>
#include <infobound/information/replicate/tempered_kernel.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/mean_z.hpp>
#include <support/reduced.hpp>
#include <support/thrown.hpp>
#include <support/unit_mean.hpp>
#include <support/worst.hpp>
#include <type_traits>
#include <utility>
#include <vector>

namespace unit::information::annealing {

namespace ib = infobound;

namespace {

using logistic = ib::logistic_regression<double>;
using ib::annealing_kernel;
using ib::annealing_schedule;
using ib::annealing_start;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Y_t = z + E_t with E_t ~ Exp(1): impossible for z above any label, where the gradient is not a number.
struct shifted_exponential {
  using real_type = double;
  using parameter_type = double;
  using history_type = Eigen::VectorXd;

  template <class Rng>
  [[nodiscard]] double draw_parameter(Rng& rng) const {
    return ib::detail::standard_normal<double>(1, rng)[0];
  }
  template <class Rng>
  [[nodiscard]] Eigen::VectorXd draw_history(double theta, std::size_t horizon, Rng& rng) const {
    boost::random::exponential_distribution<double> exponential;
    return Eigen::VectorXd::NullaryExpr(static_cast<Eigen::Index>(horizon), [&] { return theta + exponential(rng); });
  }
  [[nodiscard]] Eigen::VectorXd log_likelihood(double theta, const Eigen::VectorXd& history) const {
    return history.unaryExpr([&](double y) { return y >= theta ? theta - y : -infinity; });
  }
  [[nodiscard]] std::size_t latent_dimension() const { return 1; }
  [[nodiscard]] double parameter_from(const Eigen::VectorXd& z) const { return z[0]; }
  [[nodiscard]] Eigen::VectorXd gradient(const Eigen::VectorXd& z, const Eigen::VectorXd& history) const {
    const double possible = z[0] <= history.minCoeff() ? 1.0 : std::numeric_limits<double>::quiet_NaN();
    return Eigen::VectorXd::Constant(1, static_cast<double>(history.size()) * possible);
  }
};

/// ln p(H_T|z) = −Σ z_i⁴, whatever the history.
struct quartic {
  using real_type = double;
  using parameter_type = Eigen::VectorXd;
  using history_type = Eigen::VectorXd;

  template <class Rng>
  [[nodiscard]] Eigen::VectorXd draw_parameter(Rng& rng) const {
    return ib::detail::standard_normal<double>(2, rng);
  }
  template <class Rng>
  [[nodiscard]] Eigen::VectorXd draw_history(const Eigen::VectorXd&, std::size_t horizon, Rng&) const {
    return Eigen::VectorXd::Zero(static_cast<Eigen::Index>(horizon));
  }
  [[nodiscard]] Eigen::VectorXd log_likelihood(const Eigen::VectorXd& theta, const Eigen::VectorXd&) const {
    return Eigen::VectorXd::Constant(1, -theta.array().square().square().sum());
  }
  [[nodiscard]] std::size_t latent_dimension() const { return 2; }
  [[nodiscard]] Eigen::VectorXd parameter_from(const Eigen::VectorXd& z) const { return z; }
  [[nodiscard]] Eigen::VectorXd gradient(const Eigen::VectorXd& z, const Eigen::VectorXd&) const {
    return -4 * z.array().cube();
  }
};

/// The same with z_1 > 0 impossible, and a gradient there all the same.
struct walled_quartic : quartic {
  [[nodiscard]] Eigen::VectorXd log_likelihood(const Eigen::VectorXd& theta, const Eigen::VectorXd& history) const {
    return theta[0] > 0 ? Eigen::VectorXd::Constant(1, -infinity) : quartic::log_likelihood(theta, history);
  }
};

/// In four coordinates, of which no likelihood is a number beyond some norm, nor is any slope.
struct lost_far_away : quartic {
  double beyond;
  [[nodiscard]] std::size_t latent_dimension() const { return 4; }
  [[nodiscard]] Eigen::VectorXd log_likelihood(const Eigen::VectorXd& theta, const Eigen::VectorXd&) const {
    return Eigen::VectorXd::Constant(1, theta.norm() > beyond ? std::numeric_limits<double>::quiet_NaN() : -1.0);
  }
  [[nodiscard]] Eigen::VectorXd gradient(const Eigen::VectorXd& z, const Eigen::VectorXd&) const {
    return Eigen::VectorXd::Constant(4, z.norm() > beyond ? std::numeric_limits<double>::quiet_NaN() : 0.0);
  }
};

/// What the replicates of one process are held against: ln p(H_T) of each, by the trapezium rule on [−9, 9], which for
/// smooth integrands falling like e^{−z²/2} is exact to 1e-12.
template <class Process>
struct known_evidence {
  static constexpr std::size_t count = 2000;

  known_evidence(const Process& simulated, std::size_t labels, int nodes) : process(simulated), horizon(labels) {
    ib::detail::simulation<Process> data;
    for (std::size_t i = 0; i < count; ++i) {
      ib::random_stream rng(77, i);
      data.draw(process, horizon, rng, {});
      const double width = 18.0 / nodes;
      double sum = 0;
      for (int k = 0; k <= nodes; ++k) {
        const Eigen::VectorXd z = Eigen::VectorXd::Constant(1, -9 + width * k);
        const double likelihood = process.log_likelihood(process.parameter_from(z), data.history()).sum();
        sum += std::exp(likelihood - z.squaredNorm() / 2);
      }
      log_evidence.push_back(std::log(sum * width / std::sqrt(2 * std::acos(-1.0))));
    }
  }

  /// Ẑ/p and p/Ẑ of the replicates.
  template <class Simulated>
  [[nodiscard]] std::pair<unit_mean, unit_mean> ratios(const Simulated& simulated, annealing_kernel kernel,
                                                       annealing_start start, double tail, std::size_t chains,
                                                       annealing_schedule schedule) const {
    const ib::detail::annealing_table<double> table{2.0, {-0.2, 0.3, 0.0}};
    const auto path = table.path(schedule, 3);
    const ib::detail::offered_controls<Simulated> offered(simulated, horizon);
    ib::detail::annealed_chains<Simulated> sandwich(
        simulated, horizon, chains, ib::detail::tempered_kernel<Simulated>(simulated, kernel, start, tail), offered);
    Eigen::ArrayXd up(static_cast<Eigen::Index>(count));
    Eigen::ArrayXd down(up.size());
    for (std::size_t i = 0; i < count; ++i) {
      ib::random_stream data(77, i);
      ib::random_stream forward(78, i);
      ib::random_stream reverse(79, i);
      const auto sides = sandwich(path, {}, data, forward, reverse);
      up[static_cast<Eigen::Index>(i)] = std::exp(sides.log_evidence - log_evidence[i]);
      down[static_cast<Eigen::Index>(i)] = std::exp(log_evidence[i] - sides.log_inverse_evidence);
    }
    return {unit_mean(up), unit_mean(down)};
  }

  Process process;
  std::size_t horizon;
  std::vector<double> log_evidence;
};

/// The greater distance of two means from 1, in standard errors small enough to tell.
double z_score(const std::pair<unit_mean, unit_mean>& sides) {
  CHECK(sides.first.standard_error < 0.05);
  CHECK(sides.second.standard_error < 0.05);
  return std::max(sides.first.z(), sides.second.z());
}

constexpr annealing_schedule schedules[] = {annealing_schedule::tuned, annealing_schedule::power,
                                            annealing_schedule::sigmoid, annealing_schedule::uniform};

}  // namespace

// 2 × 72 + 2 × 8 means of 2000 replicates, each within five standard errors: were they normal, one would be
// outside with probability 1e-4; seeds are fixed.
TEST_CASE("every kernel, start, schedule and number of chains keeps both evidences unbiased",
          "[annealed][statistical]") {
  const known_evidence<logistic> known({.dimension = 1}, 6, 120);
  worst z;
  for (const auto kernel :
       {annealing_kernel::elliptical_slice, annealing_kernel::langevin, annealing_kernel::hamiltonian})
    for (const double tail : {0.0, 3.0, infinity})
      for (const auto schedule : schedules)
        for (const std::size_t chains : {1U, 3U}) {
          const auto start = tail == 0 ? annealing_start::prior : annealing_start::laplace;
          z.see(z_score(known.ratios(known.process, kernel, start, tail == 0 ? infinity : tail, chains, schedule)),
                static_cast<int>(kernel), tail, static_cast<int>(schedule), chains);
        }
  for (const auto schedule : schedules)
    for (const std::size_t chains : {1U, 3U})
      z.see(z_score(known.ratios(without_gradient<logistic>{known.process}, annealing_kernel::automatic,
                                 annealing_start::prior, infinity, chains, schedule)),
            "no gradient", static_cast<int>(schedule), chains);
  INFO(z.where());
  CHECK(z.value() < 5);
}

TEST_CASE("parameters that cannot have made the data are no error, and no bias against the lower side",
          "[annealed][statistical]") {
  // The integrand jumps: nodes enough to place the jump.
  const known_evidence<shifted_exponential> known({}, 3, 3000);
  for (const auto kernel :
       {annealing_kernel::elliptical_slice, annealing_kernel::langevin, annealing_kernel::hamiltonian}) {
    const auto [up, down] =
        known.ratios(known.process, kernel, annealing_start::prior, infinity, 1, annealing_schedule::tuned);
    CAPTURE(static_cast<int>(kernel), up.mean, up.standard_error, down.mean, down.standard_error);
    CHECK(up.z() < 5);
    CHECK(up.standard_error < 0.06);
    // Below 1 by the probability that a draw from the prior is impossible.
    CHECK(down.mean - 5 * down.standard_error < 1);
  }
}

TEST_CASE("a move is the leapfrog path of its momentum, accepted as often as it says", "[annealed][exact]") {
  const int leapfrogs = GENERATE(1, 3);
  constexpr double beta = 0.7;
  constexpr double step = 0.6;
  const quartic process;
  const Eigen::VectorXd history = Eigen::VectorXd::Zero(1);
  ib::detail::tempered_kernel<quartic> chain(
      process, leapfrogs == 1 ? annealing_kernel::langevin : annealing_kernel::hamiltonian, annealing_start::prior,
      infinity);
  Eigen::VectorXd z = Eigen::Vector2d(0.4, -1.1);
  chain.observe(history, {});
  chain.start_at(z);
  ib::random_stream rng(5);
  ib::random_stream again(5);
  boost::random::uniform_01<double> uniform;
  const auto slope = [](const Eigen::VectorXd& x) -> Eigen::VectorXd {
    return -4 * beta * x.array().cube() - x.array();
  };
  const auto energy = [](const Eigen::VectorXd& x, const Eigen::VectorXd& p) {
    return beta * x.array().pow(4).sum() + x.squaredNorm() / 2 + p.squaredNorm() / 2;
  };
  worst difference;
  int accepted = 0;
  double expected = 0;
  double variance = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto found = chain.move(beta, step, rng);
    const double length = step * (0.8 + 0.4 * uniform(again));
    const Eigen::VectorXd momentum = ib::detail::standard_normal<double>(2, again);
    Eigen::VectorXd x = z;
    Eigen::VectorXd p = momentum;
    for (int k = 0; k < leapfrogs; ++k) {
      p += length / 2 * slope(x);
      x += length * p;
      p += length / 2 * slope(x);
    }
    const double acceptance = std::min(1.0, std::exp(energy(z, momentum) - energy(x, p)));
    const double memory = momentum.dot(p) / (momentum.norm() * p.norm());
    if (uniform(again) < acceptance) z = x, ++accepted;
    expected += acceptance;
    variance += acceptance * (1 - acceptance);
    difference.see(std::abs(found.acceptance - acceptance), "acceptance", i);
    difference.see(std::abs(found.memory - memory), "memory", i);
    difference.see((chain.position() - z).norm(), "position", i);
    difference.see(std::abs(chain.log_weight() + z.array().pow(4).sum()), "weight", i);
  }
  INFO(difference.where());
  CHECK(difference.value() < 1e-9);
  CAPTURE(accepted, expected);
  CHECK((accepted > 300 && accepted < 970));
  CHECK(std::abs(accepted - expected) < 5 * std::sqrt(variance));
}

TEST_CASE("a path that comes to ∞ − ∞ is refused, and the chain stays where it was", "[annealed][exact]") {
  const Eigen::VectorXd history = Eigen::VectorXd::Zero(1);
  const auto stays = [&](const auto& process, annealing_kernel moved_by, const Eigen::VectorXd& z, double step) {
    ib::detail::tempered_kernel<std::decay_t<decltype(process)>> chain(process, moved_by, annealing_start::prior,
                                                                       infinity);
    chain.observe(history, {});
    chain.start_at(z);
    ib::random_stream rng(3);
    bool all = true;
    for (int i = 0; i < 20; ++i) all = all && chain.move(1, step, rng).acceptance == 0 && chain.position() == z;
    return all;
  };
  // Momenta of 10⁶⁰, 10²⁴⁰ and ∞, the last of which meets the opposite slope.
  CHECK(stays(quartic{}, annealing_kernel::hamiltonian, Eigen::Vector2d(0.4, -1.1), 1e60));
  // ln 0 at both ends.
  CHECK(stays(walled_quartic{}, annealing_kernel::langevin, Eigen::Vector2d(2, 0.5), 0.01));
}

TEST_CASE("a pilot's chains go up and down the path, and adapt their step to what each move came to",
          "[annealed][exact]") {
  const quartic process;
  const std::vector<double> beta{0, 0.3, 1};
  const auto chain_of = [&] {
    return ib::detail::tempered_kernel<quartic>(process, annealing_kernel::hamiltonian, annealing_start::prior,
                                                infinity);
  };
  for (std::uint64_t replicate = 0; replicate < 20; ++replicate) {
    ib::detail::annealing_pilot<quartic> pilot{process, 1, chain_of(), beta, 6, ib::stream_purpose::second_pilot};
    Eigen::ArrayXd sample(5);
    pilot(replicate, sample);

    ib::random_stream again(6, replicate, ib::stream_purpose::second_pilot);
    ib::detail::simulation<quartic> data;
    data.draw(process, 1, again, {});
    auto chain = chain_of();
    chain.observe(data.history(), {});
    double log_step = std::log(0.5);
    double sum = 0;
    const auto move = [&] {
      const auto outcome = chain.move(0.3, std::exp(log_step), again);
      log_step += 0.2 * std::min(outcome.memory, outcome.acceptance - 0.65);
      sum += log_step;
    };
    chain.draw(again);
    double up = 0.3 * chain.log_weight();
    move();
    up += 0.7 * chain.log_weight();
    chain.start_at(data.z());
    double down = 0.7 * chain.log_weight();
    move();
    down += 0.3 * chain.log_weight();
    CHECK(sample[1] == Approx(sum / 2).epsilon(1e-12));
    CHECK(sample[2] == Approx(data.total() - down).epsilon(1e-12));
    CHECK(sample[3] == Approx(data.total() - up).epsilon(1e-12));
    CHECK(sample[4] == Approx((sample[3] - sample[2]) * (sample[3] - sample[2])).epsilon(1e-12));
  }
}

TEST_CASE("a path's slopes are those of its weights, and a point's coordinates lead back to it", "[annealed][exact]") {
  const auto start = GENERATE(annealing_start::prior, annealing_start::laplace);
  const double tail = GENERATE(5.0, infinity);
  const logistic process{.dimension = 3};
  ib::random_stream rng(13);
  const Eigen::VectorXd theta = process.draw_parameter(rng);
  const logistic::history_type history = process.draw_history(theta, 20, rng);
  ib::detail::annealing_target<logistic> target(process, start, tail);
  target.observe(history, {});
  const Eigen::VectorXd u = Eigen::Vector3d(0.7, -1.2, 0.4);
  Eigen::VectorXd slope;
  REQUIRE(target.gradient(u, slope));
  for (Eigen::Index i = 0; i < 3; ++i) {
    const Eigen::VectorXd step = 1e-5 * Eigen::VectorXd::Unit(3, i);
    const double difference = (target.log_weight(u + step) - target.log_weight(u - step)) / 2e-5;
    CHECK(slope[i] == Approx(difference).epsilon(1e-7).margin(1e-8));
  }
  // h(u) + ln b(u) is ln p(z) p(H_T|z) less ln|L|: differences between two points are those of the posterior.
  const Eigen::VectorXd z = Eigen::Vector3d(0.3, 0.9, -0.5);
  const auto height = [&](const Eigen::VectorXd& at) {
    Eigen::VectorXd placed;
    target.place(at, placed);
    return target.log_weight(placed) + target.base().log_density(placed.squaredNorm());
  };
  const auto posterior = [&](const Eigen::VectorXd& at) {
    return process.log_likelihood(process.parameter_from(at), history).sum() - at.squaredNorm() / 2;
  };
  CHECK(height(z) - height(-z) == Approx(posterior(z) - posterior(-z)).epsilon(1e-11));
}

TEST_CASE("what is no number is the process's fault up to a norm of √d + 38, and beyond it a trajectory that diverged",
          "[annealed][error]") {
  const lost_far_away process{{}, 30};
  ib::detail::annealing_target<lost_far_away> target(process, annealing_start::prior, infinity);
  const Eigen::VectorXd history = Eigen::VectorXd::Zero(1);
  target.observe(history, {"mine", 3, 5});
  Eigen::VectorXd slope;
  const auto at = [](double norm) -> Eigen::VectorXd { return norm * Eigen::VectorXd::Unit(4, 2); };
  CHECK(target.log_weight(at(29.9)) == -1);
  CHECK(target.gradient(at(29.9), slope));
  CHECK(thrown<std::runtime_error>([&] { return target.log_weight(at(39.9)); }) ==
        "mine: the process's log_likelihood returned NaN at seed 3, replicate 5");
  CHECK(thrown<std::runtime_error>([&] { return target.gradient(at(39.9), slope); }) ==
        "mine: the process's log_likelihood returned NaN at seed 3, replicate 5");
  CHECK(std::isnan(target.log_weight(at(40.1))));
  CHECK_FALSE(target.gradient(at(40.1), slope));
}

TEST_CASE("either way along a path weighs before it moves, each move with the step of its temperature",
          "[annealed][exact]") {
  const quartic process;
  const ib::detail::annealing_path<double> along{{0, 0.2, 0.5, 1}, {9, 0.7, 0.4, 9}};
  const Eigen::VectorXd history = Eigen::VectorXd::Zero(1);
  ib::detail::tempered_kernel<quartic> chain(process, annealing_kernel::hamiltonian, annealing_start::prior, infinity);
  chain.observe(history, {});
  for (std::uint64_t replicate = 0; replicate < 20; ++replicate) {
    ib::random_stream rng(12, replicate);
    std::vector<std::size_t> visited;
    const double up = ib::detail::anneal_up(chain, along, rng, [&](std::size_t k) { visited.push_back(k); });
    const Eigen::VectorXd top = chain.position();
    const double down = ib::detail::anneal_down(chain, top, along, rng);
    CHECK(visited == std::vector<std::size_t>{1, 2, 3});

    ib::random_stream again(12, replicate);
    chain.draw(again);
    double expected = 0.2 * chain.log_weight();
    (void)chain.move(0.2, 0.7, again);
    expected += 0.3 * chain.log_weight();
    (void)chain.move(0.5, 0.4, again);
    expected += 0.5 * chain.log_weight();
    CHECK(up == Approx(expected).epsilon(1e-14));
    CHECK(chain.position() == top);
    expected = 0.5 * chain.log_weight();
    (void)chain.move(0.5, 0.4, again);
    expected += 0.3 * chain.log_weight();
    (void)chain.move(0.2, 0.7, again);
    expected += 0.2 * chain.log_weight();
    CHECK(down == Approx(expected).epsilon(1e-14));
  }
}

TEST_CASE("a replicate has the mean weight of its chains, the last of them walked down from θ* for the other side",
          "[annealed][exact]") {
  const quartic process;
  const auto path = ib::detail::annealing_table<double>{2.0, {-1.2, -0.7, -1.0}}.path(annealing_schedule::uniform, 7);
  const auto chain_of = [&] {
    return ib::detail::tempered_kernel<quartic>(process, annealing_kernel::hamiltonian, annealing_start::prior,
                                                infinity);
  };
  const ib::detail::offered_controls<quartic> offered(process, 1);
  ib::detail::annealed_chains<quartic> sandwich(process, 1, 3, chain_of(), offered);
  for (std::uint64_t replicate = 0; replicate < 10; ++replicate) {
    ib::random_stream data(84, replicate), forward(85, replicate), reverse(86, replicate);
    const auto sides = sandwich(path, {}, data, forward, reverse);

    ib::random_stream data_again(84, replicate), forward_again(85, replicate), reverse_again(86, replicate);
    ib::detail::simulation<quartic> simulated;
    simulated.draw(process, 1, data_again, {});
    auto chain = chain_of();
    chain.observe(simulated.history(), {});
    Eigen::Array3d weights;
    Eigen::VectorXd centre = Eigen::VectorXd::Zero(2);
    for (double& weight : weights)
      weight = std::exp(ib::detail::anneal_up(chain, path, forward_again, [&](std::size_t k) {
        // Of the temperatures 0 … 7 the last quarter.
        if (k >= 6) centre += chain.position() / 6;
      }));
    const double sum = weights.sum();
    CHECK(sides.own == simulated.total());
    CHECK(sides.log_evidence == Approx(std::log(sum / 3)).epsilon(1e-12));
    CHECK(sides.effective_sample_size == Approx(sum * sum / weights.square().sum()).epsilon(1e-12));
    const double down = std::exp(ib::detail::anneal_down(chain, simulated.z(), path, reverse_again));
    CHECK(sides.log_inverse_evidence == Approx(std::log((weights[0] + weights[1] + down) / 3)).epsilon(1e-12));
    CHECK(sides.lower() == sides.own - sides.log_inverse_evidence);
    CHECK(sides.upper() == sides.own - sides.log_evidence);
    // ‖z‖² − d, and Stein's (z − centre)ᵀ∇ ln p(z, H_T) + d.
    const Eigen::VectorXd& z = simulated.z();
    const Eigen::VectorXd slope = process.gradient(z, simulated.history()) - z;
    REQUIRE(sandwich.controls().statistics().size() == 2);
    CHECK(sandwich.controls().statistics()[0] == Approx(z.squaredNorm() - 2).epsilon(1e-12));
    CHECK(sandwich.controls().statistics()[1] == Approx((z - centre).dot(slope) + 2).epsilon(1e-10));
  }
}

TEST_CASE("a learner's evidence by annealing is the mean weight of its forward chains", "[annealed][exact]") {
  const quartic process;
  const ib::annealed policy{.temperatures = 6,
                            .schedule = annealing_schedule::uniform,
                            .chains = 3,
                            .kernel = annealing_kernel::elliptical_slice};
  auto evidence = policy.evidence(process, 1, ib::serial{}, ib::unobserved{});
  REQUIRE(evidence.has_value());
  // Slices have no steps to tune, and a uniform schedule has nothing to find.
  const auto path = ib::detail::annealing_table<double>{}.path(annealing_schedule::uniform, 6);
  const Eigen::VectorXd history = Eigen::VectorXd::Zero(1);
  ib::detail::tempered_kernel<quartic> chain(process, annealing_kernel::elliptical_slice, annealing_start::prior,
                                             infinity);
  chain.observe(history, {});
  for (std::uint64_t replicate = 0; replicate < 10; ++replicate) {
    const auto found = (*evidence)(history, {"test", 87, replicate});
    ib::random_stream rng(87, replicate, ib::stream_purpose::forward_chain);
    Eigen::Array3d weights;
    for (double& weight : weights) weight = std::exp(ib::detail::anneal_up(chain, path, rng, [](std::size_t) {}));
    CHECK(found.log_evidence == Approx(std::log(weights.mean())).epsilon(1e-12));
    const double sum = weights.sum();
    CHECK(found.effective_sample_size == Approx(sum * sum / weights.square().sum()).epsilon(1e-12));
  }
}

TEST_CASE("control variates around the mean position of the forward chains have mean 0", "[annealed][statistical]") {
  using derived = without_hessian<logistic>;
  const derived process{{logistic{.dimension = 3}}};
  const std::size_t horizon = 10;
  const ib::detail::offered_controls<derived> offered(process, horizon);
  ib::detail::annealed_chains<derived> sandwich(
      process, horizon, 2,
      ib::detail::tempered_kernel<derived>(process, annealing_kernel::automatic, annealing_start::prior, infinity),
      offered);
  const auto path = ib::detail::annealing_table<double>{2.0, {-0.2, 0.3, 0.0}}.path(annealing_schedule::tuned, 12);
  Eigen::ArrayXXd statistics(20000, 2);
  Eigen::ArrayXd raw(statistics.rows());
  for (Eigen::Index i = 0; i < statistics.rows(); ++i) {
    const auto replicate = static_cast<std::uint64_t>(i);
    ib::random_stream data(80, replicate);
    ib::random_stream forward(81, replicate);
    ib::random_stream reverse(82, replicate);
    const auto sides = sandwich(path, {}, data, forward, reverse);
    statistics.row(i) = sandwich.controls().statistics().transpose();
    raw[i] = (sides.lower() + sides.upper()) / 2;
  }
  for (Eigen::Index j = 0; j < 2; ++j) CHECK(std::abs(mean_z(statistics.col(j), 0)) < 5);
  // ½(‖z‖² − d + S) alone takes out most of the noise: the centre is near the mode.
  const Eigen::ArrayXd quiet = raw - statistics.rowwise().sum() / 2;
  CHECK(standard_error(quiet) < 0.6 * standard_error(raw));
}

TEST_CASE("a schedule rises from 0 to 1 and its steps are those of its temperatures", "[annealed][exact]") {
  const ib::detail::annealing_table<double> table{std::log(11.0), {0.0, 1.0, 3.0}};
  for (const auto schedule : schedules)
    for (const std::size_t temperatures : {2U, 7U, 1000U}) {
      const auto path = table.path(schedule, temperatures);
      CAPTURE(static_cast<int>(schedule), temperatures);
      REQUIRE(path.inverse_temperatures.size() == temperatures + 1);
      CHECK(path.inverse_temperatures.front() == 0);
      CHECK(path.inverse_temperatures.back() == 1);
      bool rises = true;
      for (std::size_t k = 1; k <= temperatures; ++k)
        rises = rises && path.inverse_temperatures[k] > path.inverse_temperatures[k - 1];
      CHECK(rises);
    }
  const auto at = [&](annealing_schedule schedule, std::size_t k) {
    return table.path(schedule, 4).inverse_temperatures[k];
  };
  CHECK(at(annealing_schedule::tuned, 2) == Approx((std::sqrt(11.0) - 1) / 10));
  CHECK(at(annealing_schedule::power, 1) == Approx(1.0 / 256));
  CHECK(at(annealing_schedule::sigmoid, 2) == Approx(0.5));
  CHECK(at(annealing_schedule::sigmoid, 1) == Approx((1 / (1 + std::exp(2.0)) - 1 / (1 + std::exp(4.0))) /
                                                     (1 / (1 + std::exp(-4.0)) - 1 / (1 + std::exp(4.0)))));
  CHECK(at(annealing_schedule::uniform, 3) == Approx(0.75));
  // Half and three quarters of the way in ln(1 + 10β).
  CHECK(table.step_at((std::sqrt(11.0) - 1) / 10) == Approx(std::exp(1.0)));
  CHECK(table.step_at((std::pow(11.0, 0.75) - 1) / 10) == Approx(std::exp(2.0)));
}

}  // namespace unit::information::annealing
