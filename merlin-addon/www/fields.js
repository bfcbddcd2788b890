/* SPDX-License-Identifier: MIT
   One key of wan53.conf as a row of the form: its input, what is said while typing, and its error. `spec` is the key's row
   of `keys` in page.json. */

/* What holds without the key. */
function usual(spec) { return text(spec['default']) || text(spec.otherwise); }

/* ---- inputs: each as { nodes, input, read }, where `input` takes the focus and read() gives the value; where something is
   typed, `typed` is the text field, and `source` the list of words before it, if there is one ---- */

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
  if (spec.kind === 'urls') input.style.width = '100%';
  return { nodes: [input], input: input, typed: input, read: function () { return input.value.trim(); } };
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
  var read = function () { return [choice.input.value].concat(takesMore(choice.input.value) && detail.read() || []).join(' '); };
  return { nodes: [choice.input, ' ', detail.input], input: choice.input, read: read, typed: detail.input, source: choice.input };
}

/* A key that is not in the file shows its default, and stays out of the file while the default is chosen. */
function yesNoInput(id, spec, value) {
  var shown = value || usual(spec);
  var group = make('div', { id: id, role: 'radiogroup', 'aria-label': spec.label });
  var radios = ['yes', 'no'].map(function (word) {
    var radio = make('input', { type: 'radio', name: id, value: word, 'class': 'input' });
    radio.checked = word === shown;
    add(group, make('label', {}, [radio, word === 'yes' ? 'Yes' : 'No']));
    return radio;
  });
  group.focus = function () { radios[radios[0].checked ? 0 : 1].focus(); };
  return { nodes: [group], input: group, read: function () {
    var chosen = radios[0].checked ? 'yes' : 'no';
    return value === '' && chosen === usual(spec) ? '' : chosen;
  } };
}

function makeInput(id, spec, value) {
  var isYesNo = spec.kind === 'yes/no' && /^(yes|no)$/.test(value || usual(spec));
  var maker = spec.kind === 'source' ? sourceInput : isYesNo ? yesNoInput : list(spec.choices).length ? choiceInput : textInput;
  return maker(id, spec, value);
}

/* ---- the row ---- */

/* What is said under a field; its label opens what the field means. */
function limitsOf(spec) {
  var range = spec.range ? 'Takes ' + spec.range + '.' : '';
  var empty = usual(spec) && !list(spec.choices).length ? 'Empty: ' + usual(spec) + '.' : '';
  return [range, empty].filter(Boolean).join(' ');
}

/* `header` opens the section in the file, or is null until something is written there. */
function makeField(spec, id, section, header, value) {
  var made = makeInput(id, spec, value);
  var limits = limitsOf(spec);
  var error = make('div', { id: id + '_error', 'class': 'w53-error w53-off' });
  var help = make('div', { id: id + '_help', 'class': 'w53-hint w53-off' }, text(spec.hint));
  var label = spec.hint ? hintLabel(spec.label, spec.hint, help) : spec.label;
  var row = make('tr', {}, [make('th', { scope: 'row' }, make('label', { 'for': id }, label)),
    make('td', {}, made.nodes.concat(limits ? make('div', { id: id + '_hint', 'class': 'w53-hint' }, limits) : [], help, error))]);
  var field = {
    spec: spec, section: section, header: header, row: row, input: made.input, read: made.read, error: error,
    first: made.read(),   /* what the lines have */
    visible: true,
    dropped: false        /* the lines do without it, since it was hidden when they were sent */
  };
  if (made.typed) watchTyping(field, made.typed, made.source);
  sayAtField(field, '');
  return field;
}

/* What is wrong, or nothing. */
function sayAtField(field, wrong) {
  var id = field.input.id;
  show(add(clear(field.error), wrong), Boolean(wrong));
  markInvalid(field.input, wrong);
  field.input.setAttribute('aria-describedby', (wrong ? id + '_error ' : '') + id + '_hint ' + id + '_help');
}

function markInvalid(input, wrong) {
  if (wrong) input.setAttribute('aria-invalid', 'true');
  else input.removeAttribute('aria-invalid');
}

function focusField(field) {
  openAround(field.row);
  field.input.focus();
}

/* ---- checks while typing, by the firmware's validator where there is one; only the program's own decide ---- */

function inSeconds(word) {
  var found = /^(\d+)\s*([smhd]?)$/.exec(word);
  return found ? found[1] * { s: 1, m: 60, h: 3600, d: 86400 }[found[2] || 's'] : NaN;
}

function isAddress(value) {
  var firmware = window.validator || {};
  var isIPv4 = firmware.ipv4_addr ? firmware.ipv4_addr(value) : /^\d+(\.\d+){3}$/.test(value);
  return isIPv4 || (firmware.isLegal_ipv6 ? firmware.isLegal_ipv6({ value: value }, 1) : /^[\da-f:.]*:[\da-f:.]*$/i.test(value));
}

/* What is wrong with what is typed, or nothing. `word`: a source's first word. */
function typedWrong(spec, value, word) {
  var ends = (text(spec.range).match(/\d+[smhd]?\b/g) || []).map(inSeconds);
  var isRight = true;
  if (/^(seconds|duration)$/.test(spec.kind)) isRight = inSeconds(value) >= ends[0] && inSeconds(value) <= ends[1];
  if (spec.kind === 'urls') isRight = value.split(/\s+/).every(function (url) { return /^https?:\/\/./.test(url); });
  if (word === 'static') isRight = isAddress(value);
  return isRight || value === '' ? '' : 'takes ' + (word ? 'an IPv4 or IPv6 address' : text(spec.range));
}

function watchTyping(field, typed, source) {
  if (field.spec.kind === 'seconds') {
    typed.onkeypress = function (event) {
      try { return window.validator.isNumber(typed, event); } catch (ignored) { return /^(\d|\w{2,})$/.test(event.key); }
    };
  }
  typed.oninput = function () { sayAtField(field, typedWrong(field.spec, typed.value.trim(), source && source.value)); };
}
