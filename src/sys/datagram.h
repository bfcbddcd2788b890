// SPDX-License-Identifier: MIT
// Datagrams to unix sockets: unix(7). None of these functions waits.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <optional>
#include <string>
#include <string_view>

#include "sys/descriptor.h"

namespace wan53 {

// Nothing if the path is empty or longer than 107 bytes.
std::optional<sockaddr_un> unix_address(const std::string& path);
// Close-on-exec and non-blocking.
Descriptor unix_datagram_socket();

// Returns 0 or an errno: ECONNREFUSED and ENOENT if nobody listens, EAGAIN if the listener's queue
// is full.
int send_datagram(const std::string& socket, std::string_view text);
// Returns 0 if somebody listens, else an errno as above.
int probe_listener(const std::string& socket);

}  // namespace wan53
