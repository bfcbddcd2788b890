// SPDX-License-Identifier: MIT
// Replies of checkers: what is accepted is the whole body, and no cut of it is taken for another
// address. The input is a reply as on the wire: header lines, an empty line, the body; its first
// byte decides the status and the family.
#include "ddns/checker.h"
#include "fuzz.h"

using namespace wan53;

namespace {

HttpReply reply_of(std::string_view bytes) {
  HttpReply reply;
  while (!bytes.empty()) {
    std::string_view line = take_until(bytes, '\n');
    if (line.empty()) break;
    const std::string name(take_until(line, ':'));
    reply.headers.push_back({name, std::string(trim(line))});
  }
  reply.body = bytes;
  return reply;
}

// Chunks tell their end, so libcurl hands out no part of them.
bool may_be_cut(const HttpReply& reply) {
  return reply.header("content-length") || !reply.header("transfer-encoding");
}

void check_cuts(HttpReply reply, const Address& whole) {
  while (!reply.body.empty()) {
    reply.body.pop_back();
    const auto cut = read_checker_reply(reply, whole.family());
    REQUIRE(!cut || *cut == whole);
    REQUIRE(!cut || !reply.header("content-length"));
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const int statuses[] = {200, 200, 200, 204, 302, 500};
  const Family family = data[0] % 2 == 0 ? Family::ipv4 : Family::ipv6;
  HttpReply reply = reply_of(fuzz::view(data + 1, size - 1));
  reply.status = statuses[data[0] / 2 % std::size(statuses)];
  const auto address = read_checker_reply(reply, family);
  if (!address) {
    REQUIRE(address.error().code == Errc::retry);
    REQUIRE(fuzz::is_clear(address.error()));
    REQUIRE(address.error().what.starts_with("answered "));
    return 0;
  }
  REQUIRE(reply.status == 200 && reply.body.size() <= 256);
  REQUIRE(address->family() == family && address->special_range().empty());
  REQUIRE(Address::parse(trim(reply.body)) == *address);
  if (may_be_cut(reply)) check_cuts(std::move(reply), *address);
  return 0;
}
