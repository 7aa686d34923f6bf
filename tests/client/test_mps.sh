#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The exported program means what the engine solves: GLPK's own tool finds the same optimum.
. "$SOURCE_DIR/tests/client/lib.sh"

# glpk_objective FILE: the optimum of a free MPS file, by glpsol.
glpk_objective() {
    timeout 60 glpsol --freemps "$1" --cuts -o "$work/solution" >"$work/glpsol.log" 2>&1 || cat "$work/glpsol.log"
    sed -n 's/^Objective: *cost = \([0-9.]*\).*/\1/p' "$work/solution"
}

expect_code 0 mutasi export mps "$examples/office.json" -p "$examples/office-policy.json" -o "$work/office.mps"
expect_same "$(glpk_objective "$work/office.mps")" 145.347
expect_code 0 mutasi export mps "$examples/office.json" -p "$examples/office-policy.json" \
    -s "$examples/office-merger.json" -o "$work/merger.mps"
expect_same "$(glpk_objective "$work/merger.mps")" 389.453
expect_code 0 mutasi import gap "$SOURCE_DIR/tests/data/gap/c0824_1.txt" -o "$work/gap.json" --policy-out "$work/policy.json"
expect_code 0 mutasi export mps "$work/gap.json" -p "$work/policy.json" -o "$work/gap.mps"
expect_same "$(glpk_objective "$work/gap.mps")" 403

# Some readers cut lines at 1,024 bytes: a person with a hundred choices is told in several.
python=/usr/bin/python3
"$python" - "$work/wide.json" <<'END'
import json, sys
units = [{"id": "U%03d%s" % (u, "x" * 20), "need": 1} for u in range(100)]
people = [{"id": "p", "unit": units[0]["id"]}]
json.dump({"format": "mutasi-instance/1", "date": "2026-07-01", "units": units, "employees": people}, open(sys.argv[1], "w"))
END
expect_code 0 mutasi export mps "$work/wide.json" -o "$work/wide.mps"
expect_same "$(awk 'length > 500' "$work/wide.mps")" ""
expect_same "$(grep -c '^\* p0 .* U099x' "$work/wide.mps")" 1
expect_code 2 mutasi export lp "$work/gap.json"
finish
