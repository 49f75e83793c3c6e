// SPDX-License-Identifier: BSL-1.0
// What a wrong prior or a restricted learner costs, in closed form.
#include <infobound/bound/misspecified/limiting_error.hpp>
#include <infobound/bound/misspecified/misspecification_upper.hpp>
#include <infobound/bound/misspecified/misspecified_error.hpp>
#include <infobound/bound/misspecified/prior_divergence.hpp>
#include <infobound/bound/misspecified/restricted_learner.hpp>
#include <infobound/process/regression/gaussian_prior_regression.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/missing_features.hpp>

#include "verbs.hpp"

namespace fuzz {

namespace {

template <class Real, class Truth, class Learner>
void call_divergence(calls<Real>& call, Truth truth, Learner learner, const allowance& allowed = {}) {
  call(
      "prior_divergence(truth, learner)",
      [&]<class R>(R) { return answer().exact("divergence", ib::prior_divergence(truth(R()), learner(R()))); },
      allowed);
  const std::size_t T = call.count("horizon", any_horizon);
  call(
      "misspecification_upper(truth, learner, horizon)",
      [&]<class R>(R) { return answer().upper("cost", ib::misspecification_upper(truth(R()), learner(R()), T).value); },
      allowed);
}

template <class Real>
void prior_divergence(calls<Real>& call) {
  switch (call.pick(5)) {
    case 0: {
      const Real a = call.positive("alpha"), b = call.positive("beta");
      const Real c = call.positive("alpha"), d = call.positive("beta");
      return call_divergence(
          call,
          [=]<class R>(R) {
            return ib::beta_bernoulli<R>{R(a), R(b)};
          },
          [=]<class R>(R) {
            return ib::beta_bernoulli<R>{R(c), R(d)};
          });
    }
    case 1: {
      const Real a = call.positive("shape"), b = call.positive("rate");
      const Real c = call.positive("shape"), d = call.positive("rate");
      return call_divergence(
          call,
          [=]<class R>(R) {
            return ib::gamma_poisson<R>{R(a), R(b)};
          },
          [=]<class R>(R) {
            return ib::gamma_poisson<R>{R(c), R(d)};
          });
    }
    case 2: {
      const auto d = call.dimension("dimension", any_size);
      const Real a = call.positive("prior_variance"), b = call.positive("prior_variance");
      const Real noise = call.positive("noise_variance");
      return call_divergence(
          call,
          [=]<class R>(R) {
            return ib::gaussian_mean<R>{d, R(a), R(noise)};
          },
          [=]<class R>(R) {
            return ib::gaussian_mean<R>{d, R(b), R(noise)};
          });
    }
    case 3: {
      const auto size = static_cast<Eigen::Index>(1 + call.pick(4));
      const Eigen::VectorX<Real> a = call.positives("concentrations", size);
      const Eigen::VectorX<Real> b = call.positives("concentrations", size);
      return call_divergence(
          call, [=]<class R>(R) { return ib::dirichlet_categorical<R>{a.template cast<R>()}; },
          [=]<class R>(R) { return ib::dirichlet_categorical<R>{b.template cast<R>()}; });
    }
    default: {
      const auto size = static_cast<Eigen::Index>(1 + call.pick(3));
      const Eigen::VectorX<Real> a = call.law("prior", size);
      const Eigen::VectorX<Real> b = call.law("prior", size);
      const Eigen::MatrixX<Real> likelihood = Eigen::MatrixX<Real>::Constant(size, 1, Real(1));
      return call_divergence(
          call,
          [=]<class R>(R) {
            return ib::finite_process<R>{a.template cast<R>(), likelihood.template cast<R>()};
          },
          [=]<class R>(R) {
            return ib::finite_process<R>{b.template cast<R>(), likelihood.template cast<R>()};
          });
    }
  }
}

template <class Real>
void misspecified_error(calls<Real>& call) {
  const auto d = static_cast<Eigen::Index>(1 + call.pick(3));
  const Real noise = call.positive("noise_variance");
  const Real assumed = call.positive("noise_variance");
  const Real variance = call.positive("prior_variance");
  Eigen::VectorX<Real> mean(d);
  for (Real& entry : mean) entry = call.finite("prior_mean");
  const auto seen = call.dimension("seen", static_cast<std::size_t>(d), 0);
  const auto rows = static_cast<Eigen::Index>(1 + call.pick(6));
  const bool on_design = call.chance(2);
  const Eigen::MatrixX<Real> matrix = on_design ? call.design("matrix", rows, d) : Eigen::MatrixX<Real>();
  const std::size_t T = call.count("horizon", on_design ? static_cast<std::size_t>(rows) : 8);
  const auto compare = [&]<class R, class Inputs>(R, const Inputs& inputs) {
    const ib::linear_regression<R, Inputs> truth{d, R(noise), inputs};
    const ib::gaussian_prior_regression<R, Inputs> wrong{mean.template cast<R>(), R(variance), R(assumed), inputs};
    const ib::missing_features<R, Inputs> blind{d, seen, R(assumed), inputs};
    answer found;
    const auto add = [&](const std::string& name, const auto& cost, bool see_the_same) {
      const R estimation = cost.estimation.lower.mean;
      const R misspecification = cost.misspecification.lower.mean;
      found.exact(name + " estimation", estimation);
      found.exact(name + " total", cost.total.lower.mean);
      if (see_the_same)
        found.exact(name + " misspecification", misspecification);
      else  // it is a difference, with the digits that the information leaves it
        found.ordered(name + " misspecification", R(0), misspecification);
      if (!see_the_same) found.exact(name + " parts", R(estimation + misspecification));
    };
    add("wrong prior", ib::misspecified_error(truth, wrong, T, ib::closed_form{}), true);
    add("blind", ib::misspecified_error(truth, blind, T, ib::closed_form{}), seen == d);
    add("wrong truth", ib::misspecified_error(wrong, truth, T, ib::closed_form{}), true);
    return found;
  };
  // Where one law's quadrature has no room for the other's noise, the learner is refused.
  call("misspecified_error(truth, learner, horizon, closed_form{})",
       [&]<class R>(R) {
         return on_design ? compare(R(), ib::fixed_design<R>{matrix.template cast<R>()})
                          : compare(R(), ib::gaussian_inputs{});
       },
       {.refusal = true, .named = "learner"});
}

template <class Real>
void restricted_learner(calls<Real>& call) {
  const std::size_t T = call.count("horizon", any_horizon);
  const Real information = call.non_negative_or_infinite("channel_information");
  const Real divergence = call.non_negative_or_infinite("code_divergence");
  const Real distortion = call.non_negative_or_infinite("plug_in_distortion");
  call("restricted_learner::upper", [&]<class R>(R) {
    return answer().upper("error", ib::restricted_learner::upper(R(information), R(divergence), R(distortion), T));
  });
  if (!call.valid()) return;
  const Real squared = call.non_negative_or_infinite("squared_error");
  const Real noise = call.positive("noise_variance");
  call("restricted_learner::absorbed_gaussian_distortion", [&]<class R>(R) {
    return answer().exact("distortion", ib::restricted_learner::absorbed_gaussian_distortion(R(squared), R(noise)));
  });
  const Real assumed = call.positive("assumed_noise_variance");
  call("restricted_learner::gaussian_distortion", [&]<class R>(R) {
    const R given = ib::restricted_learner::gaussian_distortion(R(squared), R(noise), R(assumed));
    return answer()
        .exact("distortion", given)
        .ordered("least", ib::restricted_learner::absorbed_gaussian_distortion(R(squared), R(noise)), given);
  });
}

template <class Real>
void limiting_error(calls<Real>& call) {
  const auto d = call.dimension("dimension", any_size);
  const auto seen = call.dimension("seen", static_cast<std::size_t>(std::max<Eigen::Index>(d, 1)), 0);
  const Real noise = call.positive("noise_variance");
  const Real assumed = call.positive("noise_variance");
  call("limiting_error(truth, missing_features)", [&]<class R>(R) {
    return answer().exact("error", ib::limiting_error(ib::linear_regression<R>{d, R(noise)},
                                                      ib::missing_features<R>{d, seen, R(assumed)}));
  });
  const Real shape = call.positive("noise_shape");
  const Real scale = call.positive("noise_scale");
  const Real gain = call.positive("signal_to_noise");
  call("limiting_error(truth, missing_features_learning_noise)", [&]<class R>(R) {
    const ib::linear_regression<R> truth{d, R(noise)};
    const R learnt =
        ib::limiting_error(truth, ib::missing_features_learning_noise<R>{d, seen, R(shape), R(scale), R(gain)});
    return answer()
        .exact("error", learnt)
        .ordered("below that of a fixed noise", learnt,
                 ib::limiting_error(truth, ib::missing_features<R>{d, seen, R(assumed)}));
  });
}

}  // namespace

std::vector<family> misspecified_families() {
  return {
      {"prior_divergence", prior_divergence<float>, prior_divergence<double>, prior_divergence<long double>},
      {"misspecified_error", misspecified_error<float>, misspecified_error<double>, misspecified_error<long double>},
      {"restricted_learner", restricted_learner<float>, restricted_learner<double>, restricted_learner<long double>},
      {"limiting_error", limiting_error<float>, limiting_error<double>, limiting_error<long double>}};
}

}  // namespace fuzz
