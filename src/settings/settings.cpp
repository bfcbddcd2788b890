// SPDX-License-Identifier: MIT
#include "settings/settings.h"

#include <algorithm>

#include "base/compose.h"
#include "base/digest.h"
#include "base/text.h"
#include "ddns/config_values.h"
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

// `text` is the config's.
Status complete(const Environment& environment, std::string_view text, Settings& settings) {
  settings.config_digest = sha256(text).hex().substr(0, 16);
  return apply_environment(environment, settings.config);
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
  Settings settings;
  TRY_ASSIGN(settings.places, find_places(ports, config_file));
  const std::string& path = settings.places.config_file;
  TRY_ASSIGN(const auto& text,
             read_guarded_file(ports.files, path, kMaxConfigBytes, Forbidden::writing,
                               how_to_set_up(ports), ErrorKind::not_set_up));
  TRY_ASSIGN(settings.config, parse_config_here(ports, text, path));
  TRY(complete(ports.environment, text, settings));
  return settings;
}

Result<Config> parse_config_here(const Ports& ports, std::string_view text, std::string_view path) {
  auto config = parse_config(text, path);
  if (config && config->mail == Mail::no &&
      std::ranges::none_of(config->records, &Source::is_wan, &RecordConfig::source)) {
    return config;
  }
  if (ports.processes->exists("nvram")) return config;
  std::string found;
  for (const auto& name : ports.interfaces->names().value_or(std::vector<std::string>())) {
    const auto all = ports.interfaces->addresses(name);
    if (!all || std::ranges::none_of(*all, &InterfaceAddress::global)) continue;
    found += compose("{}{}", found.empty() ? " (here: " : ", ", printable(name));
  }
  if (!found.empty()) found += ')';
  // Read again for the line.
  if (config) {
    return parse_config(text, path,
                        compose("{}; expected {}", kNeedsNvram, sources_off_router(found)));
  }
  config.error().what = offering_sources_off_router(config.error().what, found);
  return config;
}

Result<Settings> read_settings(const Environment& environment, Places places,
                               std::string_view text) {
  Settings settings;
  settings.places = std::move(places);
  TRY_ASSIGN(settings.config, parse_config(text, settings.places.config_file));
  TRY(complete(environment, text, settings));
  return settings;
}

}  // namespace wan53
