// SPDX-License-Identifier: MIT
#include "settings/places.h"

#include "base/text.h"
#include "settings/environment.h"

namespace wan53 {
namespace {

constexpr const char* kRouterFolder = "/jffs/addons/wan53";

Result<Places> default_places(const Ports& ports) {
  if (ports.files->is_folder(kRouterFolder)) {
    return router_places();
  }
  if (ports.user_id == 0) return root_places();
  const auto home = ports.environment->get("HOME");
  if (!home) {
    return fail(Errc::config,
                "HOME is not set; set it, so that the config and the state have a place");
  }
  return user_places(*home, to_text(ports.user_id));
}

}  // namespace

Places router_places() {
  return {concat({kRouterFolder, "/wan53.conf"}), kRouterFolder, "/tmp/wan53"};
}

Places root_places() { return {"/etc/wan53/wan53.conf", "/var/lib/wan53", "/run/wan53"}; }

Places user_places(std::string_view home, std::string_view user) {
  return {concat({home, "/.config/wan53/wan53.conf"}), concat({home, "/.local/state/wan53"}),
          concat({"/tmp/wan53-", user})};
}

Result<Places> find_places(const Ports& ports, const std::string& config_file) {
  TRY_ASSIGN(Places places, default_places(ports));
  if (const auto base = ports.environment->get("XDG_CONFIG_HOME")) {
    places.config_file = *base + "/wan53/wan53.conf";
  }
  if (const auto base = ports.environment->get("XDG_STATE_HOME")) {
    places.state_folder = *base + "/wan53";
    if (const auto run = ports.environment->get("XDG_RUNTIME_DIR")) {
      places.run_folder = *run + "/wan53";
    }
  }
  if (!config_file.empty()) places.config_file = absolute_path(ports.environment, config_file);
  return places;
}

}  // namespace wan53
