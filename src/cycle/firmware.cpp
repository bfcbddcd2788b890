// SPDX-License-Identifier: MIT
#include "cycle/firmware.h"

#include <algorithm>

#include "base/text.h"

namespace wan53 {
namespace {

// A fault that passes within this is no news to the firmware.
constexpr std::int64_t kPatience_ms = 60'000;
constexpr std::int64_t kDeadline_ms = 5'000;

bool is_custom(Nvram& nvram) {
  const auto enabled = nvram.get("ddns_enable_x");
  if (!enabled || *enabled != "1") return false;
  const auto provider = nvram.get("ddns_server_x");
  return provider && *provider == "CUSTOM";
}

// ddns_custom_updated of firmware before July 2026 forgets this one, and the watchdog then starts
// ddns-start again every 30 seconds.
Status tell_ipv6(Nvram& nvram) {
  TRY_ASSIGN(const std::string service, nvram.get("ipv6_service"));
  if (service.empty() || service == "disabled") return {};
  TRY_ASSIGN(const std::string wanted, nvram.get("ddns_ipv6_update"));
  if (wanted != "1") return {};
  TRY_ASSIGN(const std::string told, nvram.get("ddns_ipv6_updated"));
  if (told == "1") return {};
  return nvram.set("ddns_ipv6_updated", "1");
}

Status tell_success(Processes& processes, Nvram& nvram, bool asked) {
  if (asked) {
    const auto told = processes.run({"ddns_custom_updated", "1"}, kDeadline_ms, 4'096);
    if (!told) return std::unexpected(told.error());
  }
  return tell_ipv6(nvram);
}

// The unit that DDNS runs on: under load balancing the user may choose it.
Result<std::string> ddns_unit(Nvram& nvram, const RouterView& router) {
  TRY_ASSIGN(const std::string mode, nvram.get("wans_mode"));
  if (mode == "lb") {
    TRY_ASSIGN(std::string chosen, nvram.get("ddns_wan_unit"));
    if (chosen == "0" || chosen == "1") return chosen;
  }
  const WanUnit* unit = primary_unit(router);
  return to_text(unit == nullptr ? 0 : unit->number);
}

// The watchdog heeds auth_fail only beside the unit that DDNS ran on.
Status tell_refusal(Nvram& nvram, const RouterView& router, const std::string& return_code) {
  TRY_ASSIGN(const std::string heeded, nvram.get("ddns_return_code_chk"));
  if (heeded == "auth_fail" && return_code == "auth_fail") return {};
  TRY_ASSIGN(const std::string unit, ddns_unit(nvram, router));
  TRY(nvram.set("ddns_last_wan_unit", unit));
  TRY(nvram.set("ddns_return_code_chk", "auth_fail"));
  return nvram.set("ddns_return_code", "auth_fail");
}

// When to look again, or 0.
Result<std::int64_t> answer(Processes& processes, Nvram& nvram, Standing standing,
                            const RouterView& router, bool by_hook, Volatile& recent,
                            std::int64_t now_ms) {
  TRY_ASSIGN(const std::string return_code, nvram.get("ddns_return_code"));
  TRY_ASSIGN(const std::string updated, nvram.get("ddns_updated"));
  const bool asked = return_code == "ddns_query" || return_code == "auth_fail" || updated != "1";
  const std::int64_t since_ms = asked && recent.firmware_asked_ms == 0 ? now_ms
                                : asked                                ? recent.firmware_asked_ms
                                                                       : 0;
  recent.firmware_asked_ms = since_ms;
  if (standing == Standing::right) {
    TRY(tell_success(processes, nvram, asked));
    recent.firmware_asked_ms = 0;
    return 0;
  }
  if (!asked && !(by_hook && standing == Standing::refused)) return 0;
  if (standing == Standing::refused) {
    TRY(tell_refusal(nvram, router, return_code));
    recent.firmware_asked_ms = 0;
    return 0;
  }
  // What is published may be old, but it is no fault of the settings that the page is about.
  if (standing == Standing::unknown) return 0;
  if (now_ms - since_ms < kPatience_ms) return since_ms + kPatience_ms;
  TRY(tell_success(processes, nvram, true));
  recent.firmware_asked_ms = 0;
  return 0;
}

}  // namespace

Standing standing_of(const Config& config, const Memory& memory) {
  if (!memory.recent.trouble.empty()) return Standing::refused;
  bool right = true;
  bool published = true;
  const bool any_wan = std::ranges::any_of(config.records, &Source::is_wan, &RecordConfig::source);
  for (const auto& record : config.records) {
    if (any_wan && !record.source.is_wan()) continue;
    const RecordKey key = key_of(record);
    const RecordReport* report = memory.recent.find(key);
    if (report == nullptr) return Standing::unknown;
    if (record.family == Family::ipv6 && report->observed.empty()) continue;
    const auto kind = parse_outcome(report->outcome);
    if (kind == OutcomeKind::refused) return Standing::refused;
    right &= kind && !is_failure(*kind);
    const PublishedState* known = memory.state.find(key);
    published &= known != nullptr && !known->value.empty();
  }
  if (right) return Standing::right;
  return published ? Standing::failing : Standing::unknown;
}

std::int64_t answer_firmware(Processes& processes, Nvram& nvram, Standing standing,
                             const RouterView& router, bool by_hook, Volatile& recent,
                             std::int64_t now_ms) {
  if (!is_custom(nvram)) {
    recent.firmware_asked_ms = 0;
    return 0;
  }
  const auto again_ms = answer(processes, nvram, standing, router, by_hook, recent, now_ms);
  if (again_ms) return *again_ms;
  // It may have hung for once; where the program is missing no try will do.
  const bool early = now_ms - recent.firmware_asked_ms < 10 * kPatience_ms;
  return early ? now_ms + kPatience_ms : 0;
}

}  // namespace wan53
