/* SPDX-License-Identifier: MIT
   Sections that collapse with a click on their head, as those of other addons do; a cookie remembers which. */

/* As NAME1 (open) or NAME0. */
function rememberedSections() {
  var found = /(?:^|; )w53_sections=([\w.]*)/.exec(document.cookie);
  return found ? found[1].split('.') : [];
}

function rememberSection(name, open) {
  var others = rememberedSections().filter(function (one) { return one.slice(0, -1) !== name; });
  document.cookie = 'w53_sections=' + others.concat(name + Number(open)).slice(-60).join('.') +
    '; path=/; max-age=31536000; SameSite=Strict';
}

function openSection(table, open) {
  setClass(table, 'w53-shut', !open);
  table.querySelector('.w53-toggle').setAttribute('aria-expanded', String(open));
}

/* The heading becomes a button; `open`: whether it is open until the reader decides. */
function makeSection(table, name, open) {
  var title = table.querySelector('h2');
  var toggle = make('button', { type: 'button', 'class': 'w53-toggle' });
  var known = rememberedSections();
  while (title.firstChild) add(toggle, title.firstChild);
  add(title, toggle);
  table.tHead.className = 'collapsible-jquery';
  table.tHead.onclick = function (event) {
    var wanted = hasClass(table, 'w53-shut');
    if (hasClass(event.target, 'button_gen')) return;
    openSection(table, wanted);
    rememberSection(name, wanted);
  };
  openSection(table, known.indexOf(name + '1') >= 0 || (open && known.indexOf(name + '0') < 0));
  return table;
}

/* What the reader must see now is shown, whatever is remembered. */
function openAround(node) {
  while (node && !(node.tHead && node.querySelector('.w53-toggle'))) node = node.parentNode;
  if (node) openSection(node, true);
}

function startSections() {
  each('table[data-section]', function (table) {
    var name = table.getAttribute('data-section');
    makeSection(table, name, ['status', 'records', 'settings'].indexOf(name) >= 0);
  });
}
