// SPDX-License-Identifier: BSL-1.0
// A right process passes at the stated rate, and each way to write a wrong one is named.
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/core/bound.hpp>
#include <infobound/information/check_process.hpp>
#include <infobound/process/linear_regression.hpp>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <support/catch.hpp>
#include <support/thrown.hpp>
#include <utility>
#include <vector>

namespace ib = infobound;

namespace {

/// Each way to write a wrong process.
enum class defect {
  none,
  invalid,
  throws_at_large_labels,
  ignores_the_stream,
  constant_parameter,
  constant_history,
  horizon_changes_the_law,
  short_likelihood,
  nan_likelihood,
  impossible_data,
  likelihood_without_normaliser,
  likelihood_of_shifted_labels,
  wrong_column,
  wrong_totals,
  gradient_with_wrong_sign,
  gradient_in_theta,
  gradient_one_percent_off,
  gradient_of_wrong_length,
  hessian_of_other_scale,
  asymmetric_hessian,
  predictive_of_other_prior,
  predictive_with_constant,
  stale_history_in_place,
  wrong_gradient_in_place,
  falling_information,
  too_little_information,
  wrong_information_curve,
  crossing_rates,
  rising_rate,
  crossing_error_bounds,
  unnamed_error_bound
};

/// Linear regression with every member that a process may have, and one defect.
struct regression {
  using linear = ib::linear_regression<double>;
  using real_type = double;
  using parameter_type = linear::parameter_type;
  using history_type = linear::history_type;

  defect wrong = defect::none;

  // Draws come from `truth`; all else speaks of `stated`.
  linear truth{.dimension = 2, .noise_variance = 0.5};
  linear stated{.dimension = 2, .noise_variance = 0.5};
  double scale = 1;  // of parameter_from

  void validate() const {
    if (wrong == defect::invalid) throw std::domain_error("regression.noise_variance = -1, must be > 0 and finite");
  }

  [[nodiscard]] parameter_type draw_parameter(ib::random_stream& rng) const {
    static std::uint64_t calls = 0;
    ib::random_stream own(3, wrong == defect::ignores_the_stream ? calls++ : 0);
    const bool deaf = wrong == defect::ignores_the_stream || wrong == defect::constant_parameter;
    return truth.draw_parameter(deaf ? own : rng);
  }
  [[nodiscard]] history_type draw_history(const parameter_type& theta, std::size_t horizon,
                                          ib::random_stream& rng) const {
    ib::random_stream own(4);
    history_type history = truth.draw_history(theta, horizon, wrong == defect::constant_history ? own : rng);
    if (wrong == defect::horizon_changes_the_law && horizon > 1) history.labels *= 2;
    return history;
  }
  void draw_history(const parameter_type& theta, std::size_t horizon, ib::random_stream& rng,
                    history_type& history) const {
    history_type fresh = draw_history(theta, horizon, rng);
    if (wrong == defect::stale_history_in_place)
      history.labels.head(fresh.labels.size()) = fresh.labels;
    else
      history = std::move(fresh);
  }

  [[nodiscard]] Eigen::VectorXd log_likelihood(const parameter_type& theta, const history_type& history) const {
    Eigen::VectorXd terms = stated.log_likelihood(theta, history);
    const bool large = (history.labels.array() > 2).any();
    if (wrong == defect::throws_at_large_labels && large) throw std::runtime_error("no such label");
    if (wrong == defect::short_likelihood) return terms.head(terms.size() - 1);
    if (wrong == defect::nan_likelihood && large) terms[0] = std::numeric_limits<double>::quiet_NaN();
    if (wrong == defect::impossible_data && large) terms[0] = -std::numeric_limits<double>::infinity();
    // Free of the data, and not of θ.
    if (wrong == defect::likelihood_without_normaliser) terms.array() += theta.squaredNorm() / 2;
    if (wrong == defect::likelihood_of_shifted_labels) {
      history_type shifted = history;
      shifted.labels.array() += 1;
      return stated.log_likelihood(theta, shifted);
    }
    return terms;
  }
  [[nodiscard]] Eigen::MatrixXd log_likelihoods(const Eigen::MatrixXd& thetas, const history_type& history) const {
    Eigen::MatrixXd terms(history.labels.size(), thetas.cols());
    for (Eigen::Index i = 0; i < thetas.cols(); ++i) terms.col(i) = log_likelihood(thetas.col(i), history);
    if (wrong == defect::wrong_column && thetas.cols() > 5) terms.col(5) = terms.col(4);
    return terms;
  }
  [[nodiscard]] Eigen::VectorXd total_log_likelihoods(const Eigen::MatrixXd& thetas,
                                                      const history_type& history) const {
    Eigen::VectorXd totals = log_likelihoods(thetas, history).colwise().sum();
    if (wrong == defect::wrong_totals) totals[totals.size() - 1] += 1e-3;
    return totals;
  }

  [[nodiscard]] std::size_t latent_dimension() const { return 2; }
  [[nodiscard]] parameter_type parameter_from(const Eigen::VectorXd& z) const {
    return scale * truth.parameter_from(z);
  }
  [[nodiscard]] Eigen::VectorXd gradient(const Eigen::VectorXd& z, const history_type& history) const {
    Eigen::VectorXd result = stated.gradient(z, history);
    if (wrong == defect::gradient_with_wrong_sign) result[1] *= -1;
    if (wrong == defect::gradient_in_theta) result *= std::sqrt(2.0);
    if (wrong == defect::gradient_one_percent_off) result *= 1.01;
    if (wrong == defect::gradient_of_wrong_length) return result.head(1);
    return result;
  }
  void gradient(const Eigen::VectorXd& z, const history_type& history, Eigen::VectorXd& result) const {
    if (wrong == defect::wrong_gradient_in_place)
      result += gradient(z, history);
    else
      result = gradient(z, history);
  }
  [[nodiscard]] Eigen::MatrixXd hessian(const Eigen::VectorXd& z, const history_type& history) const {
    Eigen::MatrixXd result = stated.hessian(z, history);
    if (wrong == defect::hessian_of_other_scale) result *= 1.01;
    if (wrong == defect::asymmetric_hessian) result(1, 0) += 0.01;
    return result;
  }

  [[nodiscard]] Eigen::VectorXd log_predictive(const history_type& history) const {
    if (wrong == defect::predictive_of_other_prior) {
      // Labels and noise in units twice as large are those of a prior with a quarter of the variance.
      const linear narrow{.dimension = 2, .noise_variance = 4 * stated.noise_variance};
      const history_type scaled{history.inputs, 2 * history.labels};
      return narrow.log_predictive(scaled).array() + std::log(2.0);
    }
    if (wrong == defect::predictive_with_constant) return stated.log_predictive(history).array() - 0.5;
    return stated.log_predictive(history);
  }
  [[nodiscard]] double information(std::size_t horizon) const {
    if (wrong == defect::falling_information && horizon > 4) return truth.information(horizon) / 2;
    if (wrong == defect::too_little_information) return truth.information(horizon) / 3;
    return truth.information(horizon);
  }
  [[nodiscard]] Eigen::VectorXd information_curve(std::size_t horizon) const {
    Eigen::VectorXd result(horizon);
    for (std::size_t t = 1; t <= horizon; ++t) result[static_cast<Eigen::Index>(t) - 1] = information(t);
    if (wrong == defect::wrong_information_curve) result[2] += 1e-3;
    return result;
  }
  [[nodiscard]] double rate_upper(double epsilon) const {
    if (wrong == defect::rising_rate && epsilon > 8) return 1;
    return truth.rate_upper(epsilon);
  }
  [[nodiscard]] double rate_lower(double epsilon) const {
    return truth.rate_lower(epsilon) + (wrong == defect::crossing_rates && epsilon < 0.01 ? 2 : 0);
  }
  [[nodiscard]] std::vector<ib::bound<double>> error_bounds(std::size_t horizon) const {
    const double error = truth.information(horizon) / static_cast<double>(horizon);
    const double factor = wrong == defect::crossing_error_bounds && horizon == 4 ? 1.1 : 0.9;
    return {{error * factor, ib::direction::lower, "a lower bound"},
            {error / factor, ib::direction::upper, wrong == defect::unnamed_error_bound ? "" : "an upper bound"}};
  }
};

/// The same without information: what bounds say of the error is then held against data alone.
struct bounded_regression {
  using real_type = double;
  using parameter_type = regression::parameter_type;
  using history_type = regression::history_type;

  double upper;
  regression inner{};

  [[nodiscard]] parameter_type draw_parameter(ib::random_stream& rng) const { return inner.draw_parameter(rng); }
  [[nodiscard]] history_type draw_history(const parameter_type& theta, std::size_t horizon,
                                          ib::random_stream& rng) const {
    return inner.draw_history(theta, horizon, rng);
  }
  [[nodiscard]] Eigen::VectorXd log_likelihood(const parameter_type& theta, const history_type& history) const {
    return inner.log_likelihood(theta, history);
  }
  [[nodiscard]] double error_upper(std::size_t) const { return upper; }
};

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
  CHECK(report.findings.size() == 19);
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

TEST_CASE("likelihoods of many thetas that differ from those of one are named by column", "[check_process][error]") {
  CHECK(failures(defect::wrong_column) == names{"log_likelihoods", "total_log_likelihoods"});
  CHECK(explanation(defect::wrong_column, "log_likelihoods").find("column 5 of 1000") != std::string::npos);
  CHECK(failures(defect::wrong_totals) == names{"total_log_likelihoods"});
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

TEST_CASE("a bound on the probability of choices holds and is not idle", "[check_process][statistical]") {
  // Of 4000 tests at α = 0.1 no more than 400 + 5 × 19 fail, and at least 40: Chernoff's bound is that loose at most.
  int failed = 0;
  for (std::uint64_t test = 0; test < 4000; ++test) {
    ib::random_stream rng(11, test);
    ib::detail::calibration<double> choices;
    for (int i = 0; i < 20; ++i) {
      const Eigen::ArrayXd weights =
          Eigen::ArrayXd::NullaryExpr(3, [&] { return static_cast<double>(rng() % 1000 + 1); });
      const Eigen::ArrayXd log_probabilities = (weights / weights.sum()).log();
      double left = static_cast<double>(rng() % 1000000) / 1e6 * weights.sum();
      Eigen::Index chosen = 0;
      while (chosen < 2 && left >= weights[chosen]) left -= weights[chosen++];
      choices.add(log_probabilities, log_probabilities, chosen);
    }
    failed += choices.log_probability() <= std::log(0.1) ? 1 : 0;
  }
  CAPTURE(failed);
  CHECK(failed <= 495);
  CHECK(failed >= 40);
}

TEST_CASE("a choice of probability 0 cannot be made", "[check_process][exact]") {
  const double infinity = std::numeric_limits<double>::infinity();
  ib::detail::calibration<double> choices;
  choices.add(Eigen::Array2d(0, -infinity), Eigen::Array2d(0, -infinity), 0);
  CHECK(choices.log_probability() == 0);
  choices.add(Eigen::Array2d(0, -infinity), Eigen::Array2d(0, -infinity), 1);
  CHECK(choices.log_probability() == -infinity);
}

TEST_CASE("the probability of two samples' distance is exact where all of it can be counted",
          "[check_process][exact]") {
  // Of the 6 orders of two and two numbers, 2 put one sample below the other.
  CHECK(ib::detail::two_samples<double>({1, 2}, {3, 4}).distance() == 1);
  CHECK(ib::detail::two_samples<double>({1, 2}, {3, 4}).log_probability() == Approx(std::log(1.0 / 3)).epsilon(1e-14));
  // Of the 20 of three and three, 2 have distance 1 and 10 more have 2/3 (Gnedenko and Korolyuk's table).
  CHECK(ib::detail::two_samples<double>({1, 2, 3}, {4, 5, 6}).log_probability() ==
        Approx(std::log(0.1)).epsilon(1e-14));
  CHECK(ib::detail::two_samples<double>({1, 2, 5}, {3, 4, 6}).distance() == Approx(2.0 / 3).epsilon(1e-14));
  CHECK(ib::detail::two_samples<double>({1, 2, 5}, {3, 4, 6}).log_probability() ==
        Approx(std::log(0.6)).epsilon(1e-14));
  CHECK(ib::detail::two_samples<double>({1, 1, 2}, {1, 1, 2}).distance() == 0);
  CHECK(ib::detail::two_samples<double>({1, 1, 2}, {1, 1, 2}).log_probability() == 0);
}

TEST_CASE("the error of a difference quotient covers its error", "[check_process][property]") {
  const auto check = [](auto function, double derivative) {
    const auto found = ib::detail::derivative_at_zero<double>(
        [&](double x) { return Eigen::ArrayXd::Constant(1, function(x)).eval(); });
    CAPTURE(found.value[0], found.error[0], derivative);
    CHECK(std::abs(found.value[0] - derivative) <= found.error[0]);
    CHECK(found.error[0] <= 1e-6 * std::max(1.0, std::abs(derivative)));
  };
  for (const double scale : {1.0, 0.1, 1e-2, 1e-3}) {
    CAPTURE(scale);
    check([&](double x) { return std::tanh(0.5 + x / scale); }, (1 - std::pow(std::tanh(0.5), 2)) / scale);
    check([&](double x) { return std::sin(1 + x / scale); }, std::cos(1.0) / scale);
    check([&](double x) { return -std::log1p(std::exp(3 - x / scale)); }, 1 / (1 + std::exp(-3.0)) / scale);
    check([&](double x) { return 40 - (x - 0.3) * (x - 0.3) / scale; }, 0.6 / scale);
  }
  // Beyond −0.1 the function is −∞, which says nothing of its slope nearby.
  check([](double x) { return x > -0.1 ? std::log(x + 0.1) : -std::numeric_limits<double>::infinity(); }, 10);
}
