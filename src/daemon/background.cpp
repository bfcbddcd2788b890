// SPDX-License-Identifier: MIT
#include "daemon/background.h"

#include "base/text.h"
#include "settings/level_log.h"

namespace wan53 {
namespace {

// What makes a process the daemon that others find.
struct Post {
  std::unique_ptr<FileLock> pid_file;
  std::unique_ptr<Events> events;
};

// Errc::retry when another process has it.
Result<Post> take_post(World& world, const Places& places) {
  Post post;
  TRY(world.files.make_private_folder(places.run_folder));
  TRY_ASSIGN(post.pid_file, world.files.lock(places.pid_file(), 0));
  // The id in it may be another process's by now, and `stop` would signal that.
  TRY(post.pid_file->write(""));
  TRY_ASSIGN(post.events, world.bus.listen(places.socket()));
  return post;
}

// The daemon's life: false when it is over, true when its post is gone.
bool serve(World& world, const std::string& config_file, const Setup& setup, const Post& post,
           Log& log, Cause cause) {
  Daemon daemon(world, config_file, setup, *post.events, log, std::move(cause));
  while (daemon.step()) {
    if (!post.pid_file->is_in_place()) return true;
  }
  return false;
}

}  // namespace

bool is_running(World& world, const Places& places) {
  return world.bus.send(places.socket(), {}) != Bus::Sent::nobody;
}

bool is_stopped(World& world, const Places& places) {
  const auto mark = world.files.read(places.stopped_file(), 64);
  return mark && *mark;
}

Result<Started> start_daemon(World& world, const std::string& config_file, Setup setup,
                             bool foreground, Cause cause) {
  auto post = take_post(world, setup.places);
  if (!post) {
    if (post.error().code == Errc::retry) return Started::elsewhere;
    return pass_on(post.error());
  }
  // `stop` leaves its mark and then looks whether anybody listens: one of us two sees the other.
  if (is_stopped(world, setup.places)) return Started::stopped;
  int id = world.processes.id();
  if (!foreground) {
    TRY_ASSIGN(id, world.processes.fork_into_background());
  }
  if (id != 0) TRY(post->pid_file->write(to_text(id) + "\n"));
  if (id != 0 && !foreground) return Started::here;

  TerminalLog terminal_log(world.terminal);
  Log& log = foreground ? static_cast<Log&>(terminal_log) : world.log;
  while (serve(world, config_file, setup, *post, log, std::move(cause))) {
    // Somebody has cleaned up: nobody finds this daemon any more, and another may have begun.
    log.write(LogLevel::warning,
              concat({setup.places.run_folder, " was removed; it is made anew"}));
    *post = {};
    TRY_ASSIGN(*post, take_post(world, setup.places));
    TRY(post->pid_file->write(to_text(world.processes.id()) + "\n"));
    cause = {"the run folder was removed", {}};
  }
  return Started::here;
}

}  // namespace wan53
