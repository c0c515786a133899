# SPDX-License-Identifier: Apache-2.0
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
# Loops over the bytes of a header or a text are worth several at once; and nobody puts another function in the place of
# one of ours, or of a library's after the start.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -fvect-cost-model=dynamic -fno-semantic-interposition -fno-plt -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1")
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

add_library(guichet_flags INTERFACE)
target_compile_options(guichet_flags INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wpedantic -Werror -fstack-protector-strong
  -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # A false positive of GCC 12 on Asio's coroutine frames (Asio issue 1391).
  target_compile_options(guichet_flags INTERFACE -Wno-mismatched-new-delete)
endif()
target_compile_definitions(guichet_flags INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)

if(GUICHET_SANITIZE)
  # Everywhere, also in the tests' own objects: a container crosses from one to the other.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
if(GUICHET_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()
