// SPDX-License-Identifier: MIT
#include "detect/detect.h"

#include <algorithm>

#include "base/text.h"
#include "detect/clock_gate.h"
#include "detect/detector.h"
#include "detect/external.h"
#include "settings/progress.h"

namespace wan53 {
namespace {

// Why a new address is held back for now, or nothing.
std::optional<HoldBack> held_back(const DetectedRecord& detected, const RecordReport* report,
                                  const State& state, Moment now) {
  const PublishedState* published = state.find(key_of(detected.record));
  const AddressSet& observed = detected.desired->observed;
  if (report == nullptr || published == nullptr || published->addresses.empty() ||
      published->addresses == observed) {
    return std::nullopt;
  }
  return hold_back(report->changes, observed, detected.observed_since, now);
}

void note_router(const RouterView& router, Progress& progress) {
  if (!router.read_error.empty()) progress.note("{}", router.read_error);
  for (const auto& unit : router.units) {
    const Status connected = check_connected(unit);
    if (!connected) {
      progress.note("nvram: {}", connected.error().what);
      continue;
    }
    progress.note("nvram: {}{} on {}: address {}, STUN saw {}: connected", unit.name(),
                  unit.primary ? " (primary)" : "", printable(unit.interface_name),
                  printable(unit.address),
                  unit.realip.empty() ? "nothing" : printable(unit.realip));
  }
}

void note_record(const DetectedRecord& detected, Progress& progress) {
  std::string text = detected.observed().text();
  if (!detected.desired) {
    append_item(text, ": ", detected.desired.error().what);
  } else if (text.empty()) {
    text = "as the companion sees it";
  }
  progress.note("{}: {} ({})", record_label(detected.record), text, detected.detection.source_name);
}

}  // namespace

Detections detect(const Ports& ports, const Settings& settings, Nvram& nvram,
                  const DetectOptions& options, Memory& memory) {
  Detections seen;
  if (nvram.present()) seen.router = read_router(nvram, settings.config);
  const RouterView* router = seen.router ? &*seen.router : nullptr;
  if (router != nullptr) note_router(*router, ports.progress);
  // Before the checkers: verifying their certificates needs a correct clock, as signing does.
  const Status clock = check_clock(ports, settings, router, memory.recent, seen.unverified);
  const Moment now = ports.clock->now();
  Status may_ask = clock;
  if (options.asks_nobody) may_ask = fail(Errc::look_again, "the checkers will be asked shortly");
  ExternalAddresses externals(ports, settings, memory.recent,
                              {options.after_event, options.by_hand, may_ask});
  Detector detector(ports, settings, router, memory, externals, options.asks_nobody);
  for (const auto& record : settings.config.records) {
    Detection detection = detector.detect_record(record, options.given);
    const PublishedState* published = memory.state.find(key_of(record));
    // An IPv6 address that is published is missed if it goes.
    if (!detection.addresses && detection.addresses.error().code == Errc::absent &&
        published != nullptr && !published->addresses.empty()) {
      detection.addresses.error().code = Errc::wait;
    }
    auto desired = desired_record(record, detection, {settings.config.allow_private});
    const bool retry_soon = detection.retry_soon;
    DetectedRecord detected{record, std::move(detection), now, std::move(desired), retry_soon};
    const RecordReport* report = memory.recent.find(key_of(record));
    if (report != nullptr && report->observed == detected.observed()) {
      detected.observed_since = report->observed_since;
    }
    if (detected.desired && !clock) {
      detected.desired = fail(clock.error());
      detected.retry_soon = true;
    }
    if (detected.desired && options.hold_flapping) {
      if (auto held = held_back(detected, report, memory.state, now)) {
        seen.held_until = std::min(seen.held_until.value_or(held->until), held->until);
        detected.desired = fail(Errc::wait, held->why);
      }
    }
    if (record.source.kind == Source::Kind::companion) {
      const bool told = report != nullptr && report->confirmed && !detected.observed().empty();
      const Moment ask = (told ? *report->confirmed : now) + kExternalLife;
      seen.next_check = std::min(seen.next_check.value_or(ask), ask);
    }
    note_record(detected, ports.progress);
    seen.records.push_back(std::move(detected));
  }
  externals.end_cycle();
  if (const auto check = externals.next_check()) {
    seen.next_check = std::min(seen.next_check.value_or(*check), *check);
  }
  seen.unverified.insert(seen.unverified.end(), externals.unverified().begin(),
                         externals.unverified().end());
  return seen;
}

}  // namespace wan53
