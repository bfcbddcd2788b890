// SPDX-License-Identifier: MIT
// How a function says that it could not do its work: a value or an Error, never an exception.
//
// An Error's code names what the caller does next, not what broke; its text says what broke, what
// was expected and what to do, for a person, and never holds a secret. Text is added where new
// facts are known (`context`) and printed once, in cli/.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace wan53 {

enum class Errc : std::uint8_t {
  bad_input,    // outside text that a strict parser refused; whoever knows its source reclasses it
  usage,        // the command line is wrong
  config,       // wan53.conf, the credentials file or the environment is wrong
  retry,        // network, 5xx, throttling, an unreadable reply: the next try may succeed
  wait,         // clock not set, no WAN address: an event or time will mend it
  unconfirmed,  // a write was sent and its fate is unknown: read before writing again
  user,         // denied, bad key, no such zone, a record set we must not touch: the user must act
  bug,          // a promise of our own was broken
};

struct [[nodiscard]] Error {
  Errc code = Errc::bug;
  std::string what;

  // Puts `doing` before the text: "doing: what".
  Error&& context(std::string_view doing) && {
    what.insert(0, ": ").insert(0, doing);
    return std::move(*this);
  }
};

// Read with `if (!r)`, `*r` and `r.error()`; `.value()` would need exceptions and is banned.
template <class T>
using Result = std::expected<T, Error>;
using Status = Result<void>;

// Defined apart: they stand in some hundred places, and a call is smaller than they are.
[[gnu::noinline]] std::unexpected<Error> fail(Errc code, std::string what);
[[gnu::noinline]] std::unexpected<Error> pass_on(Error& error);

}  // namespace wan53

#define W53_CONCAT_(a, b) a##b
#define W53_CONCAT(a, b) W53_CONCAT_(a, b)

// TRY(expr);                leaves the function with expr's error, if it has one.
// TRY_ASSIGN(auto x, expr); does the same, else puts expr's value into `auto x`.
// Both are statements: a statement expression would leak inside a braced list.
#define TRY(...)                                                                                 \
  do {                                                                                           \
    if (auto w53_status = (__VA_ARGS__); !w53_status) return wan53::pass_on(w53_status.error()); \
  } while (0)
#define TRY_ASSIGN_(tmp, lhs, ...)              \
  auto tmp = (__VA_ARGS__);                     \
  if (!tmp) return wan53::pass_on(tmp.error()); \
  lhs = *std::move(tmp)
#define TRY_ASSIGN(lhs, ...) TRY_ASSIGN_(W53_CONCAT(w53_result_, __LINE__), lhs, __VA_ARGS__)
