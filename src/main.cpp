// SPDX-License-Identifier: MIT
// The router's program: gives cli/ the real ports and runs one command.
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
#include "sys/out_of_memory.h"
#include "sys/processes.h"
#include "sys/random.h"
#include "sys/terminal.h"

int main(int argc, char** argv) {
  using namespace wan53;
  end_when_memory_runs_out(kExitTransient);
  forbid_memory_dumps();
  // If the reader of stdout goes away, the round must not end halfway; `flush` reports the error.
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
  CurlClients http(concat({"wan53/", version()}));
  const Ports ports{.clock = clock,
                    .random = random,
                    .files = files,
                    .interfaces = interfaces,
                    .environment = environment,
                    .terminal = terminal,
                    .processes = processes,
                    .bus = bus,
                    .dns = dns,
                    .http = http,
                    .log = log,
                    .user_id = geteuid()};
  return run_cli(ports, {argv + 1, argv + argc});
}
