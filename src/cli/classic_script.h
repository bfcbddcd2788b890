// SPDX-License-Identifier: MIT
// A hand-made updater that wan53 replaces: lines of a shell script or a crontab that call the
// classic recipe's API Gateway, Route 53 or `ddns_custom_updated` themselves, or call a script that
// does. With both, each would overwrite what the other wrote.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "settings/places.h"

namespace wan53 {

// What runs the lines: a commented command must leave a shell's `then` something to do.
enum class Runner : std::uint8_t { shell, cron };

struct LessClassic {
  std::string text;            // with the classic lines made comments, continued ones as a whole
  std::size_t first_line = 0;  // the number of the first of them; 0: there is none
};
// Comments and lines that name wan53 stay. Only reads `files`: the scripts that a line names by
// their path.
LessClassic without_classic_lines(std::string_view text, Runner runner, Files& files);

// Follows such a place in a message.
inline constexpr std::string_view kUpdaterWarning =
    " updates DNS by itself, too: run `wan53 updaters off`";

// Where such lines live on a router or on Linux, such as "/jffs/scripts/ddns-start:3" or "the cron
// job dyn": the first of each file. Never the lines, which may hold keys.
std::vector<std::string> find_classic(const Ports& ports, const Places& places);

// Names each, and asks whether to switch it off. A ddns-start that is nothing else is renamed;
// nothing is deleted. Says how to bring it back.
void offer_to_switch_classic_off(const Ports& ports, const Places& places);

}  // namespace wan53
