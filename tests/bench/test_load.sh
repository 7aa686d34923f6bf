#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The short form of `sh bench/run.sh load`: hundreds of connected clients, and no job fails. Says nothing of speed,
# which a busy machine does not have.
set -eu
exec "$BIN_DIR/bench-load" --clients 300 --rate 20 --seconds 4 --row 2
