#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Unknown competencies: which would change the plan if confirmed, by how much, and which are proven not to.
. "$SOURCE_DIR/tests/client/lib.sh"
offline="--to ipc://$work/nobody"

# A has five people and needs four, B has nobody, needs one and asks for one with it >= 2. Somebody moves to B: for
# 10 + 3 x reluctance, and 80 where that person is not known to hold it.
#   ani 10 (+ 80)    budi 13 (+ 80)    cita 10 + 3 x 4 = 22    dodi is pinned    eka 10 + 3 x 20 = 70 (+ 80)
# So cita moves: 22. Nobody moving: 100 below B's band, 60 above A's and 80.
cat >"$work/town.json" <<'EOF2'
{"format": "mutasi-instance/1", "date": "2026-07-01",
 "units": [{"id": "A", "need": 4}, {"id": "B", "name": "Bina", "need": 1, "competencies": [{"id": "it", "level": 2, "min": 1}]}],
 "employees": [{"id": "ani", "unit": "A", "reluctance": 0, "competencies": {"it": null}},
               {"id": "budi", "unit": "A", "reluctance": 1, "competencies": {"law": null, "it": 1}},
               {"id": "cita", "unit": "A", "reluctance": 4, "competencies": {"it": 3}},
               {"id": "dodi", "unit": "A", "pinned": true, "competencies": {"it": null}},
               {"id": "eka", "name": "Eka", "unit": "A", "reluctance": 20, "competencies": {"it": null, "art": null}}]}
EOF2
cat >"$work/policy.json" <<'EOF2'
{"format": "mutasi-policy/1", "balance": {"target": [1, 1], "under": 100, "over": 60}, "competency": {"shortage": 80},
 "relocation": {"move": 10, "per_km": 0, "reluctance": 3, "preference": 0}, "rules": []}
EOF2
start_service

# plan NAME: of the town $work/NAME.json
plan() {
    expect_code 0 mutasi solve "$work/$1.json" -p "$work/policy.json" --gap 0 --to "$url" -q -o "$work/$1-case.json"
}
# unknowns NAME [OPTION...]
unknowns() {
    name=$1
    shift
    expect_code 0 mutasi explain "$work/$name-case.json" --unknowns --gap 0 "$@"
    case " $* " in *" --json "*) cp "$work/out" "$work/document-$name.json" ;; esac
}
one() { # one WHO WHAT EXPRESSION: of the unknown u
    json "$work/out" "[($3) for u in d['unknowns'] if (u['employee'], u['competency']) == ('$1', '$2')][0]"
}

# --- with the competency ani moves instead of cita: 22 - 10 --------------------------------------------------------
plan town
expect_same "$(json "$work/town-case.json" 'd["plan"]["objective"]["total"]')" 22
unknowns town --json --to "$url"
expect_same "$(one ani it 'u["state"], u["level"], u["saves"], u["worth_at_least"], u["worth_at_most"], u["worth_at_most_verified"]')" \
    "('gains', 2, 12, 12, 12, 12)"
expect_same "$(one ani it 'u["fills"], u["differences"]')" \
    "([{'competency': 'it', 'level': 2, 'unit': 'B'}], [{'employee': 'ani', 'in_plan': 'A', 'then': 'B'}, {'employee': 'cita', 'in_plan': 'B', 'then': 'A'}])"
# Nobody asks for law or art; dodi is never in B; eka's way there is dearer than cita's, whatever she holds.
expect_same "$(json "$work/out" 'sorted((u["employee"], u["competency"]) for u in d["unknowns"] if u["state"] == "not_asked")')" \
    "[('budi', 'law'), ('dodi', 'it'), ('eka', 'art')]"
expect_same "$(one eka it 'u["state"].startswith("excluded_by"), u["saves"], u["worth_at_most"]')" "(True, 0, 0)"
expect_same "$(json "$work/out" 'd["people"], sum(d["states"].values()), d["states"]["gains"], d["unknown_counts_as"]')" "(4, 5, 1, 'unqualified')"
unknowns town --to "$url"
expect_line "$work/out" "Unknown competencies: 5. People with one: 4."
expect_line "$work/out" "would change nothing if confirmed (proven): 4"
expect_line "$work/out" "no unit that the person may be in can lack it: 3"
expect_line "$work/out" "would save: 1"
expect_line "$work/out" "ani: Bina instead of A; cita: A instead of Bina"
expect_line "$work/out" "Bina it≥2"

# --- row prices by hand ---------------------------------------------------------------------------------------------
# 10 per FTE of B's supply and 12 for its minimum: with one person there, who holds it, the rows cost 10 + 12. Less that, moving
# costs ani 10 - 10, cita 22 - 10 - 12, budi and eka more than 0; staying costs 0. So 22 is proven. Confirmed, moving costs ani
# -12 and eka 70 - 10 - 12: the bound falls by 12 for ani and not at all for eka.
change "$work/town-case.json" 'd["plan"]["proof"]["certificate"] = {"kind": "lagrangian", "prices":
 {"supply/B": 10000000000, "competency/B/it/2": 12000000000000}}' "$work/priced-case.json"
expect_code 0 mutasi check "$work/priced-case.json"
unknowns priced --json --to "$url"
expect_same "$(one ani it 'u["saves"], u["worth_at_most"], u["solved"]')" "(12, 12, True)"
expect_same "$(one eka it 'u["state"], u["solved"]')" "('excluded_by_certificate', False)"
# Prices of zero prove 0: nobody's competency lowers that, so none is promising, and none can save more than the plan costs.
change "$work/priced-case.json" 'p = d["plan"]; p["proof"]["certificate"]["prices"] = {}
p["bound"] = p["bound_verified"] = 0; p["gap"] = 1; p["status"] = "feasible"; p["stopped_by"] = "time"' "$work/bare-case.json"
unknowns bare --json $offline
expect_same "$(one ani it 'u["state"], u["saves"], u["worth_at_least"], u["worth_at_most"]')" "('within_gap', 0, 0, 22)"

# --- the plan as it is saves what it lacks; nothing is solved, and nobody asked ----------------------------------------
# Nobody holds what B asks for: ani is the cheapest to move, for 10, and 80 is missing.
change "$work/town.json" 'd["units"][1]["competencies"] = [{"id": "sea", "level": 4, "min": 1}]
for e in d["employees"]: e["competencies"] = {}
d["employees"][0]["competencies"] = {"sea": None}' "$work/lack.json"
plan lack
expect_same "$(json "$work/lack-case.json" 'd["plan"]["objective"]["total"]')" 90
unknowns lack --json $offline
expect_same "$(one ani sea 'u["state"], u["solved"], u["level"], u["saves"], u["worth_at_least"], u["worth_at_most"], u["fills"], u["differences"]')" \
    "('gains', False, 4, 80, 80, 80, [{'competency': 'sea', 'level': 4, 'unit': 'B'}], [])"
unknowns lack $offline
expect_line "$work/out" "80.00  80.00"
expect_line "$work/out" "everybody as planned"

# --- a hard minimum, and one of a group: two in B and C together -------------------------------------------------------
# Hard: cita must go, though she costs 22; with ani confirmed 10.
change "$work/town.json" 'd["units"][1]["competencies"][0]["hard"] = True' "$work/hard.json"
plan hard
unknowns hard --json --to "$url"
expect_same "$(one ani it 'u["state"], u["saves"], u["worth_at_least"], u["worth_at_most"]')" "('gains', 12, 12, 12)"
# C keeps fina, who holds it at 1, for sure; the group asks for one at level 2: cita moves. If fina's level were known to be 2,
# ani would do: 12; and ani's own would do as well.
change "$work/town.json" 'for u in d["units"][1:]: u["competencies"] = []
d["units"].append({"id": "C", "need": 1})
for u in d["units"][1:]: u["group"] = "G"
d["groups"] = [{"id": "G", "competencies": [{"id": "it", "level": 2, "min": 1}]}]
d["employees"].append({"id": "fina", "unit": "C", "pinned": True, "competencies": {"it": None}})' "$work/group.json"
plan group
expect_same "$(json "$work/group-case.json" 'd["plan"]["objective"]["total"]')" 22
unknowns group --json --to "$url"
expect_same "$(one fina it 'u["saves"], u["worth_at_most"], u["fills"]')" "(12, 12, [{'competency': 'it', 'group': 'G', 'level': 2}])"
expect_same "$(one ani it 'u["saves"], u["worth_at_most"]')" "(12, 12)"

# --- where unknown competencies count as held there is nothing to confirm -----------------------------------------------
change "$work/policy.json" 'd["competency"]["unknown"] = "qualified"' "$work/trusting.json"
expect_code 0 mutasi solve "$work/town.json" -p "$work/trusting.json" --gap 0 --to "$url" -q -o "$work/trusting-case.json"
unknowns trusting $offline
expect_line "$work/out" "would change nothing if confirmed (proven): 5"
expect_line "$work/out" "The policy counts unknown competencies as held"

# --- under the case's own scenario: eka is placed in B by it, and would fill the minimum: 70 + 80 - 80 ---------------------
echo '{"name": "eka", "place": {"eka": "B"}}' >"$work/eka.json"
expect_code 0 mutasi solve "$work/town.json" -p "$work/policy.json" -s "$work/eka.json" --gap 0 --to "$url" -q -o "$work/eka-case.json"
expect_same "$(json "$work/eka-case.json" 'd["plan"]["objective"]["total"]')" 150
unknowns eka --json --to "$url"
expect_same "$(one eka it 'u["saves"], u["worth_at_most"], u["differences"]')" "(80, 80, [])"
# ani in B as well: 10 more, 100 below A's band, 60 above B's and 80 less; nobody goes there for that.
expect_same "$(one ani it 'u["saves"], u["worth_at_most"]')" "(0, 0)"

# --- an invented city: every number against two cold solves, without `explain` -----------------------------------------------
"$BIN_DIR/mutasi-generate" --people 60 --units 5 --seed 5 -o "$work/whole.json"
change "$work/whole.json" 'n = 0
for e in d["employees"]:
    for c in sorted(e.get("competencies", {})):
        n += 1
        if n % 6 == 0: e["competencies"][c] = None' "$work/city.json"
plan city
unknowns city --json --time 100 --to "$url"
cp "$work/out" "$work/city-unknowns.json"
total=$(json "$work/city-case.json" 'd["plan"]["objective"]["total"]')
count=$(json "$work/city-unknowns.json" 'len(d["unknowns"])')
[ "$count" -ge 8 ] || complain "the city has $count unknowns only"
[ "$(json "$work/city-unknowns.json" 'd["states"]["gains"]')" -ge 1 ] || complain "no unknown of the city gains"
for i in $(seq 0 $((count - 1))); do
    json "$work/city-unknowns.json" "'{employee} {competency} {level}'.format(**d['unknowns'][$i])" >"$work/who"
    read -r who what level <"$work/who"
    change "$work/city.json" "[e for e in d['employees'] if e['id'] == '$who'][0]['competencies']['$what'] = $level" "$work/sure.json"
    expect_code 0 mutasi solve "$work/sure.json" -p "$work/policy.json" --gap 0 --to "$url" -q -o "$work/sure-case.json"
    sure=$(json "$work/sure-case.json" 'd["plan"]["objective"]["total"], d["plan"]["bound"]')
    expect_same "$(json "$work/city-unknowns.json" "[(who['saves'] == 0) == (who['state'] != 'gains') and
        who['worth_at_least'] <= round($total - min(s, $total), 6) <= who['worth_at_most'] and (b < s or who['saves'] == round($total - s, 6))
        for who in d['unknowns'][$i:$i + 1] for s, b in [$sure]]")" "[True]"
done

# --- on the page ------------------------------------------------------------------------------------------------------------
unknowns town --json --to "$url"
cp "$work/out" "$work/asked.json"
expect_code 0 mutasi report "$work/town-case.json" --unknowns "$work/asked.json" -o "$work/page.html" --lang en
expect_line "$work/page.html" "Competencies that nobody has assessed: 5. Proven to change nothing if confirmed: 4. With a cheaper plan if confirmed: 1."
expect_line "$work/page.html" "ani: Bina instead of A; cita: A instead of Bina"
expect_code 0 mutasi report "$work/town-case.json" -o "$work/page.html"
grep -q "nobody has assessed" "$work/page.html" && complain "a page without the file speaks of unknowns"
expect_code 2 mutasi report "$work/hard-case.json" --unknowns "$work/asked.json" -o "$work/page.html"
expect_line "$work/err" "these are the unknowns of another plan"
change "$work/asked.json" 'd["unknowns"][0]["employee"] = "nobody"' "$work/strange.json"
expect_code 2 mutasi report "$work/town-case.json" --unknowns "$work/strange.json" -o "$work/page.html"
expect_line "$work/err" "unknowns[0].employee: unknown_id: 'nobody' is not in the case"

# --- what is refused --------------------------------------------------------------------------------------------------------
expect_code 2 mutasi explain "$work/town-case.json" ani --unknowns $offline
expect_line "$work/err" "--unknowns is about everybody"
change "$work/town.json" 'd["units"][1]["headcount_limits"] = [9, None]' "$work/crowd.json"
expect_code 3 mutasi solve "$work/crowd.json" -p "$work/policy.json" --to "$url" -q -o "$work/crowd-case.json"
expect_code 2 mutasi explain "$work/crowd-case.json" --unknowns $offline
expect_line "$work/err" "the case has no plan to compare with"
LANGUAGE=id unknowns lack $offline
expect_line "$work/out" "Kompetensi yang belum diketahui: 1."

# --- every document written above keeps the schema, which can tell one that does not ------------------------------------------
for document in "$work"/document-*.json; do
    "$BIN_DIR/program_schema" unknowns "$document" || complain "$(basename "$document") does not keep the schema"
done
[ "$(ls "$work"/document-*.json | wc -l)" -ge 7 ] || complain "only $(ls "$work"/document-*.json | wc -l) documents were looked at"
change "$work/document-town.json" 'd["unknowns"][0]["worth"] = 1' "$work/other.json"
"$BIN_DIR/program_schema" unknowns "$work/other.json" 2>"$work/err" && complain "a field too many keeps the schema"
expect_line "$work/err" "unknowns[0]: an unknown field"
finish
