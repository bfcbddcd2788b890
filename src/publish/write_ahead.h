// SPDX-License-Identifier: MIT
// Remembers writes before they are sent, so that a later round can tell a change whose result was
// lost, with the process or on the way.
#pragma once

#include <vector>

#include "ddns/recent.h"

namespace wan53 {

class WriteAhead {
 public:
  virtual ~WriteAhead() = default;
  // Replaces what is remembered about the same records. That it fails is no reason not to write.
  virtual void remember(const std::vector<UnconfirmedWrite>& writes) = 0;
  // The write had no effect.
  virtual void forget(const RecordKey& key) = 0;
};

}  // namespace wan53
