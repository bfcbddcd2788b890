// SPDX-License-Identifier: MIT
// Lists for scripts, one entry per line: the config's records, and all hosts that are called.
#include <algorithm>

#include "aws/endpoint.h"
#include "aws/notify.h"
#include "aws/url.h"
#include "base/compose.h"
#include "base/text.h"
#include "cli/cli.h"
#include "settings/environment.h"
#include "settings/settings.h"

namespace wan53 {
namespace {

// A column is never empty, since a shell reads several tabs as one.
std::string_view column(std::string_view text) { return text.empty() ? "-" : text; }

// The host of `url`, without the port and the brackets of an IPv6 address. The config's checks have
// accepted `url`.
std::string host_in_url(std::string_view url) {
  const std::string_view host = host_of(url);
  return lower(host.starts_with('[') ? host.substr(1, host.size() - 2) : host);
}

class Hosts {
 public:
  void add(std::string_view url) { append_once(hosts_, host_in_url(url)); }
  Status add(const Endpoints& endpoints, Service service, std::string_view region = {}) {
    TRY_ASSIGN(const Endpoint& endpoint, endpoints.of(service, region));
    add(endpoint.url);
    return {};
  }
  std::string text() const { return join(hosts_, "\n") + "\n"; }

 private:
  std::vector<std::string> hosts_;
};

// If there is no config yet: the settings of a new one that sets nothing.
Result<Settings> load_settings_or_defaults(const Ports& ports, const Options& options) {
  TRY_ASSIGN(Places places, find_places(ports, options.config_file));
  const auto content = ports.files->read(places.config_file, kMaxConfigBytes);
  if (!content || *content) return load_settings(ports, options.config_file);
  return read_settings(ports.environment, std::move(places), "[record home.invalid]\n");
}

}  // namespace

Result<ExitStatus> config_records_command(const Ports& ports, const Options& options) {
  TRY_ASSIGN(const Settings& settings, load_settings(ports, options.config_file));
  std::string text;
  for (const auto& record : settings.config.records) {
    text += compose("{}\t{}\t{}\t{}\t{}\t{}\n", record.name.display(), record_type(record.family),
                    record.source.text(), record.ttl, column(record.zone_id),
                    column(record.set_identifier));
  }
  ports.terminal->out(text);
  return kExitDone;
}

// Route 53 and STS are listed even with a gateway: Route 53 is asked for the time if NTP is silent,
// and setup and doctor ask STS for the key's owner.
Result<ExitStatus> config_hosts_command(const Ports& ports, const Options& options) {
  TRY_ASSIGN(const Settings& settings, load_settings_or_defaults(ports, options));
  const Config& config = settings.config;
  TRY_ASSIGN(const auto& endpoints, load_endpoints(ports.environment, config));
  Hosts hosts;
  TRY(hosts.add(endpoints, Service::route53));
  if (config.via == Via::gateway) hosts.add(config.gateway_url);
  TRY(hosts.add(endpoints, Service::sts));
  if (config.proof == Proof::iot) hosts.add(compose("https://{}", config.iot_endpoint));
  const auto anchor = parse_arn(config.trust_anchor_arn);
  if (anchor && config.proof == Proof::roles_anywhere) {
    TRY(hosts.add(endpoints, Service::roles_anywhere, anchor->region));
  }
  if (const auto topic = parse_topic_arn(config.sns_topic_arn)) {
    TRY(hosts.add(endpoints, Service::sns, topic->region));
  }
  if (!config.metric_namespace.empty()) TRY(hosts.add(endpoints, Service::cloudwatch));
  if (std::ranges::any_of(config.records, &Source::may_ask_checkers, &RecordConfig::source)) {
    for (const auto& url : config.checkers) hosts.add(url);
  }
  if (!config.heartbeat_url.empty()) hosts.add(config.heartbeat_url);
  ports.terminal->out(hosts.text());
  return kExitDone;
}

}  // namespace wan53
