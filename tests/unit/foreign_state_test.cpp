// SPDX-License-Identifier: MIT
// What wan53 remembers is believed only where nobody else could have written it.
#include "base/compose.h"
#include "round_fixture.h"

namespace wan53 {
namespace {

using namespace test;

constexpr const char* kStateFile = "/var/lib/wan53/state.json";
constexpr const char* kVolatileFile = "/run/wan53/volatile.json";

struct Access {
  const char* label;
  unsigned mode;
  bool ours;
  bool believed;
};
constexpr Access kAccesses[] = {{"ours", 0600, true, true},
                                {"ours, others may read", 0644, true, true},
                                {"another user's", 0600, false, false},
                                {"the group may write", 0620, true, false},
                                {"all may write", 0602, true, false}};

void put_again(Fixture& f, const char* path, const Access& access) {
  f.files.put(path, std::string(f.files.find(path)->text), access.mode, access.ours);
}

TEST(foreign_state_names_no_zone) {
  for (const auto& access : kAccesses) {
    Fixture f("[record home.example.com]\nsource = static 198.51.101.7\nttl = 120\n");
    const auto finds_zone = [&](std::string_view id) {
      f.http.reply(200, zones(zone(id, "home.example.com")));
      f.http.reply(200, zones(""));  // for example.com
      f.http.reply(200, home("198.51.101.7"));
    };
    finds_zone("ZTHEIRS");
    CHECK_ROW(access.label, f.run({"update"}) == 0);
    put_again(f, kStateFile, access);
    if (access.believed) {
      f.http.reply(200, home("198.51.101.7"));
    } else {
      finds_zone("ZOURS");
    }
    CHECK_ROW(access.label, f.run({"update"}) == 0);
    const std::string& asked = f.http.requests.back().url;
    CHECK_ROW(access.label, f.http.requests.size() == (access.believed ? 1 : 3));
    CHECK_ROW(access.label, has(asked, access.believed ? "/ZTHEIRS/" : "/ZOURS/"));
    // What is written in its place is ours.
    const auto* file = f.files.find(kStateFile);
    CHECK_ROW(access.label, file->ours && has(file->text, access.believed ? "ZTHEIRS" : "ZOURS"));
  }
}

TEST(foreign_state_is_not_shown) {
  for (const auto& access : kAccesses) {
    Fixture f;
    f.http.reply(200, home("198.51.101.7"));
    CHECK_ROW(access.label, f.run({"update"}) == 0);
    put_again(f, kStateFile, access);
    CHECK_ROW(access.label, f.run({"status"}) == 0);
    CHECK_ROW(access.label, has(f.terminal.out_text, "published  198.51.101.7") == access.believed);
    CHECK_ROW(access.label, has(f.terminal.out_text, "not known yet") != access.believed);
  }
}

// It could keep every round away, or set the clock for signatures.
TEST(foreign_memory_of_rounds_puts_off_no_round) {
  for (const auto& access : kAccesses) {
    Fixture f;
    f.http.reply(200, home("198.51.101.7"));
    CHECK_ROW(access.label, f.run({"update"}) == 0);
    put_again(f, kVolatileFile, access);
    f.http.reply(200, home("198.51.101.7"));
    CHECK_ROW(access.label, f.run({"update", "--if-due"}) == 0);
    CHECK_ROW(access.label, f.http.requests.empty() == access.believed);
  }
}

TEST(foreign_state_folder_takes_no_state) {
  Fixture f;
  f.files.folders["/var/lib/wan53"] = {0700, false};
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update"}) == 4);
  CHECK_TEXT(f.state(), "");
  CHECK(has(f.terminal.err_text, "/var/lib/wan53: this folder belongs to another user"));
}

TEST(status_warns_of_either_file_that_it_cannot_read) {
  for (const char* path : {kStateFile, kVolatileFile}) {
    Fixture f;
    f.http.reply(200, home("198.51.101.7"));
    CHECK_ROW(path, f.run({"update"}) == 0);
    f.files.put(path, std::string(5 * 1024 * 1024, ' '));
    (void)f.run({"status"});
    CHECK_TEXT_ROW(path, f.terminal.err_text, compose("wan53: {}: too large\n", path));
  }
}

}  // namespace
}  // namespace wan53
