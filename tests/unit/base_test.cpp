// SPDX-License-Identifier: MIT
#include "base/digest.h"
#include "base/http.h"
#include "base/secret.h"
#include "base/text.h"
#include "base/utc.h"
#include "test.h"

namespace wan53 {
namespace {

TEST(text_parses_unsigned_numbers_strictly) {
  const struct {
    const char* text;
    std::uint64_t max;
    std::optional<std::uint64_t> expected;
  } rows[] = {
      {"0", 10, 0},
      {"10", 10, 10},
      {"11", 10, std::nullopt},
      {"", 10, std::nullopt},
      {"-1", 10, std::nullopt},
      {"+1", 10, std::nullopt},
      {" 1", 10, std::nullopt},
      {"1 ", 10, std::nullopt},
      {"0x1", 10, std::nullopt},
      {"007", 10, 7},
      {"18446744073709551616", UINT64_MAX, std::nullopt},
  };
  for (const auto& row : rows) {
    const test::Exact text(row.text);
    CHECK_ROW(row.text, parse_unsigned(text.view(), row.max) == row.expected);
  }
}

TEST(text_splits_and_trims) {
  CHECK_TEXT(trim(" \t a b \r\n"), "a b");
  CHECK(words("  one\ttwo  ").size() == 2);
  CHECK(words(" \t").empty());
  std::string_view rest = "a:b:c";
  CHECK_TEXT(take_until(rest, ':'), "a");
  CHECK_TEXT(rest, "b:c");
  CHECK_TEXT(take_until(rest, '/'), "b:c");
  CHECK(rest.empty());
}

TEST(text_encodes_for_uri_xml_and_terminal) {
  CHECK_TEXT(uri_encode("a b/~\xc3\xa4*"), "a%20b%2F~%C3%A4%2A");
  CHECK_TEXT(uri_encode("a b/", true), "a%20b/");
  CHECK_TEXT(xml_escape("<a b='\"&'>\x01\n"), "&lt;a b=&apos;&quot;&amp;&apos;&gt;?\n");
  CHECK_TEXT(printable("a\x1b[2J\xff"), "a\\x1b[2J\\xff");
  CHECK_TEXT(printable("abcdef", 3), "abc...");
}

TEST(utc_round_trips) {
  const struct {
    std::int64_t seconds;
    const char* amz;
    const char* rfc;
  } rows[] = {
      {0, "19700101T000000Z", "1970-01-01T00:00:00Z"},
      {951'782'400, "20000229T000000Z", "2000-02-29T00:00:00Z"},
      {1'440'938'160, "20150830T123600Z", "2015-08-30T12:36:00Z"},
      {2'147'483'648, "20380119T031408Z", "2038-01-19T03:14:08Z"},
      {253'402'300'799, "99991231T235959Z", "9999-12-31T23:59:59Z"},
  };
  for (const auto& row : rows) {
    CHECK_TEXT(amz_date(utc_time(row.seconds)), row.amz);
    CHECK_TEXT(rfc3339(utc_time(row.seconds)), row.rfc);
    CHECK_ROW(row.amz, parse_amz_date(row.amz) == utc_time(row.seconds));
    CHECK_ROW(row.rfc, parse_rfc3339(row.rfc) == utc_time(row.seconds));
  }
}

TEST(utc_refuses_what_is_no_moment) {
  for (const char* text :
       {"", "20150830T123600", "20150830T123600z", "20151330T123600Z", "20150230T123600Z",
        "20150830T243600Z", "2015083OT123600Z", "20150830T123600ZZ", "19691231T235959Z"}) {
    CHECK_ROW(text, !parse_amz_date(test::Exact(text).view()));
  }
}

TEST(utc_reads_the_date_header) {
  CHECK(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT") == utc_time(784'111'777));
  for (const char* text : {"", "Sun, 06 Nov 1994 08:49:37 CET", "Sunday, 06-Nov-94 08:49:37 GMT",
                           "Sun Nov  6 08:49:37 1994", "Sun, 06 Nvo 1994 08:49:37 GMT",
                           "unS, 06 Nov 1994 08:49:37 GMT", "Sun, 06 ovD 1994 08:49:37 GMT"}) {
    CHECK_ROW(text, !parse_http_date(test::Exact(text).view()));
  }
}

TEST(utc_tells_lengths_of_time) {
  CHECK_TEXT(duration_text(Seconds(-5)), "0 s");
  CHECK_TEXT(duration_text(Seconds(59)), "59 s");
  CHECK_TEXT(duration_text(Seconds(3599)), "59 min");
  CHECK_TEXT(duration_text(Seconds(3600)), "1 h");
  CHECK_TEXT(duration_text(Seconds(12'000)), "3 h 20 min");
  CHECK_TEXT(duration_text(Seconds(187'200)), "2 d 4 h");
}

TEST(digest_matches_published_values) {
  // FIPS 180-4 example and RFC 4231 cases 2 and 6 (a key longer than a block).
  CHECK_TEXT(sha256("abc").hex(),
             "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK_TEXT(sha256({"a", "", "bc"}).hex(), sha256("abc").hex());
  CHECK_TEXT(hmac_sha256("Jefe", "what do ya want for nothing?").hex(),
             "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK_TEXT(hmac_sha256(std::string(131, '\xaa'),
                         "Test Using Larger Than Block-Size Key - Hash Key First")
                 .hex(),
             "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(secret_moves_and_copies_and_wipes) {
  Secret a("short");
  Secret b = a;
  CHECK_TEXT(b.reveal(), "short");
  Secret c = std::move(a);
  CHECK_TEXT(c.reveal(), "short");
  CHECK(a.empty());  // NOLINT: the move is specified to leave it empty
  std::string text = "password";
  wipe(text);
  CHECK(text.empty());
  CHECK_TEXT(std::string_view(text.data(), 8), std::string_view("\0\0\0\0\0\0\0\0", 8));
}

TEST(http_reply_finds_headers_in_any_case) {
  HttpReply reply;
  reply.headers = {{"Date", "now"}, {"date", "later"}};
  CHECK(reply.header("DATE") == "now");
  CHECK(!reply.header("Dat"));
}

}  // namespace
}  // namespace wan53
