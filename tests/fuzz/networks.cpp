// SPDX-License-Identifier: BSL-1.0
// Deep networks and infinitely wide ones.
#include <infobound/process/network/deep_network.hpp>
#include <infobound/process/network/dirichlet_network.hpp>
#include <infobound/process/regression/inputs.hpp>

#include "verbs.hpp"

namespace fuzz {

namespace {

template <class Real>
void dirichlet_network(calls<Real>& call) {
  const auto d = call.dimension("dimension", call.chance(2) ? any_size : 100);
  const Real K = call.positive("concentration");
  const Real noise = call.positive("noise_variance");
  const auto make = [=]<class R>(R) { return ib::dirichlet_network<R>{d, R(K), R(noise)}; };
  if (call.chance(32)) {  // they take a tenth of a second
    const std::size_t T = call.count("horizon", any_horizon);
    call_error_bounds(call, make, T);
    if (!call.valid()) return;
  }
  const Real epsilon = call.positive_or_infinite("epsilon");
  call_rate(call, make, epsilon);
  if (call.chance(400) && epsilon < std::numeric_limits<Real>::infinity()) call_sample_complexity(call, make, epsilon);
}

template <class Real>
void dirichlet_network_bounds(calls<Real>& call) {
  namespace bounds = ib::dirichlet_network_bounds;
  call.only_valid();
  const auto d = call.dimension("dimension", call.chance(2) ? any_size : 100);
  const Real K = call.positive("concentration");
  const Real noise = call.positive("noise_variance");
  const std::size_t n = call.count("draws", call.chance(20) ? 4000 : 100);
  const std::size_t T = call.count("horizon", any_horizon);
  const Real distortion = call.between_zero_and_one("distortion");
  call("dirichlet_network_bounds::one_precision, sphere_precision", [&]<class R>(R) {
    const auto one = bounds::one_precision(d, R(K), n, R(distortion));
    const auto sphere = bounds::sphere_precision(d, R(K), n, R(distortion));
    return answer()
        .upper("rate", one.rate)
        .upper("sphere rate", sphere.rate)
        .upper("squared error", one.squared_error)
        .ordered("exact rate of a direction", sphere.rate, one.rate);
  });
  const Real level = call.positive("level");
  call("dirichlet_network_bounds::size_precision", [&]<class R>(R) {
    const auto sized = bounds::size_precision(d, R(K), n, R(level));
    return answer().upper("rate", sized.rate).upper("squared error", sized.squared_error);
  });
  call("dirichlet_network_bounds::finite_width_upper", [&]<class R>(R) {
    const auto wide = bounds::finite_width_upper(d, R(K), R(noise), n, R(T));
    const auto plain = bounds::finite_width_upper_at_true_noise(d, R(K), R(noise), n, R(T));
    return answer()
        .upper("total", wide.total)
        .upper("estimation", wide.estimation)
        .upper("misspecification", wide.misspecification)
        .upper("total at true noise", plain.total)
        .upper("misspecification at true noise", plain.misspecification);
  });
}

template <class Real>
void network_lower_bounds(calls<Real>& call) {
  call.only_valid();
  const auto d = call.dimension("dimension", call.chance(2) ? any_size : 100, 2);
  const auto n = call.dimension("units", call.chance(2) ? any_size : 100);
  const Real K = call.positive("concentration");
  const Real ratio = call.positive("signal_to_noise");
  const std::size_t T = call.count("horizon", any_horizon);
  const bool many = T > 2 * static_cast<std::size_t>(d) + 4;
  call("deep_network_bounds::hidden_directions", [&]<class R>(R) {
    using Wide = ib::detail::wide_scalar<R>;
    const ib::deep_network_bounds::hidden_directions<Wide> hidden{Wide(d)};
    answer found = answer().lower("plain", hidden.plain_lower(Wide(n), Wide(ratio), Wide(T)));
    if (many) found.lower("projected", hidden.projected_lower(Wide(n), Wide(ratio), Wide(T)));
    return found;
  });
  call("dirichlet_network_bounds::atom_directions, affinity_lower", [&]<class R>(R) {
    using Wide = ib::detail::wide_scalar<R>;
    const ib::dirichlet_network_bounds::atom_directions<Wide> atoms{Wide(d), Wide(K)};
    answer found = answer()
                       .lower("plain", atoms.plain_lower(Wide(ratio), Wide(T)))
                       .lower("affinity", ib::dirichlet_network_bounds::affinity_lower(Wide(d), Wide(K),
                                                                                       Wide(1 / Wide(ratio)), Wide(T)));
    if (many) found.lower("projected", atoms.projected_lower(Wide(ratio), Wide(T)));
    if (K >= 1) found.lower("explicit", atoms.explicit_lower(Wide(ratio), Wide(T)));
    return found;
  });
  call("deep_network_bounds::crowding_of_gaussian_inputs", [&]<class R>(R) {
    using Wide = ib::detail::wide_scalar<R>;
    const auto layer = ib::deep_network_bounds::crowding_of_gaussian_inputs<Wide>(Wide(d), {Wide(n), Wide(n)}, Wide(T));
    return answer()
        .upper("spread", layer.spread)
        .upper("crowding", layer.crowding)
        .ordered("crowding of equal inputs", layer.crowding, layer.spread);
  });
}

template <class Real>
void deep_network(calls<Real>& call) {
  std::vector<Eigen::Index> widths;
  const std::size_t layers = 1 + call.pick(call.chance(20) ? 2000 : 6);
  const std::size_t most = call.chance(8) ? any_horizon : call.chance(2) ? std::size_t{1} << 20 : 64;
  for (std::size_t l = 0; l < layers; ++l) widths.push_back(call.dimension("widths", most));
  const Real hidden = call.positive("hidden_variance");
  std::vector<Real> variances;
  if (call.chance(3))
    for (std::size_t l = 0; l < layers; ++l) variances.push_back(call.positive("variances"));
  std::vector<bool> known;
  if (call.chance(3)) {
    for (std::size_t l = 0; l < layers; ++l) known.push_back(call.chance(2));
    known[call.pick(layers)] = false;
  }
  const std::size_t kind = call.pick(3);
  const auto with = [&]<class Network>(Network network) {
    using R = typename Network::real_type;
    network.widths = widths;
    network.hidden_variance = R(hidden);
    for (const Real& variance : variances) network.variances.push_back(R(variance));
    network.known = known;
    return network;
  };
  const auto bounds_of = [&](auto make) {
    const std::size_t T = call.count("horizon", any_horizon);
    call_error_bounds(call, make, T);
    if (!call.valid()) return;
    const Real epsilon = call.positive_or_infinite("epsilon");
    call_rate(call, make, epsilon);
    const bool brief = layers <= 500;  // of more, the hundreds of brackets take seconds
    if (call.chance(20) && brief && epsilon < std::numeric_limits<Real>::infinity())
      call_sample_complexity(call, make, epsilon);
  };
  if (kind == 0) {
    widths.push_back(1);
    const Real noise = call.positive("noise_variance");
    bounds_of([&]<class R>(R) {
      ib::deep_network<R> network;
      network.noise_variance = R(noise);
      return with(network);
    });
  } else if (kind == 1) {
    widths.push_back(1);
    bounds_of([&]<class R>(R) { return with(ib::deep_network<R, ib::logistic_head>{}); });
  } else {
    widths.push_back(call.dimension("widths", most, 2));
    bounds_of([&]<class R>(R) { return with(ib::deep_network<R, ib::softmax_head>{}); });
  }
}

template <class Real>
void deep_network_design(calls<Real>& call) {
  const auto rows = static_cast<Eigen::Index>(1 + call.pick(6));
  const auto d = static_cast<Eigen::Index>(1 + call.pick(3));
  const Eigen::MatrixX<Real> design = call.design("matrix", rows, d);
  const std::size_t T = call.count("horizon", static_cast<std::size_t>(rows));
  const auto hidden = call.dimension("widths", 100);
  const Real noise = call.positive("noise_variance");
  const auto make = [&]<class R>(R) {
    ib::deep_network<R, ib::gaussian_head, ib::fixed_design<R>> network;
    network.widths = {d, hidden, 1};
    network.noise_variance = R(noise);
    network.inputs = {design.template cast<R>()};
    return network;
  };
  call_error_bounds(call, make, T);
  call_rate_at(call, make, call.positive_or_infinite("epsilon"), T);
}

}  // namespace

std::vector<family> network_families() {
  return {{"dirichlet_network", dirichlet_network<float>, dirichlet_network<double>, dirichlet_network<long double>},
          {"dirichlet_network_bounds", dirichlet_network_bounds<float>, dirichlet_network_bounds<double>,
           dirichlet_network_bounds<long double>},
          {"network_lower_bounds", network_lower_bounds<float>, network_lower_bounds<double>,
           network_lower_bounds<long double>},
          {"deep_network", deep_network<float>, deep_network<double>, deep_network<long double>},
          {"deep_network_design", deep_network_design<float>, deep_network_design<double>,
           deep_network_design<long double>}};
}

}  // namespace fuzz
