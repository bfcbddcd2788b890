// SPDX-License-Identifier: MIT
#include "settings/settings.h"

#include <algorithm>

#include "base/compose.h"
#include "base/digest.h"
#include "base/text.h"
#include "settings/checked_file.h"
#include "settings/environment.h"

namespace wan53 {
namespace {

// A user who forgot sudo must not be led to set up a second config.
std::string how_to_set_up(const Ports& ports) {
  const bool is_roots = ports.user_id != 0 && ports.files->is_folder("/etc/wan53");
  return compose("{}`wan53 setup` makes one; -c FILE names another",
                 is_roots ? "use sudo for that of /etc/wan53; " : "");
}

}  // namespace

Status check_set_up(const Ports& ports, const Places& places) {
  const auto content = ports.files->read(places.config_file, kMaxConfigBytes);
  if (!content || *content) return {};
  TRY(read_required_file(ports.files, places.config_file, kMaxConfigBytes, how_to_set_up(ports),
                         ErrorKind::not_set_up));
  return {};
}

Result<Settings> load_settings(const Ports& ports, const std::string& config_file) {
  TRY_ASSIGN(Places places, find_places(ports, config_file));
  const std::string& path = places.config_file;
  TRY_ASSIGN(const auto content, read_required_file(ports.files, path, kMaxConfigBytes,
                                                    how_to_set_up(ports), ErrorKind::not_set_up));
  TRY(check_access(path, content, 0022, "write to"));
  TRY_ASSIGN(Settings settings, read_settings(ports.environment, places, content.text));
  TRY(check_sources(ports, settings.config, content.text, path));
  return settings;
}

Status check_sources(const Ports& ports, const Config& config, std::string_view text,
                     std::string_view path) {
  if ((config.mail == Mail::no &&
       std::ranges::none_of(config.records, &Source::is_wan, &RecordConfig::source)) ||
      ports.processes->exists("nvram")) {
    return {};
  }
  std::string found;
  for (const auto& name : ports.interfaces->names().value_or(std::vector<std::string>())) {
    const auto all = ports.interfaces->addresses(name);
    if (!all || std::ranges::none_of(*all, &InterfaceAddress::global)) continue;
    found += compose("{}{}", found.empty() ? " (here: " : ", ", printable(name));
  }
  // Read again for the line.
  TRY(parse_config(
      text, path,
      compose("{}; expected internet (what the internet sees of this machine), interface "
              "NAME{}{}, static ADDRESS, prefix ::1:2:3:4 on NAME (IPv6), or companion "
              "with via = gateway",
              kNeedsNvram, found, found.empty() ? "" : ")")));
  return {};
}

Result<Settings> read_settings(const Environment& environment, Places places,
                               std::string_view text) {
  TRY_ASSIGN(Config config, parse_config(text, places.config_file));
  TRY(apply_environment(environment, config));
  return Settings{std::move(places), std::move(config), sha256(text).hex().substr(0, 16)};
}

}  // namespace wan53
