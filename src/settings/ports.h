// SPDX-License-Identifier: MIT
// The ports a program is given at its start, in one place. Made by src/main.cpp from sys/, by the
// unit tests from fakes; outlives every command.
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
  Processes& processes;
  Bus& bus;
  Dns& dns;
  Log& log;          // syslog
  unsigned user_id;  // 0 for root
  // Trusts the certificates of `ca_pem`, or the embedded Amazon roots when it is empty. Their dates
  // are checked against the wall clock plus `clock_offset_s`.
  std::unique_ptr<Http> (*make_http)(const std::string& ca_pem, std::int64_t clock_offset_s);
};

}  // namespace wan53
