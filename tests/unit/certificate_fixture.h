// SPDX-License-Identifier: MIT
// This machine's own key and certificate, and the providers that take them.
#pragma once

#include "base/certificate.h"
#include "base/text.h"
#include "base/utc.h"
#include "router_fixture.h"

namespace wan53::test {

inline constexpr const char* kIotHost = "abc.credentials.iot.us-east-1.amazonaws.com";
inline constexpr const char* kIot =
    "[aws]\ncredentials = iot\niot-endpoint = abc.credentials.iot.us-east-1.amazonaws.com\n"
    "iot-role-alias = wan53\niot-thing = router\n";
inline constexpr const char* kAnywhere =
    "[aws]\ncredentials = roles-anywhere\n"
    "trust-anchor-arn = arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/u\n"
    "profile-arn = arn:aws:rolesanywhere:eu-west-1:111122223333:profile/u\n"
    "role-arn = arn:aws:iam::111122223333:role/wan53\n";

// Valid from a day before the fake clock's start to a year after it, if the offsets are not others.
inline void put_pair(FakeWorld& world, Seconds from = -24h, Seconds to = 24h * 365) {
  const auto key = KeyPair::make();
  if (!key) return;
  const UtcTime start = utc_time(2'000'000'000);
  const auto pem = self_signed_certificate(*key, "router", start + from, start + to);
  if (!pem) return;
  world.files.put("/etc/wan53/client.crt", *pem);
  world.files.put("/etc/wan53/client.key", std::string(key->pem().reveal()));
}

// What AWS IoT hands out; `number` tells sessions apart.
inline std::string iot_session(int number, UtcTime until) {
  return compose(
      R"({{"credentials":{{"accessKeyId":"ASIASESSION00000{}","secretAccessKey":"SeCrEtOfSession{}",)"
      R"("sessionToken":"ToKeNoFsEsSiOn{}","expiration":"{}"}}}})",
      100 + number, number, number, rfc3339(until));
}

inline std::string anywhere_session(int number, UtcTime until) {
  const std::string inner = iot_session(number, until);
  // {"credentials":{...}} as the only one of a set.
  return compose(R"({{"credentialSet":[{}]}})", inner);
}

// The number of the session that signed it; 0: none.
inline int signed_by(const HttpRequest& request) {
  for (const auto& header : request.headers) {
    const std::size_t at = header.value.find("ASIASESSION00000");
    if (at == std::string::npos) continue;
    return static_cast<int>(parse_unsigned(header.value.substr(at + 16, 3), 999).value_or(100)) -
           100;
  }
  return 0;
}

}  // namespace wan53::test
