// SPDX-License-Identifier: MIT
// Authenticates requests where no long-lived access key does.
#pragma once

#include <string_view>

#include "access/corrected_clock.h"
#include "aws/endpoint.h"
#include "base/http.h"
#include "base/result.h"

namespace wan53 {

class Signer {
 public:
  virtual ~Signer() = default;
  // Adds the headers for that, to a request that was not signed before. May ask a provider for
  // credentials first, by whose reply `time` is corrected; the error then tells why there are none.
  virtual Status sign(HttpRequest& request, Service service, std::string_view region,
                      CorrectedClock& time) = 0;
  // Takes note that a service refused the last request that was signed. True if the next `sign`
  // uses something newer.
  virtual bool refused(ErrorKind) { return false; }
};

}  // namespace wan53
