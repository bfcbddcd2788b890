// SPDX-License-Identifier: MIT
#include "lambda/companion_settings.h"

#include <algorithm>

#include "base/compose.h"
#include "base/text.h"
#include "ddns/config_keys.h"

namespace wan53 {
namespace {

// A variable that stands for a key of wan53.conf.
struct Variable {
  const char* name;
  ConfigSection section;
  std::string_view key;
};
constexpr Variable kVariables[] = {
    {"AWS_REGION", ConfigSection::aws, "region"},
    {"WAN53_ZONE_ID", ConfigSection::record, "zone"},
    {"WAN53_TTL", ConfigSection::record, "ttl"},
    {"WAN53_SET_IDENTIFIER", ConfigSection::record, "set-identifier"},
    {"WAN53_ALLOW_PRIVATE", ConfigSection::publish, "allow-private"},
    {"WAN53_SNS_TOPIC_ARN", ConfigSection::publish, "sns-topic-arn"},
    {"WAN53_NOTIFY", ConfigSection::publish, "notify"},
    {"WAN53_METRIC_NAMESPACE", ConfigSection::publish, "metric-namespace"},
};

Failure fail_variable(std::string_view variable, std::string_view what) {
  return fail(Errc::config, "{}: {}", variable, what);
}

Status set_variable(Draft& draft, const Variable& variable, std::string_view value) {
  const ConfigKey* key = find_config_key(variable.section, variable.key);
  if (key == nullptr) return fail(Errc::bug, "a variable without a key");
  const Status done = key->set(*key, draft, value);
  if (!done) return fail_variable(variable.name, done.error().what);
  return {};
}

Status load_flag(const Environment& environment, const char* name, bool& to) {
  const auto value = environment.get(name);
  if (!value) return {};
  if (*value != "yes" && *value != "no") {
    return fail_variable(name, compose("{}; expected yes or no", printable(*value, 80)));
  }
  to = *value == "yes";
  return {};
}

Result<DnsName> parse_host(std::string_view text) {
  TRY_ASSIGN(DnsName name, DnsName::parse(text));
  if (name.is_root()) return fail(Errc::bad_input, "the root domain; expected a name");
  return name;
}

Status load_hosts(const Environment& environment, CompanionSettings& settings) {
  if (const auto host = environment.get("WAN53_HOST")) {
    const auto name = parse_host(*host);
    if (!name) return fail_variable("WAN53_HOST", name.error().what);
    settings.record.name = *name;
  }
  if (const auto hosts = environment.get("WAN53_HOSTS_ALLOWED")) {
    auto allowed = AllowedHosts::parse(*hosts);
    if (!allowed) return fail_variable("WAN53_HOSTS_ALLOWED", allowed.error().what);
    settings.hosts = *std::move(allowed);
  }
  const DnsName& own = settings.record.name;
  // A wildcard in WAN53_HOST is that one record; it does not allow callers any other names.
  if (settings.hosts.empty() && !own.is_root() && !own.is_wildcard()) settings.hosts.add(own);
  if (settings.hosts.empty() && own.is_root()) {
    return fail_variable("WAN53_HOST",
                         "neither this nor WAN53_HOSTS_ALLOWED is set; expected a name");
  }
  return {};
}

}  // namespace

Result<AllowedHosts> AllowedHosts::parse(std::string_view text) {
  std::string blanks(text);
  std::ranges::replace(blanks, ',', ' ');
  AllowedHosts allowed;
  for (const std::string_view word : words(blanks)) {
    TRY_ASSIGN(const DnsName& name, parse_host(word));
    allowed.add(name);
  }
  return allowed;
}

bool AllowedHosts::contains(const DnsName& name) const {
  return std::ranges::any_of(names_, [&](const DnsName& allowed) {
    if (allowed == name) return true;
    return allowed.is_wildcard() && name.parent().is_within(allowed.parent());
  });
}

Result<CompanionSettings> load_companion_settings(const Environment& environment) {
  Draft draft;
  for (const Variable& variable : kVariables) {
    if (const auto value = environment.get(variable.name))
      TRY(set_variable(draft, variable, *value));
  }
  CompanionSettings settings;
  settings.config = std::move(draft.config);
  settings.record = std::move(draft.record.common);
  TRY(load_flag(environment, "WAN53_CREATE", settings.create));
  TRY(load_flag(environment, "WAN53_REQUIRE_SOURCE_IP", settings.require_source_ip));
  TRY(load_flag(environment, "WAN53_HOST_METRICS", settings.host_metrics));
  TRY(load_hosts(environment, settings));
  return settings;
}

}  // namespace wan53
