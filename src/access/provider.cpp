// SPDX-License-Identifier: MIT
#include "access/provider.h"

#include "base/compose.h"

namespace wan53 {

Result<Session> read_asked(Result<std::string> body, SessionReader* read, std::string_view who) {
  if (!body) return pass_on(body);
  constexpr std::size_t kMaxBytes = 16 * 1024;
  const bool is_huge = body->size() > kMaxBytes;
  auto session = is_huge ? fail(Errc::retry, "larger than 16 KiB") : read(*body);
  wipe(*body);
  if (session) return session;
  return fail(Errc::retry, "cannot read what {} answered: {}; check that this is the right service",
              who, session.error().what);
}

}  // namespace wan53
