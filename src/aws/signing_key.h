// SPDX-License-Identifier: MIT
// The signing keys that SigV4 derives from a secret access key, one for each day, region and
// service. They are cached, so that a round derives each only once.
//
// A derivation takes four HMACs: "AWS4" + secret -> day -> region -> service -> "aws4_request".
// Source: "Create a signed AWS API request", step 3, AWS IAM User Guide.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/secret.h"

namespace wan53 {

// Caches the newest kScopes combinations of secret, region and service, one day each. Wipes an
// entry that it drops and, when destroyed, all of them. Not copyable: a copy would have to be wiped
// too.
class SigningKeys {
 public:
  static constexpr std::size_t kScopes = 8;

  SigningKeys() = default;
  SigningKeys(const SigningKeys&) = delete;
  SigningKeys& operator=(const SigningKeys&) = delete;
  ~SigningKeys();

  // `day` is YYYYMMDD in UTC. The reference is valid until the next call.
  const Digest& key(std::string_view secret, std::string_view day, std::string_view region,
                    std::string_view service);

  // How many keys were derived so far: shows whether a key came from the cache.
  unsigned derivations() const { return derivations_; }

 private:
  struct Entry {
    Secret secret;
    std::string day, region, service;
    Digest key;
  };
  Entry& entry_for(std::string_view secret, std::string_view region, std::string_view service);

  std::array<Entry, kScopes> entries_;
  std::size_t oldest_ = 0;
  unsigned derivations_ = 0;
};

}  // namespace wan53
