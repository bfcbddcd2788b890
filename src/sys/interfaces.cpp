// SPDX-License-Identifier: MIT
#include "sys/interfaces.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "base/if_inet6.h"
#include "base/text.h"
#include "sys/descriptor.h"
#include "sys/files.h"

namespace wan53 {
namespace {

// More IPv4 addresses than any sane machine has; the list is not cut off silently.
constexpr std::size_t kMostInterfaces = 4096;

Status check_up(int socket, const std::string& name) {
  ifreq request{};
  if (name.size() >= sizeof request.ifr_name) {
    return fail(Errc::wait, concat({"no interface is called ", printable(name)}));
  }
  name.copy(request.ifr_name, name.size());
  if (ioctl(socket, SIOCGIFFLAGS, &request) != 0) {
    if (errno != ENODEV) return fail_with_errno(name, "read the interface's flags");
    return fail(Errc::wait, concat({"there is no interface ", printable(name),
                                    " now; `ip addr` lists those that are"}));
  }
  if ((request.ifr_flags & IFF_UP) == 0) {
    return fail(Errc::wait, concat({"interface ", printable(name), " is down"}));
  }
  return {};
}

// The kernel fills the buffer as far as it goes, so a full one may be short of some.
Result<std::vector<ifreq>> all_ipv4(int socket) {
  for (std::size_t room = 16; room <= kMostInterfaces; room *= 4) {
    std::vector<ifreq> list(room);
    ifconf request{};
    request.ifc_len = static_cast<int>(room * sizeof(ifreq));
    request.ifc_req = list.data();
    if (ioctl(socket, SIOCGIFCONF, &request) != 0) {
      return fail_with_errno("SIOCGIFCONF", "list the interfaces");
    }
    const auto count = static_cast<std::size_t>(request.ifc_len) / sizeof(ifreq);
    if (count == room) continue;
    list.resize(count);
    return list;
  }
  return fail(Errc::user, "this machine has too many addresses to look through");
}

std::optional<InterfaceAddress> ipv4_of(const ifreq& entry) {
  sockaddr_in address;
  std::memcpy(&address, &entry.ifr_addr, sizeof address);
  if (address.sin_family != AF_INET) return std::nullopt;
  char text[INET_ADDRSTRLEN];
  if (!inet_ntop(AF_INET, &address.sin_addr, text, sizeof text)) return std::nullopt;
  const std::uint32_t bits = ntohl(address.sin_addr.s_addr);
  const bool local = bits >> 24 == 127 || bits >> 16 == 0xa9fe;
  return InterfaceAddress{text, false, !local, true};
}

}  // namespace

Result<std::vector<InterfaceAddress>> SystemInterfaces::addresses(const std::string& name) {
  const Descriptor fd(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!fd.ok()) return fail_with_errno("AF_INET", "open a socket");
  TRY(check_up(fd.get(), name));
  TRY_ASSIGN(const auto entries, all_ipv4(fd.get()));
  std::vector<InterfaceAddress> found;
  for (const auto& entry : entries) {
    const std::string_view whose(entry.ifr_name, strnlen(entry.ifr_name, sizeof entry.ifr_name));
    if (whose != name) continue;
    if (auto address = ipv4_of(entry)) found.push_back(std::move(*address));
  }
  TRY_ASSIGN(const auto file, SystemFiles().read(if_inet6_, kMaxIfInet6Bytes));
  if (!file) return found;  // a kernel without IPv6
  auto ipv6 = read_if_inet6(file->text, name);
  if (!ipv6) return std::unexpected(std::move(ipv6).error().context(if_inet6_));
  for (auto& address : *ipv6) found.push_back(std::move(address));
  return found;
}

}  // namespace wan53
