# SPDX-License-Identifier: Apache-2.0
#
# Puts every file of a folder that fits PATTERN into `target`, byte for byte and in the order of the
# names. HEADER declares TYPE, an aggregate of two string_views (name, content), and FUNCTION, which
# gives a span<const TYPE>; this defines it. A changed file is taken up by the next build.
#
#   guichet_embed(store_sqlite FOLDER src/store/sqlite/migrations PATTERN *.sql
#                 HEADER store/sqlite/migrations.hpp
#                 TYPE guichet::store::MigrationFile FUNCTION guichet::store::migration_files)

function(guichet_embed target)
  cmake_parse_arguments(PARSE_ARGV 1 EMBED "" "FOLDER;PATTERN;HEADER;TYPE;FUNCTION" "")
  cmake_path(ABSOLUTE_PATH EMBED_FOLDER BASE_DIRECTORY ${CMAKE_SOURCE_DIR} NORMALIZE)
  file(GLOB files CONFIGURE_DEPENDS ${EMBED_FOLDER}/${EMBED_PATTERN})
  list(SORT files)
  string(MAKE_C_IDENTIFIER ${EMBED_FUNCTION} prefix)
  set(bytes ".section .rodata\n")
  set(declarations "")
  set(rows "")
  set(number 0)
  foreach(file IN LISTS files)
    math(EXPR number "${number} + 1")
    set(symbol ${prefix}_${number})
    get_filename_component(name ${file} NAME)
    string(APPEND bytes ".global ${symbol}, ${symbol}_end\n${symbol}:\n.incbin \"${file}\"\n${symbol}_end:\n.byte 0\n")
    string(APPEND declarations "extern const char ${symbol}[];\nextern const char ${symbol}_end[];\n")
    string(APPEND rows "      {\"${name}\", {${symbol}, static_cast<std::size_t>(${symbol}_end - ${symbol})}},\n")
  endforeach()
  string(APPEND bytes ".section .note.GNU-stack,\"\",%progbits\n")
  set(assembly ${CMAKE_BINARY_DIR}/embedded/${prefix}.S)
  set(table ${CMAKE_BINARY_DIR}/embedded/${prefix}.cpp)
  file(CONFIGURE OUTPUT ${assembly} CONTENT "${bytes}" @ONLY)
  file(CONFIGURE OUTPUT ${table} @ONLY CONTENT "#include \"${EMBED_HEADER}\"

#include <array>
#include <cstddef>

extern \"C\" {
${declarations}}

std::span<const ${EMBED_TYPE}> ${EMBED_FUNCTION}() {
  static const std::array<${EMBED_TYPE}, ${number}> files{{
${rows}  }};
  return files;
}
")
  set_source_files_properties(${assembly} PROPERTIES OBJECT_DEPENDS "${files}")
  target_sources(${target} PRIVATE ${assembly} ${table})
endfunction()

# guichet_web(OUTPUT) builds what web/ holds when the project is configured, and again whenever a source of it
# changed: the names of the results carry hashes, so the list of files is known only afterwards. npm runs once.
function(guichet_web output)
  set(web ${CMAKE_SOURCE_DIR}/web)
  find_program(NPM npm REQUIRED)
  find_program(NODE NAMES node nodejs REQUIRED)
  file(SHA256 ${web}/package-lock.json lock)
  if(NOT EXISTS ${web}/node_modules/.lock-${lock})
    message(STATUS "Installing the npm packages of web/")
    execute_process(COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund WORKING_DIRECTORY ${web}
                    RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE said)
    if(failed)
      message(FATAL_ERROR "npm ci failed in web/: ${said}")
    endif()
    file(TOUCH ${web}/node_modules/.lock-${lock})
  endif()
  execute_process(COMMAND ${NODE} build.mjs ${output} WORKING_DIRECTORY ${web}
                  RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(failed)
    message(FATAL_ERROR "web/ could not be built: ${said}")
  endif()
  file(GLOB sources CONFIGURE_DEPENDS ${web}/src/* ${web}/build.mjs ${web}/package-lock.json ${web}/tsconfig.json)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${sources})
endfunction()
