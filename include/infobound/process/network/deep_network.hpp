// SPDX-License-Identifier: BSL-1.0
// Deep ReLU networks under Gaussian priors of their weights.
#pragma once

#include <Eigen/Core>
#include <concepts>
#include <cstddef>
#include <infobound/core/bound.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/core/random_stream_type.hpp>
#include <infobound/core/require.hpp>
#include <infobound/core/simulated_bound.hpp>
#include <infobound/process/network/deep_network_bounds.hpp>
#include <infobound/process/network/deep_network_lower_bounds.hpp>
#include <infobound/process/network/detail/last_layer_bounds.hpp>
#include <infobound/process/network/detail/last_layer_control.hpp>
#include <infobound/process/network/detail/network_layout.hpp>
#include <infobound/process/network/detail/network_passes.hpp>
#include <infobound/process/network/network_evidence.hpp>
#include <infobound/process/network/network_head.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// A network of L layers of weights, f_θ(X) = A_L ReLU(A_{L−1} … ReLU(A_1 X)), of widths N_0 = d, N_1, …, N_L, the
/// entries of A_l independent N(0, v_l/N_{l−1}); the head makes labels of its outputs (theory 5). θ is the vector of
/// all weights that the learner does not know, layer by layer, A_l row by row.
///
/// A layer that is known is revealed to the learner. Without known_weights it is drawn from its prior with every
/// history and is part of it, so that what is said of I(H_T;θ) holds on average over its draw, as the bounds do
/// (theory 5.5). With known_weights the layer is the same in every history, and no bounds are known but the entropy of
/// a label.
///
/// With gaussian_inputs or a fixed_design there are bounds; with a law of the user's own (a draw(inputs, rng) that
/// fills a d × T matrix) the process can be simulated.
template <class Real, class Head = gaussian_head, class Inputs = gaussian_inputs>
struct deep_network {
  static_assert(!bool(Eigen::MatrixX<Real>::IsRowMajor),
                "infobound: deep_network reads matrices column by column: compile without EIGEN_DEFAULT_TO_ROW_MAJOR");
  using real_type = Real;
  using head_type = Head;
  using parameter_type = Eigen::VectorX<Real>;  ///< P = Σ N_l N_{l−1} over unknown layers
  struct history_type {
    Eigen::MatrixX<Real> inputs;                       ///< d × T, one observation a column
    typename Head::template labels_type<Real> labels;  ///< T
    Eigen::VectorX<Real> known = {};                   ///< weights drawn of known layers, laid out as θ
  };

  std::vector<Eigen::Index> widths;  ///< N_0 = d, N_1, …, N_L: at least two, each ≥ 1; N_L = 1 but for a softmax_head
  typename Head::template noise_type<Real> noise_variance = {};  ///< σ² > 0, finite, of a gaussian_head; others: none
  Real hidden_variance = 2;                 ///< v_l > 0 of all layers but the last, whose v_L = 1: 2 (He) or 1 (unit)
  std::vector<Real> variances = {};         ///< v_1, …, v_L, each > 0 and finite; empty: as hidden_variance says
  std::vector<bool> known = {};             ///< which of the L layers are known, not all; empty: none
  Eigen::VectorX<Real> known_weights = {};  ///< of all known layers, laid out as θ; empty: drawn with every history
  Inputs inputs = {};                       ///< the law of the inputs

  static constexpr bool has_gaussian_inputs = std::same_as<Inputs, gaussian_inputs>;
  static constexpr bool has_fixed_design = std::same_as<Inputs, fixed_design<Real>>;
  static constexpr bool independent_observations = has_gaussian_inputs;  ///< iid given θ: theory 1.2 applies

  /// - Throws: std::domain_error for a field outside its range, std::invalid_argument for sizes that disagree.
  void validate() const {
    require_at_least("deep_network.widths.size()", widths.size(), 2);
    for (std::size_t l = 0; l < widths.size(); ++l)
      require_at_least("deep_network.widths[" + to_text(l) + "]", widths[l], 1);
    Head::validate("deep_network", widths.back(), noise_variance);
    require_positive("deep_network.hidden_variance", hidden_variance);
    if (!variances.empty())
      require_same_size("deep_network.variances.size()", std::ssize(variances), "number of layers",
                        std::ssize(widths) - 1);
    for (std::size_t l = 0; l < variances.size(); ++l)
      require_positive("deep_network.variances[" + to_text(l) + "]", variances[l]);
    if (!known.empty())
      require_same_size("deep_network.known.size()", std::ssize(known), "number of layers", std::ssize(widths) - 1);
    if (layout().unknown_layers() == 0) refuse("deep_network.known: number of unknown layers", 0, ">= 1");
    if (known_weights.size() != 0)
      require_same_size("deep_network.known_weights.size()", known_weights.size(), "number of weights of known layers",
                        layout().weights(true));
    for (Eigen::Index i = 0; i < known_weights.size(); ++i)
      require_finite("deep_network.known_weights[" + to_text(i) + "]", known_weights[i]);
    if constexpr (validated_for_dimension<Inputs>) inputs.validate(widths.front());
  }

  // The law: what is returned is in the memory of `result` ------------------------------------------------------------

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng, parameter_type&& result = {}) const {
    layout().draw(false, rng, result);
    return result;
  }

  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& theta, std::size_t horizon, Rng& rng,
                                          history_type&& result = {}) const {
    const auto observations = static_cast<Eigen::Index>(horizon);
    if (known_weights.size() == 0) layout().draw(true, rng, result.known);
    result.inputs.resize(widths.front(), observations);
    inputs.draw(result.inputs, rng);
    result.labels.resize(observations);
    passes(layout(), theta.data(), theta.size(), 0, false, result)
        .forward(result.inputs, 1, [&](Eigen::Index, Eigen::Index start, auto& outputs) {
          Head::draw(outputs, noise_variance, rng, result.labels.segment(start, outputs.rows()));
        });
    return result;
  }

  /// ln p(Y_{t+1} | θ, X_t), in nats. Cost: O(TP).
  [[nodiscard]] Eigen::VectorX<Real> log_likelihood(const parameter_type& theta, const history_type& history,
                                                    Eigen::VectorX<Real>&& result = {}) const {
    result.resize(history.inputs.cols());
    for_each_tile(theta, history, [&](Eigen::Index, Eigen::Index start, const auto& terms) {
      result.segment(start, terms.size()) = terms;
    });
    return result;
  }

  /// ln p(Y_{t+1} | θ, X_t) for N parameters in the columns of thetas (P × N), in nats: T × N.
  /// - Cost: O(NTP) by matrix products; memory beside the result bounded, whatever T and N are.
  [[nodiscard]] Eigen::MatrixX<Real> log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<Real>>& thetas,
                                                     const history_type& history,
                                                     Eigen::MatrixX<Real>&& result = {}) const {
    result.resize(history.inputs.cols(), thetas.cols());
    for_each_tile(thetas, history, [&](Eigen::Index n, Eigen::Index start, const auto& terms) {
      result.col(n).segment(start, terms.size()) = terms;
    });
    return result;
  }

  /// ln p(H_T|θ) for θ in the columns of thetas, in nats: as log_likelihoods, but for its T × N numbers.
  [[nodiscard]] Eigen::ArrayX<Real> total_log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<Real>>& thetas,
                                                          const history_type& history,
                                                          Eigen::ArrayX<Real>&& result = {}) const {
    result.setZero(thetas.cols());
    for_each_tile(thetas, history, [&](Eigen::Index n, Eigen::Index, const auto& terms) { result[n] += terms.sum(); });
    return result;
  }

  /// E[−ln p(Y_{t+1} | θ, X_t) | θ, X_t], in nats. Cost: O(TP).
  [[nodiscard]] Eigen::VectorX<Real> conditional_entropy(const parameter_type& theta, const history_type& history,
                                                         Eigen::VectorX<Real>&& result = {}) const
      requires(!std::same_as<Head, gaussian_head>) {
    result.resize(history.inputs.cols());
    passes(layout(), theta.data(), theta.size(), 0, false, history)
        .forward(history.inputs, 1, [&](Eigen::Index, Eigen::Index start, auto& outputs) {
          Head::to_entropies(outputs, noise_variance);
          result.segment(start, outputs.rows()) = outputs.col(0);
        });
    return result;
  }

  /// f_θ(X) for inputs in the columns of the history, known layers included: T × N_L.
  [[nodiscard]] Eigen::MatrixX<Real> outputs(const parameter_type& theta, const history_type& history) const {
    Eigen::MatrixX<Real> result;
    fill_outputs(theta, history, result);
    return result;
  }

  /// Σ_y √(p(y|θ,x_t) p(y|θ′,x_t)) for each label, known layers shared. Cost: O(TP).
  [[nodiscard]] Eigen::VectorX<Real> affinity(const parameter_type& theta, const parameter_type& other,
                                              const history_type& history, Eigen::VectorX<Real>&& result = {}) const {
    struct workspace {
      Eigen::MatrixX<Real> one;
      Eigen::MatrixX<Real> two;
      Eigen::MatrixX<Real> row;
      Eigen::MatrixX<Real> other_row;
    };
    thread_local workspace work;
    fill_outputs(theta, history, work.one);
    fill_outputs(other, history, work.two);
    result.resize(work.one.rows());
    for (Eigen::Index t = 0; t < result.size(); ++t) {
      work.row = work.one.row(t);
      work.other_row = work.two.row(t);
      result[t] = Head::affinity(work.row, work.other_row, noise_variance);
    }
    return result;
  }

  /// The process of the layers below the last one, which is integrated out where it is unknown (theory 5.6).
  [[nodiscard]] network_evidence<deep_network> marginal_process() const requires std::same_as<Head, gaussian_head> {
    return {*this};
  }

  // In whitened coordinates: each weight divided by its prior's standard deviation ------------------------------------

  /// P.
  [[nodiscard]] std::size_t latent_dimension() const { return static_cast<std::size_t>(layout().weights(false)); }

  [[nodiscard]] parameter_type parameter_from(const Eigen::Ref<const Eigen::VectorX<Real>>& z,
                                              parameter_type&& result = {}) const {
    layout().scale(z, result);
    return result;
  }

  /// ∇_z ln p(H_T | θ(z)), the slope of ReLU at 0 being taken as 0.
  /// - Cost: O(TP), about three times a likelihood: one forward and one reverse pass.
  [[nodiscard]] Eigen::VectorX<Real> gradient(const Eigen::VectorX<Real>& z, const history_type& history,
                                              Eigen::VectorX<Real>&& result = {}) const {
    result.setZero(z.size());
    passes(layout(), z.data(), z.size(), 0, true, history, result.data())
        .add_gradient(history.inputs, [&](Eigen::Index start, auto& outputs) {
          Head::to_slopes(outputs, history.labels.segment(start, outputs.rows()), noise_variance);
        });
    return result;
  }

  /// Stein's control variate of the last layer given the others (theory 11.8 b): with the entropy of labels, half of
  /// the variance of an estimate.
  [[nodiscard]] detail::last_layer_control<deep_network> control_variates(std::size_t) const
      requires(!std::same_as<Head, gaussian_head>) {
    return detail::last_layer_control<deep_network>(*this);
  }

  // Rates and errors --------------------------------------------------------------------------------------------------

  /// The largest horizon that a fixed design allows.
  [[nodiscard]] std::size_t maximum_horizon() const requires has_fixed_design { return inputs.maximum_horizon(); }

  /// V = v_L Π_{l<L} (v_l/2), the second moment of an output where E‖X‖² = d.
  /// - Source: theory 5.
  [[nodiscard]] Real output_second_moment() const { return layout().output_second_moment(); }

  /// P_l of the unknown layers, the lowest first, as the bounds count them: of a softmax_head's C outputs C − 1.
  template <class Number = Real>
  [[nodiscard]] Eigen::ArrayX<Number> layer_parameters() const {
    const auto all = layout();
    Eigen::ArrayX<Number> result(all.unknown_layers());
    Eigen::Index next = 0;
    for (std::size_t l = 0; l < all.layers(); ++l) {
      const Eigen::Index above = widths[l + 1];
      if (!all.is_known(l))
        result[next++] = Number(widths[l]) * Number(l + 1 < all.layers() ? above : Head::coded_outputs(above));
    }
    return result;
  }

  /// H_ε(θ) ≤ Σ_l (P_l/2) ln(1 + λ/P_l), in nats: shares of distortion that make the rate least.
  /// - Domain: 0 < ε ≤ ∞, in nats per observation; 0 from ½ ln(1 + V/σ²) on (classes: κV); ∞ with known_weights.
  /// - Cost:   O(L).
  /// - Throws: std::domain_error for ε outside its domain.
  /// - Source: theory 5.2, 5.4.
  [[nodiscard]] Real rate_upper(const Real& epsilon) const requires has_gaussian_inputs {
    return rate_at(epsilon, std::size_t{1});
  }

  /// H_{ε,T}(θ) for a fixed design: as rate_upper(ε), with p V in place of V, p = Σ_{t<T} ‖x_t‖²/(Td).
  /// - Cost:   O(L + Td).
  /// - Throws: std::domain_error for ε or T outside their domains.
  /// - Source: theory 5.3.
  [[nodiscard]] Real rate_upper(const Real& epsilon, std::size_t horizon) const requires has_fixed_design {
    return rate_at(epsilon, horizon);
  }

  /// What a learner loses at most that learns nothing, in nats per observation: ½ ln(1 + V/σ²), of classes κV or the
  /// entropy of a label; of Gaussian labels ∞ where inputs are not, or weights are known.
  /// - Source: theory 5.3, 5.4.
  [[nodiscard]] Real untrained_error() const {
    Wide least = Head::template label_entropy<Wide>(widths.back());
    if constexpr (has_gaussian_inputs)
      if (known_weights.size() == 0) least = (std::min)(least, Wide(deep_network_bounds::prior_upper(head_output(1))));
    return detail::rounded_up<Real>(least);
  }

  /// The bounds on 𝓛_T, in nats per observation: from above those of theory 5.3 or 5.4 and 5.9; from below 5.6 (c)
  /// where the last layer is unknown, with Gaussian noise 5.6 (d) where the one below it is, and of two layers with
  /// Gaussian inputs of which the first is unknown 5.8.
  /// - Cost: O(L), and O(Td min(T,d)) for a design; of two layers 0.1 ms, and up to 5 ms more where the thread's last
  ///         call was for another dimension of the inputs.
  [[nodiscard]] std::vector<bound<Real>> error_bounds(std::size_t horizon) const
      requires(has_gaussian_inputs || has_fixed_design) {
    namespace bounds = deep_network_bounds;
    using enum direction;
    const auto output = head_output(horizon);
    std::vector<bound<Wide>> result;
    if (known_weights.size() == 0) {
      const Eigen::ArrayX<Wide> parameters = layer_parameters<Wide>();
      const Wide total = parameters.sum();
      const Wide depth = Wide(parameters.size());
      const Wide T = Wide(horizon);
      const std::string source = std::same_as<Head, gaussian_head> ? " (theory 5.3)" : " (theory 5.4)";
      result = {
          {bounds::allocated_upper(parameters, T, output), upper, "Theorem 15, best shares of the layers" + source},
          {bounds::equal_upper(total, parameters.size(), T, output), upper, "Theorem 15, equal shares" + source},
          {bounds::explicit_upper(total, depth, T, output), upper, "Theorem 15, explicit form" + source},
          {bounds::linear_upper(total, depth, T, output), upper, "Theorem 15, explicit form, linear in depth" + source},
          {bounds::fisher_upper(parameters, T, output), upper, "Fisher information, layer by layer (theory 5.9)"},
          {bounds::prior_upper(output), upper, "a learner that learns nothing" + source}};
      // Outputs that underflow stand for nothing here.
      using std::log;
      if (output.log_slope() > log((std::numeric_limits<Wide>::min)())) add_lower_bounds(result, output, horizon);
    }
    const Wide entropy = Head::template label_entropy<Wide>(widths.back());
    if (entropy < std::numeric_limits<Wide>::infinity()) result.push_back({entropy, upper, "entropy of a label"});
    return detail::rounded<Real>(std::move(result));
  }

  /// Lower bounds on I(H_T;θ) for simulated_bounds, where the last layer is unknown: what the labels tell of it given
  /// the others; and, with a Gaussian head and further unknown layers, that plus what they tell of those, by pairs.
  /// - Cost:   of a replicate passes through the lower layers and O(T N min(N, T)), N the last hidden width; classes:
  ///           O(T C³N min(N, T)).
  /// - Source: theory 5.6 (a), (b).
  [[nodiscard]] std::vector<bound_sampler<Real>> simulated_bounds(std::size_t horizon) const {
    using sampler = detail::last_layer_bounds<Head, Real, Inputs>;
    const auto all = layout();
    std::vector<bound_sampler<Real>> bounds;
    if (all.is_known(all.layers() - 1)) return bounds;
    const auto of_last = [draw = sampler(all, inputs, noise_variance, known_weights, horizon)](
                             random_stream& rng) mutable { return draw.information(rng); };
    bounds.push_back({direction::lower, "the last layer given the others (theory 5.6 a)", of_last});
    if constexpr (std::same_as<Head, gaussian_head>)
      if (all.unknown_layers() > 1)
        bounds.push_back(
            {direction::lower, "the last layer, and the others by pairs at 99.9 % confidence (theory 5.6 b)", of_last,
             [draw = sampler(all, inputs, noise_variance, known_weights, horizon)](random_stream& rng) mutable {
               return draw.affinity(rng);
             }});
    return bounds;
  }

 private:
  template <class Network>
  friend struct network_evidence;
  template <class Network>
  friend class detail::last_layer_control;
  using Wide = detail::wide_scalar<Real>;

  /// `left_out` layers at the top are no part of it.
  [[nodiscard]] detail::network_layout<Real> layout(std::size_t left_out = 0) const {
    return {widths, hidden_variance, variances, known, left_out};
  }

  /// The thread's passes, with these layers: an aggregate has no place for memory that is used again.
  [[nodiscard]] detail::network_passes<Real>& passes(const detail::network_layout<Real>& all, const Real* unknown,
                                                     Eigen::Index size, Eigen::Index stride, bool whitened,
                                                     const history_type& history, Real* slopes = nullptr) const {
    require_same_size("deep_network: size of theta", size, "number of unknown weights", all.weights(false));
    require_same_size("history.inputs: number of rows", history.inputs.rows(), "deep_network.widths[0]",
                      widths.front());
    const Eigen::VectorX<Real>& revealed = known_weights.size() > 0 ? known_weights : history.known;
    require_same_size("deep_network: size of known weights", revealed.size(), "number of weights of known layers",
                      layout().weights(true));
    thread_local detail::network_passes<Real> network;
    network.layers().clear();
    const Real* given = revealed.data();
    for (std::size_t l = 0; l < all.layers(); ++l) {
      if (all.is_known(l)) {
        network.layers().push_back({given, 0, widths[l], widths[l + 1], Real(1), nullptr});
        given += all.size(l);
      } else {
        const Real scale = whitened ? all.deviation(l) : Real(1);
        network.layers().push_back({unknown, stride, widths[l], widths[l + 1], scale, slopes});
        unknown += all.size(l);
        if (slopes != nullptr) slopes += all.size(l);
      }
    }
    return network;
  }

  /// Φ√(v_L/N_{L−1}), by which an unknown last layer is multiplied in whitened coordinates; false where it is known.
  [[nodiscard]] bool fill_last_features(const Eigen::VectorX<Real>& z, const history_type& history,
                                        Eigen::MatrixX<Real>& result) const {
    const auto last = widths.size() - 2;
    if (layout().is_known(last)) return false;
    const Real scale = layout().deviation(last);
    if (last == 0) {
      result = history.inputs.transpose() * scale;
      return true;
    }
    const auto lower = layout(1);
    result.resize(history.inputs.cols(), widths[last]);
    passes(lower, z.data(), lower.weights(false), 0, true, history)
        .forward(history.inputs, 1, [&](Eigen::Index, Eigen::Index start, const auto& outputs) {
          result.middleRows(start, outputs.rows()) = (outputs.array().max)(Real(0)) * scale;
        });
    return true;
  }

  void fill_outputs(const parameter_type& theta, const history_type& history, Eigen::MatrixX<Real>& result) const {
    result.resize(history.inputs.cols(), widths.back());
    passes(layout(), theta.data(), theta.size(), 0, false, history)
        .forward(history.inputs, 1, [&](Eigen::Index, Eigen::Index start, const auto& values) {
          result.middleRows(start, values.rows()) = values;
        });
  }

  /// Calls visit(n, start, terms) with ln p(Y_{t+1} | θ, X_t) for θ in column n and the observations from `start` on.
  template <class Visit>
  void for_each_tile(const Eigen::Ref<const Eigen::MatrixX<Real>>& thetas, const history_type& history,
                     Visit visit) const {
    require_same_size("history.labels: number of entries", history.labels.size(), "history.inputs: number of columns",
                      history.inputs.cols());
    auto& through = passes(layout(), thetas.data(), thetas.rows(), thetas.outerStride(), false, history);
    through.forward(history.inputs, thetas.cols(), [&](Eigen::Index n, Eigen::Index start, auto& outputs) {
      auto& terms = through.terms();
      terms.resize(outputs.rows());
      Head::log_likelihood(outputs, history.labels.segment(start, outputs.rows()), noise_variance, terms);
      visit(n, start, terms);
    });
  }

  /// How ε depends on δ, given the mean square of the coordinates of the first T inputs.
  [[nodiscard]] auto head_output(std::size_t horizon) const {
    using std::exp, std::log;
    require_at_least("horizon", horizon, 1);
    Wide log_moment = layout().log_output_second_moment();
    Wide moment = Wide(output_second_moment());
    const bool in_range = moment > (std::numeric_limits<Real>::min)() && moment <= (std::numeric_limits<Real>::max)();
    if constexpr (has_fixed_design) {
      require_at_most("horizon", horizon, maximum_horizon(), "the number of rows of the design");
      const auto seen = inputs.matrix.topRows(static_cast<Eigen::Index>(horizon)).template cast<Wide>();
      const Wide norm = seen.stableNorm();
      Wide log_norm = log(norm);
      if (!(norm <= (std::numeric_limits<Wide>::max)())) {
        const Wide largest = seen.cwiseAbs().maxCoeff();
        log_norm = log(largest) + log((seen / largest).norm());
      }
      const Wide size = Wide(horizon) * Wide(widths.front());
      log_moment += 2 * log_norm - log(size);
      moment *= norm * norm / size;
      if (!(norm * norm > (std::numeric_limits<Wide>::min)())) moment = exp(log_moment);
    }
    if (!in_range) moment = exp(log_moment);
    return Head::output(moment, log_moment, widths.back(), wide_noise());
  }
  template <class Output>
  void add_lower_bounds(std::vector<bound<Wide>>& result, const Output& output, std::size_t horizon) const {
    namespace bounds = deep_network_bounds;
    using enum direction;
    const auto all = layout();
    const Wide T = Wide(horizon);
    if (!all.is_known(all.layers() - 1)) {
      const Wide last = bounds::last_layer_lower(below_layer(all.layers() - 1, horizon), T, output, widths.back());
      result.push_back({last / T, lower, "last layer, given the rest (theory 5.6 c)"});
    }
    if constexpr (std::same_as<Head, gaussian_head>)
      if (all.layers() > 1 && !all.is_known(all.layers() - 2)) {
        const std::size_t next = all.layers() - 2;
        const Wide found =
            bounds::next_to_last_layer_lower(below_layer(next, horizon), Wide(widths[next + 1]), T, output);
        result.push_back({found / T, lower, "last layer but one, given the rest (theory 5.6 d)"});
      }
    if constexpr (has_gaussian_inputs && std::same_as<Head, gaussian_head>) {
      if (all.layers() != 2 || all.is_known(0) || widths.front() < 2) return;
      const auto& hidden = hidden_directions();
      const Wide units = Wide(widths[1]);
      // V is v₁v₂/2.
      const Wide signal_to_noise = 2 * output.signal_to_noise / units;
      result.push_back(
          {hidden.plain_lower(units, signal_to_noise, T) / T, lower, "directions of the hidden units (theory 5.8)"});
      if (horizon > 2 * static_cast<std::size_t>(widths.front()) + 4)
        result.push_back({hidden.projected_lower(units, signal_to_noise, T) / T, lower,
                          "directions of the hidden units, linear functions projected off (theory 5.8)"});
    }
  }

  /// What the T inputs are where they come to a layer.
  [[nodiscard]] deep_network_bounds::crowded_values<Wide> below_layer(std::size_t layer, std::size_t horizon) const {
    namespace bounds = deep_network_bounds;
    const std::vector<Wide> units(widths.begin() + 1, widths.begin() + 1 + static_cast<std::ptrdiff_t>(layer));
    if constexpr (has_fixed_design) {
      const auto seen = inputs.matrix.topRows(static_cast<Eigen::Index>(horizon));
      return bounds::crowding_of_design(bounds::crowding_of_inputs(seen.template cast<Wide>().eval()), units);
    } else {
      return bounds::crowding_of_gaussian_inputs(Wide(widths.front()), units, Wide(horizon));
    }
  }

  // The calculators of bounds call a bracket some hundred times, and an aggregate has no place for what it has
  // computed.
  [[nodiscard]] const deep_network_bounds::hidden_directions<Wide>& hidden_directions() const {
    thread_local std::optional<deep_network_bounds::hidden_directions<Wide>> cache;
    const Wide dimension = Wide(widths.front());
    if (!cache || !detail::equal(cache->all.dimension, dimension)) cache.emplace(dimension);
    return *cache;
  }

  [[nodiscard]] auto wide_noise() const {
    if constexpr (std::floating_point<Real>)
      return typename Head::template noise_type<Wide>(noise_variance);
    else
      return noise_variance;
  }

  [[nodiscard]] Real rate_at(const Real& epsilon, std::size_t horizon) const {
    require_positive_or_infinite("epsilon", epsilon);
    if (known_weights.size() != 0) return std::numeric_limits<Real>::infinity();
    const auto output = head_output(horizon);
    const Wide delta = output.delta(Wide(epsilon));
    if (delta >= 1) return 0;
    // Near δ = 1 its rounding is felt in the rate: it is rounded down.
    const Wide safe = delta * (1 - 8 * std::numeric_limits<Wide>::epsilon());
    return detail::rounded_up<Real>(
        deep_network_bounds::detail::allocated_rate(layer_parameters<Wide>(), safe, output.log_delta(Wide(epsilon))));
  }
};

}  // namespace infobound::inline v0_1
