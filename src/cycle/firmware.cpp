// SPDX-License-Identifier: MIT
#include "cycle/firmware.h"

#include <algorithm>

#include "base/text.h"

namespace wan53 {
namespace {

// nvram may hang only once, so an answer is tried again for a while; a missing program stays missing.
constexpr Milliseconds kNextTry = 60s;
constexpr Milliseconds kPatience = 10 * kNextTry;
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

Status answer_if_asked(Processes& processes, Nvram& nvram, DdnsHealth health,
                       const RouterView& router, bool by_hook) {
  TRY_ASSIGN(const std::string& return_code, nvram.get("ddns_return_code"));
  TRY_ASSIGN(const std::string& updated, nvram.get("ddns_updated"));
  const bool asked = return_code == "ddns_query" || return_code == "auth_fail" ||
                     return_code == "unknown_error" || updated != "1";
  if (health == DdnsHealth::right) return tell_success(processes, nvram, asked);
  return asked || by_hook ? tell_refusal(nvram, router, return_code) : Status();
}

}  // namespace

DdnsHealth ddns_health(const Config& config, const Recent& recent) {
  if (!recent.blocking_error.empty()) return DdnsHealth::refused;
  bool right = true;
  const bool any_wan = std::ranges::any_of(config.records, &Source::is_wan, &RecordConfig::source);
  for (const auto& record : config.records) {
    if (any_wan && !record.source.is_wan()) continue;
    const RecordReport* report = recent.find(key_of(record));
    if (report == nullptr) return DdnsHealth::failing;
    if (record.family == Family::ipv6 && report->observed.empty()) continue;
    if (report->outcome == OutcomeKind::refused) return DdnsHealth::refused;
    right &= !is_failure(report->outcome);
  }
  return right ? DdnsHealth::right : DdnsHealth::failing;
}

std::optional<Moment> answer_firmware(Processes& processes, Nvram& nvram, DdnsHealth health,
                                      const RouterView& router, bool by_hook, Recent& recent,
                                      Moment now) {
  if (health == DdnsHealth::failing || !is_custom(nvram) ||
      answer_if_asked(processes, nvram, health, router, by_hook)) {
    recent.firmware_unanswered.reset();
    return std::nullopt;
  }
  const Moment since = recent.firmware_unanswered.value_or(now);
  recent.firmware_unanswered = since;
  return now - since < kPatience ? std::optional(now + kNextTry) : std::nullopt;
}

}  // namespace wan53
