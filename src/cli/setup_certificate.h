// SPDX-License-Identifier: MIT
// This machine's key pair and its certificate, as `setup` and `key rotate` make and show them.
//
// The pair is kept on disk as soon as it is made, before anybody sees it: once its certificate is
// known to AWS, a person who breaks off and comes back must find the same pair.
#pragma once

#include <string>
#include <string_view>

#include "settings/identity.h"
#include "settings/settings.h"

namespace wan53 {

// Uses the pair at client-cert and client-key, or makes what is missing of it, and shows what a
// person has to do with it in AWS, as lines for a shell. For Roles Anywhere the person gives the
// certificate that the CA made, until it fits. `policy` is for the role; may be empty. `is_next`:
// the pair will replace one that AWS knows. Errc::config and Errc::user name the file and say what
// to do.
Status bring_certificate(const Ports& ports, const Settings& settings, Proof proof,
                         std::string_view policy, bool is_next);

// The certificate alone, in PEM.
std::string own_certificate(const Identity& identity);
// "valid until 2036-11-28T00:00:00Z; AWS IoT's id 0123..."
std::string certificate_facts(const Identity& identity);

// How the role gets the rights in `policy`, which is the config's, as lines for a shell: by a
// stack, if its template can say the same. `certificate`: a further parameter of the stack, after a
// blank.
std::string role_steps(const Config& config, Proof proof, std::string_view policy,
                       std::string_view certificate = {});
// Lines for a shell that write `text`, of which no line is "END", to a file.
std::string here_document(std::string_view file, std::string_view text);

// Errc::look_again if it is certainly wrong: what is made now would not be valid.
Result<UtcTime> corrected_time(const Ports& ports, const Settings& settings);

bool has_own_certificate(Proof proof);

}  // namespace wan53
