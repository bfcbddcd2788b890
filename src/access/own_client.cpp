// SPDX-License-Identifier: MIT
#include "access/own_client.h"

#include "settings/environment.h"
#include "settings/trust.h"

namespace wan53 {

Result<OwnClient> make_client(const Ports& ports, const Settings& settings, AwsAccess access,
                              const ShownCertificate* shown) {
  TRY_ASSIGN(access.endpoints, load_endpoints(ports.environment, settings.config));
  TRY_ASSIGN(std::string ca_pem, load_ca(ports, settings));
  access.progress = &static_cast<Progress&>(ports.progress);
  OwnClient made{ports.http->make({std::move(ca_pem), access.clock_offset}, shown), nullptr};
  made.aws = std::make_unique<AwsClient>(*made.http, ports.clock, ports.random, std::move(access));
  return made;
}

}  // namespace wan53
