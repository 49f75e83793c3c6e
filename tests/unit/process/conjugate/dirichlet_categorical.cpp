// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/eigen.hpp>
#include <cmath>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/information.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>
#include <infobound/process/conjugate/dirichlet_categorical.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/reference.hpp>
#include <support/simulation.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>

namespace unit::process::conjugate::dirichlet_categorical {

namespace ib = infobound;

using process = ib::dirichlet_categorical<double>;

static_assert(ib::conjugate_process<process> && ib::solved_process<process>);
static_assert(ib::evaluates_information_curve<process>);
static_assert(ib::conjugate_process<ib::dirichlet_categorical<float>>);

namespace {

template <class Real>
Eigen::VectorX<Real> concentrations(const reference::row& row) {
  return Eigen::VectorX<Real>::NullaryExpr(
      row.input<Eigen::Index>(0), [&](Eigen::Index i) { return row.input<Real>(static_cast<std::size_t>(i) + 1); });
}

}  // namespace

TEST_CASE("the information of Dirichlet-categorical agrees with the table", "[dirichlet_categorical][reference]") {
  worst error;
  worst of_curve;
  for (const auto& row : reference::table("dirichlet_categorical")) {
    const process labels{concentrations<double>(row)};
    const auto horizon = row.input<std::size_t>(row.size() - 2);
    const double expected = row.value(row.size() - 1);
    error.see(std::abs(labels.information(horizon) / expected - 1), labels.concentrations.transpose(), horizon);
    if (horizon <= 1000)
      of_curve.see(std::abs(labels.information_curve(horizon).tail<1>()[0] / expected - 1),
                   labels.concentrations.transpose(), horizon);
  }
  INFO(error.where());
  CHECK(error.value() < 1e-14);
  INFO(of_curve.where());
  CHECK(of_curve.value() < 1e-13);
}

TEST_CASE("a wide scalar gives the information of Dirichlet-categorical to its own precision",
          "[dirichlet_categorical][reference]") {
  using wide = boost::multiprecision::cpp_bin_float_50;
  worst error;
  for (const auto& row : reference::table("dirichlet_categorical")) {
    const auto horizon = row.input<std::size_t>(row.size() - 2);
    if (horizon > 100) continue;
    const ib::dirichlet_categorical<wide> labels{concentrations<wide>(row)};
    error.see(static_cast<double>(abs(labels.information(horizon) / row.value<wide>(row.size() - 1) - 1)), row.size(),
              horizon);
  }
  INFO(error.where());
  CHECK(error.value() < 1e-28);
}

TEST_CASE("the information of Dirichlet-categorical keeps its accuracy at T = 1000000",
          "[dirichlet_categorical][exact]") {
  const Eigen::Vector4d spread(1e-9, 0.5, 3, 1e4);
  const double found = process{spread}.information(1000000);
  const long double better = ib::dirichlet_categorical<long double>{spread.cast<long double>()}.information(1000000);
  CHECK(std::abs(static_cast<double>(found / better - 1)) < 1e-13);
}

TEST_CASE("two categories are a coin, one has nothing to tell", "[dirichlet_categorical][property]") {
  for (const double alpha : {1e-4, 0.3, 5.0})
    for (const double beta : {1e-4, 0.7, 1e6})
      for (const std::size_t horizon : {1U, 10U, 1000U}) {
        const process labels{Eigen::Vector2d(alpha, beta)};
        const ib::beta_bernoulli<double> coin{beta, alpha};  // the probability of label 1
        CHECK(labels.information(horizon) == coin.information(horizon));
        const Eigen::VectorXi history =
            Eigen::VectorXi::NullaryExpr(20, [](Eigen::Index t) { return t % 3 == 0 ? 1 : 0; });
        CHECK((labels.log_predictive(history) - coin.log_predictive(history)).cwiseAbs().maxCoeff() < 1e-13);
      }
  const process one{Eigen::VectorXd::Constant(1, 2.5)};
  CHECK(one.information(7) == 0);
  CHECK(one.information_curve(3) == Eigen::Vector3d::Zero());
  CHECK(one.log_predictive(Eigen::VectorXi::Zero(4)) == Eigen::Vector4d::Zero());
}

TEST_CASE("categories may come in any order and be told apart in two steps", "[dirichlet_categorical][property]") {
  // First whether a label is 0, then, of the R that are not, which: R ~ BetaBinomial(T; α_1 + α_2, α_0).
  const double first = 0.4;
  const double second = 1.5;
  const double third = 2.5;
  for (const std::size_t horizon : {1U, 2U, 9U}) {
    const process labels{Eigen::Vector3d(first, second, third)};
    const double exact = labels.information(horizon);
    CHECK(process{Eigen::Vector3d(third, first, second)}.information(horizon) == exact);
    double steps = ib::beta_bernoulli<double>{first, second + third}.information(horizon);
    double probability = 1;  // of R = r
    for (std::size_t i = 0; i < horizon; ++i)
      probability *= (first + static_cast<double>(i)) / (first + second + third + static_cast<double>(i));
    for (std::size_t r = 0; r <= horizon; ++r) {
      if (r > 0) steps += probability * ib::beta_bernoulli<double>{second, third}.information(r);
      const auto left = static_cast<double>(horizon - r);
      probability *= left / static_cast<double>(r + 1) * (second + third + static_cast<double>(r)) / (first + left - 1);
    }
    CHECK(steps == Approx(exact).epsilon(1e-13));
  }
}

TEST_CASE("the curve of Dirichlet-categorical is its information at every t, and its increments fall",
          "[dirichlet_categorical][property]") {
  for (const process& labels : {process{Eigen::VectorXd::Constant(6, 0.2)}, process{Eigen::Vector3d(0.01, 2, 300)}}) {
    const Eigen::VectorXd curve = labels.information_curve(200);
    worst error;
    double increment = std::numeric_limits<double>::infinity();
    double before = 0;
    for (Eigen::Index t = 1; t <= 200; ++t) {
      error.see(std::abs(curve[t - 1] / labels.information(static_cast<std::size_t>(t)) - 1), t);
      const double next = curve[t - 1] - before;
      CHECK((next > 0 && next < increment));
      increment = next;
      before = curve[t - 1];
    }
    INFO(error.where());
    CHECK(error.value() < 1e-13);
  }
}

TEST_CASE("the predictive law of Dirichlet-categorical is a law and is exchangeable",
          "[dirichlet_categorical][property]") {
  const process labels{Eigen::Vector3d(0.3, 1, 2)};
  Eigen::VectorXi history(5);
  history << 2, 0, 2, 1, 0;
  const double joint = labels.log_predictive(history).sum();
  CHECK(joint == Approx(std::log(2 * 0.3 * 3 * 1 * 1.3 / (3.3 * 4.3 * 5.3 * 6.3 * 7.3))).epsilon(1e-14));
  Eigen::VectorXi sorted = history;
  std::sort(sorted.begin(), sorted.end());
  CHECK(labels.log_predictive(sorted).sum() == Approx(joint).epsilon(1e-14));
  double total = 0;
  for (int label = 0; label < 3; ++label) {
    history[4] = label;
    total += std::exp(labels.log_predictive(history)[4]);
  }
  CHECK(total == Approx(1).epsilon(1e-15));
}

TEST_CASE("labels of concentrations whose sum is beyond the range have the shares of the concentrations",
          "[dirichlet_categorical][exact]") {
  const ib::dirichlet_categorical<double> labels{Eigen::Vector3d(1.5e308, 0.75e308, 0.75e308)};
  const Eigen::VectorXd found = labels.log_predictive(Eigen::Vector3i(0, 1, 0));
  CHECK(found[0] == Approx(std::log(0.5)).epsilon(1e-14));
  CHECK(found[1] == Approx(std::log(0.25)).epsilon(1e-14));
  CHECK(found[2] == Approx(std::log(0.5)).epsilon(1e-14));
}

TEST_CASE("the likelihood of a category is minus infinity where impossible", "[dirichlet_categorical][exact]") {
  const process labels{Eigen::Vector3d::Ones()};
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(labels.log_likelihood(Eigen::Vector3d(0, 0.25, 0.75), Eigen::Vector3i(2, 0, 1)) ==
        Eigen::Vector3d(std::log(0.75), -infinity, std::log(0.25)));
}

TEST_CASE("draws of Dirichlet-categorical have their moments and repeat", "[dirichlet_categorical][statistical]") {
  const process labels{Eigen::Vector3d(0.5, 1.5, 2)};
  ib::random_stream rng(1);
  for (const Eigen::Index i : {0, 1, 2}) {
    const double mean = labels.concentrations[i] / 4;
    CHECK(simulation::mean_z([&] { return labels.draw_parameter(rng)[i]; }, 20000, mean, mean * (1 - mean) / 5) < 5);
  }
  const Eigen::Vector3d theta(0.2, 0, 0.8);
  CHECK(simulation::mean_z([&] { return labels.draw_history(theta, 2, rng)[1] == 2 ? 1 : 0; }, 20000, 0.8, 0.16) < 5);
  CHECK((labels.draw_history(theta, 10000, rng).array() != 1).all());
  ib::random_stream first(7);
  ib::random_stream second(7);
  CHECK(labels.draw_parameter(first) == labels.draw_parameter(second));
  CHECK(labels.draw_history(theta, 50, first) == labels.draw_history(theta, 50, second));
}

TEST_CASE("the smallest concentrations draw one sure category, never NaN", "[dirichlet_categorical][statistical]") {
  const process labels{Eigen::VectorXd::Constant(5, 1e-200)};
  ib::random_stream rng(3);
  for (int i = 0; i < 100; ++i) {
    const Eigen::VectorXd theta = labels.draw_parameter(rng);
    CHECK((theta.array() == 1).count() == 1);
    CHECK((theta.array() == 0).count() == 4);
  }
}

TEST_CASE("simulation of Dirichlet-categorical covers its information", "[dirichlet_categorical][statistical]") {
  const process labels{Eigen::Vector4d(0.5, 1, 2, 3)};
  const auto found = simulation::of(labels, 12, labels.information(12));
  CAPTURE(found.covering, found.z);
  CHECK(found.covering >= simulation::fewest_covering);
  CHECK(std::abs(found.z) < 5);
}

TEST_CASE("Dirichlet-categorical outside its domain is refused by name", "[dirichlet_categorical][error]") {
  CHECK(thrown<std::domain_error>([] { process{Eigen::VectorXd()}.validate(); }) ==
        "dirichlet_categorical.concentrations: number of entries = 0, must be >= 1");
  CHECK(thrown<std::domain_error>([] { process{Eigen::Vector3d(1, 2, -0.5)}.validate(); }) ==
        "dirichlet_categorical.concentrations[2] = -0.5, must be > 0 and finite");
  CHECK(thrown<std::domain_error>([] { return ib::information(process{Eigen::Vector2d(std::nan(""), 1)}, 3); }) ==
        "dirichlet_categorical.concentrations[0] = nan, must be > 0 and finite");
  const process labels{Eigen::Vector3d::Ones()};
  CHECK(thrown<std::domain_error>([&] { return labels.information(0); }) == "horizon = 0, must be >= 1");
  CHECK(thrown<std::domain_error>([&] { return labels.log_predictive(Eigen::Vector2i(0, 3)); }) ==
        "history[1] = 3, must be >= 0 and <= 2");
  CHECK(thrown<std::invalid_argument>(
            [&] { return labels.log_likelihood(Eigen::Vector2d::Constant(0.5), Eigen::Vector2i(0, 1)); }) ==
        "theta: number of entries = 2 and dirichlet_categorical.concentrations: number of entries = 3, must be equal");
}

}  // namespace unit::process::conjugate::dirichlet_categorical
