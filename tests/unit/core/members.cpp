// SPDX-License-Identifier: BSL-1.0
// Members that bear a known name are understood, or told.
#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/members.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>
#include <infobound/process/conjugate/dirichlet_categorical.hpp>
#include <infobound/process/conjugate/finite_process.hpp>
#include <infobound/process/conjugate/gamma_poisson.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>
#include <infobound/process/meta/gaussian_hierarchy.hpp>
#include <infobound/process/meta/linear_representation.hpp>
#include <infobound/process/meta/representation_evidence.hpp>
#include <infobound/process/meta/representation_joint.hpp>
#include <infobound/process/meta/representation_task.hpp>
#include <infobound/process/meta/task_mixture.hpp>
#include <infobound/process/regression/gaussian_prior_regression.hpp>
#include <infobound/process/regression/gaussian_response.hpp>
#include <infobound/process/regression/generalised_linear_model.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <infobound/process/regression/logistic_response.hpp>
#include <infobound/process/regression/softmax_regression.hpp>
#include <string>
#include <support/catch.hpp>
#include <vector>

namespace unit::core::members {

namespace ib = infobound;

namespace {

using vector = Eigen::VectorXd;
using matrix = Eigen::MatrixXd;

struct process {
  using real_type = double;
  using parameter_type = double;
  using history_type = vector;
};

struct not_const : process {
  vector gradient(const vector& z, const vector&) { return z; }
};
struct returns_a_number : process {
  double hessian(const vector& z, const vector&) const { return z[0]; }
};
struct a_field : process {
  std::size_t latent_dimension = 2;
};
struct of_another_type : process {
  double parameter_from(const std::vector<double>& z) const { return z[0]; }
};
struct returns_a_vector : process {
  vector log_likelihoods(const matrix&, const vector& history) const { return history; }
};
struct returns_nothing : process {
  void information(int) const {}
};
struct of_another_scalar : process {
  Eigen::VectorXf log_predictive(const vector& history) const { return history.cast<float>(); }
};
struct not_const_template : process {
  template <class Z>
  vector gradient(const Z& z, const vector&) {
    return z;
  }
};
struct final_overloads final : process {
  std::string rate_upper(double) const { return {}; }
  std::string rate_upper(int) const { return {}; }
};
struct not_static : process {
  bool independent_observations = true;
};
struct not_static_either : process {
  bool log_concave_likelihood = true;
};
struct affinity_in_all : process {
  double affinity(const double&, const double&, const vector&) const { return 1; }
};
struct totals_of_one : process {
  double total_log_likelihoods(const matrix&, const vector&) const { return 0; }
};
struct validates_if_not_const : process {
  void validate() {}
};

template <bool Smooth>
class understood : public process {
 public:
  double hessian(int) const requires Smooth { return 1; }
  vector gradient(const vector& z, const vector&) const { return z; }
  void gradient(const vector& z, const vector&, vector& result) const { result = z; }
  float rate_upper(double) const { return 1; }
  double rate_lower(double, std::size_t) const { return 1; }

 private:
  double information() { return 1; }  // nobody's but its own
};

/// The result as a last argument: moved in and returned.
struct returns_results : process {
  vector gradient(const vector& z, const vector&, vector = {}) const { return z; }
  matrix hessian(const vector&, const vector&, matrix result = {}) const { return result; }
  double parameter_from(const vector& z, double = 0) const { return z[0]; }
  matrix log_likelihoods(const matrix& thetas, const vector&, matrix = {}) const { return thetas; }
  Eigen::ArrayXd total_log_likelihoods(const matrix&, const vector&, Eigen::ArrayXd result = {}) const {
    return result;
  }
};
struct sums_in_place : process {
  void total_log_likelihoods(const matrix&, const vector&, Eigen::ArrayXd& totals) const { totals.setZero(1); }
};
struct sums_by_value : process {
  vector total_log_likelihoods(const matrix&, const vector& history) const { return history; }
};
struct knows_evidence : process {
  double log_evidence(const vector&) const { return 0; }
};
struct evidence_in_words : process {
  std::string log_evidence(const vector&) const { return {}; }
};
/// What can only be told with a parameter_type and a history_type is not told without them.
struct lacks_types_of_draws {
  using real_type = double;
  double log_evidence(const vector&) const { return 0; }
  vector log_predictive(const vector& history) const { return history; }
  vector gradient(const vector& z, const vector&) const { return z; }
};

template <class Process>
std::vector<std::string> told() {
  return ib::detail::misunderstood_members<Process>();
}
using sentences = std::vector<std::string>;

template <class... Processes>
constexpr bool all_understood = (ib::explain_members<Processes>() && ...);

template <class... Processes>
constexpr bool independent = (ib::has_independent_observations<Processes> && ...);
template <class... Processes>
constexpr bool dependent = (!ib::has_independent_observations<Processes> && ...);

}  // namespace

TEST_CASE("a member of a known name and another form is told with the form that is looked for", "[members][error]") {
  CHECK(told<not_const>() ==
        sentences{"gradient, but not as a public const member of (z, history) that returns an Eigen "
                  "vector of real_type"});
  CHECK(told<not_const_template>() == told<not_const>());
  CHECK(told<returns_a_number>() ==
        sentences{"hessian, but not as a public const member of (z, history) that returns an "
                  "Eigen matrix of real_type"});
  CHECK(told<a_field>() ==
        sentences{"latent_dimension, but not as a public const member function of () that returns a std::size_t"});
  CHECK(told<of_another_type>() ==
        sentences{"parameter_from, but not as a public const member of (z), an Eigen vector of "
                  "real_type, that returns a parameter_type"});
  CHECK(told<returns_a_vector>() == sentences{"log_likelihoods, but not as a public const member of (thetas, history) "
                                              "that returns an Eigen matrix of real_type, one row a label"});
  CHECK(told<returns_nothing>() ==
        sentences{"information, but not as a public const member of (horizon) that returns a real_type"});
  CHECK(told<of_another_scalar>() == sentences{"log_predictive, but not as a public const member of (history) that "
                                               "returns an Eigen vector of real_type"});
  CHECK(told<final_overloads>() == sentences{"rate_upper, but not as a public const member of (epsilon) or (epsilon, "
                                             "horizon) that returns a real_type"});
  CHECK(told<evidence_in_words>() ==
        sentences{"log_evidence, but not as a public const member of (history) that returns a real_type"});
  CHECK(told<totals_of_one>() ==
        sentences{"total_log_likelihoods, but not as a public const member of (thetas, history) that returns an Eigen "
                  "array of real_type, one entry a theta"});
  CHECK(told<affinity_in_all>() ==
        sentences{"affinity, but not as a public const member of (theta, other, history) that returns an Eigen vector "
                  "of real_type"});
  CHECK(told<not_static>() == sentences{"independent_observations, but not as a static constexpr bool"});
  CHECK(told<not_static_either>() == sentences{"log_concave_likelihood, but not as a static constexpr bool"});
  CHECK(told<validates_if_not_const>() ==
        sentences{"validate, but not as a public const member of () that returns nothing"});
}

TEST_CASE("what is absent, private, constrained away or understood is not told", "[members][static]") {
  CHECK(told<process>().empty());
  CHECK(told<understood<false>>().empty());
  CHECK(told<knows_evidence>().empty());
  CHECK(told<returns_results>().empty());
  CHECK(told<sums_in_place>().empty());
  CHECK(told<sums_by_value>().empty());
  CHECK(told<lacks_types_of_draws>().empty());
  STATIC_REQUIRE(ib::explain_members<understood<false>>());
  CHECK(told<understood<true>>().size() == 1);
}

TEST_CASE("every member of the library's processes is understood", "[members][static]") {
  STATIC_REQUIRE(all_understood<ib::linear_regression<double>, ib::linear_regression<float, ib::fixed_design<float>>,
                                ib::logistic_regression<double>, ib::beta_bernoulli<long double>>);
  STATIC_REQUIRE(all_understood<ib::gaussian_hierarchy<double>, ib::task_type_t<ib::gaussian_hierarchy<double>>,
                                ib::linear_representation<ib::logistic_response, double>,
                                ib::linear_representation<ib::gaussian_response, double>,
                                ib::task_mixture<ib::logistic_regression<double>>>);
}

TEST_CASE("observations of the library's processes are independent where inputs are drawn, and not on a design",
          "[members][static]") {
  STATIC_REQUIRE(independent<ib::beta_bernoulli<double>, ib::dirichlet_categorical<double>, ib::finite_process<double>,
                             ib::gamma_poisson<double>, ib::gaussian_mean<double>>);
  STATIC_REQUIRE(independent<ib::linear_regression<double>, ib::logistic_regression<double>,
                             ib::softmax_regression<double>, ib::gaussian_prior_regression<double>,
                             ib::generalised_linear_model<ib::gaussian_response<double>, double>>);
  STATIC_REQUIRE(
      independent<ib::task_type_t<ib::gaussian_hierarchy<double>>,
                  ib::representation_task<ib::logistic_response<double>, double>,
                  ib::representation_joint<ib::logistic_response<double>, double>, ib::representation_evidence<double>,
                  ib::task_type_t<ib::task_mixture<ib::logistic_regression<double>>>>);
  using design = ib::fixed_design<double>;
  STATIC_REQUIRE(dependent<ib::linear_regression<double, design>, ib::logistic_regression<double, design>,
                           ib::softmax_regression<double, design>, ib::gaussian_prior_regression<double, design>,
                           ib::generalised_linear_model<ib::gaussian_response<double>, double, design>,
                           ib::task_type_t<ib::task_mixture<ib::logistic_regression<double, design>>>>);
}

}  // namespace unit::core::members
