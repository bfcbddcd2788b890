// SPDX-License-Identifier: MIT
// Which hosted zone a name is written to: how it is found, and what is said of zones that are not
// taken. The whole command line runs, against an account whose zones, rights and delegations are
// tables.
#include "account_fixture.h"
#include "base/compose.h"

namespace wan53 {
namespace {

using namespace test;

// The longest suffix wins, the next zone is not ours, and private zones never count.
TEST(zones_are_found_by_the_longest_suffix) {
  const struct {
    const char* label;
    std::vector<AccountZone> zones;
    const char* id;  // empty: the user must act
  } rows[] = {
      {"next zone is another", {{"ZNEXT", "zzz.org"}, {"ZHOME", "home.example.com"}}, "ZHOME"},
      {"private zone of the same name",
       {{"ZPRIV", "home.example.com", true}, {"ZPUB", "home.example.com"}},
       "ZPUB"},
      {"the name itself", {{"ZOWN", "a.home.example.com"}, {"ZOTHER", "b.example.com"}}, "ZOWN"},
      {"a longer private zone", {{"ZP", "a.home.example.com", true}, {"Z1", "example.com"}}, "Z1"},
      {"a zone whose name only ends alike",
       {{"ZX", "me.example.com"}, {"Z1", "example.com"}},
       "Z1"},
      {"a top-level domain is nobody's", {{"ZTLD", "com"}}, ""},
      {"none at all", {{"ZP", "example.com", true}}, ""},
  };
  for (const auto& row : rows) {
    AccountFixture f(kNoZone);
    f.account.zones = row.zones;
    CHECK_ROW(row.label, f.run({"update"}) == (*row.id == '\0' ? 4 : 0));
    CHECK_TEXT_ROW(row.label, f.account.written_to(), row.id);
    CHECK_ROW(row.label, f.dns.asked.empty());  // no choice, no question
    if (*row.id == '\0') continue;
    f.account.forget();
    CHECK_ROW(row.label, f.run({"update"}) == 0);
    CHECK_TEXT_ROW(row.label, f.account.operations(), compose("list {}", row.id));
  }
}

TEST(zones_are_never_asked_for_by_a_wildcard_or_a_top_level_domain) {
  const struct {
    const char* name;
    const char* asked;
  } rows[] = {
      {"*.example.com", "example.com"},
      {"*.home.example.com", "home.example.com example.com"},
      {"example.com", "example.com"},
      {"home.example.com", "home.example.com example.com"},
      {"\\052.home.example.com", "home.example.com example.com"},
  };
  for (const auto& row : rows) {
    AccountFixture f(compose("[record {}]\nsource = static 198.51.101.7\n", row.name));
    f.account.zones = {{"Z1", "example.com"}};
    CHECK_ROW(row.name, f.run({"update"}) == 0);
    CHECK_TEXT_ROW(row.name, join(f.account.searched, " "), row.asked);
  }
}

// A zone that the world is not sent to holds nothing: its parent goes on being written.
TEST(zones_take_over_when_they_are_delegated) {
  const std::vector<AccountZone> both = {{"ZCHILD", "home.example.com"},
                                         {"ZPARENT", "example.com"}};
  const struct {
    const char* label;
    void (*arrange)(AccountFixture&);
    const char* id;
    const char* note;  // empty: none
  } rows[] = {
      {"DNS says so", [](AccountFixture& f) { f.delegate("ZCHILD"); }, "ZCHILD", ""},
      {"to two of its servers and another's",
       [](AccountFixture& f) {
         f.dns.servers["home.example.com"] = {"ns.else.example", f.account.server_of("ZCHILD")};
       },
       "ZCHILD", ""},
      {"the zone above says so, DNS not yet",
       [](AccountFixture& f) { f.account.delegated_in["ZPARENT"] = "ZCHILD"; }, "ZCHILD", ""},
      {"the zone above says so, DNS is dead",
       [](AccountFixture& f) {
         f.dns.servers.clear();
         f.account.delegated_in["ZPARENT"] = "ZCHILD";
       },
       "ZCHILD", ""},
      {"not at all", [](AccountFixture&) {}, "ZPARENT",
       "the hosted zone home.example.com (ZCHILD) is not delegated yet; so example.com (ZPARENT) "
       "is written"},
      {"to somebody else",
       [](AccountFixture& f) { f.dns.servers["home.example.com"] = {"ns.else.example"}; },
       "ZPARENT", "home.example.com (ZCHILD) is not delegated yet"},
      {"DNS is dead and the zone above says nothing",
       [](AccountFixture& f) { f.dns.servers.clear(); }, "ZPARENT",
       "is not delegated yet, as it seems: no name server answers for home.example.com; so"},
      {"DNS says so, and the user must choose above",
       [](AccountFixture& f) {
         f.account.zones.push_back({"ZTWIN", "example.com"});
         f.delegate("ZCHILD");
       },
       "ZCHILD", ""},
      {"not at all, and the user must choose above",
       [](AccountFixture& f) {
         f.account.zones.push_back({"ZTWIN", "example.com"});
       },
       "", ""},
      {"delegated, and not ours to read",
       [](AccountFixture& f) {
         f.delegate("ZCHILD");
         f.account.denied = {"ZCHILD"};
       },
       "", ""},
      {"not delegated, and not ours to read",
       [](AccountFixture& f) { f.account.denied = {"ZCHILD"}; }, "ZPARENT",
       "home.example.com (ZCHILD) is not delegated yet"},
      {"delegated, and the parent is not ours to read",
       [](AccountFixture& f) {
         f.delegate("ZCHILD");
         f.account.denied = {"ZPARENT"};
       },
       "ZCHILD", ""},
  };
  for (const auto& row : rows) {
    AccountFixture f(kNoZone);
    f.account.zones = both;
    f.dns.servers = {{"home.example.com", {}}, {"example.com", {}}};
    row.arrange(f);
    CHECK_ROW(row.label, f.run({"update"}) == (*row.id == '\0' ? 4 : 0));
    CHECK_TEXT_ROW(row.label, f.account.written_to(), row.id);
    if (*row.id == '\0') continue;
    for (const char* command : {"status", "doctor"}) {
      (void)f.run({command});
      CHECK_ROW(compose("{} {}", row.label, command),
                *row.note == '\0' ? !has(f.terminal.out_text, "delegated (") &&
                                        !has(f.terminal.out_text, "not delegated yet")
                                  : has(f.terminal.out_text, row.note));
    }
    CHECK_ROW(row.label, has(f.terminal.out_text, compose(" in {}", row.id)));  // the doctor
  }
}

TEST(zones_of_three_lengths_are_followed_as_a_resolver_does) {
  for (const char* delegated : {"Z3", "Z2", "Z1"}) {
    AccountFixture f(kNoZone);
    f.account.zones = {
        {"Z3", "a.home.example.com"}, {"Z2", "home.example.com"}, {"Z1", "example.com"}};
    f.dns.servers = {{"a.home.example.com", {}}, {"home.example.com", {}}, {"example.com", {}}};
    f.delegate(delegated);
    CHECK_ROW(delegated, f.run({"update"}) == 0);
    CHECK_TEXT_ROW(delegated, f.account.written_to(), delegated);
  }
}

TEST(zones_that_were_found_are_kept_while_dns_is_dead) {
  AccountFixture f(kNoZone);
  f.account.zones = {{"ZCHILD", "home.example.com"}, {"ZPARENT", "example.com"}};
  f.delegate("ZCHILD");
  CHECK(f.run({"update"}) == 0);
  f.dns.servers.clear();
  for (int i = 0; i < 3; ++i) {
    f.clock.pass(25h);
    f.account.forget();
    CHECK(f.run({"update"}) == 0);
    CHECK(has(f.account.operations(), "list ZCHILD") && !f.account.searched.empty());
  }
  // What could not be confirmed is asked again in the next round, not after a day.
  f.account.forget();
  CHECK(f.run({"update"}) == 0);
  CHECK(!f.account.searched.empty());
}

TEST(zones_of_one_name_are_left_to_the_user) {
  const struct {
    const char* label;
    void (*arrange)(AccountFixture&);
    const char* expected;
  } rows[] = {
      {"one is delegated", [](AccountFixture& f) { f.delegate("Z2"); }, "resolvers are sent to Z2"},
      {"none is", [](AccountFixture& f) { f.dns.servers["example.com"] = {"ns.else.example"}; },
       "resolvers are sent to none of them"},
      {"DNS is dead", [](AccountFixture& f) { f.dns.servers.clear(); },
       "no name server answers for example.com"},
      {"both are, by halves",
       [](AccountFixture& f) {
         f.dns.servers["example.com"] = {f.account.server_of("Z1"), f.account.server_of("Z2")};
       },
       "resolvers are sent to Z1, Z2"},
      {"one of them is not ours to read",
       [](AccountFixture& f) {
         f.delegate("Z1");
         f.account.denied = {"Z2"};
       },
       "resolvers are sent to Z1"},
  };
  for (const auto& row : rows) {
    AccountFixture f(kNoZone);
    f.account.zones = {{"Z1", "example.com"}, {"ZP", "example.com", true}, {"Z2", "example.com"}};
    f.dns.servers = {{"home.example.com", {}}, {"example.com", {}}};
    row.arrange(f);
    for (const char* command : {"update", "doctor"}) {
      CHECK_ROW(row.label, f.run({command}) == 4);
      const std::string all = f.terminal.out_text + f.terminal.err_text;
      CHECK_ROW(all, has(all, "several public hosted zones named example.com: Z1, Z2; "));
      CHECK_ROW(all, has(all, row.expected));
      CHECK_ROW(all, has(all, "; set zone = ID in the record's section"));
    }
    CHECK_TEXT_ROW(row.label, f.account.written_to(), "");
  }
}

// Namesakes that nobody is sent to do not keep their parent from being written.
TEST(zones_of_one_name_do_not_matter_before_they_are_delegated) {
  AccountFixture f(kNoZone);
  f.account.zones = {{"Z1", "home.example.com"}, {"Z2", "home.example.com"}, {"Z3", "example.com"}};
  f.dns.servers = {{"home.example.com", {}}};
  CHECK(f.run({"update"}) == 0);
  CHECK_TEXT(f.account.written_to(), "Z3");
  CHECK(has(f.terminal.err_text, "home.example.com (Z1, Z2) is not delegated yet"));
  f.delegate("Z2");
  CHECK(f.run({"update", "--force"}) == 4);
  CHECK(has(f.terminal.err_text, "resolvers are sent to Z2"));
}

// `zone` in the config is the user's word: nothing is searched for.
TEST(zones_that_the_config_names_are_not_looked_up) {
  AccountFixture f(compose("{}zone = Z1\n", kNoZone));
  f.account.zones = {{"Z1", "example.com"}, {"Z2", "home.example.com"}};
  f.delegate("Z2");
  CHECK(f.run({"update"}) == 0);
  CHECK_TEXT(f.account.written_to(), "Z1");
  f.account.denied = {"Z1"};
  CHECK(f.run({"update"}) == 4);
  CHECK(f.run({"update", "--force"}) == 4);
  CHECK(f.account.searched.empty());
}

// Once the line is gone, its id counts for nothing.
TEST(zones_that_the_config_named_are_forgotten_with_that_line) {
  AccountFixture f(compose("{}zone = Z1\n", kNoZone));
  f.account.zones = {{"Z1", "example.com"}, {"Z2", "home.example.com"}};
  f.delegate("Z2");
  CHECK(f.run({"update"}) == 0);
  f.files.put(kConfigPath, kNoZone);
  CHECK(f.run({"update"}) == 0);
  CHECK_TEXT(f.account.written_to(), "Z2");
}

TEST(zones_must_hold_the_name_that_is_to_be_written_there) {
  const struct {
    const char* name;
    const char* zone;
    bool holds;
  } rows[] = {
      {"home.example.org", "example.com", false}, {"home.example.com", "example.org", false},
      {"home.example.com", "le.com", false},      {"example.com", "home.example.com", false},
      {"*.example.com", "a.example.com", false},  {"home.myexample.com", "example.com", false},
      {"home.example.com", "example.com", true},  {"example.com", "example.com", true},
      {"*.example.com", "example.com", true},     {"a.b.example.com", "example.com", true},
  };
  for (const auto& row : rows) {
    const std::string label = compose("{} in {}", row.name, row.zone);
    for (const auto& command : std::vector<std::vector<std::string_view>>{
             {"update", "--dry-run"}, {"update"}, {"doctor"}}) {
      AccountFixture f(compose("[record {}]\nsource = static 198.51.101.7\nzone = Z1\n", row.name));
      f.account.zones = {{"Z1", row.zone}};
      f.dns.servers[row.zone] = {Account::server_of("Z1")};
      const int exit = command.size() == 2 ? f.run({command[0], command[1]}) : f.run({command[0]});
      CHECK_ROW(label, exit == (row.holds ? 0 : 4));
      const std::string all = f.terminal.out_text + f.terminal.err_text;
      CHECK_ROW(all, row.holds != has(all, compose("{} is not in the hosted zone Z1, which is {}",
                                                   row.name, row.zone)));
      CHECK_ROW(label, row.holds || f.account.written_to().empty());
      CHECK_ROW(all, !has(all, "InvalidChangeBatch"));
    }
  }
}

// One bad section does not keep the others from being written, nor does a good one cost a request.
TEST(zones_of_other_records_are_written_all_the_same) {
  AccountFixture f(
      "[record a.example.com]\nsource = static 198.51.101.7\nzone = Z1\n"
      "[record b.example.org]\nsource = static 198.51.101.7\nzone = Z1\n");
  f.account.zones = {{"Z1", "example.com"}};
  CHECK(f.run({"update"}) == 4);
  CHECK(has(f.terminal.out_text, "a.example.com A: created"));
  CHECK(has(f.terminal.err_text, "b.example.org A: refused: b.example.org is not in"));
  f.files.put(kConfigPath, "[record c.example.com]\nsource = static 198.51.101.7\nzone = Z1\n");
  f.account.forget();
  CHECK(f.run({"update"}) == 0);
  CHECK_TEXT(f.account.operations(), "list Z1 write Z1");
}

// What is listed after the name shows it before anything is written.
TEST(zones_that_cannot_hold_the_name_are_not_written_to) {
  const struct {
    const char* listed;
    const char* type;
    int writes;
  } rows[] = {{"example.org", "NS", 0},
              {"b.example.com", "SOA", 0},
              {"www.example.com", "A", 1},
              {"example.com", "SOA", 1}};
  for (const auto& row : rows) {
    Fixture f("[record a.example.com]\nsource = static 198.51.101.7\nzone = Z111\n");
    f.http.zone_name = row.writes == 0 ? row.listed : "example.com";
    f.http.reply(200, listing(record_set(row.listed, row.type, "x")));
    f.http.reply(200, change_info());
    CHECK_ROW(row.listed, f.run({"update"}) == (row.writes == 0 ? 4 : 0));
    CHECK_ROW(row.listed, f.http.count("POST") == static_cast<std::size_t>(row.writes));
  }
}

// Of another zone than the last, or in another account, the policy must allow as much.
TEST(zones_that_were_found_do_not_narrow_the_policy_but_are_named) {
  AccountFixture f(kNoZone);
  f.account.zones = {{"Z1", "example.com"}};
  CHECK(f.run({"iam-policy"}) == 0);
  const std::string before = f.terminal.out_text;
  CHECK(has(before, "hostedzone/*") && has(f.terminal.err_text, "set zone = ID to narrow it"));
  CHECK(f.run({"update"}) == 0);
  f.account.forget();
  CHECK(f.run({"iam-policy"}) == 0);
  CHECK_TEXT(f.terminal.out_text, before);
  CHECK(has(f.terminal.err_text, "set zone = Z1 to narrow it"));
  CHECK_TEXT(f.account.operations(), "");
}

}  // namespace
}  // namespace wan53
