#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The example program of the client library, as its users would run it; and the command's questions to a service.
. "$SOURCE_DIR/tests/client/lib.sh"
# free_port ADDRESS: nothing when the machine has no such address, as containers often have no IPv6.
free_port() {
    /usr/bin/python3 -c 'import socket, sys
s = socket.socket(socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET)
s.bind((sys.argv[1], 0))
print(s.getsockname()[1])' "$1" 2>/dev/null
}
tcp4=tcp://127.0.0.1:$(free_port 127.0.0.1)
tcp6=$(free_port ::1) && tcp6="tcp://[::1]:$tcp6"

start_service --insecure-loopback --listen "$tcp4" ${tcp6:+--listen "$tcp6"}
expect_code 0 timeout 60 "$BIN_DIR/solve_city" "$url" "$examples/office.json"
expect_line "$work/out" " plan, 150.34 points" # as glpsol finds on the MPS export under the default policy
expect_line "$work/out" '"format": "mutasi-plan/1"'
change "$examples/office.json" 'd["employees"][0]["fte"] = -1' "$work/bad.json"
expect_code 1 timeout 60 "$BIN_DIR/solve_city" "$url" "$work/bad.json"
expect_line "$work/err" "out_of_range instance.employees[0].fte"
expect_code 1 timeout 60 "$BIN_DIR/solve_city"
expect_line "$work/err" "usage: solve_city URL INSTANCE"

expect_code 0 mutasi ping --to "$url"
expect_line "$work/out" '"ok": true'
for address in "$tcp4" ${tcp6:+"$tcp6"}; do
    expect_code 0 mutasi ping --to "$address"
done
expect_code 0 mutasi stats --to "$url"
expect_code 5 mutasi ping --to "ipc://$work/nobody"

# The same question again is answered from memory: two solves were asked for, and one job was done.
expect_code 0 timeout 60 "$BIN_DIR/solve_city" "$url" "$examples/office.json"
mutasi stats --json --to "$url" >"$work/stats.json"
expect_same "$(json "$work/stats.json" 'd["events"]["results_returned_again"]')" 1
finish
