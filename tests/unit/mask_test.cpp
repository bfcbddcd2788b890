// SPDX-License-Identifier: MIT
#include "ddns/mask.h"

#include "test.h"

namespace wan53 {
namespace {

TEST(mask_hides_what_tells_whose_account_it_is) {
  const struct {
    const char* text;
    const char* expected;
  } rows[] = {
      {"", ""},
      {"arn:aws:iam::111122223333:user/home", "arn:aws:iam::11********33:user/home"},
      {"111122223333", "11********33"},
      {"1111222233334 11112222333", "1111222233334 11112222333"},
      {"key AKIAIOSFODNN7EXAMPLE.", "key AK****************LE."},
      {"ASIAIOSFODNN7EXAMPLE", "AS****************LE"},
      {"/hostedzone/Z0123456789ABC/rrset", "/hostedzone/Z0**********BC/rrset"},
      {"Z111 ZONELESS z0123456789abc", "Z111 ZONELESS z0123456789abc"},
      {"ZONEWITHOUTDIGITS", "ZO*************TS"},
      {"\\n111122223333 \\x0aAKIAIOSFODNN7EXAMPLE", "\\n11********33 \\x0aAK****************LE"},
      {"%2FZ0123456789ABC%3A111122223333 100%111122223333 %20",
       "%2FZ0**********BC%3A11********33 100%11********33 %20"},
      {"2026-11-23T19:00:00Z 198.51.100.7 home.example.com",
       "2026-11-23T19:00:00Z 198.51.100.7 home.example.com"},
      {"\xc3\xa4"
       "111122223333\xc3\xa4",
       "\xc3\xa4"
       "11********33\xc3\xa4"},
  };
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.text, masked(test::Exact(row.text).view()), row.expected);
  }
}

}  // namespace
}  // namespace wan53
