#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The engine under memory that runs out at every call in turn: clean errors or valid plans, nothing lost.
set -eu
suppressions=$(mktemp)
trap 'rm -f "$suppressions"' EXIT
# The program counts every block itself and knows the one that GLPK forgets in a failing realloc.
echo 'leak:libglpk' >"$suppressions"
LSAN_OPTIONS="suppressions=$suppressions" "$BIN_DIR/program_engine_faults" 120
