// SPDX-License-Identifier: BSL-1.0
#include <infobound/process/network/relu_units_bounds.hpp>

#include <boost/math/special_functions/gamma.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/eigen.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <infobound/process/network/deep_network_lower_bounds.hpp>
#include <infobound/process/network/dirichlet_network_lower_bounds.hpp>
#include <limits>
#include <support/catch.hpp>
#include <support/worst.hpp>
#include <vector>

namespace unit::process::network::relu_units_bounds {

namespace ib = infobound;
namespace bounds = infobound::relu_units_bounds;
using wide = boost::multiprecision::cpp_bin_float_50;
using field = bounds::field<double>;

namespace {

/// e_k = E[c⁺P_k(c)] and dim_k of theory 5.7, as they stand there, for k = 1, 2, 4, …, 200.
struct plain_degree {
  wide k;
  wide mean;
  wide dim;
};
std::vector<plain_degree> plain_degrees(int d) {
  using boost::math::tgamma, boost::math::lgamma;
  const wide dimension = d;
  const wide pi = boost::multiprecision::acos(wide(-1));
  std::vector<plain_degree> result{{1, 1 / (2 * dimension), dimension}};
  wide mean = exp(lgamma(dimension / 2) - lgamma((dimension + 1) / 2)) / (2 * sqrt(pi));
  for (int even = 2; even <= 200; even += 2) {
    const wide k = even;
    mean *= -(k - 3) / (k + dimension - 1);
    const wide dim =
        (2 * k + dimension - 2) *
        (d == 2 ? wide(1 / k) : wide(exp(lgamma(k + dimension - 2) - lgamma(k + 1) - lgamma(dimension - 1))));
    result.push_back({k, mean, dim});
  }
  return result;
}

/// m(γ) of theory 5.7 (a) or, without k = 1 and for the projected labels, (b), as it stands there.
wide plain_m(int d, double horizon, const field& of, double point, bool projected) {
  const wide D = d;
  const wide T = horizon;
  const wide a_1 = of.gain;
  const wide a_2 = of.squares;
  const wide a_11 = of.pairs;
  const wide a_0 = of.cost;
  const wide gamma = point;
  wide sum = 0;
  for (const auto& [k, mean, dim] : plain_degrees(d)) {
    if (projected && k == 1) continue;
    const wide lambda = k * (k + D - 2);
    const wide alpha = lambda * mean;
    const wide halves = projected ? 2 : 1;
    const wide omega =
        T * D * a_0 * lambda * lambda / dim +
        gamma * (T * (T - 1) * D * D * (a_2 * lambda / (2 * halves * D * dim) + a_11 * alpha * alpha / dim) +
                 T * D * (D + 2) * a_2 * lambda / dim / (halves * halves));
    sum += alpha * alpha / omega;
  }
  const wide kept = projected ? wide(1 - (D + 2) / (T - D - 2)) : wide(1);
  return T * T * D * D * a_1 * a_1 * kept * kept / (1 / sum + gamma * T * D * (D + 2) * a_11);
}

std::vector<field> fields_of(const std::vector<double>& weights) {
  std::vector<field> result;
  for (double resolution = 4; resolution > 0.01; resolution /= 1.2) {
    field of{0, 0, 0, 0};
    for (const double b : weights) {
      const double beta = b / (b * b + resolution * resolution);
      of.gain += beta * b;
      of.squares += beta * b * beta * b;
      of.cost += beta * beta;
    }
    of.pairs = of.gain * of.gain - of.squares;
    result.push_back(of);
  }
  return result;
}

}  // namespace

TEST_CASE("the degrees of a rectified coordinate are those of their definition, and all of them make d − 1",
          "[relu_units_bounds][reference]") {
  worst error;
  for (const int d : {2, 3, 5, 40, 1000}) {
    const bounds::degrees<double> found(d);
    const bounds::degrees<wide> in_wide{wide(d)};
    const auto expected = plain_degrees(d);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const auto at = static_cast<Eigen::Index>(i);
      const auto& [k, mean, dim] = expected[i];
      const wide share = 2 * d * k * (k + d - 2) * mean * mean * dim;
      error.see(std::abs(static_cast<double>(found.shares[at] / share - 1)), d, i, "share");
      error.see(1e30 * std::abs(static_cast<double>(in_wide.shares[at] / share - 1)), d, i, "share in 50 digits");
      error.see(std::abs(static_cast<double>(found.eigenvalues[at] / (k * (k + d - 2)) - 1)), d, i, "eigenvalue");
      if (share / dim > 1e-290)
        error.see(std::abs(static_cast<double>(found.crowding[at] / (share / dim) - 1)), d, i, "crowding");
    }
    CHECK(found.shares.sum() < d - 1);
    CHECK(found.shares.sum() > (d - 1) * 0.98);
  }
  INFO(error.where());
  CHECK(error.value() < 1e-13);
}

TEST_CASE("the least squared error that fields prove is that of the plain formula, with its slope",
          "[relu_units_bounds][reference]") {
  worst error;
  worst of_slope;
  const std::vector<field> all{{1, 1, 0, 1}, {1.9, 1.8, 1.7, 40}, {30, 9, 870, 3e7}};
  for (const int d : {2, 3, 10, 1000}) {
    const bounds::degrees<double> degrees(d);
    for (const double horizon : {1.0, 17.0, 5000.0, 1e9})
      for (const bool projected : {false, true}) {
        if (projected && horizon <= 2 * d + 4) continue;
        auto through = projected ? bounds::detail::channel<double>::projected(degrees, horizon)
                                 : bounds::detail::channel<double>::plain(degrees, horizon);
        for (const field& of : all)
          for (const double point : {1e-9, 0.01, 100.0}) {
            const auto [intercept, slope] = through.inverse(of, point);
            const double value = intercept + slope * point;
            const wide expected = 1 / plain_m(d, horizon, of, point, projected);
            error.see(std::abs(static_cast<double>(value / expected - 1)), d, horizon, point);
            const double step = 1e-6 * point;
            const wide rise = 1 / plain_m(d, horizon, of, point + step, projected) -
                              1 / plain_m(d, horizon, of, point - step, projected);
            of_slope.see(std::abs(static_cast<double>(slope * (2 * step) / rise - 1)), d, horizon, point);
          }
      }
  }
  INFO(error.where());
  CHECK(error.value() < 1e-13);
  INFO(of_slope.where());
  CHECK(of_slope.value() < 1e-8);
}

TEST_CASE("the integral by tangents is below that of the best field at every point, by less than a percent",
          "[relu_units_bounds][property]") {
  const auto check = [](const std::vector<field>& fields, const bounds::degrees<double>& degrees, double precision,
                        double horizon) {
    for (const bool projected : {false, true}) {
      if (projected && horizon <= 2 * degrees.dimension + 4) continue;
      auto through = projected ? bounds::detail::channel<double>::projected(degrees, horizon)
                               : bounds::detail::channel<double>::plain(degrees, horizon);
      const double found = projected ? bounds::projected_lower(degrees, fields, precision, horizon)
                                     : bounds::plain_lower(degrees, fields, precision, horizon);
      const auto m = [&](const field& of, double point) {
        const auto [intercept, slope] = through.inverse(of, point);
        return 1 / (intercept + slope * point);
      };
      // m falls: sums of left and of right ends enclose its integral.
      const int count = 6000;
      double least = precision;
      for (const field& of : fields)
        if (of.gain > 0) least = std::min(least, through.scale(of) * 1e-5);
      double above = 0;
      double below = 0;
      double left = 0;
      for (int i = 0; i <= count; ++i) {
        const double right = least * std::exp(std::log(precision / least) * i / count);
        double at_left = 0;
        double at_right = 0;
        for (const field& of : fields) {
          if (!(of.gain > 0)) continue;
          at_left = std::max(at_left, m(of, left));
          at_right = std::max(at_right, m(of, right));
        }
        above += at_left * (right - left) / 2;
        below += at_right * (right - left) / 2;
        left = right;
      }
      CAPTURE(degrees.dimension, precision, horizon, projected, found, below, above);
      CHECK(above < below * 1.01);
      CHECK(found <= above);
      CHECK(found >= below * 0.99);
    }
  };
  for (const double d : {2.0, 20.0}) {
    const bounds::degrees<double> degrees(d);
    check(fields_of({1}), degrees, 20, 200);
    check(fields_of({1, 0.3, 0.02}), degrees, 1e6, 1e8);
    std::vector<field> atoms;
    for (const auto& of : ib::dirichlet_network_bounds::large_atoms<double>(2.0).means)
      atoms.push_back({of.count, of.count, of.pairs, of.inverse_squares / 6});
    check(atoms, degrees, 4, 1000);
    check(atoms, degrees, 4, 1e9);
  }
}

TEST_CASE("units of known weight have the values of theory 5.7", "[relu_units_bounds][reference]") {
  struct row {
    std::vector<double> weights;
    double dimension, noise_variance, horizon, plain, projected;  // 0: not known
  };
  for (const row& one :
       {row{{1}, 2, 0.05, 10, 1.221, 0}, row{{1}, 2, 0.05, 200, 3.177, 0}, row{{1, 1}, 2, 0.02, 200, 6.14, 0},
        row{{1, 0.3}, 2, 0.05, 200, 4.45, 0}, row{{1}, 5, 0.05, 1e4, 18.5, 15.5}, row{{1}, 20, 0.05, 1e8, 160.9, 146.9},
        row{{1, 0.8}, 20, 0.05, 1e8, 263.3, 278.8}, row{{1, 0.9, 0.8, 0.7}, 20, 0.05, 1e4, 190, 204},
        row{{1, 0.9, 0.8, 0.7}, 20, 0.05, 1e8, 427, 517}}) {
    const bounds::degrees<double> degrees(one.dimension);
    const auto fields = fields_of(one.weights);
    CAPTURE(one.weights, one.dimension, one.horizon);
    CHECK(bounds::plain_lower(degrees, fields, 1 / one.noise_variance, one.horizon) == Approx(one.plain).epsilon(0.01));
    if (one.projected > 0)
      CHECK(bounds::projected_lower(degrees, fields, 1 / one.noise_variance, one.horizon) ==
            Approx(one.projected).epsilon(0.01));
  }
}

TEST_CASE("fields keep to the range at the ends of the scale", "[relu_units_bounds][property]") {
  for (const double d : {2.0, 1e12}) {
    const ib::deep_network_bounds::hidden_directions<double> hidden(d);
    for (const double units : {1.0, 1e18})
      for (const double ratio : {5e-324, 1e-300, 1.0, 1e300, std::numeric_limits<double>::infinity()})
        for (const double horizon : {1.0, 4e18}) {
          CAPTURE(d, units, ratio, horizon);
          const double plain = hidden.plain_lower(units, ratio, horizon);
          CHECK(plain >= 0);
          CHECK(std::isfinite(plain));
          if (ratio >= 1) CHECK(plain > 0);
          if (horizon > 2 * d + 4) CHECK(std::isfinite(hidden.projected_lower(units, ratio, horizon)));
        }
  }
}

}  // namespace unit::process::network::relu_units_bounds
