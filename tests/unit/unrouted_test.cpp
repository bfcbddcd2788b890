// SPDX-License-Identifier: MIT
// A WAN whose address looks public and is not what the internet sees, and `external = yes`.
#include "base/compose.h"
#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

struct UnroutedFixture : DaemonFixture {
  explicit UnroutedFixture(std::string_view config = kWanRecord) : DaemonFixture(config) {}
  void stun(const char* address, const char* state) {
    nvram("wan0_realip_ip", address);
    nvram("wan0_realip_state", state);
  }
  void own(const char* address) { nvram("wan0_ipaddr", address); }
  void checkers(std::string_view text, int answers = 2) {
    for (int i = 0; i < answers; ++i) http.reply(200, compose("{}\n", text));
  }
  // Route 53 says `before`, and takes the change if there is one.
  void route53(std::string_view before) {
    http.reply(200, home(before));
    http.reply(200, change_info());
  }
  std::ptrdiff_t asked() const {
    return std::ranges::count_if(
        http.requests, [](const HttpRequest& request) { return has(request.url, "checkip"); });
  }
  // One step, and what is published then; a hook ends it, so that the next one asks again.
  std::string after_event() {
    hook(30s, "wan-event 0 connected");
    steps(1);
    http.answers.clear();
    const std::string text = state();
    const auto at = text.find("198.51.101.");
    return at == text.npos ? "nothing" : text.substr(at, text.find('"', at) - at);
  }
};

TEST(unrouted_address_gives_way_to_what_stun_saw) {
  UnroutedFixture f;
  f.own("26.1.2.3");
  f.stun("198.51.101.20", "2");
  f.route53("198.51.101.6");
  CHECK_TEXT(f.after_event(), "198.51.101.20");
  CHECK(f.asked() == 0);
  CHECK(f.run({"status"}) == 0);
  CHECK(has(f.terminal.out_text, "26.1.2.3 is behind NAT; the internet sees 198.51.101.20"));
  // From then on the checkers are asked, as behind every NAT.
  f.checkers("198.51.101.21");
  f.route53("198.51.101.20");
  CHECK_TEXT(f.after_event(), "198.51.101.21");
  CHECK_TEXT(f.http.requests[0].interface_name, "eth0");
}

TEST(unrouted_address_is_not_published_while_stun_is_silent_again) {
  UnroutedFixture f;
  f.own("26.1.2.3");
  f.stun("198.51.101.20", "2");
  f.route53("198.51.101.6");
  CHECK_TEXT(f.after_event(), "198.51.101.20");
  // The WAN has come up again, and STUN has not answered yet.
  f.own("26.1.2.4");
  f.stun("", "0");
  CHECK_TEXT(f.after_event(), "198.51.101.20");
  CHECK(!has(f.state(), "26.1.2.4"));
  f.checkers("198.51.101.22");
  f.route53("198.51.101.20");
  CHECK_TEXT(f.after_event(), "198.51.101.22");
}

// The firmware asks STUN after the WAN has its new address.
TEST(unrouted_is_no_wan_whose_stun_is_about_its_previous_address) {
  UnroutedFixture f;
  f.stun("198.51.101.7", "2");
  f.route53("198.51.101.7");
  CHECK_TEXT(f.after_event(), "198.51.101.7");
  CHECK(f.asked() == 0);
  f.own("198.51.101.8");
  f.checkers("198.51.101.8");
  f.route53("198.51.101.7");
  CHECK_TEXT(f.after_event(), "198.51.101.8");
  CHECK(f.run({"status"}) == 0 && !has(f.terminal.out_text, "behind NAT"));
  // STUN agrees at last: no checker is needed any more.
  f.stun("198.51.101.8", "2");
  f.route53("198.51.101.8");
  CHECK_TEXT(f.after_event(), "198.51.101.8");
  CHECK(f.asked() == 0);
  f.http.requests.clear();
  f.live(1h);
  CHECK(f.asked() == 0);
}

TEST(unrouted_is_no_wan_that_stun_confirms_or_knows_nothing_about) {
  const struct {
    const char* realip;
    const char* state;
  } rows[] = {{"198.51.101.7", "2"}, {"198.51.101.20", "1"}, {"198.51.101.20", "0"}, {"", "1"},
              {"10.0.0.9", "2"},     {"garbage", "2"}};
  for (const auto& row : rows) {
    UnroutedFixture f;
    f.stun(row.realip, row.state);
    f.route53("198.51.101.6");
    CHECK_TEXT_ROW(row.realip, f.after_event(), "198.51.101.7");
    CHECK_ROW(row.realip, f.asked() == 0);
  }
}

// Nothing announces STUN's answer.
TEST(unrouted_address_is_noticed_soon_after_it_was_published) {
  UnroutedFixture f;
  f.stun("", "0");
  f.route53("198.51.101.6");
  const Moment before = f.clock.moment;
  f.steps(1);
  CHECK(has(f.state(), "198.51.101.7"));
  CHECK(f.clock.moment - before <= 10s);
  f.stun("198.51.101.20", "2");
  f.route53("198.51.101.7");
  f.steps(1);
  CHECK(has(f.state(), "198.51.101.20"));
}

TEST(unrouted_address_of_each_wan_is_judged_by_itself) {
  UnroutedFixture f("[record home.example.com]\nsource = wan-all\nzone = Z111\nttl = 120\n");
  f.nvram("wans_dualwan", "wan usb");
  f.nvram("wan1_state_t", "2");
  f.nvram("wan1_ipaddr", "26.1.2.3");
  f.nvram("wan1_ifname", "usb0");
  // Both are behind one NAT: its address is published once.
  for (const char* unit : {"wan0", "wan1"}) {
    f.nvram(compose("{}_realip_ip", unit), "198.51.101.20");
    f.nvram(compose("{}_realip_state", unit), "2");
  }
  f.route53("198.51.101.6");
  CHECK_TEXT(f.after_event(), "198.51.101.20");
  CHECK(!has(f.state(), "198.51.101.20,198.51.101.20") && !has(f.state(), "26.1.2.3"));
}

TEST(unrouted_address_and_allow_private_have_nothing_to_do_with_each_other) {
  UnroutedFixture f(compose("[publish]\nallow-private = yes\n{}", kWanRecord));
  f.own("26.1.2.3");
  f.stun("198.51.101.20", "2");
  f.route53("198.51.101.6");
  CHECK_TEXT(f.after_event(), "198.51.101.20");
}

constexpr const char* kExternal =
    "[record home.example.com]\nsource = wan\nzone = Z111\nttl = 120\nexternal = yes\n";

TEST(external_asks_the_checkers_whatever_else_is_known) {
  const struct {
    const char* own;
    const char* realip;
  } rows[] = {{"198.51.101.7", ""},
              {"198.51.101.7", "198.51.101.7"},
              {"198.51.101.7", "198.51.101.30"},
              {"100.64.0.7", "198.51.101.30"}};
  for (const auto& row : rows) {
    UnroutedFixture f(kExternal);
    f.own(row.own);
    f.stun(row.realip, "2");
    f.checkers("198.51.101.20");
    f.route53("198.51.101.6");
    CHECK_TEXT_ROW(row.realip, f.after_event(), "198.51.101.20");
    CHECK_ROW(row.realip, f.asked() == 2);
  }
}

TEST(external_waits_for_the_checkers) {
  UnroutedFixture f(kExternal);
  CHECK_TEXT(f.after_event(), "nothing");
  CHECK(f.asked() > 0);
  CHECK(f.run({"status"}) == 3);
  CHECK(!has(f.terminal.out_text, "is behind NAT"));
  // The checkers see the WAN's own address: it is not behind NAT, and asked about again.
  f.checkers("198.51.101.7");
  f.route53("198.51.101.7");
  CHECK_TEXT(f.after_event(), "198.51.101.7");
  CHECK(f.run({"status"}) == 0);
  CHECK(!has(f.terminal.out_text, "is behind NAT"));
  f.http.requests.clear();
  f.live(16min);
  CHECK(f.asked() >= 3);
}

TEST(external_is_for_its_own_record) {
  UnroutedFixture f(
      "[record a.example.com]\nsource = wan\nzone = Z111\n"
      "[record home.example.com]\nsource = wan\nzone = Z111\nexternal = yes\n"
      "[record z.example.com]\nsource = wan\nzone = Z111\n");
  f.checkers("198.51.101.20");
  f.http.reply(200, listing(record_set("a.example.com", "A", "198.51.101.7") +
                            record_set("home.example.com", "A", "198.51.101.20") +
                            record_set("z.example.com", "A", "198.51.101.7")));
  f.hook(30s, "wan-event 0 connected");
  f.steps(1);
  CHECK(f.run({"status", "--json"}) == 0);
  for (const char* shown : {"\"outer\":\"198.51.101.20\"", "\"observed\":\"198.51.101.7\"",
                            "\"observed\":\"198.51.101.20\""}) {
    CHECK_ROW(shown, has(f.terminal.out_text, shown));
  }
  // One answer is remembered for the next cycle, which the other records do not undo.
  f.http.answers.clear();
  f.checkers("198.51.101.20", 1);
  f.http.requests.clear();
  f.steps(1);
  CHECK(f.asked() == 1);
}

}  // namespace
}  // namespace wan53
