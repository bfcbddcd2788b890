// SPDX-License-Identifier: MIT
// The end of `setup`: what keeps the records right from now on.
#include <algorithm>

#include "base/compose.h"
#include "base/text.h"
#include "cli/setup_steps.h"
#include "daemon/notices.h"

namespace wan53 {
namespace {

constexpr Milliseconds kPatience = 60s;
constexpr std::size_t kMostOutput = 64 * 1024;

// What was done, and where the log is.
struct Kept {
  std::string what;
  std::string log = "the system log";
  std::string path = {};  // in front of the program's name, if it is not on the PATH
};

Kept start(const Ports& ports, const Options& options, const Settings& settings) {
  const Places& places = settings.places;
  const bool runs = ports.bus->send(places.socket(), kReload) != Bus::Sent::nobody;
  if (options.config_file.empty()) {
    // The addon's script also brings the cron job and the web page.
    const std::string path = places.state_folder + "/";
    const std::string script = path + "wan53.sh";
    if (script.starts_with("/jffs/") && output_of(ports, compose("sh\n{}\nstartup", script))) {
      return {"wan53 keeps the records right from now on, also after a reboot.",
              compose("`{} log`", script), path};
    }
    if (ports.user_id == 0 && output_of(ports, "systemctl\ncat\nwan53") &&
        output_of(ports, "systemctl\nenable\nwan53") &&
        // Not only a start: the unit copies the key when it starts.
        output_of(ports, "systemctl\nrestart\nwan53")) {
      return {"systemd runs wan53 from now on, also after a reboot.", "`journalctl -t wan53`"};
    }
  }
  const std::string option =
      options.config_file.empty() ? std::string() : " -c " + places.config_file;
  std::string what;
  if (runs) {
    what = "The running daemon follows the new config.\n";
  } else if (settings.config.daemon) {
    what = compose("Start the daemon: wan53 start{}\n", option);
  }
  return {compose("{}For reboots, add to the crontab: */5 * * * * wan53 ensure{}", what, option)};
}

}  // namespace

Result<bool> ask_yes_no(const Ports& ports, std::string_view question, bool standard) {
  for (;;) {
    TRY_ASSIGN(
        const std::string answer,
        ports.terminal->ask(compose("{}{}", question, standard ? " [yes]: " : " [no]: "), false));
    if (trim(answer).empty()) return standard;
    if (const auto yes = read_yes_no(answer)) return *yes;
    ports.terminal->err("  expected yes or no\n");
  }
}

Result<std::string> output_of(const Ports& ports, std::string_view command) {
  std::vector<std::string> argv;
  for (std::string_view rest = command; !rest.empty();) argv.emplace_back(take_until(rest, '\n'));
  TRY_ASSIGN(auto ended, ports.processes->run(argv, kPatience, kMostOutput));
  if (ended.status == 0) return std::move(ended.output);
  return fail(Errc::user, "{} failed", join(argv, " "));
}

Machine look_around(const Ports& ports) {
  Machine machine{ports.processes->exists("nvram")};
  // Without a list, the questions are the same.
  const auto names = ports.interfaces->names();
  if (!names) return machine;
  for (const auto& name : *names) {
    if (auto addresses = ports.interfaces->addresses(name)) {
      machine.interfaces.push_back({name, *std::move(addresses)});
    }
  }
  return machine;
}

void keep_running(const Ports& ports, const Options& options, const Settings& settings) {
  const Kept kept = start(ports, options, settings);
  std::string text = kept.what + "\n";
  const auto& records = settings.config.records;
  const auto record = std::ranges::find_if(
      records, [](const RecordConfig& candidate) { return !candidate.name.is_wildcard(); });
  if (record != records.end()) {
    text += compose("See it from outside: dig +short {} {} @1.1.1.1\n", record->name.display(),
                    record_type(record->family));
  }
  text += compose("Later: `{}wan53 status` and `{}wan53 history`; the log is in {}\n", kept.path,
                  kept.path, kept.log);
  ports.terminal->err(text);
}

}  // namespace wan53
