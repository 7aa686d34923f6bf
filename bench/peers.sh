#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Ours beside general solvers, one after another on the same problem (theirs as the MPS that `mutasi export mps`
# writes), with the same time limit and at most THREADS threads each, everything else at its default (cuts on for
# glpsol, or it finds nothing). Runs those of highs, scip, cbc and glpsol that are on PATH.
#   sh bench/peers.sh                       invented cities of all sizes, then published assignment problems
#   sh bench/peers.sh INSTANCE [POLICY]     one instance
#   TIME=60           seconds each            THREADS=2       (glpsol and scip use one)
#   SIZES='300x15 2000x40 5000x60 20000x200'  FLAVOURS='unit mixed tight'  SEEDS='1 2 3'    which cities; SIZES= none
#   GAP='tests/data/gap/*.txt'                assignment problems, best_known.tsv beside them; GAP= none
#   PEERS='highs scip cbc glpsol'             BIN=build/bin   our programs
# Per instance: our plan, bound and verified bound at 1, 3, 10, 30, 60 s; every peer's value, bound and gap, and when
# we held a plan at least as good as its last. Objective and verified bound of ours are recomputed by code that shares
# nothing with the engine; a peer's are its claims. Our clock starts when the instance is read and formulated (both
# are shown), a peer's when it starts to read its MPS.
#
# CBC and glpsol come from Debian (coinor-cbc, glpk-utils). The others are built from their public sources beside the
# project and put on PATH:
#   git clone https://github.com/ERGO-Code/HiGHS && cmake -S HiGHS -B HiGHS/build -DCMAKE_BUILD_TYPE=Release &&
#       cmake --build HiGHS/build && PATH=$PWD/HiGHS/build/bin:$PATH                                   (1.15)
#   git clone https://github.com/scipopt/soplex && cmake -S soplex -B soplex/build && cmake --build soplex/build
#   git clone https://github.com/scipopt/scip && cmake -S scip -B scip/build -DAUTOBUILD=ON \
#       -DSOPLEX_DIR=$PWD/soplex/build && cmake --build scip/build && PATH=$PWD/scip/build/bin:$PATH    (10; 11 once it is tagged)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/peers_logs.sh"
time_s=${TIME:-60}
threads=${THREADS:-2}
BIN=$(cd "${BIN:-$here/../build/bin}" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

# --- runs ---

# run LOG COMMAND...: prints the elapsed seconds. Some solvers look at the clock rarely: they are given half as much
# again. In the temporary folder, for some leave files behind.
run() {
    log=$1
    shift
    began=$(date +%s.%N)
    (cd "$folder" && timeout -k 5 $((time_s * 3 / 2 + 10)) "$@") >"$log" 2>&1 </dev/null || true
    awk -v began="$began" -v ended="$(date +%s.%N)" 'BEGIN { printf "%.1f", ended - began }'
}

run_highs() {
    run "$1" highs --threads "$threads" --time_limit "$time_s" "$mps"
}

run_scip() {
    run "$1" scip -c "set limits time $time_s" -c "read $mps" -c optimize -c quit
}

run_cbc() {
    run "$1" cbc "$mps" -threads "$threads" -timeMode elapsed -seconds "$time_s" -solve -quit
}

run_glpsol() {
    run "$1" glpsol --freemps "$mps" --cuts --tmlim "$time_s"
}

version() {
    case $1 in
    cbc) timeout 10 cbc -quit </dev/null 2>/dev/null | sed -n 's/^Version: *\([^ ]*\).*/CBC \1/p' ;;
    highs) timeout 10 highs --version </dev/null 2>/dev/null | sed -n 's/^HiGHS version \([^ ]*\).*/HiGHS \1/p' ;;
    *) timeout 10 "$1" --version </dev/null 2>/dev/null | grep -o -E '(GLPK[^0-9]*|SCIP version) *[0-9][0-9.]*' ;;
    esac | head -n 1
}

# --- tables ---

# points NUMBER: as the tables show it; "none" stays
points() {
    case $1 in none) echo none ;; *) printf '%.3f\n' "$1" ;; esac
}

# gap VALUE BOUND: in per cent, or none
gap() {
    awk -v value="$1" -v bound="$2" 'BEGIN {
        if (value == "none" || bound == "none") { print "none"; exit }
        printf "%.3f\n", (value + 0 > bound + 0 ? 100 * (value - bound) / (value > 1 ? value : 1) : 0)
    }'
}

# moments: 1,3,10,30,60 as far as the time goes, and its end
moments() {
    for moment in 1 3 10 30 60; do
        [ "$moment" -ge "$time_s" ] || printf '%s,' "$moment"
    done
    echo "$time_s"
}

# held_at VALUE: when our plan was first as good; a peer rounds what it prints
held_at() {
    [ "$1" != none ] || { echo -; return; }
    awk -v value="$1" '$1 == "seconds" && $2 == "incumbent" { inside = 1; next }
        NF == 0 { inside = 0 }
        inside && $2 ~ /[0-9]/ && $2 <= value + 1e-6 + 1e-9 * (value > 0 ? value : -value) { print $1; found = 1; exit }
        END { if (!found) print "never" }' "$folder/ours.log"
}

ours() {
    "$BIN/bench-engine" "$instance" ${policy:+-p "$policy"} --time "$time_s" --threads "$threads" --every 0 \
        --marks "$(moments)" >"$folder/ours.log" 2>"$folder/ours.err" || sed 's/^/    /' "$folder/ours.err"
    printf '%9s %14s %14s %9s %14s %9s\n' seconds 'our plan' bound 'gap %' verified 'gap %'
    awk '$1 == "moment" { inside = 1; next } inside && NF == 4' "$folder/ours.log" | sed 's/ -\( \|$\)/ none\1/g; s/ -\( \|$\)/ none\1/g' |
        while read -r at plan bound verified; do
            printf '%9s %14s %14s %9s %14s %9s\n' "$at" "$(points "$plan")" "$(points "$bound")" "$(gap "$plan" "$bound")" \
                "$(points "$verified")" "$(gap "$plan" "$verified")"
        done
    sed -n 's/^seconds  */          seconds: /p' "$folder/ours.log"
    echo
    value=$(last_match "$folder/ours.log" 's/^objective +([-0-9.]+).*/\1/p')
    bound=$(last_match "$folder/ours.log" 's/^bound +([-0-9.]+).*/\1/p')
    our_value=${value:-none} our_bound=${bound:-none}
    our_verified=$(last_match "$folder/ours.log" 's/^proof .*verified (.*)/\1/p')
    our_seconds=$(last_match "$folder/ours.log" 's/^seconds .* solve ([0-9.]+) .*/\1/p')
    printf '%-18s %14s %14s %9s %9s %9s\n' solver value bound 'gap %' seconds 'we held'
    solver_row "mutasi${our_verified:+ (verified $our_verified)}" "$our_value" "$our_bound" "${our_seconds:--}" -
}

solver_row() {
    printf '%-18s %14s %14s %9s %9s %9s\n' "$1" "$(points "$2")" "$(points "$3")" "$(gap "$2" "$3")" "$4" "$5"
}

# least_of A B: the smaller number; "none" is larger than any
least_of() {
    awk -v a="$1" -v b="$2" 'BEGIN { print a == "none" ? b : b == "none" ? a : a + 0 <= b + 0 ? a : b }'
}

# compare NAME: $instance under $policy; one line of the summary
compare() {
    mps=$folder/problem.mps
    "$BIN/mutasi" export mps "$instance" ${policy:+-p "$policy"} >"$mps"
    printf '\n== %s, %s s, load %s\n\n' "$1" "$time_s" "$(cut -d ' ' -f 1 /proc/loadavg)"
    ours
    best=none best_gap=none
    for solver in $peers; do
        seconds=$("run_$solver" "$folder/$solver.log")
        # shellcheck disable=SC2046  # two words
        set -- "$1" $("log_$solver" "$folder/$solver.log")
        solver_row "$solver" "$2" "$3" "$seconds" "$(held_at "$2")"
        best=$(least_of "$best" "$2")
        best_gap=$(least_of "$best_gap" "$(gap "$2" "$3")")
    done
    printf '%s %s %s %s %s %s\n' "$1" "$(points "$our_value")" "$(gap "$our_value" "$our_bound")" "$(points "$best")" "$best_gap" "$(held_at "$best")" \
        >>"$folder/summary"
}

# --- the set ---

cities() {
    for size in $1; do
        for flavour in ${FLAVOURS-unit mixed tight}; do
            for seed in ${SEEDS-1 2 3}; do
                instance=$folder/city.mp policy=$folder/city-policy.mp
                "$BIN/mutasi-generate" --people "${size%x*}" --units "${size#*x}" --flavour "$flavour" --seed "$seed" \
                    -o "$instance" --policy-out "$policy"
                compare "$flavour-$size-$seed"
            done
        done
    done
}

assignments() {
    for file in "$@"; do
        [ -f "$file" ] || { echo "bench/peers.sh: no file $file" >&2; exit 2; }
        name=$(basename "$file" .txt) table=$(dirname "$file")/best_known.tsv
        instance=$folder/gap.mp policy=$folder/gap-policy.mp
        "$BIN/mutasi" import gap "$file" -o "$instance" --policy-out "$policy" 2>/dev/null
        compare "gap-$name"
        [ ! -f "$table" ] || awk -v name="$name" '$1 == name { printf "best known: bound %s, value %s\n", $2, $3 }' "$table"
    done
}

header() {
    changed=$(git -C "$here" status --porcelain --untracked-files=no 2>/dev/null | head -n 1)
    model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
    printf 'machine  %s x %s, %s MiB, Linux %s\n' "$(nproc)" "${model:-CPU}" \
        "$(awk '/^MemTotal/ {print int($2 / 1024)}' /proc/meminfo)" "$(uname -r)"
    printf 'commit   %s%s\n' "$(git -C "$here" rev-parse --short HEAD 2>/dev/null || echo unknown)" \
        "${changed:+ and uncommitted changes}"
    printf 'date     %s, engine seed 1, %s s, at most %s threads each\n' "$(date -u +%Y-%m-%dT%H:%MZ)" "$time_s" "$threads"
    peers=
    for solver in ${PEERS-highs scip cbc glpsol}; do
        case $solver in
        highs | scip | cbc | glpsol) ;;
        *) echo "bench/peers.sh: no peer '$solver' is known" >&2; exit 2 ;;
        esac
        if command -v "$solver" >/dev/null 2>&1; then
            peers="$peers $solver"
            printf '%-8s %s\n' "$solver" "$(version "$solver")"
        else
            printf '%-8s not on PATH\n' "$solver"
        fi
    done
}

# Of all instances: the best value and the smallest gap that any peer had. A time of 0 counts as 0.01, never as TIME.
summary() {
    printf '\n== summary\n\n%-22s %14s %9s %14s %9s %9s\n' instance 'our plan' 'gap %' 'best peer' 'gap %' 'we held'
    awk -v time_s="$time_s" '{
            printf "%-22s %14s %9s %14s %9s %9s\n", $1, $2, $3, $4, $5, $6
            if ($6 == "-") next
            split($1, part, "-")
            if (part[2] + 0 < 2000) next
            number++
            never += $6 == "never"
            total += log($6 == "never" ? time_s : $6 + 0 > 0.01 ? $6 + 0 : 0.01)
        }
        END { if (number) printf "\ncities of 2,000 and more: the best peer value held after %.2f s (geometric mean of %d, %d never)\n", exp(total / number), number, never }' \
        "$folder/summary"
}

header
if [ $# -gt 0 ]; then
    instance=$1 policy=${2:-}
    compare "$(basename "$instance")"
else
    cities "${SIZES-300x15 2000x40 5000x60 20000x200}"
    cd "$here/.."
    # shellcheck disable=SC2086  # a list of files
    assignments ${GAP-tests/data/gap/*.txt}
    summary
fi
