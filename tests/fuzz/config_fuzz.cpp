// SPDX-License-Identifier: MIT
// A config that was accepted is printed and read back to the same one; a refusal names the file.
#include "ddns/config.h"
#include "fuzz.h"

using namespace wan53;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::view(data, size);
  if (const auto seconds = parse_duration(text)) REQUIRE(*seconds >= 0s);
  // Messages show names in lower case, some with a colon behind.
  const bool is_in_text = lower(text).find("wan53.conf") != std::string::npos;
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
    REQUIRE(source.kind != Source::Kind::companion || config->via == Via::gateway);
    const bool is_bound = source.kind == Source::Kind::internet;
    REQUIRE(source.interface_name.size() <= (is_bound ? 15 : 127));
    REQUIRE(source.unit >= 0 && source.unit <= 9);
  }
  REQUIRE(!config->checkers.empty() && config->checkers.size() <= 4);
  for (const auto& url : config->checkers) REQUIRE(url.size() <= 200 && url.starts_with("http"));
  const std::string printed = config_text(*config);
  const auto again = parse_config(printed, "printed");
  REQUIRE(again);
  REQUIRE(*again == *config);
  REQUIRE(config_text(*again) == printed);
  return 0;
}
