// SPDX-License-Identifier: MIT
// The companion's configuration, from the environment variables WAN53_* that the template sets.
// Values are checked by the same rules as those of wan53.conf.
#pragma once

#include <vector>

#include "aws/dns_name.h"
#include "base/ports.h"
#include "base/result.h"
#include "ddns/config.h"

namespace wan53 {

// The names that callers may update.
class AllowedHosts {
 public:
  // Names separated by blanks or commas; "*.example.com" allows every name below example.com.
  static Result<AllowedHosts> parse(std::string_view text);

  void add(const DnsName& name) { names_.push_back(name); }
  bool empty() const { return names_.empty(); }
  bool contains(const DnsName& name) const;

 private:
  std::vector<DnsName> names_;
};

struct CompanionSettings {
  Config config;        // region, notify, topic, metric namespace, allow-private; no records
  RecordConfig record;  // common to all records; its name is WAN53_HOST, or the root if unset
  AllowedHosts hosts;
  bool create = true;
  bool require_source_ip = false;
  bool host_metrics = true;  // count each host that callers name, too
};

// Reads, with defaults in parentheses: WAN53_HOST, WAN53_HOSTS_ALLOWED (WAN53_HOST alone),
// WAN53_ZONE_ID (discovered), WAN53_TTL (120), WAN53_SET_IDENTIFIER, WAN53_CREATE (yes),
// WAN53_ALLOW_PRIVATE (no), WAN53_REQUIRE_SOURCE_IP (no), WAN53_SNS_TOPIC_ARN, WAN53_NOTIFY
// (changes), WAN53_METRIC_NAMESPACE, WAN53_HOST_METRICS (yes); AWS_REGION. Errc::config names the
// variable.
Result<CompanionSettings> load_companion_settings(const Environment& environment);

}  // namespace wan53
