// SPDX-License-Identifier: MIT
// Loads state.json and volatile.json, and writes them back when they differ. Losing either costs a
// request or two, never a wrong record.
//
// The history is renamed into place before state.json, and one sync of their folder makes both
// last. So a power cut may leave a history that state.json lags behind (see told.h), and never a
// state whose change is in no history.
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
// Creates the folders. Does not write to flash if the state is the same as the file's. If one
// folder cannot be written to, writes what belongs in the other, and there that the first one
// cannot and since when (also in `memory`). `run_folder` is that of the round lock, `history`
// whether that file could be written.
Status save_memory(const Ports& ports, const Places& places, const Status& run_folder,
                   const Status& history, UtcTime now, Memory& memory);

// Only volatile.json. If it cannot be replaced, it is removed. It is never synced: its moments are
// worthless after the next boot.
Status save_recent(const Ports& ports, const Places& places, Memory& memory);

// Makes the folder if it is missing, and writes and removes a file in it.
Status check_writable(const Ports& ports, const std::string& folder);

// Keeps writes in volatile.json before they are sent.
class VolatileWriteAhead final : public WriteAhead {
 public:
  // `memory` is the running cycle's. All references outlive it.
  VolatileWriteAhead(const Ports& ports, const Places& places, Memory& memory)
      : ports_(ports), places_(places), memory_(memory) {}
  void remember(const std::vector<UnconfirmedWrite>& writes) override;
  void forget(const RecordKey& key) override;

 private:
  const Ports& ports_;
  const Places& places_;
  Memory& memory_;
};

struct RoundLock {
  std::unique_ptr<FileLock> held;  // null if there is no place for a lock
  Status run_folder;               // whether the usual place can be used
};
// Takes the round lock, which every process holds while it runs a cycle: on a file in the run
// folder, or, if that cannot be, on the state's folder itself, which need not be writable.
// Errc::retry if another process holds it for longer than a round may take, or at all if `waits` is
// false.
Result<RoundLock> lock_round(const Ports& ports, const Places& places, bool waits = true);

}  // namespace wan53
