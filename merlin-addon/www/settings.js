/* SPDX-License-Identifier: MIT
   The settings as the router has them and as they are edited: a form and a text, two views of the same lines. */

var FIRST_CONF = '[record home.example.com]\n';

var settings = {
  conf: null,        /* the Conf that is edited */
  loaded: '',        /* its text as the router has it */
  sent: '',          /* its text as Apply sent it last */
  known: [],         /* coded texts that this page has seen or sent */
  locked: '',        /* why nothing can be changed, or nothing */
  tooLong: false,    /* locked since they are too long */
  asText: false,
  fields: []         /* those of the form */
};

/* ---- reading them ---- */

/* wan53.conf as custom_settings.txt has it: in base64, or a word for why it is not there, or nothing. */
function codedIn(all) { return text(all.wan53_conf); }

/* Why the settings cannot be edited here, or nothing. */
function readSettings(all) {
  if (!isObject(all)) {
    return 'the router\'s list of addon settings cannot be read; another addon may have put something into ' +
      '/jffs/addons/custom_settings.txt that no page can hold';
  }
  var coded = codedIn(all);
  settings.known = [coded];
  settings.tooLong = coded === 'toolong';
  if (coded === 'withheld') return 'wan53 refuses wan53.conf, or something in it may be secret; the status says what';
  if (settings.tooLong) return 'they are longer than the router lets a page hold';
  try {
    settings.loaded = coded === '' ? FIRST_CONF : decode(coded);
  } catch (ignored) {
    return 'the router\'s copy of wan53.conf is damaged or is not UTF-8';
  }
  settings.conf = new Conf(settings.loaded);
  return '';
}

/* `all` are the settings of all addons. */
function startSettings(all) {
  settings.locked = readSettings(all);
  show(byId('w53_settings'), !settings.locked);
  show(byId('w53_views'), !settings.locked);
  show(byId('w53_locked'), Boolean(settings.locked));
  sayLocked(settings.locked);
  if (!settings.locked) drawSettings();
}

/* Takes over what was changed elsewhere, unless something here would be lost. */
function followRouter() {
  getSettings(function (all) {
    /* If the page's own settings could not be read, none of this can be trusted. */
    if (!all || job || !isObject(window.custom_settings) || settings.known.indexOf(codedIn(all)) >= 0) return;
    if (unsaved()) {
      sayBelow('wait', 'The settings were changed elsewhere since this page was loaded. ' +
        'Reload to see them, or press Apply twice to replace them.');
    } else {
      startSettings(all);
    }
  });
}

/* ---- settings that can only be read ---- */

function sayLocked(reason) {
  fill('w53_locked', 'The settings can only be changed over SSH: ' + reason +
    '. Edit /jffs/addons/wan53/wan53.conf there, or run /jffs/addons/wan53/wan53.sh setup.');
}

/* page.json has the file's text when the file itself is what is too long. */
function whyTooLong(config) {
  return config.text ? 'wan53.conf is longer than the router lets a page hold (' + VALUE_MAX + ' characters of base64)' :
    'the settings of all addons together are longer than one page can send (8 KB), though wan53.conf is not';
}

/* A file that is too long for its fields is shown all the same. */
function drawLocked(config) {
  var whole = settings.locked ? text(config.text) : '';
  if (settings.locked && settings.tooLong) sayLocked(whyTooLong(config));
  show(byId('w53_whole'), Boolean(whole));
  fill('w53_whole', whole);
}

/* ---- the two views ---- */

function drawSettings() {
  clearErrors();
  byId('w53_text').value = settings.conf.text();
  if (!settings.asText) drawForm();
  show(byId('w53_form'), !settings.asText);
  show(byId('w53_textbox'), settings.asText);
  show(byId('w53_add'), !settings.asText && keys.length > 0);
  byId('w53_as_form').setAttribute('aria-pressed', String(!settings.asText));
  byId('w53_as_text').setAttribute('aria-pressed', String(settings.asText));
}

/* What the reader has typed becomes part of the lines. */
function takeSettings() {
  if (!settings.asText) {
    takeFields();
  } else if (byId('w53_text').value !== settings.conf.text().replace(/\r\n/g, '\n')) {
    settings.conf = new Conf(byId('w53_text').value.replace(/\r?\n/g, settings.conf.end + '\n'));
  }
}

function switchView(asText) {
  takeSettings();
  settings.asText = asText;
  drawSettings();
}

function unsaved() {
  if (!settings.conf || settings.locked) return false;
  takeSettings();
  return settings.conf.text() !== settings.loaded;
}
