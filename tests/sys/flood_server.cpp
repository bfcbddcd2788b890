// SPDX-License-Identifier: MIT
#include "flood_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sys/clock.h"

namespace wan53::test {

struct FloodServer::Script {
  int listener;
  Flood flood;
};

void FloodServer::serve(void* context) {
  auto [listener, flood] = *static_cast<const Script*>(context);
  // Without a pause, many at once: the client must not have a chance to breathe.
  const std::string once = flood.repeated;
  while (flood.pause == 0ms && flood.repeated.size() < 32'768) flood.repeated += once;
  for (;;) {
    const int fd = accept(listener, nullptr, nullptr);
    std::string next = flood.first;
    while (send(fd, next.data(), next.size(), MSG_NOSIGNAL) >= 0) {
      SystemClock().sleep(flood.pause);
      next = flood.repeated;
    }
    close(fd);
  }
}

FloodServer::FloodServer(Flood flood) : listener_(socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      listen(listener_, 8) != 0) {
    abort();
  }
  Script script{listener_, std::move(flood)};
  child_.emplace(serve, &script);
}

FloodServer::~FloodServer() { close(listener_); }

std::string FloodServer::authority() const {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  return "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
}

}  // namespace wan53::test
