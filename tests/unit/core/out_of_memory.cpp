// SPDX-License-Identifier: BSL-1.0
#include <concepts>
#include <cstddef>
#include <infobound/core/average_replicates.hpp>
#include <infobound/core/out_of_memory.hpp>
#include <infobound/execution/checkpointed.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <new>
#include <stdexcept>
#include <string>
#include <support/catch.hpp>
#include <support/temporary_directory.hpp>
#include <support/thrown.hpp>

namespace unit::core::out_of_memory {

namespace ib = infobound;

namespace {

template <class Policy, class Execution = ib::serial>
std::string said(Eigen::Index dimension, const Policy& policy, const Execution& execution = {}) {
  const ib::logistic_regression<double> process{.dimension = dimension};
  return thrown<ib::out_of_memory>([&] { return ib::information(process, 50, policy, execution); });
}

static_assert(std::derived_from<ib::out_of_memory, std::bad_alloc>);

constexpr std::size_t too_many = std::size_t{1} << 50;

}  // namespace

TEST_CASE("memory that is not there is told with who asks and for how much, and is a std::bad_alloc",
          "[out_of_memory][error]") {
  const ib::contrastive policy{.contrasts = too_many};
  const std::string sentence = "contrastive: a replicate of T = 50 asks for some 180 PB, more memory than there is";
  CHECK(said(5, policy) == sentence);
  const temporary_directory here;
  CHECK(said(5, policy, ib::checkpointed<>{.file = here.path() / "run"}) == sentence);
  CHECK(here.count() == 0);
  CHECK(said(2, ib::laplace{.proposals = too_many}) ==
        "laplace: a replicate of T = 50 asks for some 36 PB, more memory than there is");
}

TEST_CASE("a size that nobody knows is left out, and words that are longer than their room are cut",
          "[out_of_memory][error]") {
  const auto fail = []() -> int { throw std::bad_alloc(); };
  CHECK(thrown<ib::out_of_memory>([&] { return ib::detail::within_memory("mine", "a curve", 7, 0, fail); }) ==
        "mine: a curve of T = 7 asks for more memory than there is");
  CHECK(std::string(ib::out_of_memory(std::string(1000, 'x')).what()) == std::string(255, 'x'));
  CHECK(ib::detail::bytes_text(999) == "999 bytes");
  CHECK(ib::detail::bytes_text(8192) == "8.2 kB");
  CHECK(ib::detail::bytes_text(999.6e9) == "1 TB");
  CHECK(ib::detail::bytes_text(3e30) == "3e+12 EB");
}

}  // namespace unit::core::out_of_memory
