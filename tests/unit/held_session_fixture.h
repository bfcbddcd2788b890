// SPDX-License-Identifier: MIT
// A held session, and a provider that hands out what it is told to.
#pragma once

#include "access/aws_client.h"
#include "access/held_session.h"
#include "base/utc.h"
#include "certificate_fixture.h"

namespace wan53::test {

inline constexpr Seconds kLife = 1h;

// Hands out "ASIASESSION0000000N" for an hour, or fails as told.
struct Script {
  int asked = 0;
  bool can_wait = false;  // when it was last asked
  Seconds life = kLife;
  bool endless = false;
  std::optional<Error> fault = {};
  std::optional<Seconds> clock_off = {};  // what its Date tells
};

class ScriptedProvider final : public Provider {
 public:
  ScriptedProvider(const Clock& clock, Script& script) : clock_(clock), script_(script) {}
  Result<Session> ask(CorrectedClock& time, bool can_wait) override {
    ++script_.asked;
    script_.can_wait = can_wait;
    if (script_.clock_off) {
      // The fake clock starts at Wed, 18 May 2033 03:33:20 GMT; these tests move it by less than a
      // day.
      const auto second = since_1970(clock_.wall() + *script_.clock_off) - 1'999'987'200;
      const auto two = [](std::int64_t n) { return compose("{}{}", n < 10 ? "0" : "", n); };
      time.follow({200,
                   {{"date", compose("Wed, 18 May 2033 {}:{}:{} GMT", two(second / 3600),
                                     two(second / 60 % 60), two(second % 60))}},
                   {}});
    }
    if (script_.fault) return fail(*script_.fault);
    Session session{
        {compose("ASIASESSION00000{}", 100 + script_.asked), Secret("secret"), Secret("token")},
        time.exact() + script_.life};
    if (script_.endless) session.expires.reset();
    return session;
  }

 private:
  const Clock& clock_;
  Script& script_;
};

struct World : FakeWorld {
  ChosenProof proof(std::string digest = "one") {
    return {"its certificate", std::move(digest), "AWS IoT",
            std::make_unique<ScriptedProvider>(clock, script)};
  }
  void begin_round(std::string digest = "one") { session.use(proof(std::move(digest))); }
  // The number of the session that signs now; 0: none does.
  int signs() {
    HttpRequest request{"GET", "https://example.com/", {}, {}};
    if (!session.sign(request, Service::route53, "us-east-1", time)) return 0;
    return signed_by(request);
  }
  std::string error() { return session.report(time).error; }
  AwsClient client() {
    return AwsClient(
        http, clock, random,
        {.endpoints = {"us-east-1", false}, .progress = &progress, .signer = &session});
  }

  Script script;
  HeldSession session{ports};
  CorrectedClock time{clock, 0s, nullptr};
};

inline Error transient() { return {Errc::retry, "no network", ErrorKind::transient}; }
inline Error denied() { return {Errc::user, "Access Denied", ErrorKind::denied}; }

inline std::string expired() {
  return refusal("ExpiredToken", "The security token included in the request is expired");
}

}  // namespace wan53::test
