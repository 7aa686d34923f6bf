# SPDX-License-Identifier: MIT
# cmake -DFOLDER=... -DOUTPUT=... -P embed.cmake: every FOLDER/NAME that is a page's part becomes a line
# TEMPLATE("NAME", "text").
file(GLOB files LIST_DIRECTORIES false "${FOLDER}/*.html" "${FOLDER}/*.css" "${FOLDER}/*.js")
list(SORT files)
set(all "")
foreach(path ${files})
  get_filename_component(name "${path}" NAME)
  file(READ "${path}" text)
  string(REPLACE "\\" "\\\\" text "${text}")
  string(REPLACE "\"" "\\\"" text "${text}")
  string(REPLACE "\n" "\\n\"\n\"" text "${text}")
  string(APPEND all "TEMPLATE(\"${name}\", \"${text}\")\n")
endforeach()
file(WRITE "${OUTPUT}" "${all}")
