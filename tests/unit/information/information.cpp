// SPDX-License-Identifier: BSL-1.0
// The verbs, and policies and processes of a user's own.
#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <cstddef>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/bound/meta/meta_error.hpp>
#include <infobound/bound/misspecified/misspecified_error.hpp>
#include <infobound/check/check_process.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/closed_form.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/information.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <infobound/rate/rate_distortion.hpp>
#include <limits>
#include <stdexcept>
#include <string>
#include <support/catch.hpp>
#include <support/normal_mean.hpp>
#include <support/thrown.hpp>
#include <vector>

namespace unit::information::information {

namespace ib = infobound;
using linear = ib::linear_regression<double>;
using fixed = ib::linear_regression<double, ib::fixed_design<double>>;

namespace mylab {

/// Whatever can be solved by asking a member `truth`: a policy needs run, and for curves run_curve, and no more.
struct ask {
  double scale = 1;

  void validate() const {
    if (!(scale > 0)) throw std::domain_error("ask.scale is not positive");
  }

  template <class Process, class Execution, class Observer>
  ib::estimate<double> run(const Process& process, std::size_t horizon, const Execution&, const Observer&) const {
    return ib::exactly(scale * process.truth(horizon));
  }

  template <class Process, class Execution, class Observer>
  ib::curve<double> run_curve(const Process& process, std::size_t horizon, const Execution&, const Observer&) const {
    std::vector<ib::estimate<double>> information;
    std::vector<ib::estimate<double>> increments;
    for (std::size_t t = 1; t <= horizon; ++t) {
      information.push_back(ib::exactly(process.truth(t)));
      increments.push_back(ib::exactly(process.truth(t) - process.truth(t - 1)));
    }
    return {information, increments};
  }
};

/// A process that knows its information, and nothing else.
struct solved {
  using real_type = double;
  double information(std::size_t horizon) const { return std::log1p(static_cast<double>(horizon)); }
};

struct unequalled {
  Eigen::VectorXd labels;  // no == tells one from another
};

/// θ ~ N(0, 1), Y_t ~ N(θ, 1), with either draw from a copy of its stream, or θ known.
template <class ThetaStream, class HistoryStream>
struct copier {
  using real_type = double;
  using parameter_type = double;
  using history_type = unequalled;
  double known = std::numeric_limits<double>::quiet_NaN();

  double draw_parameter(ThetaStream rng) const {
    return known == known ? known : boost::random::normal_distribution<double>()(rng);
  }
  history_type draw_history(double theta, std::size_t horizon, HistoryStream rng) const {
    boost::random::normal_distribution<double> normal(theta, 1);
    return {Eigen::VectorXd::NullaryExpr(static_cast<Eigen::Index>(horizon), [&] { return normal(rng); })};
  }
  Eigen::VectorXd log_likelihood(double theta, const history_type& history) const {
    return -0.5 * (history.labels.array() - theta).square();
  }
};
using stream = ib::random_stream;

/// A likelihood that lies on its side.
struct sideways : copier<stream&, stream&> {
  Eigen::MatrixXd log_likelihood(double theta, const history_type& history) const {
    return copier::log_likelihood(theta, history).transpose();
  }
};

/// Inputs from a copy of the stream, which repeat those numbers that labels are made of.
struct repeated_inputs {
  template <class Derived>
  void draw(Eigen::MatrixBase<Derived>& inputs, stream rng) const {
    boost::random::normal_distribution<double> normal;
    inputs = Derived::NullaryExpr(inputs.rows(), inputs.cols(), [&] { return normal(rng); });
  }
};

struct tasks {
  using real_type = double;
  using meta_parameter_type = double;
  double draw_meta_parameter(stream rng) const { return boost::random::normal_distribution<double>()(rng); }
  copier<stream&, stream&> task(double) const { return {}; }
};

}  // namespace mylab

TEST_CASE("a draw that takes its stream by value is refused by name", "[information][error]") {
  using mylab::copier;
  using mylab::stream;
  const std::string why =
      " leaves its stream where it was, so that the next draw repeats its numbers: take the stream by reference, as "
      "infobound::random_stream&, and not by value, and all random numbers from it";
  const ib::contrastive policy{.replicates = 2, .contrasts = 2};
  const auto told = [&](const auto& process) {
    return thrown<std::runtime_error>([&] { (void)ib::information(process, 3, policy); });
  };
  CHECK(told(copier<stream, stream&>{}) == "draw_parameter" + why);
  CHECK(told(copier<stream&, stream>{}) == "draw_history" + why);
  CHECK(thrown<std::runtime_error>([&] { (void)ib::learning_curve(copier<stream, stream>{}, 3, policy); }) ==
        "draw_parameter" + why);
  CHECK(thrown<std::runtime_error>([&] {
          (void)ib::misspecified_error(copier<stream&, stream&>{}, copier<stream, stream&>{}, 3, policy);
        }) == "draw_parameter" + why);
  CHECK(thrown<std::runtime_error>([&] { (void)ib::meta_error(mylab::tasks{}, 2, 3, policy); }) ==
        "draw_meta_parameter" + why);
  CHECK(told(ib::logistic_regression<double, mylab::repeated_inputs>{.dimension = 2}) == "inputs.draw" + why);
  CHECK_FALSE(ib::check_process(copier<stream, stream&>{}, {.draws = 20}).passed());
  CHECK_FALSE(ib::check_process(copier<stream&, stream>{}, {.draws = 20}).passed());
}

TEST_CASE("a draw without randomness may leave its stream where it was", "[information][error]") {
  using mylab::copier;
  using mylab::stream;
  const copier<stream, stream&> known{.known = 0.5};
  CHECK(ib::information(known, 3, ib::contrastive{.replicates = 4, .contrasts = 2}).upper.mean == 0);
  CHECK_NOTHROW((void)ib::information(copier<stream&, stream&>{}, 3, ib::contrastive{.replicates = 2, .contrasts = 2}));
}

TEST_CASE("a likelihood that is no vector is refused with its shape", "[information][error]") {
  CHECK(thrown<std::invalid_argument>([&] {
          (void)ib::information(mylab::sideways{}, 3, ib::contrastive{.replicates = 2, .contrasts = 2});
        }) == "log_likelihood returned a matrix of 1 x 3, must be a vector");
  CHECK_FALSE(ib::check_process(mylab::sideways{}, {.draws = 20}).passed());
}

TEST_CASE("a horizon that was negative is told as it was given", "[information][error]") {
  const auto minus = static_cast<std::size_t>(-5);
  const std::string told = "horizon = -5, must be >= 1";
  CHECK(thrown<std::domain_error>([&] { (void)ib::information(linear{2, 1.0}, minus); }) == told);
  CHECK(thrown<std::domain_error>([&] { (void)ib::learning_curve(linear{2, 1.0}, minus); }) == told);
  CHECK(thrown<std::domain_error>([&] { (void)ib::error_bracket(linear{2, 1.0}, minus); }) == told);
  CHECK(thrown<std::domain_error>([&] { (void)ib::rate_distortion(linear{2, 1.0}, 0.1, minus); }) == told);
}

TEST_CASE("a policy of a user's own serves every verb", "[information][exact]") {
  const ::mylab::simulated_mean process{3};
  CHECK(ib::information(process, 5, mylab::ask{}).lower.mean == std::log1p(15.0) / 2);
  CHECK(ib::information(process, 5, mylab::ask{.scale = 2}).upper.mean == std::log1p(15.0));
  CHECK(ib::estimation_error(process, 5, mylab::ask{}).lower.mean == Approx(std::log1p(15.0) / 10).epsilon(1e-15));
  CHECK(ib::learning_curve(process, 5, mylab::ask{}).information(2).lower.mean == std::log1p(6.0) / 2);
  CHECK(thrown<std::domain_error>([&] { return ib::information(process, 5, mylab::ask{.scale = 0}); }) ==
        "ask.scale is not positive");
}

TEST_CASE("a process that knows its information needs nothing else", "[information][exact]") {
  CHECK(ib::information(mylab::solved{}, 4).lower.mean == std::log1p(4.0));
  CHECK(ib::information(mylab::solved{}, 4, ib::closed_form{}).interval(0.95).upper == std::log1p(4.0));
  CHECK(ib::learning_curve(mylab::solved{}, 4).incremental_error(4).lower.mean ==
        Approx(std::log(5.0 / 4)).epsilon(1e-14));
}

TEST_CASE("the estimation error is the information over the horizon, standard error included", "[information][exact]") {
  const linear process{.dimension = 3, .noise_variance = 0.5};
  CHECK(ib::estimation_error(process, 7).lower.mean ==
        Approx(ib::information(process, 7).lower.mean / 7).epsilon(1e-15));
  const ib::conjugate policy{.replicates = 50};
  const auto whole = ib::information(process, 7, policy);
  const auto mean = ib::estimation_error(process, 7, policy);
  CHECK(mean.lower.mean == Approx(whole.lower.mean / 7).epsilon(1e-15));
  CHECK(mean.lower.standard_error == Approx(whole.lower.standard_error / 7).epsilon(1e-15));
  CHECK(mean.replicates == 50);
}

TEST_CASE("closed curves agree with closed information at every horizon", "[information][exact]") {
  const linear random{.dimension = 3, .noise_variance = 0.5};
  const auto curve = ib::learning_curve(random, 10);
  double before = 0;
  for (std::size_t t = 1; t <= 10; ++t) {
    CHECK(curve.information(t).lower.mean == random.information(t));
    CHECK(curve.incremental_error(t).lower.mean == Approx(random.information(t) - before).epsilon(1e-12));
    CHECK(curve.information(t).replicates == 0);
    before = random.information(t);
  }
  Eigen::MatrixXd x(3, 2);
  x << 1, 2, 0, -1, 3, 1;
  const fixed given{.dimension = 2, .noise_variance = 0.5, .inputs = {x}};
  CHECK(ib::learning_curve(given, 3).information(3).lower.mean == Approx(std::log(52.0) / 2).epsilon(1e-14));
  CHECK(ib::learning_curve(given, 2).horizon() == 2);
}

TEST_CASE("the verbs refuse no horizon, one too long and a process out of its domain", "[information][error]") {
  const linear good{.dimension = 3, .noise_variance = 0.5};
  const linear bad{.dimension = 3, .noise_variance = -1};
  const fixed given{.dimension = 2, .noise_variance = 0.5, .inputs = {Eigen::MatrixXd::Ones(5, 2)}};
  const std::string none = "horizon = 0, must be >= 1";
  const std::string too_long = "horizon = 6, must be <= 5, the longest history that the process has";
  const std::string negative = "linear_regression.noise_variance = -1, must be > 0 and finite";
  const auto said = [](auto call) { return thrown<std::domain_error>(call); };
  CHECK(said([&] { return ib::information(good, 0); }) == none);
  CHECK(said([&] { return ib::estimation_error(good, 0); }) == none);
  CHECK(said([&] { return ib::learning_curve(good, 0); }) == none);
  CHECK(said([&] { return ib::information(bad, 5); }) == negative);
  CHECK(said([&] { return ib::learning_curve(bad, 5, ib::conjugate{}); }) == negative);
  CHECK(said([&] { return ib::information(given, 6); }) == too_long);
  CHECK(said([&] { return ib::information(given, 6, ib::conjugate{}); }) == too_long);
  CHECK(said([&] { return ib::learning_curve(given, 6); }) == too_long);
  CHECK(said([&] { return ib::information(good, 5, ib::automatic{.replicates = 1}); }) ==
        "automatic.replicates = 1, must be >= 2");
}

}  // namespace unit::information::information
