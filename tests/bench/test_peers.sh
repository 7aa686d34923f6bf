#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# bench/peers.sh: what solvers' logs say, however they ended; and one whole run beside glpsol.
. "$SOURCE_DIR/tests/client/lib.sh"
. "$SOURCE_DIR/bench/peers_logs.sh"
log=$work/log

# says SOLVER EXPECTED: the log that comes on standard input
says() {
    cat >"$log"
    expect_same "$1: $("log_$1" "$log")" "$1: $2"
}

says highs '6339.5518 5795.866887' <<'LOG'
         0       0         0   0.00%   5729.348318     6768.9946         15.36%        0      0      0      2370     2.6s
Solving report
  Status            Time limit reached
  Primal bound      6339.5518
  Dual bound        5795.86688706
  Gap               8.58% (tolerance: 0.01%)
LOG
says highs 'none 16.931' <<'LOG'
  Primal bound      inf
  Dual bound        16.931
  Gap               inf
LOG
# killed before its report
says highs '6339.5518 5772.491792' <<'LOG'
        Nodes      |    B&B Tree     |            Objective Bounds              |  Dynamic Constraints |       Work
Src  Proc. InQueue |  Leaves   Expl. | BestBound       BestSol              Gap |   Cuts   InLp Confl. | LpIters     Time

         0       0         0   0.00%   16.931          inf                  inf        0      0      0         0     1.5s
 C       0       0         0   0.00%   5772.491792     6339.5518          8.94%      995     84      0      2863     4.5s
LOG

says cbc '6235.2424 5729.348' <<'LOG'
Cbc0005I Partial search - best objective 6235.2424 (best possible 5729.3483), took 0 iterations and 0 nodes (11.77 seconds)
Result - Stopped on time limit

Objective value:                6235.24240000
Lower bound:                    5729.348
Gap:                            0.09
LOG
says cbc '276.3964 276.3964' <<'LOG'
Result - Optimal solution found

Objective value:                276.39640000
Enumerated nodes:               151
LOG
says cbc 'none 5729.348' <<'LOG'
Result - Stopped on time limit

No feasible solution found
Lower bound:                    5729.348
LOG
says cbc '643.1 630' <<'LOG'
Cbc0010I After 0 nodes, 1 on tree, 1e+50 best solution, best possible 620 (0.50 seconds)
Cbc0010I After 10 nodes, 3 on tree, 643.1 best solution, best possible 630 (1.00 seconds)
LOG
says cbc 'none 620' <<'LOG'
Cbc0010I After 0 nodes, 1 on tree, 1e+50 best solution, best possible 620 (0.50 seconds)
LOG

says glpsol '426.7872 270.6430257' <<'LOG'
*   774: obj =   2.524463591e+02 inf =   3.207e-14 (0) 2
OPTIMAL LP SOLUTION FOUND
+   774: mip =     not found yet >=              -inf        (1; 0)
+  4533: >>>>>   5.862414000e+02 >=   2.706124812e+02  53.8% (181; 0)
+  8800: mip =   4.267872000e+02 >=   2.706430257e+02  36.6% (354; 91)
TIME LIMIT EXCEEDED; SEARCH TERMINATED
LOG
says glpsol '270.1 269' <<'LOG'
+  4533: >>>>>   2.701000000e+02 >=   2.690000000e+02   0.4% (181; 0)
LOG
says glpsol '145.347 145.347' <<'LOG'
+   300: >>>>>   1.453470000e+02 >=   1.452000000e+02   0.1% (5; 0)
+   339: mip =   1.453470000e+02 >=     tree is empty   0.0% (0; 9)
INTEGER OPTIMAL SOLUTION FOUND
LOG
# stopped in the root: the relaxation is a bound
says glpsol 'none 252.4463591' <<'LOG'
    421: obj =   9.794442157e+02 inf =   5.596e-14 (0)
*   774: obj =   2.524463591e+02 inf =   3.207e-14 (0) 2
OPTIMAL LP SOLUTION FOUND
LOG
says glpsol 'none none' <<'LOG'
    421: obj =   9.794442157e+02 inf =   5.596e-14 (0)
TIME LIMIT EXCEEDED; SEARCH TERMINATED
LOG

says scip '8407.25 8271' <<'LOG'
 time | node  | left  |LP iter|LP it/n|mem/heur|mdpt |vars |cons |rows |cuts |sepa|confs|strbr|  dualbound   | primalbound  |  gap   | compl.
p 0.1s|     1 |     0 |     0 |     - |   clique|   0 |2234 | 300 | 300 |   0 |  0 |   0 |   0 | 0.000000e+00 | 9.131000e+03 |    Inf | unknown
SCIP Status        : solving was interrupted [time limit reached]
Primal Bound       : +8.40725000000000e+03 (12 solutions)
Dual Bound         : +8.27100000000000e+03
LOG
says scip 'none 16.5' <<'LOG'
Primal Bound       : +1.00000000000000e+20 (0 solutions)
Dual Bound         : +1.65000000000000e+01
LOG
says scip '9131 8270' <<'LOG'
 time | node  | left  |LP iter|LP it/n|mem/heur|mdpt |vars |cons |rows |cuts |sepa|confs|strbr|  dualbound   | primalbound  |  gap   | compl.
  0.2s|     1 |     0 |   774 |     - |    12M |   0 |2234 | 300 | 300 |   0 |  0 |   0 |   0 | 8.265000e+03 |      --      |    Inf | unknown
p 0.4s|     1 |     0 |   774 |     - |   clique|   0 |2234 | 300 | 300 |   0 |  0 |   0 |   0 | 8.270000e+03 | 9.131000e+03 | 10.41% | unknown
LOG

for solver in highs scip cbc glpsol; do
    says "$solver" 'none none' <<'LOG'
Segmentation fault
LOG
done

# moments rise, and there are not too many of them
for moments in 3,1 1,,2 0 1,2x 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17; do
    expect_code 64 timeout 20 "$BIN_DIR/bench-engine" "$examples/office.json" --marks "$moments"
done
# the last moments, which a short run does not live to see, hold what it ended with
expect_code 0 timeout 60 "$BIN_DIR/bench-engine" "$examples/office.json" -p "$examples/office-policy.json" --marks 50,100
expect_same "$(awk '$1 == "100" { print $2, $3 }' "$work/out")" "145.347000 145.347000"

# A whole run: the office's optimum is 145.347, both solvers find it, so we held glpsol's value; absent peers are said
# to be absent. The path holds nothing but glpsol and the tools of the script.
mkdir "$work/path"
for tool in glpsol awk sed grep date cut timeout mktemp rm tail head dirname basename cat nproc uname git; do
    found=$(command -v $tool) && ln -s "$found" "$work/path/$tool"
done
PATH=$work/path BIN=$BIN_DIR TIME=3 /bin/sh "$SOURCE_DIR/bench/peers.sh" "$examples/office.json" "$examples/office-policy.json" \
    >"$work/out" 2>"$work/err" || complain "exit code $?: $(cat "$work/err")"
expect_line "$work/out" "highs    not on PATH"
expect_same "$(awk '$1 == "mutasi" { print $4, $5, $6 }' "$work/out")" "145.347 145.347 0.000"
expect_line "$work/out" "mutasi (verified yes)"
expect_same "$(awk '$1 == "glpsol" && NF == 6 { print $2, $3, $4, ($6 ~ /^[0-9.]+$/) }' "$work/out")" "145.347 145.347 0.000 1"
expect_same "$(awk '$1 == "1" && NF == 6 { print $2, $3, $4 }' "$work/out")" "145.347 145.347 0.000"

# A set: a city and a published problem, with the summary.
PATH=$work/path:$PATH BIN=$BIN_DIR TIME=1 SIZES=60x4 FLAVOURS=unit SEEDS=2 GAP=tests/data/gap/c0824_1.txt PEERS=glpsol \
    sh "$SOURCE_DIR/bench/peers.sh" >"$work/out" 2>"$work/err" || complain "exit code $?: $(cat "$work/err")"
expect_line "$work/out" "== unit-60x4-2, 1 s"
expect_line "$work/out" "best known: bound 403, value 403"
expect_same "$(awk '$1 == "gap-c0824_1" { print $2, $3 }' "$work/out")" "403.000 0.000"
PEERS=nobody BIN=$BIN_DIR expect_code 2 sh "$SOURCE_DIR/bench/peers.sh"
finish
