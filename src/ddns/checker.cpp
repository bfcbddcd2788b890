// SPDX-License-Identifier: MIT
#include "ddns/checker.h"

#include "base/compose.h"
#include "base/text.h"

namespace wan53 {
namespace {

constexpr std::size_t kMaxBody = 256;

// Empty if the body is provably complete.
std::string why_incomplete(const HttpReply& reply) {
  if (const auto length = reply.header("content-length")) {
    if (parse_unsigned(*length, kMaxBody) == reply.body.size()) return {};
    return compose("its Content-Length is {}, but {} bytes came", printable(*length, 20),
                   reply.body.size());
  }
  const auto encoding = reply.header("transfer-encoding");
  if (encoding && equal_ignoring_case(*encoding, "chunked")) return {};
  if (reply.body.ends_with('\n')) return {};
  return "with neither a Content-Length nor a line end, it may be incomplete";
}

}  // namespace

Result<Address> read_checker_reply(const HttpReply& reply, Family family) {
  if (reply.status != 200) {
    return fail(Errc::retry, "answered with HTTP status {}; expected 200", reply.status);
  }
  const std::string answered = "answered " + printable(trim(reply.body), 60);
  const auto address = Address::parse(trim(reply.body));
  if (reply.body.size() > kMaxBody || !address || address->family() != family) {
    return fail(Errc::retry, "{}; expected one {} address and nothing else", answered,
                family_name(family));
  }
  if (const std::string why = why_incomplete(reply); !why.empty()) {
    return fail(Errc::retry, "{}; {}", answered, why);
  }
  if (!address->special_range().empty()) {
    return fail(Errc::retry, "{}, which is {}; expected an address that the internet can reach",
                answered, address->special_range());
  }
  return *address;
}

}  // namespace wan53
