// SPDX-License-Identifier: MIT
// Lists the hand-made updaters that are still active, for the addon's script and for people.
#include "base/compose.h"
#include "cli/classic_script.h"
#include "cli/cli.h"

namespace wan53 {

Result<ExitStatus> updaters_command(const Ports& ports, const Options& options) {
  TRY_ASSIGN(const Places places, find_places(ports, options.config_file));
  if (!options.arguments.empty()) {
    if (options.arguments.size() > 1 || options.arguments[0] != "off") {
      return fail(Errc::usage, "updaters: expected nothing or `off`");
    }
    offer_to_switch_classic_off(ports, places);
    return kExitDone;
  }
  for (const auto& where : find_classic(ports, places)) {
    ports.terminal->out(compose("{}\n", where));
  }
  return kExitDone;
}

}  // namespace wan53
