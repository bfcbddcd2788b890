// SPDX-License-Identifier: MIT
// What the questions and the answers of SetupDialog share: the table of questions, and how the
// draft is read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/setup_dialog.h"

namespace wan53 {

struct Question {
  std::string_view section;  // "record" for those that are asked about
  std::string_view key;
  std::string_view prompt;
  std::string_view without = {};  // what none means; empty if there must be a value
};
const Question& question_of(SetupDialog::Step step);

// "record home.example.com".
std::string section_of(std::string_view record);
// The section of that name as it is written, else one that spells the name differently; or none.
std::vector<std::string>::const_iterator find_record(const std::vector<std::string>& records,
                                                     std::string_view name);
// The region in the host's name; empty if that has none.
std::string region_in(std::string_view gateway_url);
// Whether the draft can become a config. One without a record is not refused for that.
Status check_draft(std::string_view text);

}  // namespace wan53
