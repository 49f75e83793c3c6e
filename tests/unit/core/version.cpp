// SPDX-License-Identifier: BSL-1.0
#include <infobound/core/version.hpp>
#include <string>
#include <support/catch.hpp>

namespace unit::core::version {

TEST_CASE("the version in the header is the version of the project", "[version][exact]") {
  CHECK(infobound::version == INFOBOUND_PROJECT_VERSION);
  CHECK(infobound::version == std::to_string(infobound::version_major) + "." +
                                  std::to_string(infobound::version_minor) + "." +
                                  std::to_string(infobound::version_patch));
}

}  // namespace unit::core::version
