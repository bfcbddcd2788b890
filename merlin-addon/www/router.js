/* SPDX-License-Identifier: MIT
   Asking the router: page.json, the settings of all addons, and whether it still knows the reader. */

var PAGE_JSON = '/ext/wan53/page.json';

/* What nvram held when the page was loaded. */
function ofRouter(name) { return (window.w53_router || {})[name]; }

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

/* `done` is given the object that `read` finds in the answer, or null. No browser may answer from its cache. */
function getObject(url, read, done) {
  get(url + '?_=' + Date.now(), function (body) {
    var found = read(body || '');
    noteLogin(body || '', found);
    done(found);
  });
}

var loggedOut = false;

/* Without a login, the firmware answers with a script that goes to its login page. */
function noteLogin(body, found) {
  var before = loggedOut;
  loggedOut = !found && /Main_Login\.asp/.test(body);
  if (loggedOut && !before) {
    var sayIt = job ? sayFor(job.action) : say;
    end();
    sayIt('bad', [make('a', { href: window.location.pathname, target: '_blank' }, 'Log in'),
      ': the router has logged you out. What you typed is still here.']);
  } else if (before && found) {
    say('', '');
  }
}

function getPage(done) { getObject(PAGE_JSON, parseObject, done); }

/* The settings of all addons as they are now: this page again, for what its first script holds. */
function getSettings(done) {
  getObject(window.location.pathname, function (body) {
    var parts = /var custom_settings = ([\s\S]*?); \/\* end of custom settings \*\//.exec(body) || ['', ''];
    /* Where no addon has saved anything yet, the firmware writes an expression. */
    return /^\s*new Object\(\)\s*$/.test(parts[1]) ? {} : parseObject(parts[1]);
  }, done);
}
