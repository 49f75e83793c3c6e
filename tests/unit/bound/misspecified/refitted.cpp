// SPDX-License-Identifier: BSL-1.0
#include <infobound/bound/misspecified/refitted.hpp>

#include <Eigen/Core>
#include <boost/random/uniform_01.hpp>
#include <cmath>
#include <cstddef>
#include <infobound/core/random_stream.hpp>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/thrown.hpp>
#include <vector>

namespace unit::bound::misspecified::refitted {

namespace ib = infobound;

namespace {

/// What a model predicts is how many labels it was fitted to.
template <class History>
struct counting_fit {
  Eigen::Index spare = 0;

  struct model {
    double fitted;
    Eigen::Index spare;
    Eigen::VectorXd log_predictive(const History&, std::size_t first, std::size_t last) const {
      return Eigen::VectorXd::Constant(static_cast<Eigen::Index>(last - first) + spare, -fitted);
    }
  };
  model fit(const History&, std::size_t size) const { return {static_cast<double>(size), spare}; }
};

struct drawn_fit {
  counting_fit<Eigen::VectorXd>::model fit(const Eigen::VectorXd&, std::size_t, ib::random_stream& rng) const {
    return {boost::random::uniform_01<double>()(rng), 0};
  }
};

struct labelled {
  Eigen::MatrixXd inputs;
  Eigen::VectorXi labels;
};

/// Two labels are given before those that count.
struct with_prefix : counting_fit<Eigen::VectorXd> {
  std::size_t horizon(const Eigen::VectorXd& history) const { return static_cast<std::size_t>(history.size()) - 2; }
};

std::vector<double> fitted_to(const Eigen::VectorXd& terms) {
  const Eigen::VectorXd sizes = -terms;
  return {sizes.data(), sizes.data() + sizes.size()};
}

}  // namespace

TEST_CASE("labels between two fits are predicted by the last", "[refitted][exact]") {
  const Eigen::VectorXd history = Eigen::VectorXd::Zero(7);
  using learner = counting_fit<Eigen::VectorXd>;
  CHECK(fitted_to(ib::refitted{learner{}}.log_predictive(history)) == std::vector<double>{0, 1, 2, 2, 4, 4, 4});
  CHECK(fitted_to(ib::refitted<learner>{.learner = {}, .growth = 1.01}.log_predictive(history)) ==
        std::vector<double>{0, 1, 2, 3, 4, 5, 6});
  CHECK(fitted_to(ib::refitted<learner>{.learner = {}, .growth = 2, .sizes = {0, 3, 5, 9}}.log_predictive(history)) ==
        std::vector<double>{0, 0, 0, 3, 3, 5, 5});
  CHECK(ib::refitted{learner{}}.fits(1000) == std::vector<std::size_t>{0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512});
  CHECK(ib::refitted<learner>{.learner = {}, .growth = 1.5}.fits(10) == std::vector<std::size_t>{0, 1, 2, 3, 5, 8});
}

TEST_CASE("labels are counted in vectors, columns, labels of a history, or as the learner says", "[refitted][exact]") {
  CHECK(ib::refitted{counting_fit<Eigen::MatrixXd>{}}.log_predictive(Eigen::MatrixXd(2, 5)).size() == 5);
  CHECK(ib::refitted{counting_fit<labelled>{}}.log_predictive(labelled{{}, Eigen::VectorXi(4)}).size() == 4);
  CHECK(ib::refitted{with_prefix{}}.log_predictive(Eigen::VectorXd(6)).size() == 4);
}

TEST_CASE("each fit draws on where the one before left off", "[refitted][exact]") {
  ib::random_stream rng(3), again(3);
  const std::vector<double> drawn = fitted_to(ib::refitted{drawn_fit{}}.log_predictive(Eigen::VectorXd::Zero(3), rng));
  boost::random::uniform_01<double> uniform;
  for (const double one : drawn) CHECK(one == uniform(again));
}

TEST_CASE("grids and models that do not fit are refused", "[refitted][error]") {
  using learner = counting_fit<Eigen::VectorXd>;
  CHECK(thrown<std::domain_error>([] { ib::refitted<learner>{.learner = {}, .growth = 1}.validate(); }) ==
        "refitted.growth = 1, must be > 1");
  CHECK(thrown<std::domain_error>([] {
          ib::refitted<learner>{.learner = {}, .growth = 2, .sizes = {1, 4, 4}}.validate();
        }) == "refitted.sizes[2] = 4, must be > 4");
  CHECK(thrown<std::invalid_argument>([] {
          (void)ib::refitted{learner{.spare = 1}}.log_predictive(Eigen::VectorXd::Zero(3));
        }) == "model.log_predictive: number of entries = 2 and last - first = 1, must be equal");
}

}  // namespace unit::bound::misspecified::refitted
