// SPDX-License-Identifier: MIT
#include "ddns/outcome.h"

namespace wan53 {
namespace {

constexpr std::string_view kOutcomeNames[] = {"unchanged", "created",     "changed",
                                              "planned",   "absent",      "waiting",
                                              "retry",     "unconfirmed", "refused"};

ExitStatus exit_status(OutcomeKind kind) {
  switch (kind) {
    case OutcomeKind::unchanged:
    case OutcomeKind::created:
    case OutcomeKind::changed:
    case OutcomeKind::planned:
    case OutcomeKind::absent:
      return kExitDone;
    case OutcomeKind::waiting:
    case OutcomeKind::retry:
      return kExitTransient;
    case OutcomeKind::unconfirmed:
      return kExitUnconfirmed;
    case OutcomeKind::refused:
      break;
  }
  return kExitUser;
}

// A fault that the user must fix outranks the others; one that is retried anyway ranks last.
int gravity(ExitStatus status) {
  switch (status) {
    case kExitBug:
      return 5;
    case kExitConfig:
      return 4;
    case kExitUser:
      return 3;
    case kExitUnconfirmed:
      return 2;
    case kExitTransient:
      return 1;
    default:
      return 0;
  }
}

}  // namespace

std::string_view outcome_name(OutcomeKind kind) {
  return kOutcomeNames[static_cast<std::size_t>(kind)];
}

std::optional<OutcomeKind> parse_outcome(std::string_view name) {
  for (std::size_t i = 0; i < std::size(kOutcomeNames); ++i) {
    if (kOutcomeNames[i] == name) return static_cast<OutcomeKind>(i);
  }
  return std::nullopt;
}

bool is_failure(OutcomeKind kind) { return exit_status(kind) != kExitDone; }

bool is_change(OutcomeKind kind) {
  return kind == OutcomeKind::created || kind == OutcomeKind::changed;
}

bool is_waiting(OutcomeKind kind) {
  return kind == OutcomeKind::absent || kind == OutcomeKind::waiting;
}

bool is_transient(OutcomeKind kind) {
  return kind == OutcomeKind::retry || kind == OutcomeKind::unconfirmed;
}

OutcomeKind outcome_of(Errc code) {
  switch (code) {
    case Errc::user:
    case Errc::config:
      return OutcomeKind::refused;
    case Errc::absent:
      return OutcomeKind::absent;
    case Errc::wait:
    case Errc::look_again:
      return OutcomeKind::waiting;
    case Errc::unconfirmed:
      return OutcomeKind::unconfirmed;
    case Errc::retry:
    case Errc::usage:
    case Errc::bad_input:
    case Errc::bug:
      break;
  }
  return OutcomeKind::retry;
}

Outcome failed_outcome(const RecordConfig& record, const Error& error, std::string source_name,
                       AddressSet observed) {
  return {.record = record,
          .kind = outcome_of(error.code),
          .text = error.what,
          .source_name = std::move(source_name),
          .observed = std::move(observed),
          .desired = {},
          .old_values = {},
          .zone_id = {},
          .change_id = {}};
}

ExitStatus exit_status(Errc code) {
  switch (code) {
    case Errc::usage:
      return kExitUsage;
    case Errc::config:
      return kExitConfig;
    case Errc::retry:
    case Errc::wait:
    case Errc::absent:
    case Errc::look_again:
      return kExitTransient;
    case Errc::user:
      return kExitUser;
    case Errc::unconfirmed:
      return kExitUnconfirmed;
    // A bad_input that no caller mapped to another code is our own mistake.
    case Errc::bad_input:
    case Errc::bug:
      break;
  }
  return kExitBug;
}

ExitStatus graver(ExitStatus a, ExitStatus b) { return gravity(b) > gravity(a) ? b : a; }

ExitStatus exit_status(const std::vector<OutcomeKind>& kinds) {
  ExitStatus gravest = kExitDone;
  for (const OutcomeKind kind : kinds) gravest = graver(gravest, exit_status(kind));
  return gravest;
}

ExitStatus exit_status(const std::vector<Outcome>& outcomes) {
  std::vector<OutcomeKind> kinds;
  for (const auto& outcome : outcomes) kinds.push_back(outcome.kind);
  return exit_status(kinds);
}

}  // namespace wan53
