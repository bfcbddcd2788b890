// SPDX-License-Identifier: MIT
// Options of publishing. The gateway publisher knows only `dry_run`: the companion decides the
// rest.
#pragma once

namespace wan53 {

struct PublishOptions {
  bool force = false;          // write even what is published already
  bool dry_run = false;        // read and plan only
  bool create = true;          // false: a record set that does not exist is refused, not created
  bool look_up_zones = false;  // do not trust zone ids that were found in an earlier round
};

}  // namespace wan53
