// SPDX-License-Identifier: MIT
// In-memory twins of the ports, for unit tests: one small header for each in fakes/, and the struct
// that gathers them. tests/contract/ holds them to the same sentences as the real ones.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

#include "fakes/bus.h"
#include "fakes/clock.h"
#include "fakes/dns.h"
#include "fakes/environment.h"
#include "fakes/files.h"
#include "fakes/http.h"
#include "fakes/interfaces.h"
#include "fakes/log.h"
#include "fakes/processes.h"
#include "fakes/random.h"
#include "fakes/terminal.h"
#include "settings/ports.h"
#include "settings/progress.h"

namespace wan53::test {

// All ports at once.
struct FakeWorld {
  FakeClock clock;
  MiddleRandom random;
  FakeFiles files;
  FakeInterfaces interfaces;
  FakeEnvironment environment;
  FakeTerminal terminal;
  FakeProcesses processes;
  FakeBus bus{clock};
  FakeDns dns;
  FakeLog log;
  FakeHttp http;
  FakeHttpClients http_clients{http};
  Progress progress{clock, terminal};
  SteppingClients stepping_clients{http_clients, progress};
  Ports ports{.clock = clock,
              .random = random,
              .files = files,
              .interfaces = interfaces,
              .environment = environment,
              .terminal = terminal,
              .processes = processes,
              .bus = bus,
              .dns = dns,
              .http = stepping_clients,
              .log = log,
              .progress = progress};

  // How many lines of the log have that part.
  std::ptrdiff_t logged(std::string_view part) const {
    return std::ranges::count_if(
        log.lines, [&](const auto& line) { return line.second.find(part) != std::string::npos; });
  }
};

}  // namespace wan53::test
