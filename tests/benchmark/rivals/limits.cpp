// SPDX-License-Identifier: BSL-1.0
// What no program is faster than on this machine, in the same run: a product, exponentials, logarithms, bandwidth,
// normals. Each call does what its divisor in main.cpp says.
#include <Eigen/Core>
#include <infobound/core/numeric/normal_draws.hpp>
#include <infobound/core/random_stream.hpp>

#include "measurement.hpp"

namespace rivals {

namespace {

/// Keeps the compiler from leaving out what nobody reads.
void use(const double* what) { asm volatile("" : : "g"(what) : "memory"); }

answer product() {
  static const Eigen::MatrixXd left = Eigen::MatrixXd::Random(512, 512);
  static const Eigen::MatrixXd right = Eigen::MatrixXd::Random(512, 512);
  static Eigen::MatrixXd result(512, 512);
  result.noalias() = left * right;
  use(result.data());
  return {};
}

/// Contrasts × 10 times 10 × labels.
answer thin_product() {
  static const Eigen::MatrixXd left = Eigen::MatrixXd::Random(few_dimensions, contrasts);
  static const Eigen::MatrixXd right = Eigen::MatrixXd::Random(few_dimensions, labels);
  static Eigen::MatrixXd result(contrasts, labels);
  result.noalias() = left.transpose() * right;
  use(result.data());
  return {};
}

answer exponential() {
  static const Eigen::ArrayXd x = Eigen::ArrayXd::Random(4096);
  static Eigen::ArrayXd result(4096);
  for (int i = 0; i < 16; ++i) {
    result = x.exp();
    use(result.data());
  }
  return {};
}

answer logarithm() {
  static const Eigen::ArrayXd x = 2 + Eigen::ArrayXd::Random(4096);
  static Eigen::ArrayXd result(4096);
  for (int i = 0; i < 16; ++i) {
    result = x.log();
    use(result.data());
  }
  return {};
}

/// Reads 64 MB and writes as many.
answer bandwidth() {
  static const Eigen::ArrayXd x = Eigen::ArrayXd::Random(8 << 20);
  static Eigen::ArrayXd result(8 << 20);
  result = x;
  use(result.data());
  return {};
}

answer normals() {
  static infobound::random_stream rng(1);
  static Eigen::VectorXd result(1 << 16);
  infobound::detail::fill_standard_normal(result, rng);
  use(result.data());
  return {};
}

}  // namespace

works limits() {
  return {{"product", product},     {"thin_product", thin_product}, {"exponential", exponential},
          {"logarithm", logarithm}, {"bandwidth", bandwidth},       {"normals", normals}};
}

}  // namespace rivals
