// SPDX-License-Identifier: MIT
// What the tests of `setup` share: a machine without config and key, and what a person types there.
#pragma once

#include "round_fixture.h"

namespace wan53::test {

inline constexpr const char* kId = "AKIAIOSFODNN7EXAMPLE";
inline constexpr const char* kSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
inline constexpr const char* kCredentialsPath = "/etc/wan53/credentials";

struct Fresh : Fixture {
  explicit Fresh(std::initializer_list<const char*> lines) {
    (void)files.remove(kConfigPath);
    (void)files.remove(kCredentialsPath);
    type(lines);
  }
  void type(std::initializer_list<const char*> lines) {
    for (const char* line : lines) terminal.answers.emplace_back(line);
  }
  void knows_the_key() {
    http.reply(200,
               "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
               "<GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/home</Arn>"
               "<UserId>A</UserId><Account>111122223333</Account></GetCallerIdentityResult>"
               "</GetCallerIdentityResponse>");
  }
};

}  // namespace wan53::test
