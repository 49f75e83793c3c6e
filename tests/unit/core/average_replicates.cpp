// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <cstddef>
#include <infobound/core/average_replicates.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/core/random_stream.hpp>
#include <limits>
#include <support/backwards.hpp>
#include <support/catch.hpp>
#include <vector>

namespace unit::core::average_replicates {

namespace ib = infobound;
using Eigen::ArrayXd;
using Eigen::ArrayXXd;

namespace {

ArrayXXd normal_samples(Eigen::Index quantities, Eigen::Index count, double mean, double deviation) {
  ib::random_stream rng(17);
  boost::random::normal_distribution<double> normal(mean, deviation);
  return ArrayXXd::NullaryExpr(quantities, count, [&] { return normal(rng); });
}

ib::moments<double> added(const ArrayXXd& samples, Eigen::Index first, Eigen::Index last) {
  ib::moments<double> result(samples.rows());
  for (Eigen::Index i = first; i < last; ++i) result.add(samples.col(i));
  return result;
}

/// Mean and standard error of each row by two passes in extended precision.
std::vector<ib::sampled<double>> two_pass(const ArrayXXd& samples) {
  std::vector<ib::sampled<double>> result;
  const auto count = static_cast<long double>(samples.cols());
  for (Eigen::Index q = 0; q < samples.rows(); ++q) {
    const Eigen::Array<long double, 1, Eigen::Dynamic> row = samples.row(q).cast<long double>();
    const long double mean = row.sum() / count;
    const long double squares = (row - mean).square().sum();
    result.push_back({static_cast<double>(mean), static_cast<double>(std::sqrt(squares / count / (count - 1)))});
  }
  return result;
}

constexpr ib::run_identity identity{.policy = "test", .seed = 5, .horizon = 1};

/// A sampler of two quantities that depend on the replicate alone.
auto two_quantities() {
  return [](std::size_t replicate, ArrayXd& sample) {
    ib::random_stream rng(5, replicate);
    boost::random::normal_distribution<double> normal;
    sample[0] = normal(rng);
    sample[1] = std::exp(normal(rng));
  };
}

bool same_bits(const ib::replicated<double>& a, const ib::replicated<double>& b) {
  bool same = a.quantities.count() == b.quantities.count() && a.stopped == b.stopped;
  for (const Eigen::Index q : {0, 1})
    same = same && a.quantities[q].mean == b.quantities[q].mean &&
           a.quantities[q].standard_error == b.quantities[q].standard_error;
  return same;
}

}  // namespace

TEST_CASE("moments are those of two passes over the samples", "[replicates][exact]") {
  const ArrayXXd samples = normal_samples(3, 1000, 2.0, 0.5);
  const auto found = added(samples, 0, samples.cols());
  const auto expected = two_pass(samples);
  CHECK(found.count() == 1000);
  for (Eigen::Index q = 0; q < 3; ++q) {
    CHECK(found[q].mean == Approx(expected[static_cast<std::size_t>(q)].mean).epsilon(1e-14));
    CHECK(found[q].standard_error == Approx(expected[static_cast<std::size_t>(q)].standard_error).epsilon(1e-13));
  }
}

TEST_CASE("moments merged in any partition are the same up to rounding", "[replicates][property]") {
  const ArrayXXd samples = normal_samples(2, 211, -1.0, 3.0);
  const auto whole = added(samples, 0, samples.cols());
  for (const Eigen::Index part : {1, 2, 7, 16, 100, 210, 211}) {
    ib::moments<double> merged(2);
    for (Eigen::Index first = 0; first < samples.cols(); first += part)
      merged.merge(added(samples, first, std::min(samples.cols(), first + part)));
    CAPTURE(part);
    CHECK(merged.count() == 211);
    for (Eigen::Index q = 0; q < 2; ++q) {
      CHECK(merged[q].mean == Approx(whole[q].mean).epsilon(1e-13));
      CHECK(merged[q].standard_error == Approx(whole[q].standard_error).epsilon(1e-13));
    }
  }
}

TEST_CASE("moments keep their digits where the mean is far above the deviation", "[replicates][exact]") {
  const ArrayXXd samples = normal_samples(1, 1000, 1e9, 1.0);
  const auto expected = two_pass(samples);
  ib::moments<double> merged(1);
  for (Eigen::Index first = 0; first < 1000; first += 16)
    merged.merge(added(samples, first, std::min<Eigen::Index>(1000, first + 16)));
  CHECK(merged[0].mean == Approx(expected[0].mean).epsilon(1e-15));
  CHECK(merged[0].standard_error == Approx(expected[0].standard_error).epsilon(1e-7));
}

TEST_CASE("moments of fewer than two samples have no standard error, and merging nothing changes nothing",
          "[replicates][exact]") {
  const double infinity = std::numeric_limits<double>::infinity();
  ib::moments<double> one(1);
  CHECK(one[0].standard_error == infinity);
  one.add(ArrayXd::Constant(1, 3.0));
  one.merge(ib::moments<double>(1));
  CHECK(one.count() == 1);
  CHECK(one[0].mean == 3);
  CHECK(one[0].standard_error == infinity);

  ib::moments<double> empty(1);
  empty.merge(one);
  CHECK((empty.count() == 1 && empty[0].mean == 3));

  one.add(ArrayXd::Constant(1, 3.0));
  CHECK(one[0].standard_error == 0);
  one.clear();
  CHECK((one.count() == 0 && one[0].mean == 0));
}

TEST_CASE("every replicate is sampled once and in order, the last block being partial", "[replicates][exact]") {
  for (const std::size_t replicates : {0U, 1U, 15U, 16U, 17U, 100U}) {
    std::vector<std::size_t> seen;
    const auto made = ib::average_replicates<double>(
        identity, replicates, 1,
        [&] {
          return [&](std::size_t replicate, ArrayXd& sample) {
            seen.push_back(replicate);
            sample[0] = static_cast<double>(replicate);
          };
        },
        ib::serial{}, ib::unobserved{});
    CAPTURE(replicates);
    CHECK(made.quantities.count() == replicates);
    CHECK(made.stopped == ib::stop_reason::completed);
    CHECK(seen.size() == replicates);
    for (std::size_t i = 0; i < seen.size(); ++i) CHECK(seen[i] == i);
    if (replicates > 0)
      CHECK(made.quantities[0].mean == Approx((static_cast<double>(replicates) - 1) / 2).epsilon(1e-14));
  }
}

TEST_CASE("blocks computed backwards on several slots give the same bits as one after another", "[replicates][exact]") {
  STATIC_REQUIRE(ib::execution_policy<ib::serial>);
  STATIC_REQUIRE(ib::execution_policy<backwards>);
  for (const std::size_t replicates : {1U, 16U, 33U, 1000U}) {
    const auto expected =
        ib::average_replicates<double>(identity, replicates, 2, two_quantities, ib::serial{}, ib::unobserved{});
    for (const std::size_t slots : {1U, 2U, 3U, 7U}) {
      CAPTURE(replicates, slots);
      CHECK(same_bits(expected, ib::average_replicates<double>(identity, replicates, 2, two_quantities,
                                                               backwards{slots}, ib::unobserved{})));
    }
  }
}

TEST_CASE("progress rises block by block to the number of replicates", "[replicates][property]") {
  std::vector<ib::progress> told;
  const auto made = ib::average_replicates<double>(
      identity, 100, 2, two_quantities, backwards{3},
      ib::observed([&](const ib::progress& made_so_far) { told.push_back(made_so_far); }));
  CHECK(made.quantities.count() == 100);
  REQUIRE(told.size() == 7);
  for (std::size_t i = 0; i < told.size(); ++i) {
    CHECK(told[i].total == 100);
    CHECK(told[i].done == std::min<std::size_t>(100, 16 * (i + 1)));
  }
}

TEST_CASE("a stop takes effect before the next replicate, and what was complete by then is reported",
          "[replicates][exact]") {
  struct stop_after {
    const std::size_t* sampled;
    std::size_t limit;
    void advanced(const ib::progress&) const {}
    [[nodiscard]] bool stop_requested() const { return *sampled >= limit; }
  };
  for (const std::size_t limit : {0U, 1U, 15U, 16U, 20U, 99U}) {
    std::size_t sampled = 0;
    const auto counting = [&] {
      return [&sampled, draw = two_quantities()](std::size_t replicate, ArrayXd& sample) {
        ++sampled;
        draw(replicate, sample);
      };
    };
    const auto cut =
        ib::average_replicates<double>(identity, 100, 2, counting, ib::serial{}, stop_after{&sampled, limit});
    CAPTURE(limit);
    CHECK(sampled == limit);
    CHECK(cut.quantities.count() == limit);
    CHECK(cut.stopped == ib::stop_reason::cancelled);
    auto shorter = ib::average_replicates<double>(identity, limit, 2, two_quantities, ib::serial{}, ib::unobserved{});
    shorter.stopped = ib::stop_reason::cancelled;
    CHECK(same_bits(cut, shorter));
  }
}

TEST_CASE("a stop that comes with the last replicate finds the run completed", "[replicates][exact]") {
  struct stop_signal {
    bool stopped = false;
    [[nodiscard]] bool stop_requested() const { return stopped; }
  };
  std::size_t calls = 0;
  const auto made = ib::average_replicates<double>(identity, 32, 2, two_quantities, ib::serial{},
                                                   ib::observed([&](const ib::progress&) { ++calls; }, stop_signal{}));
  CHECK(made.stopped == ib::stop_reason::completed);
  CHECK(calls == 2);
  const auto none = ib::average_replicates<double>(identity, 32, 2, two_quantities, ib::serial{},
                                                   ib::observed([](const ib::progress&) {}, stop_signal{true}));
  CHECK(none.stopped == ib::stop_reason::cancelled);
  CHECK(none.quantities.count() == 0);
}

}  // namespace unit::core::average_replicates
