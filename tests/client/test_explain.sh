#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Why somebody is moved, is not, or not to a unit: rules with their citations, and exact differences of whole plans.
. "$SOURCE_DIR/tests/client/lib.sh"
policy=$examples/office-policy.json
case=$work/case.json
expect_code 0 mutasi solve "$examples/office.json" -p "$policy" --gap 0 --time 20 -q -o "$case"

# explain WHO [OPTION...]: nothing is solved where the case itself has the answer, so no service is there to be asked.
explain() {
    expect_code 0 mutasi explain "$case" "$@"
}
offline="--to ipc://$work/nobody"

# --- the office: those who may not move -----------------------------------------------------------------------
explain "Wayan Sudarma" $offline
expect_line "$work/out" "stays in Dinas Perpustakaan dan Kearsipan"
expect_line "$work/out" "did not consent to any transfer"
explain 999000000000000011 $offline
expect_line "$work/out" "staff with the status PPPK are not transferred (PP 49/2018)"
explain "rini astuti" --unit dukcapil $offline
expect_line "$work/out" "not to Dinas Kependudukan dan Pencatatan Sipil:"
expect_line "$work/out" "in the present post since 2025-02-03, no transfer before 2027-02-03 (PP 11/2017 art. 190(3); Peraturan BKN 5/2019 art. 2)"
explain "Putri Maharani" $offline
expect_line "$work/out" 'marked "study-leave": not transferred (Peraturan BKN 5/2019 art. 3)'
explain "Sri Wahyuni" --unit arsip $offline
expect_line "$work/out" "pinned to the present unit"
explain "Citra Ayuningtyas" --unit pupr $offline
expect_line "$work/out" "consented to a transfer to these only: Badan Pendapatan Daerah"
explain "Nanda Fitriani" --json $offline
expect_same "$(json "$work/out" '[(b["barrier"], b["rule"], b["cite"]) for b in d["barriers"]], d["alternative"]')" \
    "([('rule', 'status_fixed', 'PP 49/2018')], None)"
explain "Rini Astuti" --json $offline
expect_same "$(json "$work/out" 'd["barriers"][0]["possible_from"]')" 2027-02-03

# --- the office: those who may; a service is asked --------------------------------------------------------------
# The same differences from two whole solves, base and scenario, without `explain`.
start_service
explain "Yoga Saputra" --json --gap 0 --to "$url"
cp "$work/out" "$work/yoga.json"
echo '{"name": "yoga", "place": {"999000000000000034": "pupr"}}' >"$work/yoga-there.json"
expect_code 0 mutasi solve "$examples/office.json" -p "$policy" -s "$work/yoga-there.json" --gap 0 --to "$url" -q -o "$work/there.json"
expect_same "$(json "$work/yoga.json" 'd["alternative"]["unit"], d["alternative"]["verdict"], d["alternative"]["more"], d["alternative"]["at_least"]')" \
    "('pupr', 'worse', $(json "$work/there.json" 'round(d["plan"]["objective"]["total"] - 145.347, 6)'), $(json "$work/there.json" 'round(d["plan"]["bound"] - 145.347, 6)'))"
explain "Agus Salim" --to "$url"
expect_line "$work/out" "moves from Dinas Perpustakaan dan Kearsipan to Dinas Kependudukan dan Pencatatan Sipil"
expect_line "$work/out" "because: Dinas Kependudukan dan Pencatatan Sipil needs at least 4 with civil-registry at level 2"
expect_line "$work/out" "staying in Dinas Perpustakaan dan Kearsipan:"
expect_line "$work/out" "possible: the whole plan would cost"
# Bagas is pinned where Citra would go, and they may not be together.
explain "Citra Ayuningtyas" --to "$url"
expect_line "$work/out" "no plan with it meets every hard demand"
expect_line "$work/out" "employees 999000000000000032 and 999000000000000015 must not be in one unit"
# Eka's reluctance of 6 makes her move dearer than any other nurse's.
explain "Eka Yuliana" --unit pkm-melati --gap 0 --json --to "$url"
expect_same "$(json "$work/out" 'd["alternative"]["verdict"]')" worse
cp "$work/out" "$work/eka.json"
# Without a unit: what prices prove of all units holds for each of them.
explain "Eka Yuliana" --gap 0 --json --to "$url"
expect_same "$(json "$work/out" 'd["elsewhere_at_least"] <= '"$(json "$work/eka.json" 'd["alternative"]["more"]')"' and d["elsewhere_at_least"] <= d["alternative"]["more"]')" True

# --- a town by hand ------------------------------------------------------------------------------------------------
# A has one person too many, B none. budi's move costs 10, ani's 10 + 3 x 1 = 13, cita is on leave, dodi's move would cost
# 10 + 3 x 2 = 16. Nobody moving costs 100 + 3 x 60 below and above the bands; one move 100 less and 60 less.
cat >"$work/town.json" <<'EOF2'
{"format": "mutasi-instance/1", "date": "2026-07-01",
 "units": [{"id": "A", "need": 3}, {"id": "B", "need": 1}, {"id": "C", "open": false}],
 "employees": [{"id": "ani", "unit": "A", "reluctance": 1, "since": "2025-01-31"},
               {"id": "budi", "unit": "A", "reluctance": 0, "since": "2020-01-01"},
               {"id": "cita", "unit": "A", "reluctance": 0, "tags": ["leave"], "pinned": true},
               {"id": "dodi", "unit": "A", "reluctance": 2, "since": "2020-01-01"}]}
EOF2
cat >"$work/town-policy.json" <<'EOF2'
{"format": "mutasi-policy/1", "balance": {"target": [1, 1], "under": 100, "over": 60},
 "relocation": {"move": 10, "per_km": 0, "reluctance": 3, "preference": 0},
 "rules": [{"rule": "tag_fixed", "tags": ["leave"], "cite": "art. 3"}, {"rule": "min_tenure", "years": 2, "cite": "art. 2"}]}
EOF2
case=$work/town-case.json
expect_code 0 mutasi solve "$work/town.json" -p "$work/town-policy.json" --gap 0 --to "$url" -q -o "$case"
expect_same "$(json "$case" 'd["plan"]["objective"]["total"]')" 10
# budi stays: dodi goes instead, 16 - 10
explain budi --gap 0 --to "$url"
expect_line "$work/out" "possible: the whole plan would cost 6 points more (proven)"
expect_line "$work/out" "then dodi: B instead of A"
# and without dodi: one above A's band, one below B's, and no move: 60 + 100 - 10
expect_line "$work/out" "with everybody else as planned: 150.00 points more"
grep -q "then budi" "$work/out" && complain "budi is one of the others"
# the other way round: dodi to B is the same plan; with budi there too 16 + 60 + 100
explain dodi --unit B --gap 0 --json --to "$url"
expect_same "$(json "$work/out" 'd["alternative"]["more"], d["alternative"]["at_least"], d["alternative"]["at_least_verified"], d["alternative"]["alone"], d["alternative"]["others"]')" \
    "(6, 6, 6, 176, [{'employee': 'budi', 'in_plan': 'B', 'then': 'A'}])"
# Row prices of zero prove something already: every plan costs at least 0, those with dodi in B at least his 16.
change "$case" 'd["plan"]["proof"]["certificate"] = {"kind": "lagrangian", "prices": {}}
p = d["plan"]; p["bound"] = p["bound_verified"] = 0; p["gap"] = 1; p["status"] = "feasible"; p["stopped_by"] = "time"' "$work/bare.json"
expect_code 0 mutasi explain "$work/bare.json" dodi --gap 0 --to "$url"
expect_line "$work/out" "in any other unit: at least 6.00 points more (proven by the row prices)"
expect_line "$work/out" "possible: the whole plan would cost 6 points more (proven)"
# A price of 12 points per FTE of B's supply: the row costs at least 12 (with one person there), budi saves 10 - 12 by
# going, dodi nothing, so 10 is proven. dodi in B costs 16 - 12 more than his staying: 4, less than the true 6.
change "$case" 'd["plan"]["proof"]["certificate"] = {"kind": "lagrangian", "prices": {"supply/B": 12000000000}}' "$work/priced.json"
expect_code 0 mutasi explain "$work/priced.json" dodi --gap 0 --to "$url"
expect_line "$work/out" "in any other unit: at least 4.00 points more (proven by the row prices)"
# every barrier is told, not only the first; the rule of tenure ends two years after the last day of January 2025
explain cita --unit B $offline
expect_line "$work/out" "- pinned to the present unit"
expect_line "$work/out" '- marked "leave": not transferred (art. 3)'
explain budi --unit C $offline
expect_line "$work/out" "- the unit is closed"
explain ani --unit B $offline
expect_line "$work/out" "in the present post since 2025-01-31, no transfer before 2027-01-31 (art. 2)"
# were it allowed: ani goes instead of budi, 13 - 10; cita's move costs what budi's does
explain ani --unit B --anyway --gap 0 --to "$url"
expect_line "$work/out" "in B, were it allowed:"
expect_line "$work/out" "the whole plan would cost 3 points more (proven)"
explain cita --unit B --anyway --gap 0 --to "$url"
expect_line "$work/out" "a plan with it costs the same"
# a closed unit is no place for anybody, whatever is allowed
explain budi --unit C --anyway $offline
expect_line "$work/out" "the unit is closed"

# --- a plan that is not the best: dodi moves for 16, and nothing but zero is proven ----------------------------------
echo '{"name": "dodi", "place": {"dodi": "B"}}' >"$work/dodi.json"
expect_code 0 mutasi solve "$work/town.json" -p "$work/town-policy.json" -s "$work/dodi.json" --gap 0 --to "$url" -q -o "$work/dodi-case.json"
change "$work/dodi-case.json" 'del d["scenario"]; d["plan"]["proof"]["certificate"] = {"kind": "lagrangian", "prices": {}}
p = d["plan"]; p["bound"] = p["bound_verified"] = 0; p["gap"] = 1; p["status"] = "feasible"; p["stopped_by"] = "time"' "$work/loose.json"
expect_code 0 mutasi check "$work/loose.json"
case=$work/loose.json
explain budi --unit B --gap 0 --to "$url"
expect_line "$work/out" "possible: a plan with it costs 6.00 points less than this one"
expect_line "$work/out" "so this plan is not the best one"
expect_line "$work/out" "this plan itself may cost up to 16.00 points more than the best one"

# --- under a case's own scenario: cita is placed in B by it, so budi has no reason to move ---------------------------
echo '{"name": "cita", "place": {"cita": "B"}}' >"$work/cita.json"
expect_code 0 mutasi solve "$work/town.json" -p "$work/town-policy.json" -s "$work/cita.json" --gap 0 --to "$url" -q -o "$work/cita-case.json"
case=$work/cita-case.json
explain cita --unit A $offline
expect_line "$work/out" "the scenario places this person in B"
# budi to B as well: 10 for the move, one below A's band and one above B's: 10 + 100 + 60
explain budi --unit B --gap 0 --to "$url"
expect_line "$work/out" "possible: the whole plan would cost 170 points more (proven)"

# --- no plan: B must have three, and only budi and dodi may go there ---------------------------------------------------
change "$work/town.json" 'd["units"][1]["headcount_limits"] = [3, None]' "$work/crowd.json"
expect_code 3 mutasi solve "$work/crowd.json" -p "$work/town-policy.json" --to "$url" -q -o "$work/crowd-case.json"
expect_code 0 mutasi explain "$work/crowd-case.json" ani --unit B $offline
expect_line "$work/out" "now in A; the case has no plan to compare with"
expect_line "$work/out" "no transfer before 2027-01-31 (art. 2)"

# --- what is refused ---------------------------------------------------------------------------------------------------
expect_code 2 mutasi explain "$case" nobody $offline
expect_line "$work/err" "unknown_id"
expect_code 2 mutasi explain "$case" budi --unit Z $offline
expect_line "$work/err" "expected the id, or the name, of one unit"
# Whoever types a part of a name is told whose it is; two of one name are told by their ids.
office=$work/office-case.json
expect_code 0 mutasi solve "$examples/office.json" -p "$examples/office-policy.json" --to "$url" -q -o "$office"
expect_code 2 mutasi explain "$office" agus $offline
expect_line "$work/err" "agus: unknown_id: is no whole name and no id; it is part of Agus Salim (999000000000000013)"
expect_code 2 mutasi explain "$office" "Yoga Saputra" --unit puskesmas $offline
expect_line "$work/err" "it is part of Puskesmas Melati (pkm-melati), Puskesmas Kenanga (pkm-kenanga)"
change "$examples/office.json" 'for e in d["employees"][:6]: e["name"] = "Ani Contoh"' "$work/namesakes.json"
expect_code 0 mutasi solve "$work/namesakes.json" -p "$examples/office-policy.json" --to "$url" -q -o "$work/namesakes-case.json"
expect_code 2 mutasi explain "$work/namesakes-case.json" "ani contoh" $offline
expect_line "$work/err" "6 have this name: which id is it? Ani Contoh (999000000000000001), Ani Contoh (999000000000000002),"
expect_line "$work/err" "Ani Contoh (999000000000000004), ..."
change "$case" 'd["plan"]["objective"]["total"] -= 1; d["plan"]["objective"]["relocation"] -= 1' "$work/cheap.json"
expect_code 2 mutasi explain "$work/cheap.json" budi $offline
expect_line "$work/err" "the plan does not hold"
expect_code 2 mutasi explain "$case"
expect_code 5 mutasi explain "$case" budi --unit B --time 0.1 $offline

# --- Indonesian, and a service of its own -----------------------------------------------------------------------------
LANGUAGE=id LC_ALL=C.UTF-8 expect_code 0 mutasi explain "$work/town-case.json" dodi --unit B --gap 0
expect_line "$work/out" "mungkin: seluruh rencana akan 6 poin lebih mahal (terbukti)"
finish
