// SPDX-License-Identifier: BSL-1.0
// Calculators of rates from tables: Blahut–Arimoto and the bottleneck.
#include <infobound/rate/blahut_arimoto.hpp>
#include <infobound/rate/bottleneck.hpp>

#include "verbs.hpp"

namespace fuzz {

namespace {

template <class Real>
void blahut_arimoto(calls<Real>& call) {
  const auto letters = static_cast<Eigen::Index>(1 + call.pick(4));
  const auto outputs = static_cast<Eigen::Index>(1 + call.pick(4));
  const Eigen::VectorX<Real> probabilities = call.law("probabilities", letters);
  Eigen::MatrixX<Real> distortions(letters, outputs);
  for (Eigen::Index i = 0; i < distortions.size(); ++i) distortions(i) = call.non_negative_or_infinite("distortions");
  const Real distortion = call.non_negative_or_infinite("distortion");
  // Next to D_min, below which the rate is infinite, it is that of D_min.
  const Real least = probabilities.dot(distortions.rowwise().minCoeff());
  if (least > 0 && std::abs(distortion - least) < 16 * std::numeric_limits<Real>::epsilon() * least) return;
  const allowance certified{.refusal = true, .relative = 1e30, .absolute = 1e-5};
  call(
      "rate::blahut_arimoto(probabilities, distortions, distortion)",
      [&]<class R>(R) {
        const Eigen::VectorX<R> p = probabilities.template cast<R>();
        const Eigen::MatrixX<R> table = distortions.template cast<R>();
        const auto found = ib::rate::blahut_arimoto(p, table, R(distortion), {.iterations = 200});
        return answer().lower("rate", found.lower).upper("rate", found.upper).ordered("slope", R(0), found.slope);
      },
      certified);
  if (!call.valid()) return;
  const Real slope = call.non_negative_or_infinite("slope");
  call(
      "rate::blahut_arimoto_at_slope(probabilities, distortions, slope)",
      [&]<class R>(R) {
        const Eigen::VectorX<R> p = probabilities.template cast<R>();
        const Eigen::MatrixX<R> table = distortions.template cast<R>();
        const auto found = ib::rate::blahut_arimoto_at_slope(p, table, R(slope), {.iterations = 200});
        return answer()
            .lower("rate", found.lower)
            .upper("rate", found.upper)
            .ordered("distortion", R(0), found.distortion);
      },
      certified);
}

template <class Real>
void bottleneck(calls<Real>& call) {
  if (!call.chance(4)) return;
  const auto rows = static_cast<Eigen::Index>(1 + call.pick(6));
  const auto columns = static_cast<Eigen::Index>(1 + call.pick(5));
  const Eigen::VectorX<Real> entries = call.law("joint", rows * columns);
  const Real loss = call.non_negative_or_infinite("loss");
  const Eigen::MatrixX<Real> joint = entries.reshaped(rows, columns);
  const ib::rate::bottleneck_effort effort{.steps = 100, .cells = 1000, .points = 8};
  call("rate::bottleneck(joint, loss, effort)",
       [&]<class R>(R) {
         const Eigen::MatrixX<R> table = joint.template cast<R>();
         const auto found = ib::rate::bottleneck(table, R(loss), effort);
         return answer()
             .lower("rate", found.lower)
             .upper("rate", found.upper)
             .exact("information", found.information)
             .exact("entropy", found.entropy)
             .ordered("rate within the entropy", found.upper, found.entropy)
             .ordered("information less the loss", std::max(R(0), R(found.information - R(loss))), found.upper);
       },
       {.relative = 1e30, .absolute = 1e-5, .named = "table"});
}

}  // namespace

std::vector<family> table_families() {
  return {{"blahut_arimoto", blahut_arimoto<float>, blahut_arimoto<double>, blahut_arimoto<long double>},
          {"bottleneck", bottleneck<float>, bottleneck<double>, bottleneck<long double>}};
}

}  // namespace fuzz
