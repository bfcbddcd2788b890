/* SPDX-License-Identifier: MIT
   Small helpers: values of any kind, elements, what is said to the reader. */

/* ---- values: page.json and the firmware may hold anything ---- */

function isObject(value) { return Boolean(value) && typeof value === 'object' && !Array.isArray(value); }

function list(value) { return Array.isArray(value) ? value : []; }

function objects(value) { return list(value).filter(isObject); }

function text(value) { return value === null || value === undefined ? '' : String(value); }

/* The first one that passes, or null. */
function firstOf(all, test) { return all.filter(test)[0] || null; }

/* The object that a text in JSON holds, or null. */
function parseObject(json) {
  var found = null;
  try { found = JSON.parse(json); } catch (ignored) { found = null; }
  return isObject(found) ? found : null;
}

/* Base64 of UTF-8, both ways; decoding throws if the text is not that. */
function encode(plain) { return btoa(unescape(encodeURIComponent(plain))); }
function decode(coded) { return decodeURIComponent(escape(atob(coded))); }

/* ---- elements ---- */

function byId(id) { return document.getElementById(id); }

function each(selector, act) { [].forEach.call(document.querySelectorAll(selector), act); }

/* An element with attributes and children. */
function make(tag, attributes, children) { return furnish(document.createElement(tag), attributes, children); }

function together(children) { return add(document.createDocumentFragment(), children); }

function furnish(node, attributes, children) {
  Object.keys(attributes).forEach(function (name) { node.setAttribute(name, attributes[name]); });
  return add(node, children === undefined ? [] : children);
}

/* Texts become text nodes, never markup. */
function add(node, children) {
  [].concat(children).forEach(function (child) {
    node.appendChild(child && child.nodeType ? child : document.createTextNode(String(child)));
  });
  return node;
}

/* Of a list; in a narrow window its label stands before it. */
function cell(label, children) { return make('td', { 'data-label': label }, children); }

function clear(node) {
  while (node.firstChild) node.removeChild(node.firstChild);
  return node;
}

/* Leaves the node alone if it has this text already: the reader may have selected something in it. */
function fill(id, words) {
  var node = byId(id);
  var shown = localized(words);
  if (node.textContent !== shown) add(clear(node), shown);
}

function hasClass(node, name) { return node.classList.contains(name); }

function setClass(node, name, wanted) {
  if (hasClass(node, name) !== wanted) node.classList[wanted ? 'add' : 'remove'](name);
}

function show(node, visible) { setClass(node, 'w53-off', !visible); }

function button(label, action, attributes) {
  var node = furnish(make('input', { type: 'button', 'class': 'button_gen', value: label }), attributes || {});
  node.onclick = action;
  return node;
}

/* ---- what was done, read aloud ---- */

function say(mood, headline, details) { tell('w53_news', mood, headline, details); }

/* Messages about the settings are shown next to Apply. */
function sayBelow(mood, headline, details) { tell('w53_saved', mood, headline, details); }

function tell(where, mood, headline, details) {
  var news = add(clear(byId(where)), make('div', { 'class': mood ? 'w53-state w53-' + mood : '' }, headline));
  if (details) add(news, make('pre', { tabindex: '0', 'aria-label': 'Answer' }, localized(details)));
}
