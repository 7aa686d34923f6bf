# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by tests/run.sh and client/demo.sh: install_missing PACKAGE... installs the Debian packages that are
# not there yet, quietly, with sudo when we are not root. Touches the network only when something is missing.

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        env "$@"
    else
        sudo env "$@"
    fi
}

package_is_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

install_missing() {
    missing=""
    for package in "$@"; do
        package_is_installed "$package" || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    echo "installing:$missing"
    [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null || {
        echo "that takes root: install sudo, or run this as root" >&2
        return 1
    }
    as_root DEBIAN_FRONTEND=noninteractive apt-get -qq update >/dev/null
    # shellcheck disable=SC2086  # the list is meant to be split
    as_root DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends $missing >/dev/null
}

BUILD_PACKAGES="build-essential cmake ninja-build pkg-config gettext
    libglpk-dev libnanomsg-dev libmsgpack-dev libjansson-dev libsodium-dev libinih-dev libsystemd-dev
    libsqlite3-dev libseccomp-dev libcsv-dev"
TEST_PACKAGES="libcriterion-dev nanomsg-utils nng-utils sqlite3 python3-minimal python3-msgpack python3-nacl glpk-utils
    clang clang-format libclang-rt-14-dev mandoc man-db systemd lintian chromium poppler-utils xlsx2csv"
