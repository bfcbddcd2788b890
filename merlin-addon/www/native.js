/* SPDX-License-Identifier: MIT
   The firmware's own parts, where it has them: its waiting screen, spinner, hints, Yes and No, checks while typing. */

/* ---- what is under way ---- */

var pressed = null;    /* the button that was asked last, until its job is over */
var spinner = null;
var scrolled = null;   /* where the page stood when the waiting screen came */

function showWork() {
  var isWorking = Boolean(job && !job.late);
  if (spinner) spinner.parentNode.removeChild(spinner);
  spinner = isWorking && pressed ? make('img', { src: '/images/InternetScan.gif', alt: '', 'class': 'w53-spinner' }) : null;
  if (spinner) pressed.parentNode.insertBefore(spinner, pressed.nextSibling);
  if (!job) pressed = null;
  coverPage(isWorking && job.action === 'apply');
}

/* The waiting screen goes to the top of the page. */
function coverPage(wanted) {
  var back = scrolled;
  if (wanted === (scrolled !== null)) return;
  scrolled = wanted ? window.pageYOffset : null;
  try {
    if (wanted) window.showLoading();
    else window.hideLoading();
  } catch (ignored) { /* a message says what is under way, too */ }
  if (!wanted) window.scrollTo(0, back);
}

/* ---- hints ---- */

/* The firmware takes hints by two numbers, as markup. */
function openOwnHint(hint) {
  var group = window.helpcontent.length;
  window.helpcontent[group] = ['', hint.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')];
  window.openHint(group, 1);
  window.helpcontent.length = group;
}

/* A label that opens its hint: in the firmware's box, else where `help` stands. */
function hintLabel(label, hint, help) {
  var link = make('a', { 'class': 'hintstyle', href: 'javascript:void(0);' }, label);
  link.onclick = function () {
    try { openOwnHint(hint); } catch (ignored) { show(help, / w53-off/.test(help.className)); }
    return false;
  };
  link.onblur = function () {
    if (window.nd) window.nd();
  };
  return link;
}

/* ---- Yes and No ---- */

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

function isYesNo(spec, value) { return spec.kind === 'yes/no' && /^(yes|no)$/.test(value || usual(spec)); }

/* ---- checks while typing; only the program's own decides ---- */

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

/* `typed` is the text field, `source` the list of words before it, if there is one. */
function watchTyping(field, typed, source) {
  if (field.spec.kind === 'seconds') {
    typed.onkeypress = function (event) {
      try { return window.validator.isNumber(typed, event); } catch (ignored) { return /^(\d|\w{2,})$/.test(event.key); }
    };
  }
  typed.oninput = function () {
    sayAtField(field, typedWrong(field.spec, typed.value.replace(/^\s+|\s+$/g, ''), source && source.value));
  };
}
