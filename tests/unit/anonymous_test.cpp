// SPDX-License-Identifier: MIT
#include "ddns/anonymous.h"

#include "test.h"

namespace wan53 {
namespace {

TEST(anonymous_keeps_what_helps_and_hides_whose_it_is) {
  const struct {
    const char* text;
    const char* expected;
  } rows[] = {
      {"", ""},
      {"198.51.101.7", "address-1"},
      {"198.51.101.7, then 198.51.101.8, then 198.51.101.7.",
       "address-1, then address-2, then address-1."},
      {"198.51.101.7:443 [2600::7]:443 wan0:198.51.101.7",
       "address-1:443 [address-2]:443 "
       "wan0:address-1"},
      {"2600::7, 2600::: 2600::7:", "address-1, 2600::: address-1:"},
      {"(198.51.101.7,2600::7)", "(address-1,address-2)"},
      // No one else can reach these, and they tell what is wrong.
      {"192.168.1.2 100.64.0.7 fe80::1 ::1 127.0.0.1",
       "192.168.1.2 100.64.0.7 fe80::1 ::1 127.0.0.1"},
      {"wan53 0.1.0 at 2026-11-23T19:00:00Z, 12:30:00",
       "wan53 0.1.0 at 2026-11-23T19:00:00Z, 12:30:00"},
      {"a.example.com A in example.com.", "name-1 A in name-2."},
      {"b.a.example.com and xa.example.com", "b.name-1 and xa.name-2"},
      {"counterexample.com example.community", "counterexample.com example.community"},
      {"111122223333 Z0123456789ABC AKIAIOSFODNN7EXAMPLE",
       "11********33 Z0**********BC AK****************LE"},
      {"arn:aws:iam::111122223333:user/alice", "arn:aws:iam::11********33:user/*****"},
      {":", ":"},
      {"a:b::c.d.", "a:b::c.d."},
  };
  for (const auto& row : rows) {
    Anonymous anonymous;
    anonymous.hide("a.example.com", "name");
    anonymous.hide("example.com", "name");
    anonymous.hide("", "name");
    anonymous.hide("example.com", "other");
    CHECK_TEXT_ROW(row.text, anonymous.text(row.text), row.expected);
  }
}

TEST(anonymous_has_one_alias_for_all_texts) {
  Anonymous anonymous;
  anonymous.hide("/home/alice", "home");
  anonymous.hide("api.example.net", "gateway");
  anonymous.hide("a.example.com", "name");
  CHECK_TEXT(anonymous.text("/home/alice/x asks api.example.net for a.example.com"),
             "home-1/x asks gateway-1 for name-1");
  CHECK_TEXT(anonymous.text("198.51.101.7"), "address-1");
  CHECK_TEXT(anonymous.text("2600::7"), "address-2");
  CHECK_TEXT(anonymous.text("not 198.51.101.7"), "not address-1");
}

}  // namespace
}  // namespace wan53
