# SPDX-License-Identifier: BSL-1.0
# cmake -D SOURCE=<the repository> -D PYTHON=<python3> -D COMPILER=<c++> -D DIRECTORY=<scratch>
#       -D INCLUDES=<directories of packages> -P amalgamated.cmake
# All headers as one give the first example its output, with no other header of the library in reach.

file(REMOVE_RECURSE ${DIRECTORY})
file(MAKE_DIRECTORY ${DIRECTORY}/infobound)
execute_process(
  COMMAND ${PYTHON} ${SOURCE}/cmake/packages/amalgamate.py
  OUTPUT_FILE ${DIRECTORY}/infobound/infobound.hpp COMMAND_ERROR_IS_FATAL ANY)
file(STRINGS ${DIRECTORY}/infobound/infobound.hpp left REGEX "^ *# *include <infobound/")
if(left)
  message(FATAL_ERROR "the header includes others: ${left}")
endif()
list(TRANSFORM INCLUDES PREPEND -I)
configure_file(${SOURCE}/examples/first_bracket.cpp ${DIRECTORY}/main.cpp COPYONLY)
execute_process(COMMAND ${COMPILER} -std=c++20 -O0 -I. ${INCLUDES} main.cpp -o first_bracket
                WORKING_DIRECTORY ${DIRECTORY} COMMAND_ERROR_IS_FATAL ANY)
execute_process(
  COMMAND ${CMAKE_COMMAND} -D PROGRAM=${DIRECTORY}/first_bracket -D SOURCE=${SOURCE}/examples/first_bracket.cpp -D
          DIRECTORY=${DIRECTORY}/run -P ${SOURCE}/examples/check_output.cmake COMMAND_ERROR_IS_FATAL ANY)
