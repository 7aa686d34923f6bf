#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Sealed tcp end to end: the command with --key, and PROTOCOL.md's Python client as it is printed there, which
# shares no code with ours. Keys come and go while the service runs.
. "$SOURCE_DIR/tests/client/lib.sh"

free_port() {
    /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# wait_for TEXT N: until the service's log has N lines with the text.
wait_for() {
    for _ in $(seq 600); do
        [ "$(grep -c "$1" "$work/service.log")" -ge "$2" ] && return
        sleep 0.05
    done
    complain "the log never said $1 $2 times: $(tail -n 3 "$work/service.log")"
}

foreign() {
    timeout 100 /usr/bin/python3 "$work/client.py" "$@"
}

awk '/^```python sealed/ { on = 1; next } /^```/ { on = 0 } on' "$SOURCE_DIR/proto/PROTOCOL.md" >"$work/client.py"
[ -s "$work/client.py" ] || complain "PROTOCOL.md has no sealed client"

mkdir -m 700 "$work/keys"
expect_code 0 mutasi key new --client bkd --role submit --id bkd-1 -o "$work/keys/bkd-1.key"
expect_code 0 mutasi key new --client payroll --role admin --id payroll-1 -o "$work/payroll.key"
cp "$work/keys/bkd-1.key" "$work/bkd.key"
tcp=tcp://127.0.0.1:$(free_port)
start_service --listen "$tcp" --keys "$work/keys"

# With the key, by --key and by the environment; without it, or with a key the service has not, refused.
expect_code 0 mutasi ping --to "$tcp" --key "$work/bkd.key"
expect_line "$work/out" '"ok": true'
expect_code 5 mutasi ping --to "$tcp"
expect_line "$work/err" "only sealed messages at this address: a key file is needed (--key)"
MUTASI_KEY_FILE=$work/bkd.key
export MUTASI_KEY_FILE
expect_code 0 mutasi ping --to "$tcp"
expect_code 0 mutasi ping --to "$url" # a directory guards it: in clear

# A key that others can read is bad input, whatever was to be done with it; the service never hears of it.
chmod 640 "$work/bkd.key"
for command in ping list 'status 1' 'wait 1' 'cancel 1' 'result 1' stats; do
    expect_code 2 mutasi $command --to "$tcp"
done
expect_code 2 mutasi ping --to "$tcp"
expect_line "$work/err" 'chmod 600'
chmod 600 "$work/bkd.key"

# Nor does a service start with one in its folder, and it says which it is.
chmod 640 "$work/keys/bkd-1.key"
expect_code 2 "$BIN_DIR/mutasid" --listen "$tcp" --keys "$work/keys" --journal "$work/other.db"
expect_line "$work/err" 'bkd-1.key: mode 0640'
chmod 600 "$work/keys/bkd-1.key"
unset MUTASI_KEY_FILE
expect_code 5 mutasi ping --to "$tcp"
expect_line "$work/err" "refused"
expect_code 5 mutasi ping --to "$tcp" --key "$work/payroll.key"
expect_line "$work/err" "check the key and the clock"
expect_code 5 mutasi ping --to "$url" --key "$work/bkd.key"
expect_line "$work/err" "takes no sealed messages"

# A whole solve, sealed; the stranger sees the same plan, and asks under its own key.
expect_code 0 mutasi solve "$examples/office.json" --to "$tcp" --key "$work/bkd.key" -o "$work/case.json"
/usr/bin/python3 - "$examples/office.json" >"$work/request.json" <<'PYTHON'
import json, sys
print(json.dumps({"op": "solve", "key": "foreign", "wait_s": 20, "body": {"instance": json.load(open(sys.argv[1]))}}))
PYTHON
expect_code 0 foreign "$tcp" "$work/bkd.key" "$(cat "$work/request.json")"
cp "$work/out" "$work/foreign.json"
expect_same "$(json "$work/foreign.json" 'd["plan"]["objective"]')" "$(json "$work/case.json" 'd["plan"]["objective"]')"
expect_same "$(json "$work/foreign.json" 'd["plan"]["moves"]')" "$(json "$work/case.json" 'd["plan"]["moves"]')"
expect_code 0 foreign "$tcp" "$work/bkd.key" '{"op": "stats"}'
expect_line "$work/out" '"refused"' # a role is not enough: told under the seal
expect_code 1 foreign "$tcp" "$work/payroll.key" '{"op": "ping"}'
expect_line "$work/err" "check the key and the clock"

# Rotation: a second key, then the first is taken away.
expect_code 0 mutasi key new --client bkd --role submit --id bkd-2 -o "$work/keys/bkd-2.key"
kill -HUP "$service"
wait_for event=keys_read 2
expect_code 0 mutasi ping --to "$tcp" --key "$work/bkd.key"
expect_code 0 mutasi ping --to "$tcp" --key "$work/keys/bkd-2.key"
expect_code 0 foreign "$tcp" "$work/keys/bkd-2.key" '{"op": "status", "key": "foreign"}'
expect_line "$work/out" '"state": "done"' # the client's jobs stay the client's
rm "$work/keys/bkd-1.key"
kill -HUP "$service"
wait_for event=keys_read 3
expect_code 5 mutasi ping --to "$tcp" --key "$work/bkd.key"
expect_code 0 mutasi ping --to "$tcp" --key "$work/keys/bkd-2.key"

# The log says why, and nothing that is secret.
for reason in unknown_key unsealed; do
    expect_line "$work/service.log" "reason=$reason"
done
! grep -qF "$(json "$work/bkd.key" 'd["secret"]')" "$work/service.log" || complain "a secret is in the log"
finish
