# SPDX-License-Identifier: BSL-1.0
# cmake -D PROGRAM=<any_language> -D PYTHON=<pythons> -D SCRIPT=<any_language.py> -D DIRECTORY=<scratch>
#       -P any_language.cmake
# A learner in Python is measured by way of two files: at least as far from the best as that penalty costs, and no more.

cmake_minimum_required(VERSION 3.25)

# The first Python that has NumPy.
set(python)
foreach(candidate IN LISTS PYTHON)
  execute_process(COMMAND ${candidate} -c "import numpy" RESULT_VARIABLE lacks_numpy OUTPUT_QUIET ERROR_QUIET)
  if(lacks_numpy STREQUAL 0)
    set(python ${candidate})
    break()
  endif()
endforeach()
if(NOT python)
  message(NOTICE "skipped: no Python with NumPy (python3-numpy)")
  return()
endif()

file(MAKE_DIRECTORY ${DIRECTORY})
set(losses ${DIRECTORY}/losses.csv)
execute_process(COMMAND ${PROGRAM} draw OUTPUT_FILE ${DIRECTORY}/histories.csv COMMAND_ERROR_IS_FATAL ANY)

# Sets excess to what the learner pays beyond the best.
function(measure learner)
  execute_process(COMMAND ${python} ${SCRIPT} ${DIRECTORY}/histories.csv ${losses} ${learner}
                  COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${PROGRAM} score INPUT_FILE ${losses} OUTPUT_VARIABLE printed COMMAND_ERROR_IS_FATAL ANY)
  if(NOT printed MATCHES "^[0-9.]+ ± [0-9.]+ \\+ ([0-9.]+) ± [0-9.]+ = ")
    message(FATAL_ERROR "${learner}: ${printed}")
  endif()
  set(excess ${CMAKE_MATCH_1} PARENT_SCOPE)
endfunction()

# The closed form of theory 9.3 says 0.09, and a standard error is 0.008.
measure(ridge)
if(excess LESS 0.05 OR excess GREATER 0.13)
  message(FATAL_ERROR "ridge regression has an excess of ${excess}")
endif()

execute_process(COMMAND ${python} -c "import sklearn" RESULT_VARIABLE lacks_sklearn OUTPUT_QUIET ERROR_QUIET)
if(lacks_sklearn)
  message(NOTICE "skipped in part: ${python} has no scikit-learn (python3-sklearn)")
else()
  measure(bayesian_ridge)
  if(excess LESS 0 OR excess GREATER 1)
    message(FATAL_ERROR "scikit-learn's BayesianRidge has an excess of ${excess}")
  endif()
endif()

# What is not whole is refused by line.
file(STRINGS ${losses} lines)
list(POP_BACK lines)
list(JOIN lines "\n" lines)
file(WRITE ${losses} "${lines}\n")
execute_process(COMMAND ${PROGRAM} score INPUT_FILE ${losses} ERROR_VARIABLE said RESULT_VARIABLE code)
if(NOT code EQUAL 1 OR NOT said STREQUAL "any_language: losses: replicate 199, t 50 is missing\n")
  message(FATAL_ERROR "exit code ${code}: ${said}")
endif()
