// SPDX-License-Identifier: BSL-1.0
// The processes whose information is known in closed form.
#include <infobound/process/conjugate/beta_bernoulli.hpp>
#include <infobound/process/conjugate/dirichlet_categorical.hpp>
#include <infobound/process/conjugate/finite_process.hpp>
#include <infobound/process/conjugate/gamma_poisson.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>

#include "verbs.hpp"

namespace fuzz {

namespace {

template <class Real>
void gaussian_mean(calls<Real>& call) {
  const auto d = call.dimension("dimension", any_size);
  const Real prior = call.positive("prior_variance");
  const Real noise = call.positive("noise_variance");
  const auto make = [=]<class R>(R) { return ib::gaussian_mean<R>{d, R(prior), R(noise)}; };
  const std::size_t T = call.count("horizon", any_horizon);
  call_information(call, make, T);
  call_error_bounds(call, make, T);
  const Real epsilon = call.positive_or_infinite("epsilon");
  call_rate_at(call, make, epsilon, T);
  if (T == 0) return;
  call_rate(call, make, epsilon);
  if (epsilon < std::numeric_limits<Real>::infinity()) call_sample_complexity(call, make, epsilon);
}

template <class Real>
void beta_bernoulli(calls<Real>& call) {
  const Real alpha = call.positive("alpha");
  const Real beta = call.positive("beta");
  const std::size_t T = call.count("horizon", call.chance(50) ? 20000 : 60);
  call_information(
      call,
      [=]<class R>(R) {
        return ib::beta_bernoulli<R>{R(alpha), R(beta)};
      },
      T);
}

template <class Real>
void dirichlet_categorical(calls<Real>& call) {
  const Eigen::VectorX<Real> concentrations = call.positives("concentrations", call.dimension("size", 6));
  const std::size_t T = call.count("horizon", 60);
  call_information(call, [&]<class R>(R) { return ib::dirichlet_categorical<R>{concentrations.template cast<R>()}; }, T,
                   {.named = "dirichlet_categorical.concentrations"});
}

template <class Real>
void gamma_poisson(calls<Real>& call) {
  const Real shape = call.positive("shape");
  const Real rate = call.positive("rate");
  const std::size_t T = call.count("horizon", call.chance(4) ? any_horizon : 1000);
  call_information(call, [=]<class R>(R) { return ib::gamma_poisson<R>{R(shape), R(rate)}; }, T, {.refusal = true});
}

template <class Real>
void finite_process(calls<Real>& call) {
  const auto size = static_cast<Eigen::Index>(1 + call.pick(4));
  const auto outcomes = static_cast<Eigen::Index>(1 + call.pick(3));
  const Eigen::VectorX<Real> prior = call.law("prior", size);
  Eigen::MatrixX<Real> likelihood(size, outcomes);
  for (Eigen::Index row = 0; row < size; ++row) likelihood.row(row) = call.law("likelihood", outcomes);
  const auto make = [&]<class R>(R) {
    return ib::finite_process<R>{prior.template cast<R>(), likelihood.template cast<R>()};
  };
  const std::size_t T = call.count("horizon", 12);
  const allowance sums{.absolute = std::is_same_v<Real, float> ? 1e-5 : 1e-12};
  call_information(call, make, T, sums);
  if (!call.chance(8)) return;
  const Real epsilon = call.positive_or_infinite("epsilon");
  call("rate_distortion(process, epsilon, horizon, effort)",
       [&]<class R>(R) {
         const auto found =
             ib::rate_distortion(make(R()), R(epsilon), std::min<std::size_t>(T, 4), {.steps = 100, .cells = 1000});
         return answer().ordered("rate", found.lower.value, found.upper.value);
       },
       {.absolute = 1e-5});
}

}  // namespace

std::vector<family> conjugate_families() {
  return {{"gaussian_mean", gaussian_mean<float>, gaussian_mean<double>, gaussian_mean<long double>},
          {"beta_bernoulli", beta_bernoulli<float>, beta_bernoulli<double>, beta_bernoulli<long double>},
          {"dirichlet_categorical", dirichlet_categorical<float>, dirichlet_categorical<double>,
           dirichlet_categorical<long double>},
          {"gamma_poisson", gamma_poisson<float>, gamma_poisson<double>, gamma_poisson<long double>},
          {"finite_process", finite_process<float>, finite_process<double>, finite_process<long double>}};
}

}  // namespace fuzz
