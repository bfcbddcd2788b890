// SPDX-License-Identifier: MIT
// The providers to which this machine authenticates with its certificate: AWS IoT sees it in the
// TLS handshake, Roles Anywhere verifies its key's signature. Key and certificate are read for each
// request and wiped from memory after it.
#pragma once

#include "access/provider.h"
#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

// On a connection of its own, since the certificate is shown to every host of a client that has
// one.
class IotProvider final : public Provider {
 public:
  // All references outlive it.
  IotProvider(const Ports& ports, const Settings& settings) : ports_(ports), settings_(settings) {}
  Result<Session> ask(CorrectedClock& time, bool can_wait) override;

 private:
  const Ports& ports_;
  const Settings& settings_;
};

class RolesAnywhereProvider final : public Provider {
 public:
  // All references outlive it.
  RolesAnywhereProvider(const Ports& ports, const Settings& settings)
      : ports_(ports), settings_(settings) {}
  Result<Session> ask(CorrectedClock& time, bool can_wait) override;

 private:
  const Ports& ports_;
  const Settings& settings_;
};

}  // namespace wan53
