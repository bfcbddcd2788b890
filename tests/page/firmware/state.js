// SPDX-License-Identifier: MIT
// The firmware's frame around a page, in our own words: banner, menu, tabs, footer, waiting screen.
function piece(tag, kind, words) {
  var node = document.createElement(tag);
  node.className = kind;
  node.appendChild(document.createTextNode(words));
  if (tag === 'a') node.href = '#';
  return node;
}

function show_menu() {
  var banner = piece('div', 'banner', '');
  banner.appendChild(piece('b', '', 'ASUSWRT-Merlin'));
  banner.appendChild(piece('span', '', 'Logout'));
  document.getElementById('TopBanner').appendChild(banner);
  var menu = piece('div', 'menu', '');
  menu.appendChild(piece('div', 'menu_title', 'Advanced Settings'));
  ['Wireless', 'LAN', 'WAN', 'IPv6', 'VPN', 'Firewall', 'Administration', 'System Log'].forEach(function (name) {
    menu.appendChild(piece('a', name === 'WAN' ? 'menu_item here' : 'menu_item', name));
  });
  document.getElementById('mainMenu').appendChild(menu);
  ['Internet Connection', 'Dual WAN', 'Port Trigger', 'DDNS', 'WAN53', 'NAT Passthrough'].forEach(function (name) {
    document.getElementById('tabMenu').appendChild(piece('a', name === 'WAN53' ? 'tab here' : 'tab', name));
  });
  document.getElementById('footer').appendChild(document.createTextNode('Help & Support'));
}

function showLoading() { document.getElementById('Loading').style.display = 'block'; }
function hideLoading() { document.getElementById('Loading').style.display = 'none'; }
