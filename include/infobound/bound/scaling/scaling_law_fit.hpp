// SPDX-License-Identifier: BSL-1.0
// The parametric law behind measured losses, with intervals, or a refusal where the runs do not tell it.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <boost/random/uniform_01.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <infobound/bound/scaling/detail/power_law_regression.hpp>
#include <infobound/bound/scaling/power_law.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// What a model of so many parameters, trained on so many tokens, was measured to lose.
template <class Real>
struct training_run {
  Real parameters;  ///< > 0
  Real tokens;      ///< > 0
  Real loss;        ///< > 0
};

/// How fit_scaling_law fits: Huber's loss of ln(fitted/measured), and resampled runs for the intervals.
struct huber_fit {
  double threshold = 1e-3;       ///< δ > 0: residuals count by their square up to it, by their size beyond
  std::size_t replicates = 400;  ///< resampled sets of runs, ≥ 40
  double confidence = 0.95;      ///< of each interval, between 0 and 1
  double widest = 1;             ///< > 0: an exponent whose interval is wider than so many times itself is refused
  std::uint64_t seed = 0;

  void validate() const {
    require_positive("huber_fit.threshold", threshold);
    require_at_least("huber_fit.replicates", replicates, 40);
    require_between_zero_and_one("huber_fit.confidence", confidence);
    require_positive_or_infinite("huber_fit.widest", widest);
  }
};

/// A fitted law and how well the runs determine it.
template <class Real>
struct scaling_law_fit {
  power_law<Real> law;
  Real allocation_exponent;  ///< β/(α + β), by which p* grows with compute

  interval<Real> irreducible;                   ///< of E
  interval<Real> parameter_coefficient;         ///< of A
  interval<Real> parameter_exponent;            ///< of α
  interval<Real> token_coefficient;             ///< of B
  interval<Real> token_exponent;                ///< of β
  interval<Real> allocation_exponent_interval;  ///< of β/(α + β)

  Real residual;              ///< the median of |ln(fitted/measured)|
  Real parameter_visibility;  ///< root-mean-square change of ln L that one unit of α makes while the other unknowns
                              ///< move to hide it: noise of σ leaves α uncertain by σ/(visibility √runs)
  Real token_visibility;      ///< that of β
};

namespace detail {

/// The quantile at a share of a sample, in the order of which it lies at share·(n + 1).
template <class Real>
[[nodiscard]] Real sample_quantile(std::vector<Real> sample, const Real& share) {
  using std::floor, std::max, std::min;
  std::sort(sample.begin(), sample.end());
  const Real last = static_cast<Real>(sample.size() - 1);
  const Real place = min(last, max(Real(0), Real(share * static_cast<Real>(sample.size() + 1) - 1)));
  const auto below = static_cast<std::size_t>(floor(place));
  const std::size_t above = (std::min)(below + 1, sample.size() - 1);
  return sample[below] + (place - floor(place)) * (sample[above] - sample[below]);
}

/// The standard deviation of x that a straight line in z leaves.
template <class Real>
[[nodiscard]] Real spread_beside(const Eigen::ArrayX<Real>& x, const Eigen::ArrayX<Real>& z) {
  using std::max, std::sqrt;
  const Eigen::ArrayX<Real> u = x - x.mean();
  const Eigen::ArrayX<Real> v = z - z.mean();
  const Real shared = (u * v).sum();
  return sqrt(max(Real(0), Real(u.square().sum() - shared * shared / v.square().sum())) / static_cast<Real>(x.size()));
}

/// ln of what was measured of all runs.
template <class Real>
struct logarithms {
  Eigen::ArrayX<Real> parameters;
  Eigen::ArrayX<Real> tokens;
  Eigen::ArrayX<Real> loss;

  /// - Throws: std::domain_error where a number is not positive and finite.
  explicit logarithms(const std::vector<training_run<Real>>& runs)
      : parameters(static_cast<Eigen::Index>(runs.size())), tokens(parameters.size()), loss(parameters.size()) {
    using std::log;
    for (Eigen::Index i = 0; i < loss.size(); ++i) {
      const training_run<Real>& run = runs[static_cast<std::size_t>(i)];
      const std::string name = "fit_scaling_law: runs[" + to_text(i) + "].";
      require_positive(name + "parameters", run.parameters);
      require_positive(name + "tokens", run.tokens);
      require_positive(name + "loss", run.loss);
      parameters[i] = log(run.parameters);
      tokens[i] = log(run.tokens);
      loss[i] = log(run.loss);
    }
  }

  /// The law that a regression on centred logarithms has found. ln E cannot reach an E of 0: what is less than a
  /// millionth of the least loss stands for it.
  [[nodiscard]] power_law<Real> law_of(const typename power_law_regression<Real>::unknowns& u) const {
    using std::exp, std::log;
    const Real nothing = loss.minCoeff() + log(Real(1e-6));
    return {.irreducible = u[4] < nothing ? Real(0) : Real(exp(u[4])),
            .parameter_coefficient = exp(u[0] + u[1] * parameters.mean()),
            .parameter_exponent = u[1],
            .token_coefficient = exp(u[2] + u[3] * tokens.mean()),
            .token_exponent = u[3]};
  }
};

/// Throws unless the runs' sizes could tell five unknowns apart from losses without noise.
template <class Real>
void require_spread(const logarithms<Real>& runs) {
  using std::exp;
  if (runs.loss.size() < 8)
    throw std::domain_error("fit_scaling_law: there are " + to_text(runs.loss.size()) +
                            " runs, must be >= 8 for the law's five unknowns");
  const auto distinct = [](const Eigen::ArrayX<Real>& values) {
    std::vector<Real> sorted(values.data(), values.data() + values.size());
    std::sort(sorted.begin(), sorted.end());
    return std::unique(sorted.begin(), sorted.end()) - sorted.begin();
  };
  for (const auto& [name, count] : {std::pair<const char*, std::ptrdiff_t>("parameters", distinct(runs.parameters)),
                                    {"tokens", distinct(runs.tokens)}})
    if (count < 3)
      throw std::domain_error(std::string("fit_scaling_law: the runs have ") + to_text(count) +
                              " different numbers of " + name + ", must be >= 3 to tell a coefficient and an exponent");
  const Real beside =
      (std::min)(spread_beside(runs.parameters, runs.tokens), spread_beside(runs.tokens, runs.parameters));
  if (!(beside > Real(0.1)))
    throw std::domain_error(
        "fit_scaling_law: parameters and tokens grow together: beside their common trend they vary by a factor of " +
        to_text(static_cast<float>(exp(beside))) +
        ", must be > 1.11 (standard deviation) to tell one's effect from the other's");
}

/// The laws of sets of as many runs, drawn from the runs with replacement.
template <class Real>
[[nodiscard]] std::vector<power_law<Real>> resampled_laws(power_law_regression<Real>& regression,
                                                          const typename power_law_regression<Real>::unknowns& best,
                                                          const logarithms<Real>& runs, const huber_fit& how) {
  std::vector<power_law<Real>> laws;
  laws.reserve(how.replicates);
  Eigen::ArrayX<Real> counts(runs.loss.size());
  for (std::size_t replicate = 0; replicate < how.replicates; ++replicate) {
    random_stream rng(how.seed, replicate);
    counts.setZero();
    for (Eigen::Index i = 0; i < counts.size(); ++i)
      counts[static_cast<Eigen::Index>(boost::random::uniform_01<double>()(rng) *
                                       static_cast<double>(counts.size()))] += 1;
    auto u = best;
    regression.descend(u, counts);
    laws.push_back(runs.law_of(u));
  }
  return laws;
}

/// The percentiles of a quantity of laws that leave (1 − confidence)/2 on either side.
template <class Real, class Quantity>
[[nodiscard]] interval<Real> percentiles(const std::vector<power_law<Real>>& laws, double confidence,
                                         Quantity quantity) {
  std::vector<Real> sample;
  sample.reserve(laws.size());
  for (const power_law<Real>& law : laws) sample.push_back(std::invoke(quantity, law));
  const Real tail = static_cast<Real>((1 - confidence) / 2);
  return {sample_quantile(sample, tail), sample_quantile(sample, Real(1 - tail))};
}

/// Throws unless an exponent is positive and known within `widest` times itself. Near E = 0 resampling does not see
/// that an exponent and E could move together, by blur/visibility: the linear theory does.
template <class Real>
void require_told(const char* name, const Real& exponent, const interval<Real>& range, const Real& blur,
                  double widest) {
  const Real width = (std::max)(Real(range.upper - range.lower), blur);
  if (!(exponent > 0) || !(width <= static_cast<Real>(widest) * exponent))
    throw std::domain_error(std::string("fit_scaling_law: the runs do not tell the exponent of the ") + name +
                            ": it is " + to_text(static_cast<float>(exponent)) + ", give or take " +
                            to_text(static_cast<float>(width / 2)) +
                            "; they span too little of it, or their noise is too large");
}

}  // namespace detail

/// Fits L(p, T) = E + A/p^α + B/T^β to runs: the least Huber loss of ln(fitted/measured), from the six most promising
/// of 49 pairs of exponents, with E, A and B by least squares there. Intervals are percentiles over sets of as many
/// runs drawn from the runs with replacement, which holds for noise of any law that may depend on the sizes.
/// - Accuracy: intervals of nominal 90 and 95 % hold the truth in 91 to 98 % of simulated tables of 16 to 81 runs whose
///             losses have noise of 0.3 to 5 %, Gaussian or of Student's t₃, and in 86 to 97 % of those where E is
///             within the noise of 0 (theory 10.6). What is below a millionth of the least loss is reported as E = 0.
/// - Cost:     0.1 ms a replicate for a hundred runs.
/// - Throws:   std::domain_error where a run or a field is outside its domain, and where the runs do not tell the law:
///             fewer than 8 runs or than 3 different sizes, parameters and tokens that grow together, an exponent that
///             is not positive or whose interval is wider than `widest` times itself.
/// - Source:   Hoffmann et al. 2022 (arXiv:2203.15556), third approach; theory 10.6.
template <class Real>
[[nodiscard]] scaling_law_fit<Real> fit_scaling_law(const std::vector<training_run<Real>>& runs,
                                                    const huber_fit& how = {}) {
  using std::sqrt;
  how.validate();
  const detail::logarithms<Real> measured(runs);
  detail::require_spread(measured);
  detail::power_law_regression<Real> regression(measured.parameters, measured.tokens, measured.loss,
                                                static_cast<Real>(how.threshold));
  const Eigen::ArrayX<Real> once = Eigen::ArrayX<Real>::Ones(measured.loss.size());
  const auto best = regression.best(once);
  const auto laws = detail::resampled_laws(regression, best, measured, how);
  const auto range = [&](auto quantity) { return detail::percentiles(laws, how.confidence, quantity); };
  const auto share = [](const power_law<Real>& law) -> Real {
    return law.token_exponent / (law.parameter_exponent + law.token_exponent);
  };
  const power_law<Real> law = measured.law_of(best);
  (void)regression.objective(best, once);
  const Eigen::ArrayX<Real> misfit = regression.residuals().abs();
  const scaling_law_fit<Real> fit{
      .law = law,
      .allocation_exponent = share(law),
      .irreducible = range(&power_law<Real>::irreducible),
      .parameter_coefficient = range(&power_law<Real>::parameter_coefficient),
      .parameter_exponent = range(&power_law<Real>::parameter_exponent),
      .token_coefficient = range(&power_law<Real>::token_coefficient),
      .token_exponent = range(&power_law<Real>::token_exponent),
      .allocation_exponent_interval = range(share),
      .residual = detail::sample_quantile(std::vector<Real>(misfit.data(), misfit.data() + misfit.size()), Real(0.5)),
      .parameter_visibility = regression.visibility(best, 1),
      .token_visibility = regression.visibility(best, 3)};
  const Real blur = Real(2 * 1.645 * 1.4826) * fit.residual / sqrt(static_cast<Real>(misfit.size()));
  detail::require_told("parameters", law.parameter_exponent, fit.parameter_exponent,
                       Real(blur / fit.parameter_visibility), how.widest);
  detail::require_told("tokens", law.token_exponent, fit.token_exponent, Real(blur / fit.token_visibility), how.widest);
  return fit;
}

}  // namespace infobound::inline v0_1
