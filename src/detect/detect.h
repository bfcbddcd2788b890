// SPDX-License-Identifier: MIT
// The part of a pass before any request to AWS: what each record should say, or why that is not
// known.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ddns/outcome.h"
#include "ddns/state.h"
#include "detect/router.h"
#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

struct Look {
  std::optional<RouterView> router;  // nothing off a router
  // One per configured record, in the config's order. Their kind is `waiting` or `refused`, or the
  // plan has addresses and the kind means nothing yet.
  std::vector<Outcome> outcomes;
  std::vector<std::string> doubts;  // what could not be made sure of
  std::int64_t next_check_ms = 0;   // of an address behind NAT; 0: none is
  std::int64_t hold_until_ms = 0;  // a flip-flopping address may be published then; 0: none is held
};

struct LookOrder {
  std::optional<Address> given;  // --ip; is never damped
  bool after_event = false;      // something has happened: checkers are asked anew
  bool damped = true;
};

Look look(World& world, const Setup& setup, Nvram& nvram, const LookOrder& order, Memory& memory);

}  // namespace wan53
