// SPDX-License-Identifier: MIT
// How a function reports failure: it returns a value or an Error and never throws.
//
// An Error's code says what the caller does next, not what broke. Its text tells a person what
// broke, what was expected and what to do; it never holds a secret. Callers that know more add it
// (`context`); only cli/ prints the text, once.
#pragma once

#include <cstdint>
#include <expected>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/compose.h"
#include "base/time.h"

// For a class whose objects may be moved as bytes, without a destructor call at the old place.
#ifdef __clang__
#define W53_IN_REGISTER [[clang::trivial_abi]]
#else
#define W53_IN_REGISTER
#endif
// For small functions called at hundreds of places, where a call costs more code than the body.
#define W53_INLINE [[gnu::always_inline]] inline

namespace wan53 {

enum class Errc : std::uint8_t {
  bad_input,    // a strict parser refused outside text; the caller that knows its source maps it
  usage,        // the command line is wrong
  config,       // wan53.conf, the credentials file or the environment is wrong
  retry,        // network, 5xx, throttling, an unreadable reply: the next attempt may succeed
  wait,         // no WAN, no address: an event will announce a change
  absent,       // no IPv6 here, which is not a fault: an event will announce it
  look_again,   // clock not set, connecting: may change without an event, so retry soon
  unconfirmed,  // a write may or may not have been applied: read before writing again
  user,         // denied, bad key, no such zone, a record set we must not edit: the user must act
  bug,          // wan53 broke one of its own rules
};

// Why a service refused or was not reached; `none` if neither is known.
enum class ErrorKind : std::uint8_t {
  none,
  unresolved,   // no service answered: DNS does not know its host's name
  transient,    // 5xx, time-outs, a busy hosted zone (PriorRequestNotComplete)
  oversized,    // the reply is larger than kMaxReplyBytes
  throttled,    // 429, Throttling and similar codes
  clock,        // the signature's time is too far off
  unknown_key,  // the access key id is wrong or inactive, or the key was made seconds ago
  credentials,  // wrong secret, wrong or missing token
  expired,      // the session's token has expired
  denied,       // the key is valid, but its policy does not allow this
  not_found,    // no such zone, topic or change
  not_set_up,   // there is no config or no key yet: `wan53 setup` makes them
  invalid,      // the service calls our request wrong: InvalidInput, InvalidChangeBatch
  other,        // any other 4xx, and 3xx
};

template <class T>
class Result;

struct [[nodiscard]] Error {
  Errc code = Errc::bug;
  std::string what;
  ErrorKind kind = ErrorKind::none;
  std::optional<Milliseconds> retry_after = {};  // what the service asks for
  // No byte of the request left this machine, so it is safe to send again.
  bool never_sent = false;

  // Prefixes the text: "doing: what".
  Error&& context(std::string_view doing) && {
    what.insert(0, ": ").insert(0, doing);
    return std::move(*this);
  }
};

// What a failed function returns; it converts to a Result of any type. It owns its Error through a
// pointer: Results are moved and destroyed in hundreds of places, and a pointer costs few
// instructions there. Clang passes and returns it in a register.
class W53_IN_REGISTER [[nodiscard]] Failure {
 public:
  [[gnu::noinline]] Failure(Error error);
  [[gnu::noinline]] Failure(const Failure& other);
  W53_INLINE Failure(Failure&& other) noexcept : error_(std::exchange(other.error_, nullptr)) {}
  Failure& operator=(Failure other) noexcept {
    std::swap(error_, other.error_);
    return *this;
  }
  W53_INLINE ~Failure() {
    if (error_ != nullptr) drop(error_);
  }
  Error& error() const { return *error_; }

 private:
  friend class Result<void>;
  Failure() = default;
  [[gnu::noinline]] static void drop(Error* error);

  Error* error_ = nullptr;
};

// Read with `if (!r)`, `*r` and `r.error()`; `.value()` would need exceptions and is banned.
template <class T>
class [[nodiscard]] Result : public std::expected<T, Failure> {
  using Base = std::expected<T, Failure>;

 public:
  using Base::Base;
  W53_INLINE Result(Failure failure) : Base(std::unexpect, std::move(failure)) {}
  Error& error() & { return Base::error().error(); }
  const Error& error() const& { return Base::error().error(); }
  Error&& error() && { return std::move(Base::error().error()); }
  Failure&& failure() { return std::move(Base::error()); }
  friend bool operator==(const Result& result, const T& value) {
    return result && *result == value;
  }
};

// Success is a Failure that holds nothing.
template <>
class W53_IN_REGISTER [[nodiscard]] Result<void> {
 public:
  Result() = default;
  W53_INLINE Result(Failure failure) : failure_(std::move(failure)) {}
  explicit operator bool() const { return failure_.error_ == nullptr; }
  bool has_value() const { return failure_.error_ == nullptr; }
  Error& error() & { return failure_.error(); }
  const Error& error() const& { return failure_.error(); }
  Error&& error() && { return std::move(failure_.error()); }
  Failure&& failure() { return std::move(failure_); }

 private:
  Failure failure_;
};
using Status = Result<void>;

// noinline: TRY expands hundreds of times, and a call is smaller than its body.
[[gnu::noinline]] Failure fail(Error error);
[[gnu::noinline]] Failure fail(Errc code, std::string_view what);
[[gnu::noinline]] Failure fail_pieces(Errc code, const char* pattern,
                                      std::initializer_list<Piece> what);
// See `compose`.
template <class... Arguments>
[[gnu::always_inline]] inline Failure fail(Errc code, Pattern<sizeof...(Arguments)> pattern,
                                           const Arguments&... arguments) {
  return fail_pieces(code, pattern.text(), {Piece(arguments)...});
}
template <class T>
Failure pass_on(Result<T>& result) {
  return result.failure();
}

}  // namespace wan53

#define W53_CONCAT_(a, b) a##b
#define W53_CONCAT(a, b) W53_CONCAT_(a, b)

// TRY(expr);                returns expr's error from the function, if it has one.
// TRY_ASSIGN(auto x, expr); does the same, otherwise assigns expr's value to `auto x`. What is only
// read is `const auto& x`: it lives as long, and nothing is moved.
// Both are statements: a GNU statement expression would leak inside a braced list.
#define TRY(...)                                                                         \
  do {                                                                                   \
    if (auto w53_status = (__VA_ARGS__); !w53_status) return wan53::pass_on(w53_status); \
  } while (0)
#define TRY_ASSIGN_(tmp, lhs, ...)      \
  auto tmp = (__VA_ARGS__);             \
  if (!tmp) return wan53::pass_on(tmp); \
  lhs = *std::move(tmp)
#define TRY_ASSIGN(lhs, ...) TRY_ASSIGN_(W53_CONCAT(w53_result_, __LINE__), lhs, __VA_ARGS__)
