// SPDX-License-Identifier: BSL-1.0
// Autoregression and transformers.
#include <infobound/process/sequence/binary_autoregression.hpp>
#include <infobound/process/sequence/binary_autoregression_bounds.hpp>
#include <infobound/process/sequence/token_autoregression.hpp>
#include <infobound/process/sequence/token_autoregression_bounds.hpp>
#include <infobound/process/sequence/transformer.hpp>
#include <infobound/process/sequence/transformer_bounds.hpp>

#include "verbs.hpp"

namespace fuzz {

namespace {

template <class Real, class Make>
void call_bounds(calls<Real>& call, Make make, const allowance& allowed = {}) {
  const std::size_t T = call.count("horizon", any_horizon);
  call_error_bounds(call, make, T, allowed);
  if (!call.valid()) return;
  const Real epsilon = call.positive_or_infinite("epsilon");
  call_rate(call, make, epsilon, allowed);
  if (epsilon < std::numeric_limits<Real>::infinity() && call.chance(10))
    call_sample_complexity(call, make, epsilon, allowed);
}

template <class Real>
void binary_autoregression(calls<Real>& call) {
  namespace bounds = ib::binary_autoregression_bounds;
  const auto order = call.dimension("order", any_horizon);
  call_bounds(call, [=]<class R>(R) { return ib::binary_autoregression<R>{order}; });
  call.only_valid();
  if (!call.valid()) return;
  const std::size_t T = call.count("T", any_horizon);
  const Real epsilon = call.positive_or_infinite("epsilon");
  call("binary_autoregression_bounds", [&]<class R>(R) {
    const R K = R(order);
    const R t = R(T);
    return answer()
        .upper("paper_rate", bounds::paper_rate(K, R(epsilon)))
        .upper("forward_rate", bounds::forward_rate(K, R(epsilon)))
        .upper("fisher_rate", bounds::fisher_rate(K, R(epsilon)))
        .upper("paper_upper", bounds::paper_upper(K, t))
        .upper("paper_explicit_upper", bounds::paper_explicit_upper(K, t))
        .upper("forward_upper", bounds::forward_upper(K, t))
        .upper("forward_explicit_upper", bounds::forward_explicit_upper(K, t))
        .upper("fisher_upper", bounds::fisher_upper(K, t))
        .ordered("fisher below forward", bounds::fisher_upper(K, t), bounds::forward_upper(K, t))
        .ordered("forward below its explicit form", bounds::forward_upper(K, t), bounds::forward_explicit_upper(K, t));
  });
}

template <class Real>
void token_autoregression(calls<Real>& call) {
  const auto vocabulary = call.dimension("vocabulary", 30, 2);  // embeddings take memory
  const auto embedding = call.dimension("embedding_dimension", 100);
  const auto order = call.dimension("order", any_horizon);
  const Real variance = call.positive("variance");
  call_bounds(call, [=]<class R>(R) {
    ib::token_autoregression<R> process{vocabulary, embedding, order};
    process.variance = R(variance);
    return process;
  });
}

template <class Real>
void transformer(calls<Real>& call) {
  namespace bounds = ib::transformer_bounds;
  const auto vocabulary = call.dimension("vocabulary", 30, 2);  // embeddings take memory
  const auto embedding = call.dimension("embedding_dimension", 100);
  const auto context = call.dimension("context", any_horizon);
  const auto layers = call.dimension("layers", call.chance(50) ? 2000 : 50);  // of which bounds are sums
  call_bounds(call, [=]<class R>(R) { return ib::transformer<R>{vocabulary, embedding, context, layers}; });
  call.only_valid();
  if (!call.valid()) return;
  const std::size_t T = call.count("T", any_horizon);
  const std::size_t size = call.count("size", any_size);
  const Real epsilon = call.between_zero_and_one("epsilon");
  call("transformer_bounds", [&]<class R>(R) {
    const R r = R(size);
    const R L = R(layers);
    const R t = R(T);
    const R equal = bounds::log_equal_amplitude(r, L);
    const R geometric = bounds::log_geometric_amplitude(r, L);
    return answer()
        .upper("log amplitude", equal)
        .upper("log geometric amplitude", geometric)
        .ordered("geometric below equal", geometric, equal)
        .upper("chain_rate", bounds::chain_rate(r, L, geometric, R(epsilon)))
        .upper("fisher_rate", bounds::fisher_rate(r, layers, R(epsilon)))
        .upper("chain_upper", bounds::chain_upper(r, L, t, geometric))
        .upper("fisher_upper", bounds::fisher_upper(r, layers, t));
  });
}

}  // namespace

std::vector<family> sequence_families() {
  return {{"binary_autoregression", binary_autoregression<float>, binary_autoregression<double>,
           binary_autoregression<long double>},
          {"token_autoregression", token_autoregression<float>, token_autoregression<double>,
           token_autoregression<long double>},
          {"transformer", transformer<float>, transformer<double>, transformer<long double>}};
}

}  // namespace fuzz
