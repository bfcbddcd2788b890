// SPDX-License-Identifier: MIT
// Others parse these texts, so they are fixed to the letter.
#include "ddns/message.h"

#include "test.h"

namespace wan53 {
namespace {

TEST(message_texts_are_the_classic_ones) {
  CHECK_TEXT(changed_text("home.example.com", "192.0.2.1", "203.0.113.7", "wan0"),
             "IP for home.example.com changed from 192.0.2.1 to 203.0.113.7 via request from wan0");
  CHECK_TEXT(changed_text("home.example.com", "none", "2001:db8::1", "eth0"),
             "IP for home.example.com changed from none to 2001:db8::1 via request from eth0");
  CHECK_TEXT(
      unchanged_text("*.example.com", "203.0.113.7", "203.0.113.7", "static"),
      "IP for *.example.com unchanged from 203.0.113.7 to 203.0.113.7 via request from static");
  CHECK_TEXT(failed_text("home.example.com", "eth0", "10.0.0.1"),
             "DDNS IP check failed (host = home.example.com, fromip = eth0, newip = 10.0.0.1)");
}

}  // namespace
}  // namespace wan53
