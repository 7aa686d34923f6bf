# SPDX-License-Identifier: MIT
# cmake -DFOLDER=... -DOUTPUT=... -P embed.cmake: every FOLDER/NAME.json becomes a line SCHEMA("NAME", "text").
file(GLOB files LIST_DIRECTORIES false "${FOLDER}/*.json")
list(SORT files)
set(all "")
foreach(path ${files})
  get_filename_component(name "${path}" NAME_WE)
  file(READ "${path}" text)
  string(REPLACE "\\" "\\\\" text "${text}")
  string(REPLACE "\"" "\\\"" text "${text}")
  string(REPLACE "\n" "\\n\"\n\"" text "${text}")
  string(APPEND all "SCHEMA(\"${name}\", \"${text}\")\n")
endforeach()
file(WRITE "${OUTPUT}" "${all}")
