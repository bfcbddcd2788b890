// SPDX-License-Identifier: MIT
#include "ddns/checker.h"

#include "base/text.h"

namespace wan53 {
namespace {

constexpr std::size_t kMaxBody = 256;

// Empty if the body is provably complete.
std::string why_incomplete(const HttpReply& reply) {
  if (const auto length = reply.header("content-length")) {
    if (parse_unsigned(*length, kMaxBody) == reply.body.size()) return {};
    return concat({"its Content-Length is ", printable(*length, 20), ", but ",
                   to_text(static_cast<std::int64_t>(reply.body.size())), " bytes came"});
  }
  const auto encoding = reply.header("transfer-encoding");
  if (encoding && equal_ignoring_case(*encoding, "chunked")) return {};
  if (reply.body.ends_with('\n')) return {};
  return "with neither a Content-Length nor a line end, it may be incomplete";
}

}  // namespace

Result<Address> read_checker_reply(const HttpReply& reply, Family family) {
  if (reply.status != 200) {
    return fail(Errc::retry,
                {"answered with HTTP status ", to_text(reply.status), "; expected 200"});
  }
  const std::string answered = "answered " + printable(trim(reply.body), 60);
  const auto address = Address::parse(trim(reply.body));
  if (reply.body.size() > kMaxBody || !address || address->family() != family) {
    return fail(Errc::retry,
                {answered, "; expected one ", family_name(family), " address and nothing else"});
  }
  if (const std::string why = why_incomplete(reply); !why.empty()) {
    return fail(Errc::retry, {answered, "; ", why});
  }
  if (!address->special_range().empty()) {
    return fail(Errc::retry, {answered, ", which is ", address->special_range(),
                              "; expected an address that the internet can reach"});
  }
  return *address;
}

}  // namespace wan53
