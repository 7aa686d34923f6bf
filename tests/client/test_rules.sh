#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The rules on long tenure and on retirement, from the policy to the words people read.
. "$SOURCE_DIR/tests/client/lib.sh"
# On 2026-07-01, of five people in A: Ani since 2015, longer than five years and than ten; Budi since 2020, longer
# than five; Citra since 2015 and pinned; Dewi since 2024, 58 on 2026-12-31; Eko without any date. B wants nobody.
cat >"$work/town.json" <<'JSON'
{"format": "mutasi-instance/1", "date": "2026-07-01", "units": [{"id": "A"}, {"id": "B"}],
 "employees": [
  {"id": "000000000000000001", "name": "Ani", "unit": "A", "since": "2015-01-01", "born": "1980-01-01"},
  {"id": "000000000000000002", "name": "Budi", "unit": "A", "since": "2020-01-01", "born": "1980-01-01"},
  {"id": "000000000000000003", "name": "Citra", "unit": "A", "since": "2015-01-01", "born": "1980-01-01", "pinned": true},
  {"id": "000000000000000004", "name": "Dewi", "unit": "A", "since": "2024-01-01", "born": "1968-12-31"},
  {"id": "000000000000000005", "name": "Eko", "unit": "A"}]}
JSON
cat >"$work/policy.json" <<'JSON'
{"format": "mutasi-policy/1", "relocation": {"move": 10, "per_km": 0, "reluctance": 0, "preference": 0},
 "rules": [{"rule": "max_tenure", "years": 5, "price": 4, "cite": "SE 5"},
           {"rule": "max_tenure", "years": 10, "hard": true, "cite": "SE 10"},
           {"rule": "retirement", "age": 58, "months": 12, "cite": "SE 58"}]}
JSON
case=$work/case.json
expect_code 0 mutasi solve "$work/town.json" -p "$work/policy.json" --gap 0 --time 20 -q -o "$case"

# Ani must move: 10. Budi stays for 4, Citra for 4: 18 in all.
expect_same "$(json "$case" 'd["plan"]["status"], d["plan"]["objective"]["total"], d["plan"]["objective"]["tenure"]')" \
    "('optimal', 18, 8)"
expect_same "$(json "$case" '[(m["employee"][-1], [(r["reason"], r.get("points"), r.get("cite")) for r in m["reasons"]]) for m in d["plan"]["moves"]]')" \
    "[('1', [('over_tenure', 4, 'SE 5'), ('over_tenure', None, 'SE 10'), ('required', None, None)])]"
expect_same "$(json "$case" '[" ".join(w.split()[:1] + w.split(") ")[1].split()[:3]) for w in d["plan"]["warnings"]]')" \
    "['max_tenure lets 1 person', 'max_tenure lets 1 person', 'max_tenure is exceeded by', 'retirement lets 1 person']"
expect_code 0 mutasi check "$case"

offline="--to ipc://$work/nobody"
expect_code 0 mutasi explain "$case" Ani $offline
expect_line "$work/out" "in A since 2015-01-01, which is longer than the rule allows (SE 5): staying would cost 4.00 points"
expect_line "$work/out" "in A since 2015-01-01, which is longer than the rule allows (SE 10)"
expect_code 0 mutasi explain "$case" Ani --unit A $offline
expect_line "$work/out" "in the present unit since 2015-01-01, allowed until 2025-01-01 at most (SE 10)"
expect_code 0 mutasi explain "$case" Dewi --unit B $offline
expect_line "$work/out" "reaches the age of 58 on 2026-12-31: no transfer in the 12 months before (SE 58)"
expect_code 0 mutasi compare "$case" "$case"
expect_line "$work/out" "tenure"

expect_code 0 mutasi report "$case" --lang en -o "$work/page.html"
expect_line "$work/page.html" "Staying too long in one unit"
# three have been there for more than five years, two of them stay
expect_line "$work/page.html" "should not stay; who does costs 4.0 points.<span class=\"cite\"> (SE 5)</span><span> 3 people today.</span><span> Under this plan 2 of them stay.</span>"
expect_line "$work/page.html" "in the 12 months before reaching the age of 58.<span class=\"cite\"> (SE 58)</span><span> 1 person today.</span>"
expect_code 0 mutasi report "$case" --lang id -o "$work/halaman.html"
expect_line "$work/halaman.html" "Terlalu lama di satu unit"


# What the data leave open is said in the reader's language: here the catalogue's, there the plan's own.
expect_line "$work/halaman.html" "<p>1 pegawai sudah terlalu lama di unitnya sekarang dan tetap boleh tinggal: penetapan, aturan, atau skenario melarang mutasinya (SE 10).</p>"
expect_line "$work/halaman.html" "<li>000000000000000003 Citra</li>"
expect_line "$work/halaman.html" "<p>Tanggal lahir 1 pegawai tidak ada dalam data: aturan menjelang pensiun tidak dapat diterapkan"
LANGUAGE=id expect_code 0 mutasi solve "$work/town.json" -p "$work/policy.json" --gap 0 --time 20
expect_line "$work/out" "mutasinya (SE 10): 000000000000000003"
expect_line "$work/out" "terlalu lama di sana (SE 5): 000000000000000005"
expect_code 0 mutasi solve "$work/town.json" -p "$work/policy.json" --gap 0 --time 20
expect_line "$work/out" "may stay nevertheless: a pin, a rule or the scenario forbids the move (SE 10): 000000000000000003"

# Who consents to nothing and may not stay has nowhere to be, and is named.
sed -i 's/"name": "Ani",/"name": "Ani", "consent": "none",/' "$work/town.json"
expect_code 3 mutasi solve "$work/town.json" -p "$work/policy.json" --time 20 -q -o "$case"
expect_same "$(json "$case" 'd["plan"]["conflicts"]')" \
    "['employee 000000000000000001 may not stay in A, after longer than a rule allows (SE 10), and may go nowhere: no open unit is among those this person consents to']"
finish
