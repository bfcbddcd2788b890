// SPDX-License-Identifier: MIT
// In-memory twins of the ports, for unit tests: one small header for each in fakes/, and the world
// that gathers them. tests/contract/ holds them to the same sentences as the real ones.
#pragma once

#include <memory>
#include <string>

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

namespace wan53::test {

// A whole world; `http` is shared with what make_http hands out.
struct FakeWorld {
  FakeWorld() { g_http = &http; }

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
  std::int64_t& clock_offset_s = g_clock_offset_s;  // what make_http was given last
  World world{clock,
              random,
              files,
              interfaces,
              environment,
              terminal,
              processes,
              bus,
              dns,
              log,
              0,
              [](const std::string&, std::int64_t clock_offset) -> std::unique_ptr<Http> {
                g_clock_offset_s = clock_offset;
                return std::make_unique<Forward>();
              }};

 private:
  struct Forward final : Http {
    std::expected<HttpReply, Failure> send(const HttpRequest& request) override {
      return g_http->send(request);
    }
  };
  static inline FakeHttp* g_http = nullptr;
  static inline std::int64_t g_clock_offset_s = 0;
};

}  // namespace wan53::test
