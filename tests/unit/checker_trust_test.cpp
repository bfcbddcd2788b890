// SPDX-License-Identifier: MIT
// Which certificates verify a checker: the embedded roots, the machine's bundle, or ca-file.
#include "base/compose.h"
#include "base/text.h"
#include "ddns/recent.h"
#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

constexpr const char* kFirmwares = "/etc/ssl/certs/ca-certificates.crt";
constexpr const char* kEntwares = "/opt/etc/ssl/certs/ca-certificates.crt";

std::string bundle(std::string_view name) {
  return compose("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", name);
}

// Behind NAT; both checkers and Route 53 answer.
struct TrustFixture : DaemonFixture {
  explicit TrustFixture(std::string_view checkers, std::string_view more = "")
      : DaemonFixture(
            compose("[aws]\n{}[publish]\ncheckers = {}\n{}", more, checkers, kWanRecord)) {
    nvram("wan0_ipaddr", "100.64.0.7");
    http.reply(200, "198.51.101.9\n");
    http.reply(200, "198.51.101.9\n");
    http.reply(200, home("198.51.101.9"));
  }
  // The bundles that the two checkers and then Route 53 were verified with.
  std::string trusts() {
    steps(1);
    std::string all;
    for (const auto& trust : http_clients.trusts) {
      all += compose("{}{}", all.empty() ? "" : " ", trust.ca_pem.empty() ? "embedded" : "");
      for (const char* name : {"firmware", "entware", "mine"}) {
        if (has(trust.ca_pem, name)) all += name;
      }
    }
    return all;
  }
};

TEST(checker_of_another_vendor_is_verified_with_the_machines_bundle) {
  const struct {
    const char* label;
    const char* checkers;
    bool firmwares;
    bool entwares;
    const char* expected;
  } rows[] = {
      {"Amazon's", "https://checkip.amazonaws.com", true, true, "embedded embedded embedded"},
      {"both of Amazon's", "https://checkip.amazonaws.com https://checkip.global.api.aws", true,
       true, "embedded embedded embedded"},
      {"another's", "https://ip.example.net", true, true, "firmware firmware embedded"},
      {"another's on a port", "https://ip.example.net:8443/me", true, true,
       "firmware firmware embedded"},
      {"Entware's bundle", "https://ip.example.net", false, true, "entware entware embedded"},
      {"one of each", "https://checkip.amazonaws.com https://ip.example.net", true, true,
       "embedded firmware embedded"},
      {"a name in disguise", "https://amazonaws.com.example.net/checkip.amazonaws.com", true, false,
       "firmware firmware embedded"},
      {"a name that only ends so", "https://evilamazonaws.com", true, false,
       "firmware firmware embedded"},
  };
  for (const auto& row : rows) {
    TrustFixture f(row.checkers);
    if (row.firmwares) f.files.put(kFirmwares, bundle("firmware"), 0644);
    if (row.entwares) f.files.put(kEntwares, bundle("entware"), 0644);
    CHECK_TEXT_ROW(row.label, f.trusts(), row.expected);
    CHECK_ROW(row.label, has(f.state(), "198.51.101.9"));
  }
}

TEST(checker_is_verified_with_ca_file_where_that_is_set) {
  for (const char* checker : {"https://checkip.amazonaws.com", "https://ip.example.net"}) {
    TrustFixture f(checker, "ca-file = roots.pem\n");
    f.files.put(kFirmwares, bundle("firmware"), 0644);
    f.files.put("/etc/wan53/roots.pem", bundle("mine"), 0644);
    CHECK_TEXT_ROW(checker, f.trusts(), "mine mine mine");
  }
}

// Whoever could add a root to it could read the credentials that a provider hands out.
TEST(ca_file_that_others_may_change_is_refused) {
  const struct {
    unsigned mode;
    bool ours;
    const char* error;  // empty: it is taken
  } rows[] = {
      {0644, true, ""},
      {0444, true, ""},
      {0666, true, "mode 0666 lets others write to it"},
      {0664, true, "mode 0664 lets others write to it"},
      {0646, true, "mode 0646 lets others write to it"},
      {0644, false, "belongs to another user"},
  };
  for (const auto& row : rows) {
    const std::string label = compose("{} {}", octal(row.mode), row.ours ? "ours" : "another's");
    for (const bool by_environment : {false, true}) {
      Fixture f(compose("[aws]\n{}[record home.example.com]\nsource = static 198.51.101.7\n",
                        by_environment ? "" : "ca-file = /mnt/roots.pem\n"));
      if (by_environment) f.environment.variables.emplace_back("AWS_CA_BUNDLE", "/mnt/roots.pem");
      f.files.put("/mnt/roots.pem", bundle("mine"), row.mode, row.ours);
      CHECK_ROW(label, f.run({"config", "check"}) == (*row.error == '\0' ? 0 : 2));
      CHECK_ROW(label, has(f.terminal.err_text,
                           *row.error == '\0' ? "" : compose("/mnt/roots.pem: {}", row.error)));
    }
  }
}

TEST(checker_of_another_vendor_is_not_asked_without_a_bundle) {
  TrustFixture f("https://ip.example.net");
  CHECK_TEXT(f.trusts(), "embedded");
  CHECK(std::ranges::none_of(f.http.requests, [](const HttpRequest& request) {
    return has(request.url, "ip.example.net");
  }));
  const std::string_view what =
      "ip.example.net: there is no certificate bundle (/etc/ssl/certs/ca-certificates.crt) to "
      "verify it with; install ca-certificates, or set ca-file";
  CHECK(f.logged(what) == 1);
  CHECK(f.run({"status"}) == 3);
  CHECK(has(f.terminal.out_text, what));
}

// With a wrong clock, a good certificate would be one that is not valid yet.
TEST(trust_has_the_clocks_offset_in_every_client) {
  const struct {
    const char* command;
    const char* source;
    std::size_t clients;
    int checkers;  // that answer
  } rows[] = {
      {"update", "static 198.51.101.7", 2, 0},  // Route 53, the monitor
      {"update", "internet", 3, 2},
      {"doctor", "static 198.51.101.7", 1, 0},
      {"setup", "static 198.51.101.7", 2, 0},  // the key, the zone
  };
  for (const auto& row : rows) {
    Fixture f(compose(
        "[publish]\ncheckers = https://ip.example.net\nheartbeat-url = "
        "https://hc.example/?status=up\n[record home.example.com]\nzone = Z111\nsource = {}\n",
        row.source));
    f.files.put(kFirmwares, bundle("firmware"), 0644);
    Recent recent;
    recent.clock_offset = Seconds(-86'400);
    f.files.put("/run/wan53/volatile.json", recent_text(recent));
    f.interfaces.on_eth0 = {{.text = "192.168.1.5", .global = true, .lasting = true}};
    f.terminal.answers = {"", "", "", "AKIAIOSFODNN7EXAMPLE",
                          "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"};
    for (int i = 0; i < row.checkers; ++i) f.http.reply(200, "198.51.101.7\n");
    f.http.reply(200, home("198.51.101.7"));
    (void)f.run({row.command});
    const auto& trusts = f.http_clients.trusts;
    CHECK_ROW(compose("{}: {}", row.command, trusts.size()), trusts.size() >= row.clients);
    for (const auto& trust : trusts) CHECK_ROW(row.command, trust.clock_offset == Seconds(-86'400));
  }
}

}  // namespace
}  // namespace wan53
