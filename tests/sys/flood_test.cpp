// SPDX-License-Identifier: MIT
// Exchanges with peers that never stop sending: each ends within its limit, and costs no processor
// time afterwards.
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../unit/test.h"
#include "dns_server.h"
#include "flood_server.h"
#include "network_namespace.h"
#include "scripted_server.h"
#include "sys/clock.h"
#include "sys/descriptor.h"
#include "sys/dns.h"
#include "sys/exchange_alarm.h"
#include "sys/http_curl.h"

namespace wan53 {
namespace {

using test::Flood;
using test::FloodServer;

constexpr Milliseconds kConnectLimit = 300ms;
constexpr Milliseconds kTotalLimit = 600ms;

HttpOptions hasty() {
  return {
      .user_agent = "wan53/test", .connect_timeout = kConnectLimit, .total_timeout = kTotalLimit};
}

// What this process and its threads have used.
Milliseconds processor_time() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return Seconds(t.tv_sec) + Milliseconds(t.tv_nsec / 1'000'000);
}

bool is_calm() {
  const Milliseconds before = processor_time();
  SystemClock().sleep(300ms);
  return processor_time() - before < 50ms;
}

struct Told {
  std::string what;  // the error, without host and advice
  bool in_time;
};

Told told_by(HttpCurl& http, const std::string& url, const std::string& host) {
  const SystemClock clock;
  const Moment before = clock.now();
  const auto reply = http.send({"GET", url, {}, ""});
  const bool in_time = clock.now() - before < kTotalLimit + kExchangeGrace;
  if (reply) return {"a reply", in_time};
  std::string what = reply.error().code == Errc::retry ? reply.error().what : "not passing";
  if (what.starts_with(host)) what.erase(0, host.size() + 1);
  return {what.substr(0, what.find("; ")), in_time};
}

struct Row {
  const char* name;
  const char* scheme;
  Flood flood;
  const char* error;
};

const std::string kHead = "HTTP/1.1 200 OK\r\n";
const std::string kChunked = kHead + "Transfer-Encoding: chunked\r\n\r\n";
constexpr char kHandshakeLate[] =
    "did not answer in time (connecting and the TLS handshake took longer than 300 ms)";
constexpr char kReplyLate[] =
    "did not answer in time (waiting for the reply took longer than 600 ms)";
constexpr char kBodyLate[] = "did not answer in time (reading the reply took longer than 600 ms)";
const std::string kTooLarge = " is larger than 256 KiB";

TEST(flood_ends_within_the_limit) {
  const Row rows[] = {
      {"warning alerts", "https", {"", {"\x15\x03\x03\0\2\1\x5a", 7}}, kHandshakeLate},
      {"other warning alerts", "https", {"", {"\x15\x03\x01\0\2\1\x73", 7}}, kHandshakeLate},
      {"alerts one by one", "https", {"", {"\x15\x03\x03\0\2\1\x5a", 7}, 5ms}, kHandshakeLate},
      {"ChangeCipherSpec", "https", {"", {"\x14\x03\x03\0\1\1", 6}}, nullptr},
      {"noise for TLS", "https", {"", "noise"}, nullptr},
      {"a silent handshake", "https", {"\x16", "", 50ms}, kHandshakeLate},
      {"half a record", "https", {{"\x16\x03\x03\x40\0", 5}, "x", 5ms}, kHandshakeLate},
      {"noise for HTTP", "http", {"", "noise"}, nullptr},
      {"headers", "http", {kHead, "X-A: b\r\n"}, nullptr},
      {"one header", "http", {kHead + "X-A: ", "b"}, nullptr},
      {"headers one by one", "http", {kHead, "X: b\r\n", 5ms}, kReplyLate},
      {"early hints", "http", {"", "HTTP/1.1 103 Early Hints\r\n\r\n"}, nullptr},
      {"early hints one by one", "http", {"", "HTTP/1.1 103 Hints\r\n\r\n", 5ms}, nullptr},
      {"a chunk's extension", "http", {kChunked + "1;a=", "b"}, kBodyLate},
      {"extensions one by one", "http", {kChunked + "1;a=", "b", 5ms}, kBodyLate},
      {"trailers", "http", {kChunked + "0\r\n", "X-A: b\r\n"}, nullptr},
      {"a body", "http", {kHead + "\r\n", "body"}, nullptr},
      {"a body one by one", "http", {kHead + "\r\n", "b", 5ms}, kBodyLate},
      {"small chunks", "http", {kChunked, "1\r\nb\r\n", 5ms}, kBodyLate},
  };
  for (const Row& row : rows) {
    const FloodServer server(row.flood);
    HttpCurl http(hasty());
    const std::string host = server.authority();
    const Told told = told_by(http, std::string(row.scheme) + "://" + host + "/", host);
    CHECK_ROW(row.name, told.in_time);
    CHECK_ROW(row.name, told.what != "a reply" && told.what != "not passing");
    if (row.error != nullptr) CHECK_TEXT_ROW(row.name, told.what, row.error);
  }
  CHECK(is_calm());
}

TEST(flood_leaves_a_client_that_works) {
  const FloodServer flood({"", {"\x15\x03\x03\0\2\1\x5a", 7}});
  const FloodServer calm({kHead + "Content-Length: 2\r\n\r\nok", "", 50ms});
  HttpCurl http(hasty());
  CHECK(!http.send({"GET", "https://" + flood.authority() + "/", {}, ""}));
  const auto reply = http.send({"GET", "http://" + calm.authority() + "/", {}, ""});
  CHECK(reply && reply->body == "ok");
}

// The late exchange resets their connections; that must not lose a request.
TEST(flood_leaves_other_clients_that_work) {
  const std::string ok = kHead + "Content-Length: 2\r\n\r\nok";
  test::ScriptedServer server({{ok}, {ok}});
  const FloodServer flood({"", {"\x15\x03\x03\0\2\1\x5a", 7}});
  HttpCurl other({.user_agent = "wan53/test", .connect_timeout = 5s, .total_timeout = 5s});
  CHECK(other.send({"POST", server.url() + "/1", {}, "x"}));
  HttpCurl http(hasty());
  CHECK(!http.send({"GET", "https://" + flood.authority() + "/", {}, ""}));
  const auto reply = other.send({"POST", server.url() + "/2", {}, "x"});
  CHECK(reply && reply->body == "ok");
  CHECK(server.journal().find("connection 2\nPOST /2") != std::string::npos);
}

const std::string* g_resolv_conf;

// What the two ways to the resolver say, and what they leave behind.
std::string ask_flooded_resolver() {
  if (auto why_not = test::use_resolv_conf(*g_resolv_conf); !why_not.empty()) return why_not;
  const test::DnsServer server({{"flood.example.com", {}, test::DnsAnswer::Kind::flood}});
  const SystemClock clock;
  const Moment before = clock.now();
  const auto names = SystemDns(kTotalLimit).name_servers("flood.example.com");
  const bool in_time = clock.now() - before < kTotalLimit + kExchangeGrace;
  std::string told = (names ? "names" : names.error().what) + (in_time ? "\n" : ", late\n");
  HttpCurl http(hasty());
  const Told exchange = told_by(http, "http://flood.example.com/", "flood.example.com");
  told += exchange.what + (exchange.in_time ? "\n" : ", late\n");
  told += is_calm() ? "calm\n" : "busy\n";
  return told;
}

TEST(flood_of_the_resolver_ends_within_the_limit) {
  const test::Scratch folder;
  const std::string resolv_conf = test::write_resolv_conf(folder);
  g_resolv_conf = &resolv_conf;
  const std::string told = test::in_new_network(ask_flooded_resolver);
  if (told.starts_with("not permitted: ")) {
    printf("skipped: a network namespace is %s\n", told.c_str());
    return;
  }
  CHECK_TEXT(told,
             "no name server answers for flood.example.com\n"
             "did not answer in time (looking up its name took longer than 300 ms)\n"
             "calm\n");
}

// What a library does that hangs without a socket: no ring of the alarm ends it.
[[noreturn]] void hang() {
  const std::string peer = "hung.example.com";
  const ExchangeAlarm alarm(100ms, peer);
  for (volatile bool for_ever = true; for_ever;) {
  }
  _exit(0);
}

TEST(exchange_alarm_ends_a_process_that_hangs) {
  const SystemClock clock;
  const Moment before = clock.now();
  int ends[2];
  CHECK(pipe(ends) == 0);
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDERR_FILENO);
    hang();
  }
  close(ends[1]);
  char bytes[200] = {};
  const Descriptor output(ends[0]);
  std::string said;
  for (ssize_t got = 0; (got = read_some(output.get(), bytes, sizeof bytes)) > 0;)
    said.append(bytes, static_cast<size_t>(got));
  int status = 0;
  CHECK(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == kHungStatus);
  CHECK_TEXT(said,
             "wan53: a library hangs in an exchange with hung.example.com and does not end; this "
             "process ends instead\n");
  CHECK(clock.now() - before < 100ms + kExchangeGrace);
}

TEST(exchange_alarm_is_quiet_before_its_limit_and_after_its_end) {
  const std::string peer = "example.com";
  const SystemClock clock;
  {
    ExchangeAlarm alarm(1ms, peer);
    alarm.set_limit(10'000ms);
    SystemClock().sleep(600ms);
    CHECK(!alarm.rang());
    alarm.set_limit(1ms);  // long over
    SystemClock().sleep(20ms);
    CHECK(alarm.rang());
  }
  itimerval left{};
  CHECK(getitimer(ITIMER_REAL, &left) == 0);
  CHECK(left.it_value.tv_sec == 0 && left.it_value.tv_usec == 0);
}

// Another program's, such as the router's web server's: inherited from what started us.
TEST(exchange_alarm_leaves_inherited_sockets_alone) {
  for (const int inherited : {1, 0}) {
    const Descriptor listener(socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    CHECK(bind(listener.get(), generic, size) == 0 && listen(listener.get(), 1) == 0);
    CHECK(getsockname(listener.get(), generic, &size) == 0);
    if (inherited == 0) fcntl(listener.get(), F_SETFD, FD_CLOEXEC);
    silence_sockets();
    const Descriptor caller(socket(AF_INET, SOCK_STREAM, 0));
    const bool answered = connect(caller.get(), generic, size) == 0;
    CHECK_ROW(inherited != 0 ? "inherited" : "ours", answered == (inherited != 0));
  }
}

}  // namespace
}  // namespace wan53
