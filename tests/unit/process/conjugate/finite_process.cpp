// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/information.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>
#include <infobound/process/conjugate/finite_process.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/reference.hpp>
#include <support/simulation.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>

namespace unit::process::conjugate::finite_process {

namespace ib = infobound;

using process = ib::finite_process<double>;

static_assert(ib::conjugate_process<process> && ib::solved_process<process>);
static_assert(ib::conjugate_process<ib::finite_process<float>> && ib::solved_process<ib::finite_process<long double>>);

namespace {

template <class Real>
ib::finite_process<Real> from(const reference::row& row) {
  const auto parameters = row.input<Eigen::Index>(0);
  const auto outcomes = row.input<Eigen::Index>(1);
  ib::finite_process<Real> made{Eigen::VectorX<Real>(parameters), Eigen::MatrixX<Real>(parameters, outcomes)};
  for (Eigen::Index theta = 0; theta < parameters; ++theta) {
    made.prior[theta] = row.input<Real>(static_cast<std::size_t>(2 + theta));
    for (Eigen::Index label = 0; label < outcomes; ++label)
      made.likelihood(theta, label) =
          row.input<Real>(static_cast<std::size_t>(2 + parameters + theta * outcomes + label));
  }
  return made;
}

double entropy(const Eigen::VectorXd& probabilities) {
  double sum = 0;
  for (const double p : probabilities)
    if (p > 0) sum -= p * std::log(p);
  return sum;
}

/// Three laws over three outcomes, zeros among them.
process three() {
  process made{Eigen::Vector3d(0.5, 0.3, 0.2), Eigen::MatrixXd(3, 3)};
  made.likelihood << 0.7, 0.2, 0.1, 0.1, 0.5, 0.4, 0.3, 0.7, 0.0;
  return made;
}

}  // namespace

TEST_CASE("the information of a finite process agrees with the table", "[finite_process][reference]") {
  worst error;
  worst in_float;
  worst in_long_double;
  for (const auto& row : reference::table("finite_process")) {
    const auto see = [&]<class Real>(worst& seen, Real) {
      const auto made = from<Real>(row);
      made.validate();
      const Real found = made.information(row.input<std::size_t>(row.size() - 2));
      const Real expected = row.value<Real>(row.size() - 1);
      seen.see(static_cast<double>(expected == 0 ? std::abs(found) : std::abs(found / expected - 1)),
               made.prior.transpose(), row.input(row.size() - 2));
    };
    see(error, 0.0);
    see(in_float, 0.0F);
    see(in_long_double, 0.0L);
  }
  INFO(error.where());
  CHECK(error.value() < 1e-14);
  INFO(in_float.where());
  CHECK(in_float.value() < 1e-6);
  INFO(in_long_double.where());
  CHECK(in_long_double.value() < 100 * static_cast<double>(std::numeric_limits<long double>::epsilon()));
}

TEST_CASE("the information of a finite process keeps its accuracy at T = 1000000", "[finite_process][exact]") {
  worst error;
  for (const double difference : {0x1p-20, 0x1p-10, 0x1p-3}) {
    process coins{Eigen::Vector2d(0.25, 0.75), Eigen::MatrixXd(2, 2)};
    coins.likelihood << 0.25 + difference, 0.75 - difference, 0.25, 0.75;
    const ib::finite_process<long double> better{coins.prior.cast<long double>(), coins.likelihood.cast<long double>()};
    error.see(std::abs(static_cast<double>(coins.information(1000000) / better.information(1000000) - 1)), difference);
  }
  INFO(error.where());
  CHECK(error.value() < 1e-12);
}

TEST_CASE("a single label tells the mutual information of prior and likelihood", "[finite_process][exact]") {
  const process made = three();
  const Eigen::VectorXd law = made.likelihood.transpose() * made.prior;
  double conditional = 0;
  for (Eigen::Index theta = 0; theta < 3; ++theta)
    conditional += made.prior[theta] * entropy(made.likelihood.row(theta).transpose());
  CHECK(made.information(1) == Approx(entropy(law) - conditional).epsilon(1e-14));
}

TEST_CASE("parameters that do not differ tell exactly nothing", "[finite_process][exact]") {
  process same{Eigen::Vector3d(0.2, 0.3, 0.5), Eigen::MatrixXd(3, 4)};
  same.likelihood.rowwise() = Eigen::RowVector4d(0.1, 0.2, 0.3, 0.4);
  CHECK(same.information(1) == 0);
  CHECK(same.information(20) == 0);
}

TEST_CASE("information of a finite process grows, is concave and ends at the entropy of theta",
          "[finite_process][property]") {
  const process made = three();
  double information = 0;
  double increment = std::numeric_limits<double>::infinity();
  for (std::size_t t = 1; t <= 40; ++t) {
    const double next = made.information(t) - information;
    CHECK((next > 0 && next < increment));
    increment = next;
    information += next;
  }
  CHECK(information < entropy(made.prior));
  CHECK(made.information(1000) == Approx(entropy(made.prior)).epsilon(1e-12));
}

TEST_CASE("information of a finite process does not change with how outcomes and parameters are listed",
          "[finite_process][property]") {
  const process made = three();
  const std::size_t horizon = 15;
  const double expected = made.information(horizon);

  process reordered = made;
  reordered.prior.reverseInPlace();
  reordered.likelihood = made.likelihood.rowwise().reverse().colwise().reverse().eval();
  CHECK(reordered.information(horizon) == Approx(expected).epsilon(1e-13));

  // Outcome 0 split in two that tell the same; outcome 3 that never happens.
  process split{made.prior, Eigen::MatrixXd(3, 5)};
  split.likelihood << 0.25 * made.likelihood.col(0), made.likelihood.rightCols(2), Eigen::Vector3d::Zero(),
      0.75 * made.likelihood.col(0);
  CHECK(split.information(horizon) == Approx(expected).epsilon(1e-13));

  // A parameter listed twice, and one of prior 0.
  process repeated{Eigen::VectorXd(5), Eigen::MatrixXd(5, 3)};
  repeated.prior << 0.5, 0.1, 0.2, 0, 0.2;
  repeated.likelihood << made.likelihood.row(0), made.likelihood.row(1), made.likelihood.row(2),
      Eigen::RowVector3d(0, 0, 1), made.likelihood.row(1);
  CHECK(repeated.information(horizon) == Approx(expected).epsilon(1e-13));
}

TEST_CASE("a fine grid of coins is Beta-Bernoulli", "[finite_process][property]") {
  const Eigen::Index cells = 300;
  process grid{Eigen::VectorXd(cells), Eigen::MatrixXd(cells, 2)};
  for (Eigen::Index i = 0; i < cells; ++i) {
    const double theta = (static_cast<double>(i) + 0.5) / static_cast<double>(cells);
    grid.prior[i] = theta * std::pow(1 - theta, 4);
    grid.likelihood.row(i) << 1 - theta, theta;
  }
  grid.prior /= grid.prior.sum();
  CHECK(grid.information(10) == Approx(ib::beta_bernoulli<double>{2.0, 5.0}.information(10)).epsilon(1e-4));
}

TEST_CASE("the predictive law of a finite process is the mixture, label by label", "[finite_process][exact]") {
  const process made = three();
  Eigen::VectorXi history(4);
  history << 1, 0, 1, 2;
  for (Eigen::Index t = 1; t <= 4; ++t) {
    double mixture = 0;
    for (Eigen::Index theta = 0; theta < 3; ++theta) {
      double likelihood = made.prior[theta];
      for (Eigen::Index s = 0; s < t; ++s) likelihood *= made.likelihood(theta, history[s]);
      mixture += likelihood;
    }
    CHECK(made.log_predictive(history.head(t)).sum() == Approx(std::log(mixture)).epsilon(1e-14));
  }
}

TEST_CASE("a label that no parameter allows is minus infinity, and so is all that follows", "[finite_process][exact]") {
  process made{Eigen::Vector2d(0.5, 0.5), Eigen::MatrixXd(2, 3)};
  made.likelihood << 1, 0, 0, 0, 1, 0;
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(made.log_predictive(Eigen::Vector3i(0, 0, 1)) == Eigen::Vector3d(std::log(0.5), 0, -infinity));
  CHECK(made.log_predictive(Eigen::Vector3i(2, 0, 0)) == Eigen::Vector3d::Constant(-infinity));
  CHECK(made.log_likelihood(1, Eigen::Vector3i(0, 1, 2)) == Eigen::Vector3d(-infinity, 0, -infinity));
}

TEST_CASE("probabilities are divided by their sums", "[finite_process][property]") {
  const process exact = three();
  process rounded = exact;
  rounded.prior *= 1 + 9e-9;
  rounded.likelihood *= 1 - 9e-9;
  rounded.validate();
  const Eigen::Vector3i history(0, 1, 2);
  CHECK(rounded.information(1000) == Approx(exact.information(1000)).epsilon(1e-12));
  CHECK((rounded.log_likelihood(0, history) - exact.log_likelihood(0, history)).cwiseAbs().maxCoeff() < 1e-15);
  CHECK((rounded.log_predictive(history) - exact.log_predictive(history)).cwiseAbs().maxCoeff() < 1e-15);
}

TEST_CASE("draws of a finite process have their frequencies and repeat", "[finite_process][statistical]") {
  const process made = three();
  ib::random_stream rng(1);
  for (Eigen::Index theta = 0; theta < 3; ++theta) {
    const double p = made.prior[theta];
    CHECK(simulation::mean_z([&] { return made.draw_parameter(rng) == theta ? 1 : 0; }, 20000, p, p * (1 - p)) < 5);
    const double q = made.likelihood(1, theta);
    CHECK(simulation::mean_z([&] { return made.draw_history(1, 2, rng)[1] == theta ? 1 : 0; }, 20000, q, q * (1 - q)) <
          5);
  }
  CHECK((made.draw_history(2, 10000, rng).array() != 2).all());
  ib::random_stream first(7);
  ib::random_stream second(7);
  CHECK(made.draw_parameter(first) == made.draw_parameter(second));
  CHECK(made.draw_history(0, 50, first) == made.draw_history(0, 50, second));
}

TEST_CASE("simulation of a finite process covers its information", "[finite_process][statistical]") {
  const process made = three();
  const auto found = simulation::of(made, 6, made.information(6));
  CAPTURE(found.covering, found.z);
  CHECK(found.covering >= simulation::fewest_covering);
  CHECK(std::abs(found.z) < 5);
}

TEST_CASE("a finite process outside its domain is refused by name", "[finite_process][error]") {
  const auto refused = [](auto change) {
    process made = three();
    change(made);
    return thrown<std::domain_error>([&] { made.validate(); });
  };
  CHECK(refused([](process& p) { p.prior = Eigen::VectorXd(); }) ==
        "finite_process.prior: number of entries = 0, must be >= 1");
  CHECK(refused([](process& p) { p.likelihood = Eigen::MatrixXd(3, 0); }) ==
        "finite_process.likelihood: number of columns = 0, must be >= 1");
  CHECK(refused([](process& p) { p.prior[1] = -0.25; }) == "finite_process.prior[1] = -0.25, must be >= 0 and finite");
  CHECK(refused([](process& p) { p.prior[1] = 0.75; }) ==
        "finite_process.prior: sum = 1.45, must be 1 to within 1e-08");
  CHECK(refused([](process& p) { p.likelihood(2, 0) = std::nan(""); }) ==
        "finite_process.likelihood(2, 0) = nan, must be >= 0 and finite");
  CHECK(refused([](process& p) { p.likelihood(1, 2) = 0.9; }) ==
        "finite_process.likelihood: sum of row 1 = 1.5, must be 1 to within 1e-08");
  process made = three();
  made.prior = Eigen::Vector2d(0.5, 0.5);
  CHECK(thrown<std::invalid_argument>([&] { return ib::information(made, 3); }) ==
        "finite_process.likelihood: number of rows = 3 and finite_process.prior: number of entries = 2, must be equal");
  made = three();
  CHECK(thrown<std::domain_error>([&] { return made.information(0); }) == "horizon = 0, must be >= 1");
  CHECK(thrown<std::domain_error>([&] { return made.log_predictive(Eigen::Vector2i(0, 3)); }) ==
        "history[1] = 3, must be >= 0 and <= 2");
  CHECK(thrown<std::domain_error>([&] { return made.log_likelihood(3, Eigen::Vector2i(0, 1)); }) ==
        "theta = 3, must be >= 0 and <= 2");
}

}  // namespace unit::process::conjugate::finite_process
