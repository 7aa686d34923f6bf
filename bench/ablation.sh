#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What each part of the engine contributes: every instance with all parts, then with each one left out, equal time.
#   sh bench/ablation.sh       after a build; called by bench/run.sh ablation
#   BIN=build/bin              the programs
#   TIME=10                    seconds for the engine, per run
#   EFFORT=500000000           counted work instead, and moments in millions of it: the same on a busy machine
#   CITIES='mixed-300x15 ...'  invented cities, seed 1; "-priced" behind one: its choices are priced, not stored
#   GAP=tests/data/gap/b05100.txt   published assignment problems; GAP= none
#   PARTS='sifting polish'     only these
# A row: the plan, the bound and their gap, when the plan first came within 0.1 % of the best that any run of the
# instance found, and, in per cent of the row of all parts, how much dearer the plan and how much lower the bound is.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
BIN=$(cd "${BIN:-$here/../build/bin}" && pwd)
cd "$here/.."
time_s=${TIME:-10}
limit="$time_s s" unit=s
if [ -n "${EFFORT:-}" ]; then
    time_s=${TIME:-600}
    limit="effort $EFFORT" unit=M
fi
parts=${PARTS-$("$BIN/bench-engine" --switches)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

# run LOG [OPTION...]: the trace and summary of $instance; without a plan the row says so
run() {
    log=$1
    shift
    "$BIN/bench-engine" "$instance" -p "$policy" --time "$time_s" --effort "${EFFORT:-0}" --every 0 "$@" >"$log" || true
}

# row NAME BEST BASE BOUND: a line of the table from $folder/NAME.log
row() {
    awk -v name="$1" -v unit="$unit" -v best="$2" -v base="$3" -v base_bound="$4" '
        function text(format, value) { return value == "" ? "-" : sprintf(format, value) }
        function share(much, whole) { return sprintf("%.3f", 100 * much / (whole > 1 ? whole : 1)) }
        $1 ~ /^[0-9.]+$/ && $2 ~ /^-?[0-9.]+$/ && near == "" && best != "" && $2 <= best + 0.001 * (best > 1 ? best : 1) {
            near = unit == "s" ? $1 : $5 / 1e6
        }
        $1 == "objective" { plan = $2 }
        $1 ~ /^[0-9.]+$/ && $3 ~ /^-?[0-9.]+$/ { bound = $3 }
        $1 == "seconds" && $2 == "read" { for (i = 2; i < NF; i++) if ($i == "solve") total = $(i + 1) }
        $1 == "status" { status = $2 ($3 == "" ? "" : " " $3) }
        END {
            gap = plan == "" || bound == "" ? "" : share(plan > bound ? plan - bound : 0, plan)
            dearer = plan == "" || base == "" ? "" : share(plan - base, base)
            lower = bound == "" || base_bound == "" ? "" : share(base_bound - bound, base_bound)
            printf "%-15s %13s %13s %8s %9s %9s %9s %8s  %s\n", name, text("%.3f", plan), text("%.3f", bound), text("%s", gap),
                text("%.2f", near), text("%s", dearer), text("%s", lower), text("%.2f", total), status
        }' "$folder/$1.log"
}

# best_plan: of all logs
best_plan() {
    awk '$1 == "objective" && (best == "" || $2 + 0 < best + 0) { best = $2 } END { print best }' "$folder"/*.log
}

# compare NAME [OPTION...]: the table of $instance under $policy
compare() {
    printf '\n%s, %s, load %s\n' "$1" "$limit" "$(cut -d ' ' -f 1 /proc/loadavg)"
    shift
    rm -f "$folder"/*.log
    run "$folder/everything.log" "$@"
    for part in $parts; do
        run "$folder/$part.log" --without "$part" "$@"
    done
    best=$(best_plan)
    base=$(awk '$1 == "objective" { print $2 }' "$folder/everything.log")
    base_bound=$(awk '$1 ~ /^[0-9.]+$/ && $3 ~ /^-?[0-9.]+$/ { bound = $3 } END { print bound }' "$folder/everything.log")
    printf '%-15s %13s %13s %8s %9s %9s %9s %8s\n' without plan bound 'gap %' "$unit to 0.1%" 'dearer %' 'lower %' 'total s'
    for part in everything $parts; do
        row "$part" "$best" "$base" "$base_bound"
    done | sed 's/^everything/-         /'
}

for city in ${CITIES-mixed-300x15 tight-300x15 mixed-2000x40 tight-2000x40 mixed-2000x40-priced}; do
    kind=${city%-priced}
    flavour=${kind%-*} size=${kind#*-}
    instance=$folder/city.mp policy=$folder/city-policy.json
    "$BIN/mutasi-generate" --people "${size%x*}" --units "${size#*x}" --flavour "$flavour" --seed 1 \
        -o "$instance" --policy-out "$policy"
    if [ "$kind" = "$city" ]; then
        compare "$city"
    else
        compare "$city" --stored 1
    fi
done
for file in ${GAP-tests/data/gap/b05100.txt}; do
    instance=$folder/gap.mp policy=$folder/gap-policy.json
    "$BIN/mutasi" import gap "$file" -o "$instance" --policy-out "$policy" 2>/dev/null
    compare "gap-$(basename "$file" .txt)"
done
