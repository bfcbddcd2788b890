// SPDX-License-Identifier: MIT
// Datagrams to unix sockets: unix(7). None of these waits.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <optional>
#include <string>
#include <string_view>

#include "sys/descriptor.h"

namespace wan53 {

// Nothing when the path is too long for one (107 bytes), or empty.
std::optional<sockaddr_un> unix_address(const std::string& path);
// Close-on-exec and non-blocking.
Descriptor unix_datagram_socket();

// 0, or the errno of what stopped it: ECONNREFUSED and ENOENT when nobody listens, EAGAIN when the
// listener's queue is full.
int send_datagram(const std::string& socket, std::string_view text);
// 0 when somebody listens.
int probe_listener(const std::string& socket);

}  // namespace wan53
