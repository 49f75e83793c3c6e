// expect: infobound: mpi sends what a block leaves in its slot, which needs a member transfer(channel)
// SPDX-License-Identifier: BSL-1.0
// Blocks of one's own, whose results nobody could send.

#include <cstddef>
#include <infobound/execution/mpi.hpp>

int main() {
  infobound::mpi{}.for_each_in_order(
      4, [] { return 0; }, [](int& slot, std::size_t block, auto&&...) { slot = static_cast<int>(block); },
      [](int) { return true; });
}
