// SPDX-License-Identifier: BSL-1.0
// A right process passes at the stated rate, and each way to write a wrong one is named.
#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/check/check_process.hpp>
#include <infobound/core/random_stream.hpp>
#include <sstream>
#include <stdexcept>
#include <string>
#include <support/catch.hpp>
#include <support/normal_mean.hpp>
#include <support/thrown.hpp>
#include <support/wrong_regression.hpp>
#include <utility>
#include <vector>

namespace unit::check::check_process {

namespace ib = infobound;

namespace {

std::vector<std::string> failures(const ib::check_report& report) {
  std::vector<std::string> names;
  for (const ib::finding& found : report.findings)
    if (found.result == ib::check_result::failed) names.push_back(found.check);
  return names;
}

std::vector<std::string> failures(defect wrong) { return failures(ib::check_process(regression{.wrong = wrong})); }

std::string explanation(defect wrong, const std::string& check) {
  for (const ib::finding& found : ib::check_process(regression{.wrong = wrong}).findings)
    if (found.check == check) return found.explanation;
  return "no such check";
}

using names = std::vector<std::string>;

/// A normal mean whose members take no earlier result, and whose likelihood may be that of labels that are shifted.
struct plain_mean : mylab::simulated_mean {
  double shift = 0;

  [[nodiscard]] Eigen::VectorXd log_likelihood(double theta, const Eigen::VectorXd& history) const {
    return simulated_mean::log_likelihood(theta + shift, history);
  }
  [[nodiscard]] static std::size_t latent_dimension() { return 1; }
  [[nodiscard]] static double parameter_from(const Eigen::VectorXd& z) { return z[0]; }
  [[nodiscard]] Eigen::VectorXd gradient(const Eigen::VectorXd& z, const Eigen::VectorXd& history) const {
    return Eigen::VectorXd::Constant(1, (history.array() - z[0] - shift).sum());
  }
  [[nodiscard]] static Eigen::MatrixXd hessian(const Eigen::VectorXd&, const Eigen::VectorXd& history) {
    return Eigen::MatrixXd::Constant(1, 1, -static_cast<double>(history.size()));
  }
};

/// Y ~ N(z², 1): convex in z near 0.
struct square : plain_mean {
  static constexpr bool log_concave_likelihood = true;

  [[nodiscard]] static double parameter_from(const Eigen::VectorXd& z) { return z[0] * z[0]; }
  [[nodiscard]] double draw_parameter(ib::random_stream& rng) const {
    const double z = plain_mean::draw_parameter(rng);
    return z * z;
  }
  [[nodiscard]] static Eigen::VectorXd gradient(const Eigen::VectorXd& z, const Eigen::VectorXd& history) {
    return Eigen::VectorXd::Constant(1, 2 * z[0] * (history.array() - z[0] * z[0]).sum());
  }
  [[nodiscard]] static Eigen::MatrixXd hessian(const Eigen::VectorXd& z, const Eigen::VectorXd& history) {
    return Eigen::MatrixXd::Constant(1, 1, 2 * (history.array() - 3 * z[0] * z[0]).sum());
  }
};

/// Curved upwards only where the data are not from.
struct wavy : plain_mean {
  static constexpr bool log_concave_likelihood = true;

  [[nodiscard]] static Eigen::MatrixXd hessian(const Eigen::VectorXd& z, const Eigen::VectorXd& history) {
    return Eigen::MatrixXd::Constant(1, 1, std::abs(z[0] - history.mean()) > 1.6 ? 1e-3 : -1);
  }
};

struct silent : square {
  static constexpr bool log_concave_likelihood = false;
};

ib::finding finding_of(const ib::check_report& report, const std::string& check) {
  return *std::find_if(report.findings.begin(), report.findings.end(),
                       [&](const ib::finding& found) { return found.check == check; });
}

bool fails_at_least(const names& failed, const names& expected) {
  return std::all_of(expected.begin(), expected.end(), [&](const std::string& name) {
    return std::find(failed.begin(), failed.end(), name) != failed.end();
  });
}

}  // namespace

TEST_CASE("a right process passes every check, and each of its members is checked", "[check_process][property]") {
  const ib::check_report report = ib::check_process(regression{});
  INFO(report);
  CHECK(report.passed());
  CHECK(std::all_of(report.findings.begin(), report.findings.end(),
                    [](const ib::finding& found) { return found.result == ib::check_result::passed; }));
  CHECK(report.findings.size() == 25);
}

TEST_CASE("a process that refuses itself is looked at no further", "[check_process][error]") {
  const ib::check_report report = ib::check_process(regression{.wrong = defect::invalid});
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].check == "validate");
  CHECK(report.findings[0].explanation == "threw \"regression.noise_variance = -1, must be > 0 and finite\"");
}

TEST_CASE("draws that do not follow their stream are named", "[check_process][error]") {
  CHECK(failures(defect::ignores_the_stream) == names{"equal streams"});
  CHECK(explanation(defect::ignores_the_stream, "equal streams") ==
        "the same stream gave another theta the second time (seed 0, replicate 0)");
  CHECK(failures(defect::constant_parameter) == names{"different streams", "parameter_from", "log_predictive"});
  CHECK(explanation(defect::constant_parameter, "different streams") ==
        "all 1000 streams gave the same theta, of which there is then nothing to learn");
  CHECK(fails_at_least(failures(defect::constant_history), names{"log_likelihood: law", "draw_history: horizons"}));
  CHECK(fails_at_least(failures(defect::horizon_changes_the_law),
                       names{"log_likelihood: law", "draw_history: horizons"}));
}

TEST_CASE("values are compared by an == that reaches to what they hold", "[check_process][static]") {
  struct unequalled {};
  STATIC_REQUIRE(ib::detail::comparable<std::vector<double>>);
  STATIC_REQUIRE(ib::detail::comparable<std::pair<int, std::vector<std::string>>>);
  STATIC_REQUIRE(ib::detail::comparable<Eigen::MatrixXd>);
  STATIC_REQUIRE_FALSE(ib::detail::comparable<std::vector<unequalled>>);
  STATIC_REQUIRE_FALSE(ib::detail::comparable<std::vector<std::pair<int, unequalled>>>);
  STATIC_REQUIRE_FALSE(ib::detail::comparable<std::array<unequalled, 2>>);
}

TEST_CASE("a member of a known name that is not understood is told", "[check_process][error]") {
  struct with_field : regression {
    double joint_table = 1;
  };
  const ib::check_report report = ib::check_process(with_field{}, {.draws = 20});
  CHECK(failures(report) == names{"members"});
  CHECK(report.findings[1].explanation ==
        "the process has joint_table, but not as a public const member of (horizon) that returns an Eigen matrix of "
        "real_type");
}

TEST_CASE("a likelihood that is not one number a label is named", "[check_process][error]") {
  CHECK(failures(defect::short_likelihood) == names{"log_likelihood: length"});
  CHECK(explanation(defect::short_likelihood, "log_likelihood: length") ==
        "a history of 8 labels has 7 entries (seed 0, replicate 0)");
  CHECK(failures(defect::nan_likelihood) == names{"log_likelihood: values"});
  CHECK(explanation(defect::nan_likelihood, "log_likelihood: values") ==
        "entry 0 is nan at the theta that made the data (seed 0, replicate 1)");
  CHECK(failures(defect::impossible_data) == names{"log_likelihood: values"});
  CHECK(explanation(defect::impossible_data, "log_likelihood: values") ==
        "entry 0 is -inf at the theta that made the data (seed 0, replicate 1)");
}

TEST_CASE("more draws see smaller defects", "[check_process][statistical]") {
  // A half in variance or 30 % in scale is seen in a thousand.
  CHECK(fails_at_least(failures(ib::check_process(regression{.stated = {.dimension = 2, .noise_variance = 0.75}})),
                       names{"log_likelihood: law"}));
  CHECK(failures(ib::check_process(regression{.scale = 1.3})) == names{"parameter_from", "gradient"});
  // A tenth in variance or in scale goes unseen in a thousand draws, and is seen in ten thousand.
  const regression other_noise{.stated = {.dimension = 2, .noise_variance = 0.45}};
  CHECK(failures(ib::check_process(other_noise)).empty());
  CHECK(fails_at_least(failures(ib::check_process(other_noise, {.draws = 10000})), names{"log_likelihood: law"}));
  const regression other_scale{.scale = 1.1};
  CHECK(failures(ib::check_process(other_scale)) == names{"gradient"});
  CHECK(failures(ib::check_process(other_scale, {.draws = 10000})) == names{"parameter_from", "gradient"});
}

TEST_CASE("a likelihood that is NaN only in draws of a later check is named there", "[check_process][error]") {
  int later = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed)
    for (const ib::finding& found :
         ib::check_process(regression{.wrong = defect::nan_likelihood}, {.draws = 5, .seed = seed}).findings) {
      CHECK(found.explanation.find("averages nan") == std::string::npos);
      if (found.check == "log_likelihood: law" && found.result == ib::check_result::failed) {
        ++later;
        CHECK(found.explanation.starts_with("entry 0 of log_likelihood is nan (seed "));
      }
    }
  CHECK(later > 0);
}

TEST_CASE("the least that can be asked for is done", "[check_process][property]") {
  CHECK(ib::check_process(regression{}, {.horizon = 1, .draws = 2}).passed());
  CHECK(ib::check_process(regression{}, {.horizon = 2, .draws = 3}).passed());
}

TEST_CASE("what a process throws is a finding, with the draw that made it throw", "[check_process][error]") {
  CHECK(failures(defect::throws_at_large_labels) ==
        names{"equal streams", "different streams", "log_likelihood: length", "log_likelihood: values"});
  CHECK(explanation(defect::throws_at_large_labels, "log_likelihood: values") ==
        "threw \"no such label\" (seed 0, replicate 1)");
  // It is that draw, by what the report says of how to open it again.
  const regression inner;
  ib::random_stream rng(0, 1);
  const auto theta = inner.draw_parameter(rng);
  const auto history = inner.draw_history(theta, 8, rng);
  CHECK((history.labels.array() > 2).any());
}

TEST_CASE("a likelihood of another law than the one drawn from is named", "[check_process][statistical]") {
  CHECK(failures(ib::check_process(regression{.stated = {.dimension = 2, .noise_variance = 1}})) ==
        names{"log_likelihood: law", "log_likelihood: nearby law"});
  CHECK(failures(defect::likelihood_without_normaliser) ==
        names{"log_likelihood: law", "log_likelihood: nearby law", "gradient"});
  CHECK(failures(defect::likelihood_of_shifted_labels) ==
        names{"log_likelihood: law", "log_likelihood: nearby law", "gradient"});
}

TEST_CASE("a bias that no log-probability shows is seen by the rank in another history",
          "[check_process][statistical]") {
  plain_mean process;
  process.shift = 0.2;
  const ib::finding law = finding_of(ib::check_process(process), "log_likelihood: law");
  CHECK(law.result == ib::check_result::failed);
  CHECK(law.explanation.find("other history, of the theta that made the data") != std::string::npos);
}

TEST_CASE("likelihoods of many thetas that differ from those of one are named by column", "[check_process][error]") {
  CHECK(failures(defect::wrong_column) == names{"log_likelihoods", "total_log_likelihoods"});
  CHECK(explanation(defect::wrong_column, "log_likelihoods").find("column 5 of 1000") != std::string::npos);
  CHECK(failures(defect::wrong_totals) == names{"total_log_likelihoods"});
}

TEST_CASE("a sum over labels, or what was integrated out, is named where it is no such thing",
          "[check_process][error]") {
  CHECK(failures(defect::wrong_total) == names{"total_log_likelihood"});
  CHECK(failures(defect::infinite_conditional_information) == names{"conditional_information"});
  CHECK(explanation(defect::infinite_conditional_information, "conditional_information") ==
        "entry 0 is inf (seed 0, replicate 0)");
  CHECK(failures(defect::short_conditional_information) == names{"conditional_information"});
  CHECK(failures(defect::infinite_conditional_entropy) == names{"conditional_entropy"});
}

TEST_CASE("coordinates of another law than the prior are named", "[check_process][statistical]") {
  CHECK(failures(ib::check_process(regression{.scale = std::sqrt(2.0)})) == names{"parameter_from", "gradient"});
}

TEST_CASE("a wrong gradient is named by entry", "[check_process][error]") {
  for (const defect wrong :
       {defect::gradient_with_wrong_sign, defect::gradient_in_theta, defect::gradient_one_percent_off}) {
    CAPTURE(static_cast<int>(wrong));
    CHECK(failures(wrong) == names{"gradient"});
  }
  CHECK(explanation(defect::gradient_with_wrong_sign, "gradient") ==
        "entry 1 (seed 0, replicate 16) is -8.5774688, differences of ln p(H_T | theta(z)) in z give 8.5774688; a "
        "difference of 5.194e-05 is allowed");
  CHECK(failures(defect::gradient_of_wrong_length) == names{"gradient"});
  CHECK(explanation(defect::gradient_of_wrong_length, "gradient") == "it has 1 and z 2 entries (seed 0, replicate 0)");
}

TEST_CASE("a wrong Hessian is named by entry", "[check_process][error]") {
  CHECK(failures(defect::hessian_of_other_scale) == names{"hessian"});
  CHECK(failures(defect::asymmetric_hessian) == names{"hessian", "hessian: symmetry"});
  CHECK(explanation(defect::asymmetric_hessian, "hessian").starts_with("entry (1, 0) "));
}

TEST_CASE("a likelihood that is said to be log-concave and is not is named", "[check_process][error]") {
  const ib::check_report report = ib::check_process(square{});
  CHECK(failures(report) == names{"hessian: concavity"});
  CHECK(finding_of(report, "hessian: concavity")
            .explanation.starts_with("log_concave_likelihood is said, but at the z that made the data it has an "
                                     "eigenvalue above "));
  CHECK(finding_of(ib::check_process(wavy{}), "hessian: concavity")
            .explanation.starts_with("log_concave_likelihood is said, but at a z of seed 0, replicate "));
  CHECK(finding_of(ib::check_process(silent{}), "hessian: concavity").result == ib::check_result::not_applicable);
}

TEST_CASE("a factor that is not the Hessian's, and affinities that are not the likelihoods', are named",
          "[check_process][statistical]") {
  CHECK(failures(defect::wrong_hessian_factor) == names{"hessian_factor"});
  CHECK(failures(defect::affinity_above_one) == names{"affinity"});
  CHECK(failures(defect::affinity_of_other_noise) == names{"affinity"});
  CHECK(explanation(defect::affinity_of_other_noise, "affinity")
            .starts_with("what the likelihoods say of the affinity exceeds it by 0."));
}

TEST_CASE("a predictive law that is not the mean of the likelihood is named", "[check_process][statistical]") {
  CHECK(failures(defect::predictive_of_other_prior) == names{"log_predictive"});
  CHECK(failures(defect::predictive_with_constant) == names{"log_predictive"});
}

TEST_CASE("a result in place that is not the one returned is named", "[check_process][error]") {
  CHECK(failures(defect::stale_history_in_place) == names{"results in place"});
  CHECK(explanation(defect::stale_history_in_place, "results in place") ==
        "draw_history(theta, horizon, rng, history) leaves 8 numbers where 4 are returned (seed 0, replicate 0)");
  CHECK(failures(defect::wrong_gradient_in_place) == names{"results in place"});
}

TEST_CASE("members that take no earlier result are not checked for one", "[check_process][exact]") {
  const auto report = ib::check_process(plain_mean{});
  CHECK(failures(report).empty());
  const ib::finding in_place = finding_of(report, "results in place");
  CHECK(in_place.result == ib::check_result::not_applicable);
  CHECK(in_place.explanation == "the process has no member that takes an earlier result");
}

TEST_CASE("information that cannot be is named", "[check_process][error]") {
  CHECK(failures(defect::falling_information) == names{"information"});
  CHECK(explanation(defect::falling_information, "information") == "it falls from 1.381 at horizon 4 to 0.7933 at 5");
  CHECK(failures(defect::too_little_information) == names{"information"});
  CHECK(failures(defect::wrong_information_curve) == names{"information"});
}

TEST_CASE("rates and error bounds out of order are named", "[check_process][error]") {
  CHECK(failures(defect::crossing_rates) == names{"rates"});
  CHECK(failures(defect::rising_rate) == names{"rates"});
  CHECK(explanation(defect::rising_rate, "rates") == "rate_upper(epsilon) rises to 1 at epsilon = 16");
  CHECK(failures(defect::crossing_error_bounds) == names{"error bounds"});
  CHECK(explanation(defect::crossing_error_bounds, "error bounds").ends_with("at horizon 4"));
  CHECK(failures(defect::unnamed_error_bound) == names{"error bounds"});
  // The error is 0.26 at T = 8; 0.15 or more of it shows in the draws.
  CHECK(failures(ib::check_process(bounded_regression{.upper = 0.3})).empty());
  CHECK(failures(ib::check_process(bounded_regression{.upper = 0.1})) == names{"error bounds"});
}

TEST_CASE("the report reads line by line, failures first", "[check_process][exact]") {
  const ib::check_report report{{{"first", ib::check_result::passed, "right"},
                                 {"second", ib::check_result::not_applicable, "not offered"},
                                 {"third", ib::check_result::failed, "wrong"}}};
  std::ostringstream out;
  out << report;
  CHECK(out.str() ==
        "FAILED  third: wrong\n"
        "passed  first: right\n"
        "   -    second: not offered\n"
        "1 failed, 1 passed, 1 not applicable\n");
  CHECK_FALSE(report.passed());
  std::wostringstream wide;
  wide << ib::check_report{};
  CHECK(wide.str() == L"0 failed, 0 passed, 0 not applicable\n");
}

TEST_CASE("options outside their domain are refused by name", "[check_process][error]") {
  const auto refused = [](const ib::check_options& options) {
    return thrown<std::domain_error>([&] { return ib::check_process(regression{}, options); });
  };
  CHECK(refused({.horizon = 0}) == "check_options.horizon = 0, must be >= 1");
  CHECK(refused({.draws = 1}) == "check_options.draws = 1, must be >= 2");
  CHECK(refused({.false_alarm_rate = 0}) == "check_options.false_alarm_rate = 0, must be > 0 and < 1");
}

TEST_CASE("checks of a right process hold their false-alarm rate", "[check_process][statistical]") {
  // At 1e-6 none of 400 seeds may fail (chance 4e-4 at most, and the seeds are fixed); at 0.1, where the tests are not
  // idle, more than 68 of 400 have a chance below 1e-5 if the rate is what is stated.
  int rare = 0;
  int frequent = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    rare += ib::check_process(regression{}, {.draws = 100, .seed = seed}).passed() ? 0 : 1;
    frequent += ib::check_process(regression{}, {.draws = 100, .seed = seed, .false_alarm_rate = 0.1}).passed() ? 0 : 1;
  }
  CAPTURE(frequent);
  CHECK(rare == 0);
  CHECK(frequent <= 68);
}

}  // namespace unit::check::check_process
