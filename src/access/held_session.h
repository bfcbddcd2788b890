// SPDX-License-Identifier: MIT
// Holds a provider's credentials, in memory only, and decides when to request a new session:
// - before a round's first request, if none is held, or if a service denied something in the round
//   before: the session may have been revoked or its role made again
// - after its last one, if a quarter of the life is left, so that what a round writes waits for
//   nobody
// - once in a round after a service has called it expired or unknown
//
// If a request fails while a session lasts, that session stays in use, and the next request, with
// one try, waits as the next round would (ddns/back_off.h). With none held, a provider that failed
// is asked again only in the next round. A session that ends within a minute is the provider's
// error. The end is kept as a moment, so steps of the wall clock change nothing.
//
// A credentials file that cannot be read ends the round, as it does with a stored key, however long
// the session of its role lasts: only that file tells that there is a role, and which.
#pragma once

#include <optional>

#include "access/proof.h"
#include "access/signer.h"
#include "aws/signing_key.h"
#include "ddns/recent.h"

namespace wan53 {

class HeldSession final : public Signer {
 public:
  // `ports` outlive it.
  explicit HeldSession(const Ports& ports) : ports_(ports) {}

  // Begins a round with this proof. Drops a session that another proof brought, but keeps it while
  // the certificate cannot be read.
  void use(ChosenProof proof);
  // The round ends; the session stays.
  void end_use() { proof_.provider.reset(); }

  // Requests a session if there is none to sign with, or it is doubted. Fails if there is none
  // then.
  Status prepare(CorrectedClock& time);
  // Requests the next session if it is time to. What fails is in the report.
  void renew(CorrectedClock& time);
  // As `prepare`, then Signature Version 4.
  Status sign(HttpRequest& request, Service service, std::string_view region,
              CorrectedClock& time) override;
  bool refused(ErrorKind kind) override;

  // The proof's digest; while the certificate cannot be read, the last one known.
  const std::string& digest() const { return proof_.digest; }
  // For status; never a secret.
  ProofReport report(const CorrectedClock& time) const;

 private:
  struct Held {
    Credentials credentials;
    std::optional<Moment> ends = {};  // nothing: it has no end
    Milliseconds life{0};
    bool refused = false;  // as expired or unknown, by a service
    bool denied = false;   // something, by a service
    SigningKeys keys = {};
  };
  struct ThisRound {
    bool asked = false;    // the provider
    bool doubted = false;  // what is held was denied something in an earlier round
    bool renewed = false;  // after a service called it expired or unknown
  };
  enum class Next : std::uint8_t { use, ask, fail };
  bool is_alive() const;
  Next next(bool is_after_round) const;
  Status follow(Next next, CorrectedClock& time);
  Result<std::unique_ptr<Held>> ask(CorrectedClock& time);

  const Ports& ports_;
  ChosenProof proof_;
  std::unique_ptr<Held> held_;
  std::optional<Error> failure_ = {};    // why the last request failed
  int failures_ = 0;                     // in a row, while one was held
  std::optional<Moment> next_ask_ = {};  // not before then, while one is held
  ThisRound round_;
};

}  // namespace wan53
