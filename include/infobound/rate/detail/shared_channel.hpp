// SPDX-License-Identifier: BSL-1.0
// The channel that a search ends with, in the user's letters: time sharing of two that it met.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/rate/detail/distortion_table.hpp>
#include <infobound/rate/detail/rate_search.hpp>
#include <infobound/rate/detail/tilted_channel.hpp>

namespace infobound::inline v0_1::rate::detail {

/// W(y|x), one row a letter that occurs.
template <class Real>
[[nodiscard]] Eigen::MatrixX<Real> channel_of(const distortion_table<Real>& table, const known_channel<Real>& known) {
  // A constant channel, which may use pairs of infinite distortion if D is infinite.
  if (!(known.information > 0)) return known.weights.transpose().replicate(table.rows(), 1);
  Eigen::MatrixX<Real> channel;
  tilted_channel<Real> tilted(table);
  tilted.tilt(known.slope);
  tilted.evaluate(known.weights);
  tilted.write_channel(known.weights, channel);
  return channel;
}

/// Fills in the members channel and output of a result, for so many letters, with `above` for the given share of time.
template <class Real, class Result>
void write_shared_channel(const distortion_table<Real>& table, Eigen::Index letters, const known_channel<Real>& below,
                          const known_channel<Real>& above, const Real& share_above, Result& result) {
  Eigen::MatrixX<Real> rows = channel_of(table, share_above < 1 ? below : above);
  if (share_above > 0 && share_above < 1) rows = (1 - share_above) * rows + share_above * channel_of(table, above);
  result.output = rows.transpose() * table.probabilities;
  // A letter that never occurs may be coded in any way.
  result.channel = result.output.transpose().replicate(letters, 1);
  for (std::size_t row = 0; row < table.letters.size(); ++row)
    result.channel.row(table.letters[row]) = rows.row(static_cast<Eigen::Index>(row));
}

}  // namespace infobound::inline v0_1::rate::detail
