#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# bench-policies: warm and cold solves of the same policies come to the same plans, and the savings add up.
. "$SOURCE_DIR/tests/client/lib.sh"
bench() {
    timeout 200 "$BIN_DIR/bench-policies" "$@"
}

city=$examples/office.json
policy=$work/usual.json
cp "$examples/office-policy.json" "$policy"
change "$policy" 'd["relocation"]["move"] = 30' "$work/dear.json"
change "$policy" 'd["balance"]["limit"] = [0.999, 1.001]' "$work/narrow.json"

# 145.347 is the optimum under the usual policy by two general solvers. Where moves cost more, the plan costs more.
expect_code 0 bench "$city" "$policy" "$work/dear.json" "$policy" --json
cp "$work/out" "$work/table.json"
expect_same "$(json "$work/table.json" '[(p["policy"], p["start"]) for p in d["policies"]]')" \
    "[('usual', 'cold'), ('dear', 'warm'), ('usual-2', 'warm')]"
expect_same "$(json "$work/table.json" '[p["total"] == p["cold_total"] for p in d["policies"]]')" "[True, True, True]"
expect_same "$(json "$work/table.json" '[d["policies"][i]["total"] for i in (0, 2)]')" "[145.347, 145.347]"
expect_same "$(json "$work/table.json" 'd["policies"][1]["total"] > 145.347')" True
# no savings for the first; elsewhere the shares are those of the numbers beside them, at the gap asked for
expect_same "$(json "$work/table.json" 'd["policies"][0]["to_gap"], d["policies"][0]["effort_saved"]')" "(None, None)"
expect_same "$(json "$work/table.json" '[p["to_gap"] for p in d["policies"][1:]]')" "[0.0001, 0.0001]"
expect_same "$(json "$work/table.json" 'all(abs(p["effort_saved"] - (1 - p["warm_effort"] / p["cold_effort"])) < 2e-6 for p in d["policies"][1:])')" True

# By effort a comparison repeats itself, seconds aside.
strip='[{k: v for k, v in p.items() if "seconds" not in k} for p in d["policies"]]'
for run in 1 2; do
    expect_code 0 bench "$city" "$policy" "$work/dear.json" --effort 100000000 --json
    json "$work/out" "$strip" >"$work/run$run"
done
cmp -s "$work/run1" "$work/run2" || complain "the same effort twice: $(diff "$work/run1" "$work/run2")"

# Text names machine, seed and instance; an infeasible policy has a row, an exit code, and no savings.
expect_code 3 bench "$city" "$policy" "$work/narrow.json"
expect_line "$work/out" "machine   "
expect_line "$work/out" "seed 1"
expect_line "$work/out" "  narrow  infeasible"
# a first policy without a plan starts nobody
expect_code 3 bench "$city" "$work/narrow.json" "$policy" --csv
expect_same "$(/usr/bin/python3 -c 'import csv, sys; print([(r["start"], r["to_gap"]) for r in csv.DictReader(open(sys.argv[1]))])' "$work/out")" \
    "[('cold', ''), ('cold', '')]"

expect_code 1 bench "$city" "$work/absent.json"
expect_line "$work/err" "cannot open"
expect_code 64 bench "$city"
finish
