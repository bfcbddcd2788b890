// SPDX-License-Identifier: MIT
#include "settings/settings.h"

#include "base/digest.h"
#include "settings/checked_file.h"
#include "settings/environment.h"

namespace wan53 {

Result<Settings> load_settings(const Ports& ports, const std::string& config_file) {
  TRY_ASSIGN(Places places, find_places(ports, config_file));
  const std::string& path = places.config_file;
  TRY_ASSIGN(const auto content,
             read_required_file(ports.files, path, kMaxConfigBytes,
                                "write one (README shows how), or name it with -c FILE"));
  TRY(check_access(path, content, 0022, "write to"));
  return read_settings(ports.environment, std::move(places), content.text);
}

Result<Settings> read_settings(const Environment& environment, Places places,
                               std::string_view text) {
  TRY_ASSIGN(Config config, parse_config(text, places.config_file));
  TRY(apply_environment(environment, config));
  return Settings{std::move(places), std::move(config), sha256(text).hex().substr(0, 16)};
}

}  // namespace wan53
