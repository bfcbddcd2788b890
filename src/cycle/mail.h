// SPDX-License-Identifier: MIT
// The mail about a cycle, which the addon's script sends (merlin-addon/script/mail.sh).
#pragma once

#include <string>

#include "cycle/round.h"
#include "ddns/config.h"
#include "settings/ports.h"

namespace wan53 {

// A line for each record that needs the user now, and for each that is right again after that; with
// Mail::changes also for each change. Empty if there is nothing to say. `before` is what was
// remembered before the cycle, `now` after it. At most 4 KiB.
std::string mail_text(Mail mail, const Round& round, const RoundMemory& before,
                      const RoundMemory& now);

// Hands it to the script in a process of its own: whatever the mail server does, no round waits.
// The script tries for a while, and logs when it gives up. Not under the round lock.
void send_mail(const Ports& ports, const std::string& text, Log& log);

}  // namespace wan53
