/* SPDX-License-Identifier: MIT
   The firmware's own parts, where it has them: its waiting screen, spinner and hints. */

/* ---- what is under way ---- */

var spinner = null;
var scrolled = null;   /* where the page stood when the waiting screen came */

function showWork() {
  var isWorking = Boolean(job && !job.late);
  if (spinner) spinner.parentNode.removeChild(spinner);
  spinner = isWorking && pressed ? make('img', { src: '/images/InternetScan.gif', alt: '', 'class': 'w53-spinner' }) : null;
  if (spinner) pressed.parentNode.insertBefore(spinner, pressed.nextSibling);
  coverPage(isWorking && job.action === 'apply');
}

/* The waiting screen goes to the top of the page. */
function coverPage(wanted) {
  var back = scrolled;
  if (wanted === (scrolled !== null)) return;
  scrolled = wanted ? window.pageYOffset : null;
  try {
    if (wanted) window.showLoading();
    else window.hideLoading();
  } catch (ignored) { /* a message says what is under way, too */ }
  if (!wanted) window.scrollTo(0, back);
}

/* ---- hints ---- */

/* The firmware takes hints by two numbers, as markup. */
function openOwnHint(hint) {
  var group = window.helpcontent.length;
  window.helpcontent[group] = ['', hint.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')];
  window.openHint(group, 1);
  window.helpcontent.length = group;
}

/* A label that opens its hint: in the firmware's box, else where `help` stands. */
function hintLabel(label, hint, help) {
  var link = make('a', { 'class': 'hintstyle', href: 'javascript:void(0);' }, label);
  link.onclick = function () {
    try { openOwnHint(hint); } catch (ignored) { show(help, hasClass(help, 'w53-off')); }
    return false;
  };
  link.onblur = function () {
    if (window.nd) window.nd();
  };
  return link;
}
