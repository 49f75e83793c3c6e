// SPDX-License-Identifier: BSL-1.0
// Theory 2.2 and 2.3: Theorem 15, exactly and with slack, and the recursion.
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <infobound/bound/theorem_15.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/rate/exponential.hpp>
#include <initializer_list>
#include <support/catch.hpp>
#include <utility>

namespace theorems::rate_distortion {

namespace ib = infobound;

namespace {

using linear = ib::linear_regression<double>;

template <class Check>
void on_a_grid(Check check) {
  for (const Eigen::Index d : {1, 2, 10, 50})
    for (const double variance : {1e-3, 0.25, 4.0})
      for (const std::size_t T : std::initializer_list<std::size_t>{1, 2, 5, 12, 60, 400}) {
        CAPTURE(d, variance, T);
        check(linear{.dimension = d, .noise_variance = variance}, T);
      }
}

}  // namespace

TEST_CASE("Theorem 15 holds at every tolerance by itself, with the exact rate and with bounds on it",
          "[theorem_15][property]") {
  on_a_grid([](const linear& process, std::size_t T) {
    const double horizon = double(T);
    const double exact = process.information(T) / horizon;
    for (double epsilon = 1e-6 * exact; epsilon < 1e6 * exact; epsilon *= 3) {
      const double rate = process.rate_distortion(epsilon);
      CAPTURE(epsilon);
      CHECK(std::min(rate / horizon, epsilon) <= exact * (1 + 1e-12));
      CHECK(exact <= (rate / horizon + epsilon) * (1 + 1e-12));
      CHECK(std::min(process.rate_lower(epsilon) / horizon, epsilon) <= exact * (1 + 1e-12));
      CHECK(exact <= (process.rate_upper(epsilon) / horizon + epsilon) * (1 + 1e-12));
    }
  });
}

TEST_CASE("the rate of a given design bounds its error at every tolerance and horizon", "[theorem_15][property]") {
  for (const auto& [rows, d] : {std::pair<Eigen::Index, Eigen::Index>{40, 3}, {6, 10}}) {
    Eigen::MatrixXd inputs(d, rows);
    ib::random_stream rng(12);
    ib::gaussian_inputs{}.draw(inputs, rng);
    inputs.row(0) *= 4;
    for (const double variance : {1e-3, 0.5, 50.0}) {
      const ib::linear_regression<double, ib::fixed_design<double>> process{
          .dimension = d, .noise_variance = variance, .inputs = {inputs.transpose()}};
      for (std::size_t T = 1; T <= static_cast<std::size_t>(rows); ++T) {
        const double exact = process.information(T) / double(T);
        for (double epsilon = 1e-4; epsilon < 20; epsilon *= 2)
          CHECK(exact <= (process.rate_upper(epsilon, T) / double(T) + epsilon) * (1 + 1e-12));
      }
    }
  }
}

TEST_CASE("linear regression has exponential rates around its own, and the error lies between what they say",
          "[exponential][property]") {
  // (d/2) ln⁺(ℓ₀/ε) ≤ H_ε ≤ (d/2) ln⁺(b/ε), b = 1/2σ², as e^{2ε} − 1 ≥ 2ε; the first by theory 3.4 (iii).
  on_a_grid([](const linear& process, std::size_t T) {
    const double d = double(process.dimension);
    const double exact = process.information(T) / double(T);
    const double least = process.distortion_rate()(0.0);
    const double most = 1 / (2 * process.noise_variance);
    for (double epsilon = 1e-9 * least; epsilon < 2 * most; epsilon *= 5) {
      const double slack = 1e-12 * (d + process.rate_upper(epsilon));
      CHECK(process.rate_distortion(epsilon) >= d / 2 * std::max(0.0, std::log(least / epsilon)) - slack);
      CHECK(process.rate_distortion(epsilon) <= d / 2 * std::max(0.0, std::log(most / epsilon)) + slack);
    }
    CHECK(ib::rate::exponential_root_lower(d, double(T), least) <= exact * (1 + 1e-12));
    CHECK(ib::rate::exponential_recursion_lower(d, double(T), least) <= exact * (1 + 1e-12));
    CHECK(exact <= ib::rate::exponential_upper(d, double(T), most) * (1 + 1e-12));
  });
}

TEST_CASE("with the exact rate the two halves of Theorem 15 enclose the error within a factor of two",
          "[theorem_15][property]") {
  on_a_grid([](const linear& process, std::size_t T) {
    const double exact = process.information(T) / double(T);
    const auto distortion = process.distortion_rate();
    const double lower = ib::theorem_15::lower_from_distortion(distortion, double(T));
    const double upper = ib::theorem_15::upper_from_distortion(distortion, double(T));
    CHECK(lower <= exact * (1 + 1e-9));
    CHECK(exact <= upper * (1 + 1e-9));
    CHECK(upper <= 2 * lower * (1 + 1e-6));
  });
}

TEST_CASE("a rate and its inverse give the same bounds", "[theorem_15][property]") {
  on_a_grid([](const linear& process, std::size_t T) {
    const auto rate = [&](double epsilon) { return process.rate_distortion(epsilon); };
    const auto distortion = process.distortion_rate();
    CHECK(ib::theorem_15::lower_from_rate(rate, double(T)) ==
          Approx(ib::theorem_15::lower_from_distortion(distortion, double(T))).epsilon(1e-6));
    CHECK(ib::theorem_15::upper_from_rate(rate, double(T)) ==
          Approx(ib::theorem_15::upper_from_distortion(distortion, double(T))).epsilon(1e-3));
  });
}

TEST_CASE("the recursion lies between the root of Theorem 15 and the exact error, long steps below single ones",
          "[theorem_15][property]") {
  on_a_grid([](const linear& process, std::size_t T) {
    const double exact = process.information(T) / double(T);
    const auto distortion = process.distortion_rate();
    const double single = ib::theorem_15::recursion_lower(distortion, double(T));
    const double strided = ib::theorem_15::recursion_lower(distortion, double(process.dimension), double(T));
    CHECK(ib::theorem_15::lower_from_distortion(distortion, double(T)) <= single * (1 + 1e-9));
    CHECK(strided <= single * (1 + 1e-12));
    CHECK(single <= exact * (1 + 1e-9));
    CHECK(strided >= 0.9 * single);
  });
}

TEST_CASE("the calculators find the closed forms of exponential rates", "[theorem_15][exact]") {
  for (const double d : {1.0, 7.0, 1000.0})
    for (const double a : {0.01, 0.4})
      for (const double T : {1.0, 30.0, 1e4, 1e8}) {
        CAPTURE(d, a, T);
        const auto rate = [&](double epsilon) { return d / 2 * std::max(0.0, std::log(a / epsilon)); };
        CHECK(ib::theorem_15::lower_from_rate(rate, T) ==
              Approx(ib::rate::exponential_root_lower(d, T, a)).epsilon(1e-9));
        CHECK(ib::theorem_15::upper_from_rate(rate, T) == Approx(ib::rate::exponential_upper(d, T, a)).epsilon(1e-3));
        CHECK(ib::theorem_15::upper_from_rate(rate, T) >= ib::rate::exponential_upper(d, T, a) * (1 - 1e-12));
        CHECK(ib::rate::exponential_recursion_lower(d, T, a) >=
              ib::rate::exponential_root_lower(d, T, a) * (1 - 1e-12));
      }
}

}  // namespace theorems::rate_distortion
