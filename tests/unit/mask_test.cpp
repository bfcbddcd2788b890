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
      {"arn:aws:iam::111122223333:user/home", "arn:aws:iam::11********33:user/****"},
      {"User: arn:aws:sts::111122223333:assumed-role/a/b@c is",
       "User: arn:aws:sts::11********33:assumed-role/***** is"},
      {"\":user/x\" ':user/y' :user/z\\n <A>:user/v</A> :user/",
       "\":user/*\" ':user/*' :user/*\\n <A>:user/*</A> :user/"},
      {"111122223333", "11********33"},
      {"1111222233334 11112222333", "1111222233334 11112222333"},
      {"key AKIAIOSFODNN7EXAMPLE.", "key AK****************LE."},
      {"ASIAIOSFODNN7EXAMPLE", "AS****************LE"},
      {"/hostedzone/Z0123456789ABC/rrset", "/hostedzone/Z0**********BC/rrset"},
      {"Z111 ZONELESS z0123456789abc", "Z111 ZONELESS z0123456789abc"},
      {"Z0123AB9 ZONELES9 Z01234A", "Z0****B9 ZO****S9 Z01234A"},
      {"ZONEWITHOUTDIGITS", "ZO*************TS"},
      {"\\n111122223333 \\x0aAKIAIOSFODNN7EXAMPLE", "\\n11********33 \\x0aAK****************LE"},
      {"%2FZ0123456789ABC%3A111122223333 100%111122223333 %20",
       "%2FZ0**********BC%3A11********33 100%11********33 %20"},
      {"\\x98123456789012 \\x09123456789012 \\xa9123456789012",
       "\\x9812********12 \\x0912********12 \\xa912********12"},
      {"\\x98AKIAIOSFODNN7EXAMPLE \\x9 \\x98", "\\x98AK****************LE \\x9 \\x98"},
      {"\\052Z0123456789ABC", "\\052Z0**********BC"},
      {"AROAIOSFODNN7EXAMPLE AIDAIOSFODNN7EXAMPLE", "AR****************LE AI****************LE"},
      {"ANPAIOSFODNN7EXAMPLE AGPAIOSFODNN7EXAMPLE", "AN****************LE AG****************LE"},
      {"AROA AIDA1234 98123456789012", "AROA AIDA1234 98123456789012"},
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

TEST(mask_makes_a_form_to_fill_in) {
  const struct {
    const char* text;
    const char* expected;
  } rows[] = {
      {"", ""},
      {"arn:aws:route53:::hostedzone/Z0123456789ABC\"", "arn:aws:route53:::hostedzone/ZONE_ID\""},
      {"111122223333 AKIAIOSFODNN7EXAMPLE:", "ACCOUNT_ID KEY_ID:"},
      {"%2FZ0123456789ABC\\x98111122223333", "%2FZONE_ID\\x98ACCOUNT_ID"},
      {"hostedzone/*", "hostedzone/*"},
  };
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.text, as_form(test::Exact(row.text).view()), row.expected);
  }
}

}  // namespace
}  // namespace wan53
