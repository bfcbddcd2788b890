// SPDX-License-Identifier: MIT
// How a round publishes, whichever publisher does it.
#pragma once

namespace wan53 {

struct PublishOptions {
  bool force = false;    // write even what is published already
  bool dry_run = false;  // read and plan only
  bool create = true;    // false: a record set that does not exist is refused, not created
};

}  // namespace wan53
