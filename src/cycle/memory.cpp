// SPDX-License-Identifier: MIT
#include "cycle/memory.h"

#include "base/text.h"

namespace wan53 {
namespace {

constexpr std::int64_t kLockWait_ms = 60'000;

std::string text_of(Files& files, const std::string& path) {
  auto content = files.read(path, kMaxStateBytes);
  // A file that others could write to may not steer us, not even by a zone id.
  if (!content || !*content || !(*content)->ours || ((*content)->mode & 0022) != 0) return {};
  return std::move((*content)->text);
}

// Changes with every boot; empty where the kernel does not tell.
std::string boot_id(Files& files) {
  const auto content = files.read("/proc/sys/kernel/random/boot_id", 64);
  return content && *content ? std::string(trim((*content)->text)) : std::string();
}

}  // namespace

Memory load_memory(World& world, const Places& places) {
  return {parse_state(text_of(world.files, places.state_file())), load_recent(world, places)};
}

Volatile load_recent(World& world, const Places& places) {
  Volatile recent = parse_volatile(text_of(world.files, places.volatile_file()));
  const std::string boot = boot_id(world.files);
  if (recent.boot != boot) recent = {};
  recent.boot = boot;
  return recent;
}

Status save_memory(World& world, const Places& places, const Memory& memory) {
  TRY(world.files.make_private_folder(places.run_folder));
  // One that cannot be written does not hold back the other.
  const Status told = world.files.replace(places.volatile_file(), volatile_text(memory.recent));
  TRY(world.files.make_private_folder(places.state_folder));
  TRY(world.files.replace(places.state_file(), state_text(memory.state)));
  return told;
}

Result<std::unique_ptr<FileLock>> lock_round(World& world, const Places& places) {
  TRY(world.files.make_private_folder(places.run_folder));
  return world.files.lock(places.lock_file(), kLockWait_ms);
}

}  // namespace wan53
