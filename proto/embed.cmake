# SPDX-License-Identifier: MIT
# embed_texts(OUTPUT FILE...): makes OUTPUT, for C sources to include, with a line
#   EMBEDDED("name", ".extension", "text")
# for every file, in the order given; made again whenever one of them changes.
if(CMAKE_SCRIPT_MODE_FILE) # cmake -DOUTPUT=... -DFILES=... -P embed.cmake
  set(all "")
  foreach(path ${FILES})
    get_filename_component(name "${path}" NAME_WE)
    get_filename_component(extension "${path}" EXT)
    file(READ "${path}" text)
    string(REPLACE "\\" "\\\\" text "${text}")
    string(REPLACE "\"" "\\\"" text "${text}")
    string(REPLACE "\n" "\\n\"\n\"" text "${text}")
    string(APPEND all "EMBEDDED(\"${name}\", \"${extension}\", \"${text}\")\n")
  endforeach()
  file(WRITE "${OUTPUT}" "${all}")
  return()
endif()

set(EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})
function(embed_texts output)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} "-DFILES=${ARGN}" -P ${EMBED_SCRIPT}
    DEPENDS ${ARGN} ${EMBED_SCRIPT}
    VERBATIM)
endfunction()
