# SPDX-License-Identifier: BSL-1.0
# cmake -D ORDINARY=<program> -D BROWSER=<program> -P same_output.cmake
# Fails unless both say the same, and something.

foreach(which IN ITEMS ORDINARY BROWSER)
  execute_process(COMMAND ${${which}} OUTPUT_VARIABLE ${which}_says COMMAND_ERROR_IS_FATAL ANY)
endforeach()
if(NOT ORDINARY_says MATCHES "mixture" OR NOT ORDINARY_says STREQUAL BROWSER_says)
  message(FATAL_ERROR "Ordinarily:\n${ORDINARY_says}\nIn a browser:\n${BROWSER_says}")
endif()
