#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Ours beside general solvers, on the same problem (theirs as the MPS that `mutasi export mps` writes) with
# the same time limit, one thread each, every other setting at its default but cuts on for glpsol.
#   sh bench/peers.sh INSTANCE [POLICY]
#   TIME=60         seconds each
#   BIN=build/bin   our programs
# Runs those of glpsol, cbc, highs and scip that are on PATH. Their objective and bound are their claims; only
# ours are recomputed.
set -eu
instance=$1 policy=${2:-}
time_s=${TIME:-60}
BIN=${BIN:-$(dirname "$0")/../build/bin}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

# row SOLVER OBJECTIVE BOUND SECONDS: "-" where there is none
row() {
    awk -v solver="$1" -v objective="$2" -v bound="$3" -v seconds="$4" 'BEGIN {
        gap = "-"
        if (objective > 1e40) objective = "-"
        if (objective != "-" && bound != "-") {
            whole = objective > 1 ? objective : 1
            gap = sprintf("%.3f%%", objective > bound ? 100 * (objective - bound) / whole : 0)
        }
        if (objective != "-") objective = sprintf("%.3f", objective)
        if (bound != "-") bound = sprintf("%.3f", bound)
        printf "%-22s %14s %14s %9s %8s\n", solver, objective, bound, gap, seconds
    }'
}

# run SOLVER LOG COMMAND...: prints the elapsed whole seconds. Some solvers look at the clock rarely: killed at
# twice the limit.
run() {
    log=$1
    shift
    started=$(date +%s)
    timeout $((time_s * 2 + 10)) "$@" >"$log" 2>&1 || true
    echo $(($(date +%s) - started))
}

# last LOG PATTERN FIELD: the field of the last line that matches, or "-"
last() {
    awk -v pattern="$2" -v field="$3" '$0 ~ pattern { value = field < 0 ? $(NF + 1 + field) : $field }
        END { print value == "" || value ~ /inf|nan|tree/ ? "-" : value + 0 }' "$1"
}

ours() {
    "$BIN/bench-engine" "$instance" ${policy:+-p "$policy"} --time "$time_s" >"$folder/ours.log" || true
    verified=$(sed -n 's/^proof.*verified //p' "$folder/ours.log")
    row "mutasi (verified: ${verified:--})" "$(last "$folder/ours.log" '^objective' 2)" \
        "$(last "$folder/ours.log" '^bound ' 2)" \
        "$(sed -n 's/.*solve \([0-9]*\)\..*/\1/p' "$folder/ours.log")"
}

# Progress lines read "+ 1234: mip = 8.1e+03 >= 7.9e+03 2.1% (5; 0)".
peer_glpsol() {
    log=$folder/glpsol.log
    seconds=$(run "$log" glpsol --freemps "$mps" --cuts --tmlim "$time_s" -o "$folder/glpsol.sol")
    grep -E '(mip|not found yet) *[=>]' "$log" >"$folder/glpsol.progress" || true
    objective=$(sed -n 's/.*mip = *\([-+0-9.e]*\).*/\1/p' "$folder/glpsol.progress" | tail -n 1)
    bound=$(sed -n 's/.*>= *\([-+0-9.e]*\).*/\1/p' "$folder/glpsol.progress" | tail -n 1)
    if grep -q 'INTEGER OPTIMAL SOLUTION FOUND' "$log"; then
        objective=$(awk '/^Objective:/ {print $4}' "$folder/glpsol.sol")
        bound=$objective
    fi
    row "glpsol --cuts" "${objective:--}" "${bound:--}" "$seconds"
}

# Should it not end by itself: "After 10 nodes, 3 on tree, 643.1 best solution, best possible 630 (1 seconds)".
peer_cbc() {
    log=$folder/cbc.log
    seconds=$(run "$log" cbc "$mps" -timeMode elapsed -seconds "$time_s" -solve -quit)
    objective=$(last "$log" '^Objective value:' 3)
    bound=$(last "$log" '^Lower bound:' 3)
    if grep -q '^Result - Optimal' "$log"; then
        bound=$objective
    elif [ "$objective$bound" = -- ]; then
        objective=$(sed -n 's/.*on tree, \([-+0-9.e]*\) best solution.*/\1/p' "$log" | tail -n 1)
        bound=$(sed -n 's/.*best possible \([-+0-9.e]*\) .*/\1/p' "$log" | tail -n 1)
    fi
    row cbc "${objective:--}" "${bound:--}" "$seconds"
}

peer_highs() {
    log=$folder/highs.log
    seconds=$(run "$log" highs --time_limit "$time_s" --parallel off "$mps")
    row highs "$(last "$log" '^ *Primal bound' 3)" "$(last "$log" '^ *Dual bound' 3)" "$seconds"
}

peer_scip() {
    log=$folder/scip.log
    seconds=$(run "$log" scip -c "set limits time $time_s" -c "read $mps" -c optimize -c quit)
    row scip "$(last "$log" '^Primal Bound' 4)" "$(last "$log" '^Dual Bound' 4)" "$seconds"
}

mps=$folder/problem.mps
"$BIN/mutasi" export mps "$instance" ${policy:+-p "$policy"} >"$mps"
printf '%s, %s s each\n' "$(basename "$instance")" "$time_s"
printf '%-22s %14s %14s %9s %8s\n' solver objective bound gap seconds
ours
for solver in glpsol cbc highs scip; do
    if command -v "$solver" >/dev/null 2>&1; then
        "peer_$solver"
    else
        echo "$solver: not installed"
    fi
done
