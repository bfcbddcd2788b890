// SPDX-License-Identifier: MIT
#include "aws/endpoint.h"

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

const Partition& partition_for(std::string_view region) {
  const Partition* partition = kPartitions;
  while (!region.starts_with(partition->region_prefix)) ++partition;
  return *partition;
}

bool is_loopback_ipv4(std::string_view host) {
  int octets = 0;
  while (!host.empty()) {
    const std::string_view octet = take_until(host, '.');
    const auto number = parse_unsigned(octet, 255);
    if (!number || (octet.size() > 1 && octet.front() == '0')) return false;
    if (octets == 0 && *number != 127) return false;
    ++octets;
  }
  return octets == 4;
}

bool is_host(std::string_view host) {
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (host.empty()) return false;
  for (const char c : host) {
    const bool good = bracketed ? hex_value(c) >= 0 || c == ':' || c == '.'
                                : is_alnum(c) || c == '-' || c == '.' || c == '_';
    if (!good) return false;
  }
  return true;
}

bool is_path(std::string_view path) {
  for (const char c : path) {
    if (!is_alnum(c) && std::string_view("/-._~%").find(c) == std::string_view::npos) return false;
  }
  return true;
}

struct Authority {
  std::string_view host;
  bool valid = false;
};

// HOST or HOST:PORT, where HOST is a name, an IPv4 address or [IPv6].
Authority read_authority(std::string_view text) {
  const std::size_t host_end = text.starts_with('[') ? text.find(']') : text.find(':');
  const std::size_t colon = text.starts_with('[') ? text.find(':', host_end) : host_end;
  const std::string_view host = text.substr(0, colon);
  if (colon != text.npos) {
    const auto port = parse_unsigned(text.substr(colon + 1), 65535);
    if (!port || *port == 0) return {};
  }
  return {host, is_host(host)};
}

}  // namespace

bool is_loopback(std::string_view host) {
  return equal_ignoring_case(host, "localhost") || host == "[::1]" ||
         (is_loopback_ipv4(host) && !host.ends_with('.'));
}

std::string_view signing_name(Service service) {
  switch (service) {
    case Service::route53:
      return "route53";
    case Service::sns:
      return "sns";
    case Service::cloudwatch:
      return "monitoring";
    case Service::sts:
      return "sts";
    case Service::execute_api:
      return "execute-api";
    case Service::lambda:
      break;
  }
  return "lambda";
}

std::string_view display_name(Service service) {
  switch (service) {
    case Service::route53:
      return "Route 53";
    case Service::sns:
      return "SNS";
    case Service::cloudwatch:
      return "CloudWatch";
    case Service::sts:
      return "STS";
    case Service::execute_api:
      return "API Gateway";
    case Service::lambda:
      break;
  }
  return "Lambda";
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
    return fail(Errc::config, concat({"partition ", partition.id, " (region ", region,
                                      ") has no dual-stack endpoints; set use-dualstack = no"}));
  }
  const std::string_view suffix = dualstack ? partition.dualstack_suffix : partition.suffix;
  if (service == Service::route53) {
    const std::string_view host =
        dualstack ? partition.route53_dualstack_host : partition.route53_host;
    return Endpoint{concat({"https://", host, ".", suffix}), std::string(partition.route53_region)};
  }
  return Endpoint{concat({"https://", signing_name(service), ".", region, ".", suffix}),
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
  const bool tls = url.starts_with("https://");
  if (!tls && !url.starts_with("http://")) {
    return fail(Errc::config, "expected a URL such as https://HOST[:PORT][/PATH]");
  }
  const std::string_view rest = url.substr(tls ? 8 : 7);
  const std::size_t end = rest.find_first_of("/?#");
  const Authority authority = read_authority(rest.substr(0, end));
  const std::string_view path = end == rest.npos ? std::string_view() : rest.substr(end);
  if (!authority.valid || !is_path(path)) {
    return fail(Errc::config,
                "not a plain URL; expected https://HOST[:PORT][/PATH] without user, query or "
                "fragment");
  }
  if (!tls && !is_loopback(authority.host)) {
    return fail(Errc::config,
                "plain http is allowed only to this machine itself (localhost, 127.0.0.1, [::1]); "
                "use https");
  }
  while (url.ends_with('/')) url.remove_suffix(1);
  return std::string(url);
}

Result<std::string> check_endpoint_url(std::string_view url, std::string_view name) {
  auto checked = check_endpoint_url(url);
  if (!checked) return std::unexpected(std::move(checked).error().context(name));
  return checked;
}

}  // namespace wan53
