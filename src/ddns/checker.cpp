// SPDX-License-Identifier: MIT
#include "ddns/checker.h"

#include "base/text.h"

namespace wan53 {
namespace {

constexpr std::size_t kMaxBody = 256;

bool is_whole(const HttpReply& reply) {
  if (reply.body.ends_with('\n')) return true;
  if (const auto length = reply.header("content-length")) {
    return parse_unsigned(*length, kMaxBody) == reply.body.size();
  }
  const auto encoding = reply.header("transfer-encoding");
  return encoding && equal_ignoring_case(*encoding, "chunked");
}

}  // namespace

Result<Address> read_checker_reply(const HttpReply& reply, Family family) {
  if (reply.status != 200) {
    return fail(Errc::bad_input, concat({"HTTP status ", to_text(reply.status), "; expected 200"}));
  }
  const std::string_view text = trim(reply.body);
  const auto address = Address::parse(text);
  if (reply.body.size() > kMaxBody || !address || address->family() != family) {
    return fail(Errc::bad_input, concat({"answered ", printable(text, 60), "; expected one ",
                                         family_name(family), " address and nothing else"}));
  }
  if (!is_whole(reply)) {
    return fail(Errc::bad_input, concat({"answered ", address->text(),
                                         ", which may be cut: it has no line end and no length"}));
  }
  if (!address->special_range().empty()) {
    return fail(Errc::bad_input,
                concat({"answered ", address->text(), ", which is ", address->special_range()}));
  }
  return *address;
}

}  // namespace wan53
