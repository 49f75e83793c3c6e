# SPDX-License-Identifier: BSL-1.0
# infobound::compiled, a static library made in the project that links to it: with its compiler and its options, on
# which the layout of Eigen's types depends. Read by infobound's own CMakeLists.txt and, installed, by infoboundConfig.

if(NOT TARGET infobound::compiled)
  add_library(infobound_compiled STATIC EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/compiled.cpp)
  target_link_libraries(infobound_compiled PUBLIC infobound::infobound)
  target_compile_definitions(infobound_compiled PUBLIC INFOBOUND_COMPILED)
  add_library(infobound::compiled ALIAS infobound_compiled)
endif()
