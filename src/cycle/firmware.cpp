// SPDX-License-Identifier: MIT
#include "cycle/firmware.h"

#include <algorithm>

#include "base/text.h"

namespace wan53 {
namespace {

// How long a failure is kept from the firmware, since it may go away.
constexpr Milliseconds kUnanswered = 60s;
constexpr Milliseconds kUpdatedLimit = 5s;

bool is_custom(Nvram& nvram) {
  const auto enabled = nvram.get("ddns_enable_x");
  if (!enabled || *enabled != "1") return false;
  const auto provider = nvram.get("ddns_server_x");
  return provider && *provider == "CUSTOM";
}

// In firmware before July 2026, ddns_custom_updated does not set ddns_ipv6_updated, and the
// watchdog then starts ddns-start again every 30 seconds.
Status tell_ipv6(Nvram& nvram) {
  TRY_ASSIGN(const std::string& service, nvram.get("ipv6_service"));
  if (service.empty() || service == "disabled") return {};
  TRY_ASSIGN(const std::string& wanted, nvram.get("ddns_ipv6_update"));
  if (wanted != "1") return {};
  TRY_ASSIGN(const std::string& told, nvram.get("ddns_ipv6_updated"));
  if (told == "1") return {};
  return nvram.set("ddns_ipv6_updated", "1");
}

Status tell_success(Processes& processes, Nvram& nvram, bool asked) {
  if (asked) {
    auto told = processes.run({"ddns_custom_updated", "1"}, kUpdatedLimit, 4'096);
    if (!told) return pass_on(told);
  }
  return tell_ipv6(nvram);
}

// The unit that DDNS runs on: under load balancing the user may choose it.
Result<std::string> ddns_unit(Nvram& nvram, const RouterView& router) {
  TRY_ASSIGN(const std::string& mode, nvram.get("wans_mode"));
  if (mode == "lb") {
    TRY_ASSIGN(std::string chosen, nvram.get("ddns_wan_unit"));
    if (chosen == "0" || chosen == "1") return chosen;
  }
  const WanUnit* unit = primary_unit(router);
  return to_text(unit == nullptr ? 0 : unit->number);
}

// The watchdog heeds auth_fail only if ddns_last_wan_unit is the unit that DDNS runs on.
Status tell_refusal(Nvram& nvram, const RouterView& router, const std::string& return_code) {
  TRY_ASSIGN(const std::string& heeded, nvram.get("ddns_return_code_chk"));
  if (heeded == "auth_fail" && return_code == "auth_fail") return {};
  TRY_ASSIGN(const std::string& unit, ddns_unit(nvram, router));
  TRY(nvram.set("ddns_last_wan_unit", unit));
  TRY(nvram.set("ddns_return_code_chk", "auth_fail"));
  return nvram.set("ddns_return_code", "auth_fail");
}

// Returns when to run the next cycle for the firmware's sake, if at all.
Result<std::optional<Moment>> answer_if_asked(Processes& processes, Nvram& nvram, DdnsHealth health,
                                              const RouterView& router, bool by_hook,
                                              Recent& recent, Moment now) {
  TRY_ASSIGN(const std::string& return_code, nvram.get("ddns_return_code"));
  TRY_ASSIGN(const std::string& updated, nvram.get("ddns_updated"));
  const bool asked = return_code == "ddns_query" || return_code == "auth_fail" || updated != "1";
  const Moment since = recent.firmware_asked.value_or(now);
  recent.firmware_asked = asked ? std::optional(since) : std::nullopt;
  switch (health) {
    case DdnsHealth::right:
      TRY(tell_success(processes, nvram, asked));
      break;
    case DdnsHealth::refused:
      if (!asked && !by_hook) return std::nullopt;
      TRY(tell_refusal(nvram, router, return_code));
      break;
    case DdnsHealth::failing:
      if (!asked) return std::nullopt;
      if (now - since < kUnanswered) return since + kUnanswered;
      // The published address may be old, but the settings on the page are not at fault.
      TRY(tell_success(processes, nvram, true));
      break;
    case DdnsHealth::unknown:
      return std::nullopt;
  }
  recent.firmware_asked.reset();
  return std::nullopt;
}

}  // namespace

DdnsHealth ddns_health(const Config& config, const Memory& memory) {
  if (!memory.recent.blocking_error.empty()) return DdnsHealth::refused;
  bool right = true;
  bool published = true;
  const bool any_wan = std::ranges::any_of(config.records, &Source::is_wan, &RecordConfig::source);
  for (const auto& record : config.records) {
    if (any_wan && !record.source.is_wan()) continue;
    const RecordKey key = key_of(record);
    const RecordReport* report = memory.recent.find(key);
    if (report == nullptr) return DdnsHealth::unknown;
    if (record.family == Family::ipv6 && report->observed.empty()) continue;
    if (report->outcome == OutcomeKind::refused) return DdnsHealth::refused;
    right &= !is_failure(report->outcome);
    const PublishedState* known = memory.state.find(key);
    published &= known != nullptr && !known->addresses.empty();
  }
  if (right) return DdnsHealth::right;
  return published ? DdnsHealth::failing : DdnsHealth::unknown;
}

std::optional<Moment> answer_firmware(Processes& processes, Nvram& nvram, DdnsHealth health,
                                      const RouterView& router, bool by_hook, Recent& recent,
                                      Moment now) {
  if (!is_custom(nvram)) {
    recent.firmware_asked.reset();
    return std::nullopt;
  }
  const auto next = answer_if_asked(processes, nvram, health, router, by_hook, recent, now);
  if (next) return *next;
  // nvram may have hung only once, so try again for a while; a missing program stays missing.
  const bool early = now - recent.firmware_asked.value_or(Moment()) < 10 * kUnanswered;
  return early ? std::optional(now + kUnanswered) : std::nullopt;
}

}  // namespace wan53
