#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# bench/ablation.sh: a row for everything and one for each part, that says what leaving it out did.
. "$SOURCE_DIR/tests/client/lib.sh"

for words in nothing 'sifting,' ',sifting' sift sifting,sifting2 ''; do
    expect_code 64 timeout 20 "$BIN_DIR/bench-engine" "$examples/office.json" --without "$words"
done
expect_code 0 timeout 20 "$BIN_DIR/bench-engine" --switches
cp "$work/out" "$work/parts"
expect_code 0 timeout 60 "$BIN_DIR/bench-engine" "$examples/office.json" -p "$examples/office-policy.json" --time 5 \
    --without "$(paste -s -d , "$work/parts")"

# row PART: its numbers in the last table
row() {
    awk -v part="$1" '$1 == part { print $2, $3, $4, $6, $7 }' "$work/table"
}

BIN=$BIN_DIR TIME=1 CITIES=unit-60x4 GAP=tests/data/gap/c0824_1.txt timeout 300 sh "$SOURCE_DIR/bench/ablation.sh" \
    >"$work/out" 2>"$work/err" || complain "exit code $?: $(cat "$work/err")"
expect_same "$(grep -c ', 1 s, load ' "$work/out")" 2
sed -n '/^gap-c0824_1/,$p' "$work/out" >"$work/table"
expect_same "$(row -)" "403.000 403.000 0.000 0.000 0.000"
while read -r part; do
    expect_same "$(row "$part" | cut -d ' ' -f 1)" 403.000
done <"$work/parts"

# no time for a bound, nor for a plan within 0.1 %: the table says so. Two parts asked for are two rows.
BIN=$BIN_DIR TIME=0 CITIES=mixed-300x15 GAP='' PARTS='sifting polish' timeout 300 sh "$SOURCE_DIR/bench/ablation.sh" \
    >"$work/table" 2>"$work/err" || complain "exit code $?: $(cat "$work/err")"
expect_same "$(awk '$1 == "sifting" || $1 == "polish" || $1 == "-" { n++ } END { print n }' "$work/table")" 3
expect_same "$(row sifting | cut -d ' ' -f 4)" 0.000

# equal effort: the same table again
for table in once again; do
    BIN=$BIN_DIR EFFORT=2000000 CITIES=mixed-300x15 GAP='' PARTS=sifting timeout 300 sh "$SOURCE_DIR/bench/ablation.sh" \
        >"$work/table" 2>"$work/err" || complain "exit code $?: $(cat "$work/err")"
    awk 'NF == 9 { print $1, $2, $3, $4, $5, $6, $7 }' "$work/table" >"$work/$table"
done
expect_same "$(cat "$work/again")" "$(cat "$work/once")"
expect_same "$(grep -c . "$work/again")" 2
finish
