// SPDX-License-Identifier: BSL-1.0
#include <infobound/check/check_learner.hpp>

#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_01.hpp>
#include <cmath>
#include <cstddef>
#include <infobound/bound/misspecified/refitted.hpp>
#include <infobound/check/check_report.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>
#include <infobound/process/conjugate/gamma_poisson.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>
#include <infobound/report/histories.hpp>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <support/catch.hpp>
#include <support/normal_mean.hpp>
#include <support/thrown.hpp>
#include <vector>

namespace unit::check::check_learner {

namespace ib = infobound;

namespace {

const mylab::conjugate_mean truth{{2}};
const ib::beta_bernoulli<double> coin{.alpha = 1, .beta = 1};

/// What a check of that name found.
template <class Truth, class Learner>
ib::finding found(const Truth& made_by, const Learner& learner, const std::string& name) {
  for (const ib::finding& one : ib::check_learner(made_by, learner).findings)
    if (one.check == "log_predictive: " + name) return one;
  return {};
}

double log_normal(double error, double variance) {
  return -(error * error / variance + std::log(2 * std::acos(-1.0) * variance)) / 2;
}

/// Normal labels whose means may depend on what they should not.
template <class MeanOf>
struct guessing {
  MeanOf mean_of;
  double variance = 3;

  Eigen::VectorXd log_predictive(const Eigen::VectorXd& history) const {
    Eigen::VectorXd terms(history.size());
    for (Eigen::Index t = 0; t < terms.size(); ++t) terms[t] = log_normal(history[t] - mean_of(history, t), variance);
    return terms;
  }
};

/// Laplace's rule of succession, whose probabilities may be off.
struct counting {
  double factor = 1;

  Eigen::VectorXd log_predictive(const Eigen::VectorXi& history) const {
    Eigen::VectorXd terms(history.size());
    double ones = 0;
    for (Eigen::Index t = 0; t < terms.size(); ++t) {
      const double one = (ones + 1) / (static_cast<double>(t) + 2);
      terms[t] = std::log(factor * (history[t] == 1 ? one : 1 - one));
      ones += history[t];
    }
    return terms;
  }
};

/// Fits a mean to the first labels, or to all.
template <bool Peeks>
struct mean_fit {
  struct model {
    double mean;
    Eigen::VectorXd log_predictive(const Eigen::VectorXd& history, std::size_t first, std::size_t last) const {
      Eigen::VectorXd terms(static_cast<Eigen::Index>(last - first));
      for (std::size_t t = first; t < last; ++t)
        terms[static_cast<Eigen::Index>(t - first)] = log_normal(history[static_cast<Eigen::Index>(t)] - mean, 2);
      return terms;
    }
  };
  model fit(const Eigen::VectorXd& history, std::size_t size) const {
    if (size == 0) return {0};
    return {Peeks ? history.mean() : history.head(static_cast<Eigen::Index>(size)).mean()};
  }
};

/// Draws, and keeps nothing; or keeps a count.
template <bool Remembers>
struct drawing {
  mutable double calls = 0;
  Eigen::VectorXd log_predictive(const Eigen::VectorXd& history, ib::random_stream& rng) const {
    const double shift = boost::random::normal_distribution<double>(0, 1)(rng) + (Remembers ? ++calls : 0);
    const auto mean = [&](const Eigen::VectorXd&, Eigen::Index) { return shift; };
    return guessing<decltype(mean)>{mean}.log_predictive(history);
  }
};

/// A history that nobody can look into.
struct opaque {
  double first, second;
};
struct opaque_truth {
  using real_type = double;
  using parameter_type = double;
  using history_type = opaque;

  template <class Rng>
  double draw_parameter(Rng& rng) const {
    return boost::random::normal_distribution<double>(0, 1)(rng);
  }
  template <class Rng>
  opaque draw_history(double theta, std::size_t, Rng& rng) const {
    boost::random::normal_distribution<double> normal(theta, 1);
    const double first = normal(rng);
    return {first, normal(rng)};
  }
  Eigen::VectorXd log_likelihood(double theta, const opaque& history) const {
    return Eigen::Vector2d(log_normal(history.first - theta, 1), log_normal(history.second - theta, 1));
  }
};
struct exchangeable : opaque {};
void take_label(exchangeable& into, std::size_t t, const exchangeable& from) {
  (t == 0 ? into.first : into.second) = t == 0 ? from.first : from.second;
}
struct exchangeable_truth : opaque_truth {
  using history_type = exchangeable;
  template <class Rng>
  exchangeable draw_history(double theta, std::size_t horizon, Rng& rng) const {
    return {opaque_truth::draw_history(theta, horizon, rng)};
  }
};
/// A symbol is given, and each repeats the one before with the probability θ, or is another of three.
struct repeating {
  using real_type = double;
  using parameter_type = double;
  using history_type = Eigen::VectorXi;  ///< 1 + T symbols

  template <class Rng>
  double draw_parameter(Rng& rng) const {
    return 0.2 + 0.6 * boost::random::uniform_01<double>()(rng);
  }
  template <class Rng>
  Eigen::VectorXi draw_history(double theta, std::size_t horizon, Rng& rng) const {
    boost::random::uniform_01<double> uniform;
    Eigen::VectorXi symbols = Eigen::VectorXi::Zero(static_cast<Eigen::Index>(horizon) + 1);
    for (Eigen::Index t = 1; t < symbols.size(); ++t) {
      const double u = uniform(rng);
      symbols[t] = u < theta ? symbols[t - 1] : (symbols[t - 1] + (u < (1 + theta) / 2 ? 1 : 2)) % 3;
    }
    return symbols;
  }
  Eigen::VectorXd log_likelihood(double theta, const Eigen::VectorXi& symbols) const {
    Eigen::VectorXd terms(symbols.size() - 1);
    for (Eigen::Index t = 0; t < terms.size(); ++t)
      terms[t] = std::log(symbols[t + 1] == symbols[t] ? theta : (1 - theta) / 2);
    return terms;
  }
};
/// Repeats half of the time; or, where it peeks, as the last symbol of all says.
template <bool Peeks>
struct repeats_half {
  Eigen::VectorXd log_predictive(const Eigen::VectorXi& symbols) const {
    const double theta = Peeks && symbols[symbols.size() - 1] == 0 ? 0.6 : 0.5;
    return repeating{}.log_likelihood(theta, symbols);
  }
};

struct backwards {
  Eigen::VectorXd log_predictive(const opaque& history) const {
    return Eigen::Vector2d(log_normal(history.first - history.second, 1), log_normal(history.second, 1));
  }
};

}  // namespace

TEST_CASE("honest learners pass, of densities, probabilities and counts", "[check_learner]") {
  const auto past = [](const Eigen::VectorXd& history, Eigen::Index t) { return t > 0 ? history.head(t).mean() : 0.0; };
  const auto report = ib::check_learner(truth, guessing<decltype(past)>{past});
  CAPTURE(report.findings[3].explanation, report.findings[4].explanation);
  CHECK(report.passed());
  CHECK(report.findings.back().result == ib::check_result::passed);
  // However narrow it is, and however far from the truth.
  for (const double variance : {1e-8, 1e-3, 1e6})
    CHECK(found(truth, guessing<decltype(past)>{past, variance}, "normalisation").result == ib::check_result::passed);
  CHECK(ib::check_learner(truth, truth).passed());
  const auto counts = ib::check_learner(coin, counting{});
  CHECK(counts.passed());
  CHECK(counts.findings.back().explanation == "sums of 6 predictions were 1, the worst 1");
  CHECK(ib::check_learner(coin, coin).passed());
  const ib::gamma_poisson<double> poisson{.shape = 2, .rate = 1};
  CHECK(found(poisson, poisson, "normalisation").result == ib::check_result::passed);
  const ib::gaussian_mean<double> mean{.dimension = 2, .prior_variance = 1, .noise_variance = 1};
  CHECK(ib::check_learner(mean, mean).passed());
  CHECK(found(mean, mean, "peeking").result == ib::check_result::passed);
  CHECK(found(mean, mean, "normalisation").result == ib::check_result::not_applicable);
  CHECK(ib::check_learner(truth, drawing<false>{}).passed());
  CHECK(ib::check_learner(truth, ib::refitted{mean_fit<false>{}}).passed());
}

TEST_CASE("a learner that looks ahead is told at which label", "[check_learner]") {
  const auto next = [](const Eigen::VectorXd& history, Eigen::Index t) {
    return t + 1 < history.size() ? 1e-4 * history[t + 1] : 0.0;
  };
  const auto told = found(truth, guessing<decltype(next)>{next}, "peeking");
  CHECK(told.result == ib::check_result::failed);
  CHECK(told.explanation.find("ln q of label ") == 0);
  CHECK(told.explanation.find("a prediction may look at labels before its own alone") != std::string::npos);
  const auto centre = [](const Eigen::VectorXd& history, Eigen::Index) { return history.mean(); };
  CHECK(found(truth, guessing<decltype(centre)>{centre}, "peeking").result == ib::check_result::failed);
  CHECK(found(truth, ib::refitted{mean_fit<true>{}}, "peeking").result == ib::check_result::failed);
  const auto product = [](const Eigen::VectorXd& history, Eigen::Index t) {
    return t == 0 && history[14] > 0 && history[15] > 0 ? 1.0 : 0.0;
  };
  CHECK(found(truth, guessing<decltype(product)>{product}, "peeking").result == ib::check_result::failed);
}

TEST_CASE("what is no law is told: a look at its own label, or probabilities that do not sum to 1", "[check_learner]") {
  const auto own = [](const Eigen::VectorXd& history, Eigen::Index t) { return 0.3 * history[t]; };
  const auto told = found(truth, guessing<decltype(own)>{own}, "normalisation");
  CHECK(told.result == ib::check_result::failed);
  CHECK(told.explanation.find("q of label 0 integrates to 1.429") == 0);
  CHECK(found(coin, counting{1.01}, "normalisation").explanation ==
        "q of label 0 sums to 1.01 over the labels 0 to 1 (seed 0, replicate 0), and not to 1: it looks at its own "
        "label, or is no law");
  CHECK(found(coin, counting{0.9}, "normalisation").result == ib::check_result::failed);
}

TEST_CASE("a learner that remembers, or is no number, is told", "[check_learner]") {
  CHECK(found(truth, drawing<true>{}, "equal streams").result == ib::check_result::failed);
  CHECK(found(truth, drawing<true>{}, "peeking").result == ib::check_result::not_applicable);
  const auto nothing = [](const Eigen::VectorXd&, Eigen::Index t) {
    return t == 3 ? std::numeric_limits<double>::quiet_NaN() : 0.0;
  };
  CHECK(found(truth, guessing<decltype(nothing)>{nothing}, "values").explanation ==
        "entry 3 is nan (seed 0, replicate 0); it must be ln q of that label, or -inf where it was held impossible");
  struct short_sighted {
    Eigen::VectorXd log_predictive(const Eigen::VectorXd&) const { return Eigen::VectorXd::Zero(3); }
  };
  CHECK(found(truth, short_sighted{}, "values").explanation ==
        "log_predictive has 3 entries for a history of 16 labels (seed 0, replicate 0)");
}

TEST_CASE("labels of one's own histories are exchanged by a function beside them", "[check_learner]") {
  const ib::learner_check_options two{.horizon = 2};
  const auto closed = ib::check_learner(opaque_truth{}, backwards{}, two);
  CHECK(closed.findings[3].result == ib::check_result::not_applicable);
  CHECK(closed.findings[3].explanation.find("take_label(into, t, from)") != std::string::npos);
  const auto open = ib::check_learner(exchangeable_truth{}, backwards{}, two);
  CHECK(open.findings[3].result == ib::check_result::failed);
}

TEST_CASE("symbols that are given come before the labels", "[check_learner]") {
  const auto report = ib::check_learner(repeating{}, repeats_half<false>{});
  CHECK(report.passed());
  CHECK(report.findings.back().explanation == "sums of 6 predictions were 1, the worst 1");
  CHECK(found(repeating{}, repeats_half<true>{}, "peeking").result == ib::check_result::failed);
  std::ostringstream out;
  ib::report::write_histories(out, repeating{}, 2, ib::contrastive{.replicates = 2});
  CHECK(out.str().find("\nreplicate,t,label,log_likelihood\n0,0,0,\n0,1,") != std::string::npos);
}

TEST_CASE("options of the check of a learner are refused by name", "[check_learner][error]") {
  CHECK(thrown<std::domain_error>([] { return ib::check_learner(truth, truth, {.horizon = 0}); }) ==
        "learner_check_options.horizon = 0, must be >= 1");
  CHECK(thrown<std::domain_error>([] { return ib::check_learner(truth, truth, {.draws = 0}); }) ==
        "learner_check_options.draws = 0, must be >= 1");
}

}  // namespace unit::check::check_learner
