// SPDX-License-Identifier: MIT
// This machine's own key pair and certificate, by which it proves to AWS who it is.
//
// Errors name the file, and say what was expected and what to do: Errc::config, or Errc::retry if
// no memory is free.
#pragma once

#include <string>
#include <vector>

#include "base/certificate.h"
#include "base/key_pair.h"
#include "base/ports.h"
#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

struct Identity {
  KeyPair key;
  std::vector<Certificate> chain;  // the key's own first; never empty
};

// From client-key, which others must not be able to read (mode 0600).
Result<KeyPair> load_key(const Ports& ports, const Settings& settings);

// From client-cert and client-key. Others must not be able to write to the certificate, either. The
// key fits it; dates are not looked at.
Result<Identity> load_identity(const Ports& ports, const Settings& settings);

// The paths of the two files.
std::string client_cert_file_of(const Settings& settings);
std::string client_key_file_of(const Settings& settings);

// `now` is the corrected time. Errc::user if the certificate has expired; Errc::retry if it is not
// valid yet. Neither if nobody has confirmed the clock (`is_sure`): it is more likely wrong.
Status check_dates(const Certificate& certificate, UtcTime now, bool is_sure = true);

// What a client shows to `host` and to nobody else: its own certificate alone. AWS IoT knows the CA
// that signed it, and a chain might not fit into the 4 KiB that mbedTLS sends at once.
ShownCertificate shown_to(std::string host, const Identity& identity);

}  // namespace wan53
