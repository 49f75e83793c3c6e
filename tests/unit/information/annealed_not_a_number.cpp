// SPDX-License-Identifier: BSL-1.0
// NaN of the process's own making is reported with what reproduces it; NaN of a trajectory that has left the numbers is
// not the process's.
#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <cstddef>
#include <infobound/information/annealed.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/sequential.hpp>
#include <limits>
#include <stdexcept>
#include <string>
#include <support/catch.hpp>
#include <support/thrown.hpp>

namespace unit::information::annealed_not_a_number {

namespace ib = infobound;

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// θ ~ N(0, 1), Y_t iid N(θ, variance), whose functions are not numbers where |z| exceeds a limit.
struct limited_mean {
  using real_type = double;
  using parameter_type = double;
  using history_type = Eigen::VectorXd;

  double variance = 1;
  double likelihood_limit = std::numeric_limits<double>::infinity();
  double gradient_limit = std::numeric_limits<double>::infinity();

  template <class Rng>
  [[nodiscard]] double draw_parameter(Rng& rng) const {
    return boost::random::normal_distribution<double>()(rng);
  }
  template <class Rng>
  [[nodiscard]] Eigen::VectorXd draw_history(double theta, std::size_t horizon, Rng& rng) const {
    boost::random::normal_distribution<double> normal(theta, std::sqrt(variance));
    return Eigen::VectorXd::NullaryExpr(static_cast<Eigen::Index>(horizon), [&] { return normal(rng); });
  }
  [[nodiscard]] Eigen::VectorXd log_likelihood(double theta, const Eigen::VectorXd& history) const {
    if (!(std::abs(theta) <= likelihood_limit)) return Eigen::VectorXd::Constant(history.size(), nan);
    return -((history.array() - theta).square() / variance + std::log(2 * std::acos(-1.0) * variance)) / 2;
  }
  [[nodiscard]] std::size_t latent_dimension() const { return 1; }
  [[nodiscard]] double parameter_from(const Eigen::VectorXd& z) const { return z[0]; }
  [[nodiscard]] Eigen::VectorXd gradient(const Eigen::VectorXd& z, const Eigen::VectorXd& history) const {
    if (!(std::abs(z[0]) <= gradient_limit)) return Eigen::VectorXd::Constant(1, nan);
    return Eigen::VectorXd::Constant(1, (history.array() - z[0]).sum() / variance);
  }
  [[nodiscard]] Eigen::MatrixXd hessian(const Eigen::VectorXd&, const Eigen::VectorXd& history) const {
    return Eigen::MatrixXd::Constant(1, 1, -static_cast<double>(history.size()) / variance);
  }
};

template <class Policy>
std::string error_of(const limited_mean& process, const Policy& policy) {
  return thrown<std::runtime_error>([&] { return ib::information(process, 2, policy); });
}

}  // namespace

TEST_CASE("NaN from the process is reported with policy, seed and replicate, and as a pilot's where it was one",
          "[annealed][sequential][error]") {
  using Catch::Matchers::StartsWith;
  const limited_mean bad_likelihood{.likelihood_limit = 1};
  const limited_mean bad_gradient{.gradient_limit = 1};
  const auto slices = ib::annealing_kernel::elliptical_slice;
  // Pilots from the prior and from Laplace's law tell which of the two a path starts from.
  const auto mode = ib::annealing_start::laplace;
  CHECK_THAT(error_of(bad_likelihood, ib::annealed{.temperatures = 10, .seed = 3}),
             StartsWith("annealed: the process's log_likelihood returned NaN at seed 3, pilot replicate "));
  CHECK_THAT(error_of(bad_gradient, ib::annealed{.temperatures = 10, .seed = 3}),
             StartsWith("annealed: the process's gradient returned NaN at seed 3, pilot replicate "));
  CHECK_THAT(error_of(bad_likelihood, ib::annealed{.temperatures = 10, .kernel = slices, .seed = 3, .start = mode}),
             StartsWith("annealed: the process's log_likelihood returned NaN at seed 3, pilot replicate "));
  CHECK_THAT(error_of(bad_gradient, ib::annealed{.temperatures = 10, .kernel = slices, .seed = 3, .start = mode}),
             StartsWith("annealed: the process's gradient returned NaN at seed 3, pilot replicate "));
  CHECK_THAT(error_of(bad_likelihood, ib::sequential{.seed = 3}),
             StartsWith("sequential: the process's log_likelihood returned NaN at seed 3, pilot replicate "));
}

TEST_CASE("a NaN that few points have is found and not taken for a refusal", "[annealed][error]") {
  // One prior draw in 2000 is beyond 3.5: every replicate's chains together are sure to propose it.
  const auto error =
      error_of(limited_mean{.variance = 4, .likelihood_limit = 3.5}, ib::annealed{.temperatures = 500, .seed = 1});
  CHECK_THAT(error, ContainsSubstring("log_likelihood returned NaN"));
}

TEST_CASE("a trajectory that leaves all that the prior draws is refused without an error", "[annealed][statistical]") {
  // Pilots begin with steps a hundred thousand times too long for the end of the path; the functions stop being numbers
  // at 60 standard deviations, as they would by overflow.
  const limited_mean sharp{.variance = 1e-10, .likelihood_limit = 60, .gradient_limit = 60};
  const auto found = ib::information(sharp, 2, ib::annealed{.replicates = 200, .temperatures = 300, .seed = 5});
  const double exact = std::log1p(2e10) / 2;
  CAPTURE(found.lower.mean, found.upper.mean);
  CHECK(found.lower.mean - 5 * found.lower.standard_error <= exact);
  CHECK(exact <= found.upper.mean + 5 * found.upper.standard_error);
  CHECK(found.upper.mean - found.lower.mean < 20);
}

}  // namespace unit::information::annealed_not_a_number
