// SPDX-License-Identifier: MIT
// Whether the keys of wan53.conf that say how this machine proves who it is are all there and fit
// each other.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "ddns/config_keys.h"

namespace wan53 {

class ProofKeys {
 public:
  // Called for each key of the config.
  void see(const ConfigKey& key, unsigned line);
  // For the end. Errc::config, with the path and the line of the key, if a key needs another proof
  // than the config's, if one that the proof needs is missing, or if ARNs belong to different
  // accounts or regions.
  Status check(const Config& config, std::string_view path) const;

 private:
  struct Seen {
    const ConfigKey* key;
    unsigned line;
  };
  unsigned line_of(std::string_view name) const;

  std::vector<Seen> seen_;  // `credentials`, and those that need a certain word there
};

}  // namespace wan53
