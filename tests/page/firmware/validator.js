// SPDX-License-Identifier: MIT
// Those of the firmware's checks that the page asks, in our own words. `asked` is for the tests.
var validator = {
  asked: [],
  isNumber: function (field, event) {
    var code = event.keyCode || event.which;
    validator.asked.push('isNumber');
    return code < 32 || code > 47 && code < 58;
  },
  ipv4_addr: function (value) {
    validator.asked.push('ipv4_addr');
    return /^(25[0-5]|2[0-4]\d|[01]?\d?\d)(\.(25[0-5]|2[0-4]\d|[01]?\d?\d)){3}$/.test(value);
  },
  isLegal_ipv6: function (field, mute) {
    var legal = /^[0-9a-f:.]+$/i.test(field.value) && /:.*:/.test(field.value) && !/:::|::.*::/.test(field.value);
    validator.asked.push('isLegal_ipv6');
    if (!legal && mute !== 1) window.alert(field.value);
    return legal;
  }
};
