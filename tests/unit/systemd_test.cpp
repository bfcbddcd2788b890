// SPDX-License-Identifier: MIT
// Where systemd runs the daemon, every message names systemctl: what `wan53 start` and cron start
// would be outside of the unit.
#include "base/compose.h"
#include "round_fixture.h"
#include "settings/progress.h"

namespace wan53 {
namespace {

using namespace test;

constexpr const char* kEnabled = "/etc/systemd/system/multi-user.target.wants/wan53.service";

struct Machine {
  const char* label;
  bool booted;
  bool enabled;
  const char* config;  // -c
  bool systemds;
};
constexpr Machine kMachines[] = {
    {"the unit", true, true, "", true},
    {"its config by name", true, true, kConfigPath, true},
    {"no systemd", false, true, "", false},
    {"not enabled", true, false, "", false},
    {"another config", true, true, "/home/mine.conf", false},
};

struct Linux : Fixture {
  explicit Linux(const Machine& machine) : config_(machine.config) {
    files.put("/home/mine.conf", kRecord);
    files.put("/home/credentials", kKey);
    if (machine.booted) files.folders["/run/systemd/system"] = {};
    if (machine.enabled) files.put(kEnabled, "[Unit]\n", 0644);
  }
  // All that the command says.
  std::string says(std::string_view command) {
    (void)(*config_ == '\0' ? run({command}) : run({command, "-c", config_}));
    return terminal.out_text + terminal.err_text;
  }
  const char* config_;
};

TEST(systemd_is_named_where_it_runs_the_daemon) {
  for (const auto& machine : kMachines) {
    const std::string_view start = machine.systemds ? "`systemctl start wan53`" : "`wan53 start`";
    for (const std::string_view command :
         {"status", "doctor", "reload", "stop", "status", "doctor"}) {
      Linux f(machine);
      const std::string said = f.says(command);
      CHECK_ROW(compose("{}, {}: {}", machine.label, command, said), has(said, start));
      CHECK_ROW(said, has(said, "`systemctl") == machine.systemds);
    }
  }
}

TEST(systemd_restarts_a_daemon_that_is_stuck) {
  for (const auto& machine : kMachines) {
    Linux f(machine);
    f.clock.moment = Moment(1h);
    f.files.put("/run/wan53/lock", "4711 100 GET x\n");
    f.files.held_elsewhere["/run/wan53/lock"] = 24h;
    const std::string said = f.says("status");
    CHECK_ROW(compose("{}: {}", machine.label, said),
              has(said, machine.systemds ? "takes too long; `systemctl restart wan53` ends it"
                                         : "takes too long; cron's `wan53 ensure` ends it"));
  }
}

}  // namespace
}  // namespace wan53
