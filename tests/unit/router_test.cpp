// SPDX-License-Identifier: MIT
// The firmware's nvram: which variables are read, and what happens if it hangs or is damaged.
#include "detect/router.h"

#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

TEST(nvram_that_hangs_is_left_alone) {
  FakeProcesses processes;
  processes.programs = {"nvram"};
  processes.answers.insert_or_assign("nvram get a", fail(Errc::retry, "killed after 2 s"));
  Nvram nvram(processes);
  const auto first = nvram.get("a");
  CHECK(!first);
  CHECK(has(first.error().what, "nvram get a: killed after 2 s"));
  CHECK(!nvram.get("b"));
  CHECK(!nvram.set("c", "1"));
  CHECK(processes.calls.size() == 1);
}

TEST(nvram_value_that_is_damaged_is_waited_out) {
  FakeProcesses processes;
  processes.answers.insert_or_assign("nvram get a", Processes::Ended{0, "\x01\n"});
  Nvram nvram(processes);
  const auto value = nvram.get("a");
  CHECK(!value);
  CHECK(value.error().code == Errc::look_again);
  CHECK(has(value.error().what, "nvram get a: \\x01"));
}

TEST(router_reads_the_wans_that_something_is_plugged_into) {
  RouterFixture f;
  f.nvram("wans_dualwan", "wan none usb lan lan lan lan lan lan lan lan lan");
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
  CHECK(f.runs("nvram get wan0_state_t") == 1);
  CHECK(f.runs("nvram get wan1_state_t") == 0);
  CHECK(f.runs("nvram get wan2_state_t") == 1);
  CHECK(f.runs("nvram get wan9_state_t") == 1);
  // nvram has ten places.
  CHECK(f.runs("nvram get wan10_state_t") == 0);
}

}  // namespace
}  // namespace wan53
