#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the compiler does not see: format, licences, length of files, and which room may include which library.
set -u
cd "$(dirname "$0")/.."
failed=0
mkdir -p build

complain() {
    echo "$1"
    shift
    printf '    %s\n' "$@"
    failed=1
}

rooms="proto solver client bench tests"
# shellcheck disable=SC2086  # rooms are meant to be split
sources=$(find $rooms -name '*.[ch]')

# who_includes HEADER PLACE...: the files below the places that include it.
who_includes() {
    pattern="^ *# *include *[<\"]$1"
    shift
    grep -rlE --include='*.[ch]' "$pattern" "$@" 2>/dev/null
}

# at_most LIMIT HEADER PLACE: at most LIMIT files of the place include the header.
at_most() {
    files=$(who_includes "$2" "$3")
    # shellcheck disable=SC2086  # file names here hold no spaces
    [ "$(echo "$files" | grep -c .)" -le "$1" ] || complain "$2 is included in more than $1 file of $3:" $files
}

# nowhere HEADER PLACE...: no file below the places includes the header.
nowhere() {
    files=$(who_includes "$@")
    # shellcheck disable=SC2086
    [ -z "$files" ] || complain "$1 may not be included here:" $files
}

at_most 2 glpk.h solver/engine
nowhere glpk.h proto client solver/model solver/explain solver/worker solver/service
at_most 1 msgpack proto
nowhere msgpack client solver bench
at_most 1 jansson.h proto
nowhere jansson.h client solver bench
at_most 1 nanomsg/nn.h client
at_most 1 nanomsg/nn.h solver/service
nowhere nanomsg proto solver/model solver/engine solver/explain solver/worker
at_most 1 sqlite3.h solver/service
nowhere sqlite3.h proto client solver/model solver/engine solver/explain solver/worker
nowhere solver/ proto
nowhere 'solver/(engine|explain|worker|service)/' client solver/model
nowhere '(solver/(explain|worker|service)|client)/' solver/engine
nowhere 'solver/(model|engine|explain|worker)/' solver/service
nowhere 'solver/model/(choice_model|formulate)' solver/model/evaluate.c

for file in $sources; do
    case $file in
    proto/* | solver/model/* | client/*) licence=MIT ;;
    *) licence=GPL-3.0-or-later ;;
    esac
    head -n 1 "$file" | grep -qF "SPDX-License-Identifier: $licence" || complain "first line does not say $licence:" "$file"
    [ "$(wc -l <"$file")" -le 500 ] || complain "longer than 500 lines:" "$file"
done

# shellcheck disable=SC2086
clang-format --dry-run -Werror $sources >build/clang-format.log 2>&1 ||
    complain "not formatted (clang-format -i):" $(sed -n 's/^\([^:]*\):.*/\1/p' build/clang-format.log | sort -u)

# shellcheck disable=SC2086
marks=$(grep -nwE 'TODO|FIXME|XXX' $sources)
[ -z "$marks" ] || complain "unfinished:" "$marks"

exit $failed
