#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the compiler does not see: format, licences, length of files, and which room may include which library.
set -u
cd "$(dirname "$0")/.." || exit 1
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

# only_in FILES HEADER PLACE...: the header is included in files below the places whose whole path matches, if at all.
only_in() {
    allowed=$1
    shift
    files=$(who_includes "$@" | grep -vxE "($allowed)\.c")
    # shellcheck disable=SC2086
    [ -z "$files" ] || complain "$1 is for sealing and hashing only, not here:" $files
}

# only ALLOWED PLACE...: of the project's own headers, files below the places include only those that match.
only() {
    allowed=$1
    shift
    lines=$(grep -rnE --include='*.[ch]' '^ *# *include *"' "$@" | grep -vE "include *\"($allowed)[^\"]*\"")
    [ -z "$lines" ] || complain "may include $allowed only:" "$lines"
}

# The libraries, each where it can be replaced.
at_most 2 glpk.h solver/engine
nowhere glpk.h proto client solver/model solver/explain solver/worker solver/service bench
at_most 1 msgpack.h proto
nowhere msgpack client solver bench
at_most 1 jansson.h proto
nowhere jansson.h client solver bench
at_most 1 nanomsg/nn.h client
at_most 1 nanomsg/nn.h solver/service
nowhere nanomsg proto solver/model solver/engine solver/explain solver/worker
at_most 1 sqlite3.h solver/service
at_most 1 systemd/sd-daemon.h solver/service
nowhere systemd proto client bench solver/model solver/engine solver/explain solver/worker
at_most 1 csv.h client
nowhere csv.h proto solver bench
at_most 1 ini.h solver/service
nowhere sqlite3.h proto client bench solver/model solver/engine solver/explain solver/worker
only_in 'proto/(seal|seal_key|seal_key_document|key_file|tree_hash|id_table|body_instance)|solver/service/(main|replays|requests|submissions)' \
    sodium.h proto client solver bench

# The arrows between the rooms: what each may include.
only 'proto/|schema_texts\.inc' proto
only 'proto/|solver/model/' solver/model
only 'proto/(arena|error|number|clock)\.h|solver/model/(choice_model|price_board|proof)\.h|solver/engine/' solver/engine
only 'proto/|solver/(model|engine|explain)/' solver/explain
only 'proto/|solver/(model|engine|explain|worker)/' solver/worker
only 'proto/|solver/service/|journal_steps\.inc' solver/service
only 'proto/|solver/model/|client/|report_texts\.inc' client
only 'proto/|solver/|client/|bench/' bench

# What recomputes a plan does not see the choice model; what recomputes a bound does not see who made it.
nowhere 'solver/model/(choice_model|formulate|certificate)' solver/model/evaluate* solver/model/measure* \
    solver/model/cost* solver/model/eligibility* solver/model/demand_terms* solver/model/row_name*
nowhere 'solver/model/(choice_model_parts|formulate)' solver/model/certificate* solver/model/proof*

scripts=$(find $rooms .ci CMakeLists.txt -name "*.sh" -o -name "*.py" -o -name "*.awk" -o -name "*.cmake" -o -name CMakeLists.txt -o -path .ci/run)
for file in $sources $scripts; do
    case $file in
    proto/* | solver/model/* | client/*) licence=MIT ;;
    *) licence=GPL-3.0-or-later ;;
    esac
    head -n 2 "$file" | grep -qF "SPDX-License-Identifier: $licence" || complain "does not begin with $licence:" "$file"
    [ "$(wc -l <"$file")" -le 500 ] || complain "longer than 500 lines:" "$file"
done

# shellcheck disable=SC2086
clang-format --dry-run -Werror $sources >build/clang-format.log 2>&1 ||
    complain "not formatted (clang-format -i):" $(sed -n 's/^\([^: ]*\.[ch]\):[0-9].*/\1/p' build/clang-format.log | sort -u)

# What the command says, it says in every language.
grep -oh '{{_[^}]*}}' client/report/*.html | sed 's/{{_\(.*\)}}/_("\1")/' >build/page_messages.c
xgettext --from-code=UTF-8 --keyword=_ --keyword=N_ -o build/messages.pot client/*.c build/page_messages.c 2>build/messages.log
for catalogue in client/po/*.po; do
    msgcmp "$catalogue" build/messages.pot >>build/messages.log 2>&1 ||
        complain "not all messages of client/ are translated:" "$catalogue, see build/messages.log"
done

# shellcheck disable=SC2086
marks=$(grep -nwE 'TODO|FIXME|XXX' $sources)
[ -z "$marks" ] || complain "unfinished:" "$marks"

exit $failed
