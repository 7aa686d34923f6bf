#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What is open, counted by hand, and not a word on who is there.
. "$SOURCE_DIR/tests/client/lib.sh"

# Two people of 1 FTE in each of the first four units; nobody elsewhere. Under a band from 0.9:
#   a  needs 4.6: 2.6 open, which is 3 people; and a clerk of level 2 is missing, for nobody's level is known
#   b  needs 2.2: at 0.909 of its need within the band, nothing open
#   c  needs 5 but holds at most 3.4 FTE: 1.4 open, 1 person
#   d  needs 5 but may have 2 people only: nothing open
#   e  is closed: nothing open
#   f  needs nothing, but must have 0.3 FTE: 0.3 open, 1 person
#   g  a group of a and b: needs 7.8, has 4: 3.8 open, 4 people
cat >"$work/office.json" <<'JSON'
{"format": "mutasi-instance/1", "date": "2026-01-05",
 "groups": [{"id": "g", "name": "Group \"g\"", "need": 7.8}],
 "units": [
  {"id": "a", "name": "Unit a", "group": "g", "need": 4.6, "competencies": [{"id": "clerk", "level": 2, "min": 1}]},
  {"id": "b", "group": "g", "need": 2.2}, {"id": "c", "need": 5, "supply_limits": [null, 3.4]},
  {"id": "d", "need": 5, "headcount_limits": [null, 2]}, {"id": "e", "need": 5, "open": false},
  {"id": "f", "supply_limits": [0.3, null]}],
 "employees": [
  {"id": "000000000000000001", "name": "Ani Contoh", "unit": "a", "competencies": {"clerk": null}},
  {"id": "000000000000000002", "name": "Budi Contoh", "unit": "a"},
  {"id": "000000000000000003", "name": "Citra Contoh", "unit": "b"}, {"id": "000000000000000004", "unit": "b"},
  {"id": "000000000000000005", "unit": "c"}, {"id": "000000000000000006", "unit": "c"},
  {"id": "000000000000000007", "unit": "d"}, {"id": "000000000000000008", "unit": "d"}]}
JSON
cat >"$work/policy.json" <<'JSON'
{"format": "mutasi-policy/1", "balance": {"target": [0.9, 1.1], "under": 100, "over": 60}, "competency": {"shortage": 80}}
JSON
open_lines="[('unit', 'a', None, 2.6, 3), ('unit', 'a', 'clerk', None, 1), ('unit', 'c', None, 1.4, 1), \
('unit', 'f', None, 0.3, 1), ('group', 'g', None, 3.8, 4)]"
expect_code 0 mutasi vacancies "$work/office.json" -p "$work/policy.json" --json
expect_same "$(json "$work/out" '[(v["kind"], v["unit"], v["competency"], v["fte"], v["people"]) for v in d["vacancies"]]')" "$open_lines"
expect_same "$(json "$work/out" 'd["date"], d["after_plan"], d["vacancies"][1]["level"], d["vacancies"][0]["group"]')" \
    "('2026-01-05', False, 2, 'g')"
# Where the unknown qualifies the clerk is there; without a balance policy b's 0.2 are open as well; d may take a third.
change "$work/policy.json" 'd["competency"]["unknown"] = "qualified"; del d["balance"]' "$work/loose.json"
change "$work/office.json" 'd["units"][3]["headcount_limits"] = [None, 3]' "$work/wider.json"
expect_code 0 mutasi vacancies "$work/wider.json" -p "$work/loose.json" --json
expect_same "$(json "$work/out" '[(v["unit"], v["fte"], v["people"]) for v in d["vacancies"]]')" \
    "[('a', 2.6, 3), ('b', 0.2, 1), ('c', 1.4, 1), ('d', 3, 1), ('f', 0.3, 1), ('g', 3.8, 4)]"
echo '{"name": "more", "need": {"b": 9}}' >"$work/more.json"
expect_code 0 mutasi vacancies "$work/office.json" -p "$work/policy.json" -s "$work/more.json" --csv --separator ';'
expect_line "$work/out" "unit;b;;g;;;7,00;7"
expect_line "$work/out" 'group;g;"Group ""g""";;;;3,80;4'
expect_code 0 mutasi vacancies "$work/office.json" -p "$work/policy.json" --lang id
expect_line "$work/out" "Yang terbuka (2026-01-05)"

# A case says what its plan leaves open: the office's plan nothing, that of its vaccination weeks what its units lack.
expect_code 0 mutasi vacancies "$examples/office.json" -p "$examples/office-policy.json" --csv -o "$work/before.csv"
expect_line "$work/before.csv" "unit,dukcapil,Dinas Kependudukan dan Pencatatan Sipil,,,,4.13,4"
expect_line "$work/before.csv" "unit,pkm-melati,Puskesmas Melati,health,nursing,2,,2"
expect_code 0 mutasi solve "$examples/office.json" -p "$examples/office-policy.json" --gap 0 --time 10 -q -o "$work/case.json"
expect_code 0 mutasi vacancies "$work/case.json"
expect_line "$work/out" "What remains open after the plan (2026-01-05)"
expect_line "$work/out" "Nothing is open."
# Without a plan a case is its instance.
change "$examples/office-policy.json" 'd["balance"]["limit"] = [0.999, 1.001]' "$work/narrow.json"
expect_code 3 mutasi solve "$examples/office.json" -p "$work/narrow.json" --time 10 -q -o "$work/none.json"
expect_code 0 mutasi vacancies "$work/none.json"
expect_line "$work/out" "What is open (2026-01-05)"

# Nobody appears, in any form: no id, no name, of whoever is there or comes.
"$BIN_DIR/mutasi-generate" --people 3000 --units 40 --seed 1 --names -o "$work/city.json"
expect_code 0 mutasi solve "$work/city.json" --time 3 -q -o "$work/city-case.json"
for file in office.json case.json city.json city-case.json; do
    for form in --json --csv ""; do
        # shellcheck disable=SC2086  # no form is no argument
        expect_code 0 mutasi vacancies "$work/$file" $form
        /usr/bin/python3 - "$work/$file" "$work/out" <<'PYTHON' || complain "somebody appears in the vacancies of $file $form"
import json, sys
d, said = json.load(open(sys.argv[1])), open(sys.argv[2]).read()
people = d.get("instance", d)["employees"]
seen = [v for e in people for v in (e["id"], e.get("name")) if v and v in said]
assert len(people) >= 8 and not seen, seen
PYTHON
    done
done
start=$(date +%s%N)
expect_code 0 mutasi vacancies "$work/city-case.json" --json
took_ms=$((($(date +%s%N) - start) / 1000000))
echo "vacancies of 3,000 people: $took_ms ms"
[ $took_ms -lt 5000 ] || complain "the vacancies of a city took $took_ms ms"

# What is wrong.
expect_code 2 mutasi vacancies
expect_code 2 mutasi vacancies "$work/case.json" -p "$work/policy.json"
expect_line "$work/err" "case.json: contradiction: a case has its own policy and scenario"
expect_code 2 mutasi vacancies "$work/office.json" --separator ';'
expect_code 2 mutasi vacancies "$work/absent.json"
finish
