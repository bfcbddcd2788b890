// SPDX-License-Identifier: MIT
// Holds a provider's credentials, in memory only, and decides when to request a new session: if none is held; if a quarter of its life is left; once in a round after a service has called it expired or unknown; and in the round after one in which a service denied a request, since the session may have been revoked or its role made again.
//
// If a request fails while a session lasts, that session stays in use, and the next request waits as the next round would (ddns/back_off). With none held, a provider that failed is asked again only in the next round. A session that ends within a minute is the provider's error. The end is kept as a moment, so steps of the wall clock change nothing.
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

  // Begins a round with this proof. Drops a session that another proof brought, but keeps it while the certificate cannot be read.
  void use(ChosenProof proof);
  // The round ends; the session stays.
  void end_use() { proof_.provider.reset(); }

  // Requests a session if one is due. Fails if there is nothing to sign with.
  Status prepare(CorrectedClock& time);
  // As `prepare`, then Signature Version 4.
  Status sign(HttpRequest& request, Service service, std::string_view region,
              CorrectedClock& time) override;
  bool renew(ErrorKind refusal) override;

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
  bool is_alive() const;
  bool is_time_to_ask() const;
  Result<std::unique_ptr<Held>> ask(CorrectedClock& time);

  const Ports& ports_;
  ChosenProof proof_;
  std::unique_ptr<Held> held_;
  std::optional<Error> failure_ = {};    // why the last request failed
  int failures_ = 0;                     // in a row, while one was held
  std::optional<Moment> next_ask_ = {};  // not before then, while one is held
  bool is_asked_ = false;                // in this round
  bool is_doubted_ = false;              // it was denied something in an earlier round
  bool is_renewed_ = false;              // in this round, after a service refused it
};

}  // namespace wan53
