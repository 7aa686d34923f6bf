#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The short form of `sh bench/run.sh chaos`: no accepted job is lost and no key has two results, however often
# service, front and workers are killed.
set -eu
exec "$BIN_DIR/bench-chaos" --kills 20 --clients 6
