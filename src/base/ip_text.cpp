// SPDX-License-Identifier: MIT
#include "base/ip_text.h"

#include "base/text.h"

namespace wan53 {
namespace {

void append_group(std::string& text, unsigned group) {
  bool started = false;
  for (int shift = 12; shift >= 0; shift -= 4) {
    const unsigned digit = group >> shift & 15;
    started |= digit != 0 || shift == 0;
    if (started) text += "0123456789abcdef"[digit];
  }
}

std::string ipv6_text(std::string_view octets) {
  unsigned groups[8];
  for (std::size_t i = 0; i < 8; ++i) {
    groups[i] = static_cast<unsigned>(static_cast<unsigned char>(octets[2 * i])) << 8 |
                static_cast<unsigned char>(octets[2 * i + 1]);
  }
  // RFC 5952, 4.2: the first longest run of two or more zero groups.
  int best = -1;
  int best_size = 1;
  for (int i = 0; i < 8; ++i) {
    int size = 0;
    while (i + size < 8 && groups[i + size] == 0) ++size;
    if (size > best_size) {
      best = i;
      best_size = size;
    }
    i += size;
  }
  std::string text;
  for (int i = 0; i < 8; ++i) {
    if (i == best) {
      text += "::";
      i += best_size - 1;
      continue;
    }
    if (!text.empty() && text.back() != ':') text += ':';
    append_group(text, groups[i]);
  }
  return text;
}

}  // namespace

std::string ip_text(std::string_view octets) {
  if (octets.size() == 16) return ipv6_text(octets);
  std::string text;
  for (const char octet : octets) {
    if (!text.empty()) text += '.';
    text += to_text(static_cast<unsigned char>(octet));
  }
  return text;
}

}  // namespace wan53
