# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by bench/peers.sh: what a solver's log says. log_NAME LOG prints "VALUE BOUND" of the best plan and the
# best bound, whichever way the run ended; each a number or "none". Values beyond 1e20 are a solver's infinity.

# number_pair VALUE BOUND: as they are to be printed
number_pair() {
    awk -v value="$1" -v bound="$2" 'function shown(x) {
            return x ~ /^[-+]?[0-9]+\.?[0-9]*([eE][-+]?[0-9]+)?$/ && x + 0 < 1e20 && x + 0 > -1e20 ? sprintf("%.10g", x) : "none"
        }
        BEGIN { print shown(value), shown(bound) }'
}

# last_match LOG SED-EXPRESSION: the last line it prints
last_match() {
    sed -n -E "$2" "$1" | tail -n 1
}

# The report; or, when it was killed, the table "... Expl.% | BestBound BestSol Gap ...".
log_highs() {
    value=$(last_match "$1" 's/^ *Primal bound +([^ ]+).*/\1/p')
    bound=$(last_match "$1" 's/^ *Dual bound +([^ ]+).*/\1/p')
    if [ -z "$value$bound" ]; then
        row=$(awk '{ for (i = 3; i < NF - 2; i++) if ($i ~ /^[0-9.]+%$/) { print $(i + 2), $(i + 1); break } }' "$1" | tail -n 1)
        value=${row% *} bound=${row#* }
    fi
    number_pair "$value" "$bound"
}

# The report; or the table, whose columns before the last three are "| dualbound | primalbound |".
log_scip() {
    value=$(last_match "$1" 's/^Primal Bound *: *([^ ]+).*/\1/p')
    bound=$(last_match "$1" 's/^Dual Bound *: *([^ ]+).*/\1/p')
    if [ -z "$value$bound" ]; then
        row=$(awk -F '|' 'NF >= 10 && $(NF - 3) ~ /[0-9-]/ && $0 !~ /dualbound/ {
            gsub(/ /, "", $(NF - 2)); gsub(/ /, "", $(NF - 3)); print $(NF - 2), $(NF - 3) }' "$1" | tail -n 1)
        value=${row% *} bound=${row#* }
    fi
    number_pair "$value" "$bound"
}

# The report, which names no bound when it is the value; or the lines "... 643.1 best solution, best possible 630".
log_cbc() {
    value=$(last_match "$1" 's/^Objective value: +([^ ]+).*/\1/p')
    bound=$(last_match "$1" 's/^Lower bound: +([^ ]+).*/\1/p')
    if grep -q '^Result - Optimal' "$1"; then
        bound=$value
    elif [ -z "$value$bound" ]; then
        value=$(last_match "$1" 's/.* ([^ ]+) best solution.*/\1/p')
        bound=$(last_match "$1" 's/.*best possible ([^ )]+).*/\1/p')
    fi
    number_pair "$value" "$bound"
}

# Progress "+ 1234: mip = 8.1e+03 >= 7.9e+03 2.1% (5; 0)", "not found yet" without a plan, "tree is empty" at the
# end of a complete search; before the first of them the root relaxation "* 99: obj = 7.9e+03 ...".
log_glpsol() {
    value=$(last_match "$1" 's/.*(mip =|>>>>>) +([-+0-9.e]+) +>=.*/\2/p')
    bound=$(last_match "$1" 's/.*(mip =|>>>>>).*>= +([-+0-9.e]+) .*/\2/p')
    if grep -q 'INTEGER OPTIMAL SOLUTION FOUND' "$1"; then
        bound=$value
    elif [ -z "$bound" ] && grep -q '^OPTIMAL LP SOLUTION FOUND' "$1"; then
        bound=$(last_match "$1" 's/^[* ] *[0-9]+: +obj = +([-+0-9.e]+) .*/\1/p')
    fi
    number_pair "$value" "$bound"
}
