// SPDX-License-Identifier: MIT
#include "scripted_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"

namespace wan53::test {
namespace {

std::size_t body_length(std::string_view head) {
  const std::string_view name = "Content-Length: ";
  const auto at = head.find(name);
  if (at == head.npos) return 0;
  head.remove_prefix(at + name.size());
  const auto length = parse_unsigned(head.substr(0, head.find('\r')), SIZE_MAX);
  return length ? static_cast<std::size_t>(*length) : 0;
}

// Empty when the client closed the connection first.
std::string read_request(int fd) {
  std::string text;
  std::size_t whole = 0;
  for (;;) {
    if (const auto end = text.find("\r\n\r\n"); whole == 0 && end != text.npos) {
      whole = end + 4 + body_length(std::string_view(text).substr(0, end + 2));
    }
    if (whole != 0 && text.size() >= whole) return text;
    char bytes[4096];
    const auto n = read(fd, bytes, sizeof bytes);
    if (n <= 0) return {};
    text.append(bytes, static_cast<std::size_t>(n));
  }
}

// False if the client has heard enough.
bool write_bytes(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto n = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

}  // namespace

struct ScriptedServer::Script {
  int listener;
  int journal;
  std::vector<Answer> answers;
};

void ScriptedServer::serve(void* context) {
  const auto& script = *static_cast<const Script*>(context);
  int connection = -1;
  int count = 0;
  for (std::size_t i = 0; i < script.answers.size();) {
    if (connection < 0) {
      connection = accept(script.listener, nullptr, nullptr);
      ++count;
    }
    const std::string request = read_request(connection);
    bool done = request.empty();
    if (!done) {
      const std::string entry = "connection " + std::to_string(count) + "\n" + request + "\n";
      if (write(script.journal, entry.data(), entry.size()) < 0) _exit(1);
      while (write_bytes(connection, script.answers[i].bytes) && script.answers[i].for_ever) {
      }
      done = script.answers[i++].then_close;
    }
    if (done) {
      close(connection);
      connection = -1;
    }
  }
  pause();
}

ScriptedServer::ScriptedServer(std::vector<Answer> answers) {
  listener_ = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      listen(listener_, 8) != 0 || pipe(journal_) != 0) {
    abort();
  }
  Script script{listener_, journal_[1], std::move(answers)};
  child_.emplace(serve, &script);
  close(journal_[1]);
}

ScriptedServer::~ScriptedServer() {
  close(listener_);
  close(journal_[0]);
}

std::string ScriptedServer::url() const {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  return "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
}

std::string ScriptedServer::journal() {
  child_.reset();
  std::string all;
  char bytes[4096];
  for (;;) {
    const auto n = read(journal_[0], bytes, sizeof bytes);
    if (n <= 0) return all;
    all.append(bytes, static_cast<std::size_t>(n));
  }
}

}  // namespace wan53::test
