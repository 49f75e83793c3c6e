// SPDX-License-Identifier: BSL-1.0
// What results are made into: intervals and other units.
#include <infobound/core/estimate.hpp>
#include <infobound/core/units.hpp>

#include "verbs.hpp"

namespace fuzz {

namespace {

template <class Real>
void estimate_interval(calls<Real>& call) {
  const Real mean = call.finite("mean");
  const Real error = call.non_negative_or_infinite("standard_error");
  const std::size_t replicates = call.count("replicates", any_horizon, 0);
  if (!call.valid()) return;
  call.only_valid();
  const double confidence = call.chance(4) ? 0.95 : static_cast<double>(call.uniform());
  call("estimate.interval(confidence)",
       [&]<class R>(R) {
         const ib::estimate<R> known{
             .lower = {R(mean), R(error)}, .upper = {R(mean), R(error)}, .replicates = replicates};
         const auto found = known.interval(confidence);
         return answer().ordered("lower end", found.lower, R(mean)).ordered("upper end", R(mean), found.upper);
       },
       {.negative = true});
}

template <class Real>
void units(calls<Real>& call) {
  call.only_valid();
  const Real value = call.non_negative("value");
  call("bits, nats",
       [&]<class R>(R) { return answer().exact("bits", ib::bits(R(value))).exact("nats", ib::nats(R(value))); });
}

}  // namespace

std::vector<family> result_families() {
  return {{"estimate_interval", estimate_interval<float>, estimate_interval<double>, estimate_interval<long double>},
          {"units", units<float>, units<double>, units<long double>}};
}

}  // namespace fuzz
