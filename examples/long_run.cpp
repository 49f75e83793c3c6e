// SPDX-License-Identifier: BSL-1.0
// Can a day's work be split over three machines, and survive a power cut?
// Writes into a directory of its own below the system's for temporary files, and removes it.
#include <filesystem>
#include <infobound/execution/checkpointed.hpp>
#include <infobound/infobound.hpp>
#include <iostream>
#include <random>
#include <stdexcept>
#include <string>

namespace ib = infobound;

int main() {
  const ib::linear_regression<double> process{.dimension = 10, .noise_variance = 0.25};
  const ib::conjugate policy{.replicates = 1000, .seed = 7};
  const auto here = std::filesystem::temp_directory_path() / ("long_run_" + std::to_string(std::random_device{}()));
  std::filesystem::create_directory(here);
  const auto machine = [&](const char* file, std::size_t first, std::size_t last, std::size_t cut_after) {
    const auto power = ib::observed([=](const ib::progress& made) {
      if (made.done > cut_after) throw std::runtime_error("power cut");
    });
    const ib::checkpointed<> kept{.file = here / file, .first = first, .last = last, .every = {}};
    try {
      const auto found = ib::information(process, 20, policy, kept, power);
      std::cout << file << ": " << found << '\n';
    } catch (const std::runtime_error& error) {
      std::cout << file << ": " << error.what() << '\n';
    }
  };
  machine("a.partial", 0, 336, 1000);
  machine("b.partial", 336, 672, 100);
  machine("b.partial", 336, 672, 1000);  // the same again: it goes on from its file
  machine("c.partial", 672, 1000, 1000);
  const ib::merged files{{here / "a.partial", here / "b.partial", here / "c.partial"}};
  const auto merged = ib::information(process, 20, policy, files);
  const auto alone = ib::information(process, 20, policy);
  std::cout << "merged:    " << merged << (merged.lower.mean == alone.lower.mean ? ", as one run\n" : "\n");
  std::filesystem::remove_all(here);
}
/* Output
a.partial: 9.826 ± 0.024 nats (conjugate, 336 replicates)
b.partial: power cut
b.partial: 9.796 ± 0.025 nats (conjugate, 336 replicates)
c.partial: 9.773 ± 0.024 nats (conjugate, 328 replicates)
merged:    9.798 ± 0.014 nats (conjugate, 1000 replicates), as one run
*/
