// expect: infobound: refitted does not know how many labels a history has, which is no Eigen vector or matrix and has
// no expect: labels; give the learner horizon(history) SPDX-License-Identifier: BSL-1.0 A batch learner of histories
// that do not tell how long they are.

#include <Eigen/Core>
#include <cstddef>
#include <infobound/bound/misspecified/refitted.hpp>

namespace ib = infobound;

struct pair {
  double first, second;
};

struct learner {
  struct model {
    Eigen::VectorXd log_predictive(const pair&, std::size_t, std::size_t) const { return Eigen::VectorXd(1); }
  };
  model fit(const pair&, std::size_t) const { return {}; }
};

int main() { (void)ib::refitted<learner>{}.log_predictive(pair{1, 2}); }
