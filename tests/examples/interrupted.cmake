# SPDX-License-Identifier: BSL-1.0
# cmake -D PROGRAM=<how_fast_can_anyone_learn> -D TIMEOUT=<timeout of coreutils> -P interrupted.cmake
# An interrupt ends a simulation at once, and what was complete by then is told. --foreground, as `timeout` would signal
# its whole group as well, and a second interrupt kills.

cmake_minimum_required(VERSION 3.25)

execute_process(
  COMMAND ${TIMEOUT} --foreground --preserve-status --signal=INT 3 ${PROGRAM} --process linear_regression --dimension 5
          --horizon 20 --policy conjugate --replicates 1000000000 --format none
  OUTPUT_VARIABLE printed
  ERROR_VARIABLE said
  RESULT_VARIABLE code)
if(NOT code STREQUAL 130 OR NOT printed MATCHES "Cancelled: the numbers above are of the [0-9]+ replicates of 1000000000")
  message(FATAL_ERROR "exit code ${code}, \"${printed}\" and \"${said}\"")
endif()
