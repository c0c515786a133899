# SPDX-License-Identifier: Apache-2.0
#
# A room is a folder of src/. Its target exports one include directory that holds a single symbolic
# link named after the room, so an include of a room that is not listed finds no file.

function(guichet_target target folder)
  string(REGEX REPLACE "/.*" "" room ${folder})
  set(doorway ${CMAKE_BINARY_DIR}/rooms/${room})
  file(MAKE_DIRECTORY ${doorway})
  file(CREATE_LINK ${CMAKE_SOURCE_DIR}/src/${room} ${doorway}/${room} SYMBOLIC)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${folder}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/app/main\\.cpp$")
  file(GLOB headers CONFIGURE_DEPENDS ${doorway}/${folder}/*.hpp)
  if(sources)
    add_library(${target} STATIC ${sources})
    set(visibility PUBLIC)
    target_link_libraries(${target} PRIVATE guichet_flags)
  else()
    add_library(${target} INTERFACE)
    set(visibility INTERFACE)
  endif()
  target_sources(${target} ${visibility}
    FILE_SET HEADERS BASE_DIRS ${doorway} FILES ${headers})
  set_target_properties(${target} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  set(visibility ${visibility} PARENT_SCOPE)
endfunction()

function(guichet_room room)
  cmake_parse_arguments(PARSE_ARGV 1 ROOM "" "" MAY_INCLUDE)
  guichet_target(${room} ${room})
  target_link_libraries(${room} ${visibility} ${ROOM_MAY_INCLUDE})
endfunction()

# An adapter includes its own room and domain; app links it, and so do the rooms named after it.
function(guichet_adapter folder)
  string(REPLACE "/" "_" target ${folder})
  string(REGEX REPLACE "/.*" "" room ${folder})
  guichet_target(${target} ${folder})
  target_link_libraries(${target} ${visibility} ${room} domain)
  foreach(user app ${ARGN})
    guichet_links(${user} ${target})
  endforeach()
endfunction()

function(guichet_links target)
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "INTERFACE_LIBRARY")
    target_link_libraries(${target} INTERFACE ${ARGN})
  else()
    target_link_libraries(${target} PUBLIC ${ARGN})
  endif()
endfunction()

function(guichet_program)
  add_executable(guichet ${CMAKE_SOURCE_DIR}/src/app/main.cpp)
  target_link_libraries(guichet PRIVATE app guichet_flags Threads::Threads)
  if(NOT GUICHET_SANITIZE)
    # First in the search order of malloc; the sanitizers bring an allocator of their own.
    target_link_options(guichet PRIVATE -Wl,--no-as-needed)
    target_link_libraries(guichet PRIVATE mimalloc)
  endif()
  target_compile_definitions(app PRIVATE GUICHET_VERSION="${PROJECT_VERSION}")
  set_target_properties(guichet PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
endfunction()
