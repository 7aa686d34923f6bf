/* SPDX-License-Identifier: MIT */
/* Searching and sorting of the page's own tables. Without scripts the tables are all there, unsorted. */
(function () {
  'use strict';

  function textOf(node) {
    return node.textContent.toLocaleLowerCase();
  }

  /* --- search: <div class="search" data-table="ID" data-found="%1 of %2"> --- */
  function search(box) {
    var input = box.querySelector('input'), output = box.querySelector('output');
    var rows = Array.prototype.slice.call(document.getElementById(box.dataset.table).tBodies[0].rows);
    var texts = rows.map(textOf);
    function show() {
      var words = input.value.toLocaleLowerCase().split(/\s+/).filter(Boolean), found = 0;
      rows.forEach(function (row, i) {
        var fits = words.every(function (word) { return texts[i].indexOf(word) >= 0; });
        row.hidden = !fits;
        found += fits ? 1 : 0;
      });
      output.textContent = box.dataset.found.replace('%1', found).replace('%2', rows.length);
    }
    input.addEventListener('input', show);
    box.hidden = false;
    show();
  }

  /* --- sorting: <th data-sort="text|number">, values in data-value where the text does not sort --- */
  function valueOf(row, column, kind) {
    var cell = row.cells[column];
    var value = cell.dataset.value === undefined ? cell.textContent : cell.dataset.value;
    return kind === 'number' ? Number(value) : value;
  }

  function sortBy(head, kind) {
    var table = head.closest('table'), body = table.tBodies[0], column = head.cellIndex;
    var direction = head.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
    var order = new Intl.Collator(document.documentElement.lang, { numeric: true });
    Array.prototype.forEach.call(head.parentNode.cells, function (cell) { cell.removeAttribute('aria-sort'); });
    head.setAttribute('aria-sort', direction === 1 ? 'ascending' : 'descending');
    var rows = Array.prototype.map.call(body.rows, function (row) { return [valueOf(row, column, kind), row]; });
    rows.sort(function (a, b) {
      return direction * (kind === 'number' ? a[0] - b[0] : order.compare(a[0], b[0]));
    });
    rows.forEach(function (pair) { body.appendChild(pair[1]); });
  }

  function makeSortable(head) {
    var button = document.createElement('button');
    button.type = 'button';
    button.className = 'sort';
    var words = document.createElement('span'); /* for paper, where heads are repeated and buttons are not */
    words.className = 'paper-only';
    button.textContent = words.textContent = head.textContent;
    head.textContent = '';
    head.appendChild(words);
    head.appendChild(button);
    button.addEventListener('click', function () { sortBy(head, head.dataset.sort); });
  }

  document.querySelectorAll('.search').forEach(search);
  document.querySelectorAll('th[data-sort]').forEach(makeSortable);
}());
