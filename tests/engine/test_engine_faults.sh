#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The engine under memory that runs out at every call in turn: clean errors or valid plans, nothing lost.
set -eu
"$BIN_DIR/program_engine_faults" 120
