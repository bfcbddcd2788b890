// SPDX-License-Identifier: MIT
// This machine's key pair and its certificate, as `setup` and `key rotate` make and show them.
//
// The pair is kept on disk as soon as it is made, before anybody sees it: once its certificate is
// known to AWS, a person who breaks off and comes back must find the same pair.
#pragma once

#include <string>
#include <string_view>

#include "cli/setup_stack.h"
#include "settings/identity.h"
#include "settings/settings.h"

namespace wan53 {

// Uses the pair at client-cert and client-key, or makes what is missing of it, and shows what a
// person has to do with it in AWS: the certificate, and `steps`. For Roles Anywhere the person
// gives the certificate that the CA made, until it fits. `is_next`: the pair will replace one that
// AWS knows. Errc::config and Errc::user name the file and say what to do.
Status bring_certificate(const Ports& ports, const Settings& settings, Proof proof,
                         const Steps& steps, bool is_next);

// The certificate alone, in PEM.
std::string own_certificate(const Identity& identity);
// "valid until 2036-11-28T00:00:00Z, with the id 0123...", which is AWS IoT's id
std::string certificate_facts(const Identity& identity);

// Errc::look_again if it is certainly wrong: what is made now would not be valid.
Result<UtcTime> corrected_time(const Ports& ports, const Settings& settings);

bool has_own_certificate(Proof proof);

}  // namespace wan53
