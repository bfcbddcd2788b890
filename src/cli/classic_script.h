// SPDX-License-Identifier: MIT
// A hand-made updater that wan53 replaces: lines of a shell script or a crontab that call the
// classic recipe's API Gateway, Route 53 or the firmware's answer themselves, or a script that
// does. Both at once would write the record in turn.
#pragma once

#include <string>
#include <string_view>

#include "settings/places.h"

namespace wan53 {

// What runs the lines: a commented command must leave a shell's `then` something to do.
enum class Runner : std::uint8_t { shell, cron };

// `text` with its classic lines made comments, continued ones as a whole. Comments and lines that
// name wan53 stay. Equal to `text` if there is none. Only reads `files`: the scripts that a line
// names by their path.
std::string without_classic_lines(std::string_view text, Runner runner, Files& files);

// Looks for such lines where they live on a router and on Linux, names the files, never the lines,
// which may hold keys, and asks whether to switch them off. A ddns-start that is nothing else is
// renamed; nothing is deleted. Says how to bring it back.
void offer_to_switch_classic_off(const Ports& ports, const Places& places);

}  // namespace wan53
