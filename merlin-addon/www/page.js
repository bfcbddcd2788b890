/* SPDX-License-Identifier: MIT
   The page as a whole: small helpers, asking the router, the status, the firmware's frame. */

var PAGE_JSON = '/ext/wan53/page.json';
var SLOW_MS = 30000;
var GIVE_UP_MS = 120000;
var POLL_MS = 1000;

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
    if (node.getAttribute('aria-disabled') === 'true') return;
    if (/w53-asks/.test(node.className)) pressed = node;
    action();
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

/* ---- what was done, read aloud ---- */

function say(mood, headline, details) { tell('w53_news', mood, headline, details); }

/* What is about the settings is shown next to Apply. */
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
  if (action === 'doctor') openAround(byId('w53_doctor'));
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
  showWork();
}

/* ---- the status ---- */

var GOOD = ['unchanged', 'created', 'changed', 'absent'];

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
  var isNew = config.problem_kind === 'no config';
  if (config.problem) found.push(isNew ? FIRST_STEPS : text(config.problem));
  if (isNew || config.problem_kind === 'keys') found.push(AWS_KEYS);
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
  learnKeys(page.keys);
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
    button('As text', function () { switchView(true); }, { id: 'w53_as_text' }),
    button('Add a record', addRecord, { id: 'w53_add' })]);
  add(byId('w53_applies'), button('Apply', apply, { id: 'w53_apply', 'class': 'button_gen w53-asks' }));
  add(byId('w53_copies'), button('Copy', copyPolicy));
}

window.initial = function () {
  setCurrentPage();
  wearSkin();
  try { window.show_menu(); } catch (ignored) { /* the page works without its frame */ }
  addButtons();
  startSections();
  startSettings();
  ask('status');
};
window.onbeforeunload = function () { return unsaved() ? 'The settings are not saved.' : undefined; };
