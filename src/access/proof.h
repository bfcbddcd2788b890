// SPDX-License-Identifier: MIT
// Chooses by the config how this machine proves to AWS who it is.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "access/provider.h"
#include "aws/credentials.h"
#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

struct ChosenProof {
  // For people: "its certificate at AWS IoT (role alias wan53)"; for a stored key, the place where
  // it is.
  std::string words;
  // 16 hex digits, by which it is remembered. The last eight are the certificate's, and are missing
  // if it cannot be read now.
  std::string digest;
  std::string_view provider_name = {};      // "AWS IoT"
  std::unique_ptr<Provider> provider = {};  // null: `credentials` sign as they are
  Credentials credentials = {};
};

// Reads the credentials file or the certificate, but sends nothing; an unusable pair fails only
// when a session is requested. Errc::config. `ports` and `settings` outlive the provider. A key
// whose digest is `settled_key` is not new (access/aws_client.h).
Result<ChosenProof> choose_proof(const Ports& ports, const Settings& settings,
                                 std::string_view settled_key = {});
// Also fails if the pair is unusable.
Result<ChosenProof> check_proof(const Ports& ports, const Settings& settings);

}  // namespace wan53
