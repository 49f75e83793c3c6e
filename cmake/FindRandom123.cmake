# SPDX-License-Identifier: BSL-1.0
# Random123, headers only; it comes with no package file of its own.
# Gives Random123::Random123. Where it is in no usual place, set Random123_ROOT, or Random123_INCLUDE_DIR.

find_path(Random123_INCLUDE_DIR Random123/threefry.h)
mark_as_advanced(Random123_INCLUDE_DIR)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  Random123 REQUIRED_VARS Random123_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "no Random123/threefry.h found (Debian and Ubuntu: librandom123-dev)")

if(Random123_FOUND AND NOT TARGET Random123::Random123)
  add_library(Random123::Random123 INTERFACE IMPORTED)
  set_target_properties(Random123::Random123 PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${Random123_INCLUDE_DIR}")
endif()
