// SPDX-License-Identifier: MIT
// Clock, Random, Environment, Log and Processes.
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../contract/rigs.h"
#include "base/text.h"
#include "scratch.h"
#include "sys/clock.h"
#include "sys/datagram.h"
#include "sys/environment.h"
#include "sys/files.h"
#include "sys/log.h"
#include "sys/processes.h"
#include "sys/random.h"

namespace wan53::test {
namespace {

class RealEnvironmentRig final : public EnvironmentRig {
 public:
  ~RealEnvironmentRig() override { unsetenv(last_.c_str()); }
  Environment& environment() override { return environment_; }
  void set(const char* name, const char* value) override {
    last_ = name;
    setenv(name, value, 1);
  }

 private:
  SystemEnvironment environment_;
  std::string last_;
};

class RealLogRig final : public LogRig {
 public:
  RealLogRig() {
    const auto address = unix_address(folder_ / "log");
    if (bind(listener_.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0) {
      abort();
    }
  }
  Log& log() override { return log_; }
  std::string arrived() override {
    std::string text;
    char bytes[300];
    for (ssize_t n; (n = recv(listener_.get(), bytes, sizeof bytes, 0)) > 0;) {
      const std::string datagram(bytes, static_cast<std::size_t>(n));
      const std::string line = datagram.substr(datagram.find("]: ") + 3);
      if (line.starts_with("... ")) {
        text.insert(text.size() - 1, line.substr(4));
        continue;
      }
      static constexpr const char* kNames[] = {"error", "warning", "notice", "info", "debug"};
      const auto priority = parse_unsigned(datagram.substr(1, datagram.find('>') - 1), 191);
      // RFC 3164: 3 is the facility daemon, and 3 to 7 are the severities that we have.
      if (!priority || *priority / 8 != 3 || *priority % 8 < 3) return "strange: " + datagram;
      text += kNames[*priority % 8 - 3] + (" " + line + "\n");
    }
    return text;
  }

 private:
  Scratch folder_;
  Descriptor listener_ = unix_datagram_socket();
  SystemLog log_{folder_ / "log"};
};

class RealProcessesRig final : public ProcessesRig {
 public:
  RealProcessesRig() : path_before_(getenv("PATH") ? getenv("PATH") : "") {
    setenv("PATH", (folder_ / "").c_str(), 1);
  }
  ~RealProcessesRig() override { setenv("PATH", path_before_.c_str(), 1); }
  Processes& processes() override { return processes_; }
  void install(const std::string& name, const std::string& output, int status) override {
    const std::string end = status < 128 ? "exit " + std::to_string(status)
                                         : "kill -" + std::to_string(status - 128) + " $$";
    write_script(name, "printf '%s' '" + output + "'\n" + end);
  }
  void install_hanging(const std::string& name) override {
    write_script(name, "exec /bin/sleep 1000");
  }
  std::string path_of(const std::string& name) override { return folder_ / name.c_str(); }
  int process_that_has_ended() override {
    const pid_t gone = fork();
    if (gone == 0) _exit(0);
    waitpid(gone, nullptr, 0);
    return gone;
  }

 private:
  void write_script(const std::string& name, const std::string& script) {
    const std::string path = folder_ / name.c_str();
    if (!SystemFiles().replace(path, "#!/bin/sh\n" + script + "\n")) abort();
    chmod(path.c_str(), 0700);
  }

  Scratch folder_;
  std::string path_before_;
  SystemProcesses processes_;
};

}  // namespace

std::unique_ptr<Clock> make_clock() { return std::make_unique<SystemClock>(); }
std::unique_ptr<Random> make_random() { return std::make_unique<SystemRandom>(); }
std::unique_ptr<EnvironmentRig> make_environment_rig() {
  return std::make_unique<RealEnvironmentRig>();
}
std::unique_ptr<LogRig> make_log_rig() { return std::make_unique<RealLogRig>(); }
std::unique_ptr<ProcessesRig> make_processes_rig() { return std::make_unique<RealProcessesRig>(); }

}  // namespace wan53::test
