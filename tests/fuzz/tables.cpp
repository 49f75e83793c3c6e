// SPDX-License-Identifier: BSL-1.0
// Calculators from tables: Blahut–Arimoto, its inverse, the bottleneck and mutual information.
#include <infobound/rate/blahut_arimoto.hpp>
#include <infobound/rate/bottleneck.hpp>
#include <infobound/rate/distortion_rate.hpp>
#include <infobound/rate/mutual_information.hpp>

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
void distortion_rate(calls<Real>& call) {
  const auto letters = static_cast<Eigen::Index>(1 + call.pick(4));
  const auto outputs = static_cast<Eigen::Index>(1 + call.pick(4));
  const Eigen::VectorX<Real> probabilities = call.law("probabilities", letters);
  Eigen::MatrixX<Real> distortions(letters, outputs);
  const bool alike = call.chance(2);  // of one magnitude
  for (Eigen::Index i = 0; i < distortions.size(); ++i)
    distortions(i) = alike ? call.uniform() : call.non_negative_or_infinite("distortions");
  if (alike) call.record("distortions", distortions);
  const Real rate = call.non_negative_or_infinite("rate");
  const Real tolerance = call.chance(2) ? Real(1e-6) : call.non_negative("tolerance");
  call("rate::distortion_rate(probabilities, distortions, rate, {tolerance, 200})",
       [&]<class R>(R) {
         const Eigen::VectorX<R> p = probabilities.template cast<R>();
         const Eigen::MatrixX<R> table = distortions.template cast<R>();
         const ib::rate::distortion_rate_options<R> options{R(tolerance), 200};
         const auto found = ib::rate::distortion_rate(p, table, R(rate), options);
         const auto none = ib::rate::distortion_rate(p, table, R(0), options);
         const auto more = ib::rate::distortion_rate(p, table, R(2 * R(rate)), options);
         const auto wide =
             ib::rate::distortion_rate(Eigen::VectorX<wider<R>>(p.template cast<wider<R>>()),
                                       Eigen::MatrixX<wider<R>>(table.template cast<wider<R>>()), wider<R>(R(rate)));
         answer result = answer()
                             .lower("distortion", found.lower)
                             .upper("distortion", found.upper)
                             .ordered("lower side of a wider scalar", static_cast<long double>(wide.lower),
                                      static_cast<long double>(found.upper))
                             .ordered("upper side of a wider scalar", static_cast<long double>(found.lower),
                                      static_cast<long double>(wide.upper))
                             .ordered("distortion at no rate", found.lower, none.upper)
                             .ordered("distortion at twice the rate", more.lower, found.upper);
         if (found.upper < std::numeric_limits<R>::infinity())
           result.ordered("least entry of the channel", R(0), found.channel.minCoeff())
               .ordered("rate at this distortion",
                        ib::rate::blahut_arimoto(p, table, found.upper, {.iterations = 200}).lower,
                        R(R(rate) + R(1e-5F)));
         return result;
       },
       {.refusal = true, .relative = 1e30});
}

template <class Real>
void mutual_information(calls<Real>& call) {
  const auto rows = static_cast<Eigen::Index>(1 + call.pick(5));
  const auto columns = static_cast<Eigen::Index>(1 + call.pick(5));
  const bool independent = call.chance(4);
  const Eigen::MatrixX<Real> joint =
      independent ? Eigen::MatrixX<Real>(call.law("rows", rows) * call.law("columns", columns).transpose())
                  : Eigen::MatrixX<Real>(call.law("joint", rows * columns).reshaped(rows, columns));
  call.record("joint", joint);
  Eigen::MatrixX<long double> exact = joint.template cast<long double>();
  exact /= exact.sum();  // which is 1 but for what rounding does to products
  const auto nats = static_cast<double>(ib::rate::mutual_information(exact));
  const double rounding = 64 * static_cast<double>(std::numeric_limits<Real>::epsilon());
  call("rate::mutual_information(joint)",
       [&]<class R>(R) {
         const Eigen::MatrixX<R> table = joint.template cast<R>();
         Eigen::MatrixX<R> merged = table.leftCols(std::max<Eigen::Index>(1, columns - 1));
         if (columns > 1) merged.col(0) += table.col(columns - 1);
         return answer()
             .exact("information", ib::rate::mutual_information(table))
             .exact("information", ib::rate::mutual_information(Eigen::MatrixX<R>(table.transpose())))
             .lower("information", ib::rate::mutual_information(merged))
             .ordered("within the entropy", ib::rate::mutual_information(table), std::log(R(std::min(rows, columns))));
       },
       {.refusal = independent, .absolute = rounding * (std::sqrt(nats) + rounding), .named = "joint"});
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
  if (!call.valid()) return;
  const Real beta = call.non_negative_or_infinite("beta");
  call("rate::bottleneck_at_slope(joint, beta, effort)",
       [&]<class R>(R) {
         const Eigen::MatrixX<R> table = joint.template cast<R>();
         const auto found = ib::rate::bottleneck_at_slope(table, R(beta), effort);
         return answer()
             .lower("rate", found.lower)
             .upper("rate", found.upper)
             .ordered("rate within the entropy", found.upper, found.entropy)
             .ordered("loss within the information", found.loss, found.information)
             .ordered("relevance", std::max(R(0), R(found.information - found.loss)), found.relevance)
             .ordered("relevance within the rate", found.relevance, found.upper);
       },
       {.relative = 1e30, .absolute = 1e-5, .named = "table"});
}

}  // namespace

std::vector<family> table_families() {
  return {
      {"blahut_arimoto", blahut_arimoto<float>, blahut_arimoto<double>, blahut_arimoto<long double>},
      {"distortion_rate", distortion_rate<float>, distortion_rate<double>, distortion_rate<long double>},
      {"mutual_information", mutual_information<float>, mutual_information<double>, mutual_information<long double>},
      {"bottleneck", bottleneck<float>, bottleneck<double>, bottleneck<long double>}};
}

}  // namespace fuzz
