#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Fuzzes every target for some minutes of processor time, under address and undefined sanitizers; prints what was
# done, and exits 1 when something was found (it stays in build/found-*).
#   CPU_MINUTES=30   of processor time per target; the clock may show more on a busy machine
#   TARGETS='...'    only these: envelope plan problem request seal tree_json tree_msgpack
#   JOBS=2           targets at a time
#   KEEP=1           afterwards tests/fuzz/corpus/ gets a small set of inputs that reaches every edge found
#   FUZZ_BIN=...     take these programs and build nothing
# What was reached goes on from run to run: the working corpora stay in build/corpus-long/.
set -eu
cd "$(dirname "$0")/.."
minutes=${CPU_MINUTES:-30}
jobs=${JOBS:-$(nproc)}
largest=${LARGEST:-4096}
targets=${TARGETS:-$(for file in tests/fuzz/fuzz_*.c; do basename "$file" .c | sed 's/^fuzz_//'; done)}
mkdir -p build/corpus-long
if [ -z "${FUZZ_BIN:-}" ]; then
    FUZZ_BIN=build/fuzz/bin
    # shellcheck disable=SC2046,SC2086  # one word per target
    { cmake --preset fuzz && cmake --build build/fuzz --target $(printf 'fuzz_%s ' $targets); } \
        >build/bench-fuzz-build.log 2>&1 || {
        tail -n 40 build/bench-fuzz-build.log >&2
        exit 1
    }
fi
ticks=$(getconf CLK_TCK)

# Seconds of processor time of a process; nothing when it has ended.
cpu_seconds() {
    [ -r "/proc/$1/stat" ] && sed 's/.*) //' "/proc/$1/stat" 2>/dev/null |
        awk -v ticks="$ticks" '$1 != "Z" { print int(($12 + $13) / ticks) }'
}

# keep NAME: a small set of inputs that runs through every edge that those found run through, into tests/.
keep() {
    rm -rf "build/corpus-kept/$1"
    mkdir -p "build/corpus-kept/$1" "tests/fuzz/corpus/$1"
    "$FUZZ_BIN/fuzz_$1" -set_cover_merge=1 -use_counters=0 -max_len=3000 -close_fd_mask=2 "build/corpus-kept/$1" \
        "tests/fuzz/corpus/$1" "build/corpus-long/$1" >"build/keep-$1.log" 2>&1 || return 1
    cp -n "build/corpus-kept/$1"/* "tests/fuzz/corpus/$1"
}

run_one() {
    name=$1 folder=build/corpus-long/$1 log=build/fuzz-long-$1.log
    mkdir -p "$folder" "tests/fuzz/corpus/$name"
    "$FUZZ_BIN/fuzz_$name" -timeout=25 -rss_limit_mb=2048 -max_len="$largest" -close_fd_mask=2 -print_final_stats=1 \
        -artifact_prefix="build/found-$name-" "$folder" "tests/fuzz/corpus/$name" >"$log" 2>&1 &
    fuzzer=$! used=0
    trap 'kill "$fuzzer"; exit 1' TERM
    while seconds=$(cpu_seconds "$fuzzer") && [ -n "$seconds" ]; do
        sleep 2
        used=$seconds
        # it ends what it does and says how much it did; it may just have ended
        [ "$used" -lt $((minutes * 60)) ] || kill -USR1 "$fuzzer" 2>/dev/null || true
    done
    if wait "$fuzzer"; then verdict=clean; else verdict="FOUND: see $log"; fi
    [ -z "${KEEP:-}" ] || keep "$name" || verdict="$verdict, not kept"
    echo "$used" >>"build/corpus-long/$name.seconds" # of this target since the working corpus was begun
    printf '%-14s %7s %7s %12s %9s %7s  %s\n' "$name" "$(awk "BEGIN { printf \"%.1f\", $used / 60 }")" \
        "$(awk '{ n += $1 } END { printf "%.1f", n / 60 }' "build/corpus-long/$name.seconds")" \
        "$(awk '/number_of_executed_units/ { print $2 }' "$log")" \
        "$(grep -oE 'cov: [0-9]+' "$log" | tail -n 1 | cut -d ' ' -f 2)" \
        "$(find "$folder" -type f | wc -l)" "$verdict" >"build/fuzz-long-$name.row"
}

started=
stop() {
    # shellcheck disable=SC2086  # one word per process
    kill $started 2>/dev/null || true
    exit 130
}
trap stop INT TERM
printf '%-14s %7s %7s %12s %9s %7s\n' target minutes 'in all' runs edges corpus
running=0
for target in $targets; do
    rm -f "build/fuzz-long-$target.row"
    run_one "$target" &
    started="$started $!"
    running=$((running + 1))
    if [ "$running" -ge "$jobs" ]; then
        wait
        running=0
    fi
done
wait
failed=0
for target in $targets; do
    cat "build/fuzz-long-$target.row"
    ! grep -q FOUND "build/fuzz-long-$target.row" || failed=1
done
exit "$failed"
