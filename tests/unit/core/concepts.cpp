// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <string>
#include <support/catch.hpp>
#include <support/normal_mean.hpp>
#include <type_traits>
#include <vector>

namespace unit::core::concepts {

namespace ib = infobound;

// Each concept is asserted on a small process that has just what it asks for, and denied to one that lacks it or has it
// in another shape.

namespace {

using vector = Eigen::VectorXd;
using matrix = Eigen::MatrixXd;

struct nothing {};

struct types {
  using real_type = double;
  using parameter_type = vector;
  using history_type = matrix;
};

struct priors : types {
  vector draw_parameter(auto&) const { return vector::Zero(1); }
};

struct simulations : priors {
  matrix draw_history(const vector&, std::size_t, auto&) const { return matrix::Zero(1, 1); }
};

struct likelihoods : simulations {
  vector log_likelihood(const vector&, const matrix&) const { return vector::Zero(1); }
};

}  // namespace

// Types ---------------------------------------------------------------------------------------------------------------

static_assert(ib::names_real_type<types> && !ib::names_real_type<nothing>);
static_assert(ib::names_draws<types> && !ib::names_draws<nothing>);
static_assert(std::is_same_v<ib::real_type_t<nothing>, double>);
static_assert(std::is_same_v<ib::real_type_t<const types&>, double>);

namespace {
struct single {
  using real_type = float;
};
struct parameter_alone {
  using parameter_type = vector;
};
}  // namespace
static_assert(std::is_same_v<ib::real_type_t<single>, float>);
static_assert(!ib::names_draws<parameter_alone>);

// The data-generating process -----------------------------------------------------------------------------------------

static_assert(ib::draws_parameter<priors> && !ib::draws_parameter<types>);
static_assert(ib::draws_history<simulations> && !ib::draws_history<priors>);
static_assert(ib::evaluates_likelihood<likelihoods> && !ib::evaluates_likelihood<simulations>);
static_assert(ib::data_generating_process<likelihoods>);
static_assert(!ib::data_generating_process<simulations> && !ib::data_generating_process<nothing>);
static_assert(ib::data_generating_process<mylab::simulated_mean>);

namespace {

struct forgets_const : types {
  vector draw_parameter(auto&) { return vector::Zero(1); }
  matrix draw_history(const vector&, std::size_t, auto&) { return matrix::Zero(1, 1); }
  vector log_likelihood(const vector&, const matrix&) { return vector::Zero(1); }
};
struct draws_text : types {
  std::string draw_parameter(auto&) const { return {}; }
  std::string draw_history(const vector&, std::size_t, auto&) const { return {}; }
};
struct one_number : simulations {
  double log_likelihood(const vector&, const matrix&) const { return 0; }
};
struct other_scalar : simulations {
  Eigen::VectorXf log_likelihood(const vector&, const matrix&) const { return Eigen::VectorXf::Zero(1); }
};
struct standard_vector : simulations {
  std::vector<double> log_likelihood(const vector&, const matrix&) const { return {0}; }
};
struct array_expression : simulations {
  auto log_likelihood(const vector& theta, const matrix&) const { return theta.array().square().eval(); }
};

}  // namespace

static_assert(!ib::draws_parameter<forgets_const> && !ib::draws_history<forgets_const>);
static_assert(!ib::evaluates_likelihood<forgets_const>);
static_assert(!ib::draws_parameter<draws_text> && !ib::draws_history<draws_text>);
static_assert(!ib::evaluates_likelihood<one_number>);
static_assert(!ib::evaluates_likelihood<other_scalar>);
static_assert(!ib::evaluates_likelihood<standard_vector>);
static_assert(ib::evaluates_likelihood<array_expression>);

// What more it can do -------------------------------------------------------------------------------------------------

namespace {

struct batched : likelihoods {
  matrix log_likelihoods(const matrix&, const matrix&) const { return matrix::Zero(1, 1); }
};
struct whitened : likelihoods {
  std::size_t latent_dimension() const { return 1; }
  vector parameter_from(const vector& z) const { return z; }
};
struct half_whitened : likelihoods {
  vector parameter_from(const vector& z) const { return z; }
};
struct differentiable : whitened {
  vector gradient(const vector& z, const matrix&) const { return z; }
};
struct gradient_alone : likelihoods {
  vector gradient(const vector& z, const matrix&) const { return z; }
};
struct curved : differentiable {
  matrix hessian(const vector& z, const matrix&) const { return z * z.transpose(); }
};
struct concave : curved {
  static constexpr bool log_concave_likelihood = true;
};
struct not_concave : curved {
  static constexpr bool log_concave_likelihood = false;
};
struct predictive : likelihoods {
  vector log_predictive(const matrix&) const { return vector::Zero(1); }
};
struct predicts_float : likelihoods {
  Eigen::VectorXf log_predictive(const matrix&) const { return Eigen::VectorXf::Zero(1); }
};

}  // namespace

static_assert(ib::batched_process<batched> && !ib::batched_process<likelihoods>);
static_assert(ib::whitened_process<whitened>);
static_assert(!ib::whitened_process<likelihoods> && !ib::whitened_process<half_whitened>);
static_assert(ib::differentiable_process<differentiable>);
static_assert(!ib::differentiable_process<whitened> && !ib::differentiable_process<gradient_alone>);
static_assert(ib::evaluates_hessian<curved> && !ib::evaluates_hessian<differentiable>);
static_assert(ib::has_log_concave_likelihood<concave>);
static_assert(!ib::has_log_concave_likelihood<curved> && !ib::has_log_concave_likelihood<not_concave>);
static_assert(ib::conjugate_process<predictive> && ib::conjugate_process<mylab::conjugate_mean>);
static_assert(!ib::conjugate_process<likelihoods> && !ib::conjugate_process<predicts_float>);
static_assert(!ib::conjugate_process<mylab::simulated_mean>);

// Information ---------------------------------------------------------------------------------------------------------

namespace {

struct solved {
  using real_type = double;
  double information(std::size_t) const { return 1; }
};
struct solved_curve : solved {
  vector information_curve(std::size_t) const { return vector::Zero(1); }
};
struct solved_without_scalar {
  double information(std::size_t) const { return 1; }
};
struct sampled {
  using real_type = double;
  auto information_sampler(std::size_t) const {
    return [](auto&, Eigen::Ref<Eigen::ArrayXd> increments) { increments.setZero(); };
  }
};
struct samples_number {
  using real_type = double;
  double information_sampler(std::size_t) const { return 0; }
};

}  // namespace

static_assert(ib::solved_process<solved> && !ib::solved_process<solved_without_scalar>);
static_assert(!ib::solved_process<likelihoods>);
static_assert(ib::evaluates_information_curve<solved_curve> && !ib::evaluates_information_curve<solved>);
static_assert(ib::samples_information<sampled>);
static_assert(!ib::samples_information<samples_number> && !ib::samples_information<solved>);

// Rates and errors ----------------------------------------------------------------------------------------------------

namespace {

struct upper_rate {
  double rate_upper(double) const { return 1; }
};
struct upper_rate_of_horizon {
  double rate_upper(double, std::size_t) const { return 1; }
};
struct lower_rate {
  double rate_lower(double) const { return 0; }
};
struct lower_rate_of_horizon {
  double rate_lower(double, std::size_t) const { return 0; }
};
struct exact_rate {
  double rate_distortion(double) const { return 1; }
};
struct exact_rate_of_horizon {
  double rate_distortion(double, std::size_t) const { return 1; }
};
struct table {
  Eigen::MatrixXd joint_table(std::size_t) const { return Eigen::MatrixXd::Ones(1, 1); }
};
struct table_of_floats {
  Eigen::MatrixXf joint_table(std::size_t) const { return Eigen::MatrixXf::Ones(1, 1); }
};
struct distortion {
  auto distortion_rate() const {
    return [](double rate) { return 1 / (1 + rate); };
  }
};
struct distortion_number {
  double distortion_rate() const { return 1; }
};
struct upper_error {
  double error_upper(std::size_t) const { return 1; }
};
struct lower_error {
  double error_lower(std::size_t) const { return 0; }
};
struct error_list {
  std::vector<ib::bound<double>> error_bounds(std::size_t) const { return {}; }
};

}  // namespace

static_assert(ib::bounds_rate_above<upper_rate> && ib::bounds_rate_above<upper_rate_of_horizon>);
static_assert(!ib::bounds_rate_above<lower_rate> && !ib::bounds_rate_above<nothing>);
static_assert(ib::bounds_rate_below<lower_rate> && ib::bounds_rate_below<lower_rate_of_horizon>);
static_assert(!ib::bounds_rate_below<upper_rate> && !ib::bounds_rate_below<nothing>);
static_assert(ib::rate_bounded_process<upper_rate> && ib::rate_bounded_process<lower_rate_of_horizon>);
static_assert(!ib::rate_bounded_process<nothing> && !ib::rate_bounded_process<upper_error>);
static_assert(ib::evaluates_horizon_rate_distortion<exact_rate_of_horizon>);
static_assert(!ib::evaluates_horizon_rate_distortion<exact_rate>);
static_assert(!ib::evaluates_rate_distortion<exact_rate_of_horizon>);
static_assert(ib::tabulates_joint_law<table> && !ib::tabulates_joint_law<table_of_floats>);
static_assert(ib::evaluates_rate_distortion<exact_rate> && !ib::evaluates_rate_distortion<upper_rate>);
static_assert(ib::evaluates_distortion_rate<distortion> && !ib::evaluates_distortion_rate<distortion_number>);
static_assert(ib::bounds_error_above<upper_error> && !ib::bounds_error_above<lower_error>);
static_assert(ib::bounds_error_below<lower_error> && !ib::bounds_error_below<upper_error>);
static_assert(ib::lists_error_bounds<error_list> && !ib::lists_error_bounds<upper_error>);
static_assert(ib::error_bounded_process<upper_error> && ib::error_bounded_process<lower_error>);
static_assert(ib::error_bounded_process<error_list>);
static_assert(!ib::error_bounded_process<nothing> && !ib::error_bounded_process<upper_rate>);

// Meta-parameters -----------------------------------------------------------------------------------------------------

namespace {

struct meta {
  using meta_parameter_type = double;
  double draw_meta_parameter(auto&) const { return 0; }
  likelihoods task(double) const { return {}; }
};
struct meta_of_nothing {
  using meta_parameter_type = double;
  double draw_meta_parameter(auto&) const { return 0; }
  nothing task(double) const { return {}; }
};

}  // namespace

static_assert(ib::meta_process<meta> && ib::draws_meta_parameter<meta>);
static_assert(!ib::meta_process<meta_of_nothing> && !ib::meta_process<likelihoods>);

TEST_CASE("explain_process is true of a data-generating process, at compile time", "[concepts][static]") {
  STATIC_REQUIRE(ib::explain_process<likelihoods>());
  STATIC_REQUIRE(ib::explain_process<mylab::simulated_mean>());
}

}  // namespace unit::core::concepts
