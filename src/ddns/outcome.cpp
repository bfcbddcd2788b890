// SPDX-License-Identifier: MIT
#include "ddns/outcome.h"

namespace wan53 {
namespace {

constexpr std::string_view kNames[] = {"unchanged", "created", "changed",     "planned",
                                       "waiting",   "retry",   "unconfirmed", "refused"};

ExitStatus exit_status(OutcomeKind kind) {
  switch (kind) {
    case OutcomeKind::waiting:
    case OutcomeKind::retry:
      return kExitTransient;
    case OutcomeKind::unconfirmed:
      return kExitUnconfirmed;
    case OutcomeKind::refused:
      return kExitUser;
    default:
      return kExitDone;
  }
}

// What needs the user hides nothing behind it; what will be retried comes last.
int gravity(ExitStatus status) {
  switch (status) {
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

std::string_view outcome_name(OutcomeKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

std::optional<OutcomeKind> parse_outcome(std::string_view name) {
  for (std::size_t i = 0; i < std::size(kNames); ++i) {
    if (kNames[i] == name) return static_cast<OutcomeKind>(i);
  }
  return std::nullopt;
}

bool is_failure(OutcomeKind kind) { return exit_status(kind) != kExitDone; }

bool is_change(OutcomeKind kind) {
  return kind == OutcomeKind::created || kind == OutcomeKind::changed;
}

void settle(Outcome& outcome, const Error& error) {
  // Failing to look does not make the fate of an earlier write known.
  if (outcome.kind == OutcomeKind::unconfirmed && error.code == Errc::retry) return;
  switch (error.code) {
    case Errc::user:
    case Errc::config:
      outcome.kind = OutcomeKind::refused;
      break;
    case Errc::wait:
      outcome.kind = OutcomeKind::waiting;
      break;
    case Errc::unconfirmed:
      outcome.kind = OutcomeKind::unconfirmed;
      break;
    default:
      outcome.kind = OutcomeKind::retry;
      break;
  }
  outcome.text = error.what;
}

ExitStatus exit_status(Errc code) {
  switch (code) {
    case Errc::usage:
      return kExitUsage;
    case Errc::config:
      return kExitConfig;
    case Errc::retry:
    case Errc::wait:
      return kExitTransient;
    case Errc::user:
      return kExitUser;
    case Errc::unconfirmed:
      return kExitUnconfirmed;
    // A parser's refusal that nobody gave a class to is our own mistake.
    case Errc::bad_input:
    case Errc::bug:
      break;
  }
  return kExitBug;
}

ExitStatus exit_status(const std::vector<Outcome>& outcomes) {
  ExitStatus gravest = kExitDone;
  for (const auto& outcome : outcomes) {
    const ExitStatus status = exit_status(outcome.kind);
    if (gravity(status) > gravity(gravest)) gravest = status;
  }
  return gravest;
}

}  // namespace wan53
