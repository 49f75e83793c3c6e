// SPDX-License-Identifier: BSL-1.0
// What can a learner guarantee who has no prior? A coin of unknown bias, beside two learners who have one.
#include <infobound/infobound.hpp>
#include <infobound/report/table.hpp>
#include <iostream>

namespace ib = infobound;

int main() {
  const ib::beta_bernoulli<double> uniform{.alpha = 1, .beta = 1};
  const ib::beta_bernoulli<double> jeffreys{.alpha = 0.5, .beta = 0.5};
  const ib::bernoulli_family<double> any{.least = 0, .most = 1};

  ib::report::table shown{.columns = {{"flips"}, {"uniform prior"}, {"Jeffreys' prior"}, {"guaranteed, from"}, {"to"}}};
  for (const std::size_t horizon : {1U, 2U, 5U, 10U, 20U, 50U}) {
    const auto guaranteed = ib::minimax_error(any, horizon);
    shown.rows.push_back({double(horizon), ib::estimation_error(uniform, horizon).lower.mean,
                          ib::estimation_error(jeffreys, horizon).lower.mean, guaranteed.lower.value,
                          guaranteed.upper.value});
  }
  ib::report::write_table(std::cout, shown, 6);
  std::cout
      << "\nNats per flip. No prior leaves a learner more to learn than the worst one, which nature would choose.\n"
         "Known to be in [0.2, 0.8], a coin guarantees "
      << ib::minimax_error(ib::bernoulli_family<double>{.least = 0.2, .most = 0.8}, 5).upper.value
      << " nats in each of 5 flips.\n";
}
/* Output
flips  uniform prior  Jeffreys' prior  guaranteed, from         to
-----  -------------  ---------------  ----------------  ---------
    1      0.193147         0.306853          0.693147   0.693147
    2      0.164831         0.241447          0.376886   0.376886
    5      0.119153         0.156987          0.202125   0.202126
   10      0.0853997        0.105358          0.123246   0.123246
   20      0.0573604        0.0673130         0.0742084  0.0742085
   50      0.0313589        0.0351578         0.0370461  0.0370461

Nats per flip. No prior leaves a learner more to learn than the worst one, which nature would choose.
Known to be in [0.2, 0.8], a coin guarantees 0.105888 nats in each of 5 flips.
*/
