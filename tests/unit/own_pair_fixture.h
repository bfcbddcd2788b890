// SPDX-License-Identifier: MIT
// What the tests of a certificate's way share: AWS IoT's answers, and a machine that authenticates
// with a pair of its own.
#pragma once

#include "base/certificate.h"
#include "base/text.h"
#include "keys_fixture.h"
#include "setup_fixture.h"

namespace wan53::test {

inline constexpr const char* kEndpoint = "c1abc.credentials.iot.eu-west-1.amazonaws.com";
inline constexpr const char* kCertificatePath = "/etc/wan53/client.crt";
inline constexpr const char* kKeyPath = "/etc/wan53/client.key";
inline constexpr const char* kNextCertificatePath = "/etc/wan53/client.next.crt";
inline constexpr const char* kNextKeyPath = "/etc/wan53/client.next.key";
inline constexpr const char* kIotConfig =
    "[aws]\ncredentials = iot\n"
    "iot-endpoint = c1abc.credentials.iot.eu-west-1.amazonaws.com\niot-role-alias = wan53\n\n"
    "[record home.example.com]\nsource = static 198.51.101.7\nzone = Z111\n";

struct Certified : Fresh {
  explicit Certified(std::initializer_list<const char*> lines) : Fresh(lines) {}

  // One asking of the provider that succeeds.
  void gives_a_session() {
    http.reply(200,
               R"({"credentials":{"accessKeyId":"ASIAIOSFODNN7EXAMPLE","secretAccessKey":)"
               R"("sessionSecretOfTheTestsOwn/0123456789abcd","sessionToken":"tokenOfTheTests",)"
               R"("expiration":"2033-05-18T04:33:20Z"}})");
  }
  // And then STS says for whom it is.
  void takes_the_certificate() {
    gives_a_session();
    http.reply(200,
               "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
               "<GetCallerIdentityResult><Arn>arn:aws:sts::111122223333:assumed-role/wan53/c1</Arn>"
               "<UserId>A</UserId><Account>111122223333</Account></GetCallerIdentityResult>"
               "</GetCallerIdentityResponse>");
  }
  // For as long as what is new is waited for.
  void refuses(int status = 403, const char* body = R"({"message":"Access Denied"})") {
    for (int i = 0; i < 12; ++i) http.reply(status, body);
  }
  std::string text_of(const char* path) const {
    const auto* file = files.find(path);
    return file == nullptr ? std::string() : file->text;
  }
  // The pair of a machine that was set up.
  void has_a_pair() {
    auto key = KeyPair::make();
    const UtcTime now = clock.wall();
    files.put(kKeyPath, std::string(key->pem().reveal()));
    files.put(kCertificatePath,
              *self_signed_certificate(*key, "home.example.com", now - 30 * 24h, now + 3650 * 24h));
  }
  // No line of a private key was shown or logged.
  bool keeps_the_secrets() const {
    for (const char* path : {kKeyPath, kNextKeyPath}) {
      const std::string key = text_of(path);
      std::string_view rest = key;
      take_until(rest, '\n');
      const std::string_view line = take_until(rest, '\n');
      if (line.empty()) continue;
      if (has(terminal.err_text, line) || has(terminal.out_text, line) || logged(line) > 0) {
        return false;
      }
    }
    return !has(terminal.err_text, "PRIVATE") && !has(terminal.err_text, "sessionSecret") &&
           logged("sessionSecret") == 0;
  }
};

}  // namespace wan53::test
