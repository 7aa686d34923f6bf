#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The guided tour does what its text says: its commands run as written, and print what it shows, to the letter.
. "$SOURCE_DIR/tests/client/lib.sh"
PATH=$BIN_DIR:$PATH
export PATH
unset LANGUAGE

# tour TEXT: begins in the clone's folder; its copy goes to a home of its own.
tour() {
    rm -rf "$work/home"
    mkdir "$work/home"
    (cd "$SOURCE_DIR" && HOME=$work/home timeout 250 /usr/bin/python3 tests/client/tour.py "$1" report.html)
}

text=$examples/tour/README.md
expect_code 0 tour "$text"
expect_line "$work/out" "8 commands, 4 quotations"

# Five steps, a command of mutasi each; and one more.
expect_same "$(grep -c '^## [1-5]\.' "$text")" 5
expect_same "$(grep '^    \$ mutasi ' "$text" | cut -d' ' -f7 | tr '\n' ' ')" "import need solve explain report explain "

# The test sees a text that has gone stale: a number, a line that is not printed, a command that fails, a page that says other.
stale() {
    sed "$1" "$text" >"$work/stale.md"
    expect_code 1 tour "$work/stale.md"
    expect_line "$work/out" "$2"
}
stale 's/It costs 124.60/It costs 124.61/' "+It costs 124.60 points"
stale '/Wishes met/a\    All are happy.' "-All are happy."
stale 's/"Lilis Karlina"/"Lilis Kartini"/' "+exit code 2"
stale 's/^> 3 of 14/> 4 of 14/' "report.html: 4 of 14 people move"

# Where the README sends a newcomer.
expect_line "$SOURCE_DIR/README.md" "](client/examples/tour/README.md)"
finish
