// SPDX-License-Identifier: MIT
#include "aws/signing_key.h"

namespace wan53 {
namespace {

void derive(Digest& key, std::string_view secret, std::string_view day, std::string_view region,
            std::string_view service) {
  std::string start;
  // Growing the string would leave a copy of the secret in the freed block.
  start.reserve(4 + secret.size());
  start.append("AWS4").append(secret);
  Digest next = hmac_sha256(start, day);
  wipe(start);
  for (const auto step : {region, service, std::string_view("aws4_request")}) {
    key = next;
    next = hmac_sha256(key.view(), step);
  }
  key = next;
  wipe(&next, sizeof next);
}

}  // namespace

SigningKeys::~SigningKeys() {
  for (auto& entry : entries_) wipe(&entry.key, sizeof entry.key);
}

SigningKeys::Entry& SigningKeys::entry_for(std::string_view secret, std::string_view region,
                                           std::string_view service) {
  for (auto& entry : entries_) {
    if (entry.service == service && entry.region == region && entry.secret.reveal() == secret) {
      return entry;
    }
  }
  Entry& entry = entries_[oldest_];
  oldest_ = (oldest_ + 1) % kScopes;
  entry.secret = Secret(secret);
  entry.day.clear();
  entry.region = region;
  entry.service = service;
  return entry;
}

const Digest& SigningKeys::key(std::string_view secret, std::string_view day,
                               std::string_view region, std::string_view service) {
  Entry& entry = entry_for(secret, region, service);
  if (entry.day != day) {
    derive(entry.key, secret, day, region, service);
    entry.day = day;
    ++derivations_;
  }
  return entry.key;
}

}  // namespace wan53
