# SPDX-License-Identifier: BSL-1.0
# CPack: `cpack -G DEB` makes the Debian package of a configured tree, `cpack --config CPackSourceConfig.cmake` the
# archive of its sources.

set(CPACK_PACKAGE_NAME infobound)
set(CPACK_PACKAGE_VENDOR "The infobound developers")
set(CPACK_PACKAGE_CONTACT "The infobound developers <infobound@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)

set(CPACK_GENERATOR DEB)
set(CPACK_DEBIAN_PACKAGE_NAME libinfobound-dev)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libeigen3-dev (>= 3.4), libboost-dev (>= 1.74), librandom123-dev")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "cmake, nlohmann-json3-dev, libtbb-dev, libopenmpi-dev")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "C++20 headers that bound how fast any learner can learn\n From how data come about: mutual information, rate-distortion functions and two-sided\n bounds on the error of every learner, each with its source.")

set(CPACK_SOURCE_GENERATOR TGZ)
set(CPACK_SOURCE_PACKAGE_FILE_NAME infobound-${PROJECT_VERSION})
set(CPACK_SOURCE_IGNORE_FILES "${PROJECT_SOURCE_DIR}/build/" "/\\\\.git/" "/\\\\.git$" "/\\\\.cache/" "/CMakeUserPresets\\\\.json$"
                              "${PROJECT_BINARY_DIR}/" "/__pycache__/")
include(CPack)
