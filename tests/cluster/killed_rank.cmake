# SPDX-License-Identifier: BSL-1.0
# Kills one of three ranks in the middle of a run that is kept, then has two go on with it; KILLS times over, another
# rank at another moment each time. By hand, fifty: cmake -D KILLS=50 … as tests/cluster/CMakeLists.txt has it.
file(REMOVE_RECURSE ${DIRECTORY})
file(MAKE_DIRECTORY ${DIRECTORY})
set(goes_on FALSE)
foreach(kill RANGE 1 ${KILLS})
  set(kept ${DIRECTORY}/${kill})
  math(EXPR rank "(${kill} + 1) % 3")
  math(EXPR moment "200 + ${kill} * 7919 % 1000")  # in calls, of the rank's share of 6000
  execute_process(COMMAND ${LAUNCH} ${RANKS_FLAG} 3 ${PROGRAM} ${kept} ${rank} ${moment} RESULT_VARIABLE status
                  OUTPUT_QUIET ERROR_QUIET)
  if(status EQUAL 0)
    message(FATAL_ERROR "rank ${rank} was not killed at ${moment}")
  endif()
  if(NOT EXISTS ${kept})
    message(FATAL_ERROR "nothing was kept")
  endif()
  execute_process(COMMAND ${LAUNCH} ${RANKS_FLAG} 2 ${PROGRAM} ${kept} RESULT_VARIABLE status
                  OUTPUT_VARIABLE said)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "the run that went on has other bits: ${status}")
  endif()
  if(said MATCHES "from replicate ([0-9]+)" AND CMAKE_MATCH_1 GREATER 16)
    set(goes_on TRUE)
  endif()
endforeach()
if(NOT goes_on)
  message(FATAL_ERROR "no run went on from where it was")
endif()
