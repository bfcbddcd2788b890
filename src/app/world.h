// SPDX-License-Identifier: MIT
// The ports a program is given at its start, in one place. Made by src/main.cpp from sys/, by the
// unit tests from fakes; outlives everything in app/.
#pragma once

#include <memory>
#include <string>

#include "base/ports.h"

namespace wan53 {

struct World {
  Clock& clock;
  Random& random;
  Files& files;
  Interfaces& interfaces;
  Environment& environment;
  Terminal& terminal;
  unsigned user_id;  // 0 for root
  // Trusts the certificates of `ca_pem`, or the embedded Amazon roots when it is empty.
  std::unique_ptr<Http> (*make_http)(const std::string& ca_pem);
};

}  // namespace wan53
