// SPDX-License-Identifier: BSL-1.0
// The Pólya urn.
#include <infobound/process/network/urn.hpp>

#include "verbs.hpp"

namespace fuzz {

namespace {

template <class Real>
void urn(calls<Real>& call) {
  const Real K = call.positive("concentration");
  const std::size_t few = call.count("n", call.chance(50) ? 20000 : 200, 0);
  call("urn::partition_entropy(n, concentration)",
       [&]<class R>(R) { return answer().exact("partition entropy", ib::urn::partition_entropy(few, R(K))); });
  call("urn::size_entropy(n, concentration)", [&]<class R>(R) {
    answer found = answer().exact("size entropy", ib::urn::size_entropy(few, R(K)));
    return found.ordered("sizes are told by the partition", ib::urn::size_entropy(few, R(K)),
                         ib::urn::partition_entropy(few, R(K)));
  });
  const std::size_t j = call.count("j", 300);
  call("urn::expected_tables_of_size(j, n, concentration)",
       [&]<class R>(R) { return answer().exact("tables of a size", ib::urn::expected_tables_of_size(j, few, R(K))); });
  if (!call.valid()) return;
  const std::size_t many = call.count("n", any_horizon, 0);
  call("urn::expected_tables(n, concentration)", [&]<class R>(R) {
    const R tables = ib::urn::expected_tables(many, R(K));
    return answer()
        .exact("tables", tables)
        .ordered("at most one a draw", tables, R(many))
        .ordered("one at least", R(many > 0 ? 1 : 0), tables);
  });
  if (!call.valid()) return;
  const Real real = call.non_negative("n");
  call("urn::expected_tables(real n, concentration)",
       [&]<class R>(R) { return answer().exact("tables", ib::urn::expected_tables(R(real), R(K))); });
}

}  // namespace

std::vector<family> urn_families() { return {{"urn", urn<float>, urn<double>, urn<long double>}}; }

}  // namespace fuzz
