#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The report in a browser: its script searches and sorts and the console stays empty, with names that would be markup if
# they could; both languages are printed on a sane number of A4 pages, heads repeated.
. "$SOURCE_DIR/tests/client/lib.sh"

# browser ARGUMENT...: headless, without network of its own; what it says goes to $work/console.
browser() {
    HOME=$work timeout 90 chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run \
        --disable-background-networking --user-data-dir="$work/browser" --enable-logging=stderr "$@" 2>"$work/console"
    seen=$?
    [ $seen -eq 0 ] || complain "chromium ends with $seen: $(tail -n 5 "$work/console")"
    grep 'CONSOLE' "$work/console" && complain "the page spoke to the console"
}

expect_code 0 mutasi solve "$examples/office.json" -p "$examples/office-policy.json" --time 20 -q -o "$work/case.json"
change "$work/case.json" 'd["instance"]["units"][0]["name"] = "</title></script><script>console.log(1)</script>"
for e in d["instance"]["employees"]: e["name"] = "<img src=x onerror=console.log(2)>" + e["name"]' "$work/hostile.json"
expect_code 1 mutasi report "$work/hostile.json" -o "$work/page.html" --lang en

# A reader types a name, then sorts by cost. The page forbids scripts that do not know its nonce: this one does.
nonce=$(sed -n 's/.*<script nonce="\([0-9a-f]*\)".*/\1/p' "$work/page.html")
expect_same "${#nonce}" 64
moved=$(json "$work/case.json" 'd["plan"]["moves"][0]["employee"]')
cat >"$work/reader.html" <<READER
<script nonce="$nonce">
var input = document.getElementById('move-search');
input.value = '$moved';
input.dispatchEvent(new Event('input'));
var table = document.getElementById('move-table');
table.tHead.rows[0].cells[4].querySelector('button').click();
var costs = Array.prototype.map.call(table.tBodies[0].rows, function (row) { return Number(row.cells[4].dataset.value); });
var seen = document.createElement('p');
seen.id = 'seen';
seen.textContent = [table.querySelectorAll('tbody tr:not([hidden])').length, document.querySelector('.search').hidden,
    table.tHead.rows[0].cells[4].getAttribute('aria-sort'),
    costs.every(function (cost, i) { return i === 0 || costs[i - 1] <= cost; }), costs.length,
    document.documentElement.scrollWidth <= window.innerWidth].join(' ');
document.body.appendChild(seen);
</script>
<script>console.log("a script without the nonce")</script>
READER
sed '$d' "$work/reader.html" >"$work/reader_only.html"
cat "$work/page.html" "$work/reader_only.html" >"$work/read.html"
browser --window-size=800,900 --dump-dom "file://$work/read.html" >"$work/dom.html"
expect_line "$work/dom.html" \
    "<p id=\"seen\">1 false ascending true $(json "$work/case.json" 'len(d["plan"]["moves"])') true</p>"
expect_line "$work/dom.html" "Do not use this plan"

# A script that does not know the nonce is refused, and said so: the console can fail.
cat "$work/page.html" "$work/reader.html" >"$work/read.html"
(failures=0 && browser --dump-dom "file://$work/read.html" && [ $failures -gt 0 ]) >"$work/out" 2>&1 ||
    complain "a script without the nonce was not refused"
grep -q 'a script without the nonce"' "$work/console" && complain "a script without the nonce ran"

# A table over several pages: its head is on each of them, though the page made buttons of it.
expect_code 0 mutasi report "$work/case.json" -o "$work/page.html" --lang en
nonce=$(sed -n 's/.*<script nonce="\([0-9a-f]*\)".*/\1/p' "$work/page.html")
cat "$work/page.html" - >"$work/long.html" <<LONG
<script nonce="$nonce">
var body = document.getElementById('move-table').tBodies[0];
for (var i = 0; i < 60; i++)
    body.appendChild(body.rows[0].cloneNode(true));
</script>
LONG
browser --no-pdf-header-footer --print-to-pdf="$work/long.pdf" "file://$work/long.html"
pdftotext -layout "$work/long.pdf" "$work/long.txt"
heads=$(grep -c 'Name  *From  *To  *km  *Cost  *Why' "$work/long.txt")
[ "$heads" -ge 3 ] || complain "the head of a table over several pages is there $heads times"

# The chart of a frontier: nothing is drawn or written beyond its edges, in either language, on a wide screen or a narrow one;
# the policy's cap, 4, is the case's plan and stands right of the knee.
change "$examples/office-policy.json" 'd["moves"] = {"max": 4}' "$work/four.json"
expect_code 0 mutasi solve "$examples/office.json" -p "$work/four.json" --time 20 -q -o "$work/four-case.json"
expect_code 0 mutasi frontier "$examples/office.json" -p "$work/four.json" --time 20 -q -o "$work/frontier.json"
for language in en id; do
    expect_code 0 mutasi report "$work/four-case.json" --frontier "$work/frontier.json" -o "$work/page.html" --lang $language
    nonce=$(sed -n 's/.*<script nonce="\([0-9a-f]*\)".*/\1/p' "$work/page.html")
    cat "$work/page.html" - >"$work/curve.html" <<CURVE
<script nonce="$nonce">
var svg = document.querySelector('.curve svg'), box = svg.viewBox.baseVal;
var outside = Array.prototype.filter.call(svg.querySelectorAll('text, rect, line, circle, path, polyline, polygon'), function (part) {
    var own = part.getBBox();
    return own.x < 0 || own.y < 0 || own.x + own.width > box.width || own.y + own.height > box.height;
});
function center(name) { var own = svg.querySelector(name).getBBox(); return own.x + own.width / 2; }
var crossed = Array.prototype.filter.call(svg.querySelectorAll('.halo'), function (a) {
    var one = a.getBBox();
    return Array.prototype.some.call(svg.querySelectorAll('.halo'), function (b) {
        var other = b.getBBox();
        return a !== b && one.x < other.x + other.width && other.x < one.x + one.width &&
            one.y < other.y + other.height && other.y < one.y + one.height;
    });
});
var seen = document.createElement('p');
seen.id = 'seen';
seen.textContent = [outside.length, crossed.length, svg.querySelectorAll('.point').length,
    Math.abs(center('.own') - center('.cap-line')) < 1, center('.point.knee') < center('.own'),
    document.documentElement.scrollWidth <= window.innerWidth].join(' ');
document.body.appendChild(seen);
</script>
CURVE
    for size in 1200,900 400,900; do
        browser --window-size=$size --dump-dom "file://$work/curve.html" >"$work/dom.html"
        expect_line "$work/dom.html" "<p id=\"seen\">0 0 $(json "$work/frontier.json" 'len(d["points"])') true true true</p>"
    done
    browser --no-pdf-header-footer --print-to-pdf="$work/curve.pdf" "file://$work/page.html"
    pdftotext -layout "$work/curve.pdf" "$work/curve-$language.txt"
done
# Heading and chart are on one sheet of paper, the table begins there.
for text in "How many moves are worth it?" "What one more move saves, in points" "moves at most" "Satopää"; do
    expect_line "$work/curve-en.txt" "$text"
done
tr '\n\f' ' \n' <"$work/curve-en.txt" | grep "How many moves are worth it?" | grep "moves at most" | grep -q "proven the least" ||
    complain "the frontier does not stand on one page"
expect_line "$work/curve-id.txt" "Yang dihemat satu perpindahan lagi, dalam poin"

# On paper, in both languages.
for language in en id; do
    expect_code 0 mutasi report "$work/case.json" -o "$work/page.html" --lang $language
    browser --no-pdf-header-footer --print-to-pdf="$work/page.pdf" "file://$work/page.html"
    pages=$(pdfinfo "$work/page.pdf" | sed -n 's/^Pages: *//p')
    [ "$pages" -ge 3 ] && [ "$pages" -le 9 ] || complain "an office takes $pages pages in $language"
    pdfinfo "$work/page.pdf" | grep -q 'A4' || complain "not on A4: $(pdfinfo "$work/page.pdf")"
    pdftotext -layout "$work/page.pdf" "$work/page-$language.txt"
done
expect_line "$work/page-en.txt" "How good is this plan?"
expect_line "$work/page-id.txt" "Seberapa baik rencana ini?"
finish
