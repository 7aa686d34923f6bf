#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The short form of `sh bench/run.sh hostile`: among hostile peers honest clients are served, and neither descriptors
# nor (in a build with sanitizers) memory is left behind.
set -eu
exec "$BIN_DIR/bench-hostile" --connections 500 --peers 200 --files 120
