// SPDX-License-Identifier: MIT
// How few searches the hosted zones of many names take.
#include "account_fixture.h"
#include "base/compose.h"

namespace wan53 {
namespace {

using namespace test;

// A reply tells of the names behind the one that was asked for, too.
TEST(zones_of_many_names_are_searched_together) {
  const struct {
    const char* label;
    std::vector<AccountZone> zones;
    std::vector<std::string> names;
    const char* asked;
  } rows[] = {
      {"one zone", {{"Z1", "example.com"}}, {"a", "b", "c", "d"}, "a.example.com example.com"},
      {"backwards", {{"Z1", "example.com"}}, {"d", "c", "b", "a"}, "d.example.com example.com"},
      {"one below another",
       {{"Z1", "example.com"}, {"Z2", "b.example.com"}},
       {"a", "x.b", "*.b", "y.b", "c"},
       "a.example.com example.com"},
      {"next to others",
       {{"Z0", "an.example"}, {"Z1", "example.com"}, {"Z9", "b.zone.example"}},
       {"a", "b", "z"},
       "a.example.com example.com"},
  };
  for (const auto& row : rows) {
    std::string config;
    for (const auto& name : row.names) {
      config += compose("[record {}.example.com]\nsource = static 198.51.101.7\n", name);
    }
    AccountFixture f(config);
    f.account.zones = row.zones;
    f.delegate(row.zones.size() == 2 ? "Z2" : "Z1");
    CHECK_ROW(row.label, f.run({"update"}) == 0);
    CHECK_TEXT_ROW(row.label, join(f.account.searched, " "), row.asked);
    for (const auto& name : row.names) {
      const bool is_below = row.zones.size() == 2 && name.ends_with("b");
      const std::string set = compose("{} {}.example.com", is_below ? "Z2" : "Z1", name);
      CHECK_ROW(set, f.account.published.contains(
                         name.starts_with('*') ? compose("Z2 \\052.b.example.com") : set));
    }
  }
}

}  // namespace
}  // namespace wan53
