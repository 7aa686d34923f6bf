#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Cost against number of moves: a hamlet whose frontier is computed by hand, caps that no plan can keep, and the same
# answer from a private service, from a running one and again.
. "$SOURCE_DIR/tests/client/lib.sh"

# Six people in A, which needs two and may have more for nothing; B and C need two each and have none. The first missing
# person of a unit costs 50, the second 100; a move costs 10.
#     moves    0     1     2     3     4
#     balance  300   200   100   50    0        B and C each: 150, 50, 0
#     total    300   210   120   80    40       a fifth move saves nothing
# A move saves 90, 90, 40, 40. The chord from (0, 300) to (4, 40) runs over 235, 170, 105: two moves lie 50 below it, the
# most, and save 180 of 260. Coverage then: A 4 of 2, B and C 1 of 2.
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
frontier=$work/frontier.json
points='[(p["cap"], p["objective"]["total"] if p["objective"] else p["status"]) for p in d["points"]]'
expect_code 0 mutasi frontier "$work/hamlet.json" -p "$work/policy.json" --gap 0 --time 10 -o "$frontier" \
    --knee "$work/knee.json"
expect_same "$(json "$frontier" "$points")" "[(0, 300), (1, 210), (2, 120), (3, 80), (4, 40)]"
expect_same "$(json "$frontier" '[(p["status"], p["bound"], p["found_at"]) for p in d["points"]]')" \
    "[('optimal', 300, 0), ('optimal', 210, 1), ('optimal', 120, 2), ('optimal', 80, 3), ('optimal', 40, 4)]"
expect_same "$(json "$frontier" '[p["objective"]["balance"] for p in d["points"]]')" "[300, 200, 100, 50, 0]"
expect_same "$(json "$frontier" '[p["kpis"]["moves"] for p in d["points"]]')" "[0, 1, 2, 3, 4]"
expect_same "$(json "$frontier" '[[p["value"][k] for k in ("moves", "per_move", "least", "most")] for p in d["points"][1:]]')" \
    "[[1, 90, 90, 90], [1, 90, 90, 90], [1, 40, 40, 40], [1, 40, 40, 40]]"
expect_same "$(json "$frontier" 'd["points"][0]["value"]')" None
expect_same "$(json "$frontier" 'd["knee"]')" "{'cap': 2, 'method': 'chord', 'share': 0.692308}"
expect_same "$(json "$frontier" '[d["points"][2]["kpis"][k][1] for k in ("coverage_min", "coverage_max", "spread")]')" \
    "[0.5, 2, 1.5]"
expect_same "$(json "$frontier" 'd["policy_cap"]')" None
expect_line "$work/out" "50-200 %   150 %"
expect_line "$work/out" "Everything proven is proven by the certificates of the plans, in whole numbers."
expect_same "$(json "$frontier" '[p["bound_verified"] for p in d["points"]]')" "[300, 210, 120, 80, 40]"
"$BIN_DIR/program_schema" frontier "$frontier" || complain "the frontier does not keep its schema"
expect_line "$work/out" "Knee at 2 moves: 69 % of what 4 moves save against 0, with 50 % of the moves between; 120.00 points against 40.00."

# The plan of the knee is a case like any other.
expect_code 0 mutasi check "$work/knee.json"
expect_same "$(json "$work/knee.json" '(d["policy"]["moves"], d["plan"]["objective"]["total"])')" "({'max': 2}, 120)"

# Two parts more, each with its place: all six have been in A for too long, 5 points for each who stays; and B's surge of
# one FTE stays undone, as lending costs 1000: 25 for the first half of it, 50 for the second.
#     moves    0     1     2     3     4
#     tenure   30    25    20    15    10        total 405, 310, 215, 170, 125: a fifth move costs 10 and saves 5
change "$work/hamlet.json" 'd["surges"] = [{"id": "flu", "unit": "B", "from": "2026-08-03", "to": "2026-08-14", "need": 1}]
for e in d["employees"]: e["since"] = "2010-01-01"' "$work/parts.json"
change "$work/policy.json" 'd["rules"] = [{"rule": "max_tenure", "years": 10, "price": 5, "cite": "SE"}]
d["secondment"] = {"move": 1000, "per_km": 0, "max_share": 1, "donor_min": 0}' "$work/parts-policy.json"
expect_code 0 mutasi frontier "$work/parts.json" -p "$work/parts-policy.json" --gap 0 --time 10 -o "$work/parts-frontier.json" \
    --knee "$work/parts-knee.json"
expect_same "$(awk '$1 == "at" || $1 == "2" {print $3, $4, $5, $6, $7}' "$work/out" | tr '\n' ';')" \
    "moves cost relocation balance tenure;215.00 20.00 100.00 20.00 75.00;"
expect_same "$(json "$work/parts-frontier.json" '[p["objective"]["total"] for p in d["points"]]')" "[405, 310, 215, 170, 125]"
expect_code 0 mutasi report "$work/parts-knee.json" --frontier "$work/parts-frontier.json" --lang en -o "$work/parts.html"
expect_line "$work/parts.html" "Everything called proven here is proven by the certificates of these plans, in whole numbers."
expect_line "$work/parts.html" '<polygon class="area fill-7"'
expect_line "$work/parts.html" '<polygon class="area fill-8"'
expect_line "$work/parts.html" '</svg>Staying too long in one unit</li>'
expect_line "$work/parts.html" 'data-label="Temporary work: people lent, and work left undone">75.0</td>'
if grep -q 'data-label="Training and incentives"' "$work/parts.html"; then complain "a part that no point pays has a column"; fi

# A policy's own cap on all moves is a point, not the end: two moves, or 40 % of six people. Other caps hold: at most a
# third of A's six people may leave it.
change "$work/policy.json" 'd["moves"] = {"max": 5, "max_share": 0.4}; d["name"] = "capped"' "$work/capped.json"
expect_code 0 mutasi frontier "$work/hamlet.json" -p "$work/capped.json" --gap 0 --time 10 --points 3 -o "$work/own.json"
expect_same "$(json "$work/own.json" "$points")" "[(0, 300), (1, 210), (2, 120), (4, 40)]"
expect_same "$(json "$work/own.json" 'd["policy_cap"]')" 2
expect_same "$(json "$work/own.json" 'd["policy_sha256"]')" "$(json "$frontier" 'd["policy_sha256"]')"
expect_line "$work/out" "knee, the policy's cap"
change "$work/policy.json" 'd["moves"] = {"out_share": 0.34}' "$work/leaving.json"
expect_code 0 mutasi frontier "$work/hamlet.json" -p "$work/leaving.json" --gap 0 --time 10 -o "$work/leaving-frontier.json"
expect_same "$(json "$work/leaving-frontier.json" "$points")" "[(0, 300), (1, 210), (2, 120)]"

# A scenario changes the policy too, and its cap is the policy's. A closed unit's only person has to leave it, which no
# cap counts: gita goes to B for 10, and the others' first move saves 90 at C, then 40 and 40.
cat >"$work/closing.json" <<'DOC'
{"name": "D closes", "policy": {"moves": {"max": 1}},
 "add": {"units": [{"id": "D", "open": false}], "employees": [{"id": "gita", "unit": "D"}]}}
DOC
expect_code 0 mutasi frontier "$work/hamlet.json" -p "$work/policy.json" -s "$work/closing.json" --gap 0 --time 10 \
    -o "$work/closed.json" --knee "$work/closed-knee.json"
expect_same "$(json "$work/closed.json" "$points")" "[(0, 210), (1, 120), (2, 80), (3, 40)]"
expect_same "$(json "$work/closed.json" '[p["kpis"]["moves"] for p in d["points"]]')" "[1, 2, 3, 4]"
expect_same "$(json "$work/closed.json" 'd["policy_cap"]')" 1
expect_code 0 mutasi check "$work/closed-knee.json"
expect_same "$(json "$work/closed-knee.json" 'd["plan"]["objective"]["total"]')" 120

# Only ani and budi can do what B and C ask one person for at least: fewer than two moves are infeasible. That 2 is the
# first cap with a plan is found by 0, half of 0 to 4, half of 0 to 2; the points are those from there on.
change "$work/hamlet.json" 'd["employees"][0]["competencies"] = d["employees"][1]["competencies"] = {"nurse": 3}
for u in d["units"][1:]: u["competencies"] = [{"id": "nurse", "min": 1, "hard": True}]' "$work/nurses.json"
expect_code 0 mutasi frontier "$work/nurses.json" -p "$work/policy.json" --gap 0 --time 10 --points 3 -o "$work/nurses-frontier.json"
expect_same "$(json "$work/nurses-frontier.json" "$points")" "[(0, 'infeasible'), (1, 'infeasible'), (2, 120), (3, 80), (4, 40)]"
expect_same "$(json "$work/nurses-frontier.json" '[p["value"] for p in d["points"]]')" \
    "[None, None, None, {'least': 40, 'most': 40, 'moves': 1, 'per_move': 40}, {'least': 40, 'most': 40, 'moves': 1, 'per_move': 40}]"
expect_same "$(json "$work/nurses-frontier.json" 'd["knee"]')" None
expect_line "$work/out" "infeasible"
expect_line "$work/out" "No knee"
expect_code 4 mutasi frontier "$work/nurses.json" -p "$work/policy.json" --gap 0 --time 10 --points 3 --knee "$work/no-knee.json"
[ ! -e "$work/no-knee.json" ] || complain "a case was written of a knee that is not there"

# No plan at all: the exit code of a solve, and a frontier that says so.
change "$work/nurses.json" 'd["units"][1]["competencies"][0]["min"] = 3' "$work/none.json"
expect_code 3 mutasi frontier "$work/none.json" -p "$work/policy.json" --time 10 -o "$work/none-frontier.json"
expect_same "$(json "$work/none-frontier.json" "$points")" "[(6, 'infeasible')]"

# What is wrong is found before anything is solved.
expect_code 2 mutasi frontier "$work/hamlet.json" -p "$work/absent.json"
expect_code 2 mutasi frontier "$work/hamlet.json" -p "$work/policy.json" -p "$work/capped.json"
expect_code 2 mutasi frontier "$work/hamlet.json" --points 2
expect_code 2 mutasi frontier "$work/hamlet.json" -o - --knee -
expect_code 2 mutasi frontier "$work/hamlet.json" -o "$work/no/such/folder/f.json"
expect_code 5 mutasi frontier "$work/hamlet.json" --to "ipc://$work/nobody" --time 1

# With --effort the bytes are the same, from a private service and from one that runs; a second time nothing is solved.
"$BIN_DIR/mutasi-generate" --people 150 --units 8 --seed 3 -o "$work/city.mp" --policy-out "$work/city-policy.json"
set -- "$work/city.mp" -p "$work/city-policy.json" --points 4 --effort 3000000 --time 60 -q
expect_code 0 mutasi frontier "$@" -o "$work/private.json"
start_service
expect_code 0 mutasi frontier "$@" --to "$url" -o "$work/served.json"
cmp "$work/private.json" "$work/served.json" || complain "private and running service differ"
mutasi stats --json --to "$url" >"$work/stats.json"
jobs=$(json "$work/stats.json" 'd["events"]["jobs_accepted"]')
[ "$jobs" -ge 4 ] || complain "only $jobs jobs for four points"
expect_code 0 mutasi frontier "$@" --to "$url" -o "$work/again.json"
cmp "$work/served.json" "$work/again.json" || complain "asked again, the answer is another"
mutasi stats --json --to "$url" >"$work/stats.json"
expect_same "$(json "$work/stats.json" '[d["events"][k] for k in ("jobs_accepted", "results_returned_again")]')" "[$jobs, $jobs]"

# On any city costs and bounds fall with the cap, gaps hold, and what a move saves lies within what is proven.
json "$work/served.json" 'all(
    a["cap"] < b["cap"] and a["objective"]["total"] >= b["objective"]["total"] and a["bound"] >= b["bound"]
    and b["bound"] <= b["objective"]["total"] and b["kpis"]["moves"] <= b["cap"]
    and b["value"]["least"] <= b["value"]["per_move"] <= b["value"]["most"] and b["value"]["moves"] == b["cap"] - a["cap"]
    for a, b in zip(d["points"], d["points"][1:])) and len(d["points"]) >= 4' >"$work/out"
expect_line "$work/out" True

# In a pipe the document is alone on standard output. The table in Indonesian.
LANGUAGE=id mutasi frontier - -p "$work/policy.json" --gap 0 --time 10 -o - <"$work/hamlet.json" >"$work/piped.json" 2>"$work/err"
expect_same "$(json "$work/piped.json" "$points")" "[(0, 300), (1, 210), (2, 120), (3, 80), (4, 40)]"
expect_line "$work/err" "Titik siku pada 2 perpindahan"
finish
