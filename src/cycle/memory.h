// SPDX-License-Identifier: MIT
// Loads state.json and volatile.json, and writes them back when they differ. Losing either costs a
// request or two, never a wrong record.
#pragma once

#include <memory>

#include "ddns/recent.h"
#include "publish/write_ahead.h"
#include "settings/places.h"
#include "settings/ports.h"

namespace wan53 {

// Damaged or missing files read as empty, and so do files that others could have written. What is
// remembered of rounds is of the config with that digest; empty: of the one last used.
Memory load_memory(const Ports& ports, const Places& places, std::string_view config_digest = {});
// Creates the folders. Does not write to flash if the state is the same as the file's.
Status save_memory(const Ports& ports, const Places& places, const Memory& memory);

// Keeps writes in volatile.json before they are sent.
class VolatileWriteAhead final : public WriteAhead {
 public:
  // `recent` is the running cycle's, and outlives it.
  VolatileWriteAhead(const Ports& ports, const Places& places, Recent& recent)
      : files_(ports.files), places_(places), recent_(recent) {}
  void remember(const std::vector<UnconfirmedWrite>& writes) override;

 private:
  Files& files_;
  const Places& places_;
  Recent& recent_;
};

// Takes the round lock, which every process holds while it runs a cycle. Errc::retry if another
// process holds it for longer than a round may take.
Result<std::unique_ptr<FileLock>> lock_round(const Ports& ports, const Places& places);

}  // namespace wan53
