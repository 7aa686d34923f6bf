#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The bezetting: what units need and have before any plan.
. "$SOURCE_DIR/tests/client/lib.sh"

# By hand: 52,000 x 6 + 21,000 x 12 + 9,800 x 20 = 760,000 minutes; / 75,000 = 10.133.
expect_code 0 mutasi need "$examples/office.json" --csv
expect_line "$work/out" "unit,name,agency,need,present,difference,people,load,competencies"
expect_line "$work/out" "dukcapil,Dinas Kependudukan dan Pencatatan Sipil,,10.133,6.000,-4.133,6,overloaded,civil-registry>=2: 3/4 (-1); it-systems>=3: 1/2 (-1)"
expect_line "$work/out" "pkm-kenanga,Puskesmas Kenanga,health,6.000,8.000,2.000,8,idle_hands,"

# The effective minutes are the policy's: 760,000 / 72,000 = 10.556.
change "$examples/office-policy.json" 'd["effective_minutes"] = 72000' "$work/perka.json"
expect_code 0 mutasi need "$examples/office.json" -p "$work/perka.json" --csv
expect_line "$work/out" ",10.556,6.000,-4.556,"
expect_code 0 mutasi need "$examples/office.json" -p "$work/perka.json"
expect_line "$work/out" "/ 72000 minutes a year"
expect_line "$work/out" "42 people, 1 of them without a unit."

# The edges of the band belong to it: 4.211 x 0.95 = 4.000.
change "$examples/office.json" 'd["units"][5]["need"] = 4.2105; d["units"][3]["open"] = False' "$work/edge.json"
expect_code 0 mutasi need "$work/edge.json" --csv
expect_line "$work/out" "pupr,Dinas Pekerjaan Umum dan Penataan Ruang,,4.211,4.000,-0.211,4,in_balance,"
expect_line "$work/out" ",6.000,8.000,2.000,8,closed,"

# Where a policy names no band and a unit no need, nothing is claimed.
change "$examples/office-policy.json" 'del d["balance"]' "$work/free.json"
expect_code 0 mutasi need "$examples/office.json" -p "$work/free.json" --csv
expect_same "$(grep -cE 'overloaded|in_balance|idle' "$work/out")" 0
change "$examples/office.json" 'del d["units"][1]["need"]; d["groups"][0]["competencies"] = [{"id": "nursing", "min": 9}]' "$work/group.json"
expect_code 0 mutasi need "$work/group.json" --csv
expect_line "$work/out" "arsip,Dinas Perpustakaan dan Kearsipan,,,10.500,,11,,archives>=2: 3/2"
expect_line "$work/out" "health,Health centres,,,13.800,,14,,nursing>=1: "

expect_code 0 env LANGUAGE=id "$BIN_DIR/mutasi" need "$examples/office.json"
expect_line "$work/out" "kelebihan beban"
expect_code 2 mutasi need "$work/nothing.json"
expect_code 2 mutasi need
finish
