// SPDX-License-Identifier: MIT
// The real ports, for the programs that run commands or the daemon. Like main.cpp, this file is
// above every floor.
#pragma once

#include <unistd.h>

#include <string>
#include <utility>

#include "settings/ports.h"
#include "settings/progress.h"
#include "sys/bus.h"
#include "sys/clock.h"
#include "sys/curl_clients.h"
#include "sys/dns.h"
#include "sys/environment.h"
#include "sys/files.h"
#include "sys/interfaces.h"
#include "sys/log.h"
#include "sys/processes.h"
#include "sys/random.h"
#include "sys/terminal.h"

namespace wan53 {

class SystemPorts {
 public:
  explicit SystemPorts(std::string user_agent) : curl_(std::move(user_agent)) {}
  SystemPorts(const SystemPorts&) = delete;
  SystemPorts& operator=(const SystemPorts&) = delete;

  // This outlives every copy.
  Ports ports() {
    return {.clock = clock_,
            .random = random_,
            .files = files_,
            .interfaces = interfaces_,
            .environment = environment_,
            .terminal = terminal_,
            .processes = processes_,
            .bus = bus_,
            .dns = dns_,
            .http = http_,
            .log = log_,
            .progress = progress_,
            .user_id = geteuid()};
  }

 private:
  SystemClock clock_;
  SystemRandom random_;
  SystemFiles files_;
  SystemInterfaces interfaces_;
  SystemEnvironment environment_;
  SystemTerminal terminal_;
  SystemProcesses processes_;
  SystemBus bus_;
  SystemDns dns_;
  SystemLog log_;
  CurlClients curl_;
  Progress progress_{clock_, terminal_};
  SteppingClients http_{curl_, progress_};
};

}  // namespace wan53
