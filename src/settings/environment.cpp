// SPDX-License-Identifier: MIT
#include "settings/environment.h"

#include "base/compose.h"
#include "base/text.h"
#include "ddns/config_values.h"
#include "ddns/mask.h"

namespace wan53 {
namespace {

// Sets `to` if the variable is set and `value` could stand in a config.
Status replace_value(const char* name, const std::optional<std::string>& value, std::string& to) {
  if (!value) return {};
  if (!fits_config(*value)) {
    return fail(Errc::config,
                "{}: has a control character, a blank at either end or a comment, which "
                "wan53.conf could not hold; choose another",
                name);
  }
  to = *value;
  return {};
}

}  // namespace

std::string absolute_path(const Environment& environment, const std::string& path) {
  const std::string folder = environment.folder();
  return path.starts_with('/') || folder.empty() ? path : compose("{}/{}", folder, path);
}

Status apply_environment(const Environment& environment, Config& config) {
  if (const auto region = environment.get("AWS_REGION")) {
    if (!is_region(*region)) {
      return fail(Errc::config, "AWS_REGION: {} is not a region; give one such as eu-central-1",
                  without_secrets(printable(*region)));
    }
    config.region = *region;
  }
  TRY(replace_value("AWS_PROFILE", environment.get("AWS_PROFILE"), config.profile));
  auto bundle = environment.get("AWS_CA_BUNDLE");
  if (bundle) bundle = absolute_path(environment, *bundle);
  return replace_value("AWS_CA_BUNDLE", bundle, config.ca_file);
}

Result<std::optional<Credentials>> environment_credentials(const Environment& environment) {
  const auto id = environment.get("AWS_ACCESS_KEY_ID");
  const auto secret = environment.get("AWS_SECRET_ACCESS_KEY");
  if (!id && !secret) return std::nullopt;
  if (!id || !secret) {
    return fail(Errc::config, "{} is set without {}; set both or neither",
                id ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY",
                id ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID");
  }
  Credentials credentials{*id, Secret(*secret), {}};
  if (const auto token = environment.get("AWS_SESSION_TOKEN")) {
    credentials.session_token = Secret(*token);
  }
  TRY(check_credentials(credentials, "the environment"));
  return credentials;
}

Result<Endpoints> load_endpoints(const Environment& environment, const Config& config) {
  Endpoints endpoints(config.region, config.use_dualstack);
  for (const auto& [service, variable] : kEndpointVariables) {
    const char* name = variable;
    auto url = environment.get(name);
    if (!url) url = environment.get(name = "AWS_ENDPOINT_URL");
    if (!url) continue;
    TRY_ASSIGN(std::string checked, check_endpoint_url(*url, name));
    endpoints.replace(service, std::move(checked));
  }
  return endpoints;
}

}  // namespace wan53
