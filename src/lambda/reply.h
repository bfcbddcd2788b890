// SPDX-License-Identifier: MIT
// The reply to the caller: {"statusCode":"200","body":TEXT,"result","old","new"}. The first two are
// as in the classic recipe's Lambda, the other three are our own. The answer to a proxied event has
// the same object as the body of its HTTP response. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ddns/outcome.h"
#include "lambda/event.h"
#include "lambda/runtime.h"

namespace wan53 {

// For a record that is right. Adds `warnings` (a message that failed), if any.
Answer done_reply(const Outcome& outcome, const std::vector<std::string>& warnings, bool proxied);

// For a refused request. The caller gets the classic error text and, as `message`, the reason; the
// HTTP status is 403 for Errc::user and 400 for everything else.
struct Failed {
  std::string_view host, from, new_value;
};
Answer refused_reply(const Failed& failed, const Error& refusal, bool proxied);

// For a failure that the owner must see: a function error, whose message is the classic error text
// and the reason.
Answer failed_reply(const Outcome& outcome);

}  // namespace wan53
