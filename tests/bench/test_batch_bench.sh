#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# bench-batch: every kind of what-if runs cold and from the base, reaches the gap, and counts the same work again.
. "$SOURCE_DIR/tests/client/lib.sh"
bench() {
    timeout 200 "$BIN_DIR/bench-batch" "$@"
}

"$BIN_DIR/mutasi-generate" --people 300 --units 15 --flavour mixed --seed 1 -o "$work/town.mp" --policy-out "$work/policy.mp"
# name, runs, missed, cold M, warm M: all but the seconds
rows='/^(a unit closed|five movers pinned|need|other prices|all, with the base)/ {NF -= 2; print}'
for run in 1 2; do
    expect_code 0 bench "$work/town.mp" -p "$work/policy.mp" --scenarios 8 --gap 0.2
    awk "$rows" "$work/out" >"$work/rows$run"
done
cmp -s "$work/rows1" "$work/rows2" || complain "the same batch twice: $(diff "$work/rows1" "$work/rows2")"
expect_same "$(wc -l <"$work/rows1")" 5
expect_same "$(awk '/^all, with the base/ {print $(NF - 4), $(NF - 3)}' "$work/rows1")" "8 0"
expect_same "$(awk '/^need/ {print $(NF - 4)}' "$work/rows1")" 2
expect_line "$work/out" "base      effort"
expect_code 64 bench
finish
