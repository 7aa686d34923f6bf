#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How the engine grows: mixed cities of 100 people per unit and about 20 choices each, from 5,000 to 100,000
# people; the largest again where everybody may go everywhere, which is priced and never stored.
#   sh bench/scale.sh          after a build; called by bench/run.sh scale
#   BIN=build/bin              the programs
#   TIME=60 ALL_TIME=300       seconds for the engine; for the city where every unit is a choice (0: leave it out)
#   SIZES='5000 10000'         people
#   THREADS=1
set -eu
cd "$(dirname "$0")/.."
BIN=${BIN:-build/bin}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

# One line from what bench-engine prints: seconds to the first plan and to gaps of 2 and 1 %, and the end.
row() {
    awk -v people="$1" -v limit="$2" '
        function text(value) { return value == "" ? "-" : value }
        function seconds(at) { return at == "" ? "-" : sprintf("%.1f", at) }
        $1 ~ /^[0-9.]+$/ && $4 ~ /%$/ {
            if (first == "") first = $1
            if (two == "" && $4 + 0 <= 2) two = $1
            if (one == "" && $4 + 0 <= 1) one = $1
        }
        $1 == "size" { choices = $8 }
        $1 == "objective" { objective = $2 }
        $1 == "bound" { bound = $2; gap = $4; sub(/\)/, "", gap) }
        $1 == "proof" { proof = $NF }
        $1 == "seconds" {
            for (i = 1; i < NF; i++) {
                if ($i == "formulate") formulate = $(i + 1)
                if ($i == "solve") solve = $(i + 1)
            }
            sub(/,/, "", formulate)
        }
        $1 == "work" { memory = $(NF - 1) }
        END {
            over = solve - limit
            printf "%7d %10d %9.1f %6s %6s %6s %9s %14s %9s %8s %7d\n", people, choices, formulate, seconds(first),
                seconds(two), seconds(one), text(gap), text(objective), (proof == "yes" ? "yes" : "-"),
                (over < 0 ? "none" : sprintf("%.2f", over)), memory
        }'
}

# city PEOPLE CHOICES SECONDS
city() {
    "$BIN/mutasi-generate" --people "$1" --units $(($1 / 100)) --choices "$2" --flavour mixed --seed 1 \
        -o "$folder/city.mp" --policy-out "$folder/policy.json"
    if [ "$2" = all ]; then # nobody is held by a rule either
        sed -e '/"rules": \[/,/^  \]/c\  "rules": [],' "$folder/policy.json" >"$folder/free.json"
        mv "$folder/free.json" "$folder/policy.json"
    fi
    "$BIN/bench-engine" "$folder/city.mp" -p "$folder/policy.json" --time "$3" --threads "${THREADS:-1}" \
        --every 0.05 | row "$1" "$3"
}

echo ' people    choices formulate   plan     2%     1%       gap      objective  verified overtime      MB'
for people in ${SIZES:-5000 10000 20000 50000 100000}; do
    city "$people" 20 "${TIME:-60}"
done
if [ "${ALL_TIME:-300}" -gt 0 ]; then
    city 100000 all "${ALL_TIME:-300}"
fi
echo 'a limit of 1 s:'
city 100000 20 1
city 100000 all 1
