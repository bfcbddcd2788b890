// SPDX-License-Identifier: MIT
#include "access/lazy_client.h"

#include "settings/environment.h"
#include "settings/trust.h"

namespace wan53 {

LazyAwsClient::~LazyAwsClient() { session_.end_use(); }

Result<AwsClient*> LazyAwsClient::get(const Recent& recent) {
  if (aws_) return aws_.get();
  TRY_ASSIGN(ChosenProof chosen, choose_proof(ports_, settings_));
  TRY_ASSIGN(auto endpoints, load_endpoints(ports_.environment, settings_.config));
  TRY_ASSIGN(std::string ca_pem, load_ca(ports_, settings_));
  has_sessions_ = chosen.provider != nullptr;
  AwsAccess access{.credentials = std::move(chosen.credentials),
                   .endpoints = std::move(endpoints),
                   .clock_offset = recent.clock_offset,
                   .progress = &static_cast<Progress&>(ports_.progress)};
  const bool is_new = chosen.digest != recent.settled_key;
  if (has_sessions_) {
    chosen.provider->key_is_new = is_new;
    ports_.progress->note("this machine proves itself by {}", chosen.words);
    access.signer = &session_;
  } else {
    ports_.progress->note("the key comes from {}", chosen.words);
    // Temporary credentials are known everywhere at once.
    access.key_is_new = is_new && access.credentials.session_token.empty();
  }
  session_.use(std::move(chosen));
  access.proof_digest = session_.digest();
  http_ = ports_.http->make({std::move(ca_pem), recent.clock_offset});
  aws_ = std::make_unique<AwsClient>(*http_, ports_.clock, ports_.random, std::move(access));
  return aws_.get();
}

Status LazyAwsClient::prepare() {
  return has_sessions_ ? session_.prepare(aws_->time()) : Status();
}

std::optional<ProofReport> LazyAwsClient::proof() const {
  if (!has_sessions_) return std::nullopt;
  return session_.report(aws_->time());
}

}  // namespace wan53
