// SPDX-License-Identifier: MIT
// The text of addresses beside what libc reads of it; address_test.cpp has the forms of RFC 5952.
#include "base/ip_text.h"

#include <arpa/inet.h>

#include <cstdint>
#include <string>

#include "test.h"

namespace wan53 {
namespace {

std::string read(const std::string& text, std::size_t size) {
  std::string octets(size, '\xee');
  const int family = size == 16 ? AF_INET6 : AF_INET;
  return inet_pton(family, text.c_str(), octets.data()) == 1 ? octets : "unread";
}

TEST(ip_text_reads_back) {
  std::uint32_t state = 53;
  for (int i = 0; i < 20'000; ++i) {
    std::string octets(i % 2 == 0 ? 16 : 4, '\0');
    for (char& octet : octets) {
      state = state * 1'664'525 + 1'013'904'223;
      if ((state >> 20) % 3 != 0) octet = static_cast<char>(state >> 24);  // runs of zeros as well
    }
    const std::string text = ip_text(octets);
    CHECK_ROW(text, read(text, octets.size()) == octets);
  }
}

TEST(ip_text_has_the_bounds) {
  CHECK_TEXT(ip_text(std::string(4, '\0')), "0.0.0.0");
  CHECK_TEXT(ip_text(std::string(4, '\xff')), "255.255.255.255");
  CHECK_TEXT(ip_text(std::string(16, '\0')), "::");
  CHECK_TEXT(ip_text(std::string(16, '\xff')), "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

}  // namespace
}  // namespace wan53
