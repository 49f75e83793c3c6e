// SPDX-License-Identifier: BSL-1.0
#include <infobound/process/meta/gaussian_hierarchy.hpp>

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <infobound/bound/meta/meta_bracket.hpp>
#include <infobound/bound/theorem_15.hpp>
#include <infobound/core/meta_concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/joint_gaussian.hpp>
#include <support/thrown.hpp>

namespace unit::process::meta::gaussian_hierarchy {

namespace ib = infobound;

namespace {

using hierarchy = ib::gaussian_hierarchy<double>;

static_assert(ib::meta_process<hierarchy>);
static_assert(ib::evaluates_meta_information<hierarchy>);
static_assert(ib::whitens_meta_parameter<hierarchy>);
static_assert(ib::conjugate_process<ib::task_type_t<hierarchy>>);
static_assert(ib::differentiable_process<ib::task_type_t<hierarchy>>);
static_assert(ib::meta_process<ib::gaussian_hierarchy<long double>>);
static_assert(!ib::meta_process<ib::gaussian_mean<double>>);

/// I(H_{M,T};ψ,θ_1,…,θ_M) of one coordinate as that of a linear regression on (ψ, θ_1 − ψ, …, θ_M − ψ).
double total_information(const hierarchy& process, Eigen::Index tasks, Eigen::Index horizon) {
  Eigen::MatrixXd design = Eigen::MatrixXd::Zero(tasks * horizon, tasks + 1);
  design.col(0).setConstant(std::sqrt(process.meta_variance));
  for (Eigen::Index i = 0; i < design.rows(); ++i) design(i, 1 + i / horizon) = std::sqrt(process.task_variance);
  return joint_gaussian::information(std::sqrt(static_cast<double>(tasks + 1)) * design, process.noise_variance);
}

}  // namespace

TEST_CASE("the parts of a Gaussian hierarchy add up to the determinant of all its labels",
          "[gaussian_hierarchy][exact]") {
  const auto tasks = GENERATE(1, 2, 5);
  const auto horizon = GENERATE(1, 3, 7);
  const double noise = GENERATE(1e-3, 0.8, 50.0);
  const hierarchy process{.meta_variance = 1.3, .task_variance = 0.4, .noise_variance = noise};
  const auto M = static_cast<std::size_t>(tasks);
  const auto T = static_cast<std::size_t>(horizon);
  CAPTURE(tasks, horizon, noise);
  const double total = process.meta_information(M, T) + tasks * process.intra_information(T);
  CHECK(total == Approx(total_information(process, tasks, horizon)).epsilon(1e-12));
  const hierarchy wide{.meta_variance = 1.3, .task_variance = 0.4, .noise_variance = noise, .dimension = 4};
  CHECK(wide.meta_information(M, T) == Approx(4 * process.meta_information(M, T)).epsilon(1e-15));
  CHECK(wide.intra_information(T) == Approx(4 * process.intra_information(T)).epsilon(1e-15));
}

TEST_CASE("with the exact rates of a Gaussian hierarchy the upper half of Theorem 53 is an equality",
          "[gaussian_hierarchy][exact]") {
  const std::size_t tasks = GENERATE(std::size_t{1}, std::size_t{6}, std::size_t{100});
  const std::size_t horizon = GENERATE(std::size_t{1}, std::size_t{8});
  const hierarchy process{.meta_variance = 2.0, .task_variance = 0.1, .noise_variance = 0.5, .dimension = 3};
  const double labels = static_cast<double>(tasks * horizon);
  const double meta = process.meta_information(tasks, horizon) / labels;
  const double intra = process.intra_information(horizon) / static_cast<double>(horizon);
  const auto meta_rate = [&](double epsilon) { return process.meta_rate_upper(epsilon, tasks, horizon); };
  const auto intra_rate = [&](double epsilon) { return process.intra_rate_upper(epsilon, horizon); };
  CHECK(ib::theorem_15::upper_from_rate(meta_rate, labels) == Approx(meta).epsilon(1e-7));
  CHECK(ib::theorem_15::upper_from_rate(intra_rate, static_cast<double>(horizon)) == Approx(intra).epsilon(1e-7));
  const double meta_lower = ib::theorem_15::lower_from_rate(meta_rate, labels);
  CHECK(meta_lower <= meta);
  CHECK(meta_lower >= meta / 2);
  CHECK(process.meta_rate_upper(meta * (1 + 1e-9), tasks, horizon) == 0);
  CHECK(process.meta_rate_upper(meta * (1 - 1e-9), tasks, horizon) > 0);
  CHECK(process.intra_rate_lower(intra * (1 - 1e-9), horizon) > 0);
}

TEST_CASE("the bracket of a Gaussian hierarchy is its exact error", "[gaussian_hierarchy][exact]") {
  const hierarchy process{.meta_variance = 1.3, .task_variance = 0.4, .noise_variance = 0.8};
  const auto known = ib::meta_bracket(process, 5, 7);
  CHECK(known.meta.lower.value == Approx(1.3064625946692052 / 35).epsilon(1e-14));
  CHECK(known.total.upper.value == Approx(0.1447616024745683).epsilon(1e-14));
  for (const auto* part : {&known.meta, &known.intra, &known.total})
    CHECK(part->lower.value == Approx(part->upper.value).epsilon(1e-14));
  CHECK(known.meta.upper.source == "closed form (theory 8.1)");
}

TEST_CASE("a Gaussian hierarchy keeps its digits where its variances are far apart", "[gaussian_hierarchy]") {
  const hierarchy faint{.meta_variance = 1e-200, .task_variance = 1.0, .noise_variance = 1e200};
  CHECK(faint.meta_information(3, 1) == 0);
  const hierarchy slight{.meta_variance = 1e-20, .task_variance = 1.0, .noise_variance = 1.0};
  CHECK(slight.meta_information(4, 1) == Approx(1e-20).epsilon(1e-14));
  const hierarchy loud{.meta_variance = 1e300, .task_variance = 1e-300, .noise_variance = 1e-300};
  CHECK(loud.meta_information(1, 1) == Approx(600 * std::log(10.0) / 2 - std::log(2.0) / 2).epsilon(1e-14));
}

TEST_CASE("information in double is that in long double to fourteen digits", "[gaussian_hierarchy][reference]") {
  for (const double noise : {1e-9, 0.3, 1e9})
    for (const std::size_t tasks : {1U, 1000U})
      for (const std::size_t horizon : {1U, 100000U}) {
        const hierarchy narrow{.meta_variance = 0.7, .task_variance = 1e-3, .noise_variance = noise};
        const ib::gaussian_hierarchy<long double> wide{.meta_variance = narrow.meta_variance,
                                                       .task_variance = narrow.task_variance,
                                                       .noise_variance = narrow.noise_variance};
        CAPTURE(noise, tasks, horizon);
        CHECK(narrow.meta_information(tasks, horizon) ==
              Approx(static_cast<double>(wide.meta_information(tasks, horizon))).epsilon(1e-14));
        CHECK(narrow.intra_information(horizon) ==
              Approx(static_cast<double>(wide.intra_information(horizon))).epsilon(1e-14));
      }
}

TEST_CASE("a task's evidence given its mean is that of the shifted Gaussian mean", "[gaussian_hierarchy]") {
  const hierarchy process{.meta_variance = 1.3, .task_variance = 0.4, .noise_variance = 0.8};
  const auto task = process.task(Eigen::VectorXd::Constant(1, 0.7));
  const Eigen::RowVectorXd labels = (Eigen::RowVectorXd(3) << 1.1, -0.2, 0.9).finished();
  // Labels less ψ are a regression on one constant feature ω.
  const joint_gaussian labels_given_psi(Eigen::RowVectorXd::Constant(3, std::sqrt(0.4)), 0.8);
  const auto expected = labels_given_psi.log_predictive((labels.array() - 0.7).matrix().transpose());
  const Eigen::VectorXd found = task.log_predictive(labels);
  for (Eigen::Index t = 0; t < 3; ++t) CHECK(found[t] == Approx(expected[static_cast<std::size_t>(t)]).epsilon(1e-13));
  const Eigen::VectorXd z = Eigen::VectorXd::Constant(1, 0.3);
  const auto total = [&](double at) {
    return task.log_likelihood(task.parameter_from(Eigen::VectorXd::Constant(1, at)), labels).sum();
  };
  CHECK(task.gradient(z, labels)[0] == Approx((total(0.3 + 1e-5) - total(0.3 - 1e-5)) / 2e-5).epsilon(1e-8));
}

TEST_CASE("values outside the domain of a Gaussian hierarchy are refused by name", "[gaussian_hierarchy][error]") {
  const auto refused = [](const hierarchy& process) {
    return thrown<std::domain_error>([&] {
      process.validate();
      return 0;
    });
  };
  CHECK(refused({.meta_variance = 0, .task_variance = 1, .noise_variance = 1}) ==
        "gaussian_hierarchy.meta_variance = 0, must be > 0 and finite");
  CHECK(refused({.meta_variance = 1, .task_variance = -1, .noise_variance = 1}) ==
        "gaussian_hierarchy.task_variance = -1, must be > 0 and finite");
  CHECK(refused({.meta_variance = 1, .task_variance = 1, .noise_variance = std::nan("")}) ==
        "gaussian_hierarchy.noise_variance = nan, must be > 0 and finite");
  CHECK(refused({.meta_variance = 1, .task_variance = 1, .noise_variance = 1, .dimension = 0}) ==
        "gaussian_hierarchy.dimension = 0, must be >= 1");
  const hierarchy process{.meta_variance = 1, .task_variance = 1, .noise_variance = 1};
  CHECK(thrown<std::domain_error>([&] { return process.meta_information(0, 3); }) == "tasks = 0, must be >= 1");
  CHECK(thrown<std::domain_error>([&] { return process.meta_rate_upper(-1, 2, 3); }) == "epsilon = -1, must be > 0");
}

TEST_CASE("variances that are the least number there is give a finite information", "[gaussian_hierarchy][exact]") {
  const double least = std::numeric_limits<double>::denorm_min();  // 2^-1074
  const hierarchy quiet{.meta_variance = 1, .task_variance = least, .noise_variance = least};
  CHECK(quiet.meta_information(1, 1) == Approx(1073 * std::log(2.0) / 2).epsilon(1e-15));
  CHECK(quiet.meta_information(1, 4) == Approx((1074 * std::log(2.0) - std::log(1.25)) / 2).epsilon(1e-15));
}

TEST_CASE("the bracket of a Gaussian hierarchy is that of a wider scalar at the ends of its range",
          "[gaussian_hierarchy][reference]") {
  const hierarchy far{0.00273825, 5.39361e150, 2.22507e-308, 30};
  const auto found = ib::meta_bracket(far, 19372662, 1460070876349);
  const double labels = 1460070876349;
  const double intra = 15 * (std::log(labels) + std::log(far.task_variance) - std::log(far.noise_variance)) / labels;
  CHECK(found.intra.lower.value == Approx(intra).epsilon(1e-13));
  CHECK(found.intra.upper.value == found.intra.lower.value);
  CHECK(found.meta.upper.value == found.meta.lower.value);
  // e^{2εT/d} is out of range, and so is εT: no rate is left.
  CHECK(far.intra_rate_upper(1.0, 1460070876349) == 0);
  CHECK(far.intra_rate_upper(1e300, std::size_t{1} << 62) == 0);
  // Where it is not, ln(e^{2εT/d} − 1) is not far from 2εT/d.
  CHECK(hierarchy{1.0, 1e150, 1e-300}.intra_rate_upper(400.0, 1) ==
        Approx(450 * std::log(10.0) / 2 - 400).epsilon(1e-13));
  // A loss that is out of range below is not.
  CHECK(hierarchy{1.0, 1.0, 1.0, 1000}.intra_rate_upper(5e-324, 1) ==
        Approx(500 * (std::log(500.0) - std::log(5e-324))).epsilon(1e-13));
  const double largest = std::numeric_limits<double>::max();
  CHECK(hierarchy{largest, largest, largest}.meta_information(1, 1) == Approx(std::log(1.5) / 2).epsilon(1e-13));
  const ib::gaussian_hierarchy<float> narrow{1e-4F, 1e30F, 1e-30F};
  const hierarchy wide{1e-4F, 1e30F, 1e-30F};
  CHECK(narrow.intra_information(1000) == Approx(wide.intra_information(1000)).epsilon(1e-6));
  CHECK(narrow.meta_information(9, 10) == Approx(wide.meta_information(9, 10)).epsilon(1e-6));
}

}  // namespace unit::process::meta::gaussian_hierarchy
