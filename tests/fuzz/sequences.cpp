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
        .lower("early_symbols_lower", bounds::early_symbols_lower(K, t))
        .lower("first_order_lower", bounds::first_order_lower(t))
        .upper("first_order_upper", bounds::first_order_upper(t))
        .ordered("early symbols below fisher", bounds::early_symbols_lower(K, t), bounds::fisher_upper(K, t))
        .ordered("fisher below forward", bounds::fisher_upper(K, t), bounds::forward_upper(K, t))
        .ordered("forward below its explicit form", bounds::forward_upper(K, t), bounds::forward_explicit_upper(K, t));
  });
}

/// On the sphere, or some of them all but the same, or shorter; the same numbers in every scalar.
template <class Real>
[[nodiscard]] Eigen::MatrixX<Real> any_embeddings(calls<Real>& call, Eigen::Index dimension, Eigen::Index vocabulary) {
  Eigen::MatrixX<Real> embeddings = ib::spherical_embeddings<Real>(dimension, vocabulary, call.pick(1000));
  if (embeddings.size() == 0) return embeddings;
  embeddings *= Real(0.999999);  // of norm at most 1 in a wider scalar too
  if (call.chance(5)) embeddings.col(0) *= Real(1e-3);
  if (call.chance(5)) embeddings *= Real(0.3);
  if (call.chance(8)) embeddings.colwise() = embeddings.col(0).eval();
  if (call.chance(5)) embeddings.row(0) *= Real(1e-6);
  return embeddings;
}

template <class Real>
void token_autoregression(calls<Real>& call) {
  const auto vocabulary = call.dimension("vocabulary", 30, 2);  // embeddings take memory
  const auto embedding = call.dimension("embedding_dimension", 100);
  const auto order = call.dimension("order", any_horizon);
  const Real variance = call.positive("variance");
  const Eigen::MatrixX<Real> embeddings = any_embeddings(call, embedding, vocabulary);
  call_bounds(call, [=]<class R>(R) {
    ib::token_autoregression<R> process{vocabulary, embedding, order};
    process.variance = R(variance);
    process.embeddings = embeddings.template cast<R>();
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
  const Eigen::MatrixX<Real> embeddings = any_embeddings(call, embedding, vocabulary);
  call_bounds(call, [=]<class R>(R) {
    ib::transformer<R> process{vocabulary, embedding, context, layers};
    process.embeddings = embeddings.template cast<R>();
    return process;
  });
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
        .upper("fisher_upper", bounds::fisher_upper(r, layers, t))
        .lower("kept_share", bounds::kept_share(r));
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
