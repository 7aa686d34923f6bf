#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Several policies in one solve: a table of plans, a case file for each, and a warm start from the first.
. "$SOURCE_DIR/tests/client/lib.sh"
city=$examples/office.json
policy=$work/usual.json
cp "$examples/office-policy.json" "$policy"
# nobody may move, so only who has no unit yet is placed; and a policy that forbids what the office already is
change "$policy" 'd["moves"] = {"max": 0}' "$work/still.json"
change "$policy" 'd["balance"]["limit"] = [0.999, 1.001]' "$work/narrow.json"

# The optimum of the office is known from two general solvers: 145.347, 7 moves and a first placement.
expect_code 0 mutasi solve "$city" -p "$policy" -p "$work/still.json" --time 10 -o "$work/case.json"
expect_line "$work/out" "  usual   optimal"
expect_line "$work/out" "  still   optimal"
expect_line "$work/out" "145.35"
for name in usual still; do
    expect_code 0 mutasi check "$work/case-$name.json"
done
[ ! -e "$work/case.json" ] || complain "a case without a policy's name was written"
expect_same "$(json "$work/case-still.json" 'd["policy"]["moves"]["max"]')" 0
expect_same "$(json "$work/case-still.json" 'd["plan"]["kpis"]["moves"]')" 0

# CSV and JSON say the same; the first is cold, the next are warm. An infeasible policy has a row of its own, and its
# exit code is the command's, but the policies behind it are solved.
set -- "$city" -p "$policy" -p "$work/narrow.json" -p "$work/still.json" --time 10
expect_code 3 mutasi solve "$@" --json
cp "$work/out" "$work/table.json"
expect_same "$(json "$work/table.json" '[(p["policy"], p["status"], p["start"]) for p in d["policies"]]')" \
    "[('usual', 'optimal', 'cold'), ('narrow', 'infeasible', 'warm'), ('still', 'optimal', 'warm')]"
expect_same "$(json "$work/table.json" '[d["policies"][0][k] for k in ("total", "relocation", "balance", "offers", "moves", "gap")]')" \
    "[145.347, 121.347, 10, 14, 7, 0]"
expect_same "$(json "$work/table.json" 'd["policies"][1]["total"]')" None
expect_same "$(json "$work/table.json" 'd["policies"][0]["total"] < d["policies"][2]["total"]')" True
expect_code 3 mutasi solve "$@" --csv
/usr/bin/python3 - "$work/out" "$work/table.json" <<'PYTHON' || complain "CSV and JSON differ"
import csv, json, sys
rows, table = list(csv.DictReader(open(sys.argv[1]))), json.load(open(sys.argv[2]))["policies"]
assert len(rows) == len(table) == 3
for row, policy in zip(rows, table):
    assert row.keys() == policy.keys(), (row, policy)
    for key in row.keys() - {"seconds"}:
        seen, expected = row[key], policy[key]
        assert seen == ("" if expected is None else expected if isinstance(expected, str) else json.dumps(expected)), key
PYTHON

# The start is part of the request: the same policy again is another job for the service, not the same answer kept.
start_service
expect_code 0 mutasi solve "$city" -p "$policy" -p "$policy" --to "$url" --time 10 --json
expect_same "$(json "$work/out" '[(p["policy"], p["total"]) for p in d["policies"]]')" "[('usual', 145.347), ('usual-2', 145.347)]"
mutasi stats --json --to "$url" >"$work/stats.json"
expect_same "$(json "$work/stats.json" '[d["events"][k] for k in ("jobs_accepted", "results_returned_again")]')" "[2, 0]"
# and the whole comparison asked again is answered from memory: the starts are the same
expect_code 0 mutasi solve "$city" -p "$policy" -p "$policy" --to "$url" --time 10 --json
mutasi stats --json --to "$url" >"$work/stats.json"
expect_same "$(json "$work/stats.json" '[d["events"][k] for k in ("jobs_accepted", "results_returned_again")]')" "[2, 2]"

# Instance and scenario from standard input are read once, however many policies there are.
mutasi solve - -p "$policy" -p "$work/still.json" --to "$url" --time 10 --csv <"$city" >"$work/piped.csv" 2>"$work/err"
expect_same "$(grep -c optimal "$work/piped.csv")" 2

# Stopped while it solves the second policy: the first one's case is written and its row is told. Its case file is the
# sign that the second has begun, which has two seconds and no hope of an exact optimum.
"$BIN_DIR/mutasi-generate" --people 300 --units 12 --seed 5 -o "$work/city.mp"
change "$policy" 'd["balance"]["under"] = 120' "$work/other.json"
"$BIN_DIR/mutasi" solve "$work/city.mp" -p "$policy" -p "$work/other.json" --gap 0 --time 2 -o "$work/stopped.json" --csv \
    >"$work/out" 2>"$work/err" &
solving=$!
for _ in $(seq 300); do
    [ ! -e "$work/stopped-usual.json" ] || break
    sleep 0.05
done
kill -INT $solving
wait $solving
expect_same $? 130
expect_same "$(cut -d , -f 1 "$work/out" | tr '\n' ' ')" "policy usual "
[ ! -e "$work/stopped-other.json" ] || complain "a policy that was stopped left a case"

# One policy: a summary as ever, or a table when asked for. What is wrong is found before anything is solved.
expect_code 0 mutasi solve "$city" -p "$policy" --to "$url" --time 10 --csv
expect_same "$(wc -l <"$work/out")" 2
expect_code 0 mutasi solve "$city" -p "$policy" -p "$work/still.json" --to "$url" --time 10 -q
expect_same "$(wc -c <"$work/out")" 0
change "$policy" 'd["relocation"]["move"] = -1' "$work/bad.json"
expect_code 2 mutasi solve "$city" -p "$policy" -p "$work/bad.json" -o "$work/never.json"
expect_line "$work/err" "bad.json: relocation.move: out_of_range"
[ ! -e "$work/never-usual.json" ] || complain "a policy was solved before all were read"
expect_code 2 mutasi solve "$city" -p "$policy" -p "$work/still.json" -o -
expect_code 2 mutasi solve "$city" -p "$policy" -p "$work/still.json" -o "$work/no/such/folder/case.json"
finish
