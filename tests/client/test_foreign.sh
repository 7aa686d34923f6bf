#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Clients that share no code with ours: nanocat and nngcat carry what python3-msgpack encodes and decodes. They ask
# as PROTOCOL.md tells strangers to: the same request again until the plan is there.
. "$SOURCE_DIR/tests/client/lib.sh"
foreign() {
    /usr/bin/python3 "$SOURCE_DIR/tests/client/foreign.py" "$@"
}

policy=$examples/office-policy.json
foreign encode "$examples/office.json" "$policy" "$work/request"
start_service
expect_code 0 mutasi solve "$examples/office.json" -p "$policy" --gap 0.001 --to "$url" -o "$work/case.json"

# ask_until_done CARRIER COMMAND...
ask_until_done() {
    carrier=$1
    shift
    for _ in 1 2 3 4 5; do
        expect_code 0 timeout 60 "$@"
        cp "$work/out" "$work/$carrier"
        foreign has_plan "$work/$carrier" && break
    done
    expect_code 0 foreign compare "$work/$carrier" "$work/case.json"
}
ask_until_done nanocat nanocat --req --connect "$url" --file "$work/request" --recv-timeout 30 --raw
# Without an interval nngcat 1.5.2 sets a negative timeout when sending took longer than a millisecond, and fails.
ask_until_done nngcat nngcat --req --dial "$url" --file "$work/request" --raw --count 1 --interval 30
finish
