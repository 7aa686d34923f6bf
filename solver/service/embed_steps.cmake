# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -DFOLDER=... -DOUTPUT=... -P embed_steps.cmake: FOLDER/01.sql, 02.sql ... become one C string each.
file(GLOB files LIST_DIRECTORIES false "${FOLDER}/*.sql")
list(SORT files)
set(all "")
foreach(path ${files})
  file(READ "${path}" text)
  string(REPLACE "\\" "\\\\" text "${text}")
  string(REPLACE "\"" "\\\"" text "${text}")
  string(REPLACE "\n" "\\n\"\n\"" text "${text}")
  string(APPEND all "\"${text}\",\n")
endforeach()
file(WRITE "${OUTPUT}" "${all}")
