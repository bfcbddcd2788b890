// SPDX-License-Identifier: MIT
// The router's program: gives cli/ the real ports and runs one command.
#include <signal.h>

#include "base/compose.h"
#include "cli/cli.h"
#include "settings/version.h"
#include "sys/memory_dumps.h"
#include "sys/out_of_memory.h"
#include "system_ports.h"

int main(int argc, char** argv) {
  using namespace wan53;
  end_when_memory_runs_out(kExitTransient);
  forbid_memory_dumps();
  // Like a full disk, a limit on the size of files (ulimit -f) must not end a round halfway.
  signal(SIGXFSZ, SIG_IGN);
  SystemPorts real(compose("wan53/{}", version()));
  return run_cli(real.ports(), {argv + 1, argv + argc});
}
