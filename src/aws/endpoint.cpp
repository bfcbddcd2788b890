// SPDX-License-Identifier: MIT
#include "aws/endpoint.h"

#include <iterator>

#include "aws/url.h"
#include "base/compose.h"
#include "base/text.h"

namespace wan53 {
namespace {

struct Partition {
  std::string_view id;
  std::string_view region_prefix;
  std::string_view suffix;
  std::string_view dualstack_suffix;  // empty: none
  std::string_view route53_host;      // before the suffix
  std::string_view route53_dualstack_host;
  std::string_view route53_region;
};

// The last one is the default: its empty prefix matches every region.
constexpr Partition kPartitions[] = {
    {"aws-cn", "cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn", "route53",
     "route53.global", "cn-northwest-1"},
    {"aws-us-gov", "us-gov-", "amazonaws.com", "api.aws", "route53.us-gov", "route53.us-gov",
     "us-gov-west-1"},
    {"aws-eusc", "eusc-", "amazonaws.eu", "api.amazonwebservices.eu", "route53", "route53.global",
     "eusc-de-east-1"},
    {"aws-iso", "us-iso-", "c2s.ic.gov", "api.aws.ic.gov", "route53", "route53", "us-iso-east-1"},
    {"aws-iso-b", "us-isob-", "sc2s.sgov.gov", "api.aws.scloud", "route53", "route53",
     "us-isob-east-1"},
    {"aws-iso-e", "eu-isoe-", "cloud.adc-e.uk", "", "route53", "", "eu-isoe-west-1"},
    {"aws-iso-f", "us-isof-", "csp.hci.ic.gov", "", "route53", "", "us-isof-south-1"},
    {"aws", "", "amazonaws.com", "api.aws", "route53", "route53.global", "us-east-1"},
};

struct ServiceNames {
  const char* signing;
  const char* display;
};

// In the order of Service.
constexpr ServiceNames kServiceNames[] = {
    {"route53", "Route 53"},
    {"sns", "SNS"},
    {"monitoring", "CloudWatch"},
    {"sts", "STS"},
    {"rolesanywhere", "Roles Anywhere"},
    {"iot", "AWS IoT"},
    {"execute-api", "API Gateway"},
    {"lambda", "Lambda"},
};

static_assert(std::size(kServiceNames) == static_cast<std::size_t>(Service::lambda) + 1);

const Partition& partition_for(std::string_view region) {
  const Partition* partition = kPartitions;
  while (!region.starts_with(partition->region_prefix)) ++partition;
  return *partition;
}

}  // namespace

std::string_view signing_name(Service service) {
  return kServiceNames[static_cast<std::size_t>(service)].signing;
}

std::string_view display_name(Service service) {
  return kServiceNames[static_cast<std::size_t>(service)].display;
}

bool is_region(std::string_view text) {
  if (text.empty() || text.size() > 63 || text.front() == '-' || text.back() == '-') return false;
  for (const char c : text) {
    if (!is_lower(c) && !is_digit(c) && c != '-') return false;
  }
  return true;
}

std::string_view partition_of(std::string_view region) { return partition_for(region).id; }

Result<Endpoint> endpoint_for(Service service, std::string_view region, bool dualstack) {
  const Partition& partition = partition_for(region);
  if (dualstack && partition.dualstack_suffix.empty()) {
    return fail(Errc::config,
                "partition {} (region {}) has no dual-stack endpoints; set use-dualstack = no",
                partition.id, region);
  }
  const std::string_view suffix = dualstack ? partition.dualstack_suffix : partition.suffix;
  if (service == Service::route53) {
    const std::string_view host =
        dualstack ? partition.route53_dualstack_host : partition.route53_host;
    return Endpoint{compose("https://{}.{}", host, suffix), std::string(partition.route53_region)};
  }
  return Endpoint{compose("https://{}.{}.{}", signing_name(service), region, suffix),
                  std::string(region)};
}

void Endpoints::replace(Service service, std::string url) {
  std::erase_if(replacements_, [service](const Replacement& r) { return r.service == service; });
  replacements_.push_back({service, std::move(url)});
}

Result<Endpoint> Endpoints::of(Service service, std::string_view region) const {
  if (region.empty()) region = region_;
  for (const auto& replacement : replacements_) {
    if (replacement.service != service) continue;
    // The region to sign for is still that of AWS's own endpoint.
    TRY_ASSIGN(Endpoint endpoint, endpoint_for(service, region, false));
    endpoint.url = replacement.url;
    return endpoint;
  }
  return endpoint_for(service, region, dualstack_);
}

Result<std::string> check_endpoint_url(std::string_view url) {
  TRY_ASSIGN(std::string checked, canonical_url(url));
  if (checked.ends_with('/')) checked.pop_back();
  return checked;
}

Result<std::string> check_endpoint_url(std::string_view url, std::string_view name) {
  auto checked = check_endpoint_url(url);
  if (!checked) return fail(std::move(checked).error().context(name));
  return checked;
}

}  // namespace wan53
