// SPDX-License-Identifier: MIT
// Sends one GET and shows a certificate of its own, for tests of the handshake: see README.md.
#include <cstdio>

#include "base/compose.h"
#include "sys/curl_clients.h"
#include "sys/files.h"

namespace {

std::string text_of(const char* path) {
  wan53::SystemFiles files;
  const auto content = files.read(path, 1U << 20);
  return content && *content ? (*content)->text : "";
}

}  // namespace

int main(int argc, char** argv) {
  using namespace wan53;
  if (argc != 4 && argc != 6) return 1;
  const std::string url = argv[1];
  CurlClients clients("wan53/test");
  const Trust trust{text_of(argv[3]), Seconds(0)};
  ShownCertificate shown{argv[2], {}, {}};
  if (argc == 6) {
    shown.certificate_pem = text_of(argv[4]);
    shown.key_pem = Secret(text_of(argv[5]));
  }
  const auto http = clients.make(trust, argc == 6 ? &shown : nullptr);
  const auto reply = http->send({"GET", url, {}, {}});
  const std::string answer =
      reply ? compose("{}", reply->status)
            : compose("{} {} {}", static_cast<int>(reply.error().code),
                      reply.error().never_sent ? "never-sent" : "maybe-sent", reply.error().what);
  std::puts(answer.c_str());
  return 0;
}
