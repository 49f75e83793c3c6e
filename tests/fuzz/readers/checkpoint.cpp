// SPDX-License-Identifier: BSL-1.0
// A file that should be a checkpoint, as it is, and under a checksum that fits.
#include <cmath>
#include <infobound/execution/detail/checkpoint_reader.hpp>
#include <infobound/execution/detail/checkpoint_text.hpp>
#include <stdexcept>
#include <string>

#include "reader.hpp"

namespace {

namespace ib = infobound;

const ib::kept_run<double> run{.identity = {.policy = "none", .seed = 1, .horizon = 2},
                               .replicates = 100,
                               .first_sample = Eigen::ArrayXd::Ones(2)};

/// What is taken is written, and read again as the same.
void read(const std::string& text) {
  fuzz::takes_or_refuses<std::runtime_error>([&] {
    const auto sums_in = [](const std::string& from) {
      ib::detail::checkpoint_reader<double> in("run.partial", from, run);
      const auto done = in.done();
      ib::moment_tree<double> sums(2, done.first / ib::replicates_per_block, ib::blocks_of(run.replicates));
      in.append_to(sums);
      fuzz::require(sums.count() == done.last - done.first, "other replicates are summed than are done");
      return ib::detail::checkpoint_text(run, {done.first, 100}, sums);
    };
    const std::string once = sums_in(text);
    fuzz::require(sums_in(once) == once, "what was written is not what is read");
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(fuzz::text_of(bytes, size));
  read(text);
  read(text + "checksum " + ib::detail::checksum(text) + "\n");
  return 0;
}
