# SPDX-License-Identifier: GPL-3.0-or-later
# The Debian package: cmake --preset release && cmake --build --preset release && (cd build && cpack -G DEB)
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME mutasi)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "the mutasi developers <mutasi@localhost>" CACHE STRING "maintainer of the package")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "planner of civil-servant transfers")
set(CPACK_PACKAGE_DESCRIPTION
  "Plans who moves where, so that every unit can carry its workload with the\ncompetencies it needs, at the least disruption. Every plan comes with a proof\nof how good it is and a reason for every name on it.\n\nHolds the service (mutasid), the command (mutasi) and the C library of\nclients.")
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR})
set(CPACK_SET_DESTDIR ON) # files of the system lie outside the prefix
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL Unspecified) # the generator of cities is for benchmarks

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "pkg-config, libnanomsg-dev, libmsgpack-dev, libjansson-dev, libsodium-dev, sqlite3")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
foreach(script conffiles postinst prerm postrm)
  list(APPEND CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_SOURCE_DIR}/solver/service/etc/package/${script})
endforeach()
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_SOURCE_DIR}/solver/service/etc/package/finish.cmake)
include(CPack)
