// SPDX-License-Identifier: MIT
// An AWS client with connections of its own, to the config's endpoints and by its CA.
#pragma once

#include <memory>

#include "access/aws_client.h"
#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

struct OwnClient {
  std::unique_ptr<Http> http;
  std::unique_ptr<AwsClient> aws;  // uses `http`
};
// Of `access`, the endpoints and the progress are set here. `shown` is copied. Errc::config if the
// endpoints or the CA cannot be used.
Result<OwnClient> make_client(const Ports& ports, const Settings& settings, AwsAccess access,
                              const ShownCertificate* shown = nullptr);

}  // namespace wan53
