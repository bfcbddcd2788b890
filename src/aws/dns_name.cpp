// SPDX-License-Identifier: MIT
#include "aws/dns_name.h"

#include "base/compose.h"
#include "base/text.h"

namespace wan53 {
namespace {

constexpr std::size_t kMaxLabelOctets = 63;
constexpr std::size_t kMaxNameOctets = 255;
constexpr std::string_view kAsterisk = "\\052";

constexpr bool is_octal(char c) { return c >= '0' && c <= '7'; }

// The byte that three octal digits stand for, or -1.
int octal_byte(std::string_view digits) {
  if (digits.size() < 3 || digits[0] > '3') return -1;
  if (!is_octal(digits[0]) || !is_octal(digits[1]) || !is_octal(digits[2])) return -1;
  return (digits[0] - '0') * 64 + (digits[1] - '0') * 8 + (digits[2] - '0');
}

void append_stored(std::string& to, char c) {
  c = lower(c);
  if (is_lower(c) || is_digit(c) || c == '-' || c == '_') {
    to += c;
    return;
  }
  const auto byte = static_cast<unsigned char>(c);
  to += '\\';
  to += static_cast<char>('0' + (byte >> 6));
  to += static_cast<char>('0' + (byte >> 3 & 7));
  to += static_cast<char>('0' + (byte & 7));
}

Failure fail_bad_name(std::string_view name, std::string_view fault) {
  return fail(Errc::bad_input, "{} is not a DNS name: {}", printable(name, 300), fault);
}

// Takes one byte of a label, escaped or not, off the front of `rest`; -1 if it is not allowed in a
// name.
int take_byte(std::string_view& rest) {
  const char c = rest.front();
  if (c == '\\') {
    const int byte = octal_byte(rest.substr(1));
    if (byte >= 0) rest.remove_prefix(4);
    return byte;
  }
  if (is_control(c) || c == ' ' || static_cast<unsigned char>(c) > 126) return -1;
  rest.remove_prefix(1);
  return static_cast<unsigned char>(c);
}

std::string_view fault_at(std::string_view rest) {
  if (rest.front() == '\\') {
    return "expected three octal digits up to 377 after '\\', such as \\052 for '*'";
  }
  if (static_cast<unsigned char>(rest.front()) > 127) {
    return "a character outside ASCII; write the name in Punycode (xn--...)";
  }
  return "a blank or control character; remove it";
}

}  // namespace

Result<DnsName> DnsName::parse(std::string_view text) {
  if (text.empty()) {
    return fail(Errc::bad_input, "the DNS name is empty; expected one such as home.example.com");
  }
  if (text == ".") return DnsName();
  std::string_view rest = text;
  std::string stored;
  std::size_t octets = 1;  // the root's length octet
  while (!rest.empty()) {
    if (!stored.empty()) stored += '.';
    std::size_t label = 0;
    while (!rest.empty() && rest.front() != '.') {
      const int byte = take_byte(rest);
      if (byte < 0) return fail_bad_name(text, fault_at(rest));
      append_stored(stored, static_cast<char>(byte));
      ++label;
    }
    if (label == 0) return fail_bad_name(text, "an empty label; put one dot between labels");
    if (label > kMaxLabelOctets) {
      return fail_bad_name(text, compose("a label of {} octets; at most 63 are allowed", label));
    }
    octets += label + 1;
    if (!rest.empty()) rest.remove_prefix(1);
  }
  if (octets > kMaxNameOctets) {
    return fail_bad_name(
        text, compose("{} octets with the length octets; at most 255 are allowed", octets));
  }
  return DnsName(std::move(stored));
}

std::string DnsName::display() const {
  if (is_root()) return ".";
  std::string shown;
  std::string_view rest = text_;
  while (!rest.empty()) {
    const int byte = rest.front() == '\\' ? octal_byte(rest.substr(1)) : -1;
    // Unescaped, a dot or backslash inside a label would make another name.
    if (byte > ' ' && byte < 0x7f && byte != '.' && byte != '\\') {
      shown += static_cast<char>(byte);
      rest.remove_prefix(4);
    } else {
      shown += rest.front();
      rest.remove_prefix(1);
    }
  }
  return shown;
}

std::string DnsName::listing_key() const {
  std::string key;
  std::string_view rest = text_;
  while (!rest.empty()) {
    const std::size_t dot = rest.rfind('.');
    std::string_view label = rest.substr(dot + 1);  // npos + 1 is 0
    while (!label.empty()) key += static_cast<char>(take_byte(label));
    key += '.';
    rest = dot == rest.npos ? std::string_view() : rest.substr(0, dot);
  }
  return key;
}

bool DnsName::is_wildcard() const {
  return text_.starts_with(kAsterisk) &&
         (text_.size() == kAsterisk.size() || text_[kAsterisk.size()] == '.');
}

DnsName DnsName::parent() const {
  const std::size_t dot = text_.find('.');
  return dot == text_.npos ? DnsName() : DnsName(text_.substr(dot + 1));
}

bool DnsName::is_within(const DnsName& zone) const {
  if (zone.is_root() || *this == zone) return true;
  return text_.size() > zone.text_.size() && text_.ends_with(zone.text_) &&
         text_[text_.size() - zone.text_.size() - 1] == '.';
}

}  // namespace wan53
