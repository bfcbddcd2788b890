/* SPDX-License-Identifier: MIT
   Apply: sending the settings to the router, its answer, and what it complains of. */

/* What the firmware accepts: a value of custom_settings.txt, and all that one POST may hold. */
var VALUE_MAX = 2999;
var POST_MAX = 8192;
var SHORTEN = '. Shorten the comments, have fewer records, or edit /jffs/addons/wan53/wan53.conf over SSH.';

function apply() {
  takeSettings();
  clearErrors();
  if (!settings.asText) {
    var nameless = firstOf(settings.fields, function (field) { return field.spec.name === '' && field.read() === ''; });
    if (nameless) {
      sayBelow('bad', 'A record has no name.');
      markField(nameless, 'empty; give the whole name, such as home.example.com');
      return;
    }
    dropUnfit();
  }
  var whole = settings.conf.text();
  var mine = begin('apply');
  /* What other addons save meanwhile would be undone, so their settings are read last. */
  if (mine) prepare(mine, function () { getSettings(function (all) { sendSettings(mine, all, whole); }); });
}

function sendSettings(mine, all, whole) {
  if (job !== mine) return;
  var coded = encode(whole);
  var reason = whyNotSent(all, coded);
  if (reason) {
    end();
    sayBelow('bad', 'Nothing was sent: ' + reason);
    return;
  }
  settings.known.push(coded);
  settings.sent = whole;
  send(mine, withOurs(all, coded));
}

/* The settings of all addons as the firmware takes them. */
function withOurs(all, coded) {
  all.wan53_conf = coded;
  return JSON.stringify(all);
}

/* Why these settings cannot be sent, or nothing. */
function whyNotSent(all, coded) {
  if (!all) return 'the router does not show its settings. You may have been logged out; reload this page.';
  if (settings.known.indexOf(codedIn(all)) < 0) {
    settings.known.push(codedIn(all));   /* so that the next Apply replaces them */
    return 'the settings were changed elsewhere since this page was loaded. ' +
      'Reload to see them, or press Apply again to replace them with these.';
  }
  if (coded.length > VALUE_MAX) {
    return 'the settings are too long for the page: ' + coded.length + ' characters as the router keeps them, and ' +
      VALUE_MAX + ' fit' + SHORTEN;
  }
  var size = formBody('apply', withOurs(all, coded)).length;
  return size <= POST_MAX ? '' : 'the settings of all addons together are too large to save: ' + size +
    ' bytes, and the router takes ' + POST_MAX + SHORTEN;
}

/* The result is about what the router found; its key shows whether that was what this page sent. */
function applied(result) {
  var answer = text(result.text);
  if (result.exit !== 0) {
    showComplaint(answer);
    return;
  }
  getSettings(function (all) {
    if (!all) {
      sayBelow('wait', 'The router saved settings, ' +
        'but they cannot be read to see whether they are these; reload this page.', answer);
      return;
    }
    var isOurs = codedIn(all) === encode(settings.sent);
    if (codedIn(all) === 'withheld') {
      startSettings(all);
    } else if (isOurs) {
      settings.loaded = settings.sent;
      settings.known = [codedIn(all)];   /* if an older value comes back, somebody else has put it there */
      clearErrors();
    } else {
      settings.known.push(codedIn(all));
      sayBelow('bad', 'Another page replaced these settings before the router read them; press Apply again.', answer);
      return;
    }
    sayBelow('ok', ACTIONS.apply.good, answer);
  });
}

/* ---- what the router complains of, at the field or the line ---- */

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

/* The field of a line: of its key, or a record's name for the line that opens it. */
function fieldOfLine(number) {
  var line = settings.conf.lines[number - 1];
  var header = settings.conf.headerOf(line);
  return firstOf(settings.fields, function (field) {
    return field.visible && header && field.header === header && (line === header ? field.spec.name === '' :
      field.spec.name === line.key && settings.conf.entry(header, line.key) === line);
  });
}

function markField(field, wrong) {
  sayAtField(field, wrong);
  focusField(field);
}

function markLine(number, wrong) {
  var box = byId('w53_text');
  var lines = box.value.split('\n');
  var start = lines.slice(0, number - 1).join('\n').length + (number > 1 ? 1 : 0);
  sayAtText('Line ' + number + ': ' + wrong);
  box.focus();
  box.setSelectionRange(start, start + (lines[number - 1] || '').length);
  box.scrollTop = Math.max(0, (number - 5) / lines.length * box.scrollHeight);
}

function sayAtText(wrong) {
  show(add(clear(byId('w53_text_error')), wrong), Boolean(wrong));
  markInvalid(byId('w53_text'), wrong);
}

function clearErrors() {
  settings.fields.forEach(function (field) { sayAtField(field, ''); });
  sayAtText('');
}
