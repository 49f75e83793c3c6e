# SPDX-License-Identifier: BSL-1.0
# cmake -D PROGRAM=<example> -D SOURCE=<example.cpp> -D DIRECTORY=<run> [-D SAYS=<words>] [-D UNLESS_DONE=ON]
#       -P check_output.cmake
# Runs PROGRAM in DIRECTORY, and fails unless it prints what the closing comment of SOURCE says, or SAYS among it. Leaves output.txt and
# milliseconds.txt beside what it draws; UNLESS_DONE does nothing if they are newer than the program and its source.

cmake_minimum_required(VERSION 3.25)

set(kept ${DIRECTORY}/output.txt)
if(UNLESS_DONE AND EXISTS ${kept} AND ${kept} IS_NEWER_THAN ${PROGRAM} AND ${kept} IS_NEWER_THAN ${SOURCE})
  file(TOUCH ${kept})
  return()
endif()

file(READ ${SOURCE} expected)
string(REGEX REPLACE "^.*\n/\\* Output[^\n]*\n" "" expected "${expected}")
string(REGEX REPLACE "\\*/[ \n]*$" "" expected "${expected}")
file(REMOVE_RECURSE ${DIRECTORY})
file(MAKE_DIRECTORY ${DIRECTORY})
string(TIMESTAMP start "%s%f")
execute_process(COMMAND ${PROGRAM} WORKING_DIRECTORY ${DIRECTORY} OUTPUT_VARIABLE printed COMMAND_ERROR_IS_FATAL ANY)
string(TIMESTAMP end "%s%f")

string(FIND "${printed}" "${SAYS}" said)
if(SAYS AND said LESS 0)
  message(NOTICE "${printed}")
  message(FATAL_ERROR "${SOURCE}: '${SAYS}' is not in what it prints, which is above")
elseif(NOT SAYS AND NOT printed STREQUAL expected)
  message(NOTICE "${printed}")
  message(FATAL_ERROR "${SOURCE}: its closing comment is not what it prints, which is above")
endif()

math(EXPR milliseconds "(${end} - ${start}) / 1000")
file(WRITE ${DIRECTORY}/milliseconds.txt ${milliseconds})
file(WRITE ${kept} "${printed}")
