#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# All benchmarks: builds release, invents the cities in a temporary folder, prints every table.
#   sh bench/run.sh            everything of the first row
#   sh bench/run.sh engine     one of: decode ping service engine scale policies batch ablation peers
#                              or of these, which take long: chaos load hostile faults fuzz
#   TIME=20                    seconds per engine and peer run
#   BIN=build/bin              take these programs and build nothing
# Settings may also follow as arguments. Those of the long ones, with their defaults:
#   chaos KILLS=1000 SEED=1    kills of service, front and workers at random moments, and what became of every job
#   load CLIENTS=2000 RATE=200 MINUTES=15   connected clients, small jobs a second
#   hostile CONNECTIONS=10000  of peers that mean harm, while honest clients are served
#   faults STEP=1              every so many-th call of a job's path fails once (builds the tests)
#   fuzz CPU_MINUTES=30        of processor time for every target: see bench/fuzz.sh (builds them)
set -eu
cd "$(dirname "$0")/.."
tables=
for argument in "$@"; do
    case $argument in
    [A-Z]*=*) export "${argument?}" ;;
    *) tables="$tables $argument" ;;
    esac
done
time_s=${TIME:-20}

build() {
    mkdir -p build
    { cmake --preset release && cmake --build --preset release; } >build/bench-build.log 2>&1 || {
        tail -n 40 build/bench-build.log >&2
        exit 1
    }
}

if [ -z "${BIN:-}" ]; then
    BIN=build/bin
    build
fi
programs=$(cd "$BIN" && pwd)
folder=$(mktemp -d)
mutasid=
clean_up() {
    [ -z "$mutasid" ] || kill "$mutasid" 2>/dev/null || true
    rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

section() {
    printf '\n== %s\n\n' "$1"
}

header() {
    changed=$(git status --porcelain --untracked-files=no 2>/dev/null | head -n 1)
    model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
    printf 'machine  %s x %s, %s MiB, Linux %s\n' "$(nproc)" "${model:-CPU}" \
        "$(awk '/^MemTotal/ {print int($2 / 1024)}' /proc/meminfo)" "$(uname -r)"
    printf 'commit   %s%s\n' "$(git rev-parse --short HEAD 2>/dev/null || echo unknown)" \
        "${changed:+ and uncommitted changes}"
    printf 'date     %s, load %s\n' "$(date -u +%Y-%m-%dT%H:%MZ)" "$(cut -d ' ' -f 1-3 /proc/loadavg)"
    printf 'seeds    city 1, engine 1\n'
}

# city NAME PEOPLE UNITS FLAVOUR [OPTION...]: NAME.mp and NAME-policy.mp
city() {
    name=$1 people=$2 units=$3 flavour=$4
    shift 4
    "$BIN/mutasi-generate" --people "$people" --units "$units" --flavour "$flavour" --seed 1 "$@" \
        -o "$folder/$name.mp" --policy-out "$folder/$name-policy.mp"
}

decode() {
    section 'decode: MessagePack to a validated instance, 50 MB cities (target 100 MB/s, under 8 bytes per byte)'
    city many-people 165000 1000 mixed --names --distances
    "$BIN/bench-decode" "$folder/many-people.mp"
    echo
    city many-distances 20000 2250 mixed --distances
    "$BIN/bench-decode" "$folder/many-distances.mp"
}

ping() {
    section 'ping: round trips over ipc, 8 clients (target 10,000/s)'
    mkfifo "$folder/ready"
    "$BIN/mutasid" --listen "ipc://$folder/socket" --journal "$folder/journal.db" >"$folder/ready" 2>"$folder/mutasid.log" &
    mutasid=$!
    # opening the pipe waits for mutasid, reading from it for the line that says it can be reached
    read -r line <"$folder/ready" || line=
    case $line in
    'mutasid: ready'*) "$BIN/bench-ping" "ipc://$folder/socket" --clients 8 ;;
    *) cat "$folder/mutasid.log" ;;
    esac
    kill "$mutasid"
    wait "$mutasid" || true
    mutasid=
}

service() {
    section 'service: everything but solving, 3,000 people in 40 units (target under 10 % of the solve)'
    city demo 3000 40 mixed
    "$BIN/bench-service" "$folder/demo.mp" -p "$folder/demo-policy.mp" --time "$time_s"
}

# engine_row NAME PEOPLE UNITS FLAVOUR [OPTION...]: a row; an unverified or missing plan is in the row, not an end
engine_row() {
    name=$1 people=$2 units=$3 flavour=$4
    shift 4
    city "$name" "$people" "$units" "$flavour"
    "$BIN/bench-engine" "$folder/$name.mp" -p "$folder/$name-policy.mp" --time "$time_s" --row "$@" || true
}

engine() {
    section "engine: one thread, ${time_s} s, gap target 0.01 %"
    engine_row unit-300x15 300 15 unit --row-header
    engine_row mixed-300x15 300 15 mixed
    engine_row tight-300x15 300 15 tight
    engine_row unit-2000x40 2000 40 unit
    engine_row mixed-2000x40 2000 40 mixed
    engine_row tight-2000x40 2000 40 tight
    engine_row mixed-3000x40 3000 40 mixed
    engine_row mixed-5000x60 5000 60 mixed
}

# A policy and four that differ from it in one thing each, on one city.
policies() {
    section "policies: 2,000 people in 40 units, ${time_s} s per run, warm from the first policy and cold"
    "$BIN/mutasi-generate" --people 2000 --units 40 --seed 1 -o "$folder/town.mp" --policy-out "$folder/usual.json"
    sed 's/"max_share": 0.12/"max_share": 0.06/' "$folder/usual.json" >"$folder/half-moves.json"
    sed 's/"move": 10/"move": 20/' "$folder/usual.json" >"$folder/dear-moves.json"
    sed 's/"under": 100/"under": 200/' "$folder/usual.json" >"$folder/dear-gaps.json"
    sed 's/"shortage": 80/"shortage": 40/' "$folder/usual.json" >"$folder/cheap-shortages.json"
    (cd "$folder" && "$programs/bench-policies" town.mp usual.json half-moves.json dear-moves.json dear-gaps.json \
        cheap-shortages.json --time "$time_s")
}

# GAP and SCENARIOS: of every solve, and how many.
batch() {
    section "batch: ${SCENARIOS:-100} what-ifs of 3,000 people in 40 units, cold and from the base (target: a fifth of the effort)"
    city demo 3000 40 mixed
    "$BIN/bench-batch" "$folder/demo.mp" -p "$folder/demo-policy.mp" --scenarios "${SCENARIOS:-100}" --gap "${GAP:-0.0025}"
}

scale() {
    section 'scale: mixed cities, 100 people per unit, one thread; seconds to the first plan and to gaps of 2 and 1 %'
    BIN=$BIN sh bench/scale.sh
}

ablation() {
    section 'ablation: the engine without each of its parts'
    BIN=$BIN sh bench/ablation.sh
}

# The rest of the set, larger cities and more seeds: sh bench/peers.sh.
peers() {
    section "peers: the same problem as MPS, ${time_s} s each"
    BIN=$BIN TIME=$time_s SIZES='300x15 2000x40' FLAVOURS=mixed SEEDS=1 GAP='' sh bench/peers.sh
}

chaos() {
    section 'chaos: processes of a service killed at random moments; no accepted job lost, no key with two results'
    "$BIN/bench-chaos" --kills "${KILLS:-1000}" --seed "${SEED:-1}"
}

load() {
    section 'load: connected clients, small jobs at a steady rate, memory of every process'
    "$BIN/bench-load" --clients "${CLIENTS:-2000}" --rate "${RATE:-200}" --seconds "$((${MINUTES:-15} * 60))"
}

hostile() {
    section 'hostile: peers that mean harm, honest clients served all the while, nothing leaked'
    "$BIN/bench-hostile" --connections "${CONNECTIONS:-10000}"
}

faults() {
    section 'faults: every call of a job'\''s path fails once'
    mkdir -p build
    { cmake --preset dev && cmake --build --preset dev --target test_service_injected; } >build/bench-faults.log 2>&1
    FAULTS_STEP=${STEP:-1} build/dev/bin/test_service_injected
}

fuzz() {
    section "fuzz: ${CPU_MINUTES:-30} minutes of processor time per target, address and undefined sanitizers"
    sh bench/fuzz.sh
}

header
tables=${tables:-decode ping service engine scale policies batch ablation peers}
for table in $tables; do
    case $table in
    decode | ping | service | engine | scale | policies | batch | ablation | peers | chaos | load | hostile | faults | fuzz) "$table" ;;
    *)
        echo "bench/run.sh: no table '$table'" >&2
        exit 2
        ;;
    esac
done
