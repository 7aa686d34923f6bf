# SPDX-License-Identifier: GPL-3.0-or-later
"""An instance as the spreadsheets of an office: office_csv.py INSTANCE FOLDER [id|en|tab]

id   Indonesian names, ; between cells, decimal comma, 31-01-2024, byte-order mark, CRLF, rows in quotation marks
en   English names, comma, decimal point, 2024-01-31
tab  English names, tab, decimal comma, 31/01/2024
"""
import csv
import json
import os
import sys

NAMES = {
    "units": ("unit", "unit;nama;opd;kebutuhan;lintang;bujur;buka;anggaran;minimal fte;maksimal fte;minimal pegawai;maksimal pegawai"),
    "employees": ("pegawai", "NIP;Nama Pegawai;Unit Kerja;Status;Gol. Ruang;TMT Jabatan;Tgl. Lahir;FTE;Tanda;Kesediaan;Keengganan;Dikunci"),
    "agencies": ("opd", "opd;nama;kebutuhan;minimal fte;maksimal fte;minimal pegawai;maksimal pegawai"),
    "work": ("beban", "unit;uraian tugas;volume;menit"),
    "minimums": ("syarat", "unit;opd;kompetensi;tingkat;minimal;wajib"),
    "competencies": ("kompetensi", "nip;kompetensi;tingkat"),
    "preferences": ("preferensi", "nip;unit;minat"),
    "distances": ("jarak", "dari;ke;km"),
    "offers": ("tawaran", "nip;jenis;biaya;kompetensi;tingkat;keengganan"),
    "pairs": ("pasangan", "jenis;nip 1;nip 2;lingkup"),
}
ENGLISH = {
    "units": "unit;name;agency;need;latitude;longitude;open;budget;min fte;max fte;min people;max people",
    "employees": "nip;name;unit;status;grade;since;born;fte;tags;consent;reluctance;pinned",
    "agencies": "agency;name;need;min fte;max fte;min people;max people",
    "work": "unit;task;volume;minutes",
    "minimums": "unit;agency;competency;level;min;hard",
    "competencies": "nip;competency;level",
    "preferences": "nip;unit;wish",
    "distances": "from;to;km",
    "offers": "nip;kind;cost;competency;level;reluctance",
    "pairs": "kind;nip 1;nip 2;scope",
}
instance = json.load(open(sys.argv[1]))
folder = sys.argv[2]
face = sys.argv[3] if len(sys.argv) > 3 else "en"


def cell(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return ("ya" if value else "tidak") if face == "id" else ("yes" if value else "no")
    if isinstance(value, float):
        text = repr(value)
        return text if face == "en" else text.replace(".", ",")
    return str(value)


def date(text):
    if not text or face == "en":
        return text
    mark = "-" if face == "id" else "/"
    return mark.join(reversed(text.split("-")))


def limits(thing):
    ends = []
    for key in ("supply_limits", "headcount_limits"):
        ends += thing.get(key, [None, None])
    return ends


def write(name, rows):
    if not rows:
        return
    own, indonesian = NAMES[name]
    headings = (indonesian if face == "id" else ENGLISH[name]).split(";")
    path = os.path.join(folder, (own if face == "id" else name) + ".csv")
    with open(path, "w", newline="", encoding="utf-8-sig" if face == "id" else "utf-8") as file:
        writer = csv.writer(
            file, delimiter={"id": ";", "en": ",", "tab": "\t"}[face], lineterminator="\r\n" if face == "id" else "\n",
            quoting=csv.QUOTE_MINIMAL)
        writer.writerow(headings)
        writer.writerows([[cell(value) for value in row] for row in rows])


def consent(person):
    value = person.get("consent")
    if isinstance(value, list):
        return "|".join(value)
    return {"any": "semua", "none": "tidak"}.get(value) if face == "id" else value


def minimum(unit, agency, item):
    return [unit, agency, item["id"], item.get("level"), item["min"], item.get("hard")]


os.makedirs(folder, exist_ok=True)
units, people, groups = instance["units"], instance["employees"], instance.get("groups", [])
write("units", [[u["id"], u.get("name"), u.get("group"), u.get("need"), *u.get("at", [None, None]), u.get("open"),
                 u.get("budget"), *limits(u)] for u in units])
write("agencies", [[g["id"], g.get("name"), g.get("need"), *limits(g)] for g in groups])
write("employees", [[p["id"], p.get("name"), p["unit"], p.get("status"), p.get("grade"), date(p.get("since")),
                     date(p.get("born")), p.get("fte"), "|".join(p.get("tags", [])), consent(p), p.get("reluctance"),
                     p.get("pinned")] for p in people])
write("work", [[u["id"], w.get("task"), w["volume"], w["minutes"]] for u in units for w in u.get("work", [])])
write("minimums", [minimum(u["id"], None, c) for u in units for c in u.get("competencies", [])] +
      [minimum(None, g["id"], c) for g in groups for c in g.get("competencies", [])])
write("competencies", [[p["id"], c, "?" if level is None else level] for p in people
                       for c, level in p.get("competencies", {}).items()])
write("preferences", [[p["id"], u, share] for p in people for u, share in p.get("prefers", {}).items()])
write("offers", [[p["id"], o["kind"], o["cost"], o.get("competency"), o.get("level"), o.get("reluctance")]
                 for p in people for o in p.get("offers", [])])
write("pairs", [[p["kind"], *p["employees"], "agency" if p["scope"] == "group" else "unit"]
                for p in instance.get("pairs", [])])
table = instance.get("distances", {"units": []})
write("distances", [[a, b, table["km"][i][j]] for i, a in enumerate(table["units"])
                    for j, b in enumerate(table["units"])])
