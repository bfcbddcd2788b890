// SPDX-License-Identifier: MIT
#include "settings/credentials.h"

#include "base/compose.h"
#include "base/text.h"
#include "ddns/mask.h"
#include "settings/checked_file.h"
#include "settings/environment.h"

namespace wan53 {

std::string credentials_file_of(const Environment& environment, const Settings& settings) {
  if (auto shared = environment.get("AWS_SHARED_CREDENTIALS_FILE")) {
    const auto home = environment.get("HOME");
    if (home && shared->starts_with("~/")) shared->replace(0, 1, *home);
    return absolute_path(environment, *shared);
  }
  return path_from(settings.places.config_file, settings.config.credentials_file);
}

std::string_view profile_of(const Settings& settings) {
  return settings.config.profile.empty() ? std::string_view("default") : settings.config.profile;
}

Result<FoundCredentials> load_credentials(const Ports& ports, const Settings& settings) {
  TRY_ASSIGN(auto from_environment, environment_credentials(ports.environment));
  if (from_environment) {
    return FoundCredentials{*std::move(from_environment), "the environment"};
  }
  const std::string path = credentials_file_of(ports.environment, settings);
  TRY_ASSIGN(auto text, read_guarded_file(
                            ports.files, path, kMaxCredentialsBytes, Forbidden::reading,
                            "`wan53 setup` asks for the key and writes it", ErrorKind::not_set_up));
  const std::string_view profile = profile_of(settings);
  auto keys = read_credentials(text, profile, path);
  wipe(text);
  if (!keys) {
    // It lists the profiles; a secret may stand where a name should.
    keys.error().what = without_secrets(keys.error().what);
    return pass_on(keys);
  }
  return FoundCredentials{std::move(keys->credentials), compose("{} [{}]", path, profile),
                          std::move(keys->roles)};
}

}  // namespace wan53
