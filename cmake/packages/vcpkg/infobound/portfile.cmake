# SPDX-License-Identifier: BSL-1.0
# An overlay port of the tree that it is in: vcpkg install infobound --overlay-ports=cmake/packages/vcpkg

set(VCPKG_BUILD_TYPE release)  # headers are the same in either
get_filename_component(SOURCE_PATH "${CURRENT_PORT_DIR}/../../../.." ABSOLUTE)

vcpkg_cmake_configure(
  SOURCE_PATH "${SOURCE_PATH}"
  OPTIONS -DINFOBOUND_BUILD_TESTS=OFF -DINFOBOUND_BUILD_EXAMPLES=OFF)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(PACKAGE_NAME infobound CONFIG_PATH share/cmake/infobound)
vcpkg_fixup_pkgconfig()
file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/share/cmake" "${CURRENT_PACKAGES_DIR}/share/doc")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
