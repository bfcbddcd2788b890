// SPDX-License-Identifier: MIT
// The Files port on POSIX system calls. Only the owner can fix a file's faults (permissions, a full
// disk, a path of the wrong kind), so errors name the path and the reason.
//
// `replace` writes to ".NAME.new" in the same folder. The name is fixed, so a power cut leaves at
// most one such file, which the next `replace` overwrites. Writers of one file must hold a lock.
//
// Renames in one folder reach the disk in their order, so that a power cut undoes the later ones
// first. This relies on a file system with a journal or a log (ext4, UBIFS, JFFS2, XFS).
#pragma once

#include "base/ports.h"

namespace wan53 {

class SystemFiles final : public Files {
 public:
  Result<std::optional<Content>> read(const std::string& path, std::size_t limit) override;
  using Files::replace;
  Status replace(const std::string& path, std::string_view text, Sync sync) override;
  Status sync_folder(const std::string& folder) override;
  Status remove(const std::string& path) override;
  Status make_private_folder(const std::string& path) override;
  bool is_folder(const std::string& path) override;
  Result<std::unique_ptr<FileLock>> lock(const std::string& path, Milliseconds patience) override;

 private:
  std::string unsynced_;  // the folder with replacements that are not synced; empty: none
};

}  // namespace wan53
