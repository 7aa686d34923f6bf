#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The command as its users meet it: plans, cases, errors, exit codes; and nothing left behind.
. "$SOURCE_DIR/tests/client/lib.sh"
policy=$examples/office-policy.json

# The optimum of the example office, found independently by two general solvers on its MPS export.
expect_code 0 mutasi solve --time 10 "$examples/office.json" -p "$policy" --gap 0.001 -o "$work/case.json"
expect_line "$work/out" "It costs 145.35 points: relocation 121.35 + balance 10.00 + offers 14.00."
expect_line "$work/out" "Optimal plan"
expect_line "$work/out" "Yusuf Hidayat"
expect_same "$(json "$work/case.json" 'd["plan"]["objective"]["total"]')" 145.347
expect_same "$(json "$work/case.json" 'd["plan"]["status"]')" optimal
expect_same "$(json "$work/case.json" 'len(d["plan"]["moves"])')" 8

# Both faces: a case in MessagePack checks like one in JSON; standard input and output work.
expect_code 0 mutasi solve --time 10 "$examples/office.json" -p "$policy" -o "$work/case.mp" -q
expect_same "$(wc -c <"$work/out")" 0
expect_code 0 mutasi check "$work/case.mp"
expect_line "$work/out" "objective agrees: 145.35 points"
expect_line "$work/out" "bound verified"
mutasi solve --time 10 - -p "$policy" -o - <"$examples/office.json" >"$work/piped.json" 2>"$work/err"
expect_same "$(json "$work/piped.json" 'd["plan"]["objective"]["total"]')" 145.347
expect_line "$work/err" "It costs 145.35 points"

# A proof by branching is recomputed like prices. Sending budi from A, which has one too many, to B, which has none,
# costs 10. With people's prices of 10 each, A saves 10 by ani or budi, and B 0 by budi: 20 - 10.
cat >"$work/town.json" <<'EOF'
{"format": "mutasi-instance/1", "date": "2026-07-01",
 "units": [{"id": "A", "need": 1}, {"id": "B", "need": 1}],
 "employees": [{"id": "ani", "unit": "A", "reluctance": 1}, {"id": "budi", "unit": "A", "reluctance": 0}]}
EOF
cat >"$work/town-policy.json" <<'EOF'
{"format": "mutasi-policy/1", "balance": {"target": [1, 1], "under": 100, "over": 60},
 "relocation": {"move": 10, "per_km": 0, "reluctance": 3, "preference": 0}}
EOF
expect_code 0 mutasi solve --time 10 --gap 0 "$work/town.json" -p "$work/town-policy.json" -o "$work/town-case.json" -q
expect_code 0 mutasi check "$work/town-case.json"
expect_line "$work/out" "optimal: verified, no plan is cheaper"
branch() {
    change "$work/town-case.json" 'd["plan"]["proof"]["certificate"] = {"kind": "tree", "prices": {}, "rows": [],
        "people": ["ani", "budi"], "points": [{"rows": [], "people": '"$1"'}],
        "nodes": [["ani", "A", None, 1, 2], 0, 0]}' "$work/branched.json"
}
branch '[10000000000000, 10000000000000]'
expect_code 0 mutasi check "$work/branched.json"
expect_line "$work/out" "bound verified: no plan costs less than 10.00 points"
expect_line "$work/out" "optimal: verified, no plan is cheaper"
branch '[0, -990000000000000]'
expect_code 1 mutasi check "$work/branched.json"
expect_line "$work/out" "bound NOT verified: the certificate proves 0.00, the plan claims 10.00"

# Two bounds that differ by a micro-point never look the same.
change "$work/town-case.json" 'd["plan"]["bound_verified"] = 9.999999' "$work/nearly.json"
expect_code 1 mutasi check "$work/nearly.json"
expect_line "$work/out" "bound NOT verified: the certificate proves 10.000000, the plan claims 9.999999"
# B has one FTE for 10 points less a micro-point, where neither ani (13) nor budi (10) gains by going.
change "$work/town-case.json" 'p = d["plan"]; p["bound_verified"] = 9.999999
p["proof"]["certificate"] = {"kind": "lagrangian", "prices": {"supply/B": 9999999000}}' "$work/nearly.json"
expect_code 0 mutasi check "$work/nearly.json"
expect_line "$work/out" "bound verified: no plan costs less than 9.999999 points"
expect_line "$work/out" "the plan claims a better bound, 10.000000, from cuts and branching: not checked here"

# A plan that was tampered with does not pass.
expect_code 0 mutasi check "$work/case.json"
change "$work/case.json" 'd["plan"]["objective"]["total"] -= 1; d["plan"]["objective"]["balance"] -= 1' "$work/cheap.json"
expect_code 1 mutasi check "$work/cheap.json"
expect_line "$work/out" "objective differs: the placement costs 145.35 points"
change "$work/case.json" 'd["plan"]["bound_verified"] += 0.01' "$work/bound.json"
expect_code 1 mutasi check "$work/bound.json"
expect_line "$work/out" "bound NOT verified: the certificate proves"
change "$work/case.json" 'd["plan"]["bound"] = 500' "$work/above.json"
expect_code 1 mutasi check "$work/above.json"
expect_line "$work/out" "bound NOT verified: the plan claims 500.00, more than it costs"
change "$work/case.json" 'd["plan"]["moves"][0]["cost"] = 0' "$work/cost.json"
expect_code 1 mutasi check "$work/cost.json"
expect_line "$work/out" "differs: plan.moves[0].cost: the plan says 0, found 20.7245"
change "$work/case.json" 'd["policy"]["moves"] = {"max": 6}; d["plan"]["policy"]["moves"] = {"max": 6}' "$work/cap.json"
expect_code 1 mutasi check "$work/cap.json"
expect_line "$work/out" 'broken: "moves":'

# Scenarios: the merger of the archive, with its own optimum.
expect_code 0 mutasi solve --time 10 "$examples/office.json" -p "$policy" -s "$examples/office-merger.json" -o "$work/merger.json"
expect_line "$work/out" "It costs 389.45 points"
expect_code 0 mutasi check "$work/merger.json"
expect_code 0 mutasi solve --time 10 "$examples/office.json" -p "$policy" -s "$examples/office-vaccination.json"
expect_line "$work/out" "It costs 274.60 points"

# What is wrong is said with file, path and code. Person 17 does not exist in unit "nowhere".
change "$examples/office.json" 'd["employees"][17]["unit"] = "nowhere"' "$work/bad.json"
expect_code 2 mutasi solve "$work/bad.json"
expect_line "$work/err" "bad.json: employees[17].unit: unknown_id:"
expect_code 2 mutasi solve "$work/absent.json"
expect_code 2 mutasi check "$examples/office.json"
expect_line "$work/err" "office.json: format: bad_value:"
expect_code 2 mutasi solve --time 10 "$examples/office.json" --gap 2
expect_code 2 mutasi frobnicate
expect_code 2 mutasi schema nothing
expect_line "$work/err" '`mutasi schema` lists them'
expect_code 2 mutasi solve "$examples/office-csv"
expect_line "$work/err" 'office-csv is a folder; of sheets in one `mutasi import csv` makes an instance'

# Where nothing can be written is said at once and by the name that was given, not when the hours are lost.
expect_code 2 mutasi solve --time 10 "$examples/office.json" -o "$work/no/such/folder/case.json"
expect_line "$work/err" "folder/case.json: No such"
expect_code 2 mutasi solve --time 10 "$examples/office.json" -o "$work"
expect_line "$work/err" "Is a directory"
expect_same "$(wc -c <"$work/out")" 0

# The command that people try first.
expect_code 0 mutasi help
expect_line "$work/out" "explain CASE EMPLOYEE"
expect_code 0 mutasi help vacancies
expect_line "$work/out" "Usage: mutasi vacancies"
expect_code 2 mutasi help frobnicate
expect_code 5 mutasi solve --time 10 "$examples/office.json" --to "ipc://$work/nobody"
expect_line "$work/err" "unreachable"

# 30 of 42 people in the revenue office, when at most 12 may move (30 % of 41): infeasible.
change "$examples/office.json" 'd["units"][4]["headcount_limits"] = [30, 40]' "$work/crowd.json"
expect_code 3 mutasi solve "$work/crowd.json" -p "$policy"
expect_line "$work/out" "Infeasible"

# Messages in Indonesian, numbers as ever: no decimal comma.
LANGUAGE=id mutasi solve --time 10 "$examples/office.json" -p "$policy" >"$work/out" 2>"$work/err"
expect_line "$work/out" "Biayanya 145.35 poin"

# A bare machine has no locales and says nothing about them: the same text, in the same columns, in either language.
bare() {
    env -u LC_ALL -u LC_MESSAGES -u LC_CTYPE -u LANG "$@" "$BIN_DIR/mutasi" solve --time 10 "$examples/office.json" -p "$policy"
}
bare LANGUAGE=id >"$work/bare"
cmp -s "$work/out" "$work/bare" || complain "LANGUAGE=id means something else without a locale"
bare LC_ALL=xx_XX.UTF-8 >"$work/bare"
expect_line "$work/bare" "  arsip        Dinas Perpustakaan dan Kearsipan          5.00  10.50 → 5.50  210 % → 110 %  11 → 6"
LANGUAGE=id mutasi solve --effort -1 "$examples/office.json" 2>"$work/err"
expect_line "$work/err" "--effort -1: diharapkan bilangan bulat dari 0"

# The schema of every document, as it stands in proto/schema.
expect_code 0 mutasi schema
expect_line "$work/out" "instance"
expect_code 0 mutasi schema plan
cmp -s "$work/out" "$SOURCE_DIR/proto/schema/plan.json" || complain "mutasi schema plan is not proto/schema/plan.json"
expect_code 2 mutasi schema nothing

# Ctrl-C while it solves: the private service and its directory go too. An exact optimum of this city takes hours.
"$BIN_DIR/mutasi-generate" --people 3000 --units 40 --flavour tight --seed 5 -o "$work/city.mp"
"$BIN_DIR/mutasi" solve "$work/city.mp" --gap 0 --time 60 >"$work/out" 2>&1 &
solving=$!
wait_for() {
    for _ in $(seq 300); do
        [ -z "$(find "$work" -maxdepth 2 -path "$1")" ] || return 0
        sleep 0.1
    done
    complain "nothing appeared at $1"
}
wait_for "*/mutasi-*/socket"
daemon=$(grep -l "^PPid:[[:space:]]*$solving\$" /proc/[0-9]*/status 2>/dev/null | cut -d/ -f3)
kill -INT $solving
wait $solving
expect_same $? 130
expect_same "$(find "$work" -maxdepth 1 -name 'mutasi-*')" ""
kill -0 "$daemon" 2>/dev/null && complain "mutasid outlived its client"

# Whoever types the name alone hears what there is.
expect_code 2 mutasi
expect_line "$work/err" "solve INSTANCE          find the best plan and show it"
expect_line "$work/err" "mutasi COMMAND --help"
finish
