# SPDX-License-Identifier: GPL-3.0-or-later
# Before the package is closed: Debian wants manual pages and changelogs compressed, without a time inside, and
# licences that it has itself by reference.
file(GLOB shares "${CPACK_TEMPORARY_DIRECTORY}/usr/share" "${CPACK_TEMPORARY_DIRECTORY}/*/usr/share")
foreach(share ${shares})
  file(COPY "${CMAKE_CURRENT_LIST_DIR}/changelog" "${CMAKE_CURRENT_LIST_DIR}/copyright"
    DESTINATION "${share}/doc/mutasi")
  file(GLOB pages "${share}/man/man?/*.[1-9]")
  execute_process(COMMAND gzip -9nf ${pages} "${share}/doc/mutasi/changelog" COMMAND_ERROR_IS_FATAL ANY)
endforeach()
if(NOT shares)
  message(FATAL_ERROR "nothing to finish in ${CPACK_TEMPORARY_DIRECTORY}")
endif()
