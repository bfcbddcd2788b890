// SPDX-License-Identifier: MIT
#include "lambda/event.h"

#include <algorithm>
#include <array>

#include "base/compose.h"
#include "base/json.h"
#include "base/text.h"

namespace wan53 {
namespace {

constexpr std::size_t kMaxCaller = 128;
constexpr std::size_t kMaxHostText = 255;
constexpr std::size_t kMaxAddressText = 64;

// Printable, and at most `limit` bytes even after escaping.
std::string printable_within(std::string_view text, std::size_t limit) {
  std::string result = printable(text, limit);
  result.resize(std::min(result.size(), limit));
  return result;
}

bool has_repeated_key(const cJSON* object) {
  std::vector<std::string_view> keys;
  for (const cJSON* member = object->child; member != nullptr; member = member->next) {
    keys.emplace_back(member->string);
  }
  std::ranges::sort(keys);
  return std::ranges::adjacent_find(keys) != keys.end();
}

const cJSON* object_member(const cJSON* object, const char* name) {
  const cJSON* member = cJSON_GetObjectItemCaseSensitive(object, name);
  return cJSON_IsObject(member) ? member : nullptr;
}

// Reads members of an event and keeps the first fault that it finds.
class Reader {
 public:
  explicit Reader(Event& event) : event_(event) {}

  void check(const cJSON* object, std::string_view place) {
    if (object != nullptr && has_repeated_key(object)) {
      note_fault(compose("{} has a repeated key; expected each key once", place));
    }
  }
  void read(const cJSON* object, const char* name, std::string& to) {
    const cJSON* member = cJSON_GetObjectItemCaseSensitive(object, name);
    if (member == nullptr || cJSON_IsNull(member)) return;
    if (cJSON_IsString(member)) {
      to = member->valuestring;
    } else {
      note_fault(compose("{} is not a string; expected one", name));
    }
  }
  void note_fault(std::string what) {
    if (event_.fault.empty()) event_.fault = std::move(what);
  }

 private:
  Event& event_;
};

// Removes `start` if the path begins with these segments.
bool drop_start(std::string_view& path, std::string_view start) {
  if (!path.starts_with(start) || (path.size() > start.size() && path[start.size()] != '/')) {
    return false;
  }
  path.remove_prefix(start.size());
  return true;
}

// "/" and "/v100/ddns" name no host; "/home.example.com" and "/v100/ddns/home.example.com" do. An
// HTTP API puts its stage in front of them, unless that is $default.
std::string host_in_path(std::string_view path, std::string_view stage) {
  constexpr std::string_view kClassic = "/v100/ddns";
  if (!drop_start(path, kClassic)) {
    drop_start(path, compose("/{}", stage));
    drop_start(path, kClassic);
  }
  if (path.starts_with('/')) path.remove_prefix(1);
  return std::string(path);
}

void note_wrong_integration(Reader& reader, std::string_view whose) {
  reader.note_fault(
      compose("the event is of {}, which the companion does not serve; call it through its "
              "function URL, an HTTP API, or a REST API with a proxy integration or the "
              "stack's mapping template, with AWS_IAM",
              whose));
}

// The places of what we need: payload format 2.0 has them under requestContext.http, format 1.0 and
// REST APIs under requestContext.identity and at the root.
void read_proxied(const cJSON* root, const cJSON* context, Event& event) {
  Reader reader(event);
  const cJSON* http = object_member(context, "http");
  const cJSON* identity = object_member(context, "identity");
  // A WebSocket API's and VPC Lattice's have an identity, too, but no httpMethod.
  if (http == nullptr && (identity == nullptr || !cJSON_HasObjectItem(root, "httpMethod"))) {
    const bool balanced = object_member(context, "elb") != nullptr;
    return note_wrong_integration(reader, balanced ? "a load balancer" : "another integration");
  }
  const cJSON* query = object_member(root, "queryStringParameters");
  const cJSON* headers = object_member(root, "headers");
  const cJSON* parameters = object_member(root, "pathParameters");
  reader.check(context, "requestContext");
  reader.check(http, "requestContext.http");
  reader.check(identity, "requestContext.identity");
  reader.check(query, "queryStringParameters");
  reader.check(headers, "headers");
  reader.check(parameters, "pathParameters");
  std::string method;
  std::string path;
  std::string stage;
  reader.read(http != nullptr ? http : root, http != nullptr ? "method" : "httpMethod", method);
  reader.read(http != nullptr ? http : identity, "sourceIp", event.source_ip);
  reader.read(root, http != nullptr ? "rawPath" : "path", path);
  reader.read(context, "stage", stage);
  reader.read(query, "ip", event.ip);
  reader.read(headers, "x-forwarded-for", event.forwarded_for);
  reader.read(parameters, "host", event.host);
  if (event.host.empty()) event.host = host_in_path(path, stage);
  if (method != "GET") reader.note_fault("the method is not GET; send GET /HOST?ip=ADDRESS");
}

// Whether the event has one of the mapping template's keys.
bool is_mapped(const cJSON* root) {
  return std::ranges::any_of(
      std::array{"ip", "host", "sourceIp", "X-Forwarded-For"},
      [&](const char* key) { return cJSON_GetObjectItemCaseSensitive(root, key) != nullptr; });
}

// `ip`, or the caller's own address; empty if that is unknown. Of several addresses in
// X-Forwarded-For the last is that of something in front of the API, such as CloudFront.
std::string_view wanted_address(const Event& event) {
  if (!event.ip.empty()) return event.ip;
  if (!event.source_ip.empty()) return event.source_ip;
  const std::string_view hops = event.forwarded_for;
  return hops.find(',') == hops.npos ? trim(hops) : std::string_view();
}

Result<Address> parse_wanted(const Event& event) {
  const std::string_view wanted = wanted_address(event);
  auto address = Address::parse(wanted);
  if (address) return address;
  if (!event.ip.empty()) return fail(std::move(address).error().context("ip"));
  return fail(Errc::bad_input,
              "ip is missing, and the caller's own address is unknown ({}); call the URL "
              "with ?ip=ADDRESS, or pass $context.identity.sourceIp as sourceIp in the "
              "mapping template",
              caller_of(event));
}

// The address to compare with: the one that AWS saw, else the last of X-Forwarded-For, since the
// caller controls the earlier ones.
Result<Address> caller_address(const Event& event) {
  if (!event.source_ip.empty()) return Address::parse(event.source_ip);
  const std::string_view hops = event.forwarded_for;
  return Address::parse(trim(hops.substr(hops.rfind(',') + 1)));
}

Failure unusable(std::string_view what) { return fail(Errc::bad_input, what); }
Failure forbidden(std::string_view what) { return fail(Errc::user, what); }

bool is_plain(char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; }

Result<DnsName> allowed_host(const Event& event, const CompanionSettings& settings) {
  if (event.host.empty()) {
    if (!settings.record.name.is_root()) return settings.record.name;
    return unusable("no host is given, and WAN53_HOST is not set; call .../HOST?ip=ADDRESS");
  }
  const auto name = DnsName::parse(event.host);
  if (!name) return unusable(compose("host: {}", name.error().what));
  if (name->is_wildcard()) {
    return unusable(compose("{} is a wildcard, which a caller may not name", name->display()));
  }
  // Route 53 accepts more characters, but "*.example.com" in the settings must not allow them.
  if (!std::ranges::all_of(name->text(), is_plain)) {
    return unusable(
        compose("{} is not a host name; expected letters, digits, '-' and '_'", name->display()));
  }
  if (!settings.hosts.contains(*name)) {
    return forbidden(
        compose("{} is not allowed here; the companion's owner must add it to "
                "WAN53_HOSTS_ALLOWED",
                name->display()));
  }
  return *name;
}

Status check_caller(const Event& event, const Address& address) {
  const auto caller = caller_address(event);
  if (!caller) {
    return forbidden(
        compose("the caller's own address is unknown ({}), and only that may be published",
                caller_of(event)));
  }
  if (*caller != address) {
    const bool other_family = caller->family() != address.family();
    return forbidden(
        compose("{} is not the caller's own address, {}, and only that may be published{}{}",
                address.text(), caller->text(), other_family ? "; call over " : "",
                other_family ? family_name(address.family()) : ""));
  }
  return {};
}

}  // namespace

Event read_event(std::string_view json) {
  Event event;
  Reader reader(event);
  if (json.size() > kMaxUsefulEventBytes) {
    reader.note_fault(compose("the event has {} bytes; expected at most 65536", json.size()));
    return event;
  }
  // cJSON would truncate a text at a NUL.
  const bool has_nul = json.find('\0') != json.npos || json.find("\\u0000") != json.npos;
  const Json root = has_nul ? Json() : parse_json(json);
  if (!cJSON_IsObject(root.get())) {
    reader.note_fault("the event is not a JSON object; expected {\"ip\":...}");
    return event;
  }
  reader.check(root.get(), "the event");
  // Through a template that escapes nothing, a caller can add keys but not remove ip.
  const cJSON* context = object_member(root.get(), "requestContext");
  event.proxied = context != nullptr && !cJSON_HasObjectItem(root.get(), "ip");
  if (event.proxied) {
    read_proxied(root.get(), context, event);
  } else if (is_mapped(root.get())) {
    reader.read(root.get(), "ip", event.ip);
    reader.read(root.get(), "host", event.host);
    reader.read(root.get(), "X-Forwarded-For", event.forwarded_for);
    reader.read(root.get(), "sourceIp", event.source_ip);
  } else {
    note_wrong_integration(reader, "no gateway");
  }
  return event;
}

std::string caller_of(const Event& event) {
  const std::string& text = event.source_ip.empty() ? event.forwarded_for : event.source_ip;
  return text.empty() ? "unknown" : printable_within(text, kMaxCaller);
}

std::string host_of(const Event& event, const CompanionSettings& settings) {
  return event.host.empty() ? settings.record.name.display()
                            : printable_within(event.host, kMaxHostText);
}

std::string new_value_of(const Event& event) {
  const std::string_view wanted = wanted_address(event);
  return wanted.empty() ? "unknown" : printable_within(wanted, kMaxAddressText);
}

Result<DesiredRecord> desired_by(const Event& event, const CompanionSettings& settings) {
  if (!event.fault.empty()) return unusable(event.fault);
  TRY_ASSIGN(DnsName host, allowed_host(event, settings));
  const auto address = parse_wanted(event);
  if (!address) return unusable(address.error().what);
  if (settings.require_source_ip) TRY(check_caller(event, *address));
  RecordConfig record = settings.record;
  record.name = std::move(host);
  record.family = address->family();
  auto desired =
      desired_record(record, {AddressSet(*address), caller_of(event)},
                     {settings.config.allow_private,
                      "the companion's owner can allow it with WAN53_ALLOW_PRIVATE=yes"});
  if (!desired) return unusable(desired.error().what);
  return desired;
}

}  // namespace wan53
