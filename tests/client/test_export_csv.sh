#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A plan as spreadsheets: complete, in both languages, as Excel and Indonesian spreadsheets read it, and harmless.
. "$SOURCE_DIR/tests/client/lib.sh"
case=$work/case.json
expect_code 0 mutasi solve "$examples/office.json" -p "$examples/office-policy.json" --gap 0 --time 10 -q -o "$case"
tables="first_placements moves offers secondments shortages units unplaced"

# rows FILE EXPRESSION [SEPARATOR]: the Python expression over the rows `r`, maps of the headings.
rows() {
    /usr/bin/python3 -c 'import csv, sys
with open(sys.argv[1], encoding="utf-8-sig", newline="") as f: r = list(csv.DictReader(f, delimiter=sys.argv[3]))
print(eval(sys.argv[2]))' "$1" "$2" "${3:-,}"
}

# The office's eight placements, as its story in README tells them.
expect_code 0 mutasi export csv "$case" -o "$work/plain"
expect_same "$(cd "$work/plain" && echo *)" "$(for t in $tables; do printf '%s.csv ' "$t"; done | sed 's/ $//')"
moves=$work/plain/moves.csv
expect_same "$(rows "$moves" 'sorted((x["name"].split()[0], x["from"], x["to"]) for x in r)')" \
    "[('Agus', 'arsip', 'dukcapil'), ('Ayu', 'pkm-kenanga', 'pkm-melati'), ('Bambang', 'arsip', 'dukcapil'), \
('Dian', 'pkm-kenanga', 'pkm-melati'), ('Fajar', 'arsip', 'dukcapil'), ('Lukman', 'arsip', 'bapenda'), ('Yusuf', 'arsip', 'dukcapil')]"
expect_same "$(rows "$work/plain/first_placements.csv" '[(x["employee"], x["to (name)"], x["cost (points)"]) for x in r]')" \
    "[('999000000000000042', 'Dinas Pekerjaan Umum dan Penataan Ruang', '0.00')]"
expect_same "$(rows "$work/plain/offers.csv" 'sorted((x["offer"], x["competency"], x["level"], x["cost of the offer (points)"]) for x in r)')" \
    "[('incentive', '', '', '8.00'), ('training', 'it-systems', '3', '6.00')]"
expect_same "$(rows "$work/plain/unplaced.csv" 'r')" "[]"
# Dukcapil has 10.1 people's work (760,000 minutes / 75,000), 6 before and 10 after; Agus is one of the four it needs
# with civil-registry, at 10.72 points: 20 for the move and 0.72 for 1.44 km, less 10 for his wish.
expect_same "$(rows "$moves" '[x["reason"] for x in r if x["name"].startswith("Agus")][0]')" \
    "Dinas Kependudukan dan Pencatatan Sipil needs at least 4 with civil-registry at level 2: 4 with this move, 3 without; \
Dinas Kependudukan dan Pencatatan Sipil needs 10.13 FTE: 10.00 with this move, 9.00 without; \
Dinas Perpustakaan dan Kearsipan needs only 5.00 FTE: 5.50 with this move, 6.50 without; \
the employee asked for it, which is worth 10.00 points; without this move, all others as planned, the plan would cost 159.36 points more"
expect_same "$(rows "$moves" 'all(x["reason"] for x in r)')" True
expect_same "$(rows "$work/plain/units.csv" '[list(x.values())[3:] for x in r if x["unit"] == "dukcapil"][0]')" \
    "['open', '10.13', '6.00', '10.00', '59.2', '98.7', '6', '10', '2', '0']"
# the costs are the objective's relocation and offers, the missing people those of the plan
expect_same "$(rows "$moves" 'round(sum(float(x["cost (points)"]) for x in r), 1)')" \
    "$(json "$case" 'round(d["plan"]["objective"]["relocation"] + d["plan"]["objective"]["offers"], 1)')"
for when in before after; do
    expect_same "$(rows "$work/plain/shortages.csv" "sum(int(x['missing $when']) for x in r)")" \
        "$(json "$case" "d['plan']['kpis']['shortages'][$([ $when = before ] && echo 0 || echo 1)]")"
done

# Excel takes a file for UTF-8 by its mark; Indonesian spreadsheets want ; and a decimal comma; a NIP stays a text.
for table in $tables; do
    expect_same "$table $(head -c 3 "$work/plain/$table.csv" | od -An -tx1)" "$table  ef bb bf"
done
expect_code 0 mutasi export csv "$case" -o "$work/id" --separator ';' --lang id --text-ids
expect_same "$(rows "$work/id/moves.csv" '[(x["pegawai"], x["jarak (km)"], x["biaya (poin)"]) for x in r if x["nama"] == "Agus Salim"]' ';')" \
    "[('=\"999000000000000013\"', '1,4', '10,72')]"
expect_line "$work/id/moves.csv" "membutuhkan 10,13 FTE: 10,00 dengan mutasi ini, 9,00 tanpanya; "
if grep -q "needs\|without\|employee" "$work"/id/*.csv; then complain "English among the Indonesian words"; fi
export LANGUAGE=id
expect_code 0 mutasi export csv "$case" -o "$work/en" --lang en
cmp -s "$moves" "$work/en/moves.csv" || complain "--lang en is not English where the environment says Indonesian"
unset LANGUAGE
expect_code 0 mutasi export csv "$case" -o "$work/tab" --separator tab --decimal ,
expect_same "$(rows "$work/tab/units.csv" 'r[0]["need (FTE)"]' '	')" "10,13"
expect_code 0 mutasi export csv "$case" -o "$work/comma" --decimal ,
expect_line "$work/comma/units.csv" '"10,13"'

# What a spreadsheet would run as a formula stands behind an apostrophe, quotes are doubled, and numbers stay numbers.
change "$case" 'import itertools
names = itertools.cycle(["=1+1", "+62", "-x", "@SUM(A1)", "\t=1", "\r=1", "a \"b\", c"])
for e in d["instance"]["employees"]: e["name"] = next(names)
for u in d["instance"]["units"]: u["name"] = "=HYPERLINK(\"http://x\")"' "$work/bad.json"
expect_code 0 mutasi export csv "$work/bad.json" -o "$work/bad" --separator ';'
for table in $tables; do
    expect_same "$table $(rows "$work/bad/$table.csv" '[v for x in r for v in x.values() if v[:1] in tuple("=+-@\t\r")]' ';')" "$table []"
done
expect_same "$(rows "$work/bad/units.csv" '{x["name"] for x in r}' ';')" "{'\\'=HYPERLINK(\"http://x\")'}"

# Where nobody may move, six people are missing before and after.
change "$examples/office-policy.json" 'd["moves"] = {"max": 0}' "$work/still-policy.json"
expect_code 0 mutasi solve "$examples/office.json" -p "$work/still-policy.json" --gap 0 --time 10 -q -o "$work/still.json"
expect_code 0 mutasi export csv "$work/still.json" -o "$work/still"
for table in shortages units; do
    expect_same "$table $(rows "$work/still/$table.csv" '[sum(int(x["missing " + w]) for x in r) for w in ("before", "after")]')" \
        "$table $(json "$work/still.json" 'd["plan"]["kpis"]["shortages"]')"
done
expect_same "$(json "$work/still.json" 'd["plan"]["kpis"]["shortages"]')" "[6, 6]"

# A closed unit has people before and nobody after; a case without a plan leaves nothing behind and says why.
expect_code 0 mutasi solve "$examples/office.json" -p "$examples/office-policy.json" -s "$examples/office-merger.json" --time 10 -q -o "$work/merger.json"
expect_code 0 mutasi export csv "$work/merger.json" -o "$work/merger"
expect_same "$(rows "$work/merger/units.csv" '[(x["state"], x["headcount before"], x["headcount after"], x["supply after (FTE)"], x["missing after"]) for x in r if x["unit"] == "arsip"]')" \
    "[('closed', '11', '0', '0.00', '0')]"
expect_same "$(rows "$work/merger/shortages.csv" 'sum(int(x["missing after"]) for x in r)')" "$(json "$work/merger.json" 'd["plan"]["kpis"]["shortages"][1]')"
expect_line "$work/merger/moves.csv" "Dinas Perpustakaan dan Kearsipan is closed; "
change "$examples/office-policy.json" 'd["balance"]["limit"] = [0.999, 1.001]' "$work/narrow.json"
expect_code 3 mutasi solve "$examples/office.json" -p "$work/narrow.json" --time 10 -q -o "$work/none.json"
expect_code 3 mutasi export csv "$work/none.json" -o "$work/none"
expect_line "$work/err" "none.json: Infeasible"
[ ! -e "$work/none" ] || complain "a case without a plan was exported"

# What is wrong with the command line, the case or the folder.
expect_code 2 mutasi export csv "$case"
expect_line "$work/err" "needs -o DIR"
expect_code 2 mutasi export csv "$case" -o "$work/x" --separator '|'
expect_code 2 mutasi export csv "$case" -o "$work/x" --decimal ';'
expect_code 2 mutasi export csv "$case" -o "$work/x" --lang fr
expect_code 2 mutasi export csv "$case" -o "$work/x" -p "$examples/office-policy.json"
expect_code 2 mutasi export mps "$examples/office.json" --separator ';'
expect_code 2 mutasi export csv "$examples/office.json" -o "$work/x"
expect_line "$work/err" "office.json: format"
expect_code 2 mutasi export csv "$case" -o "$work/no/such"
[ ! -e "$work/x" ] || complain "a refused export made its folder"

# A city of 3,000: the whole export well under a second.
"$BIN_DIR/mutasi-generate" --people 3000 --units 40 --seed 1 --names -o "$work/city.mp"
expect_code 0 mutasi solve "$work/city.mp" --time 3 -q -o "$work/city-case.mp"
start=$(date +%s%N)
expect_code 0 mutasi export csv "$work/city-case.mp" -o "$work/city"
took_ms=$((($(date +%s%N) - start) / 1000000))
echo "export of 3,000 people: $took_ms ms"
[ $took_ms -lt 5000 ] || complain "the export of a city took $took_ms ms"
finish
