// SPDX-License-Identifier: MIT
// A config that was accepted is printed and read back to the same one; a refusal names the file.
#include "ddns/config.h"
#include "fuzz.h"

using namespace wan53;

namespace {

bool same_records(const Config& a, const Config& b) {
  if (a.records.size() != b.records.size()) return false;
  for (std::size_t i = 0; i < a.records.size(); ++i) {
    const RecordConfig& x = a.records[i];
    const RecordConfig& y = b.records[i];
    if (x.name != y.name || x.family != y.family || x.ttl != y.ttl || x.zone_id != y.zone_id ||
        x.set_identifier != y.set_identifier || x.source.text() != y.source.text() ||
        x.external != y.external) {
      return false;
    }
  }
  return true;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::view(data, size);
  if (const auto seconds = parse_duration(text)) REQUIRE(*seconds >= 0s);
  // Messages show names in lower case.
  const bool is_in_text = lower(text).find("wan53.conf:") != std::string::npos;
  const auto config = parse_config(text, "wan53.conf");
  if (!config) {
    REQUIRE(config.error().code == Errc::config);
    REQUIRE(fuzz::is_clear(config.error()));
    REQUIRE(config.error().what.starts_with("wan53.conf:"));
    REQUIRE(is_in_text || config.error().what.rfind("wan53.conf:") == 0);
    return 0;
  }
  REQUIRE(!config->records.empty());
  for (const auto& record : config->records) {
    REQUIRE(record.ttl >= 1 && record.ttl <= 604'800);
    const Source& source = record.source;
    REQUIRE(source.kind != Source::Kind::prefix || record.family == Family::ipv6);
    REQUIRE(source.interface_name.size() <= 127);
    REQUIRE(source.unit >= 0 && source.unit <= 9);
  }
  REQUIRE(!config->checkers.empty() && config->checkers.size() <= 4);
  for (const auto& url : config->checkers) REQUIRE(url.size() <= 200 && url.starts_with("http"));
  const std::string printed = config_text(*config);
  const auto again = parse_config(printed, "printed");
  REQUIRE(again);
  REQUIRE(config_text(*again) == printed);
  REQUIRE(same_records(*again, *config));
  REQUIRE(again->checkers == config->checkers && again->daemon == config->daemon);
  REQUIRE(again->log_level == config->log_level);
  return 0;
}
