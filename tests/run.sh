#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Everything: installs what is missing, checks style and structure, builds dev and asan, runs every test under
# both, fuzzes for a few seconds, and closes with "N passed, N failed". Exit 0 only when nothing failed.
#   FUZZ_SECONDS   seconds per fuzz target (default 5)
set -eu
cd "$(dirname "$0")/.."
. tests/packages.sh
# shellcheck disable=SC2086  # package lists are meant to be split
install_missing $BUILD_PACKAGES $TEST_PACKAGES

mkdir -p build
tally=build/tally.txt # one line per result: "passed N" or "failed N"
: >"$tally"
started=$(date +%s)

note() {
    echo "== $* ($(($(date +%s) - started)) s)"
}

# Runs a command as one test case.
run_case() {
    name=$1
    shift
    if "$@"; then
        echo "passed 1" >>"$tally"
    else
        echo "FAILED: $name"
        echo "failed 1" >>"$tally"
    fi
}

build() {
    cmake --preset "$1" >"build/configure-$1.log" 2>&1 || { cat "build/configure-$1.log"; return 1; }
    cmake --build --preset "$1" >"build/build-$1.log" 2>&1 || { grep -A20 -E '^FAILED|error:' "build/build-$1.log"; return 1; }
}

# Runs ctest, shows Criterion's synthesis lines and every failure, counts cases into the tally.
run_tests() {
    log=build/ctest-$1.log
    # one more than processors: tests of the service mostly wait
    ctest --test-dir "build/$1" --verbose --parallel $(($(nproc) + 1)) >"$log" 2>&1 || true
    grep -E 'Synthesis:|Test +#.*(Passed|Failed|Not Run|Timeout|Exception|\*\*\*)|\[(FAIL|CRASH)\]|\[----\]|ERROR: AddressSanitizer|runtime error|helper: ' "$log" |
        sed -e 's/^[0-9]*: //' -e '/^\[----\] *$/d'
    awk -f tests/tally.awk "$log" >>"$tally"
}

build_fuzz() {
    # shellcheck disable=SC2046  # one word per target
    cmake --preset fuzz >build/configure-fuzz.log 2>&1 &&
        cmake --build build/fuzz --target $(basename -s .c tests/fuzz/fuzz_*.c) >build/build-fuzz.log 2>&1 ||
        { tail -n 30 build/configure-fuzz.log build/build-fuzz.log; return 1; }
}

# One target for a few seconds, from its corpus where there is one; what it finds stays in build/.
fuzz_one() {
    name=$(basename "$1" .c)
    log=build/$name.log
    corpus=build/corpus/$name
    mkdir -p "$corpus"
    [ ! -d "tests/fuzz/corpus/${name#fuzz_}" ] || cp -R "tests/fuzz/corpus/${name#fuzz_}/." "$corpus"
    if "build/fuzz/bin/$name" -max_total_time="${FUZZ_SECONDS:-5}" -timeout=10 -rss_limit_mb=2048 -close_fd_mask=2 \
        -artifact_prefix=build/ "$corpus" >"$log" 2>&1; then
        grep -E '^Done' "$log" | sed "s|^|$name: |"
    else
        tail -n 40 "$log"
        return 1
    fi
}

note "style and structure"
run_case "tests/lint.sh" sh tests/lint.sh
for preset in dev asan; do
    note "build $preset"
    run_case "build $preset" build "$preset"
    note "test $preset"
    run_tests "$preset"
done
note "fuzz"
run_case "build fuzz" build_fuzz
for target in tests/fuzz/fuzz_*.c; do
    run_case "$target" fuzz_one "$target"
done
note "done"

passed=$(awk '$1 == "passed" { n += $2 } END { print n + 0 }' "$tally")
failed=$(awk '$1 == "failed" { n += $2 } END { print n + 0 }' "$tally")
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
