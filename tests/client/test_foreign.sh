#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Clients that share no code with ours: nanocat and nngcat carry what python3-msgpack encodes and decodes.
. "$SOURCE_DIR/tests/client/lib.sh"
start_service
policy=$examples/office-policy.json
expect_code 0 mutasi solve "$examples/office.json" -p "$policy" --to "$url" -o "$work/case.json"

/usr/bin/python3 "$SOURCE_DIR/tests/client/foreign.py" encode "$examples/office.json" "$policy" "$work/request"
expect_code 0 timeout 60 nanocat --req --connect "$url" --file "$work/request" --recv-timeout 30 --raw
cp "$work/out" "$work/nanocat"
expect_code 0 timeout 60 nngcat --req --dial "$url" --file "$work/request" --recv-timeout 30 --raw --count 1
cp "$work/out" "$work/nngcat"
for carrier in nanocat nngcat; do
    expect_code 0 /usr/bin/python3 "$SOURCE_DIR/tests/client/foreign.py" compare "$work/$carrier" "$work/case.json"
done
finish
