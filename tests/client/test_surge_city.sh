#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A city with a vaccination fortnight, an application season and public works: people are lent, and the plan holds.
. "$SOURCE_DIR/tests/client/lib.sh"

generate() {
    expect_code 0 "$BIN_DIR/mutasi-generate" -n 120 -u 12 -f surges -s 3 -o "$work/$1.json" --policy-out="$work/$1-policy.json" \
        --target-out="$work/$1-home.json"
}
generate city
generate again
expect_same "$(cat "$work/city.json" "$work/city-policy.json")" "$(cat "$work/again.json" "$work/again-policy.json")"

expect_code 0 mutasi solve "$work/city.json" -p "$work/city-policy.json" --effort 20000000 -q -o "$work/case.json"
expect_code 0 mutasi check "$work/case.json"
lent=$(json "$work/case.json" 'len(d["plan"]["secondments"])')
[ "$lent" -gt 0 ] || complain "nobody is lent"
expect_same "$(json "$work/case.json" 'sorted(set(s["surge"] for s in d["plan"]["secondments"]) - set(s["id"] for s in d["instance"]["surges"]))')" "[]"
expect_same "$(json "$work/case.json" 'any(s["unit"] == s["to"] for s in d["plan"]["secondments"])')" False
finish
