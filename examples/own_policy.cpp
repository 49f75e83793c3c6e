// SPDX-License-Identifier: BSL-1.0
// A policy of one's own: how far do histories that serve as each other's contrasts get, as in contrastive learning?
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/infobound.hpp>
#include <infobound/report/table.hpp>
#include <iostream>
#include <string_view>
#include <utility>
#include <vector>

namespace ib = infobound;

/// A batch of pairs (θ_i, H_i). ln p(H_i|θ_i) less the logarithm of the mean of p(H_i|θ_j) over all j is in the mean at
/// most I(H_T;θ), and at most ln(batch) (van den Oord et al. 2018); less that over all j but i, it is at least
/// I(H_T;θ).
struct in_batch {
  static constexpr std::string_view name = "in_batch";

  std::size_t replicates = 200;  ///< batches
  Eigen::Index batch = 16;       ///< pairs in each
  std::uint64_t seed = 0;

  void validate() const {
    ib::require_at_least("in_batch.replicates", replicates, 2);
    ib::require_at_least("in_batch.batch", batch, 2);
  }

  template <ib::data_generating_process Process, ib::execution_policy Execution, ib::observer Observer>
  ib::estimate<ib::real_type_t<Process>> run(const Process& process, std::size_t horizon, const Execution& execution,
                                             const Observer& observer) const {
    using Real = ib::real_type_t<Process>;
    const auto make_sampler = [&] {
      return [&](std::size_t replicate, Eigen::ArrayX<Real>& sides) {
        ib::random_stream rng(seed, replicate);
        std::vector<typename Process::parameter_type> thetas;
        std::vector<typename Process::history_type> histories;
        for (Eigen::Index i = 0; i < batch; ++i) {
          thetas.push_back(process.draw_parameter(rng));
          histories.push_back(process.draw_history(thetas.back(), horizon, rng));
        }
        sides.setZero();
        Eigen::ArrayX<Real> of_contrasts(batch);
        for (std::size_t i = 0; i < histories.size(); ++i) {
          // That of its own parameter comes last.
          std::swap(thetas[i], thetas.back());
          for (std::size_t j = 0; j < thetas.size(); ++j)
            of_contrasts[static_cast<Eigen::Index>(j)] = process.log_likelihood(thetas[j], histories[i]).sum();
          std::swap(thetas[i], thetas.back());
          const Real own = of_contrasts[batch - 1];
          sides[0] += own - (ib::log_sum_exp(of_contrasts) - std::log(Real(batch)));
          sides[1] += own - (ib::log_sum_exp(of_contrasts.head(batch - 1)) - std::log(Real(batch - 1)));
        }
        sides /= Real(batch);
      };
    };
    const auto averaged =
        ib::average_replicates<Real>({name, seed, horizon}, replicates, 2, make_sampler, execution, observer);
    ib::estimate<Real> found{.lower = averaged.quantities[0],
                             .upper = averaged.quantities[1],
                             .replicates = averaged.quantities.count(),
                             .stopped = averaged.stopped};
    found.policy = name;
    return found;
  }
};

int main() {
  const ib::beta_bernoulli<double> coin{.alpha = 1, .beta = 1};
  ib::report::table shown{
      .columns = {{"T"}, {"exact, nats"}, {"of 16: at least"}, {"at most"}, {"of 256: at least"}, {"at most"}}};
  const auto with_error = [](const ib::sampled<double>& side) { return ib::report::with_error(side, 2); };
  for (const std::size_t horizon : {4U, 32U, 256U}) {
    const auto few = ib::information(coin, horizon, in_batch{.batch = 16, .seed = 1});
    const auto many = ib::information(coin, horizon, in_batch{.replicates = 40, .batch = 256, .seed = 1});
    shown.rows.push_back({horizon, ib::information(coin, horizon).lower.mean, with_error(few.lower),
                          with_error(few.upper), with_error(many.lower), with_error(many.upper)});
  }
  ib::report::write_table(std::cout, shown, 3);
}
/* Output
  T  exact, nats  of 16: at least        at most  of 256: at least          at most
---  -----------  ---------------  -------------  ----------------  ---------------
  4        0.522    0.483 ± 0.012  0.553 ± 0.013   0.5189 ± 0.0064  0.5230 ± 0.0065
 32        1.36     1.246 ± 0.014  1.618 ± 0.021   1.3503 ± 0.0075  1.3666 ± 0.0075
256        2.36     1.950 ± 0.014  4.016 ± 0.080   2.3352 ± 0.0096  2.3894 ± 0.0099
*/
