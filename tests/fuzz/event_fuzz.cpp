// SPDX-License-Identifier: MIT
// The companion's events, which callers write parts of: what is let through is a public address for
// a name that may be called, and every text made of it is printable and short.
#include "base/json.h"
#include "fuzz.h"
#include "lambda/event.h"
#include "lambda/reply.h"

using namespace wan53;

namespace {

Settings make_settings() {
  Settings settings;
  settings.record.name = *DnsName::parse("home.example.com");
  settings.record.zone_id = "Z111";
  settings.hosts = *AllowedHosts::parse("home.example.com *.dyn.example.com");
  settings.require_source_ip = true;
  return settings;
}

bool is_text(std::string_view text, std::size_t limit) {
  return text.size() <= limit && printable(text, limit) == text;
}

void check_outcome(const Outcome& outcome, const Event& event) {
  const auto address = Address::parse(event.ip);
  REQUIRE(event.fault.empty() && address);
  REQUIRE(address->special_range().empty() && outcome.plan.addresses.size() == 1);
  REQUIRE(outcome.plan.addresses.front() == *address && outcome.observed == address->text());
  REQUIRE(outcome.record.family == address->family() && outcome.record.zone_id == "Z111");
  const DnsName& name = outcome.record.name;
  REQUIRE(!name.is_wildcard());
  REQUIRE(name == *DnsName::parse("home.example.com") ||
          (name.is_within(*DnsName::parse("dyn.example.com")) &&
           name != *DnsName::parse("dyn.example.com")));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Settings settings = make_settings();
  const Event event = read_event(fuzz::view(data, size));
  const std::string host = host_of(event, settings);
  const std::string from = caller_of(event);
  const std::string value = new_value_of(event);
  REQUIRE(is_text(host, 255) && is_text(from, 128) && is_text(value, 64));
  const auto judged = judge(event, settings);
  if (judged) {
    check_outcome(*judged, event);
    return 0;
  }
  REQUIRE(judged.error().status == 400 || judged.error().status == 403);
  REQUIRE(fuzz::is_clear({Errc::bad_input, judged.error().reason}));
  const Answer answer = refused_reply({host, from, value}, judged.error(), event.function_url);
  REQUIRE(answer.error_type.empty() && parse_json(answer.body));
  return 0;
}
