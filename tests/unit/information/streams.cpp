// SPDX-License-Identifier: BSL-1.0
// Which random stream each policy draws what from: a process that writes down every parameter it is asked about is set
// against streams that are opened here, by seed, replicate and purpose.
#include <Eigen/Core>
#include <algorithm>
#include <boost/random/chi_squared_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_01.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/core/numeric/normal_draws.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/annealed.hpp>
#include <infobound/information/automatic.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/information/sequential.hpp>
#include <limits>
#include <support/catch.hpp>
#include <support/normal_mean.hpp>
#include <vector>

namespace unit::information::streams {

namespace ib = infobound;
using ib::stream_purpose;

namespace {

constexpr std::uint64_t seed = 7;
constexpr std::size_t horizon = 3;

/// Writes down the θ that it draws.
struct recording_mean : mylab::conjugate_mean {
  std::vector<double>* drawn = nullptr;
  double draw_parameter(ib::random_stream& rng) const {
    drawn->push_back(conjugate_mean::draw_parameter(rng));
    return drawn->back();
  }
};

/// The same with θ = z ~ N(0, 1), which writes down every θ that it is asked about.
struct recording_whitened : mylab::simulated_mean {
  std::vector<double>* asked = nullptr;
  std::size_t latent_dimension() const { return 1; }
  double parameter_from(const Eigen::VectorXd& z) const {
    asked->push_back(z[0]);
    return z[0];
  }
};

/// With derivatives: what is asked about is what data are drawn from, and proposals.
struct recording_smooth : recording_whitened {
  Eigen::VectorXd gradient(const Eigen::VectorXd& z, const Eigen::VectorXd& history) const {
    return Eigen::VectorXd::Constant(1, (history.array() - z[0]).sum());
  }
  Eigen::MatrixXd hessian(const Eigen::VectorXd&, const Eigen::VectorXd& history) const {
    return Eigen::MatrixXd::Constant(1, 1, -static_cast<double>(history.size()));
  }
};

/// The first normal variate of a stream: what it is known by.
double first_of(std::uint64_t of_seed, std::size_t replicate, stream_purpose purpose) {
  ib::random_stream rng(of_seed, replicate, purpose);
  return ib::detail::standard_normal<double>(1, rng)[0];
}

std::size_t count_of(const std::vector<double>& all, double one) {
  return static_cast<std::size_t>(std::count(all.begin(), all.end(), one));
}

/// All θ that a process was asked about in a run of two replicates.
template <class Process, class Policy>
std::vector<double> asked_about(const Policy& policy) {
  std::vector<double> asked;
  Process process;
  process.asked = &asked;
  (void)ib::information(process, horizon, policy);
  return asked;
}

/// Whether every replicate from `first` to `last` opened the stream of a purpose.
bool opened(const std::vector<double>& asked, stream_purpose purpose, std::size_t first, std::size_t last) {
  bool all = true;
  for (std::size_t replicate = first; replicate < last; ++replicate)
    all = all && count_of(asked, first_of(seed, replicate, purpose)) > 0;
  return all;
}

/// Whether any did.
bool opened_any(const std::vector<double>& asked, stream_purpose purpose, std::size_t first, std::size_t last) {
  bool any = false;
  for (std::size_t replicate = first; replicate < last; ++replicate)
    any = any || count_of(asked, first_of(seed, replicate, purpose)) > 0;
  return any;
}

/// Data of two replicates come from their own streams, and pilots from none of data's.
void check_data(const std::vector<double>& asked) {
  CHECK(opened(asked, stream_purpose::data, 0, 2));
  CHECK_FALSE(opened_any(asked, stream_purpose::data, 2, 64));
}

/// The θ of the first elliptical slice move from z by a stream: normal, height, angle.
double first_slice(double z, ib::random_stream rng) {
  boost::random::uniform_01<double> uniform;
  const double other = ib::detail::standard_normal<double>(1, rng)[0];
  (void)uniform(rng);
  const double angle = 2 * std::acos(-1.0) * uniform(rng);
  return std::cos(angle) * z + std::sin(angle) * other;
}

bool visited(const std::vector<double>& asked, double theta) {
  return std::any_of(asked.begin(), asked.end(), [&](double one) { return std::abs(one - theta) < 1e-13; });
}

/// What starts from θ* moves by the stream of the reverse chain, not by the forward one's or by that of the data.
void check_reverse(const std::vector<double>& asked) {
  for (const std::size_t replicate : {std::size_t{0}, std::size_t{1}}) {
    const double theta = first_of(seed, replicate, stream_purpose::data);
    CHECK(visited(asked, first_slice(theta, ib::random_stream(seed, replicate, stream_purpose::reverse_chain))));
    CHECK_FALSE(visited(asked, first_slice(theta, ib::random_stream(seed, replicate, stream_purpose::forward_chain))));
    CHECK_FALSE(visited(asked, first_slice(theta, ib::random_stream(seed, replicate))));
  }
}

}  // namespace

TEST_CASE("a replicate of conjugate is its parameter's likelihood and its history's, from the stream of its data",
          "[streams][exact]") {
  std::vector<double> drawn;
  recording_mean process;
  process.drawn = &drawn;
  const auto found = ib::information(process, horizon, ib::conjugate{.replicates = 2, .seed = seed});
  double sum = 0;
  const mylab::conjugate_mean plain;
  for (std::size_t replicate : {std::size_t{0}, std::size_t{1}}) {
    ib::random_stream rng(seed, replicate);
    const double theta = plain.draw_parameter(rng);
    CHECK(count_of(drawn, theta) >= 1);
    const Eigen::VectorXd history = plain.draw_history(theta, horizon, rng);
    sum += (plain.log_likelihood(theta, history) - plain.log_predictive(history)).sum();
  }
  CHECK(found.lower.mean == Approx(sum / 2).epsilon(1e-14));
}

TEST_CASE("a target's first stage has streams of its own", "[streams][exact]") {
  std::vector<double> drawn;
  recording_mean process;
  process.drawn = &drawn;
  const auto found = ib::information(process, horizon, ib::automatic{.target_standard_error = 0.1, .seed = seed});
  REQUIRE(found.replicates > 64);
  const mylab::conjugate_mean plain;
  std::size_t twice = 0;
  // Replicate 0 may be drawn once more, to look at the process.
  for (std::size_t replicate = 1; replicate < found.replicates; ++replicate) {
    ib::random_stream rng(seed, replicate);
    const std::size_t times = count_of(drawn, plain.draw_parameter(rng));
    CHECK(times >= 1);
    twice += times > 1 ? 1 : 0;
  }
  CHECK(twice == 0);
  CHECK(drawn.size() >= found.replicates + 64);
}

TEST_CASE("contrastive takes data, contrasts and pilots from streams that have nothing in common", "[streams][exact]") {
  const auto asked = asked_about<recording_whitened>(ib::contrastive{.replicates = 2, .contrasts = 4, .seed = seed});
  check_data(asked);
  CHECK(opened(asked, stream_purpose::contrasts, 0, 2));
  const auto many = asked_about<recording_whitened>(ib::contrastive{.replicates = 40, .contrasts = 2, .seed = seed});
  CHECK(opened(many, stream_purpose::first_pilot, 0, 32));
  CHECK_FALSE(opened_any(many, stream_purpose::data, 40, 80));
}

TEST_CASE("laplace takes data and proposals from streams that have nothing in common", "[streams][exact]") {
  const auto asked = asked_about<recording_smooth>(
      ib::laplace{.replicates = 2, .proposals = 4, .tail = std::numeric_limits<double>::infinity(), .seed = seed});
  check_data(asked);
  // The first proposal: the posterior's mode, and a normal variate in units of its standard deviation.
  for (const std::size_t replicate : {std::size_t{0}, std::size_t{1}}) {
    ib::random_stream rng(seed, replicate);
    const double theta = ib::detail::standard_normal<double>(1, rng)[0];
    const double mode = mylab::simulated_mean{}.draw_history(theta, horizon, rng).sum() / (horizon + 1);
    const auto proposal = [&](stream_purpose purpose) {
      return mode + first_of(seed, replicate, purpose) / std::sqrt(horizon + 1.0);
    };
    CHECK(visited(asked, proposal(stream_purpose::proposals)));
    CHECK_FALSE(visited(asked, proposal(stream_purpose::data)));
  }
}

TEST_CASE("pilots of laplace take data and proposals from the first and the second pilot's stream",
          "[streams][exact]") {
  // The modes of 32 pilots, and the first of their proposals from a law of eight degrees of freedom: two streams each.
  const auto asked = asked_about<recording_smooth>(ib::laplace{.replicates = 40, .proposals = 2, .seed = seed});
  CHECK(opened(asked, stream_purpose::data, 0, 40));
  CHECK_FALSE(opened_any(asked, stream_purpose::data, 40, 80));
  CHECK(opened(asked, stream_purpose::first_pilot, 0, 32));
  CHECK_FALSE(opened_any(asked, stream_purpose::first_pilot, 32, 80));
  for (std::size_t pilot = 0; pilot < 32; ++pilot) {
    ib::random_stream rng(seed, pilot, stream_purpose::first_pilot);
    const double theta = ib::detail::standard_normal<double>(1, rng)[0];
    const double mode = mylab::simulated_mean{}.draw_history(theta, horizon, rng).sum() / (horizon + 1);
    // 50 normal variates come before the first scale.
    ib::random_stream draws(seed, pilot, stream_purpose::second_pilot);
    const Eigen::VectorXd normal = ib::detail::standard_normal<double>(50, draws);
    const double scale = std::sqrt(8 / boost::random::chi_squared_distribution<double>(8)(draws));
    CHECK(visited(asked, mode + normal[0] * scale / std::sqrt(horizon + 1.0)));
  }
}

TEST_CASE("annealed runs its chains and its pilots from streams of their own", "[streams][exact]") {
  const auto asked = asked_about<recording_whitened>(ib::annealed{.replicates = 2, .temperatures = 20, .seed = seed});
  check_data(asked);
  CHECK(opened(asked, stream_purpose::forward_chain, 0, 2));
  CHECK_FALSE(opened_any(asked, stream_purpose::forward_chain, 2, 64));
  CHECK(opened(asked, stream_purpose::first_pilot, 0, 8));
  check_reverse(asked);
}

TEST_CASE("annealed has pilots for its steps, its target and its control variates, each on streams of their own",
          "[streams][exact]") {
  const auto asked = asked_about<recording_whitened>(
      ib::annealed{.replicates = 40, .temperatures = 4, .seed = seed, .target_gap = 1e-9, .maximum_temperatures = 4});
  CHECK(opened(asked, stream_purpose::first_pilot, 0, 8));
  CHECK_FALSE(opened_any(asked, stream_purpose::first_pilot, 8, 80));
  CHECK_FALSE(opened_any(asked, stream_purpose::second_pilot, 0, 8));
  CHECK(opened(asked, stream_purpose::second_pilot, 8, 24));
  CHECK_FALSE(opened_any(asked, stream_purpose::second_pilot, 24, 80));
  CHECK(opened(asked, stream_purpose::second_pilot, 1000, 1032));
  CHECK_FALSE(opened_any(asked, stream_purpose::data, 40, 80));
  // Steps, which a gradient has, are tuned in a second pass.
  const auto smooth = asked_about<recording_smooth>(ib::annealed{.replicates = 2, .temperatures = 4, .seed = seed});
  CHECK(opened(smooth, stream_purpose::second_pilot, 0, 8));
  CHECK_FALSE(opened_any(smooth, stream_purpose::second_pilot, 8, 24));
}

TEST_CASE("sequential takes its two particle systems from streams of their own", "[streams][exact]") {
  const auto asked = asked_about<recording_whitened>(ib::sequential{.replicates = 2, .particles = 8, .seed = seed});
  check_data(asked);
  CHECK(opened(asked, stream_purpose::forward_chain, 0, 2));
  CHECK_FALSE(opened_any(asked, stream_purpose::forward_chain, 2, 64));
  check_reverse(asked);
  // Control variates have pilots where there are as many replicates.
  const auto many = asked_about<recording_whitened>(ib::sequential{.replicates = 40, .particles = 4, .seed = seed});
  CHECK(opened(many, stream_purpose::first_pilot, 0, 32));
  CHECK_FALSE(opened_any(many, stream_purpose::data, 40, 80));
}

}  // namespace unit::information::streams
