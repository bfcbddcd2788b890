// SPDX-License-Identifier: MIT
#include "aws/gateway.h"

#include "aws/service_error.h"
#include "aws/url.h"
#include "base/compose.h"
#include "base/json.h"
#include "base/text.h"

namespace wan53 {
namespace {

constexpr std::string_view kHost = "/{host}";
constexpr std::string_view kFailedPrefix = "DDNS IP check failed";
constexpr std::size_t kMaxWarnings = 4;

// API.execute-api.REGION.amazonaws.com, ID.lambda-url.REGION.on.aws. A user's own domain may
// contain these words too, so its end must match as well.
struct Place {
  Service service = Service::execute_api;
  std::string_view region;
};
Place place_of(std::string_view host) {
  take_until(host, '.');
  const std::string_view kind = take_until(host, '.');
  const std::string_view region = take_until(host, '.');
  // The domains of all partitions, and a test server on this machine.
  const bool is_awss = host.starts_with("amazonaws.") || host.starts_with("api.a") ||
                       host.starts_with("on.a") || host == "localhost";
  if (!is_awss || !is_region(region)) return {};
  if (equal_ignoring_case(kind, "execute-api")) return {Service::execute_api, region};
  if (equal_ignoring_case(kind, "lambda-url")) return {Service::lambda, region};
  return {};
}

std::string path_for(std::string_view path, const DnsName& name) {
  if (!names_host(path)) return std::string(path.empty() ? "/" : path);
  path.remove_suffix(kHost.size() - 1);
  return compose("{}{}", path, uri_encode(name.text()));
}

// statusCode is a text in the classic reply and a number in a function URL's.
std::int64_t status_code_of(const cJSON* reply) {
  if (const auto number = number_member(reply, "statusCode")) return *number;
  const auto text = text_member(reply, "statusCode");
  return text ? static_cast<std::int64_t>(parse_unsigned(*text, 999).value_or(0)) : 0;
}

// The words of "IP for HOST changed from OLD to NEW via request from FROM".
struct Told {
  std::string_view host;
  std::string_view verb;
  std::string_view old_values;
  std::string_view new_value;
};
std::optional<Told> read_recipe_text(std::string_view text) {
  const auto parts = words(text);
  if (parts.size() < 8 || parts[0] != "IP" || parts[1] != "for" || parts[4] != "from" ||
      parts[6] != "to") {
    return std::nullopt;
  }
  return Told{parts[2], parts[3], parts[5], parts[7]};
}

Failure no_reply(std::string_view body) {
  return fail(
      Error{Errc::user,
            compose("not a companion's reply: {}; check gateway-url, and that the companion is "
                    "deployed",
                    printable(body, 200)),
            ErrorKind::not_found});
}

}  // namespace

bool names_host(std::string_view gateway_url) { return gateway_url.ends_with(kHost); }

Result<std::string> check_gateway_url(std::string_view url) {
  const bool by_host = names_host(url);
  if (by_host) url.remove_suffix(kHost.size());
  TRY_ASSIGN(std::string checked, check_endpoint_url(url));
  const UrlParts parts = parts_of(checked);
  const Place place = place_of(parts.host);
  // API Gateway takes the first segment of the path for the stage, and answers 403 to any other.
  if (parts.path.empty() && place.service == Service::execute_api && !place.region.empty()) {
    return fail(Errc::config,
                "an execute-api URL without a stage; expected https://.../STAGE/PATH, as the stack "
                "prints it");
  }
  if (by_host) checked += kHost;
  return checked;
}

Status check_gateway_api_arn(std::string_view arn) {
  std::string_view rest = arn;
  const bool good = take_until(rest, ':') == "arn" && !take_until(rest, ':').empty();
  const std::string_view service = take_until(rest, ':');
  const bool places = is_region(take_until(rest, ':')) && take_until(rest, ':').size() == 12;
  const std::size_t slash = rest.find('/');
  const bool api = service == "execute-api" && slash != rest.npos && slash != 0 &&
                   slash + 1 < rest.size() && rest.rfind('/') == slash;
  const bool function = service == "lambda" && rest.starts_with("function:");
  if (good && places && (api || function) && printable(arn) == arn && rest.find('*') == rest.npos) {
    return {};
  }
  return fail(Errc::config,
              "{}; expected the ARN that the stack prints, such as "
              "arn:aws:execute-api:us-east-1:111122223333:a1b2c3/prod",
              printable(arn, 100));
}

AwsRequest gateway_request(const std::string& gateway_url, const std::string& region,
                           const DnsName& name, std::string_view address,
                           const std::string& interface_name) {
  const UrlParts parts = parts_of(gateway_url);
  const Place place = place_of(parts.host);
  AwsRequest made;
  made.service = place.service;
  made.endpoint = {gateway_url.substr(0, gateway_url.size() - parts.path.size()),
                   place.region.empty() ? region : std::string(place.region)};
  made.method = "GET";
  made.path = path_for(parts.path, name);
  made.operation = compose("GET {}", made.path);
  if (!address.empty()) {
    made.query = "ip=";
    append_uri_encoded(made.query, address);
  }
  made.writes = made.repeatable = true;
  if (!is_loopback(parts.host)) made.interface_name = interface_name;
  return made;
}

bool is_of_no_address(const Error& refusal) {
  // A refused signature may quote the query.
  const ErrorKind kind = refusal.kind;
  const bool is_of_key = kind == ErrorKind::credentials || kind == ErrorKind::expired ||
                         kind == ErrorKind::clock || kind == ErrorKind::unknown_key ||
                         kind == ErrorKind::denied;
  return !is_of_key && refusal.what.find(kNoAddress) != std::string::npos;
}

std::string gateway_resource(std::string_view api_arn, std::string_view gateway_url,
                             const DnsName& name) {
  if (api_arn.find(":execute-api:") == api_arn.npos) return std::string(api_arn);
  const std::string path = path_for(parts_of(gateway_url).path, name);
  std::string_view resource = path;
  // The ARN already ends in the stage; the path has it too, unless the domain is a custom one.
  const std::string_view stage = api_arn.substr(api_arn.find('/'));
  if (resource.substr(0, resource.find('/', 1)) == stage) resource.remove_prefix(stage.size());
  return compose("{}/GET{}", api_arn, resource.empty() ? "/" : resource);
}

Result<GatewayReply> read_gateway_reply(std::string_view body, const DnsName& name,
                                        std::string_view address) {
  const Json reply = parse_json(body);
  // The error of a Lambda that crashed or timed out, passed on with status 200.
  if (const auto message = text_member(reply.get(), "errorMessage")) {
    const bool refused = text_member(reply.get(), "errorType") == kCompanionRefused;
    return fail(refused ? Errc::user : Errc::unconfirmed, "the companion failed: {}{}",
                printable(*message, 300),
                refused ? "; the companion's owner must fix that"
                        : "; the next attempt asks what became of it");
  }
  const auto text = text_member(reply.get(), "body");
  const std::int64_t status = status_code_of(reply.get());
  if (!text || status == 0) return no_reply(body);
  const bool refused = status >= 400 && status < 500 && status != 429;
  if (status != 200 || text->starts_with(kFailedPrefix)) {
    const auto why = text_member(reply.get(), "message").value_or(*text);
    return fail(refused         ? Errc::user
                : status >= 500 ? Errc::unconfirmed
                                : Errc::retry,
                "the companion answers {}: {}{}", status, printable(why, 300),
                refused ? "; the stack's settings decide what the companion accepts" : "");
  }
  const auto told = read_recipe_text(*text);
  if (!told || (told->verb != "changed" && told->verb != "unchanged")) return no_reply(body);
  const auto host = DnsName::parse(told->host);
  if (!host || *host != name) {
    return fail(Errc::user, "the companion updates {}, not {}; use that name in the config",
                printable(told->host, 100), name.display());
  }
  if (!address.empty() && told->new_value != address) {
    return fail(Errc::retry, "the companion reports {} instead of {}",
                printable(told->new_value, 60), address);
  }
  GatewayReply result{
      told->verb == "changed", std::string(told->old_values), std::string(told->new_value), {}};
  for (const cJSON* item = array_member(reply.get(), "warnings");
       item != nullptr && result.warnings.size() < kMaxWarnings; item = item->next) {
    if (cJSON_IsString(item)) result.warnings.push_back(printable(item->valuestring, 300));
  }
  return result;
}

}  // namespace wan53
