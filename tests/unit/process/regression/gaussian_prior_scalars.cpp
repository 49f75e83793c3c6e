// SPDX-License-Identifier: BSL-1.0
// Gaussian priors of one's own in every scalar.
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/eigen.hpp>

#include <Eigen/Core>
#include <cmath>
#include <infobound/process/regression/gaussian_prior.hpp>
#include <infobound/process/regression/linear_regression_gaussian_prior.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <infobound/process/regression/softmax_regression.hpp>
#include <limits>
#include <support/catch.hpp>
#include <vector>

namespace unit::process::regression::gaussian_prior_scalars {

namespace ib = infobound;
using wide = boost::multiprecision::cpp_bin_float_50;

namespace {

/// Entries that are the same in every scalar, of a condition of 10⁷ where the scalar has the digits for it.
template <class Real>
ib::gaussian_prior<Real> prior_of(bool is_steep) {
  const double small = is_steep ? 0x1p-20 : 0.25;
  Eigen::MatrixX<Real> covariance(3, 3);
  covariance << Real(4), Real(2), Real(0.5), Real(2), Real(1 + small), Real(0.25), Real(0.5), Real(0.25), Real(0.125);
  return {.mean = Eigen::VectorX<Real>::Constant(3, Real(0.5)), .covariance = covariance};
}

template <class Real>
Eigen::MatrixX<Real> design_of() {
  Eigen::MatrixX<Real> rows(4, 3);
  rows << Real(1), Real(0), Real(1), Real(0), Real(1), Real(1), Real(1), Real(1), Real(0), Real(2), Real(-1), Real(1);
  return rows;
}

/// What is exact, and the bounds.
template <class Real>
std::vector<Real> known(bool is_steep) {
  const ib::gaussian_prior<Real> prior = prior_of<Real>(is_steep);
  const ib::linear_regression<Real, ib::fixed_design<Real>, ib::gaussian_prior<Real>> given{
      .dimension = 3, .noise_variance = Real(0.0625), .inputs = {design_of<Real>()}, .prior = prior};
  given.validate();
  std::vector<Real> result{given.information(4), given.about({1}).information(4),
                           given.rate_distortion(Real(0.125), 4)};
  for (const auto& bound : given.error_bounds(3)) result.push_back(bound.value);
  const ib::linear_regression<Real, ib::gaussian_inputs, ib::gaussian_prior<Real>> drawn{
      .dimension = 3, .noise_variance = Real(0.0625), .prior = prior};
  result.push_back(drawn.rate_upper(Real(0.125)));
  for (const auto& bound : drawn.error_bounds(4)) result.push_back(bound.value);
  return result;
}

template <class Real>
void check_against(const std::vector<wide>& theirs, bool is_steep, double tolerance) {
  const std::vector<Real> mine = known<Real>(is_steep);
  REQUIRE(mine.size() == theirs.size());
  for (std::size_t i = 0; i < mine.size(); ++i) {
    CAPTURE(i, mine[i], theirs[i]);
    CHECK(std::abs(static_cast<double>(wide(mine[i]) / theirs[i] - 1)) <= tolerance);
  }
}

}  // namespace

TEST_CASE("what is known under Gaussian priors is known in every scalar", "[gaussian_prior][reference]") {
  const std::vector<wide> theirs = known<wide>(true);
  check_against<double>(theirs, true, 3e-11);  // the safe side of I_iso
  const std::vector<double> rough = known<double>(false);
  check_against<float>({rough.begin(), rough.end()}, false, 1e-5);
}

TEST_CASE("responses under Gaussian priors are bounded in wide scalars", "[gaussian_prior][reference]") {
  const auto bounds = []<class Real>(Real) {
    const ib::logistic_regression<Real, ib::fixed_design<Real>, ib::gaussian_prior<Real>> process{
        .dimension = 3, .inputs = {design_of<Real>().topRows(1)}, .prior = prior_of<Real>(false)};
    return process.error_bounds(1);
  };
  const auto mine = bounds(double{});
  const auto theirs = bounds(wide{});
  REQUIRE(mine.size() == theirs.size());
  for (std::size_t i = 0; i < mine.size(); ++i)
    CHECK(std::abs(mine[i].value / static_cast<double>(theirs[i].value) - 1) <= 1e-6);
}

}  // namespace unit::process::regression::gaussian_prior_scalars
