// SPDX-License-Identifier: BSL-1.0
// What a network with a Gaussian head tells of its lower layers, the last one integrated out.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <cstddef>
#include <infobound/core/numeric/integrated_regression.hpp>
#include <infobound/core/require.hpp>
#include <limits>
#include <utility>

namespace infobound::inline v0_1 {

/// The marginal process of deep_network<Real, gaussian_head>: its parameter are the unknown layers below the last one,
/// laid out as θ. With Φ the last hidden values, T × N_{L−1}, labels given them and the inputs are
/// N(0, σ²I + (v_L/N_{L−1})ΦΦᵀ): all that A_L does is integrated out. Where A_L is known there is nothing to integrate
/// out, and this is the network itself.
/// - Cost:   of a likelihood, passes through the lower layers and O(T N_{L−1} min(N_{L−1}, T)), label by label
///           O(T N_{L−1}²); memory beside the result bounded, whatever T and the number of parameters are.
/// - Source: theory 5.6.
template <class Network>
struct network_evidence {
  using real_type = typename Network::real_type;
  using parameter_type = Eigen::VectorX<real_type>;  ///< weights of the unknown lower layers
  using history_type = typename Network::history_type;

  Network network;

  void validate() const { network.validate(); }

  // The law: what is returned is in the memory of `result` ------------------------------------------------------------

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng, parameter_type&& result = {}) const {
    layout().draw(false, rng, result);
    return result;
  }

  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& lower, std::size_t horizon, Rng& rng,
                                          history_type&& result = {}) const {
    thread_local parameter_type all;
    all.resize(network.layout().weights(false));
    require_same_size("network_evidence: size of theta", lower.size(), "number of unknown lower weights",
                      layout().weights(false));
    all.head(lower.size()) = lower;
    boost::random::normal_distribution<real_type> normal;
    for (real_type& weight : all.tail(all.size() - lower.size())) weight = scale() * normal(rng);
    return network.draw_history(all, horizon, rng, std::move(result));
  }

  /// ln p(Y_{t+1} | A_{<L}, H_t, X_t), in nats.
  [[nodiscard]] Eigen::VectorX<real_type> log_likelihood(const parameter_type& lower, const history_type& history,
                                                         Eigen::VectorX<real_type>&& result = {}) const {
    if (!integrates()) return network.log_likelihood(lower, history, std::move(result));
    result.resize(history.inputs.cols());
    take(at(lower, false), 1, history, rows::rotated,
         [&](Eigen::Index, Eigen::Index t, const real_type& term, const real_type&) { result[t] = term; });
    return result;
  }

  /// ln p(Y_{t+1} | A_{<L}, H_t, X_t) for the parameters in the columns of `lower`, in nats: one row a label.
  [[nodiscard]] Eigen::MatrixX<real_type> log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<real_type>>& lower,
                                                          const history_type& history,
                                                          Eigen::MatrixX<real_type>&& result = {}) const {
    if (!integrates()) return network.log_likelihoods(lower, history, std::move(result));
    result.resize(history.inputs.cols(), lower.cols());
    for_each_group(lower, [&](Eigen::Index first, const weights& some, Eigen::Index count) {
      take(some, count, history, rows::rotated,
           [&](Eigen::Index n, Eigen::Index t, const real_type& term, const real_type&) {
             result(t, first + n) = term;
           });
    });
    return result;
  }

  /// ln p(H_T | A_{<L}) for the parameters in the columns of `lower`, in nats.
  [[nodiscard]] Eigen::ArrayX<real_type> total_log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<real_type>>& lower,
                                                               const history_type& history,
                                                               Eigen::ArrayX<real_type>&& result = {}) const {
    if (!integrates()) return network.total_log_likelihoods(lower, history, std::move(result));
    const real_type unsettled = std::numeric_limits<real_type>::infinity();
    result.resize(lower.cols());
    for_each_group(lower, [&](Eigen::Index first, const weights& some, Eigen::Index count) {
      take(some, count, history, rows::gathered);
      for (Eigen::Index n = 0; n < count; ++n) result[first + n] = sums().settle(n) ? sums().log_evidence() : unsettled;
      for (Eigen::Index n = 0; n < count; ++n) {
        if (result[first + n] < unsettled) continue;
        take({some.first + n * some.stride, some.size, some.stride, false}, 1, history, rows::rotated);
        (void)sums().settle(0);
        result[first + n] = sums().log_evidence();
      }
    });
    return result;
  }

  /// ln p(H_T | A_{<L}), in nats.
  [[nodiscard]] real_type total_log_likelihood(const parameter_type& lower, const history_type& history) const {
    if (!integrates()) {
      thread_local Eigen::VectorX<real_type> terms;
      terms = network.log_likelihood(lower, history, std::move(terms));
      return terms.sum();
    }
    take(at(lower, false), 1, history, rows::gathered);
    if (!sums().settle(0)) {
      take(at(lower, false), 1, history, rows::rotated);
      (void)sums().settle(0);
    }
    return sums().log_evidence();
  }

  /// What each label tells of the last layer to who knows the others, I(Y_{t+1};A_L | A_{<L}, H_t, X_t) =
  /// ½ ln(1 + φᵀCov(A_L | H_t)φ/σ²), in nats; 0 where it is known.
  [[nodiscard]] Eigen::VectorX<real_type> conditional_information(const parameter_type& lower,
                                                                  const history_type& history,
                                                                  Eigen::VectorX<real_type>&& result = {}) const {
    result.setZero(history.inputs.cols());
    if (integrates())
      take(at(lower, false), 1, history, rows::rotated,
           [&](Eigen::Index, Eigen::Index t, const real_type&, const real_type& told) { result[t] = told; });
    return result;
  }

  // In whitened coordinates -------------------------------------------------------------------------------------------

  [[nodiscard]] std::size_t latent_dimension() const { return static_cast<std::size_t>(layout().weights(false)); }

  [[nodiscard]] parameter_type parameter_from(const Eigen::Ref<const Eigen::VectorX<real_type>>& z,
                                              parameter_type&& result = {}) const {
    layout().scale(z, result);
    return result;
  }

  /// ∇_z ln p(H_T | A_{<L}(z)), the slope of ReLU at 0 being taken as 0.
  [[nodiscard]] Eigen::VectorX<real_type> gradient(const Eigen::VectorX<real_type>& z, const history_type& history,
                                                   Eigen::VectorX<real_type>&& result = {}) const {
    if (!integrates()) return network.gradient(z, history, std::move(result));
    result.setZero(z.size());
    if (z.size() == 0) return result;
    const auto settle = [&](auto take_all) {
      take_all(rows::gathered);
      if (!sums().settle(0)) {
        take_all(rows::rotated);
        (void)sums().settle(0);
      }
      sums().differentiate();
    };
    const auto all = layout();
    const weights at_z = at(z, true);
    const Eigen::Index labels = history.inputs.cols();
    const auto passes = [&]() -> auto& {
      return network.passes(all, z.data(), z.size(), 0, true, history, result.data());
    };
    const bool at_once = passes().gradient_rows(history.inputs) == labels;
    if (!at_once) settle([&](rows are) { take(at_z, 1, history, are); });
    passes().add_gradient(history.inputs, [&](Eigen::Index start, auto& outputs) {
      const auto fill = [&] { return fill_block(outputs, start, history); };
      if (at_once)
        settle([&](rows are) {
          sums().start(features(), labels, network.noise_variance, 1, are);
          fill();
          sums().add(0, 0, labels, ignored);
        });
      const auto block = fill();
      sums().slopes(0, start, outputs.rows(), outputs);
      outputs = (block.leftCols(features()).array() > 0).select(outputs * scale(), real_type(0));
    });
    return result;
  }

  /// The largest horizon that a fixed design allows.
  [[nodiscard]] std::size_t maximum_horizon() const requires Network::has_fixed_design {
    return network.maximum_horizon();
  }

 private:
  using regression = detail::integrated_regression<real_type>;
  using rows = typename regression::rows;

  /// Columns of weights of the lower layers.
  struct weights {
    const real_type* first;
    Eigen::Index size;
    Eigen::Index stride;
    bool whitened;
  };

  static constexpr auto ignored = [](Eigen::Index, const real_type&, const real_type&) {};

  [[nodiscard]] bool integrates() const { return !network.layout().is_known(network.widths.size() - 2); }
  [[nodiscard]] auto layout() const { return network.layout(integrates() ? 1 : 0); }
  /// N_{L−1}.
  [[nodiscard]] Eigen::Index features() const { return network.widths[network.widths.size() - 2]; }
  /// √(v_L/N_{L−1}).
  [[nodiscard]] real_type scale() const { return network.layout().deviation(network.widths.size() - 2); }

  [[nodiscard]] static weights at(const Eigen::VectorX<real_type>& lower, bool whitened) {
    return {lower.data(), lower.size(), 0, whitened};
  }

  [[nodiscard]] static regression& sums() {
    thread_local regression sums;
    return sums;
  }

  /// As many parameters at a time as have some 65,536 numbers in their sums.
  template <class Use>
  void for_each_group(const Eigen::Ref<const Eigen::MatrixX<real_type>>& lower, Use use) const {
    const Eigen::Index size = (features() + 1) * (features() + 1);
    const Eigen::Index most = (std::max)(Eigen::Index{65536} / size, Eigen::Index{1});
    for (Eigen::Index first = 0; first < lower.cols(); first += most)
      use(first, weights{lower.col(first).data(), lower.rows(), lower.outerStride(), false},
          (std::min)(most, lower.cols() - first));
  }

  /// [F y] of the labels from `start` on, F = Φ√(v_L/N_{L−1}).
  template <class Outputs>
  auto fill_block(const Outputs& outputs, Eigen::Index start, const history_type& history) const {
    auto block = sums().block(outputs.rows());
    block.leftCols(features()) = (outputs.array().max)(real_type(0)) * scale();
    block.col(features()) = history.labels.segment(start, outputs.rows());
    return block;
  }

  /// Shows the rows of all labels, for `count` parameters, to the sums; visit(n, t, term, information) where they are
  /// rotated.
  template <class Visit>
  void take(const weights& from, Eigen::Index count, const history_type& history, rows are, Visit visit) const {
    const Eigen::Index labels = history.inputs.cols();
    require_same_size("history.labels: number of entries", history.labels.size(), "history.inputs: number of columns",
                      labels);
    auto& through = network.passes(layout(), from.first, from.size, from.stride, from.whitened, history);
    sums().start(features(), labels, network.noise_variance, count, are);
    const auto add = [&](Eigen::Index n, Eigen::Index start, Eigen::Index size) {
      sums().add(n, start, size, [&](Eigen::Index t, const real_type& term, const real_type& information) {
        visit(n, t, term, information);
      });
    };
    if (layout().layers() > 0) {
      through.forward(history.inputs, count, [&](Eigen::Index n, Eigen::Index start, const auto& outputs) {
        fill_block(outputs, start, history);
        add(n, start, outputs.rows());
      });
      return;
    }
    // No layer is below: the inputs themselves.
    auto block = sums().block(labels);
    for (Eigen::Index n = 0; n < count; ++n) {
      block.leftCols(features()) = history.inputs.transpose() * scale();
      block.col(features()) = history.labels;
      add(n, 0, labels);
    }
  }
  void take(const weights& from, Eigen::Index count, const history_type& history, rows are) const {
    take(from, count, history, are, [](Eigen::Index, Eigen::Index, const real_type&, const real_type&) {});
  }
};

}  // namespace infobound::inline v0_1
