// SPDX-License-Identifier: BSL-1.0
// Brackets on a meta-learner's error from processes whose every bound is a number that can be read off.
#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <infobound/bound/meta/meta_bracket.hpp>
#include <infobound/core/bound.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>
#include <limits>
#include <support/catch.hpp>
#include <vector>

namespace unit::bound::meta::meta_bracket {

namespace ib = infobound;
using ib::direction;

namespace {

constexpr std::size_t tasks = 3;
constexpr std::size_t horizon = 4;

/// A rate of so many nats below a jump in ε, and 0 beyond: both halves of Theorem 15 are the smaller of rate/labels and
/// the jump.
struct step {
  double height;
  double jump;

  double operator()(double epsilon) const { return epsilon < jump ? height : 0.0; }
};

struct stepped_rates {
  using real_type = double;
  step meta_above{6, 10};
  step meta_below{1.2, 10};
  step intra_above{2.8, 10};
  step intra_below{0.8, 10};

  double meta_rate_upper(double epsilon, std::size_t M, std::size_t T) const {
    return M == tasks && T == horizon ? meta_above(epsilon) : 1e9;
  }
  double meta_rate_lower(double epsilon, std::size_t M, std::size_t T) const {
    return M == tasks && T == horizon ? meta_below(epsilon) : 0;
  }
  double intra_rate_upper(double epsilon, std::size_t T) const { return T == horizon ? intra_above(epsilon) : 1e9; }
  double intra_rate_lower(double epsilon, std::size_t T) const { return T == horizon ? intra_below(epsilon) : 0; }
};

/// With bounds of its own, too.
struct listed : stepped_rates {
  std::vector<ib::bound<double>> of_meta = {};
  std::vector<ib::bound<double>> of_intra = {};
  std::vector<ib::bound<double>> of_total = {};

  std::vector<ib::bound<double>> meta_error_bounds(std::size_t, std::size_t) const { return of_meta; }
  std::vector<ib::bound<double>> intra_error_bounds(std::size_t) const { return of_intra; }
  std::vector<ib::bound<double>> total_error_bounds(std::size_t, std::size_t) const { return of_total; }
};

struct total_rate {
  using real_type = double;
  double total_rate_upper(double epsilon, std::size_t, std::size_t) const { return step{9, 10}(epsilon); }
};

void check(const ib::bracket<double>& found, double lower, double upper) {
  CHECK(found.lower.value == Approx(lower).epsilon(1e-6).margin(1e-12));
  CHECK(found.upper.value == Approx(upper).epsilon(1e-6).margin(1e-12));
}

/// Tasks that share components which are known: 3 tasks have half a component of one, two and three tasks each.
template <class Component>
struct mixed {
  using real_type = double;
  Component component;
  Eigen::VectorXd by_size = Eigen::Vector3d(0.5, 0.5, 0.5);
  double partition = 0.7;
  double own = 1e9;

  Eigen::VectorXd expected_components_by_size(std::size_t) const { return by_size; }
  double partition_entropy(std::size_t) const { return partition; }
  double component_entropy() const { return own; }
};

/// Its labels depend on each other: of T labels c nats at least, and twice that at most.
struct dependent {
  using real_type = double;
  double c = 0.6;
  double error_lower(std::size_t T) const { return c / static_cast<double>(T); }
  double error_upper(std::size_t T) const { return 2 * c / static_cast<double>(T); }
};

/// And the same when they do not.
struct independent : dependent {
  static constexpr bool independent_observations = true;
};

/// Knows its rate: 2 nats, or nothing beyond ε = 0.01.
struct rated {
  using real_type = double;
  double rate_upper(double epsilon) const { return step{2, 0.01}(epsilon); }
};

}  // namespace

TEST_CASE("the parts of a bracket are rates over their labels, and the total their sum", "[meta_bracket][exact]") {
  const auto known = ib::meta_bracket(stepped_rates{}, tasks, horizon);
  check(known.meta, 0.1, 0.5);
  check(known.intra, 0.2, 0.7);
  check(known.total, 0.3, 1.2);
  CHECK(known.meta.lower.source == "Theorem 53 from meta_rate_lower (theory 8.2)");
  CHECK(known.meta.upper.source == "Theorem 53 from meta_rate_upper (theory 8.2)");
  CHECK(known.intra.lower.source == "Theorem 53 from intra_rate_lower (theory 8.2)");
  CHECK(known.intra.upper.source == "Theorem 53 from intra_rate_upper (theory 8.2)");
  CHECK(known.total.upper.source ==
        "meta: Theorem 53 from meta_rate_upper (theory 8.2); intra: Theorem 53 from intra_rate_upper (theory 8.2)");
  // Where rates are large the jumps are what bounds.
  const auto jumps = ib::meta_bracket(stepped_rates{{1e9, 0.5}, {1e9, 0.1}, {1e9, 0.7}, {1e9, 0.2}}, tasks, horizon);
  check(jumps.meta, 0.1, 0.5);
  check(jumps.intra, 0.2, 0.7);
}

TEST_CASE("what is known of the total narrows either part by what is known of the other", "[meta_bracket][exact]") {
  const auto below = ib::meta_bracket(listed{{}, {}, {}, {{0.6, direction::upper, "own"}}}, tasks, horizon);
  check(below.meta, 0.1, 0.4);
  check(below.intra, 0.2, 0.5);
  check(below.total, 0.3, 0.6);
  CHECK(below.meta.upper.source == "total less the other part: own");
  const auto above = ib::meta_bracket(listed{{}, {}, {}, {{1.0, direction::lower, "own"}}}, tasks, horizon);
  check(above.meta, 0.3, 0.5);
  check(above.intra, 0.5, 0.7);
  check(above.total, 1.0, 1.2);
  CHECK(above.intra.lower.source == "total less the other part: own");
}

TEST_CASE("bounds of the process's own count where they are better than its rates", "[meta_bracket][exact]") {
  const listed better{{},
                      {{0.15, direction::lower, "meta below"}, {0.45, direction::upper, "meta above"}},
                      {{0.25, direction::lower, "intra below"}, {0.65, direction::upper, "intra above"}},
                      {}};
  const auto found = ib::meta_bracket(better, tasks, horizon);
  check(found.meta, 0.15, 0.45);
  check(found.intra, 0.25, 0.65);
  check(found.total, 0.4, 1.1);
  const listed worse{{},
                     {{0.05, direction::lower, "meta below"}, {0.55, direction::upper, "meta above"}},
                     {{0.15, direction::lower, "intra below"}, {0.75, direction::upper, "intra above"}},
                     {{0.1, direction::lower, "total below"}, {5.0, direction::upper, "total above"}}};
  const auto same = ib::meta_bracket(worse, tasks, horizon);
  check(same.meta, 0.1, 0.5);
  check(same.intra, 0.2, 0.7);
  check(same.total, 0.3, 1.2);
}

TEST_CASE("a rate of all parameters bounds the total over all labels, and with it each part", "[meta_bracket][exact]") {
  const auto known = ib::meta_bracket(total_rate{}, tasks, horizon);
  check(known.total, 0, 0.75);
  check(known.meta, 0, 0.75);
  check(known.intra, 0, 0.75);
}

TEST_CASE("a mixture's information is its components', and what tells them apart above", "[meta_bracket][exact]") {
  // j tasks of four labels of N(θ, 1), θ ~ N(0, 1), tell ½ ln(1 + 4j) of it.
  using mean = ib::gaussian_mean<double>;
  mixed<mean> process{{.dimension = 1, .prior_variance = 1, .noise_variance = 1}};
  const double of_components = (std::log(5.0) + std::log(9.0) + std::log(13.0)) / 4;
  const double alone = std::log(5.0) / 2;
  auto known = ib::meta_bracket(process, tasks, horizon);
  check(known.total, of_components / 12, (of_components + 0.7) / 12);
  CHECK(known.intra.upper.value == Approx((of_components + 0.7) / 12).epsilon(1e-9));
  process.partition = 100;
  known = ib::meta_bracket(process, tasks, horizon);
  check(known.total, of_components / 12, alone / 4);
  CHECK(known.intra.upper.value == Approx(alone / 4).epsilon(1e-9));
  CHECK(known.intra.upper.source == "each task by itself (theory 8.5)");
  process.own = 0.3;
  CHECK(ib::meta_bracket(process, tasks, horizon).intra.upper.value == Approx(0.3 / 4).epsilon(1e-9));
}

TEST_CASE("each side of a mixture's information is that side of its components'", "[meta_bracket][exact]") {
  // Half a component of one, two and three tasks each, of 0.6 nats at least and 1.2 a task at most.
  const auto found = ib::detail::mixture_information(mixed<dependent>{}, 3, 4);
  CHECK(found.lower == Approx(1.5 * 0.6).epsilon(1e-13));
  CHECK(found.upper == Approx(0.5 * 6 * 1.2 + 0.7).epsilon(1e-13));
}

TEST_CASE("a task by itself bounds what tasks tell by its upper side", "[meta_bracket][exact]") {
  // 1.2 nats at most of 4 labels; so many tasks have no component in common that nothing else is as good.
  const mixed<dependent> process{{}, Eigen::Vector3d(3, 0, 0), 1e9, 1e9};
  const auto found = ib::meta_bracket(process, 3, 4);
  CHECK(found.intra.upper.value == Approx(1.2 / 4).epsilon(1e-13));
  CHECK(found.intra.upper.source == "each task by itself (theory 8.5)");
  CHECK(found.total.upper.value == Approx(1.2 / 4).epsilon(1e-13));
  CHECK(found.total.lower.value == Approx(0.6 / 4).epsilon(1e-13));
}

TEST_CASE("components of many tasks go by those of a grid on either side", "[meta_bracket][exact]") {
  // From 64 on, two sizes are taken together: 1.3 components of 101 tasks have the bounds of 99 and of 101.
  using mean = ib::gaussian_mean<double>;
  mixed<mean> process{{.dimension = 1, .prior_variance = 1, .noise_variance = 1}, Eigen::VectorXd::Zero(140)};
  process.by_size[100] = 1.3;
  const auto found = ib::detail::mixture_information(process, 140, horizon);
  CHECK(found.lower == Approx(1.3 * std::log(397.0) / 2).epsilon(1e-13));
  CHECK(found.upper == Approx(1.3 * std::log(405.0) / 2 + 0.7).epsilon(1e-13));
  process.by_size.setZero();
  process.by_size[62] = 1.3;
  const auto single = ib::detail::mixture_information(process, 140, horizon);
  CHECK(single.lower == Approx(1.3 * std::log(253.0) / 2).epsilon(1e-13));
  CHECK(single.upper == Approx(single.lower + 0.7).epsilon(1e-13));
}

TEST_CASE("labels of several tasks are one history only where they are independent", "[meta_bracket][exact]") {
  const auto of = [](const auto& component, std::size_t sharing) {
    return ib::detail::component_information(component, sharing, horizon);
  };
  CHECK(of(independent{}, 5).lower == Approx(0.6).epsilon(1e-14));
  CHECK(of(independent{}, 5).upper == Approx(1.2).epsilon(1e-14));
  CHECK(of(dependent{}, 5).lower == Approx(0.6).epsilon(1e-14));
  CHECK(of(dependent{}, 5).upper == Approx(6.0).epsilon(1e-14));
  // min over ε of H(ε) + jTε, with H of one observation: 0.01 jT, up to 2.
  CHECK(of(rated{}, 5).upper == Approx(0.2).epsilon(1e-6));
  CHECK(of(rated{}, 100).upper == Approx(2.0).epsilon(1e-6));
  CHECK(of(rated{}, 5).lower == 0);
}

TEST_CASE("a part is the total less the other, with the rounding of the total on the safe side",
          "[meta_bracket][exact]") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const auto rest_of = [](ib::bracket<double> total, ib::bracket<double> rest) {
    ib::detail::narrowing_bracket<double> part;
    ib::detail::narrow_by_rest(part, total, rest);
    return part.best;
  };
  // Of x > 0 that many units in its last place, of 0 none.
  const auto rounding = [](double x) {
    return x * (256 + 8 * std::abs(std::log(x))) * std::numeric_limits<double>::epsilon();
  };
  const auto found = rest_of({{1.0, "below"}, {16.0, "above"}}, {{0.75, "a"}, {0.875, "b"}});
  CHECK(std::abs(found.upper.value - (15.25 + rounding(16))) < 1e-14);
  CHECK(std::abs(found.lower.value - (0.125 - rounding(1))) < 1e-16);
  CHECK(found.upper.source == "total less the other part: above");
  CHECK(found.lower.source == "total less the other part: below");
  // A part is never more than the total, nor told by another part without bound.
  const auto all = rest_of({{1.0, "below"}, {16.0, "above"}}, {{0.0, "a"}, {infinity, "b"}});
  CHECK((all.upper.value == 16 && all.lower.value == 0));
  const auto nothing = rest_of({{0.0, "below"}, {0.0, "above"}}, {{0.0, "a"}, {0.0, "b"}});
  CHECK((nothing.upper.value == 0 && nothing.lower.value == 0));
}

}  // namespace unit::bound::meta::meta_bracket
