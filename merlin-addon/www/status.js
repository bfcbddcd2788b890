/* SPDX-License-Identifier: MIT
   The status: page.json as the reader sees it. What has not changed is not drawn again. */

var SETUP = '/jffs/addons/wan53/wan53.sh setup';
var GOOD = ['unchanged', 'created', 'changed', 'absent'];

function moodOf(outcome) {
  if (GOOD.indexOf(outcome) >= 0) return 'good';
  return outcome === 'refused' ? 'sad' : 'soft';
}

/* Not set up yet, which is not a fault. */
function isFresh(page, status) {
  var kind = (page.config || {}).problem_kind;
  return kind === 'no config' || (kind === 'keys' && !status.last_round);
}

/* Every trouble as one sentence that says what to do. */
function troubles(page, status) {
  var config = page.config || {};
  if (isFresh(page, status)) return ['Type this over SSH: ' + SETUP];
  var found = config.problem ? [text(config.problem)] : [];
  if (config.problem_kind === 'keys') found.push('AWS keys are entered over SSH, with ' + SETUP + '.');
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
  if (isFresh(page, status)) return ['', 'Not set up yet'];
  if ((page.config || {}).problem) return ['bad', 'Something needs you'];
  if (status.ok && !found.length) return ['ok', 'All records are right'];
  if (status.ok) return ['wait', 'All records are right, but see below'];
  var refused = objects(status.records).some(function (record) { return record.outcome === 'refused'; });
  if (refused || status.trouble) return ['bad', 'Something needs you'];
  return ['wait', found.length ? 'Not all records are right yet' : 'The first check has not finished yet'];
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
  var values = [].concat(value).map(function (one) {
    return make('p', mood ? { 'class': 'w53-' + mood } : {}, typeof one === 'string' ? localized(one) : one);
  });
  return make('tr', {}, [make('th', { scope: 'row' }, label), make('td', {}, values)]);
}

/* When addresses are looked at next: before the next round, if something is unverified or behind NAT. */
function nextCheck(status) {
  var next = [status.next_look, status.next_round].map(function (iso) { return Date.parse(text(iso)); })
    .filter(function (at) { return !isNaN(at); });
  var at = Math.min.apply(null, next);
  var failed = status.failures > 0 ? ', after ' + status.failures + ' failed' : '';
  return next.length && at > routersNow() ? together([moment(new Date(at).toISOString()), failed]) : 'due now' + failed;
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
  fill('w53_headline', head[1]);
  var addresses = wanAddresses(status);
  add(body, row('WAN address', (addresses.length ? addresses : ['not known yet']).concat(behind)));
  add(body, row('Last change', moment(lastChange(status))));
  add(body, row('Last check', together([moment(status.last_round), status.last_round ? ', ' + zone.name : ''])));
  if (page.status) {
    if (status.daemon === 'running' || status.daemon === 'none') add(body, row('Next check', nextCheck(status)));
    add(body, row('Background daemon', DAEMON[status.daemon] || 'not known', status.daemon === 'running' || status.daemon === 'none' ? 'good' : 'soft'));
  }
  show(byId('w53_start'), status.daemon === 'dead' || status.daemon === 'stopped');
  if (found.length) add(body, row(head[0] ? 'What is wrong' : 'What to do', found, head[0] === 'bad' ? 'sad' : head[0] && 'soft'));
}

function drawRecords(status) {
  var body = clear(byId('w53_records'));
  objects(status.records).forEach(function (record) {
    var name = text(record.name) + (record.set_identifier ? ' (' + record.set_identifier + ')' : '');
    var outcome = text(record.outcome) || 'not checked yet';
    add(body, make('tr', {}, [
      make('td', { 'data-label': 'Record' }, name), make('td', { 'data-label': 'Type' }, text(record.type)),
      make('td', { 'data-label': 'Published' }, [make('p', {}, text(record.published) || 'not known yet'),
        record.since ? make('div', { 'class': 'w53-hint' }, ['since ', moment(record.since)]) : '']),
      make('td', { 'data-label': 'Last check', 'class': 'w53-' + moodOf(record.outcome) }, outcome)]));
  });
  if (!body.firstChild) add(body, make('tr', {}, make('td', { colspan: '4' }, 'No records yet.')));
}

function pretty(json) {
  try { return JSON.stringify(JSON.parse(json), null, 2); } catch (ignored) { return json; }
}

/* Leaves the node alone if it has this text already: the reader may have selected something in it. */
function fill(id, value, none) {
  var node = byId(id);
  var words = localized(value || none || '');
  if (node.textContent !== words) add(clear(node), words);
}

var drawn = {};   /* what each part of the page was drawn from */

function isNews(part, value) {
  var now = JSON.stringify([value]);
  if (drawn[part] === now) return false;
  drawn[part] = now;
  return true;
}

function drawPage(page) {
  var status = isObject(page.status) ? page.status : {};
  var doctor = isObject(page.doctor) ? page.doctor : null;
  setClock(text(page.made_at));
  learnKeys(page.keys);
  if (isNews('status', [page.made_at, page.config, status])) drawStatus(page, status);
  if (isNews('records', status.records)) drawRecords(status);
  if (isNews('history', page.history)) drawHistory(objects(page.history));
  drawVersion(page);
  fill('w53_log', list(page.log).slice().reverse().join('\n'), 'The system log has no lines from wan53.');
  fill('w53_policy', pretty(text(page.policy)), text(page.policy_note) || 'Known once the settings are right.');
  fill('w53_policy_note', page.policy ? text(page.policy_note) : '');
  drawLocked(page.config || {});
  fill('w53_doctor', doctor ? text(doctor.text) : '', 'Not checked yet; press Check.');
  if (isNews('doctor', doctor && doctor.at)) add(clear(byId('w53_doctor_at')), doctor ? ['Checked ', moment(doctor.at)] : '');
}
