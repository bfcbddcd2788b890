// SPDX-License-Identifier: MIT
// How libcurl waits for a name: the answer wakes it, and nothing of a look-up stays behind.
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>

#include "../unit/test.h"
#include "base/compose.h"
#include "dns_server.h"
#include "network_namespace.h"
#include "scripted_server.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "sys/http_curl.h"

namespace wan53 {
namespace {

constexpr int kLookUps = 100;
constexpr Milliseconds kDelay = 100ms;  // of each of two answers
// By naps of 1, 1, 1, 1, 2, … ms it was woken 20 times and more.
constexpr long kMostWaits = 12;

const std::string* g_resolv_conf;

std::string ok() { return "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"; }

// "http://NAME:PORT/" of that server.
std::string url_by(const std::string& name, const test::ScriptedServer& server) {
  const std::string url = server.url();
  return "http://" + name + url.substr(url.rfind(':')) + "/";
}

std::string get(const std::string& url, Milliseconds limit) {
  HttpCurl http({.user_agent = "wan53/test", .connect_timeout = limit, .total_timeout = limit});
  const auto reply = http.send({"GET", url, {}, ""});
  return reply ? reply->body : reply.error().what;
}

// How often this thread has waited for something.
long waits() {
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_nvcsw;
}

// What a process holds: descriptors and threads.
std::string held() {
  SystemFiles files;
  const auto status = files.read("/proc/self/status", 4096);
  const std::string& text = status && *status ? (*status)->text : "";
  const std::size_t at = text.find("Threads:");
  int descriptors = 0;
  for (int fd = 0; fd < 256; ++fd) descriptors += fcntl(fd, F_GETFD) != -1;
  return compose("{}, descriptors: {}", text.substr(at, text.find('\n', at) - at), descriptors);
}

std::string look_up() {
  if (auto why_not = test::use_resolv_conf(*g_resolv_conf); !why_not.empty()) return why_not;
  const std::string here("\x7f\0\0\1", 4);
  const test::DnsServer names(
      {{.zone = "quick.example.com", .servers = {}, .address = here},
       {.zone = "slow.example.com", .servers = {}, .address = here, .delay = kDelay},
       {.zone = "silent.example.com", .servers = {}, .kind = test::DnsAnswer::Kind::silent}});
  const test::ScriptedServer server(std::vector<test::Answer>(kLookUps + 2, {ok(), true}));
  const std::string at_first = held();
  std::string told = get(url_by("quick.example.com", server), 5s) + "\n";

  const long before = waits();
  told += get(url_by("slow.example.com", server), 5s) + "\n";
  const long woken = waits() - before;
  told += woken <= kMostWaits ? "woken by the answer\n" : compose("{} waits\n", woken);

  for (int i = 0; i < kLookUps; ++i) get(url_by("quick.example.com", server), 5s);
  for (int i = 0; i < 3; ++i) get(url_by("silent.example.com", server), 50ms);
  std::string at_last = held();
  // The resolver gives up after a second, and takes its threads and sockets with it.
  for (int i = 0; i < 300 && at_last != at_first; ++i) {
    SystemClock().sleep(10ms);
    at_last = held();
  }
  return told + (at_last == at_first ? "nothing stays\n" : at_first + " became " + at_last + "\n");
}

TEST(look_up_is_woken_by_its_answer_and_leaves_nothing) {
  const test::Scratch folder;
  const std::string resolv_conf = test::write_resolv_conf(folder);
  g_resolv_conf = &resolv_conf;
  const std::string told = test::in_new_network(look_up);
  if (told.starts_with("not permitted: ")) {
    printf("skipped: a network namespace is %s\n", told.c_str());
    return;
  }
  CHECK_TEXT(told,
             "ok\n"
             "ok\n"
             "woken by the answer\n"
             "nothing stays\n");
}

}  // namespace
}  // namespace wan53
