// SPDX-License-Identifier: BSL-1.0
// Results in the memory of earlier ones: the forms that a member may have.
#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/reuse.hpp>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/thrown.hpp>

namespace unit::core::reuse {

namespace ib = infobound;

namespace {

using vector = Eigen::VectorXd;
using matrix = Eigen::MatrixXd;
using array = Eigen::ArrayXd;

struct process {
  using real_type = double;
  using parameter_type = vector;
  using history_type = matrix;
};

/// A new value at every call.
struct by_value : process {
  vector draw_parameter(ib::random_stream&) const { return vector::Constant(3, 1); }
  matrix draw_history(const vector& theta, std::size_t horizon, ib::random_stream&) const {
    return matrix::Constant(theta.size(), static_cast<Eigen::Index>(horizon), 2);
  }
  vector log_likelihood(const vector& theta, const matrix& history) const { return history.transpose() * theta; }
  matrix log_likelihoods(const matrix& thetas, const matrix& history) const { return history.transpose() * thetas; }
  array total_log_likelihoods(const matrix& thetas, const matrix& history) const {
    return (history.transpose() * thetas).colwise().sum();
  }
  vector parameter_from(const vector& z) const { return 2 * z; }
  vector gradient(const vector& z, const matrix& history) const { return history * history.transpose() * z; }
  matrix hessian(const vector&, const matrix& history) const { return history * history.transpose(); }
};

/// The result moved in and returned.
struct returned : process {
  vector draw_parameter(ib::random_stream&, vector&& result = {}) const {
    result.setConstant(3, 1);
    return result;
  }
  matrix draw_history(const vector& theta, std::size_t horizon, ib::random_stream&, matrix&& result = {}) const {
    result.setConstant(theta.size(), static_cast<Eigen::Index>(horizon), 2);
    return result;
  }
  vector log_likelihood(const vector& theta, const matrix& history, vector&& result = {}) const {
    result.resize(history.cols());
    result.noalias() = history.transpose() * theta;
    return result;
  }
  matrix log_likelihoods(const matrix& thetas, const matrix& history, matrix&& result = {}) const {
    result.resize(history.cols(), thetas.cols());
    result.noalias() = history.transpose() * thetas;
    return result;
  }
  array total_log_likelihoods(const matrix& thetas, const matrix& history, array&& result = {}) const {
    result = (history.transpose() * thetas).colwise().sum();
    return result;
  }
  vector parameter_from(const vector& z, vector&& result = {}) const {
    result = 2 * z;
    return result;
  }
  vector gradient(const vector& z, const matrix& history, vector&& result = {}) const {
    result = history * history.transpose() * z;
    return result;
  }
  matrix hessian(const vector&, const matrix& history, matrix&& result = {}) const {
    result.resize(history.rows(), history.rows());
    result.noalias() = history * history.transpose();
    return result;
  }
};

/// Beside a member by value one that writes over its last argument.
struct written_over : by_value {
  using by_value::draw_history;
  using by_value::draw_parameter;
  using by_value::gradient;
  using by_value::hessian;
  using by_value::log_likelihood;
  using by_value::log_likelihoods;
  using by_value::parameter_from;
  void draw_parameter(ib::random_stream&, vector& result) const { result.setConstant(3, 1); }
  void draw_history(const vector& theta, std::size_t horizon, ib::random_stream&, matrix& result) const {
    result.setConstant(theta.size(), static_cast<Eigen::Index>(horizon), 2);
  }
  void log_likelihood(const vector& theta, const matrix& history, vector& result) const {
    result = history.transpose() * theta;
  }
  void log_likelihoods(const matrix& thetas, const matrix& history, matrix& result) const {
    result = history.transpose() * thetas;
  }
  void total_log_likelihoods(const matrix& thetas, const matrix& history, array& result) const {
    result = (history.transpose() * thetas).colwise().sum();
  }
  void parameter_from(const vector& z, auto&& result) const { result = 2 * z; }
  void gradient(const vector& z, const matrix& history, vector& result) const {
    result = history * history.transpose() * z;
  }
  void hessian(const vector&, const matrix& history, matrix& result) const { result = history * history.transpose(); }
};

/// Calls write(result) on a result of the size that is expected and on one of another size. Where the member takes
/// results, that of the right size keeps its memory.
template <class Result, class Write>
void check(const Result& expected, bool keeps_memory, Write write) {
  Result result = Result::Constant(expected.rows(), expected.cols(), 77);
  const double* const memory = result.data();
  write(result);
  CHECK((result.array() == expected.array()).all());
  if (keeps_memory) CHECK(result.data() == memory);
  Result other = Result::Constant(expected.rows() + 5, expected.cols(), 77);
  write(other);
  REQUIRE(other.rows() == expected.rows());
  CHECK((other.array() == expected.array()).all());
}

/// `keeps` tells whether results keep their memory.
template <class Process>
void check_all(const Process& made, bool keeps) {
  ib::random_stream rng(0);
  const vector theta = vector::Constant(3, 1);
  const matrix history = matrix::Constant(3, 4, 2);
  const matrix thetas = matrix::Constant(3, 2, 3);
  check<vector>(theta, keeps, [&](vector& result) { ib::reuse::draw_parameter(made, rng, result); });
  check<matrix>(history, keeps, [&](matrix& result) { ib::reuse::draw_history(made, theta, 4, rng, result); });
  check<vector>(vector::Constant(4, 6), keeps,
                [&](vector& result) { ib::reuse::log_likelihood(made, theta, history, result); });
  check<matrix>(matrix::Constant(4, 2, 18), keeps,
                [&](matrix& result) { ib::reuse::log_likelihoods(made, thetas, history, result); });
  check<array>(array::Constant(2, 72), keeps,
               [&](array& result) { ib::reuse::total_log_likelihoods(made, thetas, history, result); });
  check<vector>(2 * theta, keeps, [&](vector& result) { ib::reuse::parameter_from(made, theta, result); });
  check<vector>(vector::Constant(3, 48), keeps,
                [&](vector& result) { ib::reuse::gradient(made, theta, history, result); });
  check<matrix>(matrix::Constant(3, 3, 16), keeps,
                [&](matrix& result) { ib::reuse::hessian(made, theta, history, result); });
}

struct several_columns : process {
  matrix gradient(const vector& z, const matrix&, vector = {}) const { return matrix::Zero(z.size(), 2); }
};
struct refuses : process {
  vector gradient(const vector&, const matrix&, vector) const { throw std::domain_error("no such z"); }
};

}  // namespace

TEST_CASE("a member is called with its earlier result in whichever form it takes it, or without", "[reuse][exact]") {
  check_all(by_value{}, false);
  check_all(returned{}, true);
  check_all(written_over{}, true);
}

TEST_CASE("a matrix of several columns for a vector is refused, and what a member throws is thrown", "[reuse][error]") {
  vector result(2);
  CHECK(thrown<std::invalid_argument>([&] {
          ib::reuse::gradient(several_columns{}, vector::Zero(2), matrix(), result);
        }) == "gradient returned a matrix of 2 x 2, must be a vector");
  CHECK(thrown<std::domain_error>([&] { ib::reuse::gradient(refuses{}, vector::Zero(2), matrix(), result); }) ==
        "no such z");
  ib::reuse::gradient(returned{}, vector::Ones(2), matrix::Identity(2, 2), result);
  CHECK(result == vector::Ones(2));
}

}  // namespace unit::core::reuse
