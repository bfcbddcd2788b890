<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<!--page:wan53-->
<!-- SPDX-License-Identifier: MIT -->
<html xmlns="http://www.w3.org/1999/xhtml" lang="en">
<head>
<meta http-equiv="X-UA-Compatible" content="IE=Edge" />
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<meta http-equiv="Pragma" content="no-cache" />
<meta http-equiv="Expires" content="-1" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<link rel="shortcut icon" href="/images/favicon.png" />
<link rel="icon" href="/images/favicon.png" />
<title>WAN53</title>
<link rel="stylesheet" type="text/css" href="/index_style.css" />
<link rel="stylesheet" type="text/css" href="/form_style.css" />
<style>
.w53 h2 { font-size: inherit; font-weight: inherit; margin: 0; display: inline; }
.w53 .FormTable { margin-top: 12px; table-layout: fixed; width: 100%; }
.w53 .FormTable th { font-weight: normal; text-align: left; }
.w53 .FormTable td { text-align: left; overflow-wrap: break-word; word-wrap: break-word; }
#FormTitle { table-layout: fixed; }
.w53 p { margin: 4px 0; line-height: 150%; }
.w53 pre, .w53 textarea { font-family: "Courier New", Courier, monospace; font-size: 12px; color: #fff;
  background: #1c2326; border: 1px solid #59646a; margin: 0; padding: 6px; box-sizing: border-box; width: 100%; }
.w53 pre { white-space: pre-wrap; overflow-wrap: break-word; word-wrap: break-word; overflow: auto; max-height: 260px; }
.w53 textarea { height: 420px; white-space: pre; overflow: auto; resize: vertical; }
.w53 input[type=text], .w53 select { box-sizing: border-box; max-width: 100%; height: 25px; }
.w53 input[type=text] { width: 320px; }
.w53 a:focus, .w53 pre:focus, .w53 input:focus, .w53 select:focus, .w53 textarea:focus, .w53 [tabindex]:focus {
  outline: 2px solid #fc0; outline-offset: 1px; }
.w53 .button_gen { margin: 3px; cursor: pointer; }
.w53 .button_gen[aria-disabled=true] { opacity: .55; cursor: default; }
.w53 .button_gen[aria-pressed=true] { border: 1px solid #fc0; }
.w53 .apply_gen { margin-top: 12px; text-align: center; }
.w53-hint { color: #fff; opacity: .85; display: block; margin-top: 3px; font-size: 11px; line-height: 140%; }
.w53-error { color: #fff; background: #8b1a1a; border-left: 4px solid #ff9b9b; padding: 4px 8px; margin: 4px 0; display: block; }
.w53-state { padding: 8px 10px; border-left: 5px solid #9aa; background: #2a3439; color: #fff; font-size: 13px; font-weight: bold; }
.w53-state.w53-ok { border-color: #5bd75b; }
.w53-state.w53-wait { border-color: #fc0; }
.w53-state.w53-bad { border-color: #ff6b6b; background: #5a1d1d; }
.w53 .w53-good { color: #8fee8f; }
.w53 .w53-soft { color: #ffdf70; }
.w53 .w53-sad { color: #ffd6d6; }
.w53-news { min-height: 18px; padding: 6px 2px; color: #fff; }
.w53-news pre { margin-top: 6px; }
.w53-off { display: none; }
.w53 [aria-invalid=true] { border: 2px solid #ff6b6b; }
.w53 thead .button_gen { float: right; min-width: 0; height: 24px; padding: 0 12px; margin: -3px 0; font-size: 12px; }
@media screen and (max-width: 1010px) {
  .w53-frame, .w53-frame > tbody, .w53-frame > tbody > tr, .w53-frame > tbody > tr > td { display: block; width: auto !important; min-width: 0; }
  .w53-frame > tbody > tr { display: -ms-flexbox; display: flex; -ms-flex-direction: column; flex-direction: column; }
  .w53-frame .w53-menu { -ms-flex-order: 2; order: 2; }
  .w53-frame .w53-gap { display: none; }
  .w53-frame #FormTitle { width: 100% !important; height: auto; }
  #TopBanner { max-width: 100%; overflow: hidden; }
  #footer { max-width: 100%; overflow: hidden; }
  body.bg { min-width: 0; }
}
@media screen and (max-width: 620px) {
  .w53 .w53-fields, .w53 .w53-fields > tbody, .w53 .w53-fields > thead, .w53 .w53-fields > * > tr,
  .w53 .w53-fields > * > tr > th, .w53 .w53-fields > * > tr > td { display: block; width: auto !important; box-sizing: border-box; }
  .w53 .w53-fields .w53-off { display: none !important; }
  .w53 input[type=text], .w53 select { width: 100%; height: 32px; }
  .w53 .w53-list, .w53 .w53-list > tbody, .w53 .w53-list > tbody > tr { display: block; }
  .w53 .w53-list > thead { display: none; }
  .w53 .w53-list > tbody > tr { border-bottom: 1px solid #222; padding: 4px 0; }
  .w53 .w53-list > tbody > tr > td[data-label]::before { content: attr(data-label) ": "; opacity: .85; font-size: 11px; }
  .w53 .w53-list > tbody > tr > td { display: block; border: 0; padding: 2px 8px; }
}
</style>
<script type="text/javascript">
var custom_settings = <% get_custom_settings(); %>; /* end of custom settings */
</script>
<script type="text/javascript">
var w53_router = {
  support: "<% nvram_get("rc_support"); %>",
  wan: ["<% nvram_get("wan0_ipaddr"); %>", "<% nvram_get("wan1_ipaddr"); %>"]
};
</script>
<script type="text/javascript" src="/js/jquery.js"></script>
<script type="text/javascript" src="/js/httpApi.js"></script>
<script type="text/javascript" src="/state.js"></script>
<script type="text/javascript" src="/general.js"></script>
<script type="text/javascript" src="/popup.js"></script>
<script type="text/javascript" src="/help.js"></script>
<script type="text/javascript" src="/validator.js"></script>
<script type="text/javascript">
(function () {
'use strict';

/* What the firmware takes: a value of custom_settings.txt, and all that one POST may hold. */
var VALUE_MAX = 2999;
var POST_MAX = 8192;
var PAGE_JSON = '/ext/wan53/page.json';
var SLOW_MS = 30000;
var GIVE_UP_MS = 120000;
var POLL_MS = 1000;
var FIRST_CONF = '[aws]\n\n[publish]\n\n[record home.example.com]\ntype = A\nttl = 120\n';

/* ---- small things ---- */

function byId(id) { return document.getElementById(id); }

/* An element with attributes and children; texts become text nodes, never markup. */
function make(tag, attributes, children) {
  var node = document.createElement(tag);
  Object.keys(attributes || {}).forEach(function (name) {
    if (attributes[name] !== null) node.setAttribute(name, attributes[name]);
  });
  add(node, children);
  return node;
}

function add(node, children) {
  [].concat(children === undefined ? [] : children).forEach(function (child) {
    node.appendChild(child && child.nodeType ? child : document.createTextNode(String(child)));
  });
  return node;
}

function clear(node) {
  while (node.firstChild) node.removeChild(node.firstChild);
  return node;
}

function show(node, visible) {
  node.className = node.className.replace(/ ?w53-off/, '') + (visible ? '' : ' w53-off');
}

function button(text, action, attributes) {
  var node = make('input', { type: 'button', 'class': 'button_gen', value: text });
  Object.keys(attributes || {}).forEach(function (name) { node.setAttribute(name, attributes[name]); });
  node.onclick = function () {
    if (node.getAttribute('aria-disabled') !== 'true') action();
  };
  return node;
}

function isObject(value) { return Boolean(value) && typeof value === 'object' && !Array.isArray(value); }

function list(value) { return Array.isArray(value) ? value : []; }

function objects(value) {
  return list(value).filter(function (one) { return one && typeof one === 'object'; });
}

function text(value) { return value === null || value === undefined ? '' : String(value); }

/* Base64 of UTF-8, both ways; decoding throws what is neither. */
function encode(plain) { return btoa(unescape(encodeURIComponent(plain))); }
function decode(coded) { return decodeURIComponent(escape(atob(coded))); }

function duration(seconds) {
  if (seconds < 90) return Math.max(0, Math.round(seconds)) + ' s';
  if (seconds < 5400) return Math.round(seconds / 60) + ' min';
  if (seconds < 172800) return Math.round(seconds / 3600) + ' h';
  return Math.round(seconds / 86400) + ' days';
}

function two(number) { return (number < 10 ? '0' : '') + number; }

/* A moment in the reader's own time zone, and how far it is from when the page was made. */
function moment(iso, now) {
  var at = new Date(iso);
  if (!iso || isNaN(at.getTime())) return 'never';
  var away = (at.getTime() - new Date(now).getTime()) / 1000;
  var day = at.getFullYear() + '-' + two(at.getMonth() + 1) + '-' + two(at.getDate());
  var clock = two(at.getHours()) + ':' + two(at.getMinutes()) + ':' + two(at.getSeconds());
  var relative = isNaN(away) ? '' : away > 0 ? ' (in ' + duration(away) + ')' : ' (' + duration(-away) + ' ago)';
  return day + ' ' + clock + relative;
}

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

/* ---- what wan53.conf can say ---- */

var YES_NO = ['yes', 'no'];
var WAN_SOURCES = ['wan', 'wan0', 'wan1', 'wan-all'];
var SECTIONS = {
  publish: [
    { key: 'via', label: 'Publish through', choices: ['route53', 'gateway'], usual: 'route53',
      hint: 'route53: straight to Amazon Route 53. gateway: through your own API Gateway or function URL.' },
    { key: 'gateway-url', label: 'Gateway URL', via: 'gateway',
      hint: 'https://… as the stack prints it; may end in /{host}.' },
    { key: 'gateway-api-arn', label: 'Gateway API ARN', via: 'gateway',
      hint: 'As the stack prints it. Without it there is no IAM policy to show below.' },
    { key: 'check-interval', label: 'Check interval', usual: '6h',
      hint: 'How often to read what is published and to repair it: 1m to 7d.' },
    { key: 'sns-topic-arn', label: 'SNS topic ARN', via: 'route53', hint: 'Sends a message; empty: none.' },
    { key: 'metric-namespace', label: 'CloudWatch namespace', via: 'route53',
      hint: 'Counts changes there; empty: not counted.' },
    { key: 'notify', label: 'Send messages', via: 'route53', choices: ['changes', 'always', 'never'],
      usual: 'changes', hint: 'Needs an SNS topic. Errors that need you are always sent.' },
    { key: 'allow-private', label: 'Publish private addresses', choices: YES_NO, usual: 'no' },
    { key: 'daemon', label: 'Run in the background', choices: YES_NO, usual: 'yes',
      hint: 'no: cron and hooks run single rounds.' },
    { key: 'checkers', label: 'Address checkers', wide: true, usual: "Amazon's",
      hint: 'Asked only behind NAT. One to four URLs with blanks between.' },
    { key: 'log-level', label: 'Log level', choices: ['error', 'warning', 'notice', 'info', 'debug'], usual: 'notice' }
  ],
  aws: [
    { key: 'region', label: 'Region', usual: 'us-east-1',
      hint: 'For the gateway, SNS and CloudWatch; Route 53 has its own.' },
    { key: 'credentials-file', label: 'Credentials file', usual: 'credentials',
      hint: 'The file that /jffs/addons/wan53/wan53.sh setup writes; relative to wan53.conf.' },
    { key: 'profile', label: 'Profile', usual: 'default' },
    { key: 'use-dualstack', label: 'Dual-stack endpoints', choices: YES_NO, usual: 'no' },
    { key: 'ca-file', label: 'CA file', hint: 'Replaces the built-in Amazon roots.' }
  ],
  record: [
    { key: 'type', label: 'Type', choices: ['A', 'AAAA', 'A AAAA'], usual: 'A' },
    { key: 'ttl', label: 'TTL', via: 'route53', usual: '120', hint: 'Seconds.' },
    { key: 'zone', label: 'Hosted zone ID', via: 'route53', hint: 'Empty: looked up by name.' },
    { key: 'source', label: 'Address from', source: true, usual: 'wan' },
    { key: 'source-ipv6', label: 'IPv6 address from', source: true, usual: 'as above', six: true },
    { key: 'set-identifier', label: 'Set identifier', via: 'route53',
      hint: 'Only for weighted, latency or failover record sets.' }
  ]
};
/* Those that want a second word. */
var SOURCE_WORDS = ['interface', 'static', 'prefix'];

/* ---- the settings, as fields and as text ---- */

var settings = {
  conf: null,        /* the Conf that the fields show */
  loaded: '',        /* its text as the router has it */
  known: [],         /* coded values of wan53_conf that this page has seen or sent */
  locked: '',        /* why nothing can be changed, or nothing */
  tooLong: false,    /* that is why */
  asText: false,
  fields: []
};

function option(value, label) { return make('option', { value: value }, label); }

function choiceInput(id, spec, value) {
  var input = make('select', { id: id, 'class': 'input_option' }, option('', 'default (' + spec.usual + ')'));
  var choices = spec.choices;
  if (value !== '' && choices.indexOf(value) < 0) choices = choices.concat(value);
  choices.forEach(function (choice) { add(input, option(choice, choice)); });
  input.value = value;
  return { nodes: [input], input: input, read: function () { return input.value; } };
}

function textInput(id, spec, value) {
  var input = make('input', { type: 'text', id: id, 'class': 'input_32_table', autocomplete: 'off', autocapitalize: 'off',
    autocorrect: 'off', spellcheck: 'false' });
  input.value = value;
  return { nodes: [input], input: input, read: function () { return input.value.replace(/^\s+|\s+$/g, ''); } };
}

/* A word and, for some, what belongs to it: `wan`, `static ADDRESS`. */
function sourceInput(id, spec, value) {
  var parts = /^(\S*)\s*(.*)$/.exec(value);
  var words = WAN_SOURCES.concat(SOURCE_WORDS);
  var takesMore = function (word) { return SOURCE_WORDS.indexOf(word) >= 0; };
  var known = words.indexOf(parts[1]) >= 0 && (parts[2] === '' || takesMore(parts[1]));
  var choice = choiceInput(id, { choices: words, usual: spec.usual }, known ? parts[1] : value);
  var detail = textInput(id + '_what', spec, known ? parts[2] : '');
  detail.input.setAttribute('aria-label', spec.label + ': which');
  var update = function () { show(detail.input, takesMore(choice.input.value)); };
  choice.input.onchange = update;
  update();
  return { nodes: [choice.input, ' ', detail.input], input: choice.input, read: function () {
    return takesMore(choice.input.value) ? choice.input.value + ' ' + detail.read() : choice.input.value;
  } };
}

function hintOf(spec) {
  var usual = spec.usual && !spec.choices && !spec.source ? 'Empty: ' + spec.usual + '.' : '';
  var forms = spec.source ? 'interface NAME, static ADDRESS, or prefix ::1:2:3:4 for a host of the LAN (IPv6).' : '';
  return [spec.hint || '', usual, forms].filter(Boolean).join(' ');
}

/* One row. `place` is the section's line, or null until something is written there. */
function makeField(spec, id, section, place, value) {
  var maker = spec.source ? sourceInput : spec.choices ? choiceInput : textInput;
  var made = maker(id, spec, value);
  var error = make('span', { id: id + '_error', 'class': 'w53-error w53-off' });
  var hint = make('span', { id: id + '_hint', 'class': 'w53-hint' }, hintOf(spec));
  made.input.setAttribute('aria-describedby', id + '_hint');
  if (spec.wide) made.input.style.width = '100%';
  var cell = add(make('td'), made.nodes.concat(hintOf(spec) ? hint : [], error));
  var row = make('tr', {}, [make('th', { scope: 'row' }, make('label', { 'for': id }, spec.label)), cell]);
  return { spec: spec, section: section, place: place, row: row, input: made.input, read: made.read, first: made.read(),
    error: error, visible: true };
}

function fieldTable(title, fields, extra) {
  var head = make('td', { colspan: '2' }, [extra || '', make('h2', {}, title)]);
  var columns = make('colgroup', {}, [make('col', { width: '30%' }), make('col', { width: '70%' })]);
  var rows = fields.map(function (field) { return field.row; });
  return make('table', { 'class': 'FormTable w53-fields', border: '1', cellpadding: '4', cellspacing: '0', width: '100%' },
    [columns, make('thead', {}, make('tr', {}, head)), make('tbody', {}, rows)]);
}

function sectionFields(name) {
  var place = settings.conf.section(name);
  return SECTIONS[name].map(function (spec) {
    return makeField(spec, 'w53_' + name + '_' + spec.key, name, place, settings.conf.get(place, spec.key));
  });
}

function recordFields(place, number) {
  var id = 'w53_record' + number + '_';
  var name = { key: '', label: 'Name', hint: 'The whole name, such as home.example.com.' };
  return [makeField(name, id + 'name', 'record', place, place.name.substring(7))].concat(SECTIONS.record.map(function (spec) {
    return makeField(spec, id + spec.key, 'record', place, settings.conf.get(place, spec.key));
  }));
}

function drawRecord(place, number) {
  var fields = recordFields(place, number);
  var shown = place.name.substring(7) || 'new';
  var remove = button('Remove', function () { removeRecord(place); }, { 'aria-label': 'Remove record ' + shown });
  settings.fields = settings.fields.concat(fields);
  return fieldTable('Record ' + shown, fields, remove);
}

function drawForm() {
  var form = clear(byId('w53_form'));
  settings.fields = [];
  settings.conf.records().forEach(function (place, number) { add(form, drawRecord(place, number)); });
  add(form, make('div', { 'class': 'apply_gen' }, button('Add a record', addRecord, { id: 'w53_add' })));
  [['publish', 'How to publish'], ['aws', 'Amazon Web Services']].forEach(function (pair) {
    var fields = sectionFields(pair[0]);
    settings.fields = settings.fields.concat(fields);
    add(form, fieldTable(pair[1], fields));
  });
  settings.fields.forEach(function (field) {
    if (field.spec.key === 'via' || field.spec.key === 'type') field.input.onchange = showFitting;
  });
  showFitting();
}

function valueOf(key, place) {
  var found = settings.fields.filter(function (field) {
    return field.spec.key === key && (!place || field.place === place);
  })[0];
  return found ? found.read() : '';
}

/* Hides what the other settings rule out. */
function showFitting() {
  var via = valueOf('via') || 'route53';
  settings.fields.forEach(function (field) {
    var six = !field.spec.six || /AAAA/.test(valueOf('type', field.place));
    field.visible = (!field.spec.via || field.spec.via === via) && six;
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
    if (field.spec.key === '') {
      settings.conf.rename(field.place, 'record ' + value);
      return;
    }
    if (!field.place) field.place = settings.conf.section(field.section) || settings.conf.append(field.section);
    settings.conf.set(field.place, field.spec.key, value);
  });
}

/* What is hidden, or stands there without a value, would be an error: it goes from what is sent. A hidden field still holds
   it, for when it is shown again. The text is sent as it stands. */
function dropUnfit() {
  if (settings.asText) return;
  settings.fields.forEach(function (field) {
    if (!field.place || !field.spec.key || (field.visible && field.read() !== '')) return;
    settings.conf.set(field.place, field.spec.key, '');
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
  settings.fields.filter(function (field) { return field.place === place; })[0].input.focus();
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
  settings.fields.forEach(function (field) {
    show(field.error, false);
    field.input.removeAttribute('aria-invalid');
    field.input.setAttribute('aria-describedby', field.input.id + '_hint');
  });
  show(byId('w53_text_error'), false);
  byId('w53_text').removeAttribute('aria-invalid');
}

function markField(field, message) {
  clear(field.error).appendChild(document.createTextNode(message));
  show(field.error, true);
  field.input.setAttribute('aria-invalid', 'true');
  field.input.setAttribute('aria-describedby', field.error.id + ' ' + field.input.id + '_hint');
  field.input.focus();
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
    return field.visible && field.place === lines[at] && (line.kind === 'section' ? field.spec.key === '' :
      field.spec.key === line.key && settings.conf.entry(field.place, line.key) === line);
  })[0] || null;
}

/* "wan53: -:LINE: what" is about a line of what was sent. */
function showComplaint(whole) {
  var found = /^(?:wan53: )?-(?::(\d+))?: (.*)$/m.exec(whole);
  var number = found && found[1] ? Number(found[1]) : 0;
  var field = number && !settings.asText ? fieldOfLine(number) : null;
  sayBelow('bad', 'The settings were refused; the router goes on with those it has.', whole);
  if (field) {
    markField(field, found[2]);
  } else if (number) {
    if (!settings.asText) switchView(true);
    markLine(number, found[2]);
  }
}

/* ---- what was done, read aloud ---- */

function say(mood, headline, details) { tell('w53_news', mood, headline, details); }

/* What is about the settings stands beside Apply. */
function sayBelow(mood, headline, details) { tell('w53_saved', mood, headline, details); }

function sayFor(action) { return action === 'apply' ? sayBelow : say; }

function tell(where, mood, headline, details) {
  var news = clear(byId(where));
  add(news, make('div', { 'class': mood ? 'w53-state w53-' + mood : '' }, headline));
  if (details) add(news, make('pre', { tabindex: '0', 'aria-label': 'Answer' }, details));
}

/* ---- asking the router ---- */

function get(url, done) {
  var request = new XMLHttpRequest();
  request.onreadystatechange = function () {
    if (request.readyState === 4) done(request.status === 200 ? request.responseText : null);
  };
  request.open('GET', url, true);
  request.timeout = 10000;
  request.send(null);
}

function getPage(done) {
  get(PAGE_JSON + '?_=' + new Date().getTime(), function (body) {
    var page = null;
    try { page = JSON.parse(body); } catch (ignored) { page = null; }
    done(isObject(page) ? page : null);
  });
}

/* The settings of all addons as they are now: this page again, for what its first script holds. */
function getSettings(done) {
  get(window.location.pathname + '?_=' + new Date().getTime(), function (body) {
    var parts = /var custom_settings = ([\s\S]*?); \/\* end of custom settings \*\//.exec(body || '');
    var found = null;
    try {
      /* Where no addon has saved anything yet, the firmware writes an expression. */
      found = /^\s*new Object\(\)\s*$/.test(parts[1]) ? {} : JSON.parse(parts[1]);
    } catch (ignored) { found = null; }
    done(isObject(found) ? found : null);
  });
}

var ACTIONS = {
  apply: { script: 'start_addon_settings;start_wan53_apply', doing: 'Saving the settings…', good: 'The settings are saved and in use.' },
  update: { script: 'start_wan53_update', doing: 'Updating the records…', good: 'The records were updated.', bad: 'The update did not succeed.' },
  start: { script: 'start_wan53_start', doing: 'Starting the daemon…', good: 'The daemon was started.', bad: 'The daemon was not started.' },
  doctor: { script: 'start_wan53_doctor', doing: 'Checking everything; this takes some seconds…',
    good: 'Checked: everything works.', bad: 'Checked: something needs you.' },
  status: { script: 'start_wan53_status', doing: 'Reading the status…', good: '', bad: 'The status could not be read.' }
};
var NO_ANSWER = 'The router did not answer within 30 seconds.';
var STILL_AT_WORK = 'Still at work: without a connection this takes up to two minutes…';
var NO_ANSWER_HELP = 'The router may have been busy: try again, or reload this page, as you may have been logged out.\nIf that does not help, look at\n' +
  '- Administration > System: "Enable JFFS custom scripts and configs" must be Yes\n' +
  '- System Log: lines with wan53\n' +
  '- over SSH: /jffs/addons/wan53/wan53.sh';

var job = null;   /* what was asked for and is not over */

/* The highest number that each action's results have had, for when page.json cannot be had before one is asked for. */
var seen = {};

function resultOf(page, action) {
  var result = ((page && page.results) || {})[action];
  return isObject(result) ? result : { number: 0 };
}

function numberOf(page, action) {
  seen[action] = Math.max(seen[action] || 0, resultOf(page, action).number);
  return seen[action];
}

/* As browsers write it: they escape some characters more than encodeURIComponent does. */
function formBody(form) {
  return [].slice.call(form.elements).filter(function (field) { return field.name && !field.disabled; })
    .map(function (field) { return encodeURIComponent(field.name) + '=' + encodeURIComponent(field.value); }).join('&')
    .replace(/[!'()~]/g, function (one) { return '%' + one.charCodeAt(0).toString(16); });
}

/* The answer goes to a frame of its own that runs no script: the firmware's would reload this page. */
function send(form) {
  var name = 'w53_frame_' + new Date().getTime();
  var frame = make('iframe', { name: name, title: 'Answer', sandbox: 'allow-same-origin', 'class': 'w53-off', 'aria-hidden': 'true' });
  document.body.appendChild(frame);
  form.target = name;
  form.submit();
  form.target = 'hidden_frame';
  window.setTimeout(function () { document.body.removeChild(frame); }, 20000);
}

function fillForm(action, value) {
  var form = document.form;
  form.action_script.value = ACTIONS[action].script;
  form.amng_custom.disabled = value === null;
  form.amng_custom.value = value === null ? '' : value;
  return form;
}

/* Starts a job, or returns null while another one is under way. Reading the status may be cut short. */
function begin(action) {
  if (isBusy()) return null;
  job = { action: action, since: new Date().getTime(), before: 0, late: false };
  sayFor(action)(action === 'status' ? '' : 'wait', ACTIONS[action].doing);
  showBusy();
  return job;
}

function isBusy() { return Boolean(job && !job.late && job.action !== 'status'); }

function end() {
  job = null;
  showBusy();
}

/* `sendIt` posts the form of the action. */
function post(mine, sendIt) {
  getPage(function (page) {
    if (job !== mine) return;
    if (page) drawPage(page);
    Object.keys(ACTIONS).forEach(function (action) { numberOf(page, action); });
    mine.before = seen[mine.action];
    sendIt();
  });
}

function sendAndWait(mine, value) {
  send(fillForm(mine.action, value));
  window.setTimeout(poll, POLL_MS);
}

function ask(action) {
  var mine = begin(action);
  if (mine) post(mine, function () { sendAndWait(mine, null); });
}

function poll() {
  var mine = job;
  if (!mine) return;
  getPage(function (page) {
    if (job !== mine) return;
    if (numberOf(page, mine.action) > mine.before) finish(page, resultOf(page, mine.action));
    else waitOn(mine);
  });
}

function waitOn(mine) {
  var waited = new Date().getTime() - mine.since;
  var isSlow = mine.action === 'update' || mine.action === 'doctor';
  if (waited > (isSlow ? GIVE_UP_MS : SLOW_MS) && !mine.late) {
    mine.late = true;
    sayFor(mine.action)('bad', isSlow ? NO_ANSWER.replace('30 seconds', 'two minutes') : NO_ANSWER, NO_ANSWER_HELP);
    showBusy();
  } else if (isSlow && waited > SLOW_MS && !mine.late) {
    say('wait', STILL_AT_WORK);
  }
  if (waited > GIVE_UP_MS) end();
  else window.setTimeout(poll, POLL_MS);
}

function finish(page, result) {
  var action = job.action;
  end();
  drawPage(page);
  report(action, result);
}

function report(action, result) {
  if (action === 'apply') {
    applied(result);
    return;
  }
  if (result.exit !== 0) {
    say('bad', ACTIONS[action].bad, text(result.text) || 'exit status ' + result.exit);
  } else {
    say(ACTIONS[action].good ? 'ok' : '', ACTIONS[action].good, action === 'update' ? text(result.text) : '');
  }
  if (action === 'status' && result.text) sayBelow('wait', text(result.text));
  followRouter();
}

function showBusy() {
  [].forEach.call(document.querySelectorAll('.w53-asks'), function (node) {
    node.setAttribute('aria-disabled', String(isBusy()));
  });
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
    return field.spec.key === '' && field.read() === '';
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

/* The router judges what it found; whether that was ours, its key tells. */
function applied(result) {
  if (result.exit !== 0) {
    showComplaint(text(result.text));
    return;
  }
  getSettings(function (all) {
    if (!all) {
      sayBelow('wait', 'The router took the settings that it has, but they cannot be read to see whether they are these; reload this page.',
        text(result.text));
      return;
    }
    if (text(all.wan53_conf) !== encode(settings.sent)) {
      sayBelow('bad', 'Another page replaced these settings before the router read them; press Apply again.', text(result.text));
      settings.known.push(text(all.wan53_conf));
      return;
    }
    settings.loaded = settings.sent;
    /* What was there before is news when it comes back. */
    settings.known = [encode(settings.sent)];
    clearErrors();
    sayBelow('ok', ACTIONS.apply.good, text(result.text));
  });
}

/* Takes over what was changed elsewhere, unless something here would be lost. */
function followRouter() {
  getSettings(function (all) {
    /* Where the page itself came in pieces, nothing of it is to be trusted. */
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

/* ---- the status ---- */

var GOOD = ['unchanged', 'created', 'changed'];

function moodOf(outcome) {
  if (GOOD.indexOf(outcome) >= 0) return 'good';
  return outcome === 'refused' ? 'sad' : 'soft';
}

var FIRST_STEPS = 'There are no settings that can be used yet: fill them in below and press Apply, or run /jffs/addons/wan53/wan53.sh setup over SSH.';
var AWS_KEYS = 'AWS keys are entered over SSH, with /jffs/addons/wan53/wan53.sh setup.';

/* Every trouble as one sentence that says what to do. */
function troubles(page, status) {
  var found = [];
  var config = page.config || {};
  var isNew = !page.status && /no such file/.test(text(config.problem));
  if (config.problem) found.push(isNew ? FIRST_STEPS : text(config.problem));
  if (isNew || /aws_access_key_id/.test(text(config.problem))) found.push(AWS_KEYS);
  if (status.trouble && status.trouble !== config.problem) found.push(text(status.trouble));
  objects(status.records).forEach(function (record) {
    if (record.outcome && GOOD.indexOf(record.outcome) < 0) {
      found.push(text(record.name) + ' ' + text(record.type) + ': ' + text(record.text || record.outcome));
    }
  });
  if (status.daemon === 'dead') found.push('The daemon is not running; it is restarted within 5 minutes, or with Start.');
  if (status.daemon === 'stopped') found.push('The daemon was stopped; Start runs it again.');
  if (status.clock_offset) found.push('The clock is off by ' + status.clock_offset + ' s; check NTP under Administration > System.');
  return found.concat(list(status.doubts).map(text), list(status.warnings).map(text));
}

function headline(page, status, found) {
  if ((page.config || {}).problem) return ['bad', 'Something needs you'];
  if (status.ok && !found.length) return ['ok', 'All records are right'];
  if (status.ok) return ['wait', 'All records are right, but read below'];
  var refused = objects(status.records).some(function (record) { return record.outcome === 'refused'; });
  if (refused || status.trouble) return ['bad', 'Something needs you'];
  return ['wait', found.length ? 'Not all records are right yet' : 'The first check has not ended yet'];
}

function wanAddresses(status) {
  var found = [];
  objects(status.records).forEach(function (record) {
    var address = text(record.observed) + ' (' + record.source + ')';
    if (/^wan/.test(text(record.source)) && record.observed && found.indexOf(address) < 0) found.push(address);
  });
  if (found.length) return found;
  return list(window.w53_router && window.w53_router.wan).filter(function (address) { return address && address !== '0.0.0.0'; });
}

function lastChange(status) {
  return objects(status.records).map(function (record) { return text(record.since); }).sort().pop() || '';
}

function row(label, value, mood) {
  var values = [].concat(value).map(function (one) { return make('p', mood ? { 'class': 'w53-' + mood } : {}, one); });
  return make('tr', {}, [make('th', { scope: 'row' }, label), make('td', {}, values)]);
}

function nextCheck(status, now) {
  if (!status.next_round) return 'due now';
  var failed = status.failures > 0 ? ', after ' + status.failures + ' failed' : '';
  return (new Date(status.next_round) <= new Date(now) ? 'due now' : moment(status.next_round, now)) + failed;
}

var DAEMON = { running: 'running', none: 'none: cron and hooks run single rounds', stopped: 'stopped', dead: 'not running' };

function drawStatus(page, status) {
  var body = clear(byId('w53_status'));
  var found = troubles(page, status);
  var head = headline(page, status, found);
  var behind = objects(status.behind_nat).map(function (one) {
    return text(one.wan) + ': ' + text(one.inner) + ' is behind NAT; the internet sees ' + (text(one.outer) || 'an unknown address');
  });
  byId('w53_headline').className = 'w53-state w53-' + head[0];
  clear(byId('w53_headline')).appendChild(document.createTextNode(head[1]));
  var addresses = wanAddresses(status);
  add(body, row('WAN address', (addresses.length ? addresses : ['not known yet']).concat(behind)));
  add(body, row('Last change', moment(lastChange(status), page.made_at)));
  add(body, row('Last check', moment(status.last_round, page.made_at)));
  if (page.status) {
    add(body, row('Next check', nextCheck(status, page.made_at)));
    add(body, row('Background daemon', DAEMON[status.daemon] || 'not known', status.daemon === 'running' || status.daemon === 'none' ? 'good' : 'soft'));
  }
  show(byId('w53_start'), status.daemon === 'dead' || status.daemon === 'stopped');
  if (found.length) add(body, row('What is wrong', found, head[0] === 'bad' ? 'sad' : 'soft'));
  add(body, row('Version', text(page.version) + ', status of ' + moment(page.made_at, NaN)));
}

function drawRecords(status, now) {
  var body = clear(byId('w53_records'));
  objects(status.records).forEach(function (record) {
    var name = text(record.name) + (record.set_identifier ? ' (' + record.set_identifier + ')' : '');
    var outcome = text(record.outcome) || 'not checked yet';
    add(body, make('tr', {}, [
      make('td', { 'data-label': 'Record' }, name), make('td', { 'data-label': 'Type' }, text(record.type)),
      make('td', { 'data-label': 'Published' }, [make('p', {}, text(record.published) || 'not known yet'),
        record.since ? make('span', { 'class': 'w53-hint' }, 'since ' + moment(record.since, now)) : '']),
      make('td', { 'data-label': 'Last check', 'class': 'w53-' + moodOf(record.outcome) }, outcome)]));
  });
  if (!body.firstChild) add(body, make('tr', {}, make('td', { colspan: '4' }, 'No records yet.')));
}

function pretty(json) {
  try { return JSON.stringify(JSON.parse(json), null, 2); } catch (ignored) { return json; }
}

function fill(id, value, none) { clear(byId(id)).appendChild(document.createTextNode(value || none)); }

function drawPage(page) {
  var status = isObject(page.status) ? page.status : {};
  var doctor = isObject(page.doctor) ? page.doctor : null;
  drawStatus(page, status);
  drawRecords(status, page.made_at);
  fill('w53_history', list(page.history).join('\n'), 'Nothing has changed yet.');
  fill('w53_log', list(page.log).join('\n'), 'The system log has no line of wan53.');
  fill('w53_policy', pretty(text(page.policy)), text(page.policy_note) || 'Known once the settings are right.');
  fill('w53_policy_note', page.policy ? text(page.policy_note) : '', '');
  drawLocked(page.config || {});
  fill('w53_doctor', doctor ? text(doctor.text) : '', 'Not checked yet; press Check.');
  fill('w53_doctor_at', doctor ? 'Checked ' + moment(doctor.at, page.made_at) : '', '');
}

function selectAll(node) {
  var range = document.createRange();
  range.selectNodeContents(node);
  window.getSelection().removeAllRanges();
  window.getSelection().addRange(range);
}

/* The clipboard API is missing on plain http, where most routers are. */
function copyPolicy() {
  var copied = false;
  selectAll(byId('w53_policy'));
  try { copied = document.execCommand('copy'); } catch (ignored) { copied = false; }
  tell('w53_copied', '', copied ? 'The policy is copied.' : 'The policy is selected; copy it with Ctrl+C.');
}

/* ---- the firmware's frame ---- */

function setCurrentPage() {
  var page = window.location.pathname.substring(1);
  document.form.current_page.value = page;
  document.form.next_page.value = page;
}

function wearSkin() {
  var support = text(window.w53_router && window.w53_router.support).toLowerCase();
  ['rog', 'tuf'].forEach(function (skin) {
    if (support.indexOf(skin) >= 0) document.body.className += ' ' + skin;
  });
}

function addButtons() {
  var asks = { 'class': 'button_gen w53-asks' };
  add(byId('w53_actions'), [button('Update now', function () { ask('update'); }, asks), button('Check', function () { ask('doctor'); }, asks),
    button('Refresh', function () { ask('status'); }, asks),
    button('Start', function () { ask('start'); }, { id: 'w53_start', 'class': 'button_gen w53-asks w53-off' })]);
  add(byId('w53_views'), [button('As a form', function () { switchView(false); }, { id: 'w53_as_form' }),
    button('As text', function () { switchView(true); }, { id: 'w53_as_text' })]);
  add(byId('w53_applies'), button('Apply', apply, { id: 'w53_apply', 'class': 'button_gen w53-asks' }));
  add(byId('w53_copies'), button('Copy', copyPolicy));
}

window.initial = function () {
  setCurrentPage();
  wearSkin();
  try { window.show_menu(); } catch (ignored) { /* the page works without its frame */ }
  addButtons();
  startSettings();
  ask('status');
};
window.onbeforeunload = function () { return unsaved() ? 'The settings are not saved.' : undefined; };
}());
</script>
</head>
<body onload="initial();" class="bg">
<div id="TopBanner"></div>
<div id="Loading" class="popup_bg"></div>
<iframe name="hidden_frame" id="hidden_frame" title="Answer" src="about:blank" width="0" height="0" frameborder="0" aria-hidden="true" tabindex="-1"></iframe>
<form method="post" name="form" action="/start_apply.htm" target="hidden_frame">
<input type="hidden" name="current_page" value="" />
<input type="hidden" name="next_page" value="" />
<input type="hidden" name="group_id" value="" />
<input type="hidden" name="modified" value="0" />
<input type="hidden" name="action_mode" value="apply" />
<input type="hidden" name="action_wait" value="5" />
<input type="hidden" name="first_time" value="" />
<input type="hidden" name="action_script" value="" />
<input type="hidden" name="preferred_lang" value="<% nvram_get("preferred_lang"); %>" />
<input type="hidden" name="firmver" value="<% nvram_get("firmver"); %>" />
<input type="hidden" name="amng_custom" value="" disabled="disabled" />
</form>
<table class="content w53-frame" align="center" cellpadding="0" cellspacing="0" role="presentation">
<tbody><tr>
<td width="17" class="w53-gap">&nbsp;</td>
<td valign="top" width="202" class="w53-menu"><div id="mainMenu"></div><div id="subMenu"></div></td>
<td valign="top">
<div id="tabMenu" class="submenuBlock"></div>
<table width="760" border="0" cellpadding="5" cellspacing="0" bgcolor="#4D595D" class="FormTitle" id="FormTitle" role="presentation">
<tbody><tr><td bgcolor="#4D595D" valign="top" class="w53">
<div role="main">
<div>&nbsp;</div>
<div class="formfonttitle" role="heading" aria-level="1">WAN - WAN53</div>
<div style="margin:10px 0 10px 5px;" class="splitLine"></div>
<div class="formfontdesc">WAN53 keeps Amazon Route 53 records pointing at the WAN address of this router.</div>

<div id="w53_headline" class="w53-state" role="status">No status yet</div>
<div id="w53_news" class="w53-news" aria-live="polite"></div>
<div id="w53_actions" class="apply_gen"></div>

<table class="FormTable w53-fields" border="1" cellpadding="4" cellspacing="0" width="100%">
<colgroup><col width="30%" /><col width="70%" /></colgroup>
<thead><tr><td colspan="2"><h2>Status</h2></td></tr></thead>
<tbody id="w53_status"><tr><th scope="row">WAN address</th><td>asking the router</td></tr></tbody>
</table>

<table class="FormTable w53-list" border="1" cellpadding="4" cellspacing="0" width="100%" aria-label="Records">
<thead><tr><td role="columnheader" width="32%">Record</td><td role="columnheader" width="10%">Type</td>
<td role="columnheader" width="41%">Published</td><td role="columnheader" width="17%">Last check</td></tr></thead>
<tbody id="w53_records"></tbody>
</table>

<table class="FormTable" border="1" cellpadding="4" cellspacing="0" width="100%">
<thead><tr><td><h2>Check</h2></td></tr></thead>
<tbody><tr><td><p id="w53_doctor_at"></p><pre id="w53_doctor" tabindex="0" aria-label="Result of the check"></pre></td></tr></tbody>
</table>
<table class="FormTable" border="1" cellpadding="4" cellspacing="0" width="100%">
<thead><tr><td><h2>History</h2></td></tr></thead>
<tbody><tr><td><pre id="w53_history" tabindex="0" aria-label="History"></pre></td></tr></tbody>
</table>
<table class="FormTable" border="1" cellpadding="4" cellspacing="0" width="100%">
<thead><tr><td><h2>Settings</h2></td></tr></thead>
<tbody><tr><td>
<p>AWS keys are entered over SSH with <b>/jffs/addons/wan53/wan53.sh setup</b>, which does not show them while you type.
There is no field for them here: what a page sends may cross the network unencrypted, is stored in a file that every addon's page prints, and would stay there.</p>
<div id="w53_locked" class="w53-error w53-off"></div>
<pre id="w53_whole" class="w53-off" tabindex="0" aria-label="wan53.conf, with ids masked; read only"></pre>
<div id="w53_views"></div>
</td></tr></tbody>
</table>

<div id="w53_settings">
<div id="w53_form"></div>
<div id="w53_textbox" class="w53-off">
<p><label for="w53_text">wan53.conf, as the router keeps it</label></p>
<span id="w53_text_error" class="w53-error w53-off"></span>
<textarea id="w53_text" spellcheck="false" autocomplete="off" wrap="off" aria-describedby="w53_text_error"></textarea>
</div>
<div id="w53_saved" class="w53-news" aria-live="polite"></div>
<div id="w53_applies" class="apply_gen"></div>
</div>

<table class="FormTable" border="1" cellpadding="4" cellspacing="0" width="100%">
<thead><tr><td><h2>System log</h2></td></tr></thead>
<tbody><tr><td><pre id="w53_log" tabindex="0" aria-label="System log"></pre></td></tr></tbody>
</table>
<table class="FormTable" border="1" cellpadding="4" cellspacing="0" width="100%">
<thead><tr><td><h2>IAM policy</h2></td></tr></thead>
<tbody><tr><td>
<p>The least that the AWS user needs for these settings. ZONE_ID and ACCOUNT_ID stand for yours, since on some firmware this status can be read without a login:
put them in, or let <b>/jffs/addons/wan53/wan53 iam-policy</b> print it over SSH.</p>
<p id="w53_policy_note"></p>
<pre id="w53_policy" tabindex="0" aria-label="IAM policy"></pre>
<div id="w53_copies"></div>
<div id="w53_copied" class="w53-news" aria-live="polite"></div>
</td></tr></tbody>
</table>
</div>
</td></tr></tbody>
</table>
</td>
<td width="10" class="w53-gap">&nbsp;</td>
</tr></tbody>
</table>
<div id="footer"></div>
</body>
</html>
