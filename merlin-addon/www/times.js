/* SPDX-License-Identifier: MIT
   Times, all in the router's zone; how long ago they were advances by itself. */

/* Minutes east of Greenwich for the hours west of it that POSIX has: -1, 3:30; the firmware also writes 3.30. */
function eastOf(hours) {
  var parts = hours.split(/[:.]/);
  return -60 * parts[0] - (/^-/.test(hours) ? -1 : 1) * (parts[1] || 0);
}

/* The zone as nvram has it, by POSIX's rules for TZ: MEZ-1DST,M3.5.0/2,M10.5.0/3. Anything else is UTC. */
function parseZone(posix) {
  var rule = ',M(\\d+).(\\d).(\\d)(?:/(\\d+))?';
  var found = new RegExp('^([A-Za-z]+)([-+]?\\d[\\d:.]*)(?:[A-Za-z]+' + rule + rule + ')?').exec(posix) || ['', 'UTC', '0'];
  return { name: found[1], winter: eastOf(found[2]), start: found.slice(3, 7), end: found.slice(7) };
}

/* When the rule (month, week, weekday, hour) holds in that year. */
function timeOfRule(rule, year, offset) {
  var day = new Date(Date.UTC(year, rule[0] - 1, 1));
  day.setUTCDate(1 + (rule[2] - day.getUTCDay() + 7) % 7 + 7 * (rule[1] - 1));
  if (day.getUTCMonth() !== rule[0] - 1) day.setUTCDate(day.getUTCDate() - 7);
  return day.getTime() + ((rule[3] || 2) * 60 - offset) * 60000;
}

function offsetAt(zone, at) {
  if (!zone.end[0]) return zone.winter;
  var year = new Date(at + zone.winter * 60000).getUTCFullYear();
  var start = timeOfRule(zone.start, year, zone.winter);
  var end = timeOfRule(zone.end, year, zone.winter + 60);
  var isSummer = start < end ? at >= start && at < end : at >= start || at < end;
  return zone.winter + (isSummer ? 60 : 0);
}

var zone = parseZone(text(ofRouter('zone')));

/* 2026-11-23 19:30:00 */
function clock(at) {
  return new Date(at + offsetAt(zone, at) * 60000).toISOString().substring(0, 19).replace('T', ' ');
}

/* A text of the program with its UTC times put into the router's zone. */
function localized(words) {
  return words.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, function (iso) {
    return isNaN(Date.parse(iso)) ? iso : clock(Date.parse(iso));
  });
}

function duration(seconds) {
  if (seconds < 90) return Math.max(0, Math.round(seconds)) + ' s';
  if (seconds < 5400) return Math.round(seconds / 60) + ' min';
  if (seconds < 172800) return Math.round(seconds / 3600) + ' h';
  return Math.round(seconds / 86400) + ' days';
}

var ahead = 0;   /* how many milliseconds the router's clock is ahead of the browser's */
var madeAt = '';

/* `made`: when page.json was written; one that was read before says nothing new about the clock. */
function setClock(made) {
  if (made === madeAt || isNaN(Date.parse(made))) return;
  madeAt = made;
  ahead = Date.parse(made) - Date.now();
}

function routersNow() { return Date.now() + ahead; }

function relative(at) {
  var away = (at - routersNow()) / 1000;
  return away > 0 ? '(in ' + duration(away) + ')' : '(' + duration(-away) + ' ago)';
}

/* A time, and how far away it is. */
function shownTime(iso) {
  var at = Date.parse(text(iso));
  if (isNaN(at)) return 'never';
  return together([clock(at) + ' ', make('i', { 'data-at': at }, relative(at))]);
}

function advanceTimes() {
  if (document.hidden) return;
  each('[data-at]', function (node) {
    var words = relative(Number(node.getAttribute('data-at')));
    if (node.firstChild.nodeValue !== words) node.firstChild.nodeValue = words;
  });
}
