// SPDX-License-Identifier: MIT
// The firmware's frame around a page, in our own words: banner, menu, tabs, footer, waiting screen.
function piece(tag, attributes, children) {
  var node = document.createElement(tag);
  Object.keys(attributes).forEach(function (name) { node.setAttribute(name, attributes[name]); });
  [].concat(children || []).forEach(function (child) {
    node.appendChild(child.nodeType ? child : document.createTextNode(child));
  });
  return node;
}

function table(attributes, cells) {
  return piece('table', attributes, piece('tbody', {}, piece('tr', {}, cells)));
}

function into(id, nodes) {
  var place = document.getElementById(id);
  while (place.firstChild) place.removeChild(place.firstChild);
  nodes.forEach(function (node) { place.appendChild(node); });
}

function show_banner() {
  var line = table({ width: '764', height: '35px', style: 'margin-left:230px' }, [
    piece('td', { 'class': 'titledown', width: 'auto' }, ['Operation Mode: Wireless router  Firmware Version: 3004.388.8  SSID: home']),
    piece('td', { width: '30' }, piece('div', { style: 'width:30px;height:29px' })), piece('td', { width: '17' })]);
  into('TopBanner', [
    piece('div', { 'class': 'banner1', align: 'center' }, [piece('b', {}, 'RT-AX88U'),
      piece('a', { href: 'javascript:void(0);' }, piece('div', { 'class': 'titlebtn' }, piece('span', {}, 'Logout'))),
      piece('a', { href: 'javascript:void(0);' }, piece('div', { 'class': 'titlebtn' }, piece('span', {}, 'Reboot'))),
      piece('ul', { 'class': 'navigation' }, piece('li', {}, 'English'))]),
    table({ width: '998', align: 'center', cellpadding: '0', cellspacing: '0', 'class': 'statusBar', style: 'margin:auto' },
      piece('td', { 'class': 'minup_bg', height: '179', valign: 'top' }, line))]);
  into('Loading', [table({ id: 'loadingBlock', 'class': 'loadingBlock', cellpadding: '5', cellspacing: '0', align: 'center' },
    piece('td', { height: '80' }, [piece('div', { id: 'proceeding_main_txt' }), piece('div', { id: 'proceeding_txt' })]))]);
}

function entry(name) {
  if (/settings$/.test(name)) return piece('div', { 'class': 'menu_Split' }, table({ width: '192px', height: '30px' }, piece('td', {}, name)));
  return piece('div', { 'class': 'menu' + (name === 'WAN' ? ' menuClicked' : ''), id: name.replace(/ /g, '_') + '_menu', title: name + '.asp',
    onclick: 'window.went = this.title;' },
    table({}, [piece('td', {}, piece('div', { 'class': 'menu_Icon' })), piece('td', { 'class': 'menu_Desc' }, name)]));
}

// Other pages than ours mark the tab of their own.
function showMenuTree() {
  var here = /DDNS/.test(window.location.pathname) ? 'DDNS' : 'WAN53';
  into('mainMenu', [piece('div', { style: 'margin-top:-172px' }, ['Quick Internet Setup', 'General settings', 'Network Map', 'AiMesh',
    'Guest Network', 'AiProtection', 'Adaptive QoS', 'Traffic Analyzer', 'USB Application', 'AiCloud', 'Advanced settings', 'Wireless',
    'LAN', 'WAN', 'IPv6', 'VPN', 'Firewall', 'Administration', 'System Log', 'Network Tools'].map(entry))]);
  into('tabMenu', [piece('div', {}, table({}, ['Internet Connection', 'Dual WAN', 'Port Trigger', 'Virtual Server / Port Forwarding', 'DMZ',
    'DDNS', 'WAN53', 'NAT Passthrough'].map(function (name) {
    return piece('td', {}, piece('div', { 'class': name === here ? 'tabClicked' : 'tab', title: name + '.asp',
      onclick: 'window.went = this.title;' }, piece('span', {}, name)));
  })))]);
  var title = document.getElementById('FormTitle');
  title.style.height = document.getElementById('mainMenu').clientHeight - document.getElementById('tabMenu').clientHeight - 15 + 'px';
}

function show_footer() {
  into('footer', [piece('div', { align: 'center', 'class': 'bottom-image' }),
    piece('div', { align: 'center', 'class': 'copyright' }, 'All rights reserved'), piece('br', {}),
    piece('div', { style: 'margin-top:-75px;margin-left:205px;' }, table({ width: '765px', align: 'center', cellpadding: '0', cellspacing: '0' }, [
      piece('td', { width: '20' }, '?'), piece('td', { width: '110', id: 'bottom_help_title' }, 'Help & Support'),
      piece('td', { width: '335' }, [piece('a', { href: 'javascript:void(0);' }, 'Manual'), ' | ', piece('a', { href: 'javascript:void(0);' }, 'Utility')]),
      piece('td', { width: '280' }, 'FAQ')]))]);
}

function show_menu() {
  show_banner();
  show_footer();
  showMenuTree();
}
