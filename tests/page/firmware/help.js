// SPDX-License-Identifier: MIT
// The firmware's hints, in our own words: texts by two numbers, as markup in a box that goes when the mouse leaves a link.
var helpcontent = [['', 'A hint of the firmware.']];
var HAUTO = 49;
var VAUTO = 50;

function overlib(text) {
  var box = document.getElementById('overDiv') || document.body.appendChild(document.createElement('div'));
  box.id = 'overDiv';
  box.style.cssText = 'position:absolute;visibility:visible;left:' + Math.min(300, window.innerWidth - 210) + 'px;top:' + (window.pageYOffset + 200) + 'px';
  box.innerHTML = '<table id="overDiv_table1" width="200" bgcolor="#CCC"><tr><td><table id="overDiv_table2" bgcolor="#EEEEEE">' +
    '<tr><td><font color="#000000">' + text + '</font></td></tr></table></td></tr></table>';
  return false;
}

function nd() {
  var box = document.getElementById('overDiv');
  if (box) box.style.visibility = 'hidden';
  return true;
}

function openHint(group, number) {
  var links = document.getElementsByTagName('a');
  for (var i = 0; i < links.length; i += 1) links[i].onmouseout = nd;
  if (group > helpcontent.length || number > helpcontent[group].length) return overlib('No hint.', HAUTO, VAUTO);
  return overlib(helpcontent[group][number], HAUTO, VAUTO);
}
