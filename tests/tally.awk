# SPDX-License-Identifier: GPL-3.0-or-later
# Reads `ctest --verbose` and counts test cases: those of a Criterion program as its synthesis line says, any
# other program as one. A program that fails although its cases passed (a leak found at exit) counts as one
# failed case. A log without any finished test is a failure.
/^[0-9]+: .*Synthesis: Tested:/ {
    id = $1
    sub(":", "", id)
    line = $0
    gsub(/\033\[[0-9;]*m/, "", line)
    passing[id] = field(line, "Passing: ")
    failing[id] = field(line, "Failing: ") + field(line, "Crashing: ")
    criterion[id] = 1
}
/^ *[0-9]+\/[0-9]+ Test +#[0-9]+:/ {
    id = $0
    sub(/.*Test +#/, "", id)
    sub(/:.*/, "", id)
    finished++
    good = /Passed/
    if (criterion[id]) {
        passed += passing[id]
        failed += failing[id]
        if (!good && failing[id] == 0)
            failed++
    } else if (good) {
        passed++
    } else {
        failed++
    }
}
END {
    if (!finished)
        failed++
    print "passed", passed + 0
    print "failed", failed + 0
}
function field(text, label, start) {
    start = index(text, label)
    return start ? substr(text, start + length(label)) + 0 : 0
}
