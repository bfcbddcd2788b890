// SPDX-License-Identifier: MIT
// The wire format: RFC 1035, section 4.
#include "dns_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/text.h"
#include "sys/clock.h"
#include "sys/files.h"

namespace wan53::test {
namespace {

using Kind = DnsAnswer::Kind;

constexpr std::size_t kHeadBytes = 12;

// "name.of.zone" of the question, as it is asked; its end in `end`.
std::string asked_name(std::string_view query, std::size_t& end) {
  std::string name;
  end = kHeadBytes;
  while (end < query.size() && query[end] != 0) {
    const auto length = static_cast<unsigned char>(query[end]);
    if (!name.empty()) name += '.';
    name += query.substr(end + 1, length);
    end += 1 + length;
  }
  end += 1 + 4;  // the root, type and class
  return name;
}

std::string two_bytes(std::size_t number) {
  return {static_cast<char>(number >> 8), static_cast<char>(number & 0xff)};
}

std::string wire_name(std::string_view name) {
  std::string wire;
  while (!name.empty()) {
    const std::string_view label = take_until(name, '.');
    wire += static_cast<char>(label.size());
    wire += label;
  }
  return wire + '\0';
}

std::string record(int type, const std::string& data) {
  return "\xc0\x0c" + two_bytes(static_cast<std::size_t>(type)) + std::string("\0\1\0\0\1\x2c", 6) +
         two_bytes(data.size()) + data;
}

DnsAnswer answer_to(std::string_view query, const std::vector<DnsAnswer>& answers) {
  std::size_t end;
  const std::string zone = lower(asked_name(query, end));
  const auto known = std::ranges::find(answers, zone, &DnsAnswer::zone);
  return known == answers.end() ? DnsAnswer{zone, {}, Kind::no_such_name} : *known;
}

// Empty: no reply at all.
std::string reply_to(std::string_view query, const std::vector<DnsAnswer>& answers, bool by_tcp) {
  std::size_t question_end;
  asked_name(query, question_end);
  const DnsAnswer answer = answer_to(query, answers);
  if (answer.kind == Kind::silent) return {};
  const bool truncate = answer.kind == Kind::truncated && !by_tcp;
  const std::size_t code = answer.kind == Kind::no_such_name ? 3
                           : answer.kind == Kind::failed     ? 2
                                                             : 0;
  std::string records;
  std::size_t count = 0;
  if (code == 0 && !truncate) {
    if (!answer.servers.empty()) {
      records += record(16, "\4text");  // of another type: none of our business
      ++count;
    }
    for (const auto& server : answer.servers) {
      records += record(2, wire_name(server));
      ++count;
    }
  }
  if (!answer.address.empty() && query.substr(question_end - 4, 2) == two_bytes(1)) {
    records += record(1, answer.address);
    ++count;
  }
  if (answer.kind == Kind::points_nowhere) {
    const std::size_t at = question_end + records.size() + 12;
    records += record(2, two_bytes(0xc000 + at));
    ++count;
  }
  std::string id(query.substr(0, 2));
  if (answer.kind == Kind::stray || answer.kind == Kind::flood)
    id[0] = static_cast<char>(id[0] ^ 1);
  std::string reply = id + two_bytes(0x8180 + (truncate ? 0x200 : 0) + code) + two_bytes(1) +
                      two_bytes(count) + std::string(4, '\0') +
                      std::string(query.substr(kHeadBytes, question_end - kHeadBytes)) + records;
  if (answer.kind == Kind::cut) reply.resize(reply.size() - 5);
  return reply;
}

int listen_at_port_53(int type) {
  const int fd = socket(AF_INET, type, 0);
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(53);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      (type == SOCK_STREAM && listen(fd, 8) != 0)) {
    abort();
  }
  return fd;
}

}  // namespace

struct DnsServer::Script {
  int udp;
  int tcp;
  std::vector<DnsAnswer> answers;
};

void DnsServer::serve(void* context) {
  const auto& script = *static_cast<const Script*>(context);
  char bytes[1024];
  for (;;) {
    pollfd inputs[] = {{script.udp, POLLIN, 0}, {script.tcp, POLLIN, 0}};
    poll(inputs, 2, -1);
    if (inputs[0].revents != 0) {
      sockaddr_in from;
      socklen_t size = sizeof from;
      auto* generic = reinterpret_cast<sockaddr*>(&from);
      const auto n = recvfrom(script.udp, bytes, sizeof bytes, 0, generic, &size);
      if (n < static_cast<ssize_t>(kHeadBytes)) continue;
      const std::string_view query(bytes, static_cast<std::size_t>(n));
      const auto reply = reply_to(query, script.answers, false);
      const DnsAnswer answer = answer_to(query, script.answers);
      const bool flood = answer.kind == Kind::flood;
      SystemClock().sleep(answer.delay);
      do {
        if (!reply.empty()) sendto(script.udp, reply.data(), reply.size(), 0, generic, size);
      } while (flood);
    }
    if (inputs[1].revents != 0) {
      const int fd = accept(script.tcp, nullptr, nullptr);
      const auto n = recv(fd, bytes, sizeof bytes, 0);  // its length comes before it
      if (n > static_cast<ssize_t>(kHeadBytes) + 2) {
        const auto reply =
            reply_to({bytes + 2, static_cast<std::size_t>(n) - 2}, script.answers, true);
        const std::string framed = two_bytes(reply.size()) + reply;
        send(fd, framed.data(), framed.size(), MSG_NOSIGNAL);
      }
      close(fd);
    }
  }
}

DnsServer::DnsServer(std::vector<DnsAnswer> answers)
    : udp_(listen_at_port_53(SOCK_DGRAM)), tcp_(listen_at_port_53(SOCK_STREAM)) {
  Script script{udp_, tcp_, std::move(answers)};
  child_.emplace(serve, &script);
}

DnsServer::~DnsServer() {
  child_.reset();
  close(udp_);
  close(tcp_);
}

std::string write_resolv_conf(const Scratch& folder) {
  const std::string file = folder / "resolv.conf";
  if (!SystemFiles().replace(file, "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")) abort();
  return file;
}

std::string use_resolv_conf(const std::string& file) {
  if (unshare(CLONE_NEWNS) == 0 && mount("", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
      mount(file.c_str(), "/etc/resolv.conf", nullptr, MS_BIND, nullptr) == 0) {
    return {};
  }
  return std::string("not permitted: /etc/resolv.conf: ") + strerror(errno);
}

}  // namespace wan53::test
