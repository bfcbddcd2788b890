// SPDX-License-Identifier: MIT
// The firmware's waiting screen, in our own words: it lies over the page, which goes to its top and cannot be scrolled.
function showLoading() {
  var block = document.getElementById('loadingBlock');
  window.scrollTo(0, 0);
  document.documentElement.style.overflow = 'hidden';
  block.style.marginTop = '200px';
  block.style.marginLeft = Math.max(0, (window.innerWidth - 400) / 2) + 'px';
  document.getElementById('proceeding_main_txt').textContent = 'Applying Settings...';
  document.getElementById('Loading').style.visibility = 'visible';
  document.getElementById('Loading').style.height = document.documentElement.scrollHeight + 'px';
}

function hideLoading() {
  document.getElementById('Loading').style.visibility = 'hidden';
  document.getElementById('Loading').style.height = 'initial';
  document.documentElement.style.overflow = '';
}
