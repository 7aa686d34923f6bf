#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Groups, pairs, offers and the earlier plan: their place among the reasons of a move, in words and in both languages.
. "$SOURCE_DIR/tests/client/lib.sh"
# G, of A and B, needs 3 and has Eka and Fitri in A; C has two and needs none of them. Ani (in C) learns law for 30,
# which B misses at 80, and the earlier plan had her there. Budi and Citra are in D; they must not be in one unit, and
# Citra is pinned. Whoever moves pays 10.
cat >"$work/town.json" <<'JSON'
{"format": "mutasi-instance/1", "date": "2026-07-01",
 "groups": [{"id": "G", "name": "Dinas G", "need": 3}],
 "units": [{"id": "A", "group": "G"}, {"id": "B", "group": "G", "competencies": [{"id": "law", "min": 1}]}, {"id": "C"},
           {"id": "D"}],
 "employees": [
  {"id": "000000000000000001", "name": "Ani", "unit": "C", "consent": ["B"],
   "offers": [{"kind": "training", "cost": 30, "competency": "law"}]},
  {"id": "000000000000000002", "name": "Budi", "unit": "D", "consent": ["C"]},
  {"id": "000000000000000003", "name": "Citra", "unit": "D", "pinned": true},
  {"id": "000000000000000004", "name": "Eka", "unit": "A", "pinned": true},
  {"id": "000000000000000005", "name": "Fitri", "unit": "A", "pinned": true}],
 "pairs": [{"kind": "apart", "employees": ["000000000000000003", "000000000000000002"], "scope": "unit"}],
 "previous": {"000000000000000001": "B", "000000000000000003": "C"}}
JSON
cat >"$work/policy.json" <<'JSON'
{"format": "mutasi-policy/1", "balance": {"target": [1, 1], "under": 100, "over": 60}, "competency": {"shortage": 80},
 "relocation": {"move": 10, "per_km": 0, "reluctance": 0, "preference": 0}, "persistence": 7, "budget": 100}
JSON
case=$work/case.json
expect_code 0 mutasi solve "$work/town.json" -p "$work/policy.json" --gap 0 --time 20 -q -o "$case"
# Two moves, 20; the training, 30; Citra departs from the earlier plan, 7. Ani staying: 100 + 80 + 7 - 40 = 147 more;
# going without the training: 80 - 30 = 50 more.
expect_same "$(json "$case" 'd["plan"]["status"], d["plan"]["objective"]["total"]')" "('optimal', 57)"
expect_same "$(json "$case" '[(m["employee"][-1], [(r["reason"], r.get("points"), r.get("employee", "-")[-1]) for r in m["reasons"]]) for m in d["plan"]["moves"]]')" \
    "[('1', [('covers_competency', None, '-'), ('raises_group', None, '-'), ('as_before', 7, '-'), ('offer_saves', 50, '-'), ('saves', 147, '-')]), ('2', [('kept_apart', None, '3'), ('required', None, '-')])]"

start_service
expect_code 0 mutasi explain "$case" Ani --to "$url"
expect_line "$work/out" "after training in law to level 1, which costs 30.00 points"
expect_line "$work/out" "Dinas G as a whole needs 3.00 FTE: 3.00 with this move, 2.00 without"
expect_line "$work/out" "the earlier plan had the same, and departing from it costs 7.00 points"
expect_line "$work/out" "with the same move without it the plan would cost 50.00 points more"
expect_code 0 mutasi explain "$case" Budi --to "$url"
expect_line "$work/out" "must not be in one unit with Citra"
LANGUAGE=id expect_code 0 mutasi explain "$case" Budi --to "$url"
expect_line "$work/out" "tidak boleh satu unit dengan Citra"
expect_code 0 mutasi explain "$case" Citra --to "$url"
expect_line "$work/out" "  must not be in one unit with Budi"
expect_line "$work/out" "  the earlier plan had C: departing from it costs 7.00 points"
expect_code 0 mutasi solve "$work/town.json" -p "$work/policy.json" --gap 0 --time 20
expect_line "$work/out" "raises G from 2.00 to 3.00 FTE; as in the earlier plan; the offer saves 50.00 points; saves 147.00 points"
expect_line "$work/out" "apart from 000000000000000003"

# The report: G has 2 of 3 today and 3 then; the moves and the training spend 10 + 10 + 30 of 100.
cell() {
    printf '<td class="%s" data-label="%s">%s</td>' "$@"
}
page=$work/page.html
expect_code 0 mutasi report "$case" --lang en -o "$page"
expect_line "$page" "<th scope=\"row\" class=\"name\">Dinas G</th>$(cell number 'Needed, FTE' 3.00)$(cell number 'Today, FTE' 2.00)$(cell number 'Then, FTE' 3.00)$(cell number 'Coverage today' 66.7%)$(cell number 'Coverage then' 100.0%)$(cell name 'Missing then' –)"
expect_line "$page" "Offers in the data: 1. Used by the plan: 1, for 30.0 points in all."
expect_line "$page" "$(cell name Offer 'training in law to level 1')$(cell name Unit B)$(cell number Cost 30.0)$(cell name 'Without it' 'the plan would cost 50.0 points more')"
expect_line "$page" "all units together</th>$(cell number Points 100.0)$(cell number Spent 50.0)$(cell number 'of it on offers' 30.0)$(cell number Left 50.0)"
expect_line "$page" "Citra; Budi</th>$(cell name 'Must be' 'in different units')$(cell name 'Then in' 'D; C')$(cell name 'Moves because of it' Budi)"
expect_line "$page" "People whom the earlier plan placed: 2. Where it wanted them: 1. Elsewhere: 1, each at 7.0 points."
expect_line "$page" "Citra</th>$(cell name 'Earlier plan' C)$(cell name 'Then in' D)"
expect_code 0 mutasi report "$case" --lang id -o "$page"
expect_line "$page" "Kelompok secara keseluruhan"
expect_line "$page" "pelatihan law sampai tingkat 1"
expect_line "$page" "Pegawai yang ditempatkan rencana sebelumnya: 2. Di tempat yang dikehendakinya: 1. Di tempat lain: 1, masing-masing 7,0 poin."
finish
