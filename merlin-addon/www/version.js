/* SPDX-License-Identifier: MIT
   What is installed, whether there is something newer, and what is new in it. */

/* The script answers "INSTALLED NEWEST", and in the lines after that what has changed in between. An answer from before an
   update does not count. */
function drawVersion(page) {
  var found = resultOf(page, 'newest');
  var lines = text(found.text).split('\n');
  var versions = lines.shift().split(' ');
  var isKnown = found.exit === 0 && versions.length === 2 && versions[0] === text(page.version);
  var isOld = isKnown && versions[1] !== versions[0];
  fill('w53_version', text(page.version) + (isOld ? '; ' + versions[1] + ' is available' : isKnown ? ', the newest' : ''));
  show(byId('w53_upgrade'), isOld);
  fill('w53_new', isOld ? lines.join('\n') : '');
  show(byId('w53_new'), isOld && lines.join('') !== '');
}
