// SPDX-License-Identifier: MIT
// What the caller is told: {"statusCode":"200","body":TEXT,"result","old","new"} as the classic
// recipe's Lambda answered, with the last three of our own. A function URL's caller gets the same
// as the body of its HTTP response. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ddns/outcome.h"
#include "lambda/event.h"
#include "lambda/runtime.h"

namespace wan53 {

// The record is right. `warnings` (a message or a metric that failed) are added where there are
// some.
Answer done_reply(const Outcome& outcome, const std::vector<std::string>& warnings,
                  bool function_url);

// Handled: the caller is told the classic error text and, as `message`, why; the HTTP status is 403
// for Errc::user and 400 for everything else.
struct Failed {
  std::string_view host, from, new_value;
};
Answer refused_reply(const Failed& failed, const Error& refusal, bool function_url);

// What the owner must see: a function error, whose message is the classic error text and the
// reason.
Answer failed_reply(const Outcome& outcome);

}  // namespace wan53
