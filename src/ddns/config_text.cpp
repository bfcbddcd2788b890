// SPDX-License-Identifier: MIT
#include <algorithm>

#include "base/text.h"
#include "ddns/config.h"

namespace wan53 {
namespace {

// In LogLevel's order.
constexpr std::string_view kLogLevels[] = {"error", "warning", "notice", "info", "debug"};

std::string line(std::string_view key, std::string_view value) {
  return value.empty() ? std::string() : concat({key, " = ", value, "\n"});
}

std::string_view yes_no(bool value) { return value ? "yes" : "no"; }

std::string_view notify_text(Notify notify) {
  switch (notify) {
    case Notify::always:
      return "always";
    case Notify::never:
      return "never";
    case Notify::changes:
      break;
  }
  return "changes";
}

// As a section can hold it: a ']' would end it.
std::string display_in_section(const DnsName& name) {
  std::string text;
  for (const char c : name.display()) {
    if (c == ']') {
      text += "\\135";
    } else {
      text += c;
    }
  }
  return text;
}

// A section may stand only once, so a name's next ones are spelled otherwise: with a final dot and
// with capitals, a letter for each bit.
std::string spelled(const DnsName& name, std::size_t sections_before) {
  std::string text = display_in_section(name);
  std::size_t capitals = sections_before / 2;
  for (char& c : text) {
    if (!is_lower(c)) continue;
    if (capitals % 2 == 1) c = static_cast<char>(c - ('a' - 'A'));
    capitals /= 2;
  }
  if (sections_before % 2 == 1) text += '.';
  return text;
}

// Both of one section: A and then its AAAA sibling.
bool is_pair(const RecordConfig& a, const RecordConfig& b) {
  return a.name == b.name && a.family == Family::ipv4 && b.family == Family::ipv6 &&
         a.ttl == b.ttl && a.zone_id == b.zone_id && a.set_identifier == b.set_identifier;
}

// One section for `record` and, when `other` is not null, for its AAAA sibling.
std::string record_section(std::string_view name, const RecordConfig& record,
                           const RecordConfig* other) {
  std::string text = concat({"\n[record ", name, "]\n"});
  text += line("type", other != nullptr ? "A AAAA" : record_type(record.family));
  text += line("ttl", to_text(record.ttl));
  text += line("zone", record.zone_id);
  text += line("source", record.source.text());
  if (other != nullptr) text += line("source-ipv6", other->source.text());
  text += line("set-identifier", record.set_identifier);
  return text;
}

}  // namespace

std::string record_label(const RecordConfig& record) {
  std::string text = concat({record.name.display(), " ", record_type(record.family)});
  if (!record.set_identifier.empty()) text += concat({" (", record.set_identifier, ")"});
  return text;
}

std::string_view log_level_name(LogLevel level) {
  return kLogLevels[static_cast<std::size_t>(level)];
}

std::optional<LogLevel> parse_log_level(std::string_view name) {
  for (std::size_t i = 0; i < std::size(kLogLevels); ++i) {
    if (kLogLevels[i] == name) return static_cast<LogLevel>(i);
  }
  return std::nullopt;
}

std::string config_text(const Config& config) {
  std::string text = "[aws]\n";
  text += line("region", config.region);
  text += line("credentials-file", config.credentials_file);
  text += line("profile", config.profile);
  text += line("use-dualstack", yes_no(config.use_dualstack));
  text += line("ca-file", config.ca_file);
  text += "\n[publish]\n";
  text += line("via", config.via == Via::gateway ? "gateway" : "route53");
  text += line("gateway-url", config.gateway_url);
  text += line("gateway-api-arn", config.gateway_api_arn);
  text += line("check-interval", concat({to_text(config.check_interval.count()), "s"}));
  text += line("sns-topic-arn", config.sns_topic_arn);
  text += line("metric-namespace", config.metric_namespace);
  text += line("notify", notify_text(config.notify));
  text += line("allow-private", yes_no(config.allow_private));
  text += line("daemon", yes_no(config.daemon));
  text += line("checkers", join(config.checkers, " "));
  text += line("log-level", log_level_name(config.log_level));
  const auto& records = config.records;
  std::vector<const DnsName*> names;  // one for each section so far
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto before =
        std::ranges::count_if(names, [&](const DnsName* name) { return *name == records[i].name; });
    names.push_back(&records[i].name);
    // parse_config makes A and AAAA of one section neighbours.
    const bool pair = i + 1 < records.size() && is_pair(records[i], records[i + 1]);
    text += record_section(spelled(records[i].name, static_cast<std::size_t>(before)), records[i],
                           pair ? &records[i + 1] : nullptr);
    if (pair) ++i;
  }
  return text;
}

}  // namespace wan53
