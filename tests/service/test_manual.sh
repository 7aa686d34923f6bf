#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The manual pages are well-formed, and mutasi(1) has every command and option that the command's help has.
# (mutasid(8) and its options: test_option_pages.)
set -eu
pages="$SOURCE_DIR/client/mutasi.1 $SOURCE_DIR/proto/mutasi-protocol.7 $SOURCE_DIR/solver/service/etc/mutasid.8"
failed=0
result() {
    if [ "$1" -eq 0 ]; then echo "ok   $2"; else echo "FAIL $2"; failed=1; fi
}

# style: long lines, and manuals that are not installed yet
for page in $pages; do
    said=$(mandoc -Tlint -W warning "$page" 2>&1) && status=0 || status=1
    echo "$said" | grep . || true
    result $status "mandoc finds nothing wrong with $(basename "$page")"
    said=$(LC_ALL=C.UTF-8 man --warnings -l -Tutf8 -Z "$page" 2>&1 >/dev/null)
    [ -z "$said" ] && status=0 || status=1
    echo "$said" | grep . || true
    result $status "groff has no warning for $(basename "$page")"
done

manual=$SOURCE_DIR/client/mutasi.1
export LC_ALL=C LANGUAGE=
help=$("$BIN_DIR/mutasi" --help)
commands=$(echo "$help" | sed -n '/^Commands:/,/^`mutasi/p' | sed -n 's/^  \([a-z][a-z, ]*\).*/\1/p' |
    sed -e 's/  .*//' -e 's/,//g' | tr ' ' '\n' | grep -vx 'csv\|gap\|mps\|new\|show\|template' | sort -u)
[ "$(echo "$commands" | wc -l)" -ge 14 ] && status=0 || status=1
result $status "help names its commands: $(echo $commands)"
for command in $commands; do
    grep -qE "^\.It Ic $command( |\$)" "$manual" && status=0 || status=1
    result $status "mutasi(1) has the command $command"
    for option in $("$BIN_DIR/mutasi" "$command" --help | grep -oE '^ +(-[a-z], )? *--[a-z-]+' | grep -oE '[a-z-]+$' |
        sed 's/^--//' | grep -vx 'help\|usage\|version'); do
        grep -qE "Fl -$option( |\$)" "$manual" && status=0 || status=1
        [ $status -eq 0 ] || result 1 "mutasi(1) has --$option of $command"
    done
done
exit $failed
