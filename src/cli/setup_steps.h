// SPDX-License-Identifier: MIT
// What `setup` does apart from its questions about the config.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/credentials.h"
#include "cli/cli.h"
#include "cli/setup_dialog.h"
#include "settings/settings.h"

namespace wan53 {

// Asks until the answer is yes or no; an empty one is `standard`. Errc::usage if the input ends.
Result<bool> ask_yes_no(const Ports& ports, std::string_view question, bool standard = true);

Machine look_around(const Ports& ports);

// What a program has printed that ran and succeeded; Errc::user if it did not. `command` has one
// argument a line.
Result<std::string> output_of(const Ports& ports, std::string_view command);

// Asks for a key and tries it, until AWS takes it or cannot be reached. Nothing if the present key
// stays.
Result<std::optional<Credentials>> ask_for_key(const Ports& ports, const Settings& settings,
                                               bool has_one);

// The IAM user that `setup` tells a person to make for a key.
inline constexpr std::string_view kAdvisedUser = "wan53";
// The name of the user whom the key belongs to, fit for a shell; empty if AWS does not tell it.
std::string owner_of(const Ports& ports, const Settings& settings, const Credentials& key);

// Whether AWS knows this machine as somebody, by what the config says; says for whom. While it
// refuses, it is asked again for half a minute: what was made seconds ago is not known everywhere.
Status try_proof(const Ports& ports, const Settings& settings);

// What AWS says against the config, and which question to ask again.
struct Objection {
  std::string what;
  SetupDialog::Step step;
  std::string record = {};
};
struct Trial {
  std::optional<Objection> objection;
  bool has_worked = false;  // false, too, if it could not be tried, which is said
};
// Finds each record's zone, or sends the gateway a signed request that writes nothing. `typed` is
// the new key, if any.
Result<Trial> try_config(const Ports& ports, const Settings& settings,
                         const std::optional<Credentials>& typed);

// An access key in the config's credentials file that a certificate has replaced.
bool has_unused_key(const Ports& ports, const Settings& settings);
// Offers to remove it from the file, and says how to delete it in AWS.
Status offer_to_remove_key(const Ports& ports, const Settings& settings);

// Starts what keeps the records right, or says how, and where to look next.
void keep_running(const Ports& ports, const Options& options, const Settings& settings);

}  // namespace wan53
