// SPDX-License-Identifier: MIT
#include "sys/bus.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.h"
#include "sys/datagram.h"
#include "sys/events.h"

namespace wan53 {
namespace {

// Removes a socket that nobody listens on any more. Anything else is left, and binding then fails.
void remove_stale(const std::string& path) {
  struct stat facts;
  if (lstat(path.c_str(), &facts) == 0 && S_ISSOCK(facts.st_mode)) unlink(path.c_str());
}

Result<Descriptor> bind_socket(const std::string& path) {
  const auto address = unix_address(path);
  if (!address) {
    return fail(Errc::user, "{}: too long for a socket; use a path of at most 107 bytes",
                printable(path));
  }
  if (probe_listener(path) == 0) {
    return fail(Errc::user, "{}: another process listens there; stop it first", printable(path));
  }
  remove_stale(path);
  Descriptor fd = unix_datagram_socket();
  if (!fd.ok()) return fail_with_errno(path, "make a socket");
  const mode_t before = umask(0177);
  const int bound = bind(fd.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address);
  umask(before);
  if (bound != 0) return fail_with_errno(path, "listen");
  return fd;
}

}  // namespace

Result<std::unique_ptr<Events>> SystemBus::listen(const std::string& path) {
  TRY_ASSIGN(auto fd, bind_socket(path));
  return std::make_unique<SystemEvents>(std::move(fd));
}

Bus::Sent SystemBus::send(const std::string& path, std::string_view text) {
  const int failure =
      text.empty() ? probe_listener(path) : send_datagram(path, text.substr(0, kMaxNoticeBytes));
  if (failure == 0) return Sent::delivered;
  return failure == EAGAIN || failure == ENOBUFS ? Sent::full : Sent::nobody;
}

}  // namespace wan53
