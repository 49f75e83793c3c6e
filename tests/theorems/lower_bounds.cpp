// SPDX-License-Identifier: BSL-1.0
// Docs/theory/lower_bounds.md: both determinants and the pairs of 12.2 and 12.3, against enumeration and quadrature.
#include <Eigen/Core>
#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <cstddef>
#include <infobound/core/numeric/digamma.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/determinant.hpp>
#include <infobound/information/information.hpp>
#include <infobound/process/conjugate/dirichlet_categorical.hpp>
#include <infobound/process/regression/generalised_linear_model.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <infobound/process/regression/logistic_response.hpp>
#include <infobound/process/regression/probit_response.hpp>
#include <support/catch.hpp>

namespace theorems::lower_bounds {

namespace ib = infobound;

namespace {

/// What quadrature over z ~ N(0, I_d), d = 1 or 2, and the enumeration of all labels say of given inputs, in nats.
struct truth {
  double information = 0;
  double determinant = 0;  ///< ½ E ln det(I + J)
  double pairs = 0;        ///< −ln E Π ρ; at d = 1
};

template <class Response>
truth enumerated(const Response& response, const Eigen::MatrixXd& design) {
  const Eigen::Index T = design.rows();
  const Eigen::Index d = design.cols();
  const double step = 0.25;
  const int half = 28;  // ± 7
  const Eigen::Index side = 2 * half + 1;
  const Eigen::Index nodes = d == 1 ? side : side * side;
  Eigen::ArrayXd weights(nodes);
  Eigen::MatrixXd etas(T, nodes);
  for (Eigen::Index i = 0; i < nodes; ++i) {
    const Eigen::Vector2d z(step * double(i % side - half), d == 1 ? 0 : step * double(i / side - half));
    weights[i] = std::pow(step / std::sqrt(2 * std::acos(-1.0)), double(d)) * std::exp(-z.squaredNorm() / 2);
    etas.col(i) = design * z.head(d) / std::sqrt(double(d));
  }
  truth found;
  Eigen::ArrayXd likelihoods(nodes);
  for (unsigned labels = 0; labels < (1U << T); ++labels) {
    double determinant = 0;
    for (Eigen::Index i = 0; i < nodes; ++i) {
      double sum = 0;
      Eigen::Matrix2d observed = Eigen::Matrix2d::Identity();
      for (Eigen::Index t = 0; t < T; ++t) {
        const double label = (labels >> t) & 1U;
        sum += response.log_likelihood(etas(t, i), label);
        observed.topLeftCorner(d, d) -=
            response.second_derivative(etas(t, i), label) * design.row(t).transpose() * design.row(t) / double(d);
      }
      likelihoods[i] = std::exp(sum);
      determinant += weights[i] * likelihoods[i] * std::log(observed.determinant()) / 2;
    }
    const double evidence = (weights * likelihoods).sum();
    for (Eigen::Index i = 0; i < nodes; ++i)
      if (likelihoods[i] > 0) found.information += weights[i] * likelihoods[i] * std::log(likelihoods[i] / evidence);
    found.determinant += determinant;
  }
  if (d == 1) {
    double mean = 0;
    for (Eigen::Index i = 0; i < nodes; ++i)
      for (Eigen::Index j = 0; j < nodes; ++j) {
        double product = weights[i] * weights[j];
        for (Eigen::Index t = 0; t < T; ++t) product *= response.affinity(etas(t, i), etas(t, j));
        mean += product;
      }
    found.pairs = -std::log(mean);
  }
  return found;
}

}  // namespace

TEST_CASE("12.2 and 12.3: the determinant and the pairs are below the information, by enumeration",
          "[lower_bounds][reference]") {
  ib::random_stream rng(12);
  boost::random::normal_distribution<double> normal;
  const auto holds = [](const truth& found, Eigen::Index dimension) {
    CAPTURE(found.information, found.determinant, found.pairs, dimension);
    CHECK(found.determinant <= found.information + 1e-9);
    CHECK(found.determinant >= 0.8 * found.information);
    CHECK(found.pairs <= found.information);
    CHECK((found.pairs > 0) == (dimension == 1));
  };
  for (int setting = 0; setting < 12; ++setting) {
    const Eigen::Index dimension = 1 + setting % 2;
    const Eigen::Index horizon = 1 + setting % 4;
    const double size = std::exp(0.5 * normal(rng));
    const Eigen::MatrixXd design = Eigen::MatrixXd::NullaryExpr(horizon, dimension, [&] { return size * normal(rng); });
    CAPTURE(setting, horizon, size);
    holds(enumerated(ib::logistic_response<double>{}, design), dimension);
    holds(enumerated(ib::probit_response<double>{}, design), dimension);
  }
}

TEST_CASE("12.3: the policy averages that determinant, of labels whose curvature depends on them too",
          "[lower_bounds][statistical]") {
  // Five standard errors: fails with probability 6e-7 a check.
  Eigen::MatrixXd design(4, 2);
  design << 1.3, -0.4, 0.2, 1.1, -2.1, 0.7, 0.9, 0.9;
  const auto agree = [&](const auto& process) {
    const double exact = enumerated(process.response, design).determinant;
    const auto found = ib::information(process, 4, ib::determinant{.replicates = 5000, .seed = 1});
    CAPTURE(exact, found.lower.mean, found.lower.standard_error);
    CHECK(std::abs(found.lower.mean - exact) <= 5 * found.lower.standard_error);
  };
  using ib::fixed_design;
  agree(ib::generalised_linear_model<ib::probit_response<double>, double, fixed_design<double>>{.dimension = 2,
                                                                                                .inputs = {design}});
  agree(ib::generalised_linear_model<ib::logistic_response<double>, double, fixed_design<double>>{.dimension = 2,
                                                                                                  .inputs = {design}});
}

TEST_CASE("12.3: the general form is below what counts of a Dirichlet prior tell, and close at long histories",
          "[lower_bounds][exact]") {
  const auto concentrations =
      GENERATE(Eigen::VectorXd(Eigen::Vector2d(1, 1)), Eigen::VectorXd(Eigen::Vector2d(0.3, 4)),
               Eigen::VectorXd(Eigen::Vector3d(0.5, 0.5, 2)), Eigen::VectorXd(Eigen::Vector4d(20, 1, 3, 0.1)));
  const ib::dirichlet_categorical<double> process{.concentrations = concentrations};
  const double total = concentrations.sum();
  const double dimension = static_cast<double>(concentrations.size() - 1);
  double entropy = -std::lgamma(total);  // of the log-odds against the last
  double mean_log_product = 0;
  for (const double alpha : concentrations) {
    const double mean_log = ib::detail::digamma(alpha) - ib::detail::digamma(total);
    entropy += std::lgamma(alpha) - alpha * mean_log;
    mean_log_product += mean_log;
  }
  for (const int T : {1, 10, 100, 1000, 100000}) {
    const double lower = entropy - dimension / 2 * std::log(2 * std::acos(-1.0) * std::exp(1.0)) +
                         (dimension * std::log(total + T) + mean_log_product) / 2;
    const double exact = process.information(static_cast<std::size_t>(T));
    CAPTURE(concentrations, T, lower, exact);
    CHECK(lower <= exact);
    if (T == 100000 && concentrations.minCoeff() >= 0.3) CHECK(lower > exact - 0.02 / concentrations.minCoeff());
    if (concentrations.maxCoeff() == 1 && T == 10) CHECK(lower == Approx(0.8235).margin(5e-5));
    if (concentrations.maxCoeff() == 1 && T == 1000) CHECK(lower == Approx(3.0359).margin(5e-5));
  }
}

}  // namespace theorems::lower_bounds
