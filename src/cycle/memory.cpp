// SPDX-License-Identifier: MIT
#include "cycle/memory.h"

#include "base/text.h"

namespace wan53 {
namespace {

constexpr Milliseconds kLockPatience = 60s;

std::string read_own(Files& files, const std::string& path) {
  auto content = files.read(path, kMaxStoredBytes);
  // Never trust a file that others could have written: even a zone id from it decides what we
  // write.
  if (!content || !*content || !(*content)->ours || ((*content)->mode & 0022) != 0) return {};
  return std::move((*content)->text);
}

// Changes with every boot; empty if the kernel does not tell it.
std::string boot_id(Files& files) {
  const auto content = files.read("/proc/sys/kernel/random/boot_id", 64);
  return content && *content ? std::string(trim((*content)->text)) : std::string();
}

}  // namespace

Memory load_memory(const Ports& ports, const Places& places, std::string_view config_digest) {
  Memory memory{parse_state(read_own(ports.files, places.state_file())),
                parse_recent(read_own(ports.files, places.volatile_file()))};
  std::string boot = boot_id(ports.files);
  if (memory.recent.boot != boot) memory.recent = {};
  memory.recent.boot = std::move(boot);
  memory.recent.use_config(config_digest);
  return memory;
}

Status save_memory(const Ports& ports, const Places& places, const Memory& memory) {
  TRY(ports.files->make_private_folder(places.run_folder));
  // If one file cannot be written, write the other all the same.
  const Status in_ram = ports.files->replace(places.volatile_file(), recent_text(memory.recent));
  TRY(ports.files->make_private_folder(places.state_folder));
  TRY(ports.files->replace(places.state_file(), state_text(memory.state)));
  return in_ram;
}

void VolatileWriteAhead::remember(const std::vector<UnconfirmedWrite>& writes) {
  for (const auto& write : writes) {
    std::erase_if(recent_.unconfirmed,
                  [&](const UnconfirmedWrite& old) { return old.key == write.key; });
    recent_.unconfirmed.push_back(write);
  }
  // The cycle's end writes the file again, and reports what fails.
  static_cast<void>(files_.replace(places_.volatile_file(), recent_text(recent_)));
}

Result<std::unique_ptr<FileLock>> lock_round(const Ports& ports, const Places& places) {
  TRY(ports.files->make_private_folder(places.run_folder));
  return ports.files->lock(places.lock_file(), kLockPatience);
}

}  // namespace wan53
