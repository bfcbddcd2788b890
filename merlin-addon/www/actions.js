/* SPDX-License-Identifier: MIT
   What the router is asked to do, one action at a time: post the firmware's form, then look into page.json until the
   action's result there has a higher number. */

var POLL_MS = 1000;
var SLOW_MS = 30000;
var GIVE_UP_MS = 120000;

/* For each action its service events, what is said while it runs and of its end, and how long an answer may take, where
   that is more than SLOW_MS. */
var ACTIONS = {
  apply: { script: 'start_addon_settings;start_wan53_apply', doing: 'Saving the settings…',
    good: 'The settings are saved and in use.' },
  update: { script: 'start_wan53_update', doing: 'Updating the records…', good: 'The records were updated.',
    bad: 'The update did not succeed.', patience: GIVE_UP_MS },
  start: { script: 'start_wan53_start', doing: 'Starting the daemon…', good: 'The daemon was started.',
    bad: 'The daemon was not started.' },
  doctor: { script: 'start_wan53_doctor', doing: 'Checking everything; this takes some seconds…',
    good: 'Checked: everything works.', bad: 'Checked: something needs you; see Check.', patience: GIVE_UP_MS },
  newest: { script: 'start_wan53_newest', doing: 'Asking for the newest version…', good: '',
    bad: 'The newest version is not known.', patience: GIVE_UP_MS },
  upgrade: { script: 'start_wan53_upgrade', doing: 'Updating wan53, which keeps working meanwhile…',
    good: 'wan53 is updated; reload this page if it does not do so by itself.',
    bad: 'wan53 was not updated.', patience: 5 * GIVE_UP_MS },
  status: { script: 'start_wan53_status', doing: 'Reading the status…', good: '', bad: 'The status could not be read.' }
};
var NO_ANSWER = 'The router did not answer within ';
var STILL_AT_WORK = 'Still at work: with a slow connection or none this takes minutes…';
var NO_ANSWER_HELP = 'The router may have been busy: try again, or reload this page.\nIf that does not help, look at\n' +
  '- Administration > System: "Enable JFFS custom scripts and configs" must be Yes\n' +
  '- System Log: lines with wan53\n' +
  '- over SSH: /jffs/addons/wan53/wan53.sh';

var job = null;       /* the action under way, or none */
var pressed = null;   /* the button that asked for it */

/* The number of each action's result in page.json, as read last: it may be out of reach just before one is asked for. */
var seen = {};

function resultOf(page, action) {
  var result = (page.results || {})[action];
  return isObject(result) ? result : { number: 0 };
}

function numberOf(page, action) {
  if (page) seen[action] = resultOf(page, action).number;
  return seen[action] || 0;
}

function sayFor(action) { return action === 'apply' ? sayBelow : say; }

/* A button that asks the router for something, and waits while another one does. */
function askButton(label, act, id) {
  var node = button(label, function () {
    if (node.getAttribute('aria-disabled') === 'true') return;
    pressed = node;
    act();
  }, { 'class': 'button_gen w53-asks' });
  if (id) node.id = id;
  return node;
}

/* ---- the firmware's form ---- */

/* Fills it in, with `value` for custom_settings.txt or null, and returns the body of its POST. Browsers escape some characters
   more than encodeURIComponent does. */
function formBody(action, value) {
  var form = document.form;
  form.action_script.value = ACTIONS[action].script;
  form.amng_custom.disabled = value === null;
  form.amng_custom.value = text(value);
  return [].filter.call(form.elements, function (field) { return field.name && !field.disabled; })
    .map(function (field) { return encodeURIComponent(field.name) + '=' + encodeURIComponent(field.value); }).join('&')
    .replace(/[!'()~]/g, function (one) { return '%' + one.charCodeAt(0).toString(16); });
}

/* ---- from asking to the answer ---- */

function ask(action) {
  var mine = begin(action);
  if (mine) prepare(mine, function () { send(mine, null); });
}

/* Starts a job, or returns null while another one is under way. Reading the status may be cut short. */
function begin(action) {
  if (isBusy()) return null;
  job = { action: action, since: Date.now(), before: 0, late: false };
  sayFor(action)(action === 'status' ? '' : 'wait', ACTIONS[action].doing);
  showBusy();
  return job;
}

function isBusy() { return Boolean(job && !job.late && job.action !== 'status'); }

function showBusy() {
  each('.w53-asks', function (node) { node.setAttribute('aria-disabled', String(isBusy())); });
  showWork();
}

function end() {
  job = null;
  pressed = null;
  showBusy();
}

/* Notes which results there are before the job's own; `done` sends it. */
function prepare(mine, done) {
  getPage(function (page) {
    if (job !== mine) return;
    if (page) drawPage(page);
    Object.keys(ACTIONS).forEach(function (action) { numberOf(page, action); });
    mine.before = numberOf(page, mine.action);
    done();
  });
}

function send(mine, value) {
  get('/start_apply.htm', function () { /* page.json tells when it is done */ }, formBody(mine.action, value));
  window.setTimeout(poll, POLL_MS);
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
  var waited = Date.now() - mine.since;
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
  if (action === 'apply') applied(result);
  else report(action, result);
}

function report(action, result) {
  var words = ACTIONS[action];
  var answer = text(result.text);
  if (result.exit !== 0) {
    say('bad', words.bad, action === 'doctor' ? '' : answer || 'exit status ' + result.exit);
  } else if (action === 'update' && !/: (created|changed): /.test(answer)) {
    say('ok', 'The records were right already.', answer);
  } else {
    say(words.good ? 'ok' : '', words.good, action === 'update' ? answer : '');
  }
  if (action === 'upgrade' && result.exit === 0 && !unsaved()) {
    window.setTimeout(function () { window.location.reload(); }, POLL_MS);
  }
  if (action === 'status' && answer) sayBelow('wait', answer);
  followRouter();
}
