// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>

#include "../unit/test.h"
#include "base/compose.h"
#include "base/text.h"
#include "deny_call.h"
#include "scripted_server.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "sys/http_curl.h"

namespace wan53 {
namespace {

using test::Answer;
using test::ScriptedServer;

constexpr char kOk[] =
    "HTTP/1.1 200 OK\r\nDate: Mon, 23 Nov 2026 07:00:00 GMT\r\nContent-Length: 2\r\n\r\nok";

HttpRequest get(const std::string& url) { return {"GET", url, {}, ""}; }
HttpRequest post(const std::string& url, const std::string& body) {
  return {"POST", url, {{"Content-Type", "text/xml"}}, body};
}

HttpOptions setup() {
  return {.user_agent = "wan53/test", .connect_timeout = 5000ms, .total_timeout = 5000ms};
}

// The status and body, or the error, of one request to a server that answers so.
std::string outcome(Answer answer) {
  ScriptedServer server({std::move(answer)});
  HttpCurl http(setup());
  const auto reply = http.send(get(server.url() + "/"));
  if (reply) return std::to_string(reply->status) + " " + reply->body;
  return (reply.error().never_sent ? "never sent: " : "") + reply.error().what;
}

TEST(http_sends_what_the_request_says) {
  ScriptedServer server({{kOk}, {kOk}, {kOk}, {kOk}});
  HttpCurl http(setup());
  HttpRequest request = post(server.url() + "/a/../b//c?x=%2A", "<xml/>");
  request.headers.push_back({"Authorization", "AWS4-HMAC-SHA256 Credential=..."});
  request.headers.push_back({"X-Empty", ""});
  const auto reply = http.send(request);
  CHECK(reply);
  CHECK(reply->status == 200);
  CHECK_TEXT(reply->body, "ok");
  CHECK(reply->header("date") == "Mon, 23 Nov 2026 07:00:00 GMT");
  CHECK(http.send(get(server.url() + "?q")));
  CHECK(http.send(post(server.url() + "/empty", "")));
  CHECK(http.send({"POST", server.url() + "/bare", {}, "x"}));
  const std::string host = "Host: " + server.url().substr(7) + "\r\nUser-Agent: wan53/test\r\n";
  CHECK_TEXT(server.journal(),
             "connection 1\nPOST /a/../b//c?x=%2A HTTP/1.1\r\n" + host +
                 "Content-Type: text/xml\r\nAuthorization: AWS4-HMAC-SHA256 Credential=...\r\n"
                 "X-Empty:\r\nContent-Length: 6\r\n\r\n<xml/>\n"
                 "connection 1\nGET /?q HTTP/1.1\r\n" +
                 host +
                 "\r\n\n"
                 "connection 1\nPOST /empty HTTP/1.1\r\n" +
                 host +
                 "Content-Type: text/xml\r\nContent-Length: 0\r\n\r\n\n"
                 "connection 1\nPOST /bare HTTP/1.1\r\n" +
                 host + "Content-Length: 1\r\n\r\nx\n");
}

TEST(http_reads_every_framing) {
  CHECK_TEXT(outcome({"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone"}), "404 none");
  CHECK_TEXT(outcome({"HTTP/1.1 204 No Content\r\n\r\n"}), "204 ");
  CHECK_TEXT(outcome({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n"
                      "0\r\nDate: trailer\r\n\r\n"}),
             "200 abcde");
  CHECK_TEXT(outcome({"HTTP/1.1 200 OK\r\n\r\nuntil the end", true}), "200 until the end");
  CHECK_TEXT(
      outcome({"HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"}),
      "301 ");
}

TEST(http_takes_the_headers_of_the_final_reply_only) {
  ScriptedServer server(
      {{"HTTP/1.1 103 Early Hints\r\nDate: early\r\n\r\n"
        "HTTP/1.1 200 OK\r\nDate:  final \r\nx-a: 1:2\r\nTransfer-Encoding: chunked\r\n\r\n"
        "0\r\nDate: trailer\r\nx-b: 3\r\n\r\n"}});
  HttpCurl http(setup());
  const auto reply = http.send(get(server.url()));
  CHECK(reply);
  CHECK(reply->header("Date") == "final");
  CHECK(reply->header("X-A") == "1:2");
  CHECK(!reply->header("x-b"));
}

TEST(http_refuses_broken_and_oversized_replies) {
  const std::string big(kMaxReplyBytes, 'x');
  const std::string length = "HTTP/1.1 200 OK\r\nContent-Length: ";
  CHECK(outcome({length + "262144\r\n\r\n" + big}) == "200 " + big);
  CHECK(outcome({length + "262145\r\n\r\n" + big + "x"}).find(" is larger than 256 KiB; ") !=
        std::string::npos);
  CHECK(outcome({"HTTP/1.1 200 OK\r\n\r\n" + big + "x", true}).find(" is larger than 256 KiB; ") !=
        std::string::npos);
  CHECK(outcome({"HTTP/1.1 200 OK\r\nX: " + std::string(40'000, 'h') + "\r\n\r\n"})
            .find(" is larger than ") != std::string::npos);
  const char* broke = " broke before the whole reply arrived (";
  CHECK(outcome({length + "10\r\n\r\nhalf", true}).find(broke) != std::string::npos);
  CHECK(
      outcome({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", true}).find(broke) !=
      std::string::npos);
  CHECK(outcome({"", true}).find(broke) != std::string::npos);
  CHECK(outcome({"SSH-2.0-OpenSSH\r\n", true}).find(" does not answer in HTTP/1.1 (") !=
        std::string::npos);
}

TEST(http_says_whether_anything_was_sent) {
  std::string url;
  {
    ScriptedServer server({{kOk, true}, {"", true}});
    url = server.url();
    HttpCurl http(setup());
    CHECK(http.send(post(url, "x")));
    const auto lost = http.send(post(url, "x"));
    CHECK(!lost);
    CHECK(!lost.error().never_sent);
    CHECK(lost.error().code == Errc::retry);
  }
  HttpCurl http(setup());
  const auto refused = http.send(post(url, "x"));
  CHECK(!refused);
  CHECK(refused.error().never_sent);
  CHECK(refused.error().what.starts_with("cannot connect to 127.0.0.1:"));
#ifndef __mips__  // whose error numbers qemu 7.2 does not translate for SO_ERROR
  CHECK(refused.error().what.find(" (Connection refused); ") != std::string::npos);
#endif
  const auto unknown = http.send(get("http://wan53.invalid/"));
  CHECK(!unknown);
  CHECK(unknown.error().never_sent);
  CHECK(unknown.error().what.starts_with("cannot resolve wan53.invalid ("));
  const auto no_url = http.send(get("http://[::1/"));
  CHECK(!no_url);
  CHECK(no_url.error().never_sent);
  CHECK(no_url.error().code == Errc::config);
}

// The count starts again with each request on the handle.
TEST(http_never_sent_is_about_the_last_request) {
  ScriptedServer server({{kOk}});
  HttpCurl http(setup());
  CHECK(http.send(post(server.url(), "x")));
  const auto unknown = http.send(get("http://wan53.invalid/"));
  CHECK(!unknown);
  CHECK(unknown.error().never_sent);
}

TEST(http_never_sends_a_body_twice) {
  ScriptedServer server({{kOk}, {"", true}, {kOk}});
  HttpCurl http(setup());
  CHECK(http.send(post(server.url() + "/1", "x")));
  const auto lost = http.send(post(server.url() + "/2", "x"));
  CHECK(!lost);
  CHECK(!lost.error().never_sent);
  CHECK(lost.error().code == Errc::retry);
  CHECK(http.send(post(server.url() + "/3", "x")));
  const std::string journal = server.journal();
  CHECK(journal.find("/2") == journal.rfind("/2"));
  CHECK(journal.find("POST /3") != journal.npos);
}

// Whether the closing by that server has arrived: CLOSE_WAIT in the kernel's list of connections.
bool sees_the_end(const std::string& url) {
  char closed[16];
  const auto port = parse_unsigned(url.substr(url.rfind(':') + 1), 65'535);
  if (!port) return false;
  snprintf(closed, sizeof closed, ":%04X 08 ", static_cast<unsigned>(*port));
  for (int i = 0; i < 1000; ++i) {
    const auto list = SystemFiles().read("/proc/net/tcp", 1'000'000);
    if (list && *list && (*list)->text.find(closed) != std::string::npos) return true;
    SystemClock().sleep(5ms);
  }
  return false;
}

TEST(http_uses_a_new_connection_when_the_old_one_is_closed) {
  ScriptedServer server({{kOk, true}, {kOk}});
  HttpCurl http(setup());
  CHECK(http.send(post(server.url() + "/1", "x")));
  CHECK(sees_the_end(server.url()));
  CHECK(http.send(post(server.url() + "/2", "x")));
  CHECK(server.journal().find("connection 2\nPOST /2") != std::string::npos);
}

TEST(http_gives_up_in_time) {
  ScriptedServer server({{"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"}});
  HttpOptions hasty = setup();
  hasty.total_timeout = 200ms;
  HttpCurl http(hasty);
  const auto late = http.send(get(server.url()));
  CHECK(!late);
  CHECK(!late.error().never_sent);
  CHECK(late.error().what.find(" did not answer in time (") != std::string::npos);
}

// Which connection each request went by, and each error.
std::string ways(ScriptedServer& server, const std::vector<HttpRequest>& requests) {
  HttpCurl http(setup());
  std::string errors;
  for (const auto& request : requests) {
    if (const auto reply = http.send(request); !reply) errors += reply.error().what + "\n";
  }
  std::string used;
  const std::string journal = server.journal();
  for (std::string_view rest = journal; !rest.empty();) {
    const auto line = take_until(rest, '\n');
    if (line.starts_with("connection ")) used += compose("{} ", line.substr(11));
  }
  return used + errors;
}

TEST(http_keeps_interfaces_apart) {
  ScriptedServer server({{kOk}, {kOk}, {kOk}, {kOk}, {kOk}});
  const HttpRequest free = get(server.url());
  HttpRequest bound = free;
  bound.interface_name = "lo";
  CHECK_TEXT(ways(server, {free, bound, bound, free, free}), "1 2 2 3 3 ");
}

TEST(http_sends_by_no_other_interface_instead) {
  ScriptedServer server({{kOk}});
  HttpRequest request = get(server.url());
  request.interface_name = "wan53none";
  HttpRequest long_name = request;
  long_name.interface_name = "lo-and-much-too-long";
  const std::string why = " (No such device); check that this interface exists\n";
  CHECK_TEXT(ways(server, {request, long_name, get(server.url())}),
             "1 cannot send over interface wan53none" + why +
                 "cannot send over interface lo-and-much-too-long" + why);
  HttpCurl http(setup());
  const auto refused = http.send(request);
  CHECK(!refused);
  CHECK(refused.error().never_sent);
  CHECK(refused.error().code == Errc::retry);
}

std::string send_where_binding_is_denied(void*) {
  if (!test::deny_call(SYS_setsockopt, EPERM)) return "no seccomp";
  ScriptedServer server({{kOk}});
  HttpRequest request = get(server.url());
  request.interface_name = "lo";
  HttpCurl http(setup());
  const auto refused = http.send(request);
  if (refused) return "sent";
  return (refused.error().code == Errc::user ? "" : "wrong code ") + refused.error().what;
}

TEST(http_asks_for_root_where_binding_needs_it) {
  const std::string told = test::in_child(send_where_binding_is_denied, nullptr);
  if (told == "no seccomp") {
    printf("skipped: the kernel or emulator has no seccomp\n");
    return;
  }
  CHECK_TEXT(told, "cannot send over interface lo (Operation not permitted); run wan53 as root");
}

TEST(http_keeps_to_one_family) {
  ScriptedServer server({{kOk}, {kOk}, {kOk}});
  const std::string port = server.url().substr(server.url().rfind(':'));
  HttpRequest any = get("http://localhost" + port);
  HttpRequest ipv4 = any;
  ipv4.ip_version = 4;
  HttpRequest ipv6 = any;
  ipv6.ip_version = 6;
  // The server has no IPv6, and its connection over IPv4 is open when IPv6 is asked for.
  const std::string said = ways(server, {ipv4, ipv6, any, ipv4});
  CHECK_ROW(said,
            said.starts_with("1 ") && said.find(" localhost" + port + " by IPv6 (") != said.npos);
  CHECK_ROW(said, std::ranges::count(said, '\n') == 1);
}

TEST(http_names_certificates_it_cannot_read) {
  const struct {
    std::string ca_pem;
    std::string_view cause;
  } kRows[] = {
      {"no certificate", "damaged"},
      {"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "damaged"},
      {"-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n", "damaged"},
      {"-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n", "damaged"},
  };
  for (const auto& row : kRows) {
    ScriptedServer server({{kOk}});
    HttpOptions wrong = setup();
    wrong.trust.ca_pem = row.ca_pem;
    HttpCurl http(wrong);
    const auto refused = http.send(get("https" + server.url().substr(4)));
    CHECK_ROW(row.ca_pem, !refused && refused.error().never_sent);
    CHECK_ROW(row.ca_pem, refused.error().code == Errc::config);
    CHECK_ROW(row.ca_pem, refused.error().what.find("ca-file") != std::string::npos);
    CHECK_ROW(refused.error().what, refused.error().what.find(row.cause) != std::string::npos);
    CHECK_ROW(refused.error().what,
              refused.error().what.find(server.url().substr(7)) != std::string::npos);
    // Without TLS they do not matter.
    CHECK_ROW(row.ca_pem, http.send(get(server.url())));
  }
}

}  // namespace
}  // namespace wan53
