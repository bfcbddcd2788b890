// SPDX-License-Identifier: MIT
// The providers for which this machine needs no certificate: STS, which gives a role to whoever may
// assume it, and another program.
#pragma once

#include <string>
#include <vector>

#include "access/provider.h"
#include "aws/credentials.h"
#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

// Assumes the first role with `base`, and each further one with the session of the one before it.
// The last session is the answer.
class AssumedRoleProvider final : public Provider {
 public:
  // The references outlive it. `roles` is not empty; `key_is_new` as in AwsAccess, of `base`.
  AssumedRoleProvider(const Ports& ports, const Settings& settings, Credentials base,
                      std::vector<AssumedRole> roles, bool key_is_new)
      : ports_(ports),
        settings_(settings),
        base_(std::move(base)),
        roles_(std::move(roles)),
        key_is_new_(key_is_new && base_.session_token.empty()) {}
  Result<Session> ask(CorrectedClock& time, bool can_wait) override;

 private:
  const Ports& ports_;
  const Settings& settings_;
  Credentials base_;
  std::vector<AssumedRole> roles_;
  bool key_is_new_;
};

// Runs a program, which has kLongestProcess to print credentials. What else it prints, and its
// arguments, may be secret and are shown nowhere. Errc::config if there is no such program.
class ProcessProvider final : public Provider {
 public:
  static constexpr Milliseconds kLongestProcess = 20s;

  // `argv` as parse_credential_process gives it.
  ProcessProvider(const Ports& ports, std::vector<std::string> argv)
      : ports_(ports), argv_(std::move(argv)) {}
  Result<Session> ask(CorrectedClock& time, bool can_wait) override;

 private:
  const Ports& ports_;
  std::vector<std::string> argv_;
};

}  // namespace wan53
