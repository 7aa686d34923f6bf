# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder of an office's ;-separated sheets as one workbook: office_xlsx.py FOLDER FILE.xlsx

What looks like a number is one; what looks like a date is the number of a day in
the "short date" format (14), as typing a date gives it; NIPs of 18 digits stay text."""
import csv
import datetime
import pathlib
import re
import string
import sys
import zipfile
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
EPOCH = datetime.date(1899, 12, 30)


def day_of(text):
    iso = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text)
    local = re.fullmatch(r"(\d\d)-(\d\d)-(\d{4})", text)
    parts = iso.groups() if iso else local.groups()[::-1] if local else None
    return None if parts is None else (datetime.date(*map(int, parts)) - EPOCH).days


def cell(text, at):
    if day_of(text) is not None:
        return f'<c r="{at}" s="1"><v>{day_of(text)}</v></c>'
    if re.fullmatch(r"-?\d{1,15}(,\d+)?", text):
        return f"""<c r="{at}"><v>{text.replace(',', '.')}</v></c>"""
    return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def row(number, texts):
    cells = (cell(text, f"{letter}{number}") for letter, text in zip(string.ascii_uppercase, texts))
    return f'<row r="{number}">{"".join(cells)}</row>'


def sheet(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = "".join(row(i, texts) for i, texts in enumerate(csv.reader(file, delimiter=";"), 1))
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


files = sorted(pathlib.Path(sys.argv[1]).glob("*.csv"))
names = "".join(f'<sheet name="{f.stem}" sheetId="{i}" r:id="r{i}"/>' for i, f in enumerate(files, 1))
links = "".join(f'<Relationship Id="r{i}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
                for i in range(1, len(files) + 1))
kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
types = "".join(f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{kind}.worksheet+xml"/>'
                for i in range(1, len(files) + 1))
with zipfile.ZipFile(sys.argv[2], "w") as book:
    book.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                  '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                  f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
                  f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>{types}</Types>')
    book.writestr("_rels/.rels", f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" '
                  f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
    book.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{RELATIONS}">{links}<Relationship Id="s" '
                  f'Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>')
    book.writestr("xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>')
    book.writestr("xl/styles.xml", f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
                  '</styleSheet>')
    for i, file in enumerate(files, 1):
        book.writestr(f"xl/worksheets/sheet{i}.xml", sheet(file))
