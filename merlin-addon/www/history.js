/* SPDX-License-Identifier: MIT
   The history: a table to sort, a chart, and the same as CSV. */

/* The key of a change in page.json, label, width. */
var COLUMNS = [['at', 'Time', '23%'], ['record', 'Record', '24%'], ['old', 'From', '16%'], ['new', 'To', '16%'],
  ['because', 'Because', '14%'], ['took', 'Took', '7%']];
var MOST_ROWS = 200;
var changes = [];
var sorting = { key: 'at', down: true };

function cellText(change, key) {
  var value = change[key];
  if (key === 'took') return typeof value === 'number' ? duration(value) : '';
  return key === 'at' ? localized(text(value)) : text(value);
}

function startHistory() {
  COLUMNS.forEach(function (column) {
    var sorter = make('button', { type: 'button', 'class': 'w53-sort' }, column[1]);
    sorter.onclick = function () {
      sorting = { key: column[0], down: sorting.key === column[0] && !sorting.down };
      drawChanges();
    };
    add(byId('w53_history_head'), make('td', { role: 'columnheader', width: column[2] }, sorter));
  });
  byId('w53_csv').href = '#';
  byId('w53_csv').onclick = function () {
    byId('w53_csv').href = 'data:text/csv;charset=utf-8,' + encodeURIComponent(csvOf(changes));
  };
}

/* Numbers by size, after what has none; all else as text. */
function compare(a, b) {
  var size = function (value) { return typeof value === 'number' ? value : -1; };
  if (size(a) !== size(b)) return size(a) - size(b);
  return text(a) < text(b) ? -1 : Number(text(a) > text(b));
}

function drawChanges() {
  var way = sorting.down ? -1 : 1;
  var body = together([]);
  [].forEach.call(byId('w53_history_head').children, function (head, i) {
    var order = sorting.down ? 'descending' : 'ascending';
    head.setAttribute('aria-sort', COLUMNS[i][0] === sorting.key ? order : 'none');
  });
  changes.map(function (change, i) { return { change: change, i: i }; }).sort(function (a, b) {
    return way * compare(a.change[sorting.key], b.change[sorting.key]) || a.i - b.i;
  }).slice(0, MOST_ROWS).forEach(function (one) {
    add(body, make('tr', {}, COLUMNS.map(function (column) { return cell(column[1], cellText(one.change, column[0])); })));
  });
  var rest = changes.length > MOST_ROWS ? 'The CSV has all ' + changes.length + '.' : changes.length ? '' : 'Nothing has changed yet.';
  if (rest) add(body, make('tr', {}, make('td', { colspan: '6' }, rest)));
  add(clear(byId('w53_history')), body);
}

/* ---- CSV, as RFC 4180 has it ---- */

/* A spreadsheet would run what begins like a formula. */
function csvField(value) {
  var words = text(value).replace(/^[=+\-@\t\r]/, "'$&");
  return /[",\r\n]/.test(words) ? '"' + words.replace(/"/g, '""') + '"' : words;
}

function csvOf(all) {
  var heads = COLUMNS.map(function (column) {
    return column[1] + (column[0] === 'at' ? ' (' + zone.name + ')' : column[0] === 'took' ? ' (s)' : '');
  });
  return [heads].concat(all.map(function (change) {
    return COLUMNS.map(function (column) { return csvField(column[0] === 'took' ? change.took : cellText(change, column[0])); });
  })).map(function (fields) { return fields.join(',') + '\r\n'; }).join('');
}

/* ---- the chart ---- */

var BARS = 35;

function svg(tag, attributes, children) {
  return furnish(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

/* The time from the first change until now in equal parts; in each, the number of changes and the slowest. */
function partsOf(all) {
  var times = all.map(function (change) { return Date.parse(change.at); });
  var first = times.reduce(function (a, b) { return b < a ? b : a; }, routersNow());
  var length = Math.max(1, (routersNow() - first) / BARS);
  var parts = [];
  while (parts.length < BARS) parts.push({ from: first + parts.length * length, count: 0, slowest: -1 });
  all.forEach(function (change, i) {
    var part = parts[Math.min(BARS - 1, Math.floor((times[i] - first) / length))];
    if (!part) return;
    part.count += 1;
    if (change.took > part.slowest) part.slowest = change.took;
  });
  return parts;
}

function drawChart(all) {
  var parts = partsOf(all);
  var most = function (key) { return parts.reduce(function (a, part) { return Math.max(a, part[key]); }, 1); };
  var since = 'Changes (bars) since ' + clock(parts[0].from).substring(0, 10) + ': ' + all.length;
  var took = 'From the event to published (dots): at most ' + duration(most('slowest'));
  var image = svg('svg',
    { viewBox: '0 0 ' + 20 * BARS + ' 100', role: 'img', 'aria-label': since + '. ' + took, 'class': 'w53-chart' },
    [svg('text', { y: 10 }, since), svg('text', { x: 20 * BARS, y: 10, 'text-anchor': 'end' }, took)]);
  parts.forEach(function (part, i) {
    var height = 80 * part.count / most('count');
    if (part.count) {
      add(image, svg('rect', { x: 20 * i + 2, y: 100 - height, width: 16, height: height },
        svg('title', {}, clock(part.from) + ': ' + part.count)));
    }
    if (part.slowest >= 0) {
      add(image, svg('circle', { cx: 20 * i + 10, cy: 95 - 75 * part.slowest / most('slowest'), r: 4 },
        svg('title', {}, duration(part.slowest))));
    }
  });
  add(clear(byId('w53_chart')), all.length ? image : []);
}

function drawHistory(all) {
  changes = all;
  drawChanges();
  drawChart(all);
  show(byId('w53_csv'), all.length > 0);
}
