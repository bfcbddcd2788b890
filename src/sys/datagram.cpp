// SPDX-License-Identifier: MIT
#include "sys/datagram.h"

#include <cerrno>

namespace wan53 {
namespace {

// Calls `call(socket, address)` with a new socket.
template <class Call>
int on_socket(const std::string& path, Call call) {
  const auto address = unix_address(path);
  if (!address) return ENAMETOOLONG;
  const Descriptor fd = unix_datagram_socket();
  if (!fd.ok()) return errno;
  const auto* generic = reinterpret_cast<const sockaddr*>(&*address);
  return call(fd.get(), generic) < 0 ? errno : 0;
}

}  // namespace

std::optional<sockaddr_un> unix_address(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) return std::nullopt;
  path.copy(address.sun_path, path.size());
  return address;
}

Descriptor unix_datagram_socket() {
  return Descriptor(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

int send_datagram(const std::string& path, std::string_view text) {
  return on_socket(path, [&](int fd, const sockaddr* to) {
    return sendto(fd, text.data(), text.size(), MSG_NOSIGNAL, to, sizeof(sockaddr_un));
  });
}

int probe_listener(const std::string& path) {
  return on_socket(path,
                   [](int fd, const sockaddr* to) { return connect(fd, to, sizeof(sockaddr_un)); });
}

}  // namespace wan53
