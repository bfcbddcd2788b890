// SPDX-License-Identifier: MIT
#include "cycle/memory.h"

#include "base/compose.h"
#include "base/text.h"
#include "settings/progress.h"

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

// Remembers whether a folder could be written to at the time `now`.
void note_written(const Status& written, UtcTime now, std::optional<Unwritten>& unwritten) {
  if (written) {
    unwritten.reset();
  } else {
    unwritten = Unwritten{written.error().what, unwritten ? unwritten->since : now};
  }
}

}  // namespace

Memory load_memory(const Ports& ports, const Places& places, std::string_view config_digest) {
  const std::string state = read_own(ports.files, places.state_file());
  const std::string recent = read_own(ports.files, places.volatile_file());
  Memory memory{parse_state(state), parse_recent(recent), sha256(state), sha256(recent)};
  std::string boot = boot_id(ports.files);
  if (memory.recent.boot != boot) memory.recent = {};
  memory.recent.boot = std::move(boot);
  memory.recent.use_config(config_digest);
  return memory;
}

Status save_recent(const Ports& ports, const Places& places, Memory& memory) {
  const std::string path = places.volatile_file();
  const std::string text = recent_text(memory.recent);
  const Digest digest = sha256(text);
  if (digest.bytes == memory.recent_file.bytes) return {};
  // Not synced: after a boot it is ignored.
  const auto write = [&] { return ports.files->replace(path, text, Files::Sync::none); };
  Status written = write();
  // What is outdated there would mislead the next cycle. And its room may be enough.
  if (!written && ports.files->remove(path)) written = write();
  memory.recent_file = written ? digest : Digest();
  return written;
}

void VolatileWriteAhead::remember(const std::vector<UnconfirmedWrite>& writes) {
  auto& known = memory_.recent.unconfirmed;
  if (!known.empty()) {
    for (const auto& write : writes) forget(write.key);
  }
  known.insert(known.end(), writes.begin(), writes.end());
  // The cycle's end writes the file again, and reports what fails.
  static_cast<void>(save_recent(ports_, places_, memory_));
}

void VolatileWriteAhead::forget(const RecordKey& key) {
  std::erase_if(memory_.recent.unconfirmed,
                [&](const UnconfirmedWrite& write) { return write.key == key; });
}

Status check_writable(const Ports& ports, const std::string& folder) {
  // Always the same name: what a power cut leaves is removed by the next probe.
  const std::string probe = folder + "/probe";
  TRY(ports.files->make_private_folder(folder));
  TRY(ports.files->replace(probe, "may be removed\n"));
  return ports.files->remove(probe);
}

Status save_memory(const Ports& ports, const Places& places, const Status& run_folder,
                   const Status& history, UtcTime now, Memory& memory) {
  Status in_ram = run_folder;
  if (in_ram) in_ram = save_recent(ports, places, memory);
  note_written(in_ram, now, memory.state.run_folder);
  const bool failed_before = memory.recent.state_folder.has_value();
  // Nothing is written if the file is right already, and that does not prove anything. Before the
  // file, which may take the last room.
  Status on_flash = failed_before ? check_writable(ports, places.state_folder)
                                  : ports.files->make_private_folder(places.state_folder);
  const std::string state = state_text(memory.state);
  if (const Digest digest = sha256(state); on_flash && digest.bytes != memory.state_file.bytes) {
    on_flash = ports.files->replace(places.state_file(), state, Files::Sync::text);
    if (on_flash) memory.state_file = digest;
  }
  // Also if only the history was written.
  Status synced = ports.files->sync_folder(places.state_folder);
  if (on_flash) on_flash = std::move(synced);
  const Status& noted = on_flash ? history : on_flash;
  note_written(noted, now, memory.recent.state_folder);
  if (in_ram && failed_before == noted.has_value()) in_ram = save_recent(ports, places, memory);
  return on_flash ? in_ram : on_flash;
}

Result<RoundLock> lock_round(const Ports& ports, const Places& places, bool waits) {
  RoundLock lock;
  const auto take = [&](const std::string& path) -> Status {
    auto held = ports.files->lock(path, 0ms);
    if (!held && held.error().code == Errc::retry && waits) {
      const auto other = find_cycle(ports, places);
      const std::string what =
          compose("another wan53 to finish{}", other ? ": " + other->step : std::string());
      ports.progress->note("waiting for {}", what);
      const Progress::Wait wait(ports.progress, what);
      held = ports.files->lock(path, kLockPatience);
    }
    TRY_ASSIGN(lock.held, std::move(held));
    return {};
  };
  lock.run_folder = ports.files->make_private_folder(places.run_folder);
  if (lock.run_folder) lock.run_folder = take(places.lock_file());
  if (lock.held) return lock;
  if (lock.run_folder.error().code == Errc::retry) return pass_on(lock.run_folder);
  Status second = ports.files->make_private_folder(places.state_folder);
  if (second) second = take(places.state_folder);
  // Without any lock: two rounds at once may write the same record twice, but no other.
  if (!second && second.error().code == Errc::retry) return pass_on(second);
  return lock;
}

}  // namespace wan53
