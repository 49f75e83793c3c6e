// SPDX-License-Identifier: BSL-1.0
#include <infobound/information/replicate/marginal.hpp>

#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_01.hpp>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <infobound/bound/misspecified/misspecified_curve.hpp>
#include <infobound/bound/misspecified/misspecified_error.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/members.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/execution/checkpointed.hpp>
#include <infobound/execution/threads.hpp>
#include <infobound/information/annealed.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/information/sequential.hpp>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <support/catch.hpp>
#include <support/same_bits.hpp>
#include <support/temporary_directory.hpp>
#include <support/thrown.hpp>
#include <vector>

namespace unit::information::replicate::marginal {

namespace ib = infobound;

namespace {

/// Y_t = a + W_t + b for all t, a ~ N(0, 1), b ~ N(0, 4), W_t ~ N(0, ½): b is integrated out.
struct without_offset {
  using real_type = double;
  using parameter_type = double;
  using history_type = Eigen::VectorXd;

  static constexpr double offset_variance = 4;
  static constexpr double noise_variance = 0.5;

  double told = 1;  ///< what conditional_information is multiplied with

  template <class Rng>
  double draw_parameter(Rng& rng) const {
    return boost::random::normal_distribution<double>(0, 1)(rng);
  }
  template <class Rng>
  Eigen::VectorXd draw_history(double a, std::size_t horizon, Rng& rng) const {
    const double offset = boost::random::normal_distribution<double>(a, std::sqrt(offset_variance))(rng);
    boost::random::normal_distribution<double> label(offset, std::sqrt(noise_variance));
    return Eigen::VectorXd::NullaryExpr(static_cast<Eigen::Index>(horizon), [&] { return label(rng); });
  }
  /// Variance of b given t labels.
  static double variance_after(Eigen::Index t) { return 1 / (1 / offset_variance + double(t) / noise_variance); }

  Eigen::VectorXd log_likelihood(double a, const Eigen::VectorXd& labels) const {
    Eigen::VectorXd result(labels.size());
    double sum = 0;
    for (Eigen::Index t = 0; t < labels.size(); ++t) {
      const double variance = variance_after(t) + noise_variance;
      const double error = labels[t] - a - variance_after(t) * sum / noise_variance;
      result[t] = -(std::log(2 * std::acos(-1.0) * variance) + error * error / variance) / 2;
      sum += labels[t] - a;
    }
    return result;
  }
  Eigen::VectorXd conditional_information(double, const Eigen::VectorXd& labels) const {
    Eigen::VectorXd result(labels.size());
    for (Eigen::Index t = 0; t < labels.size(); ++t)
      result[t] = told * std::log1p(variance_after(t) / noise_variance) / 2;
    return result;
  }

  std::size_t latent_dimension() const { return 1; }
  double parameter_from(const Eigen::VectorXd& z) const { return z[0]; }
  Eigen::VectorXd gradient(const Eigen::VectorXd& z, const Eigen::VectorXd& labels) const {
    const double T = double(labels.size());
    return Eigen::VectorXd::Constant(1, (labels.sum() - T * z[0]) / (noise_variance + T * offset_variance));
  }
  Eigen::MatrixXd hessian(const Eigen::VectorXd&, const Eigen::VectorXd& labels) const {
    const double T = double(labels.size());
    return Eigen::MatrixXd::Constant(1, 1, -T / (noise_variance + T * offset_variance));
  }
};

/// Both unknown.
struct with_offset {
  using real_type = double;
  using parameter_type = Eigen::Vector2d;
  using history_type = Eigen::VectorXd;
  static constexpr bool independent_observations = true;

  template <class Rng>
  Eigen::Vector2d draw_parameter(Rng& rng) const {
    boost::random::normal_distribution<double> normal;
    const double a = normal(rng);
    return {a, 2 * normal(rng)};
  }
  template <class Rng>
  Eigen::VectorXd draw_history(const Eigen::Vector2d& theta, std::size_t horizon, Rng& rng) const {
    boost::random::normal_distribution<double> label(theta.sum(), std::sqrt(without_offset::noise_variance));
    return Eigen::VectorXd::NullaryExpr(static_cast<Eigen::Index>(horizon), [&] { return label(rng); });
  }
  Eigen::VectorXd log_likelihood(const Eigen::Vector2d& theta, const Eigen::VectorXd& labels) const {
    const double noise = without_offset::noise_variance;
    return -((labels.array() - theta.sum()).square() / noise + std::log(2 * std::acos(-1.0) * noise)) / 2;
  }
  without_offset marginal_process() const { return {}; }

  /// ½ ln(1 + T (1 + 4)/σ²), as a + b is all that there is to learn.
  static double exact(std::size_t horizon) {
    return std::log1p(double(horizon) * 5 / without_offset::noise_variance) / 2;
  }
};

/// Labels come in pairs: one uniform on [a, a + 1], so that most a are impossible, and one as above with a = 0.
struct walled_marginal {
  using real_type = double;
  using parameter_type = double;
  using history_type = Eigen::MatrixXd;  ///< 2 × T

  template <class Rng>
  double draw_parameter(Rng& rng) const {
    return boost::random::normal_distribution<double>(0, 1)(rng);
  }
  template <class Rng>
  Eigen::MatrixXd draw_history(double a, std::size_t horizon, Rng& rng) const {
    Eigen::MatrixXd labels(2, static_cast<Eigen::Index>(horizon));
    boost::random::uniform_01<double> uniform;
    for (double& label : labels.row(0)) label = a + uniform(rng);
    labels.row(1) = without_offset{}.draw_history(0, horizon, rng).transpose();
    return labels;
  }
  Eigen::VectorXd log_likelihood(double a, const Eigen::MatrixXd& labels) const {
    Eigen::VectorXd result = without_offset{}.log_likelihood(0, labels.row(1).transpose());
    for (Eigen::Index t = 0; t < result.size(); ++t)
      if (labels(0, t) < a || labels(0, t) > a + 1) result[t] = -std::numeric_limits<double>::infinity();
    return result;
  }
  Eigen::VectorXd conditional_information(double, const Eigen::MatrixXd& labels) const {
    return without_offset{}.conditional_information(0, labels.row(1).transpose());
  }
  std::size_t latent_dimension() const { return 1; }
  double parameter_from(const Eigen::VectorXd& z) const { return z[0]; }
};
struct walled : walled_marginal {
  walled_marginal marginal_process() const { return {}; }
};

/// A marginal process that is no marginal process.
struct with_other_histories : with_offset {
  struct other : without_offset {
    using history_type = Eigen::MatrixXd;
  };
  other marginal_process() const { return {}; }
};

/// The marginal process takes its stream by value.
struct copying : with_offset {
  struct other : without_offset {
    Eigen::VectorXd draw_history(double a, std::size_t horizon, ib::random_stream rng) const {
      return without_offset::draw_history(a, horizon, rng);
    }
  };
  other marginal_process() const { return {}; }
};

static_assert(ib::offers_marginal_process<with_offset>);
static_assert(ib::detail::takes_marginal<with_offset>);
static_assert(!ib::offers_marginal_process<without_offset>);
static_assert(!ib::offers_marginal_process<with_other_histories>);
static_assert(std::same_as<ib::selected_policy<with_offset>, ib::laplace>);

/// Asks for a stop once so many replicates are reported.
struct stop_at {
  std::size_t limit;
  std::size_t* done;

  void advanced(const ib::progress& made) const { *done = made.done; }
  [[nodiscard]] bool stop_requested() const { return *done >= limit; }
};

/// Five standard errors on either side.
void encloses(const ib::estimate<>& found, double exact, double gap) {
  CHECK(found.lower.mean < exact + 5 * found.lower.standard_error);
  CHECK(found.upper.mean > exact - 5 * found.upper.standard_error);
  CHECK(found.upper.mean - found.lower.mean < gap);
}

/// A user's own policy, which knows the answer.
struct own_policy {
  static constexpr std::string_view name = "own";
  std::size_t replicates = 200;
  std::uint64_t seed = 1;

  template <class Execution, class Observer>
  ib::estimate<double> run(const with_offset&, std::size_t horizon, const Execution&, const Observer&) const {
    return ib::exactly(with_offset::exact(horizon));
  }
};

}  // namespace

TEST_CASE("a marginal process of other histories is told", "[marginal][error]") {
  CHECK(ib::detail::misunderstood_members<with_offset>().empty());
  const auto members = ib::detail::misunderstood_members<with_other_histories>();
  REQUIRE(members.size() == 1);
  CHECK(members.front() ==
        "marginal_process, but not as a public const member of () that returns a data-generating process of the same "
        "real_type and history_type with conditional_information(theta, history)");
}

TEST_CASE("every policy reports what is integrated out beside what it simulates", "[marginal][statistical]") {
  const with_offset process;
  const double exact = with_offset::exact(6);
  encloses(ib::information(process, 6, ib::contrastive{.replicates = 400, .seed = 1}), exact, 0.05);
  encloses(ib::information(process, 6, ib::annealed{.replicates = 400, .temperatures = 50, .seed = 2}), exact, 0.05);
  encloses(ib::information(process, 6, ib::laplace{.replicates = 400, .seed = 3}), exact, 0.05);
  encloses(ib::information(process, 6, ib::sequential{.replicates = 200, .particles = 100, .seed = 4}), exact, 0.1);
  const auto chosen = ib::information(process, 6);
  encloses(chosen, exact, 0.01);
  CHECK(chosen.policy == "laplace");
}

TEST_CASE("curves have it label by label", "[marginal][statistical]") {
  const with_offset process;
  const auto check = [&](const auto& policy) {
    const auto curve = ib::learning_curve(process, 6, policy);
    for (const std::size_t t : {1U, 3U, 6U}) encloses(curve.information(t), with_offset::exact(t), 0.2);
  };
  check(ib::contrastive{.replicates = 400, .seed = 1});
  check(ib::annealed{.replicates = 200, .temperatures = 50, .seed = 2});
  check(ib::laplace{.replicates = 400, .seed = 3});
  check(ib::sequential{.replicates = 200, .particles = 100, .seed = 4});
}

TEST_CASE("on threads, stopped and taken up again from its file, a marginal process has the same bits",
          "[marginal][property]") {
  const with_offset process;
  const auto agree = [&](const auto& policy) {
    const auto expected = ib::information(process, 4, policy);
    const temporary_directory here;
    const ib::checkpointed<ib::threads> kept{.file = here.path() / "run", .inner = {3}};
    std::size_t done = 0;
    const auto run = [&](std::size_t limit) {
      return ib::information(process, 4, policy, kept, stop_at{limit, &done});
    };
    const auto cut = run(16);
    CAPTURE(policy.name, cut.replicates);
    CHECK(cut.stopped == ib::stop_reason::cancelled);
    CHECK(cut.replicates > 0);
    CHECK(cut.replicates < expected.replicates);
    // What the labels tell of b is the least there is, in each replicate.
    CHECK(cut.lower.mean > std::log1p(4 * 4 / without_offset::noise_variance) / 2 - 1);
    CHECK(same_bits(expected, run(1000)));
  };
  agree(ib::contrastive{.replicates = 200, .contrasts = 10, .seed = 2});
  agree(ib::annealed{.replicates = 200, .temperatures = 10, .seed = 4});
  agree(ib::sequential{.replicates = 200, .particles = 10, .seed = 5});
  const ib::laplace policy{.replicates = 200, .proposals = 5, .seed = 3};
  const temporary_directory here;
  CHECK(same_bits(ib::learning_curve(process, 4, policy),
                  ib::learning_curve(process, 4, policy, ib::checkpointed<>{.file = here.path() / "curve"})));
}

TEST_CASE("behind walls, where automatic takes other policies, it is not forgotten", "[marginal]") {
  for (const std::size_t horizon : {1U, 40U}) {
    const ib::automatic policy{.replicates = 40, .seed = 1};
    const auto whole = ib::information(walled{}, horizon, policy);
    const auto rest = ib::information(walled_marginal{}, horizon, policy);
    const double told = std::log1p(double(horizon) * 4 / without_offset::noise_variance) / 2;
    CHECK(whole.policy == rest.policy);
    CHECK(whole.lower.mean - rest.lower.mean == Approx(told).epsilon(1e-9));
    CHECK(whole.upper.mean - rest.upper.mean == Approx(told).epsilon(1e-9));
  }
}

TEST_CASE("a marginal process that draws from a copy of its stream is found out", "[marginal][error]") {
  CHECK(thrown<std::runtime_error>([] {
          (void)ib::information(copying{}, 3, ib::contrastive{.replicates = 4});
        }).find("draw_history") != std::string::npos);
}

TEST_CASE("the marginal process by itself tells of its own parameter only", "[marginal][statistical]") {
  const double T = 6;
  const double exact = std::log1p(T / (without_offset::noise_variance + T * 4)) / 2;
  encloses(ib::information(without_offset{}, 6, ib::contrastive{.replicates = 400, .seed = 1}), exact, 0.05);
}

TEST_CASE("the ceiling of contrastive is on what it simulates", "[marginal]") {
  const auto found = ib::information(with_offset{}, 6, ib::contrastive{.replicates = 100, .contrasts = 10});
  const double integrated_out = std::log1p(6 * 4 / without_offset::noise_variance) / 2;
  CHECK(found.ceiling == Approx(std::log(11.0) + integrated_out).epsilon(1e-12));
  CHECK(!found.saturated());
}

TEST_CASE("a learner's evidence is that of its marginal process", "[marginal][statistical]") {
  const with_offset process;
  const auto own = ib::misspecified_error(process, process, 6, ib::contrastive{.replicates = 200, .seed = 1});
  // The same law: a cost of 0, of which the upper side is above it by the noise of an evidence alone.
  CHECK(own.misspecification.upper.mean < 0.05);
  CHECK(own.misspecification.upper.mean > -5 * own.misspecification.upper.standard_error);
  CHECK(own.total.upper.mean * 6 > with_offset::exact(6) - 5 * 6 * own.total.upper.standard_error);
}

TEST_CASE("a learner beside a process that is simulated by its marginal process pays for both blocks",
          "[marginal][statistical]") {
  // The offset a + b is N(0, 5): the right learner, in closed form.
  struct right {
    Eigen::VectorXd log_predictive(const Eigen::VectorXd& history) const {
      Eigen::VectorXd terms(history.size());
      double mean = 0, variance = 5;
      for (Eigen::Index t = 0; t < terms.size(); ++t) {
        const double spread = variance + without_offset::noise_variance;
        const double error = history[t] - mean;
        terms[t] = -(error * error / spread + std::log(2 * std::acos(-1.0) * spread)) / 2;
        mean += variance / spread * error;
        variance -= variance * variance / spread;
      }
      return terms;
    }
  };
  const with_offset process;
  const ib::contrastive policy{.replicates = 200, .contrasts = 200, .seed = 1};
  const auto found = ib::misspecified_error(process, right{}, 6, policy);
  encloses(found.misspecification, 0, 0.05);
  encloses(found.total, with_offset::exact(6) / 6, 0.05);
  const auto curve = ib::misspecified_curve(process, right{}, 6, policy);
  for (std::size_t t = 1; t <= 6; ++t) {
    encloses(curve.misspecification.information(t), 0, 0.2);
    encloses(curve.total.information(t), with_offset::exact(t), 0.2);
  }
  // A policy that is not the library's own shows it the same histories.
  struct watching {
    std::vector<Eigen::VectorXd>* shown;

    Eigen::VectorXd log_predictive(const Eigen::VectorXd& history) const {
      shown->push_back(history);
      return Eigen::VectorXd::Zero(history.size());
    }
  };
  std::vector<Eigen::VectorXd> by_ours;
  std::vector<Eigen::VectorXd> by_own;
  CHECK(ib::misspecified_error(process, watching{&by_ours}, 6, policy).total.replicates == 200);
  CHECK(ib::misspecified_error(process, watching{&by_own}, 6, own_policy{}).estimation.exact());
  CHECK(by_ours.size() == 200);
  CHECK(by_ours == by_own);
}

}  // namespace unit::information::replicate::marginal
