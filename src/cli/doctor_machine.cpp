// SPDX-License-Identifier: MIT
#include "base/compose.h"
#include "base/text.h"
#include "cli/doctor.h"
#include "cli/page_files.h"
#include "detect/nvram.h"
#include "settings/version.h"

namespace wan53 {
namespace {

constexpr Milliseconds kProgramLimit = 2s;
constexpr std::size_t kMaxOutput = 16 * 1024;  // busybox lists its applets
constexpr std::size_t kMaxFactBytes = 600;     // the names of all values below
// What detect/router.cpp and cycle/firmware.cpp read; of the WANs, the first one's. One `nvram get`
// each: `nvram show` would need one run, but pass the router's passwords through this process.
constexpr std::string_view kValues =
    "ntp_ready sw_mode lan_ifname wans_dualwan wans_mode wan0_state_t wan0_sbstate_t wan0_auxstate_t "
    "wan0_ipaddr wan0_primary wan0_proto wan0_ifname wan0_pppoe_ifname wan0_realip_ip "
    "wan0_realip_state jffs2_scripts ddns_enable_x ddns_server_x ddns_wan_unit ddns_return_code "
    "ddns_return_code_chk ddns_updated ipv6_service ddns_ipv6_update ddns_ipv6_updated";

class Machine {
 public:
  Machine(const Ports& ports, Findings& findings)
      : ports_(ports), findings_(findings), nvram_(ports.processes) {}

  void describe() {
    add("wan53", compose("{} for {}", version(), target()));
    add("kernel", output_of("uname -rmo"));
    if (nvram_.present()) {
      describe_router();
    } else {
      add("system", distribution());
      add("init", content_of(ports_, "/proc/1/comm", 64));
    }
  }

 private:
  // A fact that cannot be had is left out.
  void add(const char* name, std::string_view text) {
    text = trim(text);
    if (!text.empty()) findings_.add(Grade::fact, name, printable(text, kMaxFactBytes));
  }

  void describe_router() {
    add("model", values("productid odmpid"));
    add("firmware", values("firmver buildno extendno"));
    // "BusyBox v1.25.1 (2024-02-11 15:49:23 EST) multi-call binary."
    const std::string busybox = output_of("busybox");
    std::string_view banner = busybox;
    add("busybox", take_until(banner, '('));
    add("nvram", missing_values());
    add("jffs", room());
    const auto is_there = [&](const char* folder) {
      return ports_.files->is_folder(folder) ? "yes" : "no";
    };
    const auto features = nvram_.get("rc_support");
    const bool pages = features && features->find("am_addons") != std::string::npos;
    add("addons", compose("pages {}, amtm {}, Entware {}", pages ? "yes" : "no",
                          is_there("/jffs/addons/amtm"), is_there("/opt/lib/opkg")));
  }

  // "NAME VALUE, NAME -": the second is not set.
  std::string values(std::string_view names) {
    std::string text;
    for (const auto name : words(names)) {
      const auto value = nvram_.get(std::string(name));
      append_item(
          text, ", ",
          compose("{} {}", name, value && !value->empty() ? std::string_view(*value) : "-"));
    }
    return text;
  }

  std::string missing_values() {
    std::vector<std::string> missing;
    for (const auto word : words(kValues)) {
      std::string name(word);
      const auto value = nvram_.get(name);
      if (!value) return value.error().what;
      if (value->empty()) missing.push_back(std::move(name));
    }
    return missing.empty() ? "has all that wan53 reads"
                           : compose("unset or empty: {}", join(missing, ", "));
  }

  // POSIX's form: a heading; then device, KB in all, used, available, percent and mount point.
  std::string room() const {
    const std::string output = output_of("df -kP /jffs");
    std::string_view line = output;
    take_until(line, '\n');
    const auto columns = words(line);
    if (columns.size() < 6) return {};
    return compose("{} KB, {} KB free ({} on {})", columns[1], columns[3], columns[0], columns[5]);
  }

  // os-release(5).
  std::string distribution() const {
    std::string text = content_of(ports_, "/etc/os-release", kMaxOutput);
    if (text.empty()) text = content_of(ports_, "/usr/lib/os-release", kMaxOutput);
    for (std::string_view rest = text; !rest.empty();) {
      std::string_view name = trim(take_until(rest, '\n'));
      if (!name.starts_with("PRETTY_NAME=")) continue;
      take_until(name, '=');
      const char quote = name.empty() ? '\0' : name.front();
      if (quote == '"' || quote == '\'') {
        name.remove_prefix(1);
        name = take_until(name, quote);
      }
      return std::string(name);
    }
    return {};
  }

  std::string output_of(std::string_view command) const {
    std::vector<std::string> argv;
    for (const auto word : words(command)) argv.emplace_back(word);
    auto ended = ports_.processes->run(argv, kProgramLimit, kMaxOutput);
    return ended ? std::move(ended->output) : std::string();
  }

  const Ports& ports_;
  Findings& findings_;
  Nvram nvram_;
};

}  // namespace

void describe_machine(const Ports& ports, Findings& findings) {
  Machine(ports, findings).describe();
}

}  // namespace wan53
