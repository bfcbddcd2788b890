// SPDX-License-Identifier: MIT
// What signing costs beside the hashing that it cannot avoid: the body, the canonical request and
// the string to sign of one ChangeResourceRecordSets call, with the day's key at hand. Both are
// timed in turn, in small batches, so that a busy machine slows both; prints one line of JSON with
// the medians.
#include <mbedtls/md.h>
#include <mbedtls/sha256.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

#include "aws/sigv4.h"

namespace wan53 {
namespace {

constexpr int kBatches = 400;
constexpr int kPerBatch = 50;

// Keeps the compiler from leaving out work whose result nobody reads.
void use(const void* memory) { asm volatile("" : : "r"(memory) : "memory"); }

std::int64_t now_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

template <class Work>
double ns_each(Work work) {
  const std::int64_t start = now_ns();
  for (int i = 0; i < kPerBatch; ++i) work();
  return static_cast<double>(now_ns() - start) / kPerBatch;
}

double median(std::vector<double>& values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

HttpRequest change_request() {
  return {"POST",
          "https://route53.amazonaws.com/2013-04-01/hostedzone/Z0123456789ABCDEFGHIJ/rrset/",
          {{"content-type", "text/xml"}},
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ChangeResourceRecordSetsRequest "
          "xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><ChangeBatch><Comment>wan53: "
          "203.0.113.7 to 198.51.100.23</Comment><Changes><Change><Action>UPSERT</Action>"
          "<ResourceRecordSet><Name>home.example.com.</Name><Type>A</Type><TTL>120</TTL>"
          "<ResourceRecords><ResourceRecord><Value>198.51.100.23</Value></ResourceRecord>"
          "</ResourceRecords></ResourceRecordSet></Change></Changes></ChangeBatch>"
          "</ChangeResourceRecordSetsRequest>"};
}

struct Floor {
  std::string body, canonical, to_sign;
  Digest key;

  void operator()() const {
    unsigned char digest[32];
    mbedtls_sha256(bytes_of(body), body.size(), digest, 0);
    use(digest);
    mbedtls_sha256(bytes_of(canonical), canonical.size(), digest, 0);
    use(digest);
    mbedtls_md_hmac(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), key.bytes.data(),
                    key.bytes.size(), bytes_of(to_sign), to_sign.size(), digest);
    use(digest);
  }
};

int run() {
  const Credentials credentials{"AKIAWAN53EXAMPLE0000",
                                Secret("wan53/secret+of/the+bench/0123456789abcd"), Secret()};
  const SigningContext context{credentials, "us-east-1", "route53", utc_time(1'772'323'199)};
  SigningKeys keys;
  HttpRequest request = change_request();
  sign(request, context, keys);

  const SigningScope scope = scope_of(context);
  const std::string canonical = canonical_request(view_of(request)).text;
  const Floor floor{
      request.body, canonical, string_to_sign(canonical, scope),
      keys.key(credentials.secret_access_key.reveal(), scope.day(), "us-east-1", "route53")};
  std::vector<double> signing, hashing;
  for (int i = 0; i < kBatches; ++i) {
    signing.push_back(ns_each([&] {
      sign(request, context, keys);
      use(&request);
    }));
    hashing.push_back(ns_each(floor));
  }
  // The shipped programs' C library prints whole numbers only.
  std::printf("{\"sign_ns\": %lld, \"hash_ns\": %lld, \"hashed_bytes\": %zu}\n",
              static_cast<long long>(median(signing)), static_cast<long long>(median(hashing)),
              floor.body.size() + floor.canonical.size() + floor.to_sign.size());
  return 0;
}

}  // namespace
}  // namespace wan53

int main() { return wan53::run(); }
