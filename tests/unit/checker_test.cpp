// SPDX-License-Identifier: MIT
#include "ddns/checker.h"

#include "base/compose.h"
#include "base/text.h"
#include "test.h"

namespace wan53 {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view kOneAddress = "; expected one IPv4 address and nothing else";

struct Headers {
  const char* length = nullptr;
  const char* encoding = nullptr;
};

// The address, or the error.
std::string answer(std::string_view body, Headers headers, Family family = Family::ipv4,
                   int status = 200) {
  HttpReply reply;
  reply.status = status;
  reply.body = body;
  if (headers.length != nullptr) reply.headers.push_back({"content-length", headers.length});
  if (headers.encoding != nullptr) reply.headers.push_back({"Transfer-Encoding", headers.encoding});
  const auto address = read_checker_reply(reply, family);
  if (address) return address->text();
  return address.error().code == Errc::retry ? address.error().what : "wrong code";
}

TEST(checker_takes_one_address_that_is_whole) {
  const struct {
    std::string_view body;
    Headers headers;
  } rows[] = {
      {"8.8.4.4\n", {}},
      {"8.8.4.4\r\n", {}},
      {"8.8.4.4\n\n", {}},
      {" \t8.8.4.4 \r\n", {}},
      {"8.8.4.4", {"7"}},
      {"8.8.4.4\n", {"8"}},
      {"\n8.8.4.4 ", {"9"}},
      {"8.8.4.4", {nullptr, "chunked"}},
      {"8.8.4.4", {nullptr, "Chunked"}},
      {"8.8.4.4\n", {nullptr, "gzip, chunked"}},
  };
  for (const auto& row : rows) CHECK_TEXT_ROW(row.body, answer(row.body, row.headers), "8.8.4.4");
  CHECK_TEXT(answer("2606:4700:4700:0::1111\n", {}, Family::ipv6), "2606:4700:4700::1111");
}

// "8.8.4.4" may be the start of "8.8.4.40".
TEST(checker_refuses_what_may_be_cut) {
  const std::string unknown =
      "; with neither a Content-Length nor a line end, it may be incomplete";
  const struct {
    std::string_view body;
    Headers headers;
    std::string why;
  } rows[] = {
      {"8.8.4.4", {}, unknown},
      {"\n8.8.4.4", {}, unknown},
      {"8.8.4.4 ", {}, unknown},
      {"8.8.4.4\r", {}, unknown},
      {"8.8.4.4", {nullptr, "identity"}, unknown},
      {"8.8.4.4", {nullptr, "chunked, gzip"}, unknown},
      {"8.8.4.4", {"8"}, "; its Content-Length is 8, but 7 bytes came"},
      {"8.8.4.4\n", {"9"}, "; its Content-Length is 9, but 8 bytes came"},
      {"8.8.4.4", {"8", "chunked"}, "; its Content-Length is 8, but 7 bytes came"},
      {"8.8.4.4\n", {"257"}, "; its Content-Length is 257, but 8 bytes came"},
      {"8.8.4.4\n",
       {"18446744073709551624"},
       "; its Content-Length is 18446744073709551624, but 8 bytes came"},
      {"8.8.4.4\n", {""}, "; its Content-Length is , but 8 bytes came"},
      {"8.8.4.4\n", {"8, 8"}, "; its Content-Length is 8, 8, but 8 bytes came"},
  };
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.why, answer(row.body, row.headers), "answered 8.8.4.4" + row.why);
  }
}

TEST(checker_refuses_what_is_not_one_address) {
  const struct {
    std::string_view body;
    std::string_view shown;
  } rows[] = {
      {"", ""},
      {"\n", ""},
      {"8.8.4.\n", "8.8.4."},
      {"8.8.4.4 8.8.4.4\n", "8.8.4.4 8.8.4.4"},
      {"8.8.4.4\n8.8.4.4\n", "8.8.4.4\\x0a8.8.4.4"},
      {"8.8.4.4,\n", "8.8.4.4,"},
      {"8.8.4.4\0\n"sv, "8.8.4.4\\x00"},
      {"8.8.4.4\xc2\xa0\n", "8.8.4.4\\xc2\\xa0"},
      {"\xef\xbb\xbf"
       "8.8.4.4\n",
       "\\xef\\xbb\\xbf"
       "8.8.4.4"},
      {"08.8.4.4\n", "08.8.4.4"},
      {"0x8.8.4.4\n", "0x8.8.4.4"},
      {"134744072\n", "134744072"},
      {"8.8.4.4:80\n", "8.8.4.4:80"},
      {"\"8.8.4.4\"\n", "\"8.8.4.4\""},
      {"<html>8.8.4.4</html>\n", "<html>8.8.4.4</html>"},
      {"2606:4700:4700::1111\n", "2606:4700:4700::1111"},
      {"::ffff:8.8.4.4\n", "::ffff:8.8.4.4"},
  };
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.shown, answer(row.body, {}),
                   compose("answered {}{}", row.shown, kOneAddress));
  }
  CHECK_TEXT(answer("8.8.4.4\n", {}, Family::ipv6),
             "answered 8.8.4.4; expected one IPv6 address and nothing else");
  CHECK_TEXT(answer(std::string(300, 'x'), {"300"}),
             compose("answered {}...{}", std::string(60, 'x'), kOneAddress));
}

TEST(checker_takes_256_bytes_and_no_more) {
  const std::string most = std::string(248, ' ') + "8.8.4.4\n";
  CHECK(most.size() == 256);
  CHECK_TEXT(answer(most, {}), "8.8.4.4");
  CHECK_TEXT(answer(most, {"256"}), "8.8.4.4");
  CHECK_TEXT(answer(most + "\n", {}), compose("answered 8.8.4.4{}", kOneAddress));
}

TEST(checker_refuses_an_address_that_the_internet_cannot_reach) {
  const struct {
    const char* address;
    Family family;
    const char* range;
  } rows[] = {
      {"192.168.1.1", Family::ipv4, "private (RFC 1918)"},
      {"100.64.0.1", Family::ipv4, "carrier-grade NAT (100.64.0.0/10)"},
      {"203.0.113.7", Family::ipv4, "documentation (203.0.113.0/24)"},
      {"0.0.0.0", Family::ipv4, "this network (0.0.0.0/8)"},
      {"fd00::1", Family::ipv6, "unique local (fc00::/7)"},
      {"::ffff:808:404", Family::ipv6, "IPv4-mapped (::ffff:0:0/96)"},
  };
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(
        row.address, answer(compose("{}\n", row.address), {}, row.family),
        compose("answered {}, which is {}; expected an address that the internet can reach",
                row.address, row.range));
  }
}

// A captive portal redirects; a proxy's error page may hold an address.
TEST(checker_wants_status_200) {
  for (const int status : {0, 204, 206, 301, 302, 403, 429, 500, 511}) {
    const std::string shown = to_text(status);
    CHECK_TEXT_ROW(shown, answer("8.8.4.4\n", {}, Family::ipv4, status),
                   compose("answered with HTTP status {}; expected 200", shown));
  }
}

}  // namespace
}  // namespace wan53
