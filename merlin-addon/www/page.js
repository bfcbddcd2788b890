/* SPDX-License-Identifier: MIT
   The page as a whole: small helpers, asking the router, the firmware's frame. */

var PAGE_JSON = '/ext/wan53/page.json';
var SLOW_MS = 30000;
var GIVE_UP_MS = 120000;
var POLL_MS = 1000;
var REFRESH_MS = 10000;

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

function together(children) { return add(document.createDocumentFragment(), children); }

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
  var name = node.className.replace(/ ?w53-off/, '') + (visible ? '' : ' w53-off');
  if (node.className !== name) node.className = name;
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

/* Base64 of UTF-8, both ways; decoding throws if the text is not that. */
function encode(plain) { return btoa(unescape(encodeURIComponent(plain))); }
function decode(coded) { return decodeURIComponent(escape(atob(coded))); }

/* ---- what was done, read aloud ---- */

function say(mood, headline, details) { tell('w53_news', mood, headline, details); }

/* Messages about the settings are shown next to Apply. */
function sayBelow(mood, headline, details) { tell('w53_saved', mood, headline, details); }

function sayFor(action) { return action === 'apply' ? sayBelow : say; }

function tell(where, mood, headline, details) {
  var news = clear(byId(where));
  add(news, make('div', { 'class': mood ? 'w53-state w53-' + mood : '' }, headline));
  if (details) add(news, make('pre', { tabindex: '0', 'aria-label': 'Answer' }, localized(details)));
}

/* ---- asking the router ---- */

/* Posts `body` if there is one. */
function get(url, done, body) {
  var request = new XMLHttpRequest();
  request.onreadystatechange = function () {
    if (request.readyState === 4) done(request.status === 200 ? request.responseText : null);
  };
  request.open(body ? 'POST' : 'GET', url, true);
  request.timeout = 10000;
  if (body) request.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');
  request.send(body || null);
}

var loggedOut = false;

/* Without a login, the firmware answers with a script that goes to its login page. */
function noteLogin(body, found) {
  var before = loggedOut;
  loggedOut = !found && /Main_Login\.asp/.test(body || '');
  if (loggedOut && !before) {
    var sayIt = job ? sayFor(job.action) : say;
    end();
    sayIt('bad', [make('a', { href: window.location.pathname, target: '_blank' }, 'Log in'),
      ': the router has logged you out. What you typed is still here.']);
  } else if (before && found) {
    say('', '');
  }
}

function getPage(done) {
  get(PAGE_JSON + '?_=' + new Date().getTime(), function (body) {
    var page = null;
    try { page = JSON.parse(body); } catch (ignored) { page = null; }
    page = isObject(page) ? page : null;
    noteLogin(body, page);
    done(page);
  });
}

/* Shows what the daemon has written since, while the page is visible; a service event would be a line in the firmware's log. */
function refreshQuietly() {
  if (document.hidden || job) return;
  getPage(function (page) {
    if (page && !job) drawPage(page);
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
    found = isObject(found) ? found : null;
    noteLogin(body, found);
    done(found);
  });
}

var ACTIONS = {
  apply: { script: 'start_addon_settings;start_wan53_apply', doing: 'Saving the settings…', good: 'The settings are saved and in use.' },
  update: { script: 'start_wan53_update', doing: 'Updating the records…', good: 'The records were updated.',
    bad: 'The update did not succeed.', patience: GIVE_UP_MS },
  start: { script: 'start_wan53_start', doing: 'Starting the daemon…', good: 'The daemon was started.', bad: 'The daemon was not started.' },
  doctor: { script: 'start_wan53_doctor', doing: 'Checking everything; this takes some seconds…',
    good: 'Checked: everything works.', bad: 'Checked: something needs you; see Check.', patience: GIVE_UP_MS },
  newest: { script: 'start_wan53_newest', doing: 'Asking for the newest version…', good: '',
    bad: 'The newest version is not known.', patience: GIVE_UP_MS },
  upgrade: { script: 'start_wan53_upgrade', doing: 'Updating wan53, which keeps working meanwhile…', good: 'wan53 is updated; reload this page if it does not do so by itself.',
    bad: 'wan53 was not updated.', patience: 5 * GIVE_UP_MS },
  status: { script: 'start_wan53_status', doing: 'Reading the status…', good: '', bad: 'The status could not be read.' }
};
var NO_ANSWER = 'The router did not answer within ';
var STILL_AT_WORK = 'Still at work: with a slow connection or none this takes minutes…';
var NO_ANSWER_HELP = 'The router may have been busy: try again, or reload this page.\nIf that does not help, look at\n' +
  '- Administration > System: "Enable JFFS custom scripts and configs" must be Yes\n' +
  '- System Log: lines with wan53\n' +
  '- over SSH: /jffs/addons/wan53/wan53.sh';

var job = null;   /* the action under way, or none */

/* The highest result number seen of each action, for when page.json cannot be read before a new one is asked for. */
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
  get('/start_apply.htm', function () { /* page.json tells when it is done */ }, formBody(fillForm(mine.action, value)));
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
  var patience = ACTIONS[mine.action].patience || SLOW_MS;
  if (waited > patience && !mine.late) {
    mine.late = true;
    sayFor(mine.action)('bad', NO_ANSWER + (patience > SLOW_MS ? patience / 60000 + ' minutes.' : '30 seconds.'), NO_ANSWER_HELP);
    showBusy();
  } else if (waited > SLOW_MS && !mine.late) {
    say('wait', STILL_AT_WORK);
  }
  if (waited > Math.max(patience, GIVE_UP_MS)) end();
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
    say('bad', ACTIONS[action].bad, action === 'doctor' ? '' : text(result.text) || 'exit status ' + result.exit);
  } else if (action === 'update' && !/: (created|changed): /.test(text(result.text))) {
    say('ok', 'The records were right already.', text(result.text));
  } else {
    say(ACTIONS[action].good ? 'ok' : '', ACTIONS[action].good, action === 'update' ? text(result.text) : '');
  }
  if (action === 'upgrade' && result.exit === 0 && !unsaved()) window.setTimeout(function () { window.location.reload(); }, POLL_MS);
  if (action === 'status' && result.text) sayBelow('wait', text(result.text));
  followRouter();
}

function showBusy() {
  [].forEach.call(document.querySelectorAll('.w53-asks'), function (node) {
    node.setAttribute('aria-disabled', String(isBusy()));
  });
  showWork();
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
  addVersionButtons();
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
  startHistory();
  startSettings();
  ask('status');
  window.setInterval(advanceTimes, 1000);
  window.setInterval(refreshQuietly, REFRESH_MS);
  document.addEventListener('visibilitychange', refreshQuietly);
};
window.onbeforeunload = function () { return unsaved() ? 'The settings are not saved.' : undefined; };
