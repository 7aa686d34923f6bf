#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a service says of itself: for people, for machines, and for a monitor, whose format an independent reader holds
# to its description.
. "$SOURCE_DIR/tests/client/lib.sh"
start_service
expect_code 0 mutasi solve "$examples/office.json" --to "$url" --time 10 -q
expect_code 0 mutasi solve "$examples/office.json" --to "$url" --time 10 -q

expect_code 0 mutasi stats --json --to "$url"
cp "$work/out" "$work/stats.json"
expect_same "$(json "$work/stats.json" 'd["events"]["jobs_done"]')" 1

expect_code 0 mutasi stats --prometheus --to "$url"
cp "$work/out" "$work/exposed"
/usr/bin/python3 "$SOURCE_DIR/tests/client/prometheus.py" <"$work/exposed" >"$work/read.json" ||
    complain "not the text exposition format: $(cat "$work/exposed")"
value() {
    json "$work/read.json" "d['$1']"
}
expect_same "$(value mutasi_jobs_done_total)" 1.0
expect_same "$(value mutasi_results_returned_again_total)" 1.0
expect_same "$(value mutasi_op_requests_total,op=solve)" 2.0
expect_same "$(value mutasi_latency_seconds_bucket,le=+Inf,stage=job)" 1.0
expect_same "$(value mutasi_latency_seconds_count,stage=job)" 1.0
expect_same "$(value mutasi_workers,state=idle)" 1.0
expect_same "$(value mutasi_draining)" 0.0
expect_same "$(value mutasi_client_busy_total,client=local)" 0.0

# Every number of the stats is there: as many counters as events, one by op, one by error and two by client; and as many
# buckets as the service has.
expect_same "$(grep -c '^# TYPE .* counter$' "$work/exposed")" \
    "$(json "$work/stats.json" 'len(d["events"]) + 1 + bool(d["errors"]) + 2')"
expect_same "$(grep -c '^mutasi_latency_seconds_bucket' "$work/exposed")" \
    "$(json "$work/stats.json" 'sum(len(h["buckets"]) for h in d["latency"].values())')"

# The reader is strict: what is wrong does not pass.
spoil() {
    sed "$1" "$work/exposed" | /usr/bin/python3 "$SOURCE_DIR/tests/client/prometheus.py" >"$work/out" 2>&1 &&
        complain "passed: sed '$1'"
}
spoil '/^# TYPE mutasi_jobs_done_total/d'
spoil 's/^mutasi_jobs_done_total /mutasi_jobs_done_total  /'
spoil '/le="+Inf"/d'
spoil 's/le="0.0001"} .*/le="0.0001"} 7/'
spoil 's/stage="job"} 1$/stage="job"} 2/'
spoil 's/# TYPE mutasi_jobs_running gauge/# TYPE mutasi_jobs_running counter/'

# For people: sentences in their language, no decimal comma.
expect_code 0 mutasi stats --to "$url"
expect_line "$work/out" "mutasid 0.1.0, up for 0 h 0 min"
expect_line "$work/out" "  jobs done                                     1"
expect_line "$work/out" "  a job from acceptance to end              1"
expect_line "$work/out" "dispatcher"
expect_line "$work/out" "  local"
LANGUAGE=id mutasi stats --to "$url" >"$work/out"
expect_line "$work/out" "  pekerjaan selesai"
grep -q '^ *jurnal *$' "$work/out" || complain 'the heading of the journal is not translated'

# Which service: --to, else MUTASI_SERVICE, else the default place, where others must not be able to put a service.
MUTASI_SERVICE=$url expect_code 0 mutasi ping
MUTASI_SERVICE="ipc://$work/nobody" expect_code 0 mutasi ping --to "$url"
expect_code 5 mutasi ping
expect_line "$work/err" "no service was named, and none has run here: neither $work/mutasi nor /run/mutasi/socket is there"
mkdir -m 777 "$work/mutasi" && chmod 777 "$work/mutasi"
expect_code 5 mutasi ping
expect_line "$work/err" "$work/mutasi is not a directory that only you may enter"

# A service that we may not connect to says so at once: nobody is not in its group.
mkdir -m 711 "$work/theirs"
touch "$work/theirs/socket"
chmod 600 "$work/theirs/socket"
cp "$BIN_DIR/mutasi" "$work/mutasi.copy"
chmod 755 "$work/mutasi.copy" "$work"
as_nobody=
[ "$(id -u)" -ne 0 ] || as_nobody="setpriv --reuid 65534 --regid 65534 --clear-groups"
[ -n "$as_nobody" ] || chmod 000 "$work/theirs/socket"
expect_code 5 timeout 20 $as_nobody "$work/mutasi.copy" ping --to "ipc://$work/theirs/socket"
expect_line "$work/err" "permission denied; whoever is in the group of its folder may connect"
expect_code 2 mutasi ping --to ""
expect_code 2 mutasi ping --to http://localhost
expect_code 2 mutasi stats --json --prometheus --to "$url"
expect_code 2 mutasi stats "$url"
expect_line "$work/err" "the service is named with --to"
finish
