// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <infobound/check/detail/differences.hpp>
#include <limits>
#include <support/catch.hpp>

namespace unit::check::differences {

namespace ib = infobound;

TEST_CASE("the error of a difference quotient covers its error", "[differences][property]") {
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

}  // namespace unit::check::differences
