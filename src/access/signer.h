// SPDX-License-Identifier: MIT
// What proves to a service who sends a request, if that is not an access key that stays the same.
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
  // Adds the headers that prove it; they replace those of an earlier signing. May ask a provider for
  // credentials first, by whose reply `time` is corrected; the error then tells why there are none.
  virtual Status sign(HttpRequest& request, Service service, std::string_view region,
                      CorrectedClock& time) = 0;
  // The service refused what signed the last request. True if the next `sign` uses something newer.
  virtual bool renew(ErrorKind) { return false; }
};

}  // namespace wan53
