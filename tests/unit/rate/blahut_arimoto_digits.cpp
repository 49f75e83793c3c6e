// SPDX-License-Identifier: BSL-1.0
// Blahut-Arimoto in fifty digits, which the brackets of doubles must hold.
#include <Eigen/Core>
#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/eigen.hpp>
#include <infobound/rate/blahut_arimoto.hpp>
#include <support/catch.hpp>
#include <support/worst.hpp>

namespace unit::rate::blahut_arimoto_digits {

namespace ib = infobound;
using wide = boost::multiprecision::cpp_bin_float_50;

TEST_CASE("brackets of doubles hold the rate to fifty digits, as they are rounded outwards",
          "[blahut_arimoto][reference]") {
  worst missed, gap, slack;
  for (int seed = 0; seed < 8; ++seed) {
    Eigen::VectorXd p(4);
    Eigen::MatrixXd d(4, 3);
    for (int x = 0; x < 4; ++x) {
      p[x] = 1 + (7 * x + 3 * seed) % 11;
      for (int y = 0; y < 3; ++y) d(x, y) = 5 + (5 * x + 8 * y + seed * (x + 2 * y)) % 13 / 3.0;
    }
    p /= p.sum();
    const double least = p.dot(d.rowwise().minCoeff());
    const double greatest = (d.transpose() * p).minCoeff();
    for (const double share : {1e-4, 0.3, 0.9}) {
      const double level = least + share * (greatest - least);
      const auto truth =
          ib::rate::blahut_arimoto(p.cast<wide>(), d.cast<wide>(), wide(level), {.tolerance = wide(1e-20)});
      gap.see(double(truth.gap()), seed, share);
      for (const double tolerance : {1e-2, 1e-9, 0.0}) {
        const auto found = ib::rate::blahut_arimoto(p, d, level, {.tolerance = tolerance});
        missed.see(double((std::max)(wide(found.lower - truth.upper), wide(truth.lower - found.upper))), seed, share);
        if (tolerance == 0) slack.see(found.gap(), seed, share);
      }
    }
  }
  INFO(missed.where() << "\n" << gap.where() << "\n" << slack.where());
  CHECK(missed.value() <= 0);
  CHECK(gap.value() <= 1e-20);
  CHECK(slack.value() < 1e-11);
}

}  // namespace unit::rate::blahut_arimoto_digits
