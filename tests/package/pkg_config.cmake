# SPDX-License-Identifier: BSL-1.0
# cmake -D COMPILER=<c++> -D PKG_CONFIG=<pkg-config> -D VERSION=<x.y.z> -D PREFIX=<installed> -D DIRECTORY=<scratch>
#       -D SOURCE=<program.cpp> -P pkg_config.cmake
# Compiles a program by the flags of pkg-config alone, after what is installed has been copied elsewhere.

file(REMOVE_RECURSE ${DIRECTORY})
file(COPY ${PREFIX}/ DESTINATION ${DIRECTORY}/elsewhere)
set(ENV{PKG_CONFIG_PATH} "${DIRECTORY}/elsewhere/share/pkgconfig:$ENV{PKG_CONFIG_PATH}")

execute_process(
  COMMAND ${PKG_CONFIG} --modversion infobound
  OUTPUT_VARIABLE version
  OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
execute_process(
  COMMAND ${PKG_CONFIG} --cflags infobound
  OUTPUT_VARIABLE flags
  OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
if(NOT version STREQUAL VERSION OR NOT flags MATCHES "/elsewhere/")
  message(FATAL_ERROR "pkg-config tells of version '${version}' with the flags '${flags}'")
endif()

separate_arguments(flags UNIX_COMMAND "${flags}")
execute_process(COMMAND ${COMPILER} -std=c++20 -fsyntax-only ${SOURCE} ${flags} COMMAND_ERROR_IS_FATAL ANY)
