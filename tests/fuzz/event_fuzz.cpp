// SPDX-License-Identifier: MIT
// The companion's events, which callers write parts of: what is let through is a public address for
// a name that may be called, and the caller's own, as the settings ask; and every text made of it
// is printable and short.
#include "base/json.h"
#include "base/text.h"
#include "fuzz.h"
#include "lambda/event.h"
#include "lambda/reply.h"

using namespace wan53;

namespace {

CompanionSettings make_settings() {
  CompanionSettings settings;
  settings.record.name = *DnsName::parse("home.example.com");
  settings.record.zone_id = "Z111";
  settings.hosts = *AllowedHosts::parse("home.example.com *.dyn.example.com");
  settings.require_source_ip = true;
  return settings;
}

bool is_text(std::string_view text, std::size_t limit) {
  return text.size() <= limit && printable(text, limit) == text;
}

void check_desired(const DesiredRecord& desired, const Event& event) {
  const std::string_view hops = event.forwarded_for;
  const auto caller = Address::parse(
      event.source_ip.empty() ? trim(hops.substr(hops.rfind(',') + 1)) : event.source_ip);
  const auto address = event.ip.empty() ? caller : Address::parse(event.ip);
  REQUIRE(event.fault.empty() && caller && address && *address == *caller);
  REQUIRE(address->special_range().empty() && desired.addresses == AddressSet(*address));
  REQUIRE(desired.observed == desired.addresses);
  REQUIRE(desired.record.family == address->family() && desired.record.zone_id == "Z111");
  const DnsName& name = desired.record.name;
  REQUIRE(!name.is_wildcard());
  REQUIRE(name == *DnsName::parse("home.example.com") ||
          (name.is_within(*DnsName::parse("dyn.example.com")) &&
           name != *DnsName::parse("dyn.example.com")));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const CompanionSettings settings = make_settings();
  const Event event = read_event(fuzz::view(data, size));
  const std::string host = host_of(event, settings);
  const std::string from = caller_of(event);
  const std::string value = new_value_of(event);
  REQUIRE(is_text(host, 255) && is_text(from, 128) && is_text(value, 64));
  const auto desired = desired_by(event, settings);
  if (desired) {
    check_desired(*desired, event);
    return 0;
  }
  const Error& refusal = desired.error();
  REQUIRE(refusal.code == Errc::bad_input || refusal.code == Errc::user);
  REQUIRE(fuzz::is_clear(refusal));
  const Answer answer = refused_reply({host, from, value}, refusal, event.proxied);
  REQUIRE(answer.error_type.empty() && parse_json(answer.body));
  return 0;
}
