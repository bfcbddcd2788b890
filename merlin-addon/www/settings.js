/* SPDX-License-Identifier: MIT
   The settings: wan53.conf as lines, as a form and as text, and sending it to the router. */

/* What the firmware accepts: a value of custom_settings.txt, and all that one POST may hold. */
var VALUE_MAX = 2999;
var POST_MAX = 8192;
var FIRST_CONF = '[record home.example.com]\n';

/* ---- wan53.conf as lines: comments, order and unknown lines stay as they are ---- */

function parseLine(raw) {
  var plain = raw.replace(/^\s+|\s+$/g, '');
  var found = /^\[\s*(.*?)\s*\]$/.exec(plain);
  if (plain === '' || /^[#;]/.test(plain)) return { raw: raw, kind: plain === '' ? 'blank' : 'comment' };
  if (found) return { raw: raw, kind: 'section', name: found[1].replace(/^record\s+/, 'record ') };
  found = /^([^=\[]*?)\s*=\s*(.*)$/.exec(plain);
  if (found) return { raw: raw, kind: 'entry', key: found[1].toLowerCase(), value: found[2] };
  return { raw: raw, kind: 'other' };
}

function Conf(whole) {
  this.end = whole.indexOf('\r\n') >= 0 ? '\r' : '';
  this.lines = whole.split('\n').map(parseLine);
}

Conf.prototype.text = function () {
  return this.lines.map(function (line) { return line.raw; }).join('\n');
};

/* Sections are known by the line that opens them. */
Conf.prototype.section = function (name) {
  return this.lines.filter(function (line) { return line.kind === 'section' && line.name === name; })[0] || null;
};

Conf.prototype.records = function () {
  return this.lines.filter(function (line) { return line.kind === 'section' && /^record( |$)/.test(line.name); });
};

Conf.prototype.after = function (header) {
  var i = this.lines.indexOf(header) + 1;
  while (i < this.lines.length && this.lines[i].kind !== 'section') i += 1;
  return i;
};

Conf.prototype.entry = function (header, key) {
  if (!header) return null;
  return this.lines.slice(this.lines.indexOf(header), this.after(header)).filter(function (line) {
    return line.kind === 'entry' && line.key === key;
  })[0] || null;
};

Conf.prototype.get = function (header, key) {
  var line = this.entry(header, key);
  return line ? line.value : '';
};

/* An empty value removes the key. */
Conf.prototype.set = function (header, key, value) {
  var line = this.entry(header, key);
  if (line ? value !== '' && line.value === value : value === '') return;
  if (!line) {
    this.insert(header, key + ' = ' + value);
  } else if (value === '') {
    this.lines.splice(this.lines.indexOf(line), 1);
  } else {
    line.raw = line.raw.substring(0, line.raw.indexOf('=')).replace(/\s*$/, '') + ' = ' + value + (/\r$/.test(line.raw) ? '\r' : '');
    line.value = value;
  }
};

Conf.prototype.insert = function (header, raw) {
  var first = this.lines.indexOf(header);
  var at = this.after(header) - 1;
  while (at > first && this.lines[at].kind !== 'entry') at -= 1;
  this.lines.splice(at + 1, 0, parseLine(raw + this.end));
};

Conf.prototype.append = function (name) {
  var header = parseLine('[' + name + ']' + this.end);
  while (this.lines.length && this.lines[this.lines.length - 1].kind === 'blank') this.lines.pop();
  if (this.lines.length) this.lines.push(parseLine(this.end));
  this.lines.push(header, parseLine(''));
  return header;
};

Conf.prototype.rename = function (header, name) {
  if (header.name === name) return;
  header.name = name;
  header.raw = '[' + name + ']' + (/\r$/.test(header.raw) ? '\r' : '');
};

/* With its entries and the comments between them; what stands behind them may belong to the next section. */
Conf.prototype.remove = function (header) {
  var first = this.lines.indexOf(header);
  var last = this.after(header);
  while (last > first + 1 && /^(blank|comment)$/.test(this.lines[last - 1].kind)) last -= 1;
  this.lines.splice(first, last - first);
  if (first > 0 && this.lines[first - 1].kind === 'blank' && (this.lines[first] || {}).kind === 'blank') this.lines.splice(first, 1);
};

/* ---- what wan53.conf can say: the program's own table of keys, as page.json has it ---- */

/* Each with section, name, label and kind; most with default or otherwise, choices, range, needs, hint. */
var keys = [];

/* Taken over once: fields that are being edited must stay. */
function learnKeys(found) {
  if (keys.length) return;
  keys = objects(found).filter(function (spec) { return typeof spec.section === 'string' && typeof spec.name === 'string'; });
  if (keys.length && settings.conf && !settings.locked && !settings.asText) drawSettings();
}

function keysOf(section) {
  return keys.filter(function (spec) { return spec.section === section; });
}

/* What holds without the key. */
function usual(spec) { return text(spec['default']) || text(spec.otherwise); }

/* ---- the settings, as fields and as text ---- */

var settings = {
  conf: null,        /* the Conf that the fields show */
  loaded: '',        /* its text as the router has it */
  known: [],         /* coded values of wan53_conf that this page has seen or sent */
  locked: '',        /* why nothing can be changed, or nothing */
  tooLong: false,    /* locked since they are too long */
  asText: false,
  fields: []
};

function option(value, label) { return make('option', { value: value }, label); }

function choiceInput(id, spec, value) {
  var input = make('select', { id: id, 'class': 'input_option' }, option('', 'default (' + usual(spec) + ')'));
  var choices = list(spec.choices).map(text);
  if (value !== '' && choices.indexOf(value) < 0) choices = choices.concat(value);
  choices.forEach(function (choice) { add(input, option(choice, choice)); });
  input.value = value;
  return { nodes: [input], input: input, read: function () { return input.value; } };
}

function textInput(id, spec, value) {
  var input = make('input', { type: 'text', id: id, 'class': 'input_32_table', autocomplete: 'off', autocapitalize: 'off',
    autocorrect: 'off', spellcheck: 'false' });
  input.value = value;
  return { nodes: [input], input: input, typed: input, read: function () { return input.value.replace(/^\s+|\s+$/g, ''); } };
}

/* A word and, for some, what belongs to it: `wan`, `static ADDRESS`, `internet [on NAME]`. */
function sourceInput(id, spec, value) {
  var parts = /^(\S*)\s*(.*)$/.exec(value);
  var forms = list(spec.choices).map(text);
  var words = forms.map(function (form) { return form.split(' ')[0]; });
  var takesMore = function (word) { return / /.test(forms[words.indexOf(word)]); };
  var known = words.indexOf(parts[1]) >= 0 && (parts[2] === '' || takesMore(parts[1]));
  var choice = choiceInput(id, { choices: words, 'default': usual(spec) }, known ? parts[1] : value);
  var detail = textInput(id + '_what', spec, known ? parts[2] : '');
  detail.input.setAttribute('aria-label', spec.label + ': which');
  var update = function () { show(detail.input, takesMore(choice.input.value)); };
  choice.input.onchange = update;
  update();
  return { nodes: [choice.input, ' ', detail.input], input: choice.input, typed: detail.input, source: choice.input, read: function () {
    return [choice.input.value].concat(takesMore(choice.input.value) && detail.read() || []).join(' ');
  } };
}

/* What is said under a field; its label opens what the field means. */
function limitsOf(spec) {
  var range = spec.range ? 'Takes ' + spec.range + '.' : '';
  var empty = usual(spec) && !list(spec.choices).length ? 'Empty: ' + usual(spec) + '.' : '';
  return [range, empty].filter(Boolean).join(' ');
}

/* One row. `place` is the section's line, or null until something is written there. */
function makeField(spec, id, section, place, value) {
  var maker = spec.kind === 'source' ? sourceInput : isYesNo(spec, value) ? yesNoInput : list(spec.choices).length ? choiceInput : textInput;
  var made = maker(id, spec, value);
  var error = make('div', { id: id + '_error', 'class': 'w53-error w53-off' });
  var help = make('div', { id: id + '_help', 'class': 'w53-hint w53-off' }, text(spec.hint));
  var hint = make('div', { id: id + '_hint', 'class': 'w53-hint' }, limitsOf(spec));
  var label = spec.hint ? hintLabel(spec.label, spec.hint, help) : spec.label;
  var row = make('tr', {}, [make('th', { scope: 'row' }, make('label', { 'for': id }, label)),
    make('td', {}, made.nodes.concat(limitsOf(spec) ? hint : [], help, error))]);
  var field = { spec: spec, section: section, place: place, row: row, input: made.input, read: made.read, first: made.read(),
    error: error, visible: true };
  if (spec.kind === 'urls') made.input.style.width = '100%';
  if (made.typed) watchTyping(field, made.typed, made.source);
  sayAtField(field, '');
  return field;
}

function fieldTable(name, title, fields, extra) {
  var head = make('td', { colspan: '2' }, [extra || '', make('h2', {}, title)]);
  var columns = make('colgroup', {}, [make('col', { width: '35%' }), make('col', { width: '65%' })]);
  var rows = fields.map(function (field) { return field.row; });
  return makeSection(make('table', { 'class': 'FormTable w53-fields', border: '1', cellpadding: '4', cellspacing: '0', width: '100%' },
    [columns, make('thead', {}, make('tr', {}, head)), make('tbody', {}, rows)]), name, /^record/.test(name) && settings.known[0] === '');
}

function sectionFields(name) {
  var place = settings.conf.section(name);
  return keysOf(name).map(function (spec) {
    return makeField(spec, 'w53_' + name + '_' + spec.name, name, place, settings.conf.get(place, spec.name));
  });
}

function recordFields(place, number) {
  var id = 'w53_record' + number + '_';
  var name = { name: '', label: 'Name', hint: 'The whole name, such as home.example.com.' };
  return [makeField(name, id + 'name', 'record', place, place.name.substring(7))].concat(keysOf('record').map(function (spec) {
    return makeField(spec, id + spec.name, 'record', place, settings.conf.get(place, spec.name));
  }));
}

function drawRecord(place, number) {
  var fields = recordFields(place, number);
  var shown = place.name.substring(7) || 'new';
  var remove = button('Remove', function () { removeRecord(place); }, { 'aria-label': 'Remove record ' + shown });
  settings.fields = settings.fields.concat(fields);
  return fieldTable('record' + number, 'Record ' + shown, fields, remove);
}

function drawForm() {
  var form = clear(byId('w53_form'));
  settings.fields = [];
  if (!keys.length) {
    add(form, make('p', {}, 'The fields appear as soon as the router says which settings exist. "As text" shows the file.'));
    return;
  }
  settings.conf.records().forEach(function (place, number) { add(form, drawRecord(place, number)); });
  [['publish', 'How to publish'], ['aws', 'Amazon Web Services']].forEach(function (pair) {
    var fields = sectionFields(pair[0]);
    settings.fields = settings.fields.concat(fields);
    add(form, fieldTable(pair[0], pair[1], fields));
  });
  settings.fields.forEach(function (field) {
    var needed = neededField(field);
    if (needed) needed.input.onchange = showFitting;
  });
  showFitting();
}

/* The field whose value decides whether this one means anything: of the same section, else of [publish]. */
function neededField(field) {
  var needs = field.spec.needs;
  var found = !isObject(needs) ? [] : settings.fields.filter(function (other) { return other.spec.name === needs.key; });
  return found.filter(function (other) { return other.section === field.section && other.place === field.place; })[0] ||
    found.filter(function (other) { return other.section === 'publish'; })[0] || null;
}

/* Hides what the other settings rule out. */
function showFitting() {
  settings.fields.forEach(function (field) {
    var needed = neededField(field);
    var value = needed ? needed.read() || usual(needed.spec) : '';
    field.visible = !needed || value.split(/[\s,]+/).indexOf(field.spec.needs.word) >= 0;
    show(field.row, field.visible);
  });
}

/* What was not edited stays as it was written. */
function takeFields() {
  settings.fields.forEach(function (field) {
    var value = field.read();
    if (value === field.first || (field.dropped && !field.visible)) return;
    field.first = value;
    field.dropped = false;
    if (field.spec.name === '') {
      settings.conf.rename(field.place, 'record ' + value);
      return;
    }
    if (!field.place) field.place = settings.conf.section(field.section) || settings.conf.append(field.section);
    settings.conf.set(field.place, field.spec.name, value);
  });
}

/* What is hidden, or stands there without a value, would be an error: it goes from what is sent. A hidden field still holds
   it, for when it is shown again. The text is sent as it stands. */
function dropUnfit() {
  if (settings.asText) return;
  settings.fields.forEach(function (field) {
    if (!field.place || !field.spec.name || (field.visible && field.read() !== '')) return;
    settings.conf.set(field.place, field.spec.name, '');
    field.first = '';
    field.dropped = !field.visible;
  });
}

function takeSettings() {
  if (!settings.asText) {
    takeFields();
  } else if (byId('w53_text').value !== settings.conf.text().replace(/\r\n/g, '\n')) {
    settings.conf = new Conf(byId('w53_text').value.replace(/\r?\n/g, settings.conf.end + '\n'));
  }
  return settings.conf.text();
}

function drawSettings() {
  clearErrors();
  byId('w53_text').value = settings.conf.text();
  if (!settings.asText) drawForm();
  show(byId('w53_form'), !settings.asText);
  show(byId('w53_textbox'), settings.asText);
  show(byId('w53_add'), !settings.asText && keys.length > 0);
  byId('w53_as_form').setAttribute('aria-pressed', String(!settings.asText));
  byId('w53_as_text').setAttribute('aria-pressed', String(settings.asText));
}

function switchView(asText) {
  takeSettings();
  settings.asText = asText;
  drawSettings();
}

function addRecord() {
  takeSettings();
  var place = settings.conf.append('record ');
  drawSettings();
  focusField(settings.fields.filter(function (field) { return field.place === place; })[0]);
  sayBelow('', 'A record was added; Apply saves it.');
}

function removeRecord(place) {
  takeSettings();
  settings.conf.remove(place);
  drawSettings();
  byId('w53_add').focus();
  sayBelow('', 'The record was removed from the form; Apply saves that. Nothing is deleted at Route 53.');
}

/* ---- what the router complains of, at the field or the line ---- */

function clearErrors() {
  settings.fields.forEach(function (field) { sayAtField(field, ''); });
  show(byId('w53_text_error'), false);
  byId('w53_text').removeAttribute('aria-invalid');
}

function sayAtField(field, wrong) {
  var id = field.input.id;
  clear(field.error).appendChild(document.createTextNode(wrong));
  show(field.error, Boolean(wrong));
  if (wrong) field.input.setAttribute('aria-invalid', 'true');
  else field.input.removeAttribute('aria-invalid');
  field.input.setAttribute('aria-describedby', (wrong ? id + '_error ' : '') + id + '_hint ' + id + '_help');
}

function focusField(field) {
  openAround(field.row);
  field.input.focus();
}

function markField(field, message) {
  sayAtField(field, message);
  focusField(field);
}

function markLine(number, message) {
  var box = byId('w53_text');
  var lines = box.value.split('\n');
  var start = lines.slice(0, number - 1).join('\n').length + (number > 1 ? 1 : 0);
  clear(byId('w53_text_error')).appendChild(document.createTextNode('Line ' + number + ': ' + message));
  show(byId('w53_text_error'), true);
  box.setAttribute('aria-invalid', 'true');
  box.focus();
  box.setSelectionRange(start, start + (lines[number - 1] || '').length);
  box.scrollTop = Math.max(0, (number - 5) / lines.length * box.scrollHeight);
}

/* The field of a line: of its key, or a record's name for the line that opens it. */
function fieldOfLine(number) {
  var lines = settings.conf.lines;
  var line = lines[number - 1];
  var at = number - 1;
  while (at >= 0 && lines[at].kind !== 'section') at -= 1;
  if (!line || at < 0) return null;
  return settings.fields.filter(function (field) {
    return field.visible && field.place === lines[at] && (line.kind === 'section' ? field.spec.name === '' :
      field.spec.name === line.key && settings.conf.entry(field.place, line.key) === line);
  })[0] || null;
}

/* "wan53: -:LINE: what" is about a line of what was sent. */
function showComplaint(whole) {
  var found = /^(?:wan53: )?-(?::(\d+))?: (.*)$/m.exec(whole);
  var number = found && found[1] ? Number(found[1]) : 0;
  var field = number && !settings.asText ? fieldOfLine(number) : null;
  sayBelow('bad', 'The settings were refused; the router keeps those it has.',
    whole.replace(/^(?:wan53: )?-:(\d+): /gm, 'Line $1: ').replace(/^(?:wan53: )?-: /gm, ''));
  if (field) {
    markField(field, found[2]);
  } else if (number) {
    if (!settings.asText) switchView(true);
    markLine(number, found[2]);
  }
}

/* ---- Apply ---- */

/* Why these settings cannot be sent, or nothing. */
function tooLarge(all) {
  if (all.wan53_conf.length > VALUE_MAX) {
    return 'the settings are too long for the page: ' + all.wan53_conf.length + ' characters as the router keeps them, and ' +
      VALUE_MAX + ' fit. Shorten the comments, have fewer records, or edit /jffs/addons/wan53/wan53.conf over SSH.';
  }
  var size = formBody(fillForm('apply', JSON.stringify(all))).length;
  if (size <= POST_MAX) return '';
  return 'the settings of all addons together are too large to save: ' + size + ' bytes, and the router takes ' + POST_MAX +
    '. Shorten the comments, have fewer records, or edit /jffs/addons/wan53/wan53.conf over SSH.';
}

function emptyName() {
  return settings.asText ? null : settings.fields.filter(function (field) {
    return field.spec.name === '' && field.read() === '';
  })[0];
}

function apply() {
  var whole = takeSettings();
  clearErrors();
  var nameless = emptyName();
  if (nameless) {
    sayBelow('bad', 'A record has no name.');
    markField(nameless, 'empty; give the whole name, such as home.example.com');
    return;
  }
  dropUnfit();
  whole = settings.conf.text();
  var mine = begin('apply');
  /* What other addons save meanwhile would be undone, so their settings are read last. */
  if (mine) post(mine, function () { getSettings(function (all) { sendSettings(mine, all, whole); }); });
}

function notSent(reason) {
  end();
  sayBelow('bad', 'Nothing was sent: ' + reason);
}

function sendSettings(mine, all, whole) {
  if (job !== mine) return;
  if (!all) {
    notSent('the router does not show its settings. You may have been logged out; reload this page.');
    return;
  }
  var now = text(all.wan53_conf);
  if (settings.known.indexOf(now) < 0) {
    settings.known.push(now);
    notSent('the settings were changed elsewhere since this page was loaded. ' +
      'Reload to see them, or press Apply again to replace them with these.');
    return;
  }
  all.wan53_conf = encode(whole);
  var reason = tooLarge(all);
  if (reason) {
    notSent(reason);
    return;
  }
  settings.known.push(all.wan53_conf);
  settings.sent = whole;
  sendAndWait(mine, JSON.stringify(all));
}

/* The result is about what the router found; its key shows whether that was what this page sent. */
function applied(result) {
  if (result.exit !== 0) {
    showComplaint(text(result.text));
    return;
  }
  getSettings(function (all) {
    if (!all) {
      sayBelow('wait', 'The router saved settings, but they cannot be read to see whether they are these; reload this page.',
        text(result.text));
      return;
    }
    if (text(all.wan53_conf) === 'withheld') {
      window.custom_settings = all;
      startSettings();
      sayBelow('ok', ACTIONS.apply.good, text(result.text));
      return;
    }
    if (text(all.wan53_conf) !== encode(settings.sent)) {
      sayBelow('bad', 'Another page replaced these settings before the router read them; press Apply again.', text(result.text));
      settings.known.push(text(all.wan53_conf));
      return;
    }
    settings.loaded = settings.sent;
    /* If an older value comes back, somebody else has put it there. */
    settings.known = [encode(settings.sent)];
    clearErrors();
    sayBelow('ok', ACTIONS.apply.good, text(result.text));
  });
}

/* Takes over what was changed elsewhere, unless something here would be lost. */
function followRouter() {
  getSettings(function (all) {
    /* If the page's own settings could not be read, none of this can be trusted. */
    if (!all || job || !isObject(window.custom_settings) || settings.known.indexOf(text(all.wan53_conf)) >= 0) return;
    if (unsaved()) {
      sayBelow('wait', 'The settings were changed elsewhere since this page was loaded. Reload to see them, or press Apply twice to replace them.');
      return;
    }
    window.custom_settings = all;
    startSettings();
  });
}

function unsaved() {
  return settings.conf && !settings.locked && takeSettings() !== settings.loaded;
}

/* ---- reading the settings ---- */

/* Why the settings cannot be edited here, or nothing. */
function readSettings() {
  if (!isObject(window.custom_settings)) {
    return 'the router\'s list of addon settings cannot be read; another addon may have put something into ' +
      '/jffs/addons/custom_settings.txt that no page can hold';
  }
  var coded = text(window.custom_settings.wan53_conf);
  settings.known = [coded];
  settings.tooLong = coded === 'toolong';
  if (coded === 'withheld') return 'wan53 refuses wan53.conf, or something in it looks like a secret key; the status says what';
  if (settings.tooLong) return 'they are longer than the router lets a page hold';
  try {
    settings.loaded = coded === '' ? FIRST_CONF : decode(coded);
  } catch (ignored) {
    return 'the router\'s copy of wan53.conf is damaged or is not UTF-8';
  }
  settings.conf = new Conf(settings.loaded);
  return '';
}

function startSettings() {
  settings.locked = readSettings();
  show(byId('w53_settings'), !settings.locked);
  show(byId('w53_views'), !settings.locked);
  show(byId('w53_locked'), Boolean(settings.locked));
  sayLocked(settings.locked);
  if (!settings.locked) drawSettings();
}

function sayLocked(reason) {
  fill('w53_locked', 'The settings can only be changed over SSH: ' + reason +
    '. Edit /jffs/addons/wan53/wan53.conf there, or run /jffs/addons/wan53/wan53.sh setup.');
}

/* page.json has the file's text when the file itself is what is too long. */
function whyTooLong(config) {
  return config.text ? 'wan53.conf is longer than the router lets a page hold (' + VALUE_MAX + ' characters of base64)' :
    'the settings of all addons together are longer than one page can send (8 KB), though wan53.conf is not';
}

/* A file that is too long for its fields is shown all the same. */
function drawLocked(config) {
  if (settings.locked && settings.tooLong) sayLocked(whyTooLong(config));
  var whole = settings.locked ? text(config.text) : '';
  show(byId('w53_whole'), Boolean(whole));
  fill('w53_whole', whole, '');
}
