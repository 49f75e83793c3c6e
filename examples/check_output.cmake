# SPDX-License-Identifier: BSL-1.0
# cmake -D PROGRAM=<example> -D SOURCE=<example.cpp> -P check_output.cmake
# Fails unless PROGRAM prints what the closing comment of SOURCE says.

cmake_minimum_required(VERSION 3.25)

file(READ ${SOURCE} expected)
string(REGEX REPLACE "^.*\n/\\* Output[^\n]*\n" "" expected "${expected}")
string(REGEX REPLACE "\\*/[ \n]*$" "" expected "${expected}")
execute_process(COMMAND ${PROGRAM} OUTPUT_VARIABLE printed COMMAND_ERROR_IS_FATAL ANY)

if(NOT printed STREQUAL expected)
  message(NOTICE "${printed}")
  message(FATAL_ERROR "${SOURCE}: its closing comment is not what it prints, which is above")
endif()
