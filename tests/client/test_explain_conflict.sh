#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# mutasi explain CASE of a case without a plan: which demands exclude one, who may meet them, and what to loosen.
. "$SOURCE_DIR/tests/client/lib.sh"
offline="--to ipc://$work/nobody" # no service is there to be asked: what is in the case is enough

# Puskesmas B asks for 3 nurses at level 3. Budi is there; Ani does not consent, Cita is pinned, Dodi is on a contract:
# 1 may be there, and any two of the three others would do. So of the three two are in the conflict, the first ones may
# be let go; the cheapest way is to ask for 1: two people short.
cat >"$work/clinic.json" <<'JSON'
{"format": "mutasi-instance/1", "date": "2026-07-01",
 "units": [{"id": "A"}, {"id": "B", "name": "Puskesmas B",
            "competencies": [{"id": "nurse", "level": 3, "min": 3, "hard": true}]}],
 "employees": [
  {"id": "000000000000000001", "name": "Ani Contoh", "unit": "A", "competencies": {"nurse": 3}, "consent": "none"},
  {"id": "000000000000000002", "name": "Budi Contoh", "unit": "B", "competencies": {"nurse": 4}},
  {"id": "000000000000000003", "name": "Cita Contoh", "unit": "A", "competencies": {"nurse": 5}, "pinned": true},
  {"id": "000000000000000004", "name": "Dodi Contoh", "unit": "A", "competencies": {"nurse": 3}, "status": "PPPK"}]}
JSON
cat >"$work/policy.json" <<'JSON'
{"format": "mutasi-policy/1", "rules": [{"rule": "status_fixed", "status": ["PPPK"], "cite": "PP 49/2018"}]}
JSON
expect_code 3 mutasi solve "$work/clinic.json" -p "$work/policy.json" -o "$work/case.json"
expect_line "$work/out" "Puskesmas B needs at least 3 with nurse at level 3 or above"

# shellcheck disable=SC2086  # the option and its value
expect_code 0 mutasi explain "$work/case.json" $offline
expect_line "$work/out" "No plan meets all of this; without any one of it there would be one:"
expect_line "$work/out" "  - Puskesmas B needs at least 3 with nurse at level 3 or above"
expect_line "$work/out" "may be there: 1 (Budi Contoh (000000000000000002))"
expect_line "$work/out" "have it and may not be there: 3; pinned: 1; without their consent: 1; kept by a rule: 1 (PP 49/2018)"
expect_line "$work/out" "  - Cita Contoh (000000000000000003) is pinned to the present unit"
expect_line "$work/out" "  - a rule keeps Dodi Contoh (000000000000000004) (PP 49/2018)"
grep -q "  - Ani Contoh" "$work/out" && complain "Ani is in the conflict, though her consent alone changes nothing"
expect_line "$work/out" "With this there is a plan, and no way there is cheaper (2, counted in people):"
expect_line "$work/out" "  - Puskesmas B needs at least 3 with nurse at level 3 or above: 1 instead"

# shellcheck disable=SC2086
expect_code 0 mutasi explain "$work/case.json" --json $offline
expect_same "$(json "$work/out" '[(x["demand"], x["needed"]) for x in d["infeasibility"]["demands"]]')" \
    "[('competency', True), ('pin', True), ('rule', True)]"
expect_same "$(json "$work/out" '(d["infeasibility"]["relaxation"]["cost"], d["infeasibility"]["relaxation"]["at_least"])')" "(2, 2)"
expect_same "$(json "$work/out" 'd["sentences"]["conflict"]["lines"][1]["text"]')" \
    "Cita Contoh (000000000000000003) is pinned to the present unit"

# In Indonesian, and in the report.
# shellcheck disable=SC2086
LANGUAGE=id mutasi explain "$work/case.json" $offline >"$work/out"
expect_line "$work/out" "Puskesmas B membutuhkan paling sedikit 3 orang dengan nurse tingkat 3 atau lebih"
expect_line "$work/out" "boleh di sana: 1 (Budi Contoh (000000000000000002))"
expect_code 0 mutasi report "$work/case.json" --lang en -o "$work/report.html"
expect_line "$work/report.html" "Puskesmas B needs at least 3 with nurse at level 3 or above"
expect_line "$work/report.html" "a rule keeps Dodi Contoh (000000000000000004) (PP 49/2018)"

# A case that does not say it (an older one, or one whose limits left no time) is solved again.
change "$work/case.json" 'del d["plan"]["infeasibility"]' "$work/older.json"
expect_code 0 mutasi explain "$work/older.json"
expect_line "$work/out" "  - a rule keeps Dodi Contoh (000000000000000004) (PP 49/2018)"

# Of the people of a case with a plan one has to be named; options about somebody want somebody.
change "$work/clinic.json" 'd["units"][1]["competencies"][0]["min"] = 1' "$work/enough.json"
expect_code 0 mutasi solve "$work/enough.json" -p "$work/policy.json" -o "$work/plan.json"
# shellcheck disable=SC2086
expect_code 2 mutasi explain "$work/plan.json" $offline
expect_line "$work/err" "there is a plan: name the EMPLOYEE to explain"
mutasi explain "$work/case.json" --unit B >"$work/out" 2>"$work/err" && complain "--unit without EMPLOYEE is taken"
expect_line "$work/err" "--unit and --anyway go with an EMPLOYEE"

# A plan that names what is not there is refused.
change "$work/case.json" 'd["plan"]["infeasibility"]["demands"][2]["rule"] = 1' "$work/forged.json"
# shellcheck disable=SC2086
expect_code 2 mutasi explain "$work/forged.json" $offline
expect_line "$work/err" "plan.infeasibility.demands[2].rule"

# A city of 3,000 with one impossible minimum: found by sums, so every demand is known to be needed however little
# effort the rest may take, and the row is the one that was made impossible.
"$BIN_DIR/mutasi-generate" -n 3000 -u 60 -f tight -o "$work/city.json" --policy-out="$work/city-policy.json"
change "$work/city.json" 'd["units"][0]["competencies"][0]["min"] = 900' "$work/city.json"
expect_code 3 mutasi solve "$work/city.json" -p "$work/city-policy.json" --time 90 -o "$work/city-case.json"
expect_same "$(json "$work/city-case.json" '(d["plan"]["infeasibility"]["minimal"],
    [x["row"].split("/")[:2] for x in d["plan"]["infeasibility"]["demands"] if "row" in x] == [["competency", d["instance"]["units"][0]["id"]]])')" \
    "(True, True)"
finish
