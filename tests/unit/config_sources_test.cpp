// SPDX-License-Identifier: MIT
// `source` and `source-ipv6`: which forms they take, and how they are written back.
#include "base/compose.h"
#include "ddns/config.h"
#include "test.h"

namespace wan53 {
namespace {

Result<Config> read(std::string_view text) {
  return parse_config(test::Exact(text).view(), "f.conf");
}

TEST(config_takes_sources) {
  const struct {
    const char* keys;
    const char* expected;
    bool is_wan;
  } rows[] = {
      {"", "A wan", true},
      {"type = AAAA", "AAAA wan", true},
      {"type = A AAAA\nsource-ipv6 = interface br0", "A wan, AAAA interface br0", true},
      {"source = wan", "A wan", true},
      {"source = wan0", "A wan0", true},
      {"source = wan9", "A wan9", true},
      {"source = wan-all", "A wan-all", true},
      {"type = A AAAA\nsource = wan1", "A wan1, AAAA wan1", true},
      {"type = AAAA\nsource = prefix ::1:2:3:4", "AAAA prefix ::1:2:3:4", true},
      {"type = AAAA\nsource-ipv6 = prefix ::1", "AAAA prefix ::1", true},
      {"type = A AAAA\nsource-ipv6 = prefix 0:0:0:0:ABCD::", "A wan, AAAA prefix ::abcd:0:0:0",
       true},
      {"type = A AAAA\nsource-ipv6 = prefix  ::1:2:3:4  on br1",
       "A wan, AAAA prefix ::1:2:3:4 on br1", true},
      {"type = AAAA\nsource = prefix ::1 on on", "AAAA prefix ::1 on on", false},
      {"external = yes", "A wan external", true},
      {"external = yes\nsource = wan-all", "A wan-all external", true},
      {"external = yes\ntype = A AAAA\nsource-ipv6 = interface br0",
       "A wan external, AAAA interface br0 external", true},
      {"external = no\nsource = interface wan0", "A interface wan0", false},
      {"source = interface wan0", "A interface wan0", false},
      {"source = internet", "A internet", false},
      {"type = AAAA\nsource = internet", "AAAA internet", false},
      {"type = A AAAA\nsource = internet  on eth0", "A internet on eth0, AAAA internet on eth0",
       false},
      {"source = internet on a23456789012345", "A internet on a23456789012345", false},
      {"type = A AAAA\nsource-ipv6 = internet on on", "A wan, AAAA internet on on", true},
      {"source = static 203.0.113.7", "A static 203.0.113.7", false},
  };
  for (const auto& row : rows) {
    const auto config = read(compose("[record a.example]\n{}\n", row.keys));
    CHECK_TEXT_ROW(row.keys, config ? "" : config.error().what, "");
    std::string said;
    for (const auto& r : config->records) {
      said += compose("{}{} {}{}", said.empty() ? "" : ", ", record_type(r.family), r.source.text(),
                      r.external ? " external" : "");
    }
    CHECK_TEXT_ROW(row.keys, said, row.expected);
    CHECK_ROW(row.keys, config->records.front().source.is_wan() == row.is_wan);
    const auto again = read(config_text(*config));
    CHECK_TEXT_ROW(row.keys, again ? config_text(*again) : again.error().what,
                   config_text(*config));
  }
}

TEST(config_refuses_other_sources) {
  const char* forms =
      "expected wan, wan0, wan1, wan-all, internet [on NAME], interface NAME, static ADDRESS, "
      "companion or prefix ::1:2:3:4 [on NAME]";
  const char* bound = "expected an interface name of at most 15 bytes, such as eth0";
  const char* interface_name = "expected an interface name of at most 127 bytes, such as eth0";
  const char* host_id = "expected `prefix` and a host's id such as ::1:2:3:4";
  const struct {
    std::string line;
    std::string error;
  } rows[] = {
      {"source =", compose("source: empty; {}", forms)},
      {"source = WAN", compose("source: WAN; {}", forms)},
      {"source = wan10", compose("source: wan10; {}", forms)},
      {"source = wanx", compose("source: wanx; {}", forms)},
      {"source = lan0", compose("source: lan0; {}", forms)},
      {"source = wan-1", compose("source: wan-1; {}", forms)},
      {"source = wan all", compose("source: wan all; {}", forms)},
      {"source = eth0", compose("source: eth0; {}", forms)},
      {"source = prefix", compose("source: prefix; {}", forms)},
      {"source = prefix ::", compose("source: prefix ::; {}", host_id)},
      {"source = prefix 0:0:0:1::1", compose("source: prefix 0:0:0:1::1; {}", host_id)},
      {"source = prefix 2001:db8::1", compose("source: prefix 2001:db8::1; {}", host_id)},
      {"source = prefix 0.0.0.1", compose("source: prefix 0.0.0.1; {}", host_id)},
      {"source = prefix ::1/64", compose("source: prefix ::1/64; {}", host_id)},
      {"source = wan0 eth0", compose("source: wan0 eth0; {}", forms)},
      {"source = interface", compose("source: interface; {}", forms)},
      {"source = interface a b", compose("source: interface a b; {}", forms)},
      {"source = Interface eth0", compose("source: Interface eth0; {}", forms)},
      {"source = prefix ::1 br1", compose("source: prefix ::1 br1; {}", forms)},
      {"source = prefix ::1 on", compose("source: prefix ::1 on; {}", forms)},
      {"source = prefix ::1 at br1", compose("source: prefix ::1 at br1; {}", forms)},
      {"source = prefix ::1 on br1 br2", compose("source: prefix ::1 on br1 br2; {}", forms)},
      {"source = interface eth0 on br1", compose("source: interface eth0 on br1; {}", forms)},
      {"source = prefix 2001:db8::1 on br1",
       compose("source: prefix 2001:db8::1 on br1; {}", host_id)},
      {"source = Internet", compose("source: Internet; {}", forms)},
      {"source = internet eth0", compose("source: internet eth0; {}", forms)},
      {"source = internet on", compose("source: internet on; {}", forms)},
      {"source = internet at eth0", compose("source: internet at eth0; {}", forms)},
      {"source = internet on eth0 eth1", compose("source: internet on eth0 eth1; {}", forms)},
      {"source = internet 1 on eth0", compose("source: internet 1 on eth0; {}", forms)},
      {"source = wan on eth0", compose("source: wan on eth0; {}", forms)},
      {"source = companion on eth0", compose("source: companion on eth0; {}", forms)},
      {"source = static 203.0.113.7 on eth0",
       compose("source: static 203.0.113.7 on eth0; {}", forms)},
      {"source = internet on eth0/1", compose("source: internet on eth0/1; {}", bound)},
      {"source = internet on eth0:1", compose("source: internet on eth0:1; {}", bound)},
      {"source = internet on a234567890123456",
       compose("source: internet on a234567890123456; {}", bound)},
      {"source = prefix on br1", compose("source: prefix on br1; {}", forms)},
      {"source = prefix ::1 on br1/2", compose("source: prefix ::1 on br1/2; {}", interface_name)},
      {compose("source = interface {}", std::string(128, 'x')),
       compose("source: interface {}...; {}", std::string(70, 'x'), interface_name)},
      {"source = interface ../eth0", compose("source: interface ../eth0; {}", interface_name)},
      {"source = static", compose("source: static; {}", forms)},
      {"source = static home.example.com",
       "source: static home.example.com; expected `static` and an address such as 198.51.100.7"},
      {"source = static 203.0.113.07",
       "source: static 203.0.113.07; expected `static` and an address such as 198.51.100.7"},
      {"source = static fe80::1%eth0",
       "source: static fe80::1%eth0; expected `static` and an address such as 198.51.100.7"},
      {"set-identifier =", "set-identifier: empty; expected 1 to 128 printable characters"},
      {"set-identifier = \xc3\xa4",
       "set-identifier: \\xc3\\xa4; expected 1 to 128 printable characters"},
      {"tll = 1", "tll: no such key in [record a.example]; did you mean ttl?"},
  };
  for (const auto& row : rows) {
    const auto config = read(
        compose("[record a.example]\n{}\nsource-ipv6 = interface eth0\ntype = A AAAA\n", row.line));
    CHECK_TEXT_ROW(row.error, config ? "no error" : config.error().what,
                   compose("f.conf:2: {}", row.error));
  }
}

}  // namespace
}  // namespace wan53
