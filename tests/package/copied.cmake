# SPDX-License-Identifier: BSL-1.0
# cmake -D SOURCE=<the repository> -D DIRECTORY=<scratch> -P copied.cmake
# The README's command for a copied include/, in a directory that has that copy and a program, main.cpp.

file(STRINGS ${SOURCE}/README.md command REGEX "^g[+][+] .*-I include")
list(LENGTH command commands)
if(NOT commands EQUAL 1)
  message(FATAL_ERROR "${commands} commands in the README, where one would tell")
endif()

file(REMOVE_RECURSE ${DIRECTORY})
file(COPY ${SOURCE}/include DESTINATION ${DIRECTORY})
configure_file(${SOURCE}/examples/first_bracket.cpp ${DIRECTORY}/main.cpp COPYONLY)
execute_process(COMMAND sh -c "${command}" WORKING_DIRECTORY ${DIRECTORY} COMMAND_ERROR_IS_FATAL ANY)
