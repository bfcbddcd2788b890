// SPDX-License-Identifier: MIT
#include "access/provider.h"

#include "base/compose.h"

namespace wan53 {

Result<Session> read_asked(Result<std::string> body, SessionReader* read, std::string_view who) {
  if (!body) return pass_on(body);
  auto session = read(*body);
  wipe(*body);
  if (session) return session;
  return fail(Errc::retry, "cannot read what {} answered: {}; check the endpoint or the program",
              who, session.error().what);
}

}  // namespace wan53
