// SPDX-License-Identifier: MIT
#include "cli/doctor.h"

#include <algorithm>

#include "base/text.h"
#include "cycle/memory.h"
#include "daemon/background.h"
#include "detect/detect.h"
#include "settings/version.h"

namespace wan53 {
namespace {

constexpr std::int64_t kDeadline_ms = 5'000;
constexpr std::size_t kMaxScriptBytes = 256 * 1024;
constexpr const char* kHooks[] = {"services-start", "wan-event", "dhcpc-event", "service-event"};
constexpr const char* kAddon = "/jffs/addons/wan53/wan53.sh";

class Doctor {
 public:
  Doctor(World& world, const Setup& setup, bool write, Findings& findings)
      : world_(world),
        setup_(setup),
        write_(write),
        findings_(findings),
        memory_(load_memory(world, setup.places)),
        nvram_(world.processes) {}

  void examine() {
    findings_.ok("config", setup_.places.config_file);
    look_ = look(world_, setup_, nvram_, {std::nullopt, true, false}, memory_);
    check_clock();
    if (look_.router) check_router();
    for (const auto& outcome : look_.outcomes) check_address(outcome);
    examine_account(world_, setup_, look_, memory_, write_, findings_);
    if (look_.router) check_firmware();
    examine_folders(world_, setup_.places, findings_);
    check_daemon();
    check_last_success();
  }

 private:
  void check_clock() {
    const UtcSeconds now = world_.clock.wall();
    if (look_.router && !look_.router->clock_set.value_or(true)) {
      findings_.add(Grade::fail, "clock",
                    rfc3339(now) + ", and NTP has not set it (ntp_ready is 0)",
                    "check the NTP server under Administration > System");
    } else if (now < earliest_time()) {
      findings_.add(Grade::fail, "clock", rfc3339(now) + " is before this program was built",
                    "set the clock, or run NTP");
    } else {
      findings_.ok("clock", rfc3339(now));
    }
  }

  void check_router() {
    const RouterView& router = *look_.router;
    if (!router.trouble.empty()) {
      findings_.add(Grade::fail, "nvram", router.trouble, "restart the router if this stays");
      return;
    }
    for (const auto& unit : router.units) {
      const auto address = ipv4_of(unit);
      const std::string where = concat({unit.name(), " on ", unit.interface_name});
      if (!address) {
        findings_.add(Grade::warn, "wan", concat({unit.name(), " ", address.error().why}),
                      "look at the router's WAN page");
      } else if (!address->special_range().empty()) {
        findings_.add(
            Grade::warn, "wan",
            concat({where, " has ", address->text(), ", ", address->special_range()}),
            "the internet sees another address: the checkers ask for it; hosts behind this router "
            "are reached only if the provider forwards");
      } else {
        findings_.ok("wan", concat({where, " has ", address->text()}));
      }
    }
  }

  void check_address(const Outcome& outcome) {
    const std::string who = label(outcome.record);
    if (!outcome.plan.addresses.empty()) {
      findings_.ok("address", concat({who, ": ", outcome.observed, " from ", outcome.from}));
    } else {
      findings_.add(outcome.kind == OutcomeKind::refused ? Grade::fail : Grade::warn, "address",
                    concat({who, ": ", outcome.text}),
                    outcome.settling ? "" : "see `source` in the config");
    }
  }

  void check_firmware() {
    const auto scripts = nvram_.get("jffs2_scripts");
    if (!scripts || *scripts != "1") {
      findings_.add(Grade::warn, "hooks", "custom scripts are off (jffs2_scripts)",
                    "Administration > System > Enable JFFS custom scripts and configs");
    }
    std::string missing;
    const auto addon = world_.files.read(kAddon, kMaxScriptBytes);
    for (const std::string_view hook : kHooks) {
      // It serves the addon's page alone.
      if (hook == "service-event" && !(addon && *addon)) continue;
      const auto content = world_.files.read(concat({"/jffs/scripts/", hook}), kMaxScriptBytes);
      const bool there = content && *content && (*content)->text.find("wan53") != std::string::npos;
      if (!there) {
        missing += concat({missing.empty() ? "" : ", ", hook});
      } else if (((*content)->mode & 0100) == 0) {
        findings_.add(Grade::warn, "hooks", concat({"/jffs/scripts/", hook, " is not executable"}),
                      concat({"chmod +x /jffs/scripts/", hook}));
      }
    }
    const Volatile& recent = memory_.recent;
    if (!missing.empty()) {
      findings_.add(
          Grade::warn, "hooks", concat({"not in ", missing}),
          "each calls wan53; without them only netlink and the checks are left, and the page "
          "gets no answer");
    } else {
      findings_.ok("hooks", recent.last_event.empty()
                                ? std::string("in place; none has fired since boot")
                                : concat({"in place; the last was ", recent.last_event, " at ",
                                          rfc3339(recent.last_event_at)}));
    }
    const auto jobs = world_.processes.run({"cru", "l"}, kDeadline_ms, 64 * 1024);
    if (jobs && jobs->output.find("wan53") != std::string::npos) {
      findings_.ok("cron", "calls wan53");
    } else {
      findings_.add(Grade::warn, "cron", "no job of cru calls wan53", "*/5 * * * * wan53 ensure");
    }
  }

  void check_daemon() {
    if (is_running(world_, setup_.places)) {
      findings_.ok("daemon", "runs");
    } else if (!setup_.config.daemon) {
      findings_.ok("daemon", "none, as the config wants");
    } else {
      findings_.add(Grade::warn, "daemon",
                    is_stopped(world_, setup_.places) ? "was stopped by the user" : "does not run",
                    "`wan53 start`");
    }
  }

  void check_last_success() {
    const Volatile& recent = memory_.recent;
    const std::int64_t age_s = world_.clock.wall() + recent.clock_offset_s - recent.last_success;
    const std::size_t before = findings_.all.size();
    if (!recent.trouble.empty()) findings_.add(Grade::fail, "last round", recent.trouble);
    for (const auto& report : recent.records) {
      const auto kind = parse_outcome(report.outcome);
      // What waits has its reason under `address`, as of now.
      if (!kind || !is_failure(*kind) || *kind == OutcomeKind::waiting) continue;
      findings_.add(*kind == OutcomeKind::refused ? Grade::fail : Grade::warn, "last round",
                    concat({report.key.name.display(), " ", record_type(report.key.family), ": ",
                            report.outcome, ": ", report.text}));
    }
    if (findings_.all.size() > before) return;
    if (recent.last_success == 0) {
      findings_.add(Grade::warn, "last round", "no round has succeeded since boot",
                    "`wan53 update`");
    } else if (age_s > 2 * setup_.config.check_interval_s) {
      findings_.add(Grade::warn, "last round",
                    concat({"the last good one was ", duration_text(age_s), " ago"}),
                    "`wan53 status` says what is wrong");
    } else {
      findings_.ok("last round",
                   concat({"good, ", duration_text(std::max<std::int64_t>(age_s, 0)), " ago"}));
    }
  }

  World& world_;
  const Setup& setup_;
  bool write_;
  Findings& findings_;
  Memory memory_;
  Nvram nvram_;
  Look look_;
};

}  // namespace

void examine(World& world, const Setup& setup, bool write, Findings& findings) {
  Doctor(world, setup, write, findings).examine();
}

}  // namespace wan53
