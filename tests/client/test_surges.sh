#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A vaccination week: who is lent, in the summary, the spreadsheets, the explanation and the report.
. "$SOURCE_DIR/tests/client/lib.sh"

# The clinic asks for one more for two weeks. The archive has 1 of 2, less than 0.6 of its need: it does not lend. The
# registry has 3 of 3 and keeps 2, at least 0.6 x 3; of its people one consents. Lending costs 4 + 0.1 x 10 km = 5; left
# undone, what is missing to 0.95 of 1 FTE costs 95.
cp "$examples/vaccination-weeks.json" "$work/town.json"
cp "$examples/vaccination-weeks-policy.json" "$work/policy.json"
expect_code 0 mutasi solve "$work/town.json" -p "$work/policy.json" --gap 0 -o "$work/case.json"
expect_line "$work/out" "Lent for a time (1)"
expect_line "$work/out" "brings measles to 1.00 of 1.00 FTE, 0.00 without; registry keeps 2.00 of 3.00 FTE meanwhile; without it the plan would cost 90.00 points more"
expect_same "$(json "$work/case.json" '[(s["employee"], s["unit"], s["to"], s["surge"], s["cost"]) for s in d["plan"]["secondments"]]')" \
    "[('000000000000000004', 'registry', 'clinic', 'measles', 5)]"
expect_code 0 mutasi check "$work/case.json"

expect_code 0 mutasi explain "$work/case.json" 000000000000000004 --time 5
expect_line "$work/out" "lent to Puskesmas Contoh from 2026-08-03 to 2026-08-14 for measles, at 5.00 points"
expect_code 0 mutasi explain "$work/case.json" 000000000000000004 --time 5 --json
expect_same "$(json "$work/out" 'd["secondment"]["surge"]')" measles
expect_code 0 mutasi explain "$work/case.json" 000000000000000002 --time 5 --json
expect_same "$(json "$work/out" 'd["secondment"]')" None

expect_code 0 mutasi export csv "$work/case.json" -o "$work/sheets" --lang id --decimal ,
expect_line "$work/sheets/secondments.csv" "2026-08-03"
expect_line "$work/sheets/secondments.csv" "membawa measles ke 1,00 dari 1,00 FTE, 0,00 tanpanya; registry tetap memiliki 2,00 dari 3,00 FTE selama itu; tanpa itu rencana akan berbiaya 90,00 poin lebih mahal"

expect_code 0 mutasi report "$work/case.json" -o "$work/en.html" --lang en
expect_line "$work/en.html" "Work for a time, and who is lent to it"
expect_line "$work/en.html" "registry keeps 2.00 of 3.00 FTE meanwhile"
expect_code 0 mutasi report "$work/case.json" -o "$work/id.html" --lang id
expect_line "$work/id.html" "Pekerjaan sementara, dan siapa yang dipinjamkan"

# Without a price for lending nobody is lent, and the plan says what stays undone.
json "$work/policy.json" '(d.pop("secondment"), __import__("json").dumps(d))[1]' >"$work/alone.json"
expect_code 0 mutasi solve "$work/town.json" -p "$work/alone.json" --gap 0 -o "$work/alone-case.json"
expect_same "$(json "$work/alone-case.json" 'd["plan"].get("secondments")')" None
expect_line "$work/out" "The temporary work measles at Puskesmas Contoh is not planned: the policy does not say what lending people costs"
LANGUAGE=id expect_code 0 mutasi solve "$work/town.json" -p "$work/alone.json" --gap 0 -o "$work/alone-case.json"
expect_line "$work/out" "Pekerjaan sementara measles di Puskesmas Contoh tidak direncanakan: kebijakan tidak menyebut biaya"
expect_same "$(json "$work/alone-case.json" 'd["plan"]["warnings"]')" \
    "['surge measles is not planned: the policy says nothing about secondment']"
if grep -q "surge measles" "$work/out"; then complain "the plan's English sentence is shown beside"; fi
expect_code 0 mutasi report "$work/alone-case.json" -o "$work/alone.html" --lang id
expect_line "$work/alone.html" "<p>Pekerjaan sementara measles di Puskesmas Contoh tidak direncanakan"
change "$work/town.json" 'd["units"][0]["open"] = False; d["employees"] = d["employees"][1:]' "$work/closed.json"
LANGUAGE=id expect_code 0 mutasi solve "$work/closed.json" -p "$work/policy.json" --gap 0 -o "$work/closed-case.json"
expect_line "$work/out" "Pekerjaan sementara measles tidak direncanakan: Puskesmas Contoh ditutup"
expect_same "$(json "$work/closed-case.json" 'd["plan"]["warnings"]')" "['surge measles is not planned: unit clinic is closed']"

# A second one for the clinic, for good: whoever is not the registry's is there or pinned, and of the registry Budi would
# go, which leaves it 2 of the 3 FTE that it is to keep now. The clinic or the registry gives way by one.
change "$work/town.json" 'd["units"][0]["headcount_limits"] = [2, None]; d["employees"][1]["pinned"] = True' "$work/two.json"
change "$work/policy.json" 'd["secondment"]["donor_min"] = 1' "$work/keep-policy.json"
expect_code 3 mutasi solve "$work/two.json" -p "$work/keep-policy.json" -o "$work/two-case.json"
expect_code 0 mutasi explain "$work/two-case.json"
expect_line "$work/out" "  - registry must keep at least 3 FTE, not counting whom it lends, on 2026-08-03 (donor_min of the policy's secondment)"
expect_line "$work/out" "may be there: 4 with 4 FTE in all"
expect_line "$work/out" "  - 000000000000000002 is pinned to the present unit"
expect_line "$work/out" "With this there is a plan, and no way there is cheaper (1, counted in people):"
if grep -q "keep/" "$work/out"; then complain "a row's name stands for a sentence"; fi
LANGUAGE=id expect_code 0 mutasi explain "$work/two-case.json"
expect_line "$work/out" "registry harus tetap memiliki paling sedikit 3 FTE, tidak termasuk yang dipinjamkannya, pada 2026-08-03"
# How many may be away never excludes a plan: nobody has to be lent. It has its words nevertheless.
change "$work/two-case.json" 'x = [x for x in d["plan"]["infeasibility"]["demands"] if x["demand"] == "keep"][0]
x.update(demand="lend", side="most", limit=2, row="lend/registry/2026-08-03")' "$work/lend-case.json"
expect_code 0 mutasi explain "$work/lend-case.json"
expect_line "$work/out" "registry may have at most 2 lent out at one time, on 2026-08-03 (max_share of the policy's secondment)"
change "$work/lend-case.json" 'del [x for x in d["plan"]["infeasibility"]["demands"] if x["demand"] == "lend"][0]["day"]' "$work/dayless.json"
expect_code 2 mutasi explain "$work/dayless.json"
expect_line "$work/err" ".day: missing_field"

# Beside each other: nobody moves in either, and one is lent in the first only.
expect_code 0 mutasi compare "$work/case.json" "$work/alone-case.json"
expect_line "$work/out" "alone-case against case: 0 are placed alike, 0 elsewhere, 0 only in case, 0 only in alone-case."
expect_line "$work/out" "Lent for a time: 0 alike, 0 to other surges, 1 only in case, 0 only in alone-case."
expect_same "$(awk '/Budi/ {$1 = $1; print}' "$work/out")" "000000000000000004 Budi Contoh registry (stays), lent to measles (stays)"
if grep -q 000000000000000003 "$work/out"; then complain "who is the same in both is listed"; fi
expect_code 0 mutasi compare "$work/alone-case.json" "$work/case.json" --csv --people
expect_line "$work/out" "employee,name,from,alone-case,case,alone-case how,case how,alone-case lent to,case lent to"
expect_line "$work/out" "000000000000000004,Budi Contoh,registry,registry,registry,stays,stays,,measles"
expect_code 0 mutasi compare "$work/alone-case.json" "$work/case.json" --json
expect_same "$(json "$work/out" 'd["differences"][0]["lent"]')" "{'elsewhere': 0, 'only_against': 0, 'only_case': 1, 'same': 0}"
expect_same "$(json "$work/out" '[(p["employee"], [e["surge"] for e in p["ends"]]) for p in d["people"]]')" \
    "[('000000000000000004', [None, 'measles'])]"
LANGUAGE=id expect_code 0 mutasi compare "$work/case.json" "$work/alone-case.json"
expect_line "$work/out" "(tetap), dipinjamkan ke measles"
expect_code 0 mutasi report "$work/case.json" --compare "$work/alone-case.json" -o "$work/both.html" --lang en
expect_line "$work/both.html" "Lent for a time: 0 people in both plans to the same work, 0 to different work; 1 only in this plan, 0 only in the other."
expect_line "$work/both.html" "stays, lent to measles"
expect_line "$work/both.html" '>of it: Temporary work: people lent, and work left undone</th><td class="number">5.0</td><td class="number">0.0</td>'
if grep -q "of it: Staying too long" "$work/both.html"; then complain "a part that neither plan pays has a line"; fi

# Afterwards nobody can see in an instance who was lent.
expect_code 0 mutasi compare "$work/case.json" --actual "$work/town.json"
expect_line "$work/out" "The later instance does not say who was lent: actual counts nobody as lent."
expect_code 0 mutasi compare "$work/alone-case.json" --actual "$work/town.json"
if grep -q "who was lent" "$work/out"; then complain "lending is told of a plan that lends nobody"; fi
finish
