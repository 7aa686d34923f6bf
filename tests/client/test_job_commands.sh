#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Submit and walk away: jobs as planners and their scripts meet them, against the real service.
. "$SOURCE_DIR/tests/client/lib.sh"
policy=$examples/office-policy.json
start_service
export MUTASI_SERVICE="$url"
"$BIN_DIR/mutasi-generate" --people 3000 --units 40 --flavour tight --seed 5 -o "$work/city.mp"

# One line for scripts: id and key. The same again is the same job.
expect_code 0 mutasi submit "$examples/office.json" -p "$policy" --time 10 -o "$work/ticket.json"
expect_same "$(wc -l <"$work/out")" 1
read -r id key <"$work/out"
expect_same "$id" 1
expect_same "${#key}" 64
expect_code 0 mutasi wait "$id"
expect_line "$work/out" "It costs 145.35 points."
expect_line "$work/out" "  999000000000000008  arsip"
expect_line "$work/err" "1: done"
expect_code 0 mutasi submit "$examples/office.json" -p "$policy" --time 10
expect_same "$(cat "$work/out")" "1 $key"
expect_line "$work/err" "the service has the plan already: \`mutasi result 1\`"

# By id, by key, by ticket; a plan alone, or with its documents the case that `solve` would have written.
for job in 1 "$key" "$work/ticket.json"; do
    expect_code 0 mutasi result "$job" -o "$work/result.json"
    expect_code 0 mutasi status "$job"
    expect_line "$work/out" "  state         done"
    expect_line "$work/out" "  points        145.35"
done
expect_same "$(json "$work/result.json" 'd["format"], d["plan"]["objective"]["total"]')" "('mutasi-case/1', 145.347)"
mutasi result "$work/ticket.json" >"$work/summary" 2>/dev/null
expect_line "$work/summary" "Yusuf Hidayat"
expect_line "$work/summary" "It costs 145.35 points: relocation 121.35 + balance 10.00 + offers 14.00."
expect_code 0 mutasi check "$work/result.json"
expect_code 0 mutasi result 1 -o "$work/plan.json" -q
expect_same "$(wc -c <"$work/out")" 0
expect_same "$(json "$work/plan.json" 'd["format"]')" mutasi-plan/1
expect_code 0 mutasi result 1 --instance "$examples/office.json" -p "$policy" -o "$work/case.mp"
expect_line "$work/out" "Yusuf Hidayat"
expect_code 0 mutasi check "$work/case.mp"
expect_code 0 mutasi wait 1 --json
expect_same "$(json "$work/out" 'd["status"]')" optimal

# The wrong documents do not make a case.
expect_code 2 mutasi result 1 --instance "$work/city.mp" -o "$work/wrong.json"
expect_line "$work/err" "city.mp: contradiction: the plan was made for another one"
expect_code 2 mutasi result 1 --instance "$examples/office.json" -o "$work/wrong.json"
expect_line "$work/err" "policy: contradiction"
[ ! -e "$work/wrong.json" ] || complain "a wrong case was written"

# A ticket goes through a pipe, and says where its service is.
mutasi submit "$examples/office.json" -p "$policy" --time 10 -o - 2>"$work/err" |
    env -u MUTASI_SERVICE "$BIN_DIR/mutasi" wait - -q -o - >"$work/piped.json" || complain "a ticket in a pipe"
expect_line "$work/err" "1 $key"
expect_same "$(json "$work/piped.json" 'd["plan"]["objective"]["total"]')" 145.347

# A job that runs for long, and two that wait behind it, the urgent one first.
expect_code 0 mutasi submit "$work/city.mp" --gap 0 --time 60 --key-name "Rapat 3" -o "$work/long.mp"
expect_same "$(cat "$work/out")" "2 Rapat 3"
expect_code 0 mutasi submit "$work/city.mp" --gap 0 --time 61 --priority -7
expect_code 0 mutasi submit "$work/city.mp" --gap 0 --time 62 --priority 7 --json
expect_same "$(json "$work/out" 'd["id"], d["priority"], d["state"]')" "(4, 7, 'queued')"
expect_code 0 mutasi status 4
expect_line "$work/out" "  place in the queue  1"
expect_code 0 mutasi status 3 --json
expect_same "$(json "$work/out" 'd["place"]')" 2
expect_code 4 mutasi result "Rapat 3"
expect_line "$work/err" "not_done"
expect_line "$work/err" "\`mutasi wait 'Rapat 3'\` waits for it again"
expect_code 4 mutasi wait 3 --timeout 0.5
expect_line "$work/err" "3: queued, place 2 in the queue"
expect_line "$work/err" "not_done: the job has not ended after 0.5 s"
expect_code 2 mutasi submit "$work/city.mp" --key-name "Rapat 3"
expect_line "$work/err" "key_conflict"

# On a terminal a bar, in the window's width; Ctrl-C ends the waiting, and the job goes on.
terminal() {
    timeout 100 /usr/bin/python3 "$SOURCE_DIR/tests/client/terminal.py" "$@" >"$work/seen"
}
terminal 110 INT "plan " -- "$BIN_DIR/mutasi" wait "$work/long.mp"
expect_same $? 130
grep -qE '^\[#*\.*\] [0-9.]+ of 60 s  plan [0-9.]+  bound [0-9.-]+  gap ' "$work/seen" || complain "no bar: $(cat "$work/seen")"
expect_line "$work/seen" "the job goes on: \`mutasi wait $work/long.mp\` waits for it again"
terminal 40 INT "plan " -- "$BIN_DIR/mutasi" wait 2
expect_same "$(sed 's/\x1b\[K//g' "$work/seen" | grep -v 'job goes on' | awk 'length($0) > 39' | wc -l)" 0
terminal 80 INT "place 2" -- "$BIN_DIR/mutasi" wait 3
expect_line "$work/seen" "queued"
expect_code 0 mutasi status 2
expect_line "$work/out" "running"

# The list: newest first, aligned; by state; page by page for all of it.
expect_code 0 mutasi list
expect_same "$(awk '{ print $1 }' "$work/out" | tr '\n' ' ')" "job 4 3 2 1 "
expect_line "$work/out" "  job  client  state    place  priority  accepted"
expect_line "$work/out" "    4  local   queued       1         7  "
expect_line "$work/out" "Rapat 3"
expect_line "$work/out" "0.00 %  $(echo "$key" | cut -c1-16)..."
expect_code 0 mutasi list --state queued --json
expect_same "$(json "$work/out" '[j["id"] for j in d["jobs"]], d["more"]')" "([4, 3], False)"
expect_code 0 mutasi list --limit 3
expect_line "$work/err" "older jobs are left out; --all lists them"
expect_code 0 mutasi list --limit 3 --all --json
expect_same "$(json "$work/out" '[j["id"] for j in d["jobs"]], d["more"]')" "([4, 3, 2, 1], False)"
expect_code 0 mutasi list --state failed
expect_line "$work/err" "no such jobs"
expect_same "$(wc -c <"$work/out")" 0
expect_code 2 mutasi list --state lost
expect_line "$work/err" "--state lost: expected queued, running, done, failed or cancelled"
expect_code 2 mutasi list --limit 0
expect_code 2 mutasi list 1

# Killed as by a power cut, and started again: all jobs are there, and whoever waits waits on.
mutasi wait 4 -q -o "$work/survived.json" >"$work/waited" 2>&1 &
waiting=$!
expect_code 0 mutasi cancel 2
restart_service
expect_code 0 mutasi list --json
expect_same "$(json "$work/out" '[(j["id"], j["state"] in ("queued", "running")) for j in d["jobs"]]')" \
    "[(4, True), (3, True), (2, False), (1, False)]"
expect_code 0 mutasi result "$key" -q -o "$work/again.json"
cmp -s "$work/again.json" "$work/plan.json" || complain "another plan after the restart"
expect_code 0 mutasi cancel 4
wait $waiting
expect_same $? 4
expect_line "$work/waited" "cancelled: the job was cancelled"
expect_code 0 mutasi submit "$work/city.mp" --gap 0 --time 60 --key-name "once more" -o "$work/long.mp"

# Cancelled: at once, whether it runs or waits; there is no plan then.
expect_code 0 mutasi cancel "$work/long.mp"
expect_line "$work/out" "cancelled"
expect_code 0 mutasi cancel 3
expect_code 4 mutasi result "once more"
expect_line "$work/err" "cancelled: the job was cancelled"
expect_code 4 mutasi wait 3
expect_code 0 mutasi cancel 1
expect_line "$work/err" "the job had ended before: nothing was cancelled"
expect_line "$work/out" "  state         done"

# What-ifs on one instance send it once. The plan is the one for the instance sent whole.
expect_code 0 mutasi submit "$examples/office.json" -p "$policy" --time 10 --store -o "$work/stored.json"
expect_code 0 mutasi wait "$work/stored.json" -o "$work/stored-case.json"
expect_line "$work/out" "It costs 145.35 points"
expect_code 0 mutasi check "$work/stored-case.json"
expect_code 0 mutasi submit "$examples/office.json" -p "$policy" --time 11 --store
expect_code 0 mutasi stats --json
expect_same "$(json "$work/out" 'd["ops"]["put"]')" 1

# Whoever waits sees the end, whatever it is.
expect_code 0 mutasi submit "$examples/office.json" --key-name later --time 10
change "$examples/office.json" 'd["units"][4]["headcount_limits"] = [30, 40]' "$work/crowd.json"
expect_code 0 mutasi submit "$work/crowd.json" -p "$policy" -o "$work/crowd-ticket.json"
expect_code 3 mutasi wait "$work/crowd-ticket.json"
expect_line "$work/out" "Infeasible"

# What is wrong is said before anything is sent, with file and path; what the service says, with the job's name.
change "$examples/office.json" 'd["employees"][17]["unit"] = "nowhere"' "$work/bad.json"
expect_code 2 mutasi submit "$work/bad.json"
expect_line "$work/err" "bad.json: employees[17].unit: unknown_id:"
expect_code 2 mutasi submit "$examples/office.json" -o "$work/no/such/folder/ticket.json"
expect_code 2 mutasi status 99
expect_line "$work/err" "mutasi: 99: unknown_job:"
expect_code 2 mutasi result nobody
expect_line "$work/err" "mutasi: nobody: unknown_job:"
expect_code 2 mutasi status --by-key 1
expect_line "$work/err" "mutasi: 1: unknown_job:"
expect_code 2 mutasi wait "$work/absent.json"
expect_line "$work/err" "absent.json: No such file"
expect_code 2 mutasi wait "$work/result.json"
expect_line "$work/err" 'result.json: format: bad_value: seen "mutasi-case/1", expected "mutasi-ticket/1"'
change "$work/ticket.json" 'd["job"] = 0' "$work/zero.json"
expect_code 2 mutasi wait "$work/zero.json"
expect_line "$work/err" "zero.json: job: out_of_range"
expect_code 2 mutasi cancel ""
expect_code 2 mutasi wait
expect_line "$work/err" "which job?"
expect_code 2 mutasi status 1 2
expect_code 2 mutasi submit
expect_code 2 mutasi submit "$examples/office.json" --priority 101
expect_code 2 mutasi submit "$examples/office.json" --key-name ""
expect_code 2 mutasi submit "$examples/office.json" --key-name a --fresh
expect_code 2 mutasi submit "$examples/office.json" -p "$policy" -p "$policy"
expect_code 2 mutasi result 1 -p "$policy"
expect_code 2 mutasi result "$work/ticket.json" --instance "$examples/office.json"
expect_code 2 mutasi wait 1 --timeout 0
expect_code 5 mutasi status 1 --to "ipc://$work/nobody"

# The example of the library: run until it has the plan.
code=75
for _ in $(seq 100); do
    "$BIN_DIR/submit_city" "$url" "$examples/office.json" city-2026 >"$work/out" 2>"$work/err"
    code=$?
    [ $code -eq 75 ] || break
    sleep 0.1
done
expect_same $code 0
expect_line "$work/out" "optimal plan, 150.34 points"
expect_code 1 "$BIN_DIR/submit_city"
expect_line "$work/err" "usage: submit_city URL INSTANCE KEY"

LANGUAGE=id mutasi status 1 >"$work/out"
expect_line "$work/out" "  keadaan"
finish
