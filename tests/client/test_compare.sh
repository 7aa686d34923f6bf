#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Plans side by side, and a plan held against what happened.
. "$SOURCE_DIR/tests/client/lib.sh"
office=$examples/office.json
policy=$examples/office-policy.json
usual=$work/usual.json
expect_code 0 mutasi solve "$office" -p "$policy" --gap 0 --time 10 -q -o "$usual"

# Nobody may move: only Laras is placed, elsewhere because there nobody else can help out any more, and the seven moves
# are in the usual plan only. A plan against itself: eight alike.
expect_code 0 mutasi compare "$usual" "$usual"
expect_line "$work/out" "usual-2 against usual: 8 are placed alike, 0 elsewhere, 0 only in usual, 0 only in usual-2."
change "$policy" 'd["moves"] = {"max": 0}' "$work/still-policy.json"
expect_code 0 mutasi solve "$office" -p "$work/still-policy.json" --gap 0 --time 10 -q -o "$work/still.json"
expect_code 0 mutasi compare "$usual" "$work/still.json"
expect_line "$work/out" "still against usual: 0 are placed alike, 1 elsewhere, 7 only in usual, 0 only in still."
expect_line "$work/out" "  total (points)                     145.35"
expect_line "$work/out" "  people missing over competencies        0"
expect_line "$work/out" "(stays)"
expect_same "$(awk '/Agus/ {print $4, $5, $6}' "$work/out")" "arsip dukcapil (stays)"
# the other way round the same seven are in the second only; Yusuf trained to stay would be none of them
expect_code 0 mutasi compare "$work/still.json" "$usual" --json
expect_same "$(json "$work/out" 'd["differences"]')" \
    "[{'absent': 0, 'against': 'still', 'case': 'usual', 'elsewhere': 1, \
'lent': {'elsewhere': 0, 'only_against': 0, 'only_case': 0, 'same': 0}, 'only_against': 0, 'only_case': 7, 'same': 0}]"
expect_same "$(json "$work/out" 'sorted((p["name"].split()[0], p["ends"][0]["how"], p["ends"][1]["unit"]) for p in d["people"])')" \
    "[('Agus', 'stays', 'dukcapil'), ('Ayu', 'stays', 'pkm-melati'), ('Bambang', 'stays', 'dukcapil'), \
('Dian', 'stays', 'pkm-melati'), ('Fajar', 'stays', 'dukcapil'), ('Laras', 'first', 'pupr'), ('Lukman', 'stays', 'bapenda'), ('Yusuf', 'stays', 'dukcapil')]"
# measures are those of the plans
/usr/bin/python3 - "$work/out" "$usual" <<'PYTHON' || complain "the measures are not the plan's"
import json, sys
seen, plan = json.load(open(sys.argv[1]))["cases"][1], json.load(open(sys.argv[2]))["plan"]
wanted = dict(plan["objective"], tenure=plan["objective"].get("tenure", 0), secondment=plan["objective"].get("secondment", 0), bound=plan["bound"], bound_verified=plan["bound_verified"], gap=plan["gap"],
              moves=plan["kpis"]["moves"], first_placements=plan["kpis"]["first_placements"],
              preferences_met=plan["kpis"]["preference_hits"], km=plan["kpis"]["km"], spread=plan["kpis"]["spread"][1],
              coverage_min=plan["kpis"]["coverage_min"][1], coverage_max=plan["kpis"]["coverage_max"][1],
              shortages=plan["kpis"]["shortages"][1], people_unplaced=0, status=plan["status"], case="usual")
assert seen == wanted, (seen, wanted)
PYTHON
expect_code 0 mutasi compare "$usual" "$work/still.json" "$usual" --csv
expect_same "$(grep -E '^(measure|status|moves|total),' "$work/out" | cut -d, -f1,2,4 | tr '\n' ' ')" \
    "measure,usual,usual-2 status,optimal,optimal total,145.347,145.347 moves,7,7 "
expect_code 0 mutasi compare "$usual" "$work/still.json" --csv --people -o "$work/people.csv"
expect_same "$(wc -l <"$work/people.csv")" 9
expect_line "$work/people.csv" "999000000000000013,Agus Salim,arsip,dukcapil,arsip,moved,stays,,"

# What-ifs of one instance are compared, whoever a scenario adds or removes; people beyond twenty wait for --all.
cat >"$work/whatif.json" <<'JSON'
{"name": "what-if", "remove": {"employees": ["999000000000000013"]},
 "add": {"employees": [{"id": "000000000000000099", "name": "Baru Contoh", "unit": null}]}}
JSON
expect_code 0 mutasi solve "$office" -p "$policy" -s "$work/whatif.json" --time 10 -q -o "$work/whatif-case.json"
expect_code 0 mutasi compare "$usual" "$work/whatif-case.json"
expect_line "$work/out" "2 people are in one of the two only"
expect_line "$work/out" "Baru Contoh"
# An infeasible case has its bound and status, and no people.
change "$policy" 'd["balance"]["limit"] = [0.999, 1.001]' "$work/narrow.json"
expect_code 3 mutasi solve "$office" -p "$work/narrow.json" --time 10 -q -o "$work/none.json"
expect_code 0 mutasi compare "$work/none.json" "$usual" "$work/still.json" --json
expect_same "$(json "$work/out" '[(c["status"], c["total"] is None) for c in d["cases"]], len(d["people"]), d["differences"][0]["against"]')" \
    "([('infeasible', True), ('optimal', False), ('optimal', False)], 8, 'usual')"

# Another instance is refused by the first place where it differs.
change "$usual" 'd["instance"]["units"][2]["need"] = 9' "$work/other.json"
expect_code 2 mutasi compare "$usual" "$work/other.json"
expect_line "$work/err" "other.json: units[2].need: contradiction: another instance than that of $usual: here 9, there 8"
change "$usual" 'd["instance"]["employees"].append({"id": "000000000000000098", "unit": "arsip"})' "$work/more.json"
expect_code 2 mutasi compare "$usual" "$work/more.json"
expect_line "$work/err" "more.json: employees[42]: contradiction: "
change "$usual" 'del d["instance"]["units"][1]["name"]' "$work/nameless.json"
expect_code 2 mutasi compare "$usual" "$work/nameless.json"
expect_line "$work/err" "nameless.json: units[1].name: contradiction: another instance than that of $usual: here nothing, there "
expect_code 2 mutasi compare "$work/nameless.json" "$usual"
expect_line "$work/err" "usual.json: units[1].name: contradiction: "

# Afterwards: as if everything had been done, Yusuf's training included, now is what was planned; as if nothing, before.
carried_out='d = d["instance"]; to = {m["employee"]: m["to"] for m in case["plan"]["moves"]}
for e in d["employees"]: e["unit"] = to.get(e["id"], e["unit"])
who = {e["id"]: e for e in d["employees"]}
who["999000000000000009"]["competencies"]["it-systems"] = 3'
change "$usual" "case = json.loads(json.dumps(d)); $carried_out" "$work/done.json"
expect_code 0 mutasi compare "$usual" --actual "$work/done.json" --json
expect_same "$(json "$work/out" '[(k, d["counts"][k]) for k in sorted(d["counts"]) if d["counts"][k]]')" "[('done', 8)]"
expect_same "$(json "$work/out" '{k: (v, d["states"][2][k]) for k, v in d["states"][1].items() if v != d["states"][2][k]}')" \
    "{'case': ('planned', 'actual')}"
expect_same "$(json "$work/out" '[d["states"][1][k] for k in ("total", "moves", "shortages")]')" "[145.347, 7, 0]"
expect_code 0 mutasi compare "$usual" --actual "$office" --json
expect_same "$(json "$work/out" '[(k, d["counts"][k]) for k in sorted(d["counts"]) if d["counts"][k]]')" "[('not_done', 8)]"
expect_same "$(json "$work/out" '{k: (v, d["states"][2][k]) for k, v in d["states"][0].items() if v != d["states"][2][k]}')" \
    "{'case': ('before', 'actual')}"

# A training that nobody entered is neither paid for (6 points) nor held: Dukcapil lacks its second IT expert.
change "$work/done.json" 'del [e for e in d["employees"] if e["id"] == "999000000000000009"][0]["competencies"]["it-systems"]' "$work/untrained.json"
expect_code 0 mutasi compare "$usual" --actual "$work/untrained.json" --json
expect_same "$(json "$work/out" '[d["states"][2][k] for k in ("offers", "shortages")]')" "[8, 1]"

# As things go: Agus stayed, Fajar went to public works (unknown to the plan), Lukman left; Eka left whom nobody had
# planned to move, Sari moved on her own to a new unit, and somebody is new.
change "$usual" "case = json.loads(json.dumps(d)); $carried_out
who['999000000000000013']['unit'] = 'arsip'
who['999000000000000014']['unit'] = 'pupr'
stayed = sorted(i for i in who if i not in to)
who[stayed[1]]['unit'] = 'baru'
d['employees'] = [e for e in d['employees'] if e['id'] not in ('999000000000000016', stayed[0])]
d['units'].append({'id': 'baru', 'need': 4})
d['employees'].append({'id': '000000000000000097', 'name': 'Baru Contoh', 'unit': 'pupr'})" "$work/later.json"
expect_code 0 mutasi compare "$usual" --actual "$work/later.json" --json
expect_same "$(json "$work/out" 'sorted(d["counts"].items())')" \
    "[('done', 5), ('elsewhere', 1), ('gone', 1), ('into_unknown_units', 1), ('left', 1), ('new', 1), ('not_done', 1), ('unplanned', 1)]"
expect_same "$(json "$work/out" '[(p["name"].split()[0], p["planned"], p["actual"]) for p in d["people"] if p["how"] in ("not_done", "elsewhere", "left", "new")]')" \
    "[('Agus', 'dukcapil', 'arsip'), ('Fajar', 'dukcapil', 'pupr'), ('Lukman', 'bapenda', None), ('Baru', None, 'pupr')]"
# Moves that happened: Bambang, Yusuf, Ayu, Dian, Fajar, and the one into the new unit, which holds one of four.
expect_same "$(json "$work/out" '[d["states"][2][k] for k in ("moves", "first_placements", "coverage_min")]')" "[6, 1, 0.25]"
expect_code 0 mutasi compare "$usual" --actual "$work/later.json"
expect_line "$work/out" "Moves and first placements planned: 8. Done: 5. Not done: 1. Went elsewhere: 1. Left since: 1."
expect_line "$work/out" "Not planned: 1 moved, 1 left, 1 are new."
expect_line "$work/out" "1 are in units that the case does not have"
if grep -q "Bambang" "$work/out"; then complain "what was done is shown without --all"; fi
expect_code 0 mutasi compare "$usual" --actual "$work/later.json" --csv --people
expect_line "$work/out" "999000000000000008,Bambang Irawan,arsip,dukcapil,dukcapil,done"
LANGUAGE=id expect_code 0 mutasi compare "$usual" --actual "$work/later.json"
expect_line "$work/out" "Di luar rencana: 1 pindah, 1 keluar, 1 baru."
expect_code 3 mutasi compare "$work/none.json" --actual "$office"
expect_line "$work/err" "none.json: Infeasible"

# A city of 3,000, under two policies.
"$BIN_DIR/mutasi-generate" --people 3000 --units 40 --seed 1 --names -o "$work/city.mp"
for seed in 1 2; do
    expect_code 0 mutasi solve "$work/city.mp" --time 2 --seed $seed -q -o "$work/city-$seed.mp"
done
start=$(date +%s%N)
expect_code 0 mutasi compare "$work/city-1.mp" "$work/city-2.mp"
expect_code 0 mutasi compare "$work/city-1.mp" --actual "$work/city.mp" --json
took_ms=$((($(date +%s%N) - start) / 1000000))
echo "two comparisons of 3,000 people: $took_ms ms"
[ $took_ms -lt 10000 ] || complain "two comparisons of a city took $took_ms ms"
# nothing was done, not even the trainings of people who stay: all is as before
expect_same "$(json "$work/out" '{k: (v, d["states"][2][k]) for k, v in d["states"][0].items() if v != d["states"][2][k]}')" \
    "{'case': ('before', 'actual')}"

# What is wrong with the command line.
expect_code 2 mutasi compare "$usual"
expect_line "$work/err" "two cases at least"
expect_code 2 mutasi compare "$usual" "$work/still.json" --actual "$office"
expect_code 2 mutasi compare "$usual" "$work/still.json" --people
expect_code 2 mutasi compare "$usual" "$office"
expect_line "$work/err" "office.json: format"
expect_code 2 mutasi compare "$usual" --actual "$usual"
finish
