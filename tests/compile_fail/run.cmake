# SPDX-License-Identifier: BSL-1.0
# cmake -D SOURCE=<case.cpp> -D COMMANDS=<compile_commands.json> [-D OPTIONS=<...> [-D EXPECT=<sentence>]] -P run.cmake
# Fails unless SOURCE is refused by the compiler as its first lines expect; CMakeLists.txt beside this file tells how.
# With options of its own, unless it is refused with that sentence, or without one compiles and says nothing.

cmake_minimum_required(VERSION 3.25)

# The next of the sentences. Read by hand: a CMake list would break them at semicolons and brackets.
file(READ ${SOURCE} rest)
macro(next_sentence)
  string(REGEX MATCH "^// expect: ([^\n]*)\n" line "${rest}")
  set(sentence "${CMAKE_MATCH_1}")
  string(LENGTH "${line}" length)
  string(SUBSTRING "${rest}" ${length} -1 rest)
endmacro()

# The command that the build would compile it with, told to stop before it writes anything. The file has a line for each.
string(REGEX REPLACE "([][+.*()^$?|\\])" "\\\\\\1" pattern "${SOURCE}")
file(STRINGS ${COMMANDS} command REGEX "^ *\"command\":.* -c ${pattern}\",$")
if(NOT command)
  message(FATAL_ERROR "${COMMANDS} has no command for ${SOURCE}")
endif()
string(REGEX REPLACE ",$" "" command "${command}")
string(JSON command GET "{${command}}" command)
string(REGEX REPLACE " -o [^ ]+ -c " " ${OPTIONS} -fsyntax-only " command "${command}")
separate_arguments(command UNIX_COMMAND "${command}")
set(ENV{LC_ALL} C)  # the compiler's words in English
execute_process(
  COMMAND ${command}
  RESULT_VARIABLE result
  OUTPUT_VARIABLE output
  ERROR_VARIABLE output)

if(DEFINED OPTIONS AND NOT DEFINED EXPECT)
  if(NOT result EQUAL 0 OR NOT output STREQUAL "")
    message(FATAL_ERROR "${SOURCE}: must compile without a word\n${output}")
  endif()
  return()
endif()

if(result EQUAL 0)
  message(FATAL_ERROR "${SOURCE}: compiles, and must not")
endif()
message(NOTICE "${output}")  # shown where the test fails

if(DEFINED EXPECT)
  set(rest "// expect: ${EXPECT}\n")
endif()
next_sentence()
if(NOT line)
  message(FATAL_ERROR "${SOURCE}: begins with no '// expect: <sentence>' line")
endif()
while(line)
  string(FIND "${output}" "${sentence}" position)
  if(position EQUAL -1)
    message(FATAL_ERROR "${SOURCE}: the compiler does not say: ${sentence}")
  endif()
  next_sentence()
endwhile()

string(REGEX MATCHALL "error: " errors "${output}")
list(LENGTH errors errors)
if(NOT errors EQUAL 1)
  message(FATAL_ERROR "${SOURCE}: ${errors} errors, where one would tell")
endif()
