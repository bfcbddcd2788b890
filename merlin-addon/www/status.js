/* SPDX-License-Identifier: MIT
   The status, the records, and what the last check of everything found. `config` and `status` are those of page.json. */

var SETUP = '/jffs/addons/wan53/wan53.sh setup';
var GOOD = ['unchanged', 'created', 'changed', 'absent'];

function moodOf(outcome) {
  if (GOOD.indexOf(outcome) >= 0) return 'good';
  return outcome === 'refused' ? 'sad' : 'soft';
}

/* Not set up yet, which is not a fault. */
function isFresh(config, status) {
  var kind = config.problem_kind;
  return kind === 'no config' || (kind === 'keys' && !status.last_round);
}

/* Every trouble as one sentence that says what to do. */
function troubles(config, status) {
  if (isFresh(config, status)) return ['Type this over SSH: ' + SETUP];
  var found = config.problem ? [text(config.problem)] : [];
  if (config.problem_kind === 'keys') found.push('AWS access is set up over SSH, with ' + SETUP + '.');
  if (status.trouble && status.trouble !== config.problem) found.push(text(status.trouble));
  if (status.proof && status.proof.error && status.proof.error !== status.trouble) found.push(text(status.proof.error));
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

/* A mood, and what it is about. */
function headline(config, status, found) {
  if (isFresh(config, status)) return ['', 'Not set up yet'];
  if (config.problem) return ['bad', 'Something needs you'];
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
  return list(ofRouter('wan')).filter(function (address) { return address && address !== '0.0.0.0'; });
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
  var next = [text(status.next_look), text(status.next_round)].filter(Date.parse).sort()[0];
  var failed = status.failures > 0 ? ', after ' + status.failures + ' failed' : '';
  return Date.parse(next) > routersNow() ? together([shownTime(next), failed]) : 'due now' + failed;
}

var DAEMON = { running: 'running', none: 'none: cron and hooks run single rounds', stopped: 'stopped', dead: 'not running' };

function drawStatus(config, status) {
  var body = clear(byId('w53_status'));
  var found = troubles(config, status);
  var head = headline(config, status, found);
  var addresses = wanAddresses(status);
  var isWell = status.daemon === 'running' || status.daemon === 'none';
  var behind = objects(status.behind_nat).map(function (one) {
    return text(one.wan) + ': ' + text(one.inner) + ' is behind NAT; the internet sees ' + (text(one.outer) || 'an unknown address');
  });
  byId('w53_headline').className = 'w53-state w53-' + head[0];
  fill('w53_headline', head[1]);
  add(body, row('WAN address', (addresses.length ? addresses : ['not known yet']).concat(behind)));
  add(body, row('Last change', shownTime(lastChange(status))));
  add(body, row('Last check', together([shownTime(status.last_round), status.last_round ? ', ' + zone.name : ''])));
  if (isWell) add(body, row('Next check', nextCheck(status)));
  if (status.proof) add(body, row('Authenticates with', together([text(status.proof.by), status.proof.until ? ', until ' : '', shownTime(status.proof.until)])));
  if (status.daemon) add(body, row('Background daemon', DAEMON[status.daemon] || 'not known', isWell ? 'good' : 'soft'));
  show(byId('w53_start'), status.daemon === 'dead' || status.daemon === 'stopped');
  if (found.length) add(body, row(head[0] ? 'What is wrong' : 'What to do', found, head[0] === 'bad' ? 'sad' : head[0] && 'soft'));
}

function drawRecords(status) {
  var body = clear(byId('w53_records'));
  objects(status.records).forEach(function (record) {
    var name = text(record.name) + (record.set_identifier ? ' (' + record.set_identifier + ')' : '');
    var outcome = text(record.outcome) || 'not checked yet';
    add(body, make('tr', {}, [
      cell('Record', name), cell('Type', text(record.type)),
      cell('Published', [make('p', {}, text(record.published) || 'not known yet'),
        record.since ? make('div', { 'class': 'w53-hint' }, ['since ', shownTime(record.since)]) : '']),
      furnish(cell('Last check', outcome), { 'class': 'w53-' + moodOf(record.outcome) })]));
  });
  if (!body.firstChild) add(body, make('tr', {}, make('td', { colspan: '4' }, 'No records yet.')));
}

function drawDoctor(doctor) {
  add(clear(byId('w53_doctor_at')), doctor ? ['Checked ', shownTime(doctor.at)] : '');
  fill('w53_doctor', doctor && text(doctor.text) || 'Not checked yet; press Check.');
}
