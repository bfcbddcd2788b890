// SPDX-License-Identifier: MIT
#include "access/lazy_client.h"

#include "base/text.h"
#include "settings/credentials.h"
#include "settings/environment.h"
#include "settings/trust.h"

namespace wan53 {

Result<AwsClient*> LazyAwsClient::get(const Recent& recent) {
  if (aws_) return aws_.get();
  TRY_ASSIGN(auto found, load_credentials(ports_, settings_));
  ports_.progress->note("the key comes from {}", found.place);
  TRY_ASSIGN(auto endpoints, load_endpoints(ports_.environment, settings_.config));
  TRY_ASSIGN(std::string ca_pem, load_ca(ports_, settings_));
  // Temporary credentials are known everywhere at once.
  const bool is_new = found.credentials.session_token.empty() &&
                      key_digest(found.credentials.access_key_id) != recent.settled_key;
  http_ = ports_.http->make({std::move(ca_pem), recent.clock_offset});
  aws_ =
      std::make_unique<AwsClient>(*http_, ports_.clock, ports_.random,
                                  AwsAccess{.credentials = std::move(found.credentials),
                                            .endpoints = std::move(endpoints),
                                            .clock_offset = recent.clock_offset,
                                            .key_is_new = is_new,
                                            .progress = &static_cast<Progress&>(ports_.progress)});
  return aws_.get();
}

}  // namespace wan53
