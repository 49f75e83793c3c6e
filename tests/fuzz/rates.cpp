// SPDX-License-Identifier: BSL-1.0
// Rate-distortion functions in closed form, and the calculators that turn any of them into an error.
#include <infobound/bound/theorem_15.hpp>
#include <infobound/rate/distortion_rate.hpp>
#include <infobound/rate/exponential.hpp>
#include <infobound/rate/gaussian.hpp>
#include <infobound/rate/gaussian_bottleneck.hpp>
#include <infobound/rate/shannon_lower_bound.hpp>
#include <infobound/rate/uniform_sphere.hpp>

#include "verbs.hpp"

namespace fuzz {

namespace {

template <class Real>
void rate_gaussian(calls<Real>& call) {
  const auto size = static_cast<Eigen::Index>(call.pick(6));
  const Eigen::VectorX<Real> spectrum = call.non_negatives("variance", size);
  const Real distortion = call.non_negative_or_infinite("distortion");
  call("rate::gaussian(spectrum, distortion)", [&]<class R>(R) {
    const Eigen::VectorX<R> variances = spectrum.template cast<R>();
    return answer()
        .exact("rate", ib::rate::gaussian(variances, R(distortion)))
        .ordered("rate at twice the distortion", ib::rate::gaussian(variances, R(2 * R(distortion))),
                 ib::rate::gaussian(variances, R(distortion)));
  });
}

template <class Real>
void rate_gaussian_covariance(calls<Real>& call) {
  const auto size = static_cast<Eigen::Index>(1 + call.pick(3));
  const Eigen::MatrixX<Real> root = call.design("covariance", size, size);
  const Eigen::MatrixX<Real> covariance = root * root.transpose();
  call.record("covariance", covariance);
  if (!(covariance.allFinite())) return;
  const Real distortion = call.non_negative_or_infinite("distortion");
  // A computed covariance is indefinite by its rounding, and its small eigenvalues are those of the rounding.
  call("rate::gaussian(covariance, distortion)",
       [&]<class R>(R) {
         const Eigen::MatrixX<R> given = covariance.template cast<R>();
         const R rate = ib::rate::gaussian(given, R(distortion));
         return answer().ordered("rate", R(0), rate);
       },
       {.refusal = true});
}

template <class Real>
void gaussian_distortion_rate(calls<Real>& call) {
  const auto size = static_cast<Eigen::Index>(call.pick(6));
  const Eigen::VectorX<Real> spectrum = call.non_negatives("variance", size);
  const Real rate = call.non_negative_or_infinite("rate");
  call("rate::gaussian_distortion_rate(spectrum, rate)", [&]<class R>(R) {
    const Eigen::VectorX<R> variances = spectrum.template cast<R>();
    const R distortion = ib::rate::gaussian_distortion_rate(variances, R(rate));
    return answer()
        .exact("distortion", distortion)
        .ordered("at twice the rate", ib::rate::gaussian_distortion_rate(variances, R(2 * R(rate))), distortion)
        .ordered("without a rate", distortion, variances.sum());
  });
  if (!call.valid() || !(rate < 1000)) return;
  // Where the distortion is a number that has all its digits, its rate is the one given.
  call("rate::gaussian(spectrum, rate::gaussian_distortion_rate(spectrum, rate))",
       [&]<class R>(R) {
         const Eigen::VectorX<R> variances = spectrum.template cast<R>();
         const R distortion = ib::rate::gaussian_distortion_rate(variances, R(rate));
         if (!(distortion > 8 * (std::numeric_limits<R>::min)() && distortion < variances.sum() / 2)) return answer();
         if (!std::isfinite(distortion)) return answer();
         return answer()
             .ordered("rate from below", ib::rate::gaussian(variances, distortion), R(rate))
             .ordered("rate from above", R(rate), ib::rate::gaussian(variances, distortion));
       },
       {.absolute = 64 * static_cast<double>(std::numeric_limits<Real>::epsilon()) * (10 + static_cast<double>(rate))});
  const Eigen::MatrixX<Real> root = call.design("covariance", 2, 2);
  const Eigen::MatrixX<Real> covariance = root * root.transpose();
  if (!covariance.allFinite()) return;
  call("rate::gaussian_distortion_rate(covariance, rate)",
       [&]<class R>(R) {
         const Eigen::MatrixX<R> given = covariance.template cast<R>();
         return answer().ordered("distortion", R(0), ib::rate::gaussian_distortion_rate(given, R(rate)));
       },
       {.refusal = true});
}

template <class Real>
void rate_gaussian_bottleneck(calls<Real>& call) {
  const auto size = static_cast<Eigen::Index>(1 + call.pick(5));
  const Eigen::VectorX<Real> gains = call.non_negatives("gain", size);
  const Real loss = call.non_negative_or_infinite("loss");
  call("rate::gaussian_bottleneck(gains, loss)", [&]<class R>(R) {
    const Eigen::VectorX<R> given = gains.template cast<R>();
    const R rate = ib::rate::gaussian_bottleneck(given, R(loss));
    const R information = given.array().log1p().sum() / 2;
    return answer()
        .exact("rate", rate)
        .ordered("rate at twice the loss", ib::rate::gaussian_bottleneck(given, R(2 * R(loss))), rate)
        .ordered("information less the loss", std::max(R(0), R(information - R(loss))), rate);
  });
  if (!call.valid() || !(gains.maxCoeff() > 0)) return;
  const std::size_t T = call.count("horizon", any_horizon);
  call("rate::gaussian_bottleneck_curve(gains, horizon)",
       [&]<class R>(R) {
         const Eigen::VectorX<R> given = gains.template cast<R>();
         const auto curve = ib::rate::gaussian_bottleneck_curve(given, T, 16);
         return answer().bracket("error", curve.error_bracket());
       },
       {.refusal = true, .named = "rate_curve"});
}

template <class Real>
void rate_exponential(calls<Real>& call) {
  call.only_valid();
  const std::size_t d = call.count("dimension", any_size);
  const std::size_t T = call.count("horizon", any_horizon);
  const Real amplitude = call.positive("amplitude");
  call("rate::exponential_…(dimension, horizon, amplitude)", [&]<class R>(R) {
    return answer()
        .lower("error", ib::rate::exponential_root_lower(R(d), R(T), R(amplitude)))
        .lower("recursion", ib::rate::exponential_recursion_lower(R(d), R(T), R(amplitude)))
        .upper("error", ib::rate::exponential_upper(R(d), R(T), R(amplitude)));
  });
}

template <class Real>
void rate_uniform_sphere(calls<Real>& call) {
  const auto d = call.dimension("dimension", any_size);
  const Real distortion = call.non_negative_or_infinite("distortion");
  call("rate::uniform_sphere(dimension, distortion)", [&]<class R>(R) {
    const R rate = ib::rate::uniform_sphere(d, R(distortion));
    const R gaussian = R(distortion) > 0 && R(distortion) < 1 ? R(-R(d) / 2 * std::log(R(distortion))) : rate;
    return answer().exact("rate", rate).ordered("that of a Gaussian vector", rate, gaussian);
  });
}

template <class Real>
void rate_shannon(calls<Real>& call) {
  const auto d = call.dimension("dimension", any_size);
  const Real distortion = call.non_negative_or_infinite("distortion");
  const Real entropy = call.positive("differential_entropy");
  const Real sign = call.valid() && call.chance(2) ? Real(-1) : Real(1);
  if (entropy <= 0) return;  // none of which is outside the domain
  call("rate::shannon_lower_bound(± differential_entropy, dimension, distortion)", [&]<class R>(R) {
    return answer().lower("rate", ib::rate::shannon_lower_bound(R(R(sign) * R(entropy)), d, R(distortion)));
  });
}

// The calculators of Theorem 15 on the rate (c/2) ln⁺(a/ε), exact, from its function and from its inverse.
template <class Real>
void theorem_15(calls<Real>& call) {
  namespace theorem = ib::theorem_15;
  call.only_valid();
  const Real coordinates = call.positive("coordinates");
  const Real amplitude = call.positive("amplitude");
  const std::size_t T = call.count("horizon", any_horizon);
  if (!(coordinates / 2 > 0)) return;
  // Where the optimum is far below one nat a search may end above it: at a bound all the same.
  const allowance any_bound{.relative = std::numeric_limits<double>::infinity()};
  call(
      "theorem_15::…_from_rate, …_from_distortion",
      [&]<class R>(R) {
        const R half = R(coordinates) / 2;
        const R log_amplitude = std::log(R(amplitude));
        const auto rate = [&](const R& epsilon) -> R {
          return half * std::max(R(0), R(log_amplitude - std::log(epsilon)));
        };
        const auto distortion = [&](const R& nats) -> R { return std::exp(log_amplitude - nats / half); };
        return answer()
            .lower("error", theorem::lower_from_rate(rate, R(T)))
            .upper("error", theorem::upper_from_rate(rate, R(T)))
            .lower("error by distortion", theorem::lower_from_distortion(distortion, R(T)))
            .upper("error by distortion", theorem::upper_from_distortion(distortion, R(T)))
            .ordered("lower from rate", theorem::lower_from_rate(rate, R(T)),
                     theorem::upper_from_distortion(distortion, R(T)))
            .ordered("lower from distortion", theorem::lower_from_distortion(distortion, R(T)),
                     theorem::upper_from_rate(rate, R(T)));
      },
      any_bound);
}

}  // namespace

std::vector<family> rate_families() {
  return {{"rate_gaussian", rate_gaussian<float>, rate_gaussian<double>, rate_gaussian<long double>},
          {"rate_gaussian_covariance", rate_gaussian_covariance<float>, rate_gaussian_covariance<double>,
           rate_gaussian_covariance<long double>},
          {"gaussian_distortion_rate", gaussian_distortion_rate<float>, gaussian_distortion_rate<double>,
           gaussian_distortion_rate<long double>},
          {"rate_gaussian_bottleneck", rate_gaussian_bottleneck<float>, rate_gaussian_bottleneck<double>,
           rate_gaussian_bottleneck<long double>},
          {"rate_exponential", rate_exponential<float>, rate_exponential<double>, rate_exponential<long double>},
          {"rate_uniform_sphere", rate_uniform_sphere<float>, rate_uniform_sphere<double>,
           rate_uniform_sphere<long double>},
          {"rate_shannon", rate_shannon<float>, rate_shannon<double>, rate_shannon<long double>},
          {"theorem_15", theorem_15<float>, theorem_15<double>, theorem_15<long double>}};
}

}  // namespace fuzz
