/* SPDX-License-Identifier: MIT
   wan53.conf as lines: single values are replaced; comments, order and unknown lines stay as they are. A section is known by
   its header, the line that opens it; null is one that is not there. */

function parseLine(raw) {
  var plain = raw.trim();
  var found = /^\[\s*(.*?)\s*\]$/.exec(plain);
  if (plain === '' || /^[#;]/.test(plain)) return { raw: raw, kind: plain === '' ? 'blank' : 'comment' };
  if (found) return { raw: raw, kind: 'section', name: found[1].replace(/^record\s+/, 'record ') };
  found = /^([^=\[]*?)\s*=\s*(.*)$/.exec(plain);
  if (found) return { raw: raw, kind: 'entry', key: found[1].toLowerCase(), value: found[2] };
  return { raw: raw, kind: 'other' };
}

/* A record's name, from its header. */
function recordName(header) { return header.name.substring(7); }

function Conf(whole) {
  this.end = whole.indexOf('\r\n') >= 0 ? '\r' : '';
  this.lines = whole.split('\n').map(parseLine);
}

Conf.prototype.text = function () {
  return this.lines.map(function (line) { return line.raw; }).join('\n');
};

Conf.prototype.section = function (name) {
  return firstOf(this.lines, function (line) { return line.kind === 'section' && line.name === name; });
};

Conf.prototype.records = function () {
  return this.lines.filter(function (line) { return line.kind === 'section' && /^record( |$)/.test(line.name); });
};

/* The header of the section that this line is in, or null. */
Conf.prototype.headerOf = function (line) {
  var i = this.lines.indexOf(line);
  while (i >= 0 && this.lines[i].kind !== 'section') i -= 1;
  return this.lines[i] || null;
};

/* The index behind the section's last line. */
Conf.prototype.endOf = function (header) {
  var i = this.lines.indexOf(header) + 1;
  while (i < this.lines.length && this.lines[i].kind !== 'section') i += 1;
  return i;
};

Conf.prototype.entry = function (header, key) {
  if (!header) return null;
  return firstOf(this.lines.slice(this.lines.indexOf(header), this.endOf(header)), function (line) {
    return line.kind === 'entry' && line.key === key;
  });
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
    line.raw = line.raw.substring(0, line.raw.indexOf('=')).replace(/\s*$/, '') + ' = ' + value + returnAt(line);
    line.value = value;
  }
};

/* Behind the last entry of the section. */
Conf.prototype.insert = function (header, raw) {
  var top = this.lines.indexOf(header);
  var at = this.endOf(header) - 1;
  while (at > top && this.lines[at].kind !== 'entry') at -= 1;
  this.lines.splice(at + 1, 0, parseLine(raw + this.end));
};

/* A new section, at the end of the file. */
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
  header.raw = '[' + name + ']' + returnAt(header);
};

/* With its entries and the comments between them; what stands behind them may belong to the next section. */
Conf.prototype.remove = function (header) {
  var top = this.lines.indexOf(header);
  var end = this.endOf(header);
  while (end > top + 1 && /^(blank|comment)$/.test(this.lines[end - 1].kind)) end -= 1;
  this.lines.splice(top, end - top);
  if (top > 0 && this.lines[top - 1].kind === 'blank' && (this.lines[top] || {}).kind === 'blank') this.lines.splice(top, 1);
};

/* The carriage return that ends this line, if one does. */
function returnAt(line) { return /\r$/.test(line.raw) ? '\r' : ''; }
