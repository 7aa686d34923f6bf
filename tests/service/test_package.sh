#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The Debian package: built from what was built, unpacked into a folder of its own, used from there.
set -eu
build=$(cd "$BIN_DIR/.." && pwd)
source=$(cd "$SOURCE_DIR" && pwd)
if grep -q '^MUTASI_SANITIZE:STRING=..*' "$build/CMakeCache.txt"; then
    echo "packages are not made of sanitized programs"
    exit 0
fi
work=$(mktemp -d /tmp/mutasi-package-XXXXXX)
root=$work/root
service=
failed=0
finish() {
    [ -z "$service" ] || kill "$service" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT
result() {
    if [ "$1" -eq 0 ]; then echo "ok   $2"; else echo "FAIL $2"; failed=1; fi
}
# holds SENTENCE COMMAND...: the command succeeds.
holds() {
    sentence=$1
    shift
    "$@" >"$work/said" 2>&1 && status=0 || { status=1; cat "$work/said"; }
    result $status "$sentence"
}

(cd "$build" && cpack -G DEB -B "$work") >"$work/cpack.log" 2>&1 || { cat "$work/cpack.log"; exit 1; }
package=$(echo "$work"/mutasi_*.deb)
dpkg-deb -c "$package" >"$work/contents"
dpkg-deb -x "$package" "$root"
dpkg-deb -e "$package" "$work/control"

# --- what is in it

while read -r mode path; do
    holds "holds $path, $mode" grep -qE "^$mode root/root .* \./$path\$" "$work/contents"
done <<'END'
-rwxr-xr-x usr/bin/mutasi
-rwxr-xr-x usr/bin/mutasid
-rwxr-xr-x usr/libexec/mutasi/mutasi-front
-rwxr-xr-x usr/libexec/mutasi/mutasi-worker
-rw-r--r-- etc/mutasi/mutasid.conf
-rw-r--r-- usr/lib/systemd/system/mutasid.service
-rw-r--r-- usr/lib/sysusers.d/mutasi.conf
-rw-r--r-- usr/lib/tmpfiles.d/mutasi.conf
-rw-r--r-- usr/include/mutasi.h
-rw-r--r-- usr/lib/libmutasi.a
-rw-r--r-- usr/share/man/man1/mutasi.1.gz
-rw-r--r-- usr/share/man/man7/mutasi-protocol.7.gz
-rw-r--r-- usr/share/man/man8/mutasid.8.gz
-rw-r--r-- usr/share/locale/id/LC_MESSAGES/mutasi.mo
-rw-r--r-- usr/share/doc/mutasi/copyright
-rw-r--r-- usr/share/doc/mutasi/THREATS.md
-rw-r--r-- usr/share/doc/mutasi/examples/office.json
-rw-r--r-- usr/share/doc/mutasi/examples/tour/README.md
END
holds "holds nothing of the benchmarks and tests" sh -c "! grep -E 'bench|generate|test' '$work/contents'"
holds "its configuration is the administrator's" grep -qx /etc/mutasi/mutasid.conf "$work/control/conffiles"
for library in libglpk40 libnanomsg5 libsodium23 libsqlite3-0 libsystemd0 libinih1 libseccomp2 libcsv3; do
    holds "depends on $library" grep -q "^Depends:.* $library" "$work/control/control"
done
for script in postinst prerm postrm; do
    holds "$script can be read by sh" sh -n "$work/control/$script"
done

# --- it works where it was put

cat >"$work/mutasid.conf" <<END
listen = ipc://$work/socket
journal = $work/journal.db
workers = 1
END
timeout 120 "$root/usr/bin/mutasid" --config "$work/mutasid.conf" >"$work/ready" 2>"$work/log" &
service=$!
timeout 30 sh -c "until grep -q ready '$work/ready'; do kill -0 $service || exit 1; sleep 0.05; done" ||
    { cat "$work/log"; exit 1; }
mutasi="timeout 60 $root/usr/bin/mutasi"
export LC_ALL=C LANGUAGE=
holds "the installed command reaches the installed service" $mutasi ping --to "ipc://$work/socket"
holds "which solves" $mutasi solve "$source/client/examples/office.json" \
    -p "$source/client/examples/office-policy.json" --time 10 --to "ipc://$work/socket" -o "$work/case.json"
holds "what the command verifies" $mutasi check "$work/case.json"
programs=$($mutasi stats --json --to "ipc://$work/socket" | grep -oE '"pid": *[0-9]+' | grep -oE '[0-9]+' |
    while read -r pid; do readlink "/proc/$pid/exe" || true; done | sort -u | tr '\n' ' ')
holds "its programs are those of the package: $programs" \
    [ "$programs" = "$root/usr/bin/mutasid $root/usr/libexec/mutasi/mutasi-front $root/usr/libexec/mutasi/mutasi-worker " ]

export PKG_CONFIG_PATH="$root/usr/lib/pkgconfig"
holds "pkg-config knows the client library" pkg-config --exists mutasi
sed 's|"client/mutasi.h"|<mutasi.h>|' "$source/client/examples/solve_city.c" >"$work/solve_city.c"
# shellcheck disable=SC2046  # flags are meant to be split
holds "a program is built with it" cc -std=c11 -D_POSIX_C_SOURCE=200809L -o "$work/solve_city" \
    "$work/solve_city.c" $(pkg-config --cflags --libs mutasi)
holds "and served" timeout 60 "$work/solve_city" "ipc://$work/socket" "$source/client/examples/office.json"
kill "$service"
wait "$service" && status=0 || status=1
service=
result $status "the service drains"

# --- what systemd and Debian say

conf=$root/etc/mutasi/mutasid.conf
"$root/usr/bin/mutasid" --config "$conf" --listen http://nowhere --journal "$work/j" >"$work/said" 2>&1 && status=0 ||
    status=$?
grep -q 'ipc:// and tcp:// only' "$work/said" && [ $status -eq 2 ] && status=0 || { status=1; cat "$work/said"; }
result $status "the installed configuration is read to its end"
unit=$root/usr/lib/systemd/system/mutasid.service
holds "the unit starts the installed program with its file" \
    grep -qx 'ExecStart=/usr/bin/mutasid --config /etc/mutasi/mutasid.conf' "$unit"
if command -v systemd-analyze >/dev/null; then
    mkdir "$work/unit"
    sed "s|^ExecStart=/usr|ExecStart=$root/usr|" "$unit" >"$work/unit/mutasid.service"
    systemd-analyze verify --man=no "$work/unit/mutasid.service" 2>&1 | grep mutasid.service >"$work/said" && status=1 || status=0
    cat "$work/said"
    result $status "systemd has nothing to say against the unit"
    systemd-analyze security --offline=true --no-pager "$unit" >"$work/said" 2>&1 || true
    exposure=$(sed -n 's/.*Overall exposure level.*: \([0-9]*\)\.\([0-9]\).*/\1\2/p' "$work/said")
    holds "systemd-analyze security: exposure ${exposure:-unknown} tenths, at most 20" [ "${exposure:-100}" -le 20 ]
fi
if command -v lintian >/dev/null; then
    # who maintains the package is for those to say who build it: -D CPACK_PACKAGE_CONTACT=...
    holds "lintian finds no error" lintian --fail-on error --suppress-tags bogus-mail-host,bogus-mail-host-in-debian-changelog "$package"
fi
exit $failed
