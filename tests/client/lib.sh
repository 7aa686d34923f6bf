# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by the shell tests of the client. ctest sets BIN_DIR and SOURCE_DIR.
# Every expectation prints what was seen when it fails; finish ends the test.
set -u
export LC_ALL=C.UTF-8
examples=$SOURCE_DIR/client/examples
work=$(mktemp -d)
export TMPDIR="$work" XDG_RUNTIME_DIR="$work" XDG_STATE_HOME="$work/state"
unset MUTASI_SERVICE
service=""
failures=0

clean_up() {
    [ -z "$service" ] || { kill "$service" 2>/dev/null && wait "$service" 2>/dev/null; }
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

mutasi() {
    timeout 100 "$BIN_DIR/mutasi" "$@"
}

complain() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}

# expect_code CODE COMMAND...: output goes to $work/out and $work/err.
expect_code() {
    wanted=$1
    shift
    "$@" >"$work/out" 2>"$work/err" </dev/null
    seen=$?
    [ $seen -eq "$wanted" ] && return 0
    complain "exit code $seen, expected $wanted: $*"
    head -n 20 "$work/out" "$work/err"
}

# expect_line FILE TEXT: some line of the file holds the text.
expect_line() {
    grep -qF -- "$2" "$1" && return 0
    complain "nowhere in $1: $2"
    head -n 20 "$1"
}

expect_same() {
    [ "$1" = "$2" ] || complain "seen '$1', expected '$2'"
}

# json FILE EXPRESSION: the Python expression over the document `d`.
json() {
    /usr/bin/python3 -c 'import json, sys; d = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$1" "$2"
}

# change FILE STATEMENT OUT: the document after the Python statement.
change() {
    /usr/bin/python3 -c 'import json, sys
d = json.load(open(sys.argv[1])); exec(sys.argv[2]); json.dump(d, open(sys.argv[3], "w"))' "$1" "$2" "$3"
}

# Starts mutasid on $work/socket and waits until it says that it is ready.
start_service() {
    url=ipc://$work/socket
    [ -p "$work/said" ] || mkfifo "$work/said"
    "$BIN_DIR/mutasid" --listen "$url" --workers 1 --drain 0 "$@" >"$work/said" 2>"$work/service.log" &
    service=$!
    read -r said <"$work/said" || complain "mutasid did not start: $(cat "$work/service.log")"
    case $said in "mutasid: ready"*) ;; *) complain "mutasid said: $said" ;; esac
}

# The same service again, after it was killed as by a power cut; its arguments as for start_service.
restart_service() {
    kill -KILL "$service" && wait "$service" 2>/dev/null
    start_service "$@"
}

finish() {
    [ $failures -eq 0 ] && exit 0
    echo "$failures failures"
    exit 1
}
