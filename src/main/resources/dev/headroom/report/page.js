(function () {
  'use strict';
  function value(row, index) {
    var cell = row.cells[index];
    var number = cell.getAttribute('data-value');
    return number === null ? cell.textContent : Number(number);
  }
  function compare(a, b) {
    if (typeof a === 'number' && typeof b === 'number') { return a - b; }
    if (typeof a === 'number') { return -1; }
    if (typeof b === 'number') { return 1; }
    return a < b ? -1 : a > b ? 1 : 0;
  }
  function sort(head, index) {
    var table = head.closest('table');
    var up = head.getAttribute('aria-sort') !== 'ascending';
    table.querySelectorAll('th[aria-sort]').forEach(function (other) { other.removeAttribute('aria-sort'); });
    head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
    Array.from(table.tBodies[0].rows)
      .sort(function (a, b) { return (up ? 1 : -1) * compare(value(a, index), value(b, index)); })
      .forEach(function (row) { table.tBodies[0].appendChild(row); });
  }
  document.querySelectorAll('table').forEach(function (table) {
    if (table.tBodies[0].rows.length < 2) { return; }
    Array.from(table.tHead.rows[0].cells).forEach(function (head, index) {
      var button = document.createElement('button');
      button.type = 'button';
      button.textContent = head.textContent;
      button.addEventListener('click', function () { sort(head, index); });
      head.textContent = '';
      head.appendChild(button);
    });
  });
  var hidden = {};
  function show() {
    document.querySelectorAll('tr[data-choice]').forEach(function (row) {
      row.hidden = row.getAttribute('data-choice').split('\n').some(function (each) { return hidden[each]; });
    });
  }
  document.querySelectorAll('fieldset.choices').forEach(function (set) {
    set.hidden = false;
    set.querySelectorAll('input').forEach(function (box) {
      box.addEventListener('change', function () { hidden[box.value] = !box.checked; show(); });
    });
  });
})();
