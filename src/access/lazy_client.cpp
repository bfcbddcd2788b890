// SPDX-License-Identifier: MIT
#include "access/lazy_client.h"

namespace wan53 {

LazyAwsClient::~LazyAwsClient() { session_.end_use(); }

Result<AwsClient*> LazyAwsClient::get(const Recent& recent) {
  if (client_.aws) return client_.aws.get();
  TRY_ASSIGN(ChosenProof chosen, choose_proof(ports_, settings_, recent.settled_key));
  const bool has_sessions = chosen.provider != nullptr;
  AwsAccess access{.credentials = std::move(chosen.credentials),
                   .clock_offset = recent.clock_offset,
                   .one_try = one_try_};
  if (has_sessions) {
    ports_.progress->note("this machine authenticates with {}", chosen.words);
    access.signer = &session_;
  } else {
    ports_.progress->note("the key comes from {}", chosen.words);
    // Temporary credentials are known everywhere at once.
    access.key_is_new =
        chosen.digest != recent.settled_key && access.credentials.session_token.empty();
  }
  session_.use(std::move(chosen));
  access.proof_digest = session_.digest();
  TRY_ASSIGN(client_, make_client(ports_, settings_, std::move(access)));
  has_sessions_ = has_sessions;
  return client_.aws.get();
}

Status LazyAwsClient::prepare() {
  return has_sessions_ ? session_.prepare(client_.aws->time()) : Status();
}

void LazyAwsClient::renew() {
  if (has_sessions_) session_.renew(client_.aws->time());
}

std::optional<ProofReport> LazyAwsClient::proof() const {
  if (!has_sessions_) return std::nullopt;
  return session_.report(client_.aws->time());
}

}  // namespace wan53
