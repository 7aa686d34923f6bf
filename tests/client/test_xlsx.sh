#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A workbook comes in by the line of the README, and means what its sheets mean as CSV.
. "$SOURCE_DIR/tests/client/lib.sh"
command -v xlsx2csv >/dev/null || complain "xlsx2csv is not installed: see tests/packages.sh"
cd "$work" || exit 1

# imported FOLDER FILE: the same date and name for all.
imported() {
    expect_code 0 mutasi import csv "$1" -o "$2" --date 2026-07-01 --name same
}

# The README's line, as it stands there between backticks.
line=$(grep -o '`xlsx2csv [^`]*`' "$SOURCE_DIR/README.md" | tr -d '`')
expect_same "$line" "xlsx2csv -a -f %Y-%m-%d office.xlsx FOLDER"

for sheets in tour/sheets office-csv; do
    rm -rf FOLDER
    /usr/bin/python3 "$SOURCE_DIR/tests/client/office_xlsx.py" "$examples/$sheets" office.xlsx
    expect_code 0 sh -c "$line"
    imported "$examples/$sheets" csv.json
    imported FOLDER workbook.json
    cmp csv.json workbook.json || complain "$sheets: the workbook says something else"
done

# Without -f dates come out as the format of an office far away: they are refused, never guessed.
rm -rf FOLDER
expect_code 0 xlsx2csv -a office.xlsx FOLDER
expect_code 2 mutasi import csv FOLDER -o bad.json
expect_line "$work/err" "'02-01-16' is no date"
finish
