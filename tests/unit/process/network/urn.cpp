// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <infobound/process/network/urn.hpp>
#include <limits>
#include <map>
#include <numeric>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/reference.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>
#include <vector>

namespace unit::process::network::urn {

namespace urn = infobound::urn;

namespace {

/// Every way to seat `n` draws, one seat after the other: calls visit(sizes of the tables, probability).
template <class Visit>
void for_each_seating(std::size_t n, double concentration, std::vector<std::size_t>& sizes, double probability,
                      Visit& visit) {
  const auto seated = static_cast<double>(std::accumulate(sizes.begin(), sizes.end(), std::size_t{0}));
  if (n == 0) {
    visit(sizes, probability);
    return;
  }
  for (std::size_t table = 0; table < sizes.size(); ++table) {
    const double share = static_cast<double>(sizes[table]++) / (concentration + seated);
    for_each_seating(n - 1, concentration, sizes, probability * share, visit);
    --sizes[table];
  }
  sizes.push_back(1);
  for_each_seating(n - 1, concentration, sizes, probability * concentration / (concentration + seated), visit);
  sizes.pop_back();
}

}  // namespace

TEST_CASE("the facts of the urn are those of all seatings of up to eight draws", "[urn][exact]") {
  worst error;
  for (const double concentration : {0.05, 1.0, 2.5, 40.0})
    for (const std::size_t n : {1U, 2U, 3U, 5U, 8U}) {
      double tables = 0;
      double partition_entropy = 0;
      std::vector<double> of_size(n + 1, 0.0);
      std::map<std::vector<std::size_t>, double> multisets;
      auto visit = [&](std::vector<std::size_t> sizes, double probability) {
        tables += probability * static_cast<double>(sizes.size());
        partition_entropy -= probability * std::log(probability);
        for (const std::size_t size : sizes) of_size[size] += probability;
        std::sort(sizes.begin(), sizes.end());
        multisets[sizes] += probability;
      };
      std::vector<std::size_t> none;
      for_each_seating(n, concentration, none, 1.0, visit);
      double size_entropy = 0;
      for (const auto& [sizes, probability] : multisets) size_entropy -= probability * std::log(probability);
      error.see(std::abs(urn::expected_tables(n, concentration) / tables - 1), n, concentration);
      error.see(std::abs(urn::partition_entropy(n, concentration) - partition_entropy), n, concentration);
      error.see(std::abs(urn::size_entropy(n, concentration) - size_entropy), n, concentration);
      for (std::size_t j = 1; j <= n; ++j)
        error.see(std::abs(urn::expected_tables_of_size(j, n, concentration) / of_size[j] - 1), n, concentration, j);
    }
  INFO(error.where());
  CHECK(error.value() < 1e-12);
}

TEST_CASE("the facts of the urn agree with the reference table, from one table to all apart", "[urn][reference]") {
  worst tables;
  worst partitions;
  worst sizes;
  worst wide;
  for (const auto& row : reference::table("urn", 5)) {
    const auto n = row.input<std::size_t>(0);
    const auto relative = [&](auto found, std::size_t column) {
      return static_cast<double>(std::abs(found / row.value<decltype(found)>(column) - 1));
    };
    const double concentration = row.input(1);
    tables.see(relative(urn::expected_tables(n, concentration), 2), n, concentration);
    partitions.see(relative(urn::partition_entropy(n, concentration), 3), n, concentration);
    sizes.see(relative(urn::size_entropy(n, concentration), 4), n, concentration);
    const auto extended = row.input<long double>(1);
    wide.see(relative(urn::expected_tables(n, extended), 2), n, concentration);
    wide.see(relative(urn::partition_entropy(n, extended), 3), n, concentration);
    wide.see(relative(urn::size_entropy(n, extended), 4), n, concentration);
  }
  INFO(tables.where() << ", " << partitions.where() << ", " << sizes.where() << ", " << wide.where());
  CHECK(tables.value() < 2e-15);
  CHECK(partitions.value() < 1e-13);
  CHECK(sizes.value() < 1e-12);
  CHECK(wide.value() < 1e-15);
}

TEST_CASE("tables are counted to the ends of the scalar's range", "[urn][exact]") {
  // In 60 digits.
  const double most = (std::numeric_limits<double>::max)();
  CHECK(urn::expected_tables(most, 0.5) == Approx(355.8731114597027101058322).epsilon(1e-13));
  CHECK(urn::expected_tables(most, 3.0) == Approx(2126.57978567485658877849).epsilon(1e-13));
  CHECK(urn::expected_tables(1e308, 1e-3) == Approx(1.709771780573976385935052).epsilon(1e-13));
  CHECK(urn::expected_tables(1e308, 40.0) == Approx(28220.79525072524910250441).epsilon(1e-13));
  CHECK(urn::expected_tables(most, most) == Approx(1.246065927941783660008313e308).epsilon(1e-13));
  const double least = std::numeric_limits<double>::denorm_min();
  CHECK(urn::expected_tables(1.0, least) == 1);
  CHECK(urn::expected_tables(least, 1.0) <= 2 * least);
}

TEST_CASE("table sizes add up to all draws, and their numbers to all tables", "[urn][exact]") {
  worst error;
  for (const double concentration : {0.01, 3.0, 1000.0})
    for (const int n : {1, 10, 500}) {
      double draws = 0;
      double tables = 0;
      for (int j = 1; j <= n + 2; ++j) {
        const double found = urn::expected_tables_of_size(j, n, concentration);
        draws += j * found;
        tables += found;
      }
      error.see(std::abs(draws / n - 1), n, concentration);
      error.see(std::abs(tables / urn::expected_tables(n, concentration) - 1), n, concentration);
    }
  INFO(error.where());
  CHECK(error.value() < 1e-12);
}

TEST_CASE("the entropies of a million draws agree with sums in extended precision", "[urn][exact]") {
  // H_urn = ln K^{(n)} − E[C_n] ln K − Σ_j E a_j ln Γ(j), all sums term by term.
  constexpr std::size_t n = 1000000;
  const auto concentration = GENERATE(0.5L, 5.0L, 1e4L);
  long double expected = 0;
  long double seats = static_cast<long double>(n);
  long double log_gamma = 0;
  for (std::size_t j = 1; j <= n; ++j) {
    const auto size = static_cast<long double>(j);
    const long double left = static_cast<long double>(n) - size;
    expected +=
        std::log(concentration + size - 1) - concentration / (concentration + size - 1) * std::log(concentration);
    if (j > 1) log_gamma += std::log(size - 1);
    expected -= seats * (concentration / (concentration + left)) / size * log_gamma;
    seats *= left / (concentration + left);
  }
  CHECK(urn::partition_entropy(n, static_cast<double>(concentration)) ==
        Approx(static_cast<double>(expected)).epsilon(1e-12));
}

TEST_CASE("naming its table costs a draw more information than knowing the sizes, and less than a number",
          "[urn][property]") {
  for (const double concentration : {1e-6, 0.2, 1.0, 7.0, 100.0, 1e6})
    for (const std::size_t n : {2U, 17U, 400U, 3000U}) {
      CAPTURE(concentration, n);
      const double tables = urn::expected_tables(n, concentration);
      const double partitions = urn::partition_entropy(n, concentration);
      const double sizes = urn::size_entropy(n, concentration);
      CHECK(0 < sizes);
      CHECK(sizes <= partitions * (1 + 1e-13));  // equal at n = 2
      CHECK(sizes <= tables * std::log(static_cast<double>(n)) * (1 + 1e-13));
      CHECK(tables <= 1 + concentration * std::log1p(static_cast<double>(n - 1) / concentration));
      CHECK(partitions <= urn::partition_entropy(n + 1, concentration));
    }
}

TEST_CASE("both ways to the mean of ln a_j! agree where either will do", "[urn][exact]") {
  // E a_1 is just above 3, so that it is computed by the law; by factorial moments here.
  namespace detail = infobound::detail;
  const double concentration = GENERATE(3.3, 3.9);
  constexpr std::size_t n = 200;
  const auto seats = detail::urn_seats_by_size(n, concentration);
  REQUIRE(seats[1] > 3);
  const auto differences = detail::log_factorial_differences<double>();
  double expected = 0;
  double coefficient = 1;
  for (std::size_t r = 2; r < differences.size() + 2; ++r) {
    coefficient *= concentration / static_cast<double>(r);
    expected += (r % 2 == 0 ? 1 : -1) * coefficient * seats[r] * differences[r - 2];
  }
  CHECK(detail::mean_log_factorial(std::size_t{1}, n, concentration) == Approx(expected).epsilon(1e-12));
  CHECK(differences[0] == Approx(std::log(2.0)).epsilon(1e-14));                      // Δ² ln m! = ln 2
  CHECK(differences[1] == Approx(2 * std::log(2.0) - std::log(3.0)).epsilon(1e-13));  // −Δ³
}

TEST_CASE("expected tables of any real number of draws rise smoothly through the whole numbers", "[urn][exact]") {
  CHECK(urn::expected_tables(0, 3.0) == 0);
  CHECK(urn::expected_tables(0.0, 3.0) == 0);
  CHECK(urn::expected_tables(1, 1e-310) == Approx(1.0).epsilon(1e-15));
  // K (ψ₀(K + ½) − ψ₀(K)) at K = ½: (γ + 2 ln 2 − γ)/2.
  CHECK(urn::expected_tables(0.5, 0.5) == Approx(std::log(2.0)).epsilon(1e-14));
  CHECK(urn::expected_tables(1e-9, 2.0) == Approx(2e-9 * (std::acos(-1.0) * std::acos(-1.0) / 6 - 1)).epsilon(1e-8));
  CHECK(urn::expected_tables(1e6 + 0.5, 1e300) == Approx(1e6 + 0.5).epsilon(1e-15));
  double before = 0;
  for (double n = 0.25; n < 40; n += 0.25) {
    const double found = urn::expected_tables(n, 2.5);
    CHECK(found > before);
    before = found;
  }
}

TEST_CASE("counts may be any whole number and concentrations any number", "[urn][exact]") {
  CHECK(urn::partition_entropy(1e3, 5) == urn::partition_entropy(1000, 5.0));
  CHECK(urn::size_entropy(1000L, 5U) == urn::size_entropy(1e3, 5.0));
  CHECK(urn::expected_tables_of_size(2.0F, 10U, 5) == urn::expected_tables_of_size(2, 10, 5.0));
  CHECK(urn::size_entropy(1000, 5.0F) == static_cast<float>(urn::size_entropy(1000, 5.0)));
  for (const int n : {0, 1}) {
    CHECK(urn::partition_entropy(n, 2.0) == 0);
    CHECK(urn::size_entropy(n, 2.0) == 0);
  }
  CHECK(urn::expected_tables_of_size(3, 2, 2.0) == 0);
}

TEST_CASE("arguments of the urn outside their domain are refused by name", "[urn][error]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(thrown<std::domain_error>([] { return urn::expected_tables(-1, 2.0); }) == "n = -1, must be >= 0");
  CHECK(thrown<std::domain_error>([] { return urn::expected_tables(-0.5, 2.0); }) ==
        "n = -0.5, must be >= 0 and finite");
  CHECK(thrown<std::domain_error>([] { return urn::expected_tables(3, 0.0); }) ==
        "concentration = 0, must be > 0 and finite");
  CHECK(thrown<std::domain_error>([] { return urn::partition_entropy(2.5, 2.0); }) ==
        "n = 2.5, must be a whole number >= 0");
  CHECK(thrown<std::domain_error>([&] { return urn::size_entropy(nan, 2.0); }) ==
        "n = nan, must be a whole number >= 0");
  CHECK(thrown<std::domain_error>([] { return urn::size_entropy(3, -1); }) ==
        "concentration = -1, must be > 0 and finite");
  CHECK(thrown<std::domain_error>([] { return urn::expected_tables_of_size(0, 3, 2.0); }) == "j = 0, must be >= 1");
}

TEST_CASE("the urn keeps its digits at the ends of the scalar's range", "[urn][reference]") {
  const double largest = std::numeric_limits<double>::max();
  // Kψ₁(K) is 1 for large K, and ψ₀ is linear between so near numbers.
  CHECK(urn::expected_tables(5.92941e-229, largest) == Approx(5.92941e-229).epsilon(1e-14));
  CHECK(urn::expected_tables(1e-300, 1.0) == Approx(1.6449340668482264e-300).epsilon(1e-14));  // ζ(2)
  CHECK(urn::expected_tables(1.70141e38F, 0.00338791F) ==
        Approx(urn::expected_tables(static_cast<double>(1.70141e38F), static_cast<double>(0.00338791F))).epsilon(1e-6));
  const double least = std::numeric_limits<double>::denorm_min();
  CHECK(urn::partition_entropy(73, least) >= 0);
  CHECK(urn::partition_entropy(73, least) < 1e-318);
}

}  // namespace unit::process::network::urn
