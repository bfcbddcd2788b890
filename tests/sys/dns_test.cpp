// SPDX-License-Identifier: MIT
// The Dns port against a name server whose every answer is scripted.
#include "sys/dns.h"

#include <stdio.h>

#include "../unit/test.h"
#include "dns_server.h"
#include "network_namespace.h"
#include "sys/clock.h"

namespace wan53 {
namespace {

using test::DnsAnswer;
using Kind = DnsAnswer::Kind;

// "N: " and what N names; or the error.
std::string ask(const std::string& zone) {
  const auto names = SystemDns().name_servers(zone);
  if (!names) return (names.error().code == Errc::retry ? "retry: " : "?: ") + names.error().what;
  std::string text = std::to_string(names->size()) + ":";
  for (const auto& name : *names) text += " " + name;
  return text;
}

const std::string* g_resolv_conf;

// The answer to each question, a line each.
std::string ask_scripted_server() {
  if (auto why_not = test::use_resolv_conf(*g_resolv_conf); !why_not.empty()) return why_not;
  const std::vector<std::string> two = {"NS-1.AwsDNS-01.ORG", "ns-2.awsdns-02.net"};
  std::string told;
  {
    const test::DnsServer server({{"example.com", two, Kind::whole},
                                  {"none.example.com", {}, Kind::whole},
                                  {"large.example.com", two, Kind::truncated},
                                  {"failed.example.com", two, Kind::failed},
                                  {"cut.example.com", two, Kind::cut},
                                  {"odd.example.com", two, Kind::points_nowhere},
                                  {"stray.example.com", two, Kind::stray},
                                  {"silent.example.com", two, Kind::silent}});
    for (const char* zone :
         {"example.com", "Example.COM.", "none.example.com", "no-such.example.com",
          "large.example.com", "failed.example.com", "cut.example.com", "odd.example.com",
          "stray.example.com", "silent.example.com"}) {
      told += ask(zone) + "\n";
    }
  }
  return told + ask("example.com") + "\n";  // nobody is there any more
}

TEST(dns_reads_what_a_name_server_says) {
  const test::Scratch folder;
  const std::string resolv_conf = test::write_resolv_conf(folder);
  g_resolv_conf = &resolv_conf;
  const SystemClock clock;
  const auto before = clock.now();
  const std::string told = test::in_new_network(ask_scripted_server);
  if (told.starts_with("not permitted: ")) {
    printf("skipped: a network namespace is %s\n", told.c_str());
    return;
  }
  CHECK_TEXT(told,
             "2: ns-1.awsdns-01.org ns-2.awsdns-02.net\n"
             "2: ns-1.awsdns-01.org ns-2.awsdns-02.net\n"
             "0:\n"
             "0:\n"
             "2: ns-1.awsdns-01.org ns-2.awsdns-02.net\n"
             "retry: no name server answers for failed.example.com\n"
             "retry: the name server's answer for cut.example.com is damaged\n"
             "retry: the name server's answer for odd.example.com is damaged\n"
             "retry: no name server answers for stray.example.com\n"
             "retry: no name server answers for silent.example.com\n"
             "retry: no name server answers for example.com\n");
  CHECK(clock.now() - before < 20'000ms);
}

}  // namespace
}  // namespace wan53
