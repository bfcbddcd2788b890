// SPDX-License-Identifier: MIT
// What a monitor is called with, after which rounds and how often.
#include "ddns/heartbeat.h"

#include "base/compose.h"
#include "round_fixture.h"

namespace wan53 {
namespace {

using namespace test;

constexpr const char* kPing = "https://hc.example/ping/0123abcd-4567-89ab-CDEF-0123456789ab";
constexpr const char* kPush = "https://kuma.example/api/push/Tok3n?status=up&msg=OK&ping=";

TEST(heartbeat_after_a_bad_round_is_what_the_url_says) {
  const std::string ping = kPing;
  const struct {
    std::string url;
    std::string bad;  // empty: nothing is called
  } rows[] = {
      {ping, ping + "/fail"},
      {ping + "?rid=7", ping + "/fail?rid=7"},
      {ping + "/", ""},
      {ping.substr(0, ping.size() - 1), ""},
      {ping + "0", ""},
      {"https://hc.example/0123abcd_4567_89ab_CDEF_0123456789ab", ""},
      {"https://hc.example/ping/key/slug", ""},
      {"https://hc.example", ""},
      {kPush, "https://kuma.example/api/push/Tok3n?status=down&msg=OK&ping="},
      {"https://kuma.example/x?a=1&status=up", "https://kuma.example/x?a=1&status=down"},
      {"https://kuma.example/x?a=1&status=up&b=status=up",
       "https://kuma.example/x?a=1&status=down&b=status=up"},
      {ping + "?status=up", ping + "?status=down"},
      {"https://kuma.example/x?status=upper", ""},
      {"https://kuma.example/x?mystatus=up", ""},
      {"https://kuma.example/status=up", ""},
      {"https://kuma.example/x?b=?status=up", ""},
  };
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.url, heartbeat_url_after(row.url, true).value_or(""), row.url);
    CHECK_TEXT_ROW(row.url, heartbeat_url_after(row.url, false).value_or(""), row.bad);
  }
}

TEST(heartbeat_url_is_checked_and_its_query_kept) {
  const std::string longest = "https://a.example/" + std::string(282, 'x');
  const char* escaped =
      "the URL's query holds a character that must be escaped, such as %20 for a blank";
  const char* plain =
      "not a plain URL; expected https://HOST[:PORT][/PATH] without user, query or fragment";
  const struct {
    std::string value;
    std::string result;  // the URL or the error
  } rows[] = {
      {kPush, kPush},
      {"https://HC.example:0443/%7eme?A=%2f&b", "https://hc.example/~me?A=%2f&b"},
      {"https://hc.example?status=up", "https://hc.example?status=up"},
      {"http://127.0.0.1:3001/x", "http://127.0.0.1:3001/x"},
      {longest, longest},
      {longest + "x", "longer than 300 bytes; give a shorter URL"},
      {"https://a.example/?m=two words", escaped},
      {"https://a.example/?m=1#end", escaped},
      {"https://a.example/?m=\"", escaped},
      {"https://a.example/?m=\xc3\xa4", escaped},
      {"https://a.example/#end", plain},
      {"https://me:SECRET@a.example/", plain},
      {"http://a.example/",
       "plain http is allowed only to this machine itself (localhost, 127.0.0.1, [::1]); use "
       "https"},
      {"hc.example", "expected a URL such as https://HOST[:PORT][/PATH]"},
  };
  for (const auto& row : rows) {
    const auto checked = check_heartbeat_url(Exact(row.value).view());
    CHECK_TEXT_ROW(row.value, checked ? *checked : checked.error().what, row.result);
  }
}

struct Monitored : Fixture {
  explicit Monitored(std::string_view url = kPing)
      : Fixture(compose("[publish]\nheartbeat-url = {}\n{}", url, kRecord)) {
    files.put("/etc/ssl/certs/ca-certificates.crt", "-----BEGIN CERTIFICATE-----\n", 0644);
  }
  void answer_with(std::string_view address) { http.reply(200, home(address)); }
  // The URLs that the monitor was called with, in turn.
  std::string calls() const {
    std::string urls;
    for (const auto& request : http.requests) {
      if (has(request.url, "example/")) urls += request.url + "\n";
    }
    return urls;
  }
};

TEST(heartbeat_tells_how_a_round_ended) {
  const std::string ping = kPing;
  Monitored f;
  f.answer_with("198.51.101.7");
  f.http.reply(200, "OK");
  CHECK(f.run({"update", "--ip", "198.51.101.7"}) == 0);
  CHECK_TEXT(f.calls(), ping + "\n");

  f.clock.sleep(kHeartbeatPause);
  f.http.reply(403, refusal("AccessDenied"));
  for (int i = 0; i < 5; ++i) f.http.reply(200, "OK");
  CHECK(f.run({"update", "--ip", "198.51.101.7"}) == 4);
  CHECK_TEXT(f.calls(), ping + "/fail\n");
}

TEST(heartbeat_comes_at_most_once_a_minute) {
  Monitored f;
  for (const Milliseconds later : {0ms, 59'999ms, 1ms, 30'000ms}) {
    f.clock.sleep(later);
    f.answer_with("198.51.101.7");
    f.http.reply(200, "OK");
    CHECK(f.run({"update", "--ip", "198.51.101.7"}) == 0);
    f.http.answers.clear();
  }
  CHECK(f.processes.asides == 2);
}

TEST(heartbeat_is_not_sent_without_a_round) {
  Monitored f;
  f.answer_with("198.51.101.7");
  CHECK(f.run({"update", "--dry-run", "--ip", "198.51.101.7"}) == 0);
  CHECK(f.processes.asides == 0);
  f.answer_with("198.51.101.7");
  f.http.reply(200, "OK");
  CHECK(f.run({"update", "--ip", "198.51.101.7"}) == 0);
  CHECK(f.processes.asides == 1);
  f.clock.sleep(kHeartbeatPause);
  CHECK(f.run({"update", "--if-due", "--ip", "198.51.101.7"}) == 0);
  CHECK(f.processes.asides == 1);
}

TEST(heartbeat_that_fails_is_a_warning_by_its_host) {
  const struct {
    const char* name;
    void (*arrange)(Monitored&);
    const char* line;
  } rows[] = {
      {"404", [](Monitored& f) { f.http.reply(404, "unknown"); },
       "heartbeat-url: hc.example: HTTP status 404"},
      {"nobody", [](Monitored& f) { f.http.cannot_connect(); }, "heartbeat-url: hc.example: "},
      {"no bundle",
       [](Monitored& f) { CHECK(f.files.remove("/etc/ssl/certs/ca-certificates.crt")); },
       "heartbeat-url: hc.example: there is no certificate bundle (/etc/ssl/certs/ca-certificates.crt) to "
       "verify it with; install ca-certificates, or set ca-file"},
      {"no process",
       [](Monitored& f) { f.processes.aside_result = fail(Errc::retry, "no more processes"); },
       "heartbeat-url: no more processes"},
  };
  for (const auto& row : rows) {
    Monitored f;
    f.answer_with("198.51.101.7");
    row.arrange(f);
    CHECK_ROW(row.name, f.run({"update", "--ip", "198.51.101.7"}) == 0);
    CHECK_ROW(row.name, f.logged(row.line) == 1);
    CHECK_ROW(row.name, f.logged("0123abcd") == 0);
  }
}

}  // namespace
}  // namespace wan53
