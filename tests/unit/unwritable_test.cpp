// SPDX-License-Identifier: MIT
// Full and read-only disks: what can be done is done, and what cannot is told.
#include "base/compose.h"
#include "round_fixture.h"

namespace wan53 {
namespace {

using namespace test;

constexpr const char* kRun = "/run/wan53";
constexpr const char* kState = "/var/lib/wan53";

struct Trouble {
  const char* name;
  void (*make)(FakeFiles& files);
  void (*mend)(FakeFiles& files);
  bool ram;  // what cannot be written
  bool flash;
};

const Trouble kTroubles[] = {
    {"full RAM", [](FakeFiles& f) { f.full_under = kRun; }, [](FakeFiles& f) { f.full_under = {}; },
     true, false},
    {"read-only RAM", [](FakeFiles& f) { f.read_only = kRun; },
     [](FakeFiles& f) { f.read_only = {}; }, true, false},
    {"no RAM folder", [](FakeFiles& f) { f.put(kRun, "a file"); },
     [](FakeFiles& f) { (void)f.remove(kRun); }, true, false},
    {"full flash", [](FakeFiles& f) { f.full_under = kState; },
     [](FakeFiles& f) { f.full_under = {}; }, false, true},
    {"read-only flash", [](FakeFiles& f) { f.read_only = kState; },
     [](FakeFiles& f) { f.read_only = {}; }, false, true},
    {"no flash folder", [](FakeFiles& f) { f.put(kState, "a file"); },
     [](FakeFiles& f) { (void)f.remove(kState); }, false, true},
    {"all full", [](FakeFiles& f) { f.full = true; }, [](FakeFiles& f) { f.full = false; }, true,
     true},
    {"all read-only", [](FakeFiles& f) { f.read_only = "/"; },
     [](FakeFiles& f) { f.read_only = {}; }, true, true},
};

TEST(unwritable_disks_keep_no_record_from_its_address) {
  for (const auto& [name, make, mend, ram, flash] : kTroubles) {
    Fixture f;
    make(f.files);
    f.http.reply(200, home("198.51.101.6"));
    f.http.reply(200, change_info());
    CHECK_ROW(name, f.run({"update"}) == 4);
    CHECK_ROW(name, has(f.terminal.out_text, "changed"));
    CHECK_ROW(name, f.http.requests.size() == 2);
    CHECK_ROW(name, !f.terminal.err_text.empty());
    // Each file where there is room.
    const auto* history = f.files.find("/var/lib/wan53/history");
    CHECK_ROW(name, (history != nullptr && has(history->text, "198.51.101.6")) == !flash);
    CHECK_ROW(name, has(f.state(), "198.51.101.7") == !flash);
    CHECK_ROW(name, (f.files.find("/run/wan53/volatile.json") != nullptr) == !ram);
    // Told, with the time where anything could be kept.
    (void)f.run({"status"});
    CHECK_ROW(name, has(f.terminal.out_text, "warning      "));
    CHECK_ROW(name, has(f.terminal.out_text, "(since ") == !(ram && flash));
    (void)f.run({"status", "--json"});
    CHECK_ROW(name, !has(f.terminal.out_text, "\"warnings\":[]"));
    // And no longer once it is over.
    mend(f.files);
    f.http.reply(200, home("198.51.101.7"));
    CHECK_ROW(name, f.run({"update"}) == 0);
    CHECK_ROW(name, has(f.state(), "198.51.101.7") && !has(f.state(), "unwritten"));
    (void)f.run({"status"});
    CHECK_ROW(name, !has(f.terminal.out_text, "warning      "));
  }
}

TEST(unwritable_disk_is_known_since_it_was_first_seen) {
  for (const char* folder : {kRun, kState}) {
    Fixture f;
    f.files.read_only = folder;
    f.http.reply(200, home("198.51.101.6"));
    f.http.reply(200, change_info());
    CHECK_ROW(folder, f.run({"update"}) == 4);
    (void)f.run({"status"});
    const auto at = f.terminal.out_text.find("(since ");
    CHECK_ROW(folder, at != std::string::npos);
    const std::string since = f.terminal.out_text.substr(at, 30);
    f.clock.pass(1h);
    // Nothing changes now, and nothing proves that the disk can be written to again.
    f.http.reply(200, home("198.51.101.7"));
    (void)f.run({"update"});
    (void)f.run({"status"});
    CHECK_ROW(folder, has(f.terminal.out_text, since));
    (void)f.run({"doctor"});
    CHECK_ROW(folder, has(f.terminal.out_text, "warn  disk"));
  }
}

TEST(unwritable_ram_leaves_nothing_outdated_that_would_mislead) {
  for (const Trouble& trouble : {kTroubles[0], kTroubles[1]}) {
    Fixture f;
    f.http.reply(200, home("198.51.101.7"));
    CHECK_ROW(trouble.name, f.run({"update"}) == 0);
    trouble.make(f.files);
    // Away and back: what is remembered from before says that all is well.
    f.files.put(kConfigPath, compose("{}\n[publish]\ncheck-interval = 6h\n", kRecord));
    f.http.reply(200, home("198.51.101.7"));
    (void)f.run({"update", "--if-due"});
    CHECK_ROW(trouble.name, f.http.requests.size() == 1);
    f.files.put(kConfigPath, kRecord);
    f.http.reply(200, home("198.51.101.6"));
    f.http.reply(200, change_info());
    (void)f.run({"update", "--if-due"});
    CHECK_ROW(trouble.name, f.http.requests.size() == 2);
  }
}

TEST(unwritable_history_is_told) {
  Fixture f;
  f.files.full_file = "/var/lib/wan53/history";
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, change_info());
  CHECK(f.run({"update"}) == 0);
  CHECK(has(f.state(), "198.51.101.7"));
  (void)f.run({"status"});
  CHECK(has(f.terminal.out_text, "warning      /var/lib/wan53/history"));
}

TEST(unwritable_run_folder_leaves_one_round_at_a_time) {
  Fixture f;
  f.files.folders.emplace(kState, FakeFiles::Folder{});
  f.files.read_only = kRun;
  f.files.locked = true;
  CHECK(f.run({"update"}) == 3);
  CHECK(f.http.requests.empty());
}

TEST(stop_works_without_its_mark) {
  struct Row {
    const char* name;
    void (*make)(FakeFiles& files);
    int code;
  };
  const Row rows[] = {
      {"full: an empty file fits", [](FakeFiles& f) { f.full_under = kRun; }, 0},
      {"read-only", [](FakeFiles& f) { f.read_only = kRun; }, 4},
      {"no folder", [](FakeFiles& f) { f.put(kRun, "a file"); }, 4},
  };
  for (const auto& [name, make, code] : rows) {
    Fixture f;
    make(f.files);
    CHECK_ROW(name, f.run({"stop"}) == code);
    CHECK_ROW(name, f.terminal.out_text.starts_with("was not running"));
    CHECK_ROW(name, has(f.terminal.err_text, "does not stay stopped") == (code != 0));
  }
}

TEST(ensure_and_hooks_do_the_work_if_no_daemon_can_run) {
  for (const char* command : {"ensure", "notify"}) {
    Fixture f;
    f.files.read_only = kRun;
    f.processes.fork_result = 0;
    f.http.reply(200, home("198.51.101.6"));
    f.http.reply(200, change_info());
    (void)(command == std::string_view("ensure") ? f.run({"ensure"}) : f.run({"notify", "x"}));
    CHECK_ROW(command, f.http.requests.size() == 2);
    CHECK_ROW(command, has(f.state(), "198.51.101.7"));
  }
}

TEST(too_few_descriptors_are_a_passing_fault) {
  Fixture f;
  f.files.too_many_open = "/etc/wan53/credentials";
  CHECK(f.run({"update"}) == 3);
  CHECK(has(f.terminal.err_text, "/etc/wan53/credentials"));
  CHECK(f.run({"status"}) == 3);
  CHECK(has(f.terminal.out_text, "retry: "));
  f.files.too_many_open = {};
  f.clock.pass(1min);
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.size() == 1);
}

}  // namespace
}  // namespace wan53
