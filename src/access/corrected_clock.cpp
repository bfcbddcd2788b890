// SPDX-License-Identifier: MIT
#include "access/corrected_clock.h"

#include "aws/service_error.h"
#include "settings/version.h"

namespace wan53 {
namespace {

// AWS refuses signatures that are more than five minutes off; a clock that is already two minutes
// off would drift that far.
constexpr Seconds kToleratedSkew = 2min;

// Later server times are bogus; the embedded roots expire about then.
constexpr Seconds kLongestService = std::chrono::days(15 * 365);

}  // namespace

bool CorrectedClock::follow(const HttpReply& reply) {
  has_heard_ = true;
  const auto server = server_time(reply);
  // With a time outside every certificate's validity, the next TLS handshake would fail.
  if (!server || *server < earliest_time() || *server > earliest_time() + kLongestService) {
    return false;
  }
  exact_ = *server - clock_->wall();
  if (std::chrono::abs(*exact_ - offset_) <= kToleratedSkew) return false;
  offset_ = *exact_;
  if (progress_ != nullptr) {
    progress_->note("this machine's clock is off; signatures are corrected by {} s",
                    offset_.count());
  }
  return true;
}

}  // namespace wan53
