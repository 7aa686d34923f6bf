#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Spreadsheets of an office into an instance: every form of them, and everything that may be wrong with them.
. "$SOURCE_DIR/tests/client/lib.sh"
to_csv="/usr/bin/python3 $SOURCE_DIR/tests/client/office_csv.py"

# same_instance ONE OTHER: the documents say the same; a person with an empty list of competencies has none.
same_instance() {
    /usr/bin/python3 - "$1" "$2" <<'PY' || complain "not the same instance: $1 and $2"
import json, sys
def plain(node):
    if isinstance(node, dict):
        return {key: plain(value) for key, value in node.items() if value not in ({}, [])}
    return [plain(value) for value in node] if isinstance(node, list) else node
sys.exit(plain(json.load(open(sys.argv[1]))) != plain(json.load(open(sys.argv[2]))))
PY
}

# The filled example is the city office of the README.
name=$(json "$examples/office.json" 'd["name"]')
expect_code 0 mutasi import csv "$examples/office-csv" -o "$work/office.json" --date 2026-01-05 --name "$name"
same_instance "$examples/office.json" "$work/office.json"
expect_line "$work/err" "42 employees (1 without a unit), 6 units"
expect_same "$(grep -c warning "$work/err")" 0

# What the table of needs says of the sheets: 760,000 minutes / 75,000 = 10.133.
expect_code 0 mutasi need "$work/office.json" --csv
expect_line "$work/out" ",10.133,6.000,-4.133,"

# Every face of the sheets means the same, for the office and for an invented city.
"$BIN_DIR/mutasi-generate" --people 300 --units 15 --flavour tight --seed 7 --distances --names -o "$work/city.json"
for face in id en tab; do
    $to_csv "$examples/office.json" "$work/office-$face" $face
    expect_code 0 mutasi import csv "$work/office-$face" -o "$work/again.json" --date 2026-01-05 --name "$name"
    same_instance "$examples/office.json" "$work/again.json"
    $to_csv "$work/city.json" "$work/city-$face" $face
    expect_code 0 mutasi import csv "$work/city-$face" -o "$work/again.json" --date 2026-01-05 \
        --name "$(json "$work/city.json" 'd["name"]')"
    same_instance "$work/city.json" "$work/again.json"
done

# Distances as a table, half of it enough; ids may be names, headings in capitals, cells empty, rows comments.
mkdir "$work/table"
printf '# checked by hand\nUNIT KERJA,Nama Unit,Kebutuhan\nA,Counter One,"1,5"\nB,"Office, ""north""",2\n\n' >"$work/table/Unit Kerja.CSV"
printf 'sep=;\nNIP;Unit-Kerja\n19850101 201001 1 001;counter  one\n'"'"'000000000000000002;B\n"=""000000000000000003""";\n' >"$work/table/PEGAWAI.csv"
printf 'km;A;B\nA;;7,25\nB;;0\n' >"$work/table/jarak.csv"
expect_code 0 mutasi import csv "$work/table" -o "$work/table.json" --date 2026-01-05
expect_same "$(json "$work/table.json" 'd["distances"]["km"]')" "[[0, 7.25], [7.25, 0]]"
expect_same "$(json "$work/table.json" '[(e["id"], e["unit"]) for e in d["employees"]]')" \
    "[('198501012010011001', 'A'), ('000000000000000002', 'B'), ('000000000000000003', None)]"
expect_same "$(json "$work/table.json" '[(u["name"], u["need"]) for u in d["units"]]')" \
    "[('Counter One', 1.5), ('Office, \"north\"', 2)]"

# All that is wrong is said at once, errors before warnings, and nothing is written.
bad=$work/bad
mkdir "$bad"
printf 'unit;nama;kebutuhan;lintang;warna\nA;Unit A;12.000;-7,4;biru\nB;Unit "B";3;;\nC;Unit C;tiga;;\nA;Lagi;1;;\n' >"$bad/unit.csv"
printf 'nip;nama;unit kerja;tmt jabatan;fte\n1.98501E+17;Ani;A;2024-01-31;1\n1002.0;Budi;unit c;31/02/2024;0,5\n' >"$bad/pegawai.csv"
printf '000000000000000003;Citra;C;01/31/2024;1\n000000000000000004;Dewi;A;45322;1;x\n;Eka;A;2027-01-01;-1\n' >>"$bad/pegawai.csv"
printf '\377\376a' >"$bad/jarak.csv"
printf 'nip;kompetensi;tingkat\n000000000000000003;Perawat\222s;3\n' >"$bad/kompetensi.csv"
printf 'unit;menit\nA;3\n' >"$bad/beban.csv"
printf 'nip;unit;minat\n000000000000000003;A;1,5\n000000000000000009;A;80%%\n' >"$bad/preferensi.csv"
: >"$bad/lain.csv"
: >"$bad/data.xlsx"
expect_code 2 mutasi import csv "$bad" -o "$work/bad.json" --date 2026-01-05
[ ! -e "$work/bad.json" ] || complain "an instance was written from broken sheets"
while read -r line; do
    expect_line "$work/err" "$line"
done <<'LINES'
/jarak.csv: this is "Unicode text" (UTF-16), not CSV
/kompetensi.csv:2: byte 0x92 is not UTF-8; the file looks like Windows-1252
/pegawai.csv:2: column A (nip): '1.98501E+17' is a number that lost digits in a spreadsheet: take the column
/pegawai.csv:3: column D (tmt jabatan): '31/02/2024' is no date
/pegawai.csv:4: column D (tmt jabatan): '01/31/2024': the day comes before the month
/pegawai.csv:5: 6 cells below 5 headings
/pegawai.csv:5: column D (tmt jabatan): '45322' is a spreadsheet's number for a day, perhaps 2024-01-31
/pegawai.csv:6: column A (nip): empty: a value is needed here
/pegawai.csv:6: column D (tmt jabatan): '2027-01-01' is after the planning date, 2026-01-05
/pegawai.csv:6: column E (fte): '-1': expected a number from 0 to 1000
/preferensi.csv:2: column C (minat): '1,5': expected a number from 0 to 1
/preferensi.csv:3: column A (nip): '000000000000000009' is not in
/beban.csv:1: no column "volume"
/unit.csv:2: column C (kebutuhan): '12.000' may mean thousands or a fraction
/unit.csv:2: column D (lintang): a latitude without a longitude
/unit.csv:3: column B: a quotation mark inside a cell, on line 3
/unit.csv:4: column C (kebutuhan): 'tiga' is no number
/unit.csv:5: column A (unit): 'A' is on line 2 already
warning: 
/pegawai.csv:3: column A (nip): '1002.0' was taken for 1002; format the column as Text
/unit.csv:1: column E (warna): a heading that is not known
/data.xlsx: a workbook is not read
/lain.csv: not one of the names that are read
18 errors, 4 warnings; nothing was written
LINES
expect_same "$(grep -nE '^(error|warning)' "$work/err" | cut -d: -f2 | uniq | tr '\n' ' ')" "error warning "

# Two sheets that exclude each other, references that two names share, sheets for one thing twice, files that are missing.
mkdir "$work/clash"
printf 'unit,name,need\nA,Same,1\nB,Same,\nC,,\n' >"$work/clash/units.csv"
printf 'nip,unit,pinned\n1,Same,\n2,,yes\n2,A,\n' >"$work/clash/employees.csv"
printf 'unit,volume,minutes\nA,10,5\nB,10,5\n' >"$work/clash/work.csv"
printf 'from,to,km\nA,B,3\nB,A,4\nA,B,3\nC,A,1\n' >"$work/clash/jarak.csv"
cp "$work/clash/work.csv" "$work/clash/beban.csv"
expect_code 2 mutasi import csv "$work/clash" -o "$work/bad.json"
while read -r line; do
    expect_line "$work/err" "$line"
done <<'LINES'
/work.csv: says the same as
/beban.csv:2: column A (unit): 'A' has a need in
/employees.csv:2: column B (unit): 'Same' is the name of several in
/employees.csv:3: column C (pinned): somebody without a unit cannot be pinned to it
/employees.csv:4: column A (nip): '2' is on line 3 already
/jarak.csv:4: column C (km): this distance is listed a second time
/jarak.csv: no distance between 'B' and 'C' (1 missing from there)
/units.csv:4: column A (unit): 'C' has neither a need nor work volumes
LINES
mkdir "$work/none"
expect_code 2 mutasi import csv "$work/none" -o "$work/bad.json"
expect_line "$work/err" "there is no units.csv (or unit.csv)"
expect_line "$work/err" "there is no employees.csv (or pegawai.csv)"
expect_code 2 mutasi import csv "$work/nowhere" -o "$work/bad.json"

# A column of NIPs that were numbers once: 15 digits are left.
mkdir "$work/rounded"
printf 'unit,need\nA,2\n' >"$work/rounded/units.csv"
printf 'nip,unit\n198501012010011000,A\n198602022011012000,A\n' >"$work/rounded/employees.csv"
expect_code 2 mutasi import csv "$work/rounded" -o "$work/bad.json"
expect_line "$work/err" "all NIPs end in rounded digits, as '198501012010011000'"
# ".0" behind eighteen digits came out of a number of a program, which keeps 53 bits: 198501012010011001 becomes ...008.
printf 'nip,unit\n198501012010011008.0,A\n198602022011012000,A\n' >"$work/rounded/employees.csv"
expect_code 2 mutasi import csv "$work/rounded" -o "$work/bad.json"
expect_line "$work/err" "/employees.csv:2: column A (nip): '198501012010011008.0' is a number that lost digits"
printf 'nip,unit\n198501012010011008,A\n198602022011012000,A\n198703032012011008,A\n198804042013012000,A\n' >"$work/rounded/employees.csv"
expect_code 2 mutasi import csv "$work/rounded" -o "$work/bad.json"
expect_line "$work/err" "all NIPs end in rounded digits, as '198501012010011008'"
printf 'nip,unit\n198501012010011000,A\n198501012010011000,A\n' >"$work/rounded/employees.csv"
expect_code 2 mutasi import csv "$work/rounded" -o "$work/bad.json"
expect_line "$work/err" "ends in 000: a spreadsheet rounded it"

# A quotation mark that is never closed swallows the rest: said where it opened.
printf 'unit,need\nA,2\n"B,2\nC,2\n' >"$work/rounded/units.csv"
expect_code 2 mutasi import csv "$work/rounded" -o "$work/bad.json"
expect_line "$work/err" "/units.csv:3: column A: the quotation mark that opens this cell is never closed"

# Templates import as an empty city, in both languages, and are never overwritten.
for language in en id; do
    expect_code 0 env LANGUAGE=$language "$BIN_DIR/mutasi" import template "$work/template-$language"
    expect_code 0 mutasi import csv "$work/template-$language" -o "$work/empty.json" --date 2026-01-05
    expect_line "$work/err" "the city is empty"
    expect_same "$(json "$work/empty.json" 'len(d["employees"]) + len(d["units"])')" 0
    expect_code 2 mutasi import template "$work/template-$language"
    expect_line "$work/err" "exists"
done
expect_line "$work/template-en/README.txt" "employees.csv (needed)"
expect_line "$work/template-id/README.txt" "pegawai.csv (perlu)"
expect_line "$work/template-id/pegawai.csv" "nip;nama;unit;status;golongan;tmt jabatan"

expect_code 2 mutasi import csv "$work/table" --date 31/01/2026
expect_code 2 mutasi import tsv "$work/table"
# A folder without sheets, and empty sheets twice.
mkdir "$work/nothing"
expect_code 2 mutasi import csv "$work/nothing" -o "$work/none.json"
expect_line "$work/err" "error: units.csv: there is no units.csv (or unit.csv)"
expect_line "$work/err" "error: employees.csv: there is no employees.csv (or pegawai.csv)"
expect_code 0 mutasi import template "$work/twice"
expect_code 2 mutasi import template "$work/twice"
expect_line "$work/err" "README.txt exists, and nothing is overwritten"
finish
