// SPDX-License-Identifier: MIT
#include "cli/doctor.h"

#include <algorithm>

#include "base/compose.h"
#include "base/text.h"
#include "base/utc.h"
#include "cli/classic_script.h"
#include "cycle/memory.h"
#include "daemon/background.h"
#include "detect/detect.h"
#include "settings/version.h"

namespace wan53 {
namespace {

constexpr Milliseconds kCruLimit = 5s;
constexpr std::size_t kMaxHookBytes = 256 * 1024;
constexpr const char* kHooks[] = {"services-start", "wan-event", "dhcpc-event", "service-event"};
constexpr const char* kAddon = "/jffs/addons/wan53/wan53.sh";

// Whether the firmware itself has what runs a script with this first line. What stands below /opt
// or /mnt comes with a disk, after the boot's hooks, or never.
bool runs_here(std::string_view line) {
  if (!line.starts_with("#!")) return true;
  line.remove_prefix(line.starts_with("#! ") ? 3 : 2);
  for (const std::string_view own : {"/usr/bin/env ", "/bin/"}) {
    if (line.starts_with(own)) line.remove_prefix(own.size());
  }
  line = line.substr(0, line.find(' '));
  return line == "sh" || line == "ash";
}

class Doctor {
 public:
  Doctor(const Ports& ports, const Settings& settings, bool write, Findings& findings)
      : ports_(ports),
        settings_(settings),
        write_(write),
        findings_(findings),
        memory_(load_memory(ports, settings.places, settings.config_digest)),
        nvram_(ports.processes) {}

  void examine() {
    findings_.ok("config", settings_.places.config_file);
    seen_ = detect(ports_, settings_, nvram_,
                   {.after_event = true, .by_hand = true, .hold_flapping = false}, memory_);
    examine_clock();
    if (seen_.router) examine_router();
    for (const auto& record : seen_.records) examine_address(record);
    examine_proof(ports_, settings_, ports_.clock->wall() + memory_.recent.clock_offset, findings_);
    examine_account(ports_, settings_, seen_, memory_, write_, findings_);
    if (seen_.router) examine_firmware();
    for (const auto& where : find_classic(ports_, settings_.places)) {
      findings_.add(Grade::warn, "updaters", compose("{}{}", where, kUpdaterWarning));
    }
    examine_folders(ports_, settings_.places, findings_);
    examine_unwritten();
    examine_daemon();
    examine_last_success();
  }

 private:
  void examine_clock() {
    const UtcTime now = ports_.clock->wall();
    if (seen_.router && !seen_.router->clock_set.value_or(true)) {
      findings_.add(Grade::fail, "clock",
                    compose("{}, and NTP has not set it (ntp_ready is 0)", rfc3339(now)),
                    "check the NTP server under Administration > System");
    } else if (now < earliest_time()) {
      findings_.add(Grade::fail, "clock",
                    compose("{} is before this program was built", rfc3339(now)),
                    "set the clock, or run NTP");
    } else {
      findings_.ok("clock", rfc3339(now));
    }
  }

  void examine_router() {
    const RouterView& router = *seen_.router;
    if (!router.read_error.empty()) {
      findings_.add(Grade::fail, "nvram", router.read_error, "restart the router if this stays",
                    Errc::look_again);
      return;
    }
    for (const auto& unit : router.units) {
      const auto address = ipv4_of(unit);
      const std::string where = compose("{} on {}", unit.name(), unit.interface_name);
      if (!address) {
        findings_.add(Grade::warn, "wan", address.error().what, "see the router's WAN page");
      } else if (unit.is_behind_nat(*address)) {
        const std::string_view range = address->special_range();
        findings_.add(
            Grade::warn, "wan",
            compose("{} has {}, {}", where, address->text(), range.empty() ? "behind NAT" : range),
            "the internet sees another address, which the checkers tell; hosts behind this router "
            "can be reached only if the provider forwards to it");
      } else {
        findings_.ok("wan", compose("{} has {}", where, address->text()));
      }
    }
  }

  void examine_address(const DetectedRecord& detected) {
    const std::string who = record_label(detected.record);
    if (detected.desired && detected.detection.by_companion) {
      findings_.ok("address", compose("{}: the companion sees it when it is called", who));
      return;
    }
    if (detected.desired) {
      findings_.ok("address", compose("{}: {} from {}", who, detected.observed().text(),
                                      detected.detection.source_name));
      return;
    }
    const Error& error = detected.desired.error();
    if (error.code == Errc::absent) {
      findings_.ok("address", compose("{}: {}", who, error.what));
      return;
    }
    findings_.add(error.code == Errc::user ? Grade::fail : Grade::warn, "address",
                  compose("{}: {}", who, error.what),
                  detected.retry_soon ? "" : "see `source` in the config");
  }

  void examine_firmware() {
    const auto scripts = nvram_.get("jffs2_scripts");
    bool in_place = scripts && *scripts == "1";
    if (!in_place) {
      findings_.add(Grade::warn, "hooks", "custom scripts are off (jffs2_scripts)",
                    "Administration > System > Enable JFFS custom scripts and configs");
    }
    std::string missing;
    const auto addon = ports_.files->read(kAddon, kMaxHookBytes);
    for (const std::string_view hook : kHooks) {
      // Only the addon's page needs it.
      if (hook == "service-event" && !(addon && *addon)) continue;
      const auto content = ports_.files->read(compose("/jffs/scripts/{}", hook), kMaxHookBytes);
      const bool there = content && *content && (*content)->text.find("wan53") != std::string::npos;
      if (!there) {
        append_item(missing, ", ", hook);
        continue;
      }
      const std::string_view text = (*content)->text;
      const std::string_view first = text.substr(0, text.find('\n'));
      const bool executable = ((*content)->mode & 0100) != 0;
      if (executable && runs_here(first)) continue;
      in_place = false;
      findings_.add(Grade::warn, "hooks",
                    compose("/jffs/scripts/{}{}{}", hook,
                            executable ? " runs only with a disk, or never: it begins with "
                                       : " is not executable",
                            executable ? printable(trim(first), 80) : ""),
                    executable ? "make its first line #!/bin/sh, without a carriage return"
                               : compose("chmod +x /jffs/scripts/{}", hook));
    }
    const Recent& recent = memory_.recent;
    if (!missing.empty()) {
      findings_.add(
          Grade::warn, "hooks", compose("wan53 is not called in {}", missing),
          "each should call wan53; without them only netlink and the regular checks start a "
          "cycle, and the DDNS page gets no answer");
    } else if (!in_place) {
      // Said above.
    } else if (recent.last_event) {
      findings_.ok("hooks", compose("in place; the last was {} at {}", recent.last_event->notice,
                                    rfc3339(recent.last_event->time)));
    } else {
      findings_.ok("hooks", "in place; none has fired since boot");
    }
    const auto jobs = ports_.processes->run({"cru", "l"}, kCruLimit, 64 * 1024);
    if (jobs && jobs->output.find("wan53") != std::string::npos) {
      findings_.ok("cron", "calls wan53");
    } else {
      findings_.add(Grade::warn, "cron", "no cron job (cru) calls wan53",
                    "*/5 * * * * wan53 ensure");
    }
  }

  void examine_unwritten() {
    for (const auto& unwritten : {memory_.state.run_folder, memory_.recent.state_folder}) {
      if (!unwritten) continue;
      findings_.add(Grade::warn, "disk",
                    compose("since {}: {}", rfc3339(unwritten->since), unwritten->what));
    }
  }

  void examine_daemon() {
    if (is_running(ports_, settings_.places)) {
      findings_.ok("daemon", "runs");
    } else if (!settings_.config.daemon) {
      findings_.ok("daemon", "none, since the config says daemon = no");
    } else {
      findings_.add(
          Grade::warn, "daemon",
          is_stopped(ports_, settings_.places) ? "was stopped by the user" : "is not running",
          how_to_start(is_systemds(ports_, settings_.places)));
    }
  }

  void examine_last_success() {
    const Recent& recent = memory_.recent;
    const std::size_t before = findings_.all().size();
    if (!recent.blocking_error.empty()) {
      findings_.add(Grade::fail, "last round", recent.blocking_error, {}, Errc::config);
    }
    for (const auto& report : recent.records) {
      const OutcomeKind kind = report.outcome;
      // The check `address` says why a record waits now.
      if (!is_failure(kind) || is_waiting(kind)) continue;
      findings_.add(kind == OutcomeKind::refused ? Grade::fail : Grade::warn, "last round",
                    compose("{} {}: {}: {}", report.key.name.display(),
                            record_type(report.key.family), outcome_name(kind), report.text));
    }
    if (findings_.all().size() > before) return;
    if (!recent.last_success) {
      findings_.add(Grade::warn, "last round", "no round has succeeded since boot",
                    "`wan53 update`");
      return;
    }
    const Seconds age = ports_.clock->wall() + recent.clock_offset - *recent.last_success;
    if (age > 2 * settings_.config.check_interval) {
      findings_.add(Grade::warn, "last round",
                    compose("the last good one was {} ago", duration_text(age)),
                    "`wan53 status` says what is wrong");
    } else {
      findings_.ok("last round", compose("good, {} ago", duration_text(age)));
    }
  }

  const Ports& ports_;
  const Settings& settings_;
  bool write_;
  Findings& findings_;
  Memory memory_;
  Nvram nvram_;
  Detections seen_;
};

}  // namespace

void examine(const Ports& ports, const Settings& settings, bool write, Findings& findings) {
  Doctor(ports, settings, write, findings).examine();
}

}  // namespace wan53
