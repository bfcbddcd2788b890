// SPDX-License-Identifier: MIT
#include "settings/places.h"

#include <algorithm>

#include "base/compose.h"
#include "base/text.h"
#include "ddns/mask.h"
#include "settings/environment.h"

namespace wan53 {
namespace {

constexpr const char* kRouterFolder = "/jffs/addons/wan53";

// Without HOME, an unprivileged user's config and state have no place of their own.
Places default_places(const Ports& ports) {
  if (ports.files->is_folder(kRouterFolder)) {
    return router_places();
  }
  if (ports.user_id == 0) return root_places();
  const std::string user = to_text(ports.user_id);
  if (const auto home = ports.environment->get("HOME")) return user_places(*home, user);
  return {{}, {}, user_places({}, user).run_folder};
}

// Messages and logs name paths and profiles, and print them as they are.
Status check_name(std::string_view from, std::string_view name) {
  if (is_secret(name)) {
    return fail(Errc::config, "{}: looks like a secret key; those belong in the credentials file",
                from);
  }
  if (std::ranges::none_of(name, is_control)) return {};
  return fail(Errc::config, "{}: has a control character; give a name without", from);
}

}  // namespace

Places router_places() {
  return {compose("{}/wan53.conf", kRouterFolder), kRouterFolder, "/tmp/wan53"};
}

Places root_places() { return {"/etc/wan53/wan53.conf", "/var/lib/wan53", "/run/wan53"}; }

Places user_places(std::string_view home, std::string_view user) {
  return {compose("{}/.config/wan53/wan53.conf", home), compose("{}/.local/state/wan53", home),
          compose("/tmp/wan53-{}", user)};
}

Result<Places> find_places(const Ports& ports, const std::string& config_file) {
  for (const char* variable : {"HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR",
                               "AWS_PROFILE", "AWS_CA_BUNDLE", "AWS_SHARED_CREDENTIALS_FILE"}) {
    TRY(check_name(variable, ports.environment->get(variable).value_or("")));
  }
  TRY(check_name("-c", config_file));
  Places places = default_places(ports);
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
  // The folder that the program was started in may have one, too.
  TRY(check_name("-c", places.config_file));
  if (places.config_file.empty() || places.state_folder.empty()) {
    return fail(Errc::config,
                "HOME is not set; set it, or name the config with -c and the state's folder "
                "with XDG_STATE_HOME");
  }
  return places;
}

}  // namespace wan53
