// SPDX-License-Identifier: MIT
#include "aws/signing_key.h"

#include "test.h"

namespace wan53 {
namespace {

constexpr const char* kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

// AWS's own example: "Examples of how to derive a signing key", AWS General Reference.
TEST(signing_key_derivation) {
  SigningKeys keys;
  CHECK_TEXT(keys.key(kSecret, "20120215", "us-east-1", "iam").hex(),
             "f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d");
}

TEST(signing_key_is_derived_once_per_day_and_scope) {
  struct Step {
    const char* label;
    const char* secret;
    const char* day;
    const char* region;
    const char* service;
    unsigned derivations;
  };
  constexpr Step kSteps[] = {
      {"first", kSecret, "20260228", "us-east-1", "route53", 1},
      {"again", kSecret, "20260228", "us-east-1", "route53", 1},
      {"another service", kSecret, "20260228", "us-east-1", "sns", 2},
      {"another region", kSecret, "20260228", "eu-west-1", "sns", 3},
      {"the first is still there", kSecret, "20260228", "us-east-1", "route53", 3},
      {"another secret", "other", "20260228", "us-east-1", "route53", 4},
      {"the old secret's is still there", kSecret, "20260228", "us-east-1", "route53", 4},
      {"the next day", kSecret, "20260301", "us-east-1", "route53", 5},
      {"the next day again", kSecret, "20260301", "us-east-1", "route53", 5},
      {"a clock set back", kSecret, "20260228", "us-east-1", "route53", 6},
  };
  SigningKeys keys;
  for (const auto& step : kSteps) {
    const Digest key = keys.key(step.secret, step.day, step.region, step.service);
    CHECK_ROW(step.label, keys.derivations() == step.derivations);
    SigningKeys fresh;
    CHECK_TEXT_ROW(step.label, key.hex(),
                   fresh.key(step.secret, step.day, step.region, step.service).hex());
  }
}

TEST(signing_key_forgets_the_oldest_scope) {
  SigningKeys keys;
  const auto service = [](std::size_t number) { return "service" + std::to_string(number); };
  for (std::size_t i = 0; i <= SigningKeys::kScopes; ++i) {
    keys.key(kSecret, "20260228", "us-east-1", service(i));
  }
  const unsigned derived = keys.derivations();
  keys.key(kSecret, "20260228", "us-east-1", service(SigningKeys::kScopes));
  keys.key(kSecret, "20260228", "us-east-1", service(1));
  CHECK(keys.derivations() == derived);
  keys.key(kSecret, "20260228", "us-east-1", service(0));
  CHECK(keys.derivations() == derived + 1);
}

}  // namespace
}  // namespace wan53
