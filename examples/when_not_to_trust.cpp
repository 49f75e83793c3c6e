// SPDX-License-Identifier: BSL-1.0
// When is a bound not to be trusted, how does that show, and what is to be done?
#include <boost/random/bernoulli_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_01.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/infobound.hpp>
#include <infobound/report/table.hpp>
#include <iostream>
#include <string>

namespace ib = infobound;

namespace mylab {

/// Scores whose slope θ is unknown, at inputs that whoever knew θ has chosen: X ~ N(θ, 1), Y ~ N(θX, 1).
struct chosen_inputs {
  using real_type = double;
  using parameter_type = double;
  using history_type = Eigen::MatrixX2d;  // inputs and labels

  double draw_parameter(ib::random_stream& rng) const { return boost::random::normal_distribution<double>()(rng); }
  history_type draw_history(double theta, std::size_t horizon, ib::random_stream& rng) const {
    boost::random::normal_distribution<double> normal;
    history_type history(horizon, 2);
    for (Eigen::Index t = 0; t < history.rows(); ++t) {
      history(t, 0) = theta + normal(rng);
      history(t, 1) = theta * history(t, 0) + normal(rng);
    }
    return history;
  }
  Eigen::VectorXd log_likelihood(double theta, const history_type& history) const {
    return -(history.col(1) - theta * history.col(0)).array().square() / 2;
  }
};

/// What of a label all of the same kind before it tell, of unknown chance: (ones + 1)/(all + 2), Laplace's rule.
struct laplace_rule {
  double ones = 0, all = 0;
  double log_chance(bool one) const { return std::log(((one ? ones : all - ones) + 1) / (all + 2)); }
  void count(bool one) { ones += one, ++all; }
};

/// A coin that tends to fall as it fell: each toss repeats the last with a chance θ, uniform on [0, 1].
struct sticky_coin {
  using real_type = double;
  using parameter_type = double;
  using history_type = Eigen::VectorXi;

  double draw_parameter(ib::random_stream& rng) const { return boost::random::uniform_01<double>()(rng); }
  history_type draw_history(double theta, std::size_t horizon, ib::random_stream& rng) const {
    history_type history(horizon);
    for (Eigen::Index t = 0; t < history.size(); ++t) {
      const bool repeats = boost::random::bernoulli_distribution<double>(t == 0 ? 0.5 : theta)(rng);
      history[t] = repeats == (t == 0 || history[t - 1] == 1);
    }
    return history;
  }
  Eigen::VectorXd log_likelihood(double theta, const history_type& history) const {
    return Eigen::VectorXd::NullaryExpr(history.size(), [&](Eigen::Index t) {
      return t == 0 ? -std::log(2.0) : std::log(history[t] == history[t - 1] ? theta : 1 - theta);
    });
  }
  Eigen::VectorXd log_predictive(const history_type& history) const {
    Eigen::VectorXd result(history.size());
    laplace_rule repeats;
    for (Eigen::Index t = 0; t < history.size(); ++t) {
      const bool again = t > 0 && history[t] == history[t - 1];
      result[t] = t == 0 ? -std::log(2.0) : repeats.log_chance(again);
      if (t > 0) repeats.count(again);
    }
    return result;
  }
};

/// A coin that is exchanged for another after every fifty tosses, twenty times.
struct exchanged_coin {
  using real_type = double;
  using parameter_type = Eigen::VectorXd;
  using history_type = Eigen::VectorXi;

  parameter_type draw_parameter(ib::random_stream& rng) const {
    boost::random::uniform_01<double> uniform;
    return parameter_type::NullaryExpr(20, [&] { return uniform(rng); });
  }
  std::size_t maximum_horizon() const { return 1000; }
  history_type draw_history(const parameter_type& theta, std::size_t horizon, ib::random_stream& rng) const {
    boost::random::uniform_01<double> uniform;
    return history_type::NullaryExpr(static_cast<Eigen::Index>(horizon),
                                     [&](Eigen::Index t) { return uniform(rng) < theta[t / 50] ? 1 : 0; });
  }
  Eigen::VectorXd log_likelihood(const parameter_type& theta, const history_type& history) const {
    return Eigen::VectorXd::NullaryExpr(
        history.size(), [&](Eigen::Index t) { return std::log(history[t] == 1 ? theta[t / 50] : 1 - theta[t / 50]); });
  }
  Eigen::VectorXd log_predictive(const history_type& history) const {
    Eigen::VectorXd result(history.size());
    laplace_rule seen;
    for (Eigen::Index t = 0; t < history.size(); ++t) {
      if (t % 50 == 0) seen = {};
      result[t] = seen.log_chance(history[t] == 1);
      seen.count(history[t] == 1);
    }
    return result;
  }
};

}  // namespace mylab

ib::report::table shown{.columns = {{"what is true", ib::report::alignment::left},
                                    {"T"},
                                    {"promised"},
                                    {"delivered"},
                                    {"at best"},
                                    {"ln Bayes factor"}}};

/// What a learner with a wrong belief thinks its error is, what it is, what the best learner's is, and how much more
/// probable one history is by the truth than by the belief.
template <class Truth, class Belief>
void compare(const std::string& name, const Truth& truth, const Belief& belief, std::uint64_t seed) {
  ib::random_stream rng(seed);
  const auto theta = truth.draw_parameter(rng);
  for (const std::size_t T : {10U, 100U, 1000U}) {
    const auto error = ib::misspecified_error(truth, belief, T, ib::conjugate{.replicates = 2000, .seed = 1});
    ib::random_stream of_history(8);
    const auto history = truth.draw_history(theta, T, of_history);
    const double ahead = ib::log_evidence(truth, history).lower.mean - ib::log_evidence(belief, history).lower.mean;
    shown.rows.push_back({name, T, ib::estimation_error(belief, T).lower.mean, error.total.lower.mean,
                          error.estimation.lower.mean, std::round(10 * ahead) / 10 + 0.0});
  }
}

int main() {
  std::cout.precision(4);
  // A bound that does not fall.
  const ib::transformer<double> transformer{.vocabulary = 64, .embedding_dimension = 16, .context = 32, .layers = 4};
  for (const std::size_t T : {1'000U, 100'000U, 10'000'000U})
    std::cout << "T = " << T << ": at most " << ib::error_bracket(transformer, T).upper << '\n';
  std::cout << "who learns nothing loses at most " << ib::untrained_error(transformer).value
            << "; the bound is below that from T = " << ib::nonvacuous_horizon(transformer).value << " on\n\n";

  // A rate that cannot be bounded: E exp(θᵀX) is infinite in one dimension.
  const ib::generalised_linear_model<ib::poisson_response<double>, double> counts{.dimension = 1};
  std::cout << "Poisson regression on one input: at most " << ib::error_bracket(counts, 20).upper << "\nsimulated: "
            << ib::estimation_error(counts, 20, ib::contrastive{.replicates = 400, .contrasts = 1000, .seed = 1})
            << "\n\n";

  // Inputs that know the parameter.
  std::cout << "inputs that know the parameter:\n";
  for (const auto& [check, result, explanation] : ib::check_process(mylab::chosen_inputs{}, {.draws = 20000}).findings)
    if (result == ib::check_result::failed) std::cout << "  failed: " << check << '\n';
  std::cout << '\n';

  // Dependence and drift, of which a learner knows nothing; and a prior that excludes the truth.
  const ib::beta_bernoulli<double> coin{.alpha = 1, .beta = 1};
  compare("tosses depend on the last", mylab::sticky_coin{}, coin, 3);
  compare("the coin is exchanged", mylab::exchanged_coin{}, coin, 3);
  const Eigen::Matrix2d coins{{0.1, 0.9}, {0.4, 0.6}};
  const ib::finite_process<double> either{Eigen::Vector2d(0.5, 0.5), coins}, second{Eigen::Vector2d(0, 1), coins};
  compare("a coin that the prior excludes", either, second, 7);
  ib::report::write_table(std::cout, shown, 2);
  std::cout << "\nthe excluded coin costs in all at most " << ib::prior_divergence(either, second) << " nats\n";
}
/* Output
T = 1000: at most 0.5, a learner that learns nothing (theory 1.5)
T = 100000: at most 0.0689, Efroimovich's inequality (theory 7.4)
T = 10000000: at most 0.001158, Efroimovich's inequality (theory 7.4)
who learns nothing loses at most 0.5; the bound is below that from T = 9239 on

Poisson regression on one input: at most inf, no upper bound is known
simulated: lower 0.0916 ± 0.0013, upper 0.0926 ± 0.0011 nats per observation (contrastive, 400 replicates)

inputs that know the parameter:
  failed: log_likelihood: law

what is true                       T  promised  delivered  at best  ln Bayes factor
------------------------------  ----  --------  ---------  -------  ---------------
tosses depend on the last         10    0.085       0.17   0.081              -0.50
tosses depend on the last        100    0.019       0.19   0.019               8.2
tosses depend on the last       1000    0.0030      0.19   0.0030             84
the coin is exchanged             10    0.085       0.086  0.086               0
the coin is exchanged            100    0.019       0.12   0.031              -1.4
the coin is exchanged           1000    0.0030      0.19   0.031             138
a coin that the prior excludes    10    0           0.11   0.041               0.30
a coin that the prior excludes   100    0           0.12   0.0069             13
a coin that the prior excludes  1000    0           0.12   0.00069           231

the excluded coin costs in all at most inf nats
*/
