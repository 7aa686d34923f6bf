#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the README says under "The command" can be typed as it stands there, in its order.
. "$SOURCE_DIR/tests/client/lib.sh"
mkdir -p "$work/clone/build/demo" "$work/clone/client" "$work/clone/tests/data"
cp -r "$SOURCE_DIR/client/examples" "$work/clone/client/"
cp -r "$SOURCE_DIR/tests/data/gap" "$work/clone/tests/data/"
"$BIN_DIR/mutasi-generate" --people 60 --units 6 --flavour mixed --seed 1 -o "$work/clone/build/demo/city.mp"
sed -n '/^## The command/,/^`.json` and/s/^    mutasi /mutasi /p' "$SOURCE_DIR/README.md" | sed 's/  *#.*//' >"$work/lines"
cd "$work/clone" || exit 1

# No service runs here, and one of the solves is there because it has no plan.
code_of() {
    case $1 in
    "mutasi ping"*) echo 5 ;;
    "mutasi solve"*no-plan.json) echo 3 ;;
    *) echo 0 ;;
    esac
}

lines=0
while read -r line; do
    eval "expect_code $(code_of "$line") $line" </dev/null
    lines=$((lines + 1))
done <"$work/lines"
expect_same "$((lines >= 19))" 1
finish
