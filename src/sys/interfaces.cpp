// SPDX-License-Identifier: MIT
#include "sys/interfaces.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>

#include "base/if_inet6.h"
#include "base/text.h"
#include "sys/descriptor.h"
#include "sys/files.h"

namespace wan53 {
namespace {

// More IPv4 addresses than any sane machine has. A longer list is an error, not cut off silently.
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
                                    " now; `ip addr` lists the existing ones"}));
  }
  if ((request.ifr_flags & IFF_UP) == 0) {
    return fail(Errc::wait, concat({"interface ", printable(name), " is down"}));
  }
  return {};
}

// The kernel fills the buffer and drops the rest, so a full buffer may lack some.
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

std::uint32_t ipv4_bits(const sockaddr& generic) {
  sockaddr_in address;
  std::memcpy(&address, &generic, sizeof address);
  return ntohl(address.sin_addr.s_addr);
}

// Passes the whole entry, since an interface may have several addresses.
unsigned ipv4_prefix_length(int socket, ifreq entry) {
  if (ioctl(socket, SIOCGIFNETMASK, &entry) != 0) return 0;
  return static_cast<unsigned>(std::countl_one(ipv4_bits(entry.ifr_addr)));
}

std::optional<NamedAddress> named_ipv4(int socket, const ifreq& entry) {
  if (entry.ifr_addr.sa_family != AF_INET) return std::nullopt;
  const std::uint32_t bits = ipv4_bits(entry.ifr_addr);
  const std::uint32_t wire = htonl(bits);
  char text[INET_ADDRSTRLEN];
  if (!inet_ntop(AF_INET, &wire, text, sizeof text)) return std::nullopt;
  const bool local = bits >> 24 == 127 || bits >> 16 == 0xa9fe;
  return NamedAddress{std::string(entry.ifr_name, strnlen(entry.ifr_name, sizeof entry.ifr_name)),
                      {text, false, ipv4_prefix_length(socket, entry), !local, true}};
}

Result<std::vector<NamedAddress>> all_addresses(int socket, const std::string& if_inet6) {
  TRY_ASSIGN(const auto entries, all_ipv4(socket));
  std::vector<NamedAddress> found;
  for (const auto& entry : entries) {
    if (auto address = named_ipv4(socket, entry)) found.push_back(std::move(*address));
  }
  TRY_ASSIGN(const auto file, SystemFiles().read(if_inet6, kMaxIfInet6Bytes));
  if (!file) return found;  // this kernel has no IPv6
  auto ipv6 = read_if_inet6(file->text);
  if (!ipv6) return std::unexpected(std::move(ipv6).error().context(if_inet6));
  for (auto& address : *ipv6) found.push_back(std::move(address));
  return found;
}

Descriptor any_socket() { return Descriptor(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)); }

}  // namespace

Result<std::vector<InterfaceAddress>> SystemInterfaces::addresses(const std::string& name) {
  const Descriptor fd = any_socket();
  if (!fd.ok()) return fail_with_errno("AF_INET", "open a socket");
  TRY(check_up(fd.get(), name));
  TRY_ASSIGN(auto all, all_addresses(fd.get(), if_inet6_));
  std::vector<InterfaceAddress> found;
  for (auto& [interface_name, address] : all) {
    if (interface_name == name) found.push_back(std::move(address));
  }
  return found;
}

Result<std::string> list_all_addresses() {
  const Descriptor fd = any_socket();
  if (!fd.ok()) return fail_with_errno("AF_INET", "open a socket");
  TRY_ASSIGN(const auto all, all_addresses(fd.get(), kIfInet6));
  std::vector<std::string> lines;
  for (const auto& [interface_name, address] : all) {
    lines.push_back(
        concat({interface_name, " ", address.text, "/", to_text(address.prefix_length),
                address.global ? " global" : "", address.lasting ? " lasting" : "", "\n"}));
  }
  std::ranges::sort(lines);
  return join(lines, "");
}

}  // namespace wan53
