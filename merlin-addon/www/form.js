/* SPDX-License-Identifier: MIT
   wan53.conf as a form: a table for each record and for each section, made from the program's own table of keys. */

/* `keys` of page.json. Each has section, name, label and kind; most have default or otherwise, choices, range, needs, hint. */
var keys = [];

/* Taken over once: fields that are being edited must stay. */
function learnKeys(found) {
  if (keys.length) return;
  keys = objects(found).filter(function (spec) { return typeof spec.section === 'string' && typeof spec.name === 'string'; });
  if (keys.length && settings.conf && !settings.locked && !settings.asText) drawSettings();
}

/* ---- drawing it ---- */

function drawForm() {
  var form = clear(byId('w53_form'));
  settings.fields = [];
  if (!keys.length) {
    add(form, make('p', {}, 'The fields appear as soon as the router says which settings exist. "As text" shows the file.'));
    return;
  }
  settings.conf.records().forEach(function (header, number) { add(form, recordTable(header, number)); });
  [['publish', 'How to publish'], ['aws', 'Amazon Web Services']].forEach(function (pair) {
    add(form, fieldTable(pair[0], pair[1], keyFields(pair[0], 'w53_' + pair[0] + '_', settings.conf.section(pair[0])), ''));
  });
  settings.fields.forEach(function (field) {
    var needed = neededField(field);
    if (needed) needed.input.onchange = showFitting;
  });
  showFitting();
}

function keyFields(section, id, header) {
  return keys.filter(function (spec) { return spec.section === section; }).map(function (spec) {
    return makeField(spec, id + spec.name, section, header, settings.conf.get(header, spec.name));
  });
}

/* The name of a record is a field without a key. */
function recordTable(header, number) {
  var id = 'w53_record' + number + '_';
  var spec = { name: '', label: 'Name', hint: 'The whole name, such as home.example.com.' };
  var name = makeField(spec, id + 'name', 'record', header, recordName(header));
  var shown = recordName(header) || 'new';
  var remove = button('Remove', function () { removeRecord(header); }, { 'aria-label': 'Remove record ' + shown });
  return fieldTable('record' + number, 'Record ' + shown, [name].concat(keyFields('record', id, header)), remove);
}

/* Records are open where the router has no settings yet: theirs are the first to be entered. */
function fieldTable(name, title, fields, extra) {
  var head = make('td', { colspan: '2' }, [extra, make('h2', {}, title)]);
  var columns = make('colgroup', {}, [make('col', { width: '35%' }), make('col', { width: '65%' })]);
  var rows = fields.map(function (field) { return field.row; });
  var table = make('table', { 'class': 'FormTable w53-fields', border: '1', cellpadding: '4', cellspacing: '0', width: '100%' },
    [columns, make('thead', {}, make('tr', {}, head)), make('tbody', {}, rows)]);
  settings.fields = settings.fields.concat(fields);
  return makeSection(table, name, /^record/.test(name) && settings.known[0] === '');
}

function addRecord() {
  takeSettings();
  var header = settings.conf.append('record ');
  drawSettings();
  focusField(firstOf(settings.fields, function (field) { return field.header === header; }));
  sayBelow('', 'A record was added; Apply saves it.');
}

function removeRecord(header) {
  takeSettings();
  settings.conf.remove(header);
  drawSettings();
  byId('w53_add').focus();
  sayBelow('', 'The record was removed from the form; Apply saves that. Nothing is deleted at Route 53.');
}

/* ---- fields that other settings rule out ---- */

/* The field whose value decides whether this one means anything: of the same section, else of [publish]. */
function neededField(field) {
  var needs = field.spec.needs;
  var found = !isObject(needs) ? [] : settings.fields.filter(function (other) { return other.spec.name === needs.key; });
  return firstOf(found, function (other) { return other.section === field.section && other.header === field.header; }) ||
    firstOf(found, function (other) { return other.section === 'publish'; });
}

function showFitting() {
  settings.fields.forEach(function (field) {
    var needed = neededField(field);
    var value = needed ? needed.read() || usual(needed.spec) : '';
    field.visible = !needed || value.split(/[\s,]+/).some(function (word) {
      return field.spec.needs.words.split(' ').indexOf(word) >= 0;
    });
    show(field.row, field.visible);
  });
}

/* ---- from the fields to the lines ---- */

/* What was not edited stays as it was written. */
function takeFields() {
  settings.fields.forEach(function (field) {
    var value = field.read();
    if (value === field.first || (field.dropped && !field.visible)) return;
    field.first = value;
    field.dropped = false;
    if (field.spec.name === '') {
      settings.conf.rename(field.header, 'record ' + value);
      return;
    }
    if (!field.header) field.header = settings.conf.section(field.section) || settings.conf.append(field.section);
    settings.conf.set(field.header, field.spec.name, value);
  });
}

/* What is hidden, or stands there without a value, would be an error: it goes from what is sent. A hidden field still holds
   it, for when it is shown again. */
function dropUnfit() {
  settings.fields.forEach(function (field) {
    if (!field.header || !field.spec.name || (field.visible && field.read() !== '')) return;
    settings.conf.set(field.header, field.spec.name, '');
    field.first = '';
    field.dropped = !field.visible;
  });
}
