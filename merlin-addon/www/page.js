/* SPDX-License-Identifier: MIT
   The page as a whole: what happens when it is loaded, its buttons, and redrawing what has changed in page.json. */

var REFRESH_MS = 10000;

window.initial = function () {
  setCurrentPage();
  wearSkin();
  try { window.show_menu(); } catch (ignored) { /* the page works without its frame */ }
  addButtons();
  startSections();
  startHistory();
  startSettings(window.custom_settings);
  ask('status');
  window.setInterval(advanceTimes, 1000);
  window.setInterval(refreshQuietly, REFRESH_MS);
  document.addEventListener('visibilitychange', refreshQuietly);
};
window.onbeforeunload = function () { return unsaved() ? 'The settings are not saved.' : undefined; };

function setCurrentPage() {
  var page = window.location.pathname.substring(1);
  document.form.current_page.value = page;
  document.form.next_page.value = page;
}

function wearSkin() {
  var support = text(ofRouter('support')).toLowerCase();
  ['rog', 'tuf'].forEach(function (skin) {
    if (support.indexOf(skin) >= 0) setClass(document.body, skin, true);
  });
}

function addButtons() {
  var asking = function (label, action, id) { return askButton(label, function () { ask(action); }, id); };
  add(byId('w53_actions'), [asking('Update now', 'update'), asking('Check', 'doctor'), asking('Refresh', 'status'),
    asking('Start', 'start', 'w53_start')]);
  add(byId('w53_versions'), [asking('Check for updates', 'newest'), asking('Update wan53', 'upgrade', 'w53_upgrade')]);
  add(byId('w53_views'), [button('As a form', function () { switchView(false); }, { id: 'w53_as_form' }),
    button('As text', function () { switchView(true); }, { id: 'w53_as_text' }),
    button('Add a record', addRecord, { id: 'w53_add' })]);
  add(byId('w53_applies'), askButton('Apply', apply, 'w53_apply'));
  add(byId('w53_copies'), button('Copy', copyPolicy));
  show(byId('w53_start'), false);
  show(byId('w53_upgrade'), false);
}

/* Shows what the daemon has written since, while the page is visible; a service event would be a line in the firmware's log. */
function refreshQuietly() {
  if (document.hidden || job) return;
  getPage(function (page) {
    if (page && !job) drawPage(page);
  });
}

var drawn = {};   /* what each part of the page was drawn from */

function isNews(part, value) {
  var now = JSON.stringify([value]);
  if (drawn[part] === now) return false;
  drawn[part] = now;
  return true;
}

/* What has not changed is not drawn again. */
function drawPage(page) {
  var config = page.config || {};
  var status = isObject(page.status) ? page.status : {};
  setClock(text(page.made_at));
  learnKeys(page.keys);
  if (isNews('status', [page.made_at, config, status])) drawStatus(config, status);
  if (isNews('records', status.records)) drawRecords(status);
  if (isNews('doctor', page.doctor)) drawDoctor(isObject(page.doctor) ? page.doctor : null);
  if (isNews('history', page.history)) drawHistory(objects(page.history));
  drawVersion(page);
  fill('w53_log', list(page.log).slice().reverse().join('\n') || 'The system log has no lines from wan53.');
  drawPolicy(page);
  drawLocked(config);
}
