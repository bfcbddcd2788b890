// SPDX-License-Identifier: MIT
// The router's program: gives cli/ the real world and runs one command.
#include <signal.h>
#include <unistd.h>

#include <string_view>
#include <vector>

#include "base/text.h"
#include "cli/cli.h"
#include "settings/version.h"
#include "sys/bus.h"
#include "sys/clock.h"
#include "sys/dns.h"
#include "sys/environment.h"
#include "sys/files.h"
#include "sys/http_curl.h"
#include "sys/interfaces.h"
#include "sys/log.h"
#include "sys/memory_dumps.h"
#include "sys/processes.h"
#include "sys/random.h"
#include "sys/terminal.h"

int main(int argc, char** argv) {
  using namespace wan53;
  forbid_memory_dumps();
  // A reader that goes away must not end a round halfway; `flush` reports it.
  signal(SIGPIPE, SIG_IGN);
  SystemClock clock;
  SystemRandom random;
  SystemFiles files;
  SystemInterfaces interfaces;
  SystemEnvironment environment;
  SystemTerminal terminal;
  SystemProcesses processes;
  SystemBus bus;
  SystemDns dns;
  SystemLog log;
  World world{
      clock,
      random,
      files,
      interfaces,
      environment,
      terminal,
      processes,
      bus,
      dns,
      log,
      geteuid(),
      [](const std::string& ca_pem, std::int64_t clock_offset_s) -> std::unique_ptr<Http> {
        return std::make_unique<HttpCurl>(HttpSetup{.ca_pem = ca_pem,
                                                    .user_agent = concat({"wan53/", version()}),
                                                    .clock_offset_s = clock_offset_s});
      }};
  return run_cli(world, {argv + 1, argv + argc});
}
