// SPDX-License-Identifier: BSL-1.0
// Checks of labels that a user hands over.
#pragma once

#include <Eigen/Core>
#include <infobound/core/require.hpp>
#include <string>

namespace infobound::inline v0_1::detail {

/// Throws std::domain_error unless every label is one of 0 … outcomes − 1.
inline void require_labels(const Eigen::VectorXi& history, Eigen::Index outcomes) {
  for (Eigen::Index t = 0; t < history.size(); ++t)
    if (!(history[t] >= 0 && history[t] < outcomes))
      refuse("history[" + to_text(t) + "]", history[t], ">= 0 and <= " + to_text(outcomes - 1));
}

}  // namespace infobound::inline v0_1::detail
