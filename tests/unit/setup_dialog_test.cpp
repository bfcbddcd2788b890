// SPDX-License-Identifier: MIT
// What becomes of the config by the answers of a person, without anything being asked or written.
#include "cli/setup_dialog.h"

#include "base/compose.h"
#include "base/text.h"
#include "ddns/config.h"
#include "round_fixture.h"

namespace wan53 {
namespace {

using namespace test;
using Answers = std::vector<const char*>;

InterfaceAddress ipv4(const char* text) {
  return {.text = text, .prefix_length = 24, .global = true, .lasting = true};
}
InterfaceAddress ipv6(const char* text) {
  return {.text = text, .ipv6 = true, .prefix_length = 64, .global = true, .lasting = true};
}

Machine behind_nat() {
  return {false, {{"lo", {}}, {"eth0", {ipv4("192.168.1.7"), ipv6("fd00::7")}}, {"ens5", {}}}};
}

struct Talk {
  explicit Talk(std::string config, Machine machine = behind_nat())
      : dialog(std::move(config), std::move(machine)) {}
  // All that it says to the answers.
  std::string say(const Answers& answers) {
    std::string said;
    for (const char* line : answers) {
      said += dialog.question();
      const Status good = dialog.answer(line);
      if (!good) said += compose("! {}\n", good.error().what);
    }
    return said;
  }
  // All about the records is answered; what follows is setup_proof_test's.
  bool is_done() const { return dialog.step() >= SetupDialog::Step::proof; }
  SetupDialog dialog;
};

TEST(setup_dialog_makes_a_config) {
  const struct {
    const char* label;
    Answers answers;
    const char* config;
  } rows[] = {
      {"all by default",
       {"", "home.example.com", "", "", "", ""},
       "[record home.example.com]\ntype = A\nsource = internet\n"},
      {"as people write",
       {"1", "home.example.com, b.example.com", "a, aaaa", "ens5", "", "z111", "Z111", ""},
       "[record home.example.com]\ntype = A AAAA\nsource = interface ens5\nzone = Z111\n\n"
       "[record b.example.com]\ntype = A AAAA\nsource = interface ens5\nzone = Z111\n"},
      {"capitals",
       {"1", "home.example.com", "AAAA", "Internet on eth0", "", ""},
       "[record home.example.com]\ntype = AAAA\nsource = internet on eth0\n"},
      {"an address of each type",
       {"1", "home.example.com", "A AAAA", "static 198.51.101.7", "", "static 2a00:1450:1::7", "",
        ""},
       "[record home.example.com]\ntype = A AAAA\nsource = static 198.51.101.7\n"
       "source-ipv6 = static 2a00:1450:1::7\n"},
      {"a gateway whose region is in its name",
       {"2", "https://a1b2c3.execute-api.eu-west-1.amazonaws.com/v100/ddns/{host}",
        "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/v100", "home.example.com", "",
        "companion", ""},
       "[aws]\nregion = eu-west-1\n\n[publish]\nvia = gateway\n"
       "gateway-url = https://a1b2c3.execute-api.eu-west-1.amazonaws.com/v100/ddns/{host}\n"
       "gateway-api-arn = arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/v100\n\n"
       "[record home.example.com]\ntype = A\nsource = companion\n"},
      {"a gateway of one's own domain",
       {"2", "https://api.example.com/ddns", "eu-central-1", "", "home.example.com", "", "", ""},
       "[aws]\nregion = eu-central-1\n\n[publish]\nvia = gateway\n"
       "gateway-url = https://api.example.com/ddns\n\n"
       "[record home.example.com]\ntype = A\nsource = internet\n"},
      {"two records, one after the other",
       {"", "home.example.com", "", "", "", "b.example.com", "AAAA", "prefix ::1:2:3:4 on br1", "",
        ""},
       "[record home.example.com]\ntype = A\nsource = internet\n\n"
       "[record b.example.com]\ntype = AAAA\nsource = prefix ::1:2:3:4 on br1\n"},
  };
  for (const auto& row : rows) {
    Talk talk("");
    const std::string said = talk.say(row.answers);
    CHECK_ROW(compose("{}: {}", row.label, said), talk.is_done());
    CHECK_TEXT_ROW(row.label, talk.dialog.config(), row.config);
    CHECK_ROW(row.label, parse_config(talk.dialog.config(), {}));
  }
}

constexpr const char* kPresent =
    "# mine\n[record home.example.com]\n# the house\nsource = static 198.51.101.7\nttl = 60\n"
    "zone = Z1\n\n# the office\n[record b.example.com]\ntype = A AAAA\nsource = internet\n"
    "source-ipv6 = interface eth0\n";

TEST(setup_dialog_changes_what_is_there) {
  const struct {
    const char* label;
    Answers answers;
    const char* from;
    const char* to;
  } rows[] = {
      {"nothing", {"", ""}, "", ""},
      {"nothing of a record",
       {"", "home.example.com", "", "", "", "B.example.com.", "", "", "", "", ""},
       "[record home.example.com]\n",
       "[record home.example.com]\n"},
      {"a source",
       {"", "home.example.com", "", "internet", "", ""},
       "static 198.51.101.7",
       "internet"},
      {"a zone", {"", "home.example.com", "", "", "Z2", ""}, "zone = Z1", "zone = Z2"},
      {"a zone that is not named any more",
       {"", "home.example.com", "", "", "-", ""},
       "zone = Z1\n",
       ""},
      {"IPv6 as IPv4",
       {"", "b.example.com", "", "", "-", "", ""},
       "source-ipv6 = interface eth0\n",
       ""},
      {"one type less",
       {"", "b.example.com", "A", "", "", ""},
       "type = A AAAA\nsource = internet\nsource-ipv6 = interface eth0\n",
       "type = A\nsource = internet\n"},
      {"a record less",
       {"", "remove home.example.com", ""},
       "[record home.example.com]\n# the house\nsource = static 198.51.101.7\nttl = 60\n"
       "zone = Z1\n\n",
       ""},
  };
  for (const auto& row : rows) {
    Talk talk(kPresent);
    const std::string said = talk.say(row.answers);
    CHECK_ROW(compose("{}: {}", row.label, said), talk.is_done());
    std::string expected = kPresent;
    expected.replace(expected.find(row.from), std::string_view(row.from).size(), row.to);
    CHECK_TEXT_ROW(row.label, talk.dialog.config(), expected);
  }
}

TEST(setup_dialog_shows_the_present_value) {
  Talk talk(kPresent);
  const std::string said = talk.say({"", "home.example.com", "", "", "", ""});
  for (const char* shown :
       {"1 or 2 [1]", "home.example.com  source = static 198.51.101.7", "A, AAAA or A AAAA [A]",
        "comes from [static 198.51.101.7]", "hosted zone id, or - to find it by the name [Z1]: "}) {
    CHECK_ROW(shown, has(said, shown));
  }
}

TEST(setup_dialog_goes_from_one_way_to_the_other) {
  Talk there(kPresent);
  const std::string said = there.say({"2", "https://api.example.com/x"});
  CHECK_ROW(said, has(said, "a second name after home.example.com"));
  CHECK_TEXT(there.dialog.config(), kPresent);
  const std::string url = "https://api.example.com/x/{host}";
  there.say({url.c_str()});
  CHECK_TEXT(join(there.dialog.dropped(), ","), "ttl,zone");
  there.say({"", "", "home.example.com", "", "companion", ""});
  CHECK(there.is_done());
  CHECK(has(there.dialog.config(), "# the house\nsource = companion\n\n# the office"));
  // Back again: what only the companion knows is asked for.
  Talk back(there.dialog.config());
  const std::string asked = back.say({"1", "", "internet", "", ""});
  CHECK_ROW(asked, has(asked, "home.example.com\n") || has(asked, "comes from"));
  CHECK_ROW(asked, !has(back.dialog.config(), "gateway"));
  CHECK_ROW(asked, has(back.dialog.config(), "source = internet\n# the house\n"));
}

TEST(setup_dialog_keeps_what_was_answered_before_wrong_answers) {
  Talk talk("");
  const std::string said = talk.say({"3",
                                     "1",
                                     "\"home.example.com\"",
                                     "",
                                     "remove x.example.com",
                                     "home.example.com",
                                     "MX",
                                     "CNAME",
                                     "x",
                                     "y",
                                     "z",
                                     "w",
                                     "A",
                                     "eth1",
                                     "companion",
                                     "static 2a00::1",
                                     "prefix ::1",
                                     "interface a/b",
                                     "interface",
                                     "static 198.51.101.7",
                                     "zone",
                                     "",
                                     ""});
  for (
      const char* told :
      {"expected 1 or 2", "a name is missing", "remove the quotes", "there is no such record",
       "MX; expected A, AAAA or A AAAA",
       "source: eth1; expected internet (what the internet sees of this machine), interface NAME, ",
       "via = route53", "is not an IPv4 address", "zone: zone; expected a hosted zone id"}) {
    CHECK_ROW(compose("{} in {}", told, said), has(said, told));
  }
  CHECK_TEXT(talk.dialog.config(),
             "[record home.example.com]\ntype = A\nsource = static 198.51.101.7\n");
}

TEST(setup_dialog_takes_no_wan_off_a_router) {
  const char* text = "[record home.example.com]\nsource = wan\n\n[record b.example.com]\nttl = 9\n";
  Talk talk(text);
  const std::string said = talk.say({"", "", "wan0", "ens5", "", "", "", "", ""});
  CHECK_ROW(said, talk.is_done());
  CHECK_ROW(said, has(said, "needs Asuswrt-Merlin"));
  CHECK_TEXT(talk.dialog.config(),
             "[record home.example.com]\nsource = interface ens5\n\n[record b.example.com]\n"
             "ttl = 9\nsource = internet\n");
  Talk router(text, {true, {}});
  router.say({"", ""});
  CHECK(router.is_done());
}

// A source whose address would only be refused when it is to be published.
TEST(setup_dialog_takes_no_private_address) {
  const char* internet = "set source = internet to publish what the internet sees instead";
  const struct {
    const char* type;
    const char* answer;
    const char* said;  // empty: it is taken
  } rows[] = {
      {"A", "eth0", "192.168.1.7 is private (RFC 1918) and cannot be reached from the internet"},
      {"A", "interface eth0", internet},
      {"A AAAA", "eth0", internet},
      {"A", "static 10.1.2.3", internet},
      {"A AAAA", "static 10.1.2.3", internet},
      {"AAAA", "static fd00::1", "is unique local"},
      {"A", "static 100.64.0.1", internet},
      {"A", "static 8.8.4.4", ""},
      // It may get a public one.
      {"AAAA", "eth0", ""},
      {"A", "ens5", ""},
      {"A", "interface eth9", ""},
      {"A", "internet on eth0", ""},
  };
  for (const auto& row : rows) {
    for (const bool allowed : {false, true}) {
      Talk talk(allowed ? "[publish]\nallow-private = yes\n" : "");
      const std::string said = talk.say({"", "home.example.com", row.type, row.answer});
      const bool taken = allowed || *row.said == '\0';
      CHECK_ROW(compose("{}: {}", row.answer, said), has(said, "! ") != taken);
      CHECK_ROW(said, taken || has(said, row.said));
      CHECK_ROW(row.answer, has(talk.dialog.config(), "source = ") == taken);
    }
  }
  // The present one is not offered again.
  Talk present("[record home.example.com]\nsource = interface eth0\n");
  const std::string said = present.say({"", "home.example.com", "", ""});
  CHECK_ROW(said, has(said, "where the address comes from [internet]: "));
  CHECK_TEXT(present.dialog.config(), "[record home.example.com]\nsource = internet\n");
}

TEST(setup_dialog_answers_an_unknown_source_with_those_here) {
  for (const char* answer : {"wan", "wan0", "wan_lan", "WAN-all", "eth1", "prefix ::1"}) {
    for (const bool is_router : {false, true}) {
      Talk talk("", {is_router, {{"wan_lan", {}}}});
      talk.say({""});
      const std::string said = talk.say({"home.example.com", "AAAA", answer});
      const bool is_here = said.find("! ") == said.npos;
      CHECK_ROW(said, is_here || has(said, is_router ? "expected wan, " : "expected internet ("));
      CHECK_ROW(said, is_router || is_here == (std::string_view(answer) == "wan_lan"));
    }
  }
}

TEST(setup_dialog_asks_for_one_thing_again) {
  Talk talk(kPresent);
  talk.say({"", ""});
  talk.dialog.ask_again(SetupDialog::Step::zone, "b.example.com");
  CHECK(talk.dialog.question().ends_with("id, or nothing to find it by the name: "));
  talk.dialog.ask_again(SetupDialog::Step::source_ipv6, "b.example.com");
  CHECK(talk.dialog.question().ends_with("from, or - for the same [interface eth0]: "));
  talk.dialog.ask_again(SetupDialog::Step::zone, "HOME.example.com");
  CHECK(has(talk.dialog.question(), "[Z1]"));
  talk.say({"Z3"});
  CHECK(talk.is_done());
  CHECK(has(talk.dialog.config(), "zone = Z3"));
}

TEST(setup_dialog_offers_the_source_that_fits) {
  const Machine server{false, {{"eth0", {ipv4("192.168.1.7")}}, {"ens5", {ipv4("8.8.4.4")}}}};
  const Machine router{true, {{"eth0", {ipv4("8.8.4.4")}}}};
  CHECK_TEXT(server.source(), "interface ens5");
  CHECK_TEXT(router.source(), "wan");
  CHECK_TEXT(behind_nat().source(), "internet");
  CHECK_TEXT(Machine().source(), "internet");
  CHECK_TEXT(server.text(),
             "  interface eth0: A 192.168.1.7 (not published: private (RFC 1918))\n"
             "  interface ens5: A 8.8.4.4\n");
  CHECK(has(behind_nat().text(), "internet: the address that the internet sees"));
  CHECK(has(router.text(), "wan: the address that the router has"));
}

TEST(setup_dialog_understands_yes_and_no) {
  const struct {
    const char* answer;
    int meaning;
  } rows[] = {{"yes", 1}, {"Yes", 1}, {"YES", 1}, {"y", 1},   {"true", 1}, {"on", 1},  {" Y ", 1},
              {"no", 0},  {"NO", 0},  {"n", 0},   {"Off", 0}, {"", -1},    {"yo", -1}, {"ja", -1}};
  for (const auto& row : rows) {
    const auto read = read_yes_no(row.answer);
    CHECK_ROW(row.answer, (read ? static_cast<int>(*read) : -1) == row.meaning);
  }
}

}  // namespace
}  // namespace wan53
