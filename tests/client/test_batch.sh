#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Many what-ifs in one table: a hamlet computed by hand, from a private service and from a running one, joined, killed in
# the midst, interrupted; and what is refused before anything is asked.
. "$SOURCE_DIR/tests/client/lib.sh"

# The hamlet of test_frontier.sh: six people in A, which needs two and may have more for nothing; B and C need two each
# and have none. The first missing person of a unit costs 50, the second 100; a move costs 10. Four moves: 40.
#   ani and three more stay   two can move: one to B, one to C, 2 x 10 + 2 x 50 = 120
#   moves at 60               each move to an empty unit saves 100 - 60 = 40, to one with one person 50 - 60 < 0:
#                             two moves, 2 x 60 + 2 x 50 = 220
#   B needs one only          three moves, 30: B's first missing person is the whole need, its share above one half: 100
#                             to be saved by one move; C by two: 30
#   all stay                  300
cat >"$work/hamlet.json" <<'DOC'
{"format": "mutasi-instance/1", "date": "2026-07-01",
 "units": [{"id": "A", "need": 2}, {"id": "B", "need": 2}, {"id": "C", "need": 2}],
 "employees": [{"id": "ani", "unit": "A"}, {"id": "budi", "unit": "A"}, {"id": "citra", "unit": "A"},
               {"id": "dewi", "unit": "A"}, {"id": "eka", "unit": "A"}, {"id": "fajar", "unit": "A"}]}
DOC
cat >"$work/policy.json" <<'DOC'
{"format": "mutasi-policy/1", "balance": {"target": [1, 1], "under": [[0, 50], [0.5, 100]], "over": 0},
 "relocation": {"move": 10, "per_km": 0, "reluctance": 0, "preference": 0}}
DOC
cat >"$work/scenarios.json" <<'DOC'
[{"name": "four stay", "pin": ["ani", "budi", "citra", "dewi"]},
 {"name": "dear: moves / 60", "policy": {"relocation": {"move": 60}}},
 {"name": "B needs one", "need": {"B": 1}},
 {"name": "all stay", "pin": ["ani", "budi", "citra", "dewi", "eka", "fajar"]}]
DOC
costs='[d["base"]["total"]] + [s["total"] for s in d["scenarios"]]'
expected="[40, 120, 220, 30, 300]"
expect_code 0 mutasi batch "$work/hamlet.json" -p "$work/policy.json" "$work/scenarios.json" --gap 0 --time 10 \
    -o "$work/table.json"
expect_same "$(json "$work/table.json" "$costs")" "$expected"
expect_same "$(json "$work/table.json" '[s["difference"] for s in d["scenarios"]]')" "[80, 180, -10, 260]"
expect_same "$(json "$work/table.json" '[s["moves"] for s in d["scenarios"]]')" "[2, 2, 3, 0]"
expect_same "$(json "$work/table.json" '[s["name"] for s in d["scenarios"]][1]')" "dear: moves / 60"
expect_same "$(json "$work/table.json" '(d["base"]["difference"], d["base"]["status"], d["base"]["gap"])')" \
    "(None, 'optimal', 0)"
expect_line "$work/out" "dear: moves / 60"
expect_line "$work/out" "+180.00"
expect_line "$work/out" "-10.00"

# A folder gets a case of each, complete with its scenario.
expect_code 0 mutasi batch "$work/hamlet.json" -p "$work/policy.json" "$work/scenarios.json" --gap 0 --time 10 -q \
    -o "$work/cases/"
expect_same "$(cd "$work/cases" && echo *)" \
    "001-four-stay.json 002-dear--moves---60.json 003-B-needs-one.json 004-all-stay.json base.json"
expect_same "$(cat "$work/out")" ""
for case in "$work/cases/"*; do
    expect_code 0 mutasi check "$case"
done
expect_same "$(json "$work/cases/001-four-stay.json" '(d["scenario"]["name"], d["plan"]["objective"]["total"])')" \
    "('four stay', 120)"

# An infeasible scenario is a row, and the exit code. B and C would need one person each, and only one may move.
echo '[{"name": "nobody may leave", "policy": {"balance": {"limit": [0.5, 4]}, "moves": {"max": 1}}}]' >"$work/narrow.json"
expect_code 3 mutasi batch "$work/hamlet.json" -p "$work/policy.json" "$work/narrow.json" --gap 0 --time 10
expect_line "$work/out" "infeasible"
expect_line "$work/out" "at most 1 may move in all; B needs at least 1 FTE (balance limit of the policy); C needs at least 1 FTE (balance limit of the policy)"

# Wrong input is told before anything is asked, with its place in the list.
echo '[{"name": "a"}, {"name": "b", "pin": ["gita"]}]' >"$work/wrong.json"
expect_code 2 mutasi batch "$work/hamlet.json" "$work/wrong.json" --to ipc:///nowhere
expect_line "$work/err" "wrong.json: [1].pin[0]: unknown_id"
echo '{"name": "a"}' >"$work/wrong.json"
expect_code 2 mutasi batch "$work/hamlet.json" "$work/wrong.json" --to ipc:///nowhere
expect_line "$work/err" "expected a list of scenarios"
echo '[]' >"$work/wrong.json"
expect_code 2 mutasi batch "$work/hamlet.json" "$work/wrong.json"
expect_code 2 mutasi batch "$work/hamlet.json"

# A running service: the same again joins, whatever its limits; a kill of the service costs nothing.
serve() {
    mkfifo "$work/ready"
    "$BIN_DIR/mutasid" --listen "ipc://$work/socket" --journal "$work/journal.db" --client-jobs 3 >"$work/ready" \
        2>>"$work/mutasid.log" &
    service=$!
    read -r line <"$work/ready" || complain "mutasid did not start: $(cat "$work/mutasid.log")"
    rm "$work/ready"
}
accepted() {
    mutasi stats --to "ipc://$work/socket" --json >"$work/stats.json"
    json "$work/stats.json" 'd["events"]["jobs_accepted"]'
}
batch() {
    mutasi batch "$work/hamlet.json" -p "$work/policy.json" "$work/scenarios.json" --gap 0 --time 10 \
        --to "ipc://$work/socket" --key-name meeting -o "$work/served.json"
}
serve
expect_code 0 batch
expect_same "$(json "$work/served.json" "$costs")" "$expected"
expect_same "$(accepted)" 5
kill -9 $service
wait $service 2>/dev/null
serve
expect_code 0 batch
expect_same "$(json "$work/served.json" "$costs")" "$expected"
expect_same "$(accepted)" 0
expect_code 0 mutasi status --to "ipc://$work/socket" --by-key meeting/4
expect_code 2 mutasi batch "$work/hamlet.json" "$work/scenarios.json" --to "ipc://$work/socket" --key-name meeting
expect_line "$work/err" "key_conflict"

# Ctrl-C ends the waiting, not the batch: a base that takes its time, and another command that joins.
"$BIN_DIR/mutasi-generate" --people 3000 --units 40 --flavour tight --seed 1 -o "$work/town.mp" --policy-out "$work/town-policy.json"
echo '[{"name": "as it is"}, {"name": "dearer", "policy": {"relocation": {"move": 12}}}]' >"$work/two.json"
running() {
    mutasi status --to "ipc://$work/socket" --by-key town-3/0 --json >"$work/job.json" 2>/dev/null &&
        [ "$(json "$work/job.json" 'd["state"]')" = running ]
}
"$BIN_DIR/mutasi" batch "$work/town.mp" -p "$work/town-policy.json" "$work/two.json" --gap 0 --time 3 \
    --to "ipc://$work/socket" --key-name town-3 >"$work/out" 2>"$work/err" &
asking=$!
turns=0
until running || [ $turns -gt 500 ]; do turns=$((turns + 1)); done
kill -TERM $asking
wait $asking
expect_same $? 143
expect_line "$work/err" "the same command again joins it"
expect_code 0 mutasi batch "$work/town.mp" -p "$work/town-policy.json" "$work/two.json" --gap 0 --time 3 \
    --to "ipc://$work/socket" --key-name town-3 -o "$work/town-table.json"
expect_same "$(json "$work/town-table.json" 'len(d["scenarios"])')" 2
finish
