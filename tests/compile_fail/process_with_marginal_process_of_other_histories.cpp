// expect: infobound: the process has marginal_process, but not as a public const member of () that returns a
// expect:  data-generating process of the same real_type and history_type with conditional_information(theta, history)
// SPDX-License-Identifier: BSL-1.0
// A marginal process that has histories of its own.

#include <Eigen/Core>
#include <boost/random/uniform_01.hpp>
#include <cstddef>
#include <infobound/information/information.hpp>

template <class History>
struct rest {
  using real_type = double;
  using parameter_type = double;
  using history_type = History;
  double draw_parameter(auto& rng) const { return boost::random::uniform_01<double>()(rng); }
  History draw_history(double, std::size_t horizon, auto&) const {
    return History::Zero(static_cast<Eigen::Index>(horizon), 1);
  }
  Eigen::VectorXd log_likelihood(double, const History& history) const { return history.col(0); }
  Eigen::VectorXd conditional_information(double, const History& history) const { return history.col(0); }
};

struct process : rest<Eigen::VectorXd> {
  rest<Eigen::MatrixXd> marginal_process() const { return {}; }
};

int main() { (void)infobound::information(process{}, 3, infobound::contrastive{}); }
