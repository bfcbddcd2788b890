// SPDX-License-Identifier: MIT
#include "publish/lazy_client.h"

#include "settings/credentials.h"
#include "settings/environment.h"
#include "settings/trust.h"

namespace wan53 {

Result<AwsClient*> LazyAwsClient::get(Seconds clock_offset) {
  if (aws_) return aws_.get();
  TRY_ASSIGN(auto found, load_credentials(ports_, settings_));
  TRY_ASSIGN(auto endpoints, load_endpoints(ports_.environment, settings_.config));
  TRY_ASSIGN(std::string ca_pem, load_ca(ports_, settings_));
  http_ = ports_.http->make({std::move(ca_pem), clock_offset});
  aws_ = std::make_unique<AwsClient>(
      *http_, ports_.clock, ports_.random,
      AwsAccess{std::move(found.credentials), std::move(endpoints), clock_offset});
  return aws_.get();
}

}  // namespace wan53
