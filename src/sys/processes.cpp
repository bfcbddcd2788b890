// SPDX-License-Identifier: MIT
#include "sys/processes.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "base/compose.h"
#include "base/secret.h"
#include "base/text.h"
#include "base/wiped_memory.h"
#include "sys/clock.h"
#include "sys/descriptor.h"

namespace wan53 {
namespace {

constexpr std::size_t kMostLeftBehind = 3;
constexpr Milliseconds kLongestDeath = 100ms;  // how long SIGKILL may take
// Between checks of a process that is silent or slow to end.
constexpr Milliseconds kLongestPause = 20ms;
// How long a program usually takes to end once it has closed its output.
constexpr timespec kLastStep{0, 100'000};
constexpr std::string_view kAlwaysSearched = "/bin:/usr/bin:/sbin:/usr/sbin";

// Who may change the program.
enum class Change : std::uint8_t { anyone, us };

bool is_program(const std::string& path, Change change) {
  struct stat facts;
  return stat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode) &&
         access(path.c_str(), X_OK) == 0 &&
         (change == Change::anyone ||
          ((facts.st_mode & 0022) == 0 && (facts.st_uid == 0 || facts.st_uid == geteuid())));
}

// The exit status; nothing while the process runs.
std::optional<int> reap(int pid) {
  int status = 0;
  if (waitpid(pid, &status, WNOHANG) == 0) return std::nullopt;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

// It may be secret. False if it exceeds `limit`. `open` becomes false at the end of the output.
bool take_output(int fd, std::string& output, std::size_t limit, bool& open) {
  char bytes[4096];
  bool fits = true;
  while (open && fits) {
    const long n = read_some(fd, bytes, sizeof bytes);
    if (n < 0) break;  // nothing more for now
    open = n > 0;
    fits = static_cast<std::size_t>(n) <= limit - output.size();
    if (fits) append_secret(output, {bytes, static_cast<std::size_t>(n)});
  }
  wipe(bytes, sizeof bytes);
  return fits;
}

// Our environment without what holds keys: AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN,
// AWS_CONTAINER_AUTHORIZATION_TOKEN and whatever AWS adds to them.
std::vector<char*> environment_of_children() {
  std::vector<char*> variables;
  for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable) {
    if (!std::string_view(*variable).starts_with("AWS_")) variables.push_back(*variable);
  }
  variables.push_back(nullptr);
  return variables;
}

struct Started {
  int pid;
  Descriptor output;  // non-blocking
};

Result<Started> start_program(const std::string& program, const std::vector<std::string>& argv) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return fail_with_errno("a pipe", "make");
  Descriptor output(ends[0]);
  const Descriptor input(ends[1]);
  fcntl(output.get(), F_SETFL, O_NONBLOCK);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  // The pipe first: its descriptor may be 0 or 2, which the next two actions replace.
  posix_spawn_file_actions_adddup2(&actions, input.get(), STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setpgroup(&attributes, 0);
  sigset_t signals;
  sigemptyset(&signals);
  posix_spawnattr_setsigmask(&attributes, &signals);
  sigaddset(&signals, SIGPIPE);
  sigaddset(&signals, SIGXFSZ);
  posix_spawnattr_setsigdefault(&attributes, &signals);

  std::vector<char*> pointers;
  for (const auto& word : argv) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  int pid = 0;
  const int failure = posix_spawn(&pid, program.c_str(), &actions, &attributes, pointers.data(),
                                  environment_of_children().data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (failure == 0) return Started{pid, std::move(output)};
  errno = failure;
  return fail_with_errno(program, "run");
}

Failure fail_killed(const std::string& program, std::string_view why) {
  return fail(Errc::retry, "{} {} and was killed", printable(program), why);
}

enum class Close : std::uint8_t { inherited, all };

// Closes all descriptors above 2, or only those that our parent process left open; see processes.h.
void close_descriptors(Close which) {
  std::vector<int> unwanted;
  if (DIR* folder = opendir("/proc/self/fd")) {
    while (const dirent* entry = readdir(folder)) {
      const auto fd = parse_unsigned(entry->d_name, 1U << 30);
      if (!fd || *fd <= STDERR_FILENO) continue;
      const int number = static_cast<int>(*fd);
      if (which == Close::all || (fcntl(number, F_GETFD) & FD_CLOEXEC) == 0) {
        unwanted.push_back(number);
      }
    }
    closedir(folder);
  }
  for (const int fd : unwanted) close(fd);
}

// The child, up to the point where it does what it is for.
void leave_parent(int null, Close which) {
  setsid();
  static_cast<void>(chdir("/") == 0);  // "/" is always there
  umask(077);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(null, fd);
  if (null > STDERR_FILENO) close(null);
  close_descriptors(which);
}

// A descriptor of /dev/null, or negative. Not a Descriptor, which would close it: it may itself be
// 0, 1 or 2.
int open_null() { return open("/dev/null", O_RDWR | O_CLOEXEC); }

// The parent's side of a fork that gave `pid`.
Result<int> forked(pid_t pid, int null) {
  const int reason = errno;
  close(null);
  errno = reason;
  if (pid < 0) return fail_with_errno("wan53", "fork");
  return pid;
}

}  // namespace

SystemProcesses::SystemProcesses() { signal(SIGCHLD, SIG_DFL); }

// Empty if there is none.
std::string SystemProcesses::find_program(const std::string& name) {
  if (name.starts_with('/')) return is_program(name, Change::us) ? name : std::string();
  if (name.empty() || name.find('/') != name.npos) return {};
  if (found_.substr(found_.rfind('/') + 1) == name && is_program(found_, Change::anyone)) {
    return found_;
  }
  const char* path = std::getenv("PATH");
  const std::string folders = compose("{}:{}", path ? path : "", kAlwaysSearched);
  std::vector<std::string_view> seen;  // PATH names most of kAlwaysSearched, too
  for (std::string_view rest = folders; !rest.empty();) {
    const std::string_view folder = take_until(rest, ':');
    if (!folder.starts_with('/')) continue;  // depends on the current folder
    if (std::ranges::find(seen, folder) != seen.end()) continue;
    seen.push_back(folder);
    std::string candidate = compose("{}/{}", folder, name);
    if (is_program(candidate, Change::anyone)) return found_ = std::move(candidate);
  }
  return {};
}

bool SystemProcesses::exists(const std::string& program) { return !find_program(program).empty(); }

Result<Processes::Ended> SystemProcesses::run(const std::vector<std::string>& argv,
                                              Milliseconds limit, std::size_t output_limit) {
  std::erase_if(left_behind_, [](int pid) { return reap(pid).has_value(); });
  if (left_behind_.size() >= kMostLeftBehind) {
    return fail(Errc::retry,
                "three programs hang in the kernel and cannot be killed; restart this machine");
  }
  const std::string program = find_program(argv.front());
  if (program.empty()) {
    return fail(Errc::wait, "there is no program {}{}{}", printable(argv.front()),
                argv.front().starts_with('/') ? "" : " on PATH or in ",
                argv.front().starts_with('/') ? "" : kAlwaysSearched);
  }
  auto started = start_program(program, argv);
  if (!started) return fail(Errc::retry, started.error().what);

  SystemClock clock;
  const Moment deadline = clock.now() + limit;
  std::string output;
  bool open = true;
  for (Milliseconds pause = 1ms;; pause = std::min(2 * pause, kLongestPause)) {
    // In this order: once the process has ended, all its output is in the pipe.
    const auto status = reap(started->pid);
    const bool was_open = open;
    if (!take_output(started->output.get(), output, output_limit, open)) {
      if (!status) kill_group(started->pid);
      wipe(output);
      return fail_killed(program, compose("wrote more than {} bytes", output_limit));
    }
    if (status) return Ended{*status, std::move(output)};
    const Milliseconds left = deadline - clock.now();
    if (left <= 0ms) {
      kill_group(started->pid);
      wipe(output);
      return fail_killed(program, compose("did not end within {} ms", limit.count()));
    }
    if (was_open && !open) {
      nanosleep(&kLastStep, nullptr);
      continue;
    }
    // Output ends the pause early; the end of a silent program is noticed after it.
    pollfd readable{open ? started->output.get() : -1, POLLIN, 0};
    poll(&readable, 1, static_cast<int>(std::min(left, pause).count()));
  }
}

void SystemProcesses::kill_group(int pid) {
  kill(-pid, SIGKILL);
  kill(pid, SIGKILL);  // it may have moved to another group
  for (Milliseconds waited = 0ms; !reap(pid); waited += 1ms) {
    if (waited == kLongestDeath) {
      left_behind_.push_back(pid);
      return;
    }
    SystemClock().sleep(1ms);
  }
}

Result<int> SystemProcesses::fork_into_background() {
  const int null = open_null();
  if (null < 0) return fail_with_errno("/dev/null", "open");
  const pid_t pid = fork();
  if (pid != 0) return forked(pid, null);
  leave_parent(null, Close::inherited);
  return 0;
}

Status SystemProcesses::run_aside(Task& task) {
  const int null = open_null();
  if (null < 0) return fail_with_errno("/dev/null", "open");
  const pid_t middle = fork();
  if (middle == 0) {
    // Init reaps the one that runs the task, whenever that ends.
    const pid_t pid = fork();
    if (pid != 0) _exit(pid < 0 ? 1 : 0);
    leave_parent(null, Close::all);
    task.run();
    _exit(0);
  }
  TRY(forked(middle, null));
  int status = 0;
  while (waitpid(middle, &status, 0) < 0 && errno == EINTR) {
  }
  if (status != 0) return fail(Errc::retry, "wan53: fork: no room for another process");
  return {};
}

int SystemProcesses::id() { return getpid(); }

Status SystemProcesses::send_signal(int pid, Signal signal) {
  // To kill(), 0 and negative ids mean groups or all processes.
  if (pid <= 0) return fail(Errc::bug, "{} is not a process id", pid);
  if (kill(pid, signal == Signal::terminate ? SIGTERM : SIGKILL) == 0) return {};
  const std::string process = compose("process {}", pid);
  if (errno == ESRCH) return fail(Errc::wait, "there is no {}", process);
  return fail_with_errno(process, "signal");
}

}  // namespace wan53
