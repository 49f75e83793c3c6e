# SPDX-License-Identifier: BSL-1.0
# The packages that the headers include: one list for this project's own build and, installed beside
# infoboundConfig.cmake, for those who use it. A target that the reading project already has is taken as it is.

include(CMakeFindDependencyMacro)
set(infobound_FOUND TRUE)

if(NOT TARGET Eigen3::Eigen)
  # Without a version: asked for 3.4, Eigen 5 would answer that it is another major version, and it serves as well.
  find_dependency(Eigen3 CONFIG)
  if(Eigen3_VERSION VERSION_LESS 3.4)
    set(infobound_FOUND FALSE)
    set(infobound_NOT_FOUND_MESSAGE "infobound needs Eigen 3.4 or later: ${Eigen3_DIR} has ${Eigen3_VERSION}")
    return()
  endif()
endif()

if(NOT TARGET Boost::headers)
  # Boost's own package file; or, for a Boost without one, CMake's FindBoost, which CMake 3.30 and later keep under the
  # old policy only.
  find_package(Boost 1.74 CONFIG QUIET)
  if(NOT Boost_FOUND)
    if(POLICY CMP0167)
      cmake_policy(SET CMP0167 OLD)
    endif()
    find_dependency(Boost 1.74 MODULE)
  endif()
endif()

if(NOT TARGET Random123::Random123)
  list(PREPEND CMAKE_MODULE_PATH "${CMAKE_CURRENT_LIST_DIR}")
  find_dependency(Random123 MODULE)
  list(POP_FRONT CMAKE_MODULE_PATH)
endif()

# What each opt-in component needs beyond these; it is looked for only when the component is asked for.
set(infobound_report_needs nlohmann_json)
set(infobound_threads_needs TBB)
set(infobound_mpi_needs MPI)
