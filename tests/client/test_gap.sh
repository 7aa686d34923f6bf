#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Published assignment problems with known optima: reached, and never undercut.
. "$SOURCE_DIR/tests/client/lib.sh"
data=$SOURCE_DIR/tests/data/gap
start_service
while read -r name bound best; do
    expect_code 0 mutasi import gap "$data/$name.txt" -o "$work/$name.mp" --policy-out "$work/policy.json"
    expect_code 0 mutasi solve "$work/$name.mp" -p "$work/policy.json" --to "$url" --time 60 --gap 0 -o "$work/$name.json"
    expect_code 0 mutasi check "$work/$name.json"
    expect_same "$name $(json "$work/$name.json" 'd["plan"]["objective"]["total"]')" "$name $best"
    expect_same "$name $(json "$work/$name.json" "d['plan']['objective']['total'] >= $bound")" "$name True"
done <"$data/best_known.tsv"

# What is not such a file is refused with the place.
echo "2 2 1 2 3" >"$work/short.txt"
expect_code 2 mutasi import gap "$work/short.txt" -o "$work/short.json"
expect_line "$work/err" "number 6 of the file"
[ ! -e "$work/short.json" ] || complain "a broken file left an instance behind"
finish
