/* SPDX-License-Identifier: MIT
   The IAM policy, and copying it. */

function pretty(json) {
  try { return JSON.stringify(JSON.parse(json), null, 2); } catch (ignored) { return json; }
}

function drawPolicy(page) {
  var note = text(page.policy_note);
  fill('w53_policy', pretty(text(page.policy)) || note || 'Known once the settings are right.');
  fill('w53_policy_note', page.policy ? note : '');
}

function selectAll(node) {
  var range = document.createRange();
  range.selectNodeContents(node);
  window.getSelection().removeAllRanges();
  window.getSelection().addRange(range);
}

/* The clipboard API is missing on plain http, where most routers are. */
function copyPolicy() {
  var copied = false;
  selectAll(byId('w53_policy'));
  try { copied = document.execCommand('copy'); } catch (ignored) { copied = false; }
  tell('w53_copied', '', copied ? 'The policy is copied.' : 'The policy is selected; copy it with Ctrl+C.');
}
