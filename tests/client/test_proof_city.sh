#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A city of each flavour, solved and checked by the command: the plan carries the proof that it is optimal.
. "$SOURCE_DIR/tests/client/lib.sh"
for flavour in unit mixed tight; do
    expect_code 0 "$BIN_DIR/mutasi-generate" -n 300 -u 15 -f $flavour -s 1 -o "$work/city.json" --policy-out="$work/policy.json"
    expect_code 0 mutasi solve "$work/city.json" -p "$work/policy.json" -q -o "$work/case.json"
    expect_same "$(json "$work/case.json" 'd["plan"]["status"]')" optimal
    expect_code 0 mutasi check "$work/case.json"
    expect_line "$work/out" "optimal: verified"
done

# The tight city is proven by a tree; without the prices of people it no longer proves what the plan says.
expect_same "$(json "$work/case.json" 'd["plan"]["proof"]["certificate"]["kind"]')" tree
change "$work/case.json" 'for p in d["plan"]["proof"]["certificate"]["points"]: p["people"] = [0 for q in p["people"]]' "$work/false.json"
expect_code 1 mutasi check "$work/false.json"
expect_line "$work/out" "bound NOT verified"
finish
