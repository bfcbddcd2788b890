// SPDX-License-Identifier: MIT
// When a hosted zone that was found is looked up again, and what is done if it refuses or cannot be
// found.
#include "account_fixture.h"
#include "base/compose.h"

namespace wan53 {
namespace {

using namespace test;

// What was found is only remembered; these make it be looked up again.
TEST(zones_are_looked_up_again) {
  const struct {
    const char* label;
    void (*happen)(AccountFixture&);
    bool searches;
  } rows[] = {
      {"nothing", [](AccountFixture&) {}, false},
      {"almost a day", [](AccountFixture& f) { f.clock.pass(24h - 1s); }, false},
      {"a day", [](AccountFixture& f) { f.clock.pass(24h); }, true},
      {"another key",
       [](AccountFixture& f) {
         f.files.put("/etc/wan53/credentials",
                     "[default]\naws_access_key_id = AKIAI44QH8DHBEXAMPLE\n"
                     "aws_secret_access_key = je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY\n");
       },
       true},
      {"another secret of the same key",
       [](AccountFixture& f) {
         f.files.put("/etc/wan53/credentials",
                     "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"
                     "aws_secret_access_key = je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY\n");
       },
       false},
      {"another config",
       [](AccountFixture& f) { f.files.put(kConfigPath, compose("{}ttl = 60\n", kNoZone)); }, true},
      {"another boot",
       [](AccountFixture& f) { f.files.put("/proc/sys/kernel/random/boot_id", "b2\n"); }, true},
      {"the zone is gone", [](AccountFixture& f) { f.account.zones.pop_back(); }, true},
      {"the zone is another account's", [](AccountFixture& f) { f.account.denied = {"Z1"}; }, true},
  };
  for (const auto& row : rows) {
    AccountFixture f(kNoZone);
    f.account.zones = {{"Z0", "example.net"}, {"Z1", "example.com"}};
    CHECK_ROW(row.label, f.run({"update"}) == 0);
    f.account.forget();
    row.happen(f);
    (void)f.run({"update"});
    CHECK_ROW(row.label, f.account.searched.empty() != row.searches);
    // The key's id is in no file but its own.
    for (const auto& [path, file] : f.files.files) {
      CHECK_ROW(path, path == "/etc/wan53/credentials" || !has(file.text, "AKIA"));
    }
  }
}

TEST(zones_are_looked_up_again_when_forced) {
  AccountFixture f(kNoZone);
  f.account.zones = {{"Z1", "example.com"}};
  CHECK(f.run({"update"}) == 0);
  f.account.forget();
  CHECK(f.run({"update", "--force"}) == 0);
  CHECK(!f.account.searched.empty());
  CHECK_TEXT(f.account.written_to(), "Z1");
}

// The domain moved: its old zone is there no longer, or not for this key.
TEST(zones_that_refuse_are_left_for_the_one_that_holds_the_name_now) {
  const struct {
    const char* label;
    void (*happen)(AccountFixture&);
    bool changes;  // the address, so that the old zone would be written
  } rows[] = {
      {"reading is denied", [](AccountFixture& f) { f.account.denied = {"ZOLD"}; }, false},
      {"the zone does not exist",
       [](AccountFixture& f) {
         std::erase_if(f.account.zones, [](const AccountZone& each) { return each.id == "ZOLD"; });
       },
       false},
      {"writing is invalid", [](AccountFixture& f) { f.account.bad = {"ZOLD"}; }, true},
  };
  for (const auto& row : rows) {
    AccountFixture f(kNoZone);
    f.account.zones = {{"ZOLD", "example.com"}};
    CHECK_ROW(row.label, f.run({"update"}) == 0);
    f.account.zones = {{"ZOLD", "gone.example"}, {"ZNEW", "example.com"}};
    row.happen(f);
    f.account.forget();
    CHECK_ROW(row.label,
              f.run({"update", "--ip", row.changes ? "198.51.101.8" : "198.51.101.7"}) == 0);
    CHECK_TEXT_ROW(row.label, f.account.written_to(), "ZNEW");
    CHECK_ROW(row.label, has(f.state(), "ZNEW") && !has(f.state(), "ZOLD"));
    // The other records' zones may have moved, too: the next round looks them up.
    f.account.forget();
    CHECK_ROW(row.label, f.run({"update", "--ip", "198.51.101.7"}) == 0);
    CHECK_ROW(row.label, !f.account.searched.empty());
    f.account.forget();
    CHECK_ROW(row.label, f.run({"update"}) == 0);
    CHECK_TEXT_ROW(row.label, f.account.operations(), "list ZNEW");
  }
}

TEST(zones_that_cannot_be_looked_up_stay_where_they_were) {
  const struct {
    const char* label;
    void (*happen)(AccountFixture&);
    int exit;
    const char* expected;
  } rows[] = {
      {"no answer", [](AccountFixture& f) { f.account.unwilling = 99; }, 0, "unchanged"},
      {"no right to search", [](AccountFixture& f) { f.account.may_search = false; }, 0,
       "unchanged"},
      // The zone that refuses and the search that fails: the refusal tells what to do.
      {"no right to anything",
       [](AccountFixture& f) {
         f.account.may_search = false;
         f.account.denied = {"Z1"};
       },
       4, "ListResourceRecordSets"},
      {"no zone any longer", [](AccountFixture& f) { f.account.zones.clear(); }, 4,
       "no public hosted zone holds a.home.example.com"},
  };
  for (const auto& row : rows) {
    for (const bool forced : {false, true}) {
      AccountFixture f(kNoZone);
      f.account.zones = {{"Z1", "example.com"}};
      CHECK_ROW(row.label, f.run({"update"}) == 0);
      row.happen(f);
      if (forced) f.clock.pass(25h);
      CHECK_ROW(row.label, f.run({"update"}) == row.exit);
      CHECK_ROW(row.label, has(f.terminal.out_text + f.terminal.err_text, row.expected));
    }
  }
}

}  // namespace
}  // namespace wan53
