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
  // Adds the headers for that; they replace those of an earlier signing. May ask a provider for
  // credentials first, by whose reply `time` is corrected; the error then tells why there are none.
  virtual Status sign(HttpRequest& request, Service service, std::string_view region,
                      CorrectedClock& time) = 0;
  // The service refused what signed the last request. True if the next `sign` uses something newer.
  virtual bool renew(ErrorKind) { return false; }
};

}  // namespace wan53
